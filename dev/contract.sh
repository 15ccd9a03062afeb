#!/usr/bin/env bash
# The contract suite: every resource type against every promise. CONTRACT_SAMPLE=<seed> draws a third of the variants and faults.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

python -m tests.preloaded_sdk .cache/preloaded/contract pytest -p tests.sample -n "${PROCESSES:-2}" tests/contract "$@"
