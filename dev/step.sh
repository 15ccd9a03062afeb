#!/usr/bin/env bash
# step.sh NAME [ARGUMENT...]: runs one step of the checks, dev/NAME.sh, with a heading before it, its duration after it, and a log.
set -euo pipefail
cd "$(dirname "$0")/.."

name=$1
mkdir -p .cache/log
printf '\n== %s\n' "$name"
SECONDS=0
if "dev/$name.sh" "${@:2}" 2>&1 | tee ".cache/log/$name.log"; then
    result=passed
else
    result=FAILED
fi
printf '%-12s %s in %s s\n' "$name" "$result" "$SECONDS" | tee -a .cache/log/results
[ "$result" = passed ]
