#!/usr/bin/env bash
# The molecule scenarios of the roles and playbooks, against a simulated tenancy.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

SIMULATOR_SPEED=20 dev/with_simulator.sh molecule python -m tests.preloaded_sdk .cache/preloaded/molecule molecule test --all --workers 2
