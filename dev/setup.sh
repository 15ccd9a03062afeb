#!/usr/bin/env bash
# Makes .venv from requirements-dev.txt and links the checkout into it. Does nothing when that is already so.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE

uv_version=0.13.9
installed=.venv/requirements-dev.txt

link_collection() {
    local parent
    parent=$(echo .venv/lib/python3*/site-packages)/ansible_collections/cmk
    [ "$(readlink "$parent/oci")" = "$PWD" ] && return
    mkdir -p "$parent"
    ln -sfn "$PWD" "$parent/oci"
}

# ansible-core 2.19, the newest for Python 3.11, runs on 3.11 to 3.13.
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo 'Python 3.11, 3.12 or 3.13 is needed, and none is on PATH.' >&2
    return 1
}

if cmp -s requirements-dev.txt "$installed" && .venv/bin/python -c '' 2>/dev/null && [ -x .cache/boot/bin/uv ]; then
    link_collection
    exit
fi

python=$(find_python)
boot=.cache/boot
if ! "$python" -m venv "$boot"; then
    echo "$python cannot make a virtual environment: install its venv module (Debian: python3-venv)." >&2
    exit 1
fi
"$boot/bin/pip" install --quiet --disable-pip-version-check "uv==$uv_version"

# shellcheck source=dev/package_index.sh
. dev/package_index.sh

echo 'Setting up .venv (once, and again when requirements-dev.txt changes)' >&2
"$boot/bin/uv" venv --quiet --allow-existing --python "$python" .venv
"$boot/bin/uv" pip sync --quiet --python .venv/bin/python --require-hashes requirements-dev.txt
link_collection
cp requirements-dev.txt "$installed"
