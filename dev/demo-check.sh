#!/usr/bin/env bash
# The demo as one of the checks, with modules that find the SDK imported.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

# shellcheck disable=SC2016 # It is known inside only.
python -m tests.preloaded_sdk .cache/preloaded/demo-check bash -c 'dev/demo.sh -e "ansible_python_interpreter=$PRELOADED_PYTHON"'
