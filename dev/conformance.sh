#!/usr/bin/env bash
# Clients nobody here wrote, unmodified, against a simulated tenancy.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

SIMULATOR_SPEED=10 dev/with_simulator.sh conformance pytest tests/conformance
