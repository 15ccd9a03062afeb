#!/usr/bin/env bash
# Stops the simulated tenancy of `make simulator` and removes everything the other targets made.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

# Without .venv nothing was started from here. One that cannot be stopped keeps its files: they are the way to it.
[ ! -d .simulator ] || [ ! -x .venv/bin/python ] || python -m simulator stop --directory .simulator
rm -rf .venv .cache .simulator build
git ls-files --directory --others --ignored --exclude='__pycache__/' -z | xargs -0 --no-run-if-empty rm -rf
