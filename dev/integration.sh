#!/usr/bin/env bash
# ansible-test integration: the targets of tests/integration, against simulated tenancies.
# integration.sh [TARGET...]: those targets; without any, all of them, in two halves side by side.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
. dev/ansible_test.sh

# half NAME TARGET...: runs targets with a tenancy of their own.
half() {
    SIMULATOR_SPEED=100 INTEGRATION_HALF=$1 dev/with_simulator.sh "$1" python -m tests.preloaded_sdk ".cache/preloaded/$1" dev/integration.sh "${@:2}"
}

if [ -n "${INTEGRATION_HALF:-}" ]; then
    copy_collection "$INTEGRATION_HALF"
    cp dev/ansible.cfg "$copy/tests/integration/integration.cfg"
    # ansible-test hides the environment: what a client of the tenancy needs reaches the targets as variables.
    python dev/integration_config.py "$SIMULATOR_DIRECTORY" >"$copy/tests/integration/integration_config.yml"
    python=$(python -c 'import sys; print("{}.{}".format(*sys.version_info))')
    run_ansible_test "$INTEGRATION_HALF" integration --python "$python" "$@"
elif [ $# -gt 0 ]; then
    half integration "$@"
else
    mapfile -t targets < <(cd tests/integration/targets && ls -d -- [!s]* scopes secrets)
    mapfile -t first < <(printf '%s\n' "${targets[@]}" | grep -E '_key$|^oci_backup|^scopes')
    mapfile -t second < <(printf '%s\n' "${targets[@]}" | grep -Ev '_key$|^oci_backup|^scopes')
    # The output of the one half is held back, so that both stay readable.
    mkdir -p .cache/log
    half integration-1 "${first[@]}" >.cache/log/integration-1.log 2>&1 &
    half integration-2 "${second[@]}" && result=0 || result=$?
    wait $! || result=$?
    cat .cache/log/integration-1.log
    exit "$result"
fi
