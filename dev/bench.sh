#!/usr/bin/env bash
# Prints what a task costs, how fast the simulated tenancy answers, and how many resources it holds.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

python -m tests.benchmark
