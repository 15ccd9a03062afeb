#!/usr/bin/env bash
# Writes requirements-dev.txt, the lock, from the wishes in pyproject.toml: plain pip format, which names no package index.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_SYSTEM_CERTS=1 .cache/boot/bin/uv pip compile --quiet --universal --python-version 3.11 --group dev \
    --generate-hashes --no-header --output-file requirements-dev.txt
