#!/usr/bin/env bash
# with_simulator.sh NAME COMMAND...: runs the command as a client of a simulated tenancy of its own, which ends with it.
# SIMULATOR_SPEED says how many simulated seconds pass in a real one (1).
# Each process of a client reads its key, and one of 2048 bits takes longer than all else that it does.
# The command finds SIMULATOR_DIRECTORY in its environment, where `env` and `tenancy.json` are.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

export SIMULATOR_DIRECTORY=$root/.cache/simulator/$1
shift

stop() { python -m simulator stop --directory "$SIMULATOR_DIRECTORY"; }

# An interrupted run may have left one behind.
[ ! -e "$SIMULATOR_DIRECTORY" ] || stop >/dev/null 2>&1 || true
rm -rf "$SIMULATOR_DIRECTORY"
trap stop EXIT
python -m simulator start --directory "$SIMULATOR_DIRECTORY" --speed "${SIMULATOR_SPEED:-1}" --key-bits 1024 >/dev/null
# shellcheck source=/dev/null
. "$SIMULATOR_DIRECTORY/env"
"$@"
