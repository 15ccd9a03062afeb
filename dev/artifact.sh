#!/usr/bin/env bash
# ansible-test sanity of the built artifact, as its users have it: on the oldest supported ansible-core and on the newest.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
. dev/ansible_test.sh
# shellcheck source=dev/package_index.sh
. dev/package_index.sh

artifacts=.cache/artifact
rm -rf "$artifacts"
ansible-galaxy collection build --output-path "$artifacts" .

# judge NAME REQUIREMENT PYTHON...: judges the artifact by an ansible-core of its own, on the first Python there is.
judge() {
    local core=$root/.cache/cores/$1 python version
    python=$(find_python "${@:3}")
    version=${python##*/python}
    .cache/boot/bin/uv venv --quiet --allow-existing --python "$python" "$core"
    .cache/boot/bin/uv pip install --quiet --python "$core/bin/python" --upgrade "$2"
    unpack_collection "artifact-$1" "$artifacts"/cmk-oci-*.tar.gz
    prepare_pip "$core"
    printf '\n== %s, Python %s\n' "$("$core/bin/ansible-test" --version)" "$version"
    PATH=$core/bin:$PATH run_ansible_test "artifact-$1" sanity --python "$version" --skip-test pslint
}

judge 2.16 'ansible-core==2.16.*' 3.11 3.12 3.10
judge newest ansible-core 3.14 3.13 3.12 3.11
