#!/usr/bin/env bash
# The functional suite: what each module does beyond the contract. CONTRACT_SAMPLE=<seed> draws a third of the variants and faults.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

python -m tests.preloaded_sdk .cache/preloaded/functional pytest -p tests.sample -n "${PROCESSES:-2}" tests/functional "$@"
