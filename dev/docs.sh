#!/usr/bin/env bash
# Lints the documentation and builds the site into build/docs/html. Any warning is an error.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

antsibull-docs lint-collection-docs --plugin-docs --check-extra-docs-refs --validate-collection-refs self .

site=build/docs
rm -rf "$site"
mkdir -p "$site/rst"
chmod go-w "$site/rst"
antsibull-docs collection --use-current --squash-hierarchy --fail-on-error --cleanup everything --dest-dir "$site/rst" cmk.oci
sphinx-build -q -W --keep-going -b html -c docs "$site/rst" "$site/html"
echo "The site: $site/html/index.html"
