#!/usr/bin/env bash
# The contract suite: every resource type against every promise.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

python -m tests.preloaded_sdk .cache/preloaded/contract pytest -n "${PROCESSES:-2}" tests/contract "$@"
