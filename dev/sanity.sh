#!/usr/bin/env bash
# ansible-test sanity of what is shipped, and of the targets that test it: every test on this Python; compile and import on
# every other Python the machine has. The rules for the simulated tenancy and its tests are those of lint.sh, pylint's included.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
. dev/ansible_test.sh

# The Pythons modules may run on, one by one: a name on PATH may be pyenv's shim, which is there and does not run.
collect_pythons() {
    pythons=$root/.cache/pythons
    rm -rf "$pythons"
    mkdir -p "$pythons"
    local version candidate
    for version in 3.9 3.10 3.11 3.12 3.13 3.14; do
        for candidate in "$root/.venv/bin" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin /usr/local/bin /usr/bin; do
            if "$candidate/python$version" -m ensurepip --version >/dev/null 2>&1; then
                ln -s "$candidate/python$version" "$pythons/python$version"
                break
            fi
        done
    done
}

collect_pythons
copy_collection sanity . ':!dev' ':!simulator' ':!tests/benchmark' ':!tests/con*' ':!tests/sessions.py' ':!tests/unit'
prepare_pip
this_python=$(python -c 'import sys; print("{}.{}".format(*sys.version_info))')
echo "Python $this_python: every test; compile and import on: $(cd "$pythons" && echo python*)"
run_ansible_test sanity sanity --python "$this_python"
if [ "$(cd "$pythons" && echo python*)" = "python$this_python" ]; then
    exit
fi
PATH=$root/.venv/bin:$pythons:/usr/bin:/bin run_ansible_test sanity sanity --test compile --test import
