#!/usr/bin/env bash
# ansible-test integration: the targets of tests/integration, against a simulated tenancy.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
. dev/ansible_test.sh

if [ -z "${SIMULATOR_DIRECTORY:-}" ]; then
    SIMULATOR_SPEED=100 exec dev/with_simulator.sh integration "$0" "$@"
fi
copy_collection integration
# ansible-test hides the environment: what a client of the tenancy needs reaches the targets as variables.
python dev/integration_config.py "$SIMULATOR_DIRECTORY" >"$copy/tests/integration/integration_config.yml"
run_ansible_test integration integration --python "$(python -c 'import sys; print("{}.{}".format(*sys.version_info))')" "$@"
