#!/usr/bin/env bash
# Unit tests. The ones that need a tenancy mount the simulated one in-process.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

pytest -n "${PROCESSES:-2}" tests/unit "$@"
