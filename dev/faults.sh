#!/usr/bin/env bash
# Some cells of the fault matrix, drawn by MATRIX_SEED; MATRIX_SAMPLE says how many.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

python -m tests.matrix --sample "${MATRIX_SAMPLE:-200}" --seed "${MATRIX_SEED:-1}" --jobs 1
