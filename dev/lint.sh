#!/usr/bin/env bash
# Static checks of Python, shell, YAML, Ansible content and the changelog.
set -euo pipefail
. "$(dirname "$0")/environment.sh"

set -x
ruff check
ruff format --check
mypy
python dev/failure_docs.py --check
python -m dev.audit_docs --check
python dev/report_schemas.py --check
python dev/shared_returns.py --check
shellcheck dev/*.sh .ci/run
yamllint --strict .
antsibull-changelog lint
ansible-lint --nocolor
