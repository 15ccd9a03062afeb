# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_policy_info: which of the statements that let keys be used policies hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Optional

from ..._core.clients import Session
from ..checking import Check
from ..intent import INTENT_SPEC, Intent, intent
from ..language import listed
from ..needs import Need
from ..policies import Policies
from ..verdicts import Finding, Verdict

ARGUMENT_SPEC: Mapping[str, Any] = {**INTENT_SPEC}


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    asked = intent(params)
    session = login()
    session.begin(None)
    home = asked.home(session)
    policies = Policies(session, home)
    for option, compartment_id in (
        ("key_compartment_id", asked.key_compartment_id),
        ("vault_compartment_id", asked.vault_compartment_id),
    ):
        if compartment_id is not None:
            policies.require_usable(option, compartment_id)
    return {"changed": False, **looked_up(session, asked, home, policies)}


def looked_up(session: Session, asked: Intent, home: str, policies: Optional[Policies] = None) -> dict[str, Any]:
    """What policies say about the statements that are needed. Raises Failure."""
    check = Check(session, policies or Policies(session, home), home)
    findings = check.findings(needed_by(asked, session))
    return {
        "needed_statements": [each.need.statement for each in findings],
        "missing_statements": [each.need.statement for each in findings if each.verdict is Verdict.MISSING],
        "uncertain_statements": [each.need.statement for each in findings if each.verdict is Verdict.UNKNOWN],
        "reasons": [_reason(each) for each in findings if each.statements or each.doubts],
        "unread": list(check.unread),
    }


def needed_by(asked: Intent, session: Session) -> list[Need]:
    """What has to be allowed."""
    return asked.needs(session.region, tenancy_id=session.tenancy)


def _reason(finding: Finding) -> str:
    """Why a need is not met, or may not be, although policies have statements about it."""
    if finding.verdict is Verdict.UNKNOWN:
        return f'Whether policies hold "{finding.need.statement}" cannot be told: {"; ".join(finding.doubts)}.'
    if finding.statements:
        return f'"{finding.need.statement}" is denied by {listed(finding.statements)}: change that statement first.'
    return f'"{finding.need.statement}" is missing, although {"; ".join(finding.doubts)}.'
