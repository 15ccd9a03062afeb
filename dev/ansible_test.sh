# shellcheck shell=bash
# Runs ansible-test on a copy of the checkout. Sourced, after environment.sh; each step has a copy of its own.
: "${root:?}"

# find_python VERSION...: prints the path of the first one there is. A name on PATH may be pyenv's shim, which does not run.
find_python() {
    local version candidate
    for version in "$@"; do
        for candidate in "$root/.venv/bin" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin /usr/local/bin /usr/bin; do
            if "$candidate/python$version" -m ensurepip --version >/dev/null 2>&1; then
                echo "$candidate/python$version"
                return
            fi
        done
    done
    return 1
}

# ansible-test wants a real folder .../ansible_collections/cmk/oci, and refuses a link to one.
# The copy is a git repository: otherwise ansible-test looks at the outer one, which ignores .cache, and it tests nothing.
# copy_collection NAME PATHSPEC...: of all files that git knows, those that the pathspecs choose.
# With a home for what ansible-test makes in one, so that several can run side by side.
copy_collection() {
    place_for "$1"
    git ls-files -coz --exclude-standard "${@:2}" | tar --null --ignore-failed-read -T - -cf - | tar -xf - -C "$copy"
    git init --quiet "$copy"
}

# unpack_collection NAME ARTIFACT: of a built artifact.
unpack_collection() {
    place_for "$1"
    tar -xzf "$2" -C "$copy"
    git init --quiet "$copy"
}

place_for() {
    home=$root/.cache/home/$1
    copy=$root/.cache/ansible-test/$1/ansible_collections/cmk/oci
    rm -rf "$root/.cache/ansible-test/$1"
    mkdir -p "$copy"
}

# Lets ansible-test fill the environments it makes. It fetches a pip installer from a host of its own, though every Python brings
# one; and it hides the environment from pip, so the settings of pip there go into a file.
# prepare_pip [ENVIRONMENT]: of the ansible-test of an environment, this one's if none is named.
prepare_pip() {
    local pip
    mkdir -p "$home/.ansible/test/cache" "$home/.config/pip"
    # The names hold the pip versions that this ansible-test wants. A wheel only needs to be unpacked, in a tenth of the time
    # that it takes to have pip install pip, and there are a dozen environments.
    for pip in $(grep -hoE "pip='[0-9.]+'" "${1:-.venv}"/lib/python3*/site-packages/ansible_test/_internal/python_requirements.py | tr -cd "0-9.\n" | tr . _); do
        cat >"$home/.ansible/test/cache/get_pip_$pip.py" <<'END'
import ensurepip, pathlib, sysconfig, zipfile

wheel = next((pathlib.Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
zipfile.ZipFile(wheel).extractall(sysconfig.get_path("purelib"))
END
    done
    # `pip config list` puts the environment first, and it wins in pip; values come as Python strings.
    (umask 077 && {
        echo '[global]'
        {
            echo 'quiet = 1'
            .cache/boot/bin/pip config list | sed -E "s/^[^=]*\.([a-z-]+)='(.*)'$/\1 = \2/; s/\\\\n/ /g"
            [ -z "${HTTPS_PROXY:-}" ] || echo "proxy = $HTTPS_PROXY"
        } | awk '!seen[$1]++'
    } >"$home/.config/pip/pip.conf")
}

# run_ansible_test NAME ARGUMENT...: runs in the copy that `copy_collection NAME` made.
run_ansible_test() {
    local log=$root/.cache/ansible-test/$1.log
    mkdir -p "$home"
    (cd "$copy" && HOME=$home ansible-test "${@:2}" --local --color no) 2>&1 | tee "$log"
    if grep -q 'All targets skipped' "$log"; then
        echo 'ansible-test found nothing to test.' >&2
        return 1
    fi
}
