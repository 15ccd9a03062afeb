# shellcheck shell=bash
# What every script here needs around it. Sourced; leaves the shell at the root of the checkout.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

# Once: what a caller has put before it, such as an `oci` that starts faster, stays before it.
[[ :$PATH: == *:$root/.venv/bin:* ]] || export PATH=$root/.venv/bin:$PATH
# Without bytecode every process compiles the OCI SDK again: 0.7 s each time.
unset PYTHONDONTWRITEBYTECODE

# Where the checkout is linked as ansible_collections.cmk.oci. Said aloud, so that no installed copy comes before it.
ANSIBLE_COLLECTIONS_PATH=$(echo "$root"/.venv/lib/python3*/site-packages)
export ANSIBLE_COLLECTIONS_PATH
export ANSIBLE_HOME=$root/.cache/ansible
export ANSIBLE_CONFIG=$root/dev/ansible.cfg
# Interpreter discovery may leave the environment for a Python that has no SDK.
export ANSIBLE_PYTHON_INTERPRETER=$root/.venv/bin/python

# Nothing that is started from here may reach a real tenancy by accident.
unset "${!OCI_@}"
