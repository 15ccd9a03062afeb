#!/usr/bin/env bash
# The whole fault matrix, or the cells that CELL names: every module under everything that can be wrong with an answer.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

python -m tests.matrix --cell "${CELL:-}" --sample "${MATRIX_SAMPLE:-0}" --seed "${MATRIX_SEED:-1}"
