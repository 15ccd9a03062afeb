#!/usr/bin/env bash
# The demo: a fresh simulated tenancy, and the playbook cmk.oci.demo run on it as an operator of one project.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

if [ -z "${SIMULATOR_DIRECTORY:-}" ]; then
    SIMULATOR_SPEED=20 exec dev/with_simulator.sh demo "$0" "$@"
fi

variables=$(python dev/demo_variables.py "$SIMULATOR_DIRECTORY/tenancy.json")
# Nobody else: the operator may change what is in one project and delegate keys, not more.
OCI_CONFIG_FILE=$SIMULATOR_DIRECTORY/oci/config OCI_CONFIG_PROFILE=projx-operator \
    ANSIBLE_CALLBACK_RESULT_FORMAT=yaml ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false \
    ansible-playbook cmk.oci.demo -e "$variables" "$@"
