#!/usr/bin/env bash
# ansible-test sanity of what is shipped, and of the targets that test it: compile and import on the oldest and the newest
# Python the machine has, or on this one if there is no other; every other test on this Python. The rules for the simulated tenancy and its tests are those of lint.sh, pylint's included.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
. dev/ansible_test.sh

# find_python VERSION...: the first one there is, but for this one. A name on PATH may be pyenv's shim, which does not run.
find_python() {
    local version candidate
    for version in "$@"; do
        [ "$version" != "$this_python" ] || return 0
        for candidate in "$root/.venv/bin" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin /usr/local/bin /usr/bin; do
            if "$candidate/python$version" -m ensurepip --version >/dev/null 2>&1; then
                ln -s "$candidate/python$version" "$pythons/python$version"
                return 0
            fi
        done
    done
}

this_python=$(python -c 'import sys; print("{}.{}".format(*sys.version_info))')
pythons=$root/.cache/pythons
rm -rf "$pythons"
mkdir -p "$pythons"
find_python 3.9 3.10 3.11 3.12
find_python 3.14 3.13 3.12 3.11

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
