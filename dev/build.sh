#!/usr/bin/env bash
# Builds the collection into build/ and has galaxy-importer judge it.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

mkdir -p build
rm -f build/cmk-oci-*.tar.gz
ansible-galaxy collection build --output-path build .
cd build
python -m galaxy_importer.main cmk-oci-*.tar.gz
