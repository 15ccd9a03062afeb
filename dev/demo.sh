#!/usr/bin/env bash
# The demo: a fresh simulated tenancy, and the playbook cmk.oci.demo run on it. A key officer makes the key, in a compartment
# that is empty, and an operator of one project uses it. Neither of them is an administrator.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

if [ -z "${SIMULATOR_DIRECTORY:-}" ]; then
    SIMULATOR_SPEED=60 exec dev/with_simulator.sh demo "$0" "$@"
fi

variables=$(python dev/demo_variables.py "$SIMULATOR_DIRECTORY/tenancy.json")
# The operator may change what is in one project, and delegate keys; the key officer is named in the variables.
OCI_CONFIG_FILE=$SIMULATOR_DIRECTORY/oci/config OCI_CONFIG_PROFILE=projx-operator \
    ANSIBLE_CALLBACK_RESULT_FORMAT=yaml ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false \
    ANSIBLE_DISPLAY_SKIPPED_HOSTS=false \
    ansible-playbook cmk.oci.demo -e "$variables" "$@"

# An auditor reads the whole tenancy, in which much is left to do: the gate is only shown.
mkdir -p build
OCI_CONFIG_FILE=$SIMULATOR_DIRECTORY/oci/config OCI_CONFIG_PROFILE=auditor \
    ANSIBLE_CALLBACK_RESULT_FORMAT=yaml ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false \
    ANSIBLE_DISPLAY_SKIPPED_HOSTS=false \
    ansible-playbook cmk.oci.audit -e encryption_audit_report_path=build/audit -e encryption_audit_gate=false "$@"
