#!/usr/bin/env bash
# Formats the Python files and applies ruff's safe fixes.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

ruff check --fix
ruff format
