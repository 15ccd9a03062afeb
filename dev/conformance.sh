#!/usr/bin/env bash
# Clients nobody here wrote, unmodified, against a simulated tenancy.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

SIMULATOR_SPEED=60 dev/with_simulator.sh conformance pytest -n 2 tests/conformance
