#!/usr/bin/env bash
# Stops the simulated tenancy of `make simulator` and removes everything the other targets made.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

[ ! -d .simulator ] || python -m simulator stop --directory .simulator || true
rm -rf .venv .cache .simulator build
git ls-files --directory --others --ignored --exclude='__pycache__/' -z | xargs -0 --no-run-if-empty rm -rf
