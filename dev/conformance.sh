#!/usr/bin/env bash
# Unmodified clients of others, against a simulated tenancy.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

# At ten minutes a second nothing has to be waited for: that waiting works is shown elsewhere.
SIMULATOR_SPEED=600 dev/with_simulator.sh conformance python -m tests.preloaded_sdk .cache/preloaded/conformance pytest -n 2 tests/conformance
