#!/usr/bin/env bash
# The contract suite: every resource type against every promise.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

pytest -n 2 tests/contract
