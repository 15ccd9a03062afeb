#!/usr/bin/env bash
# ansible-test sanity of what is shipped, and of the targets that test it: compile and import on the oldest and the newest
# Python the machine has, or on this one if there is no other; every other test on this Python. The rules for the simulated tenancy and its tests are those of lint.sh, pylint's included.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
. dev/ansible_test.sh

# link_python VERSION...: links the first one there is, unless it is this one.
link_python() {
    local found
    found=$(find_python "$@") || return 0
    [ "${found##*/}" = "python$this_python" ] || ln -s "$found" "$pythons/"
}

this_python=$(python -c 'import sys; print("{}.{}".format(*sys.version_info))')
pythons=$root/.cache/pythons
rm -rf "$pythons"
mkdir -p "$pythons"
link_python 3.9 3.10 3.11 3.12
link_python 3.14 3.13 3.12 3.11

copy_collection sanity . ':!dev' ':!simulator' ':!tests/benchmark' ':!tests/con*' ':!tests/*.py' ':!tests/preloaded_sdk' ':!tests/unit'
prepare_pip
if [ -z "$(ls "$pythons")" ]; then
    run_ansible_test sanity sanity --python "$this_python"
    exit
fi
# The unit tests and the contract suite import every file on this Python.
run_ansible_test sanity sanity --python "$this_python" --skip-test compile --skip-test import
for other in "$pythons"/*; do
    PATH=$pythons:$PATH run_ansible_test sanity sanity --python "${other##*/python}" --test compile --test import
done
