# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_policy_info: which of the required statements existing policies hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from .._core.errors import Failure
from .._core.notices import Notice, brief
from .._core.session import Session
from .._core.task import Task
from .._iam.checking import Check, reason
from .._iam.language import listed
from .._iam.needs import Need
from .._iam.policies import Policies
from .._iam.verdicts import Doubt, Finding, Placed, Verdict
from .._resources.intent import INTENT_SPEC, Intent, intent

ARGUMENT_SPEC: Mapping[str, Any] = {**INTENT_SPEC}


def run(task: Task) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before any request is sent."""
    requested = intent(task.parameters)
    session = task.log_in()
    session.begin(None)
    home = requested.home(session)
    policies = Policies(session, home)
    for option, compartment_id in (
        ("key_compartment_id", requested.key_compartment_id),
        ("vault_compartment_id", requested.vault_compartment_id),
    ):
        if compartment_id is not None:
            policies.require_usable(option, compartment_id)
    looked = looked_up(session, requested, home, policies)
    words = {name: [str(each) for each in looked[name]] for name in ("reasons", "unread")}
    return {"changed": False, **looked, **words}


def looked_up(session: Session, requested: Intent, home: str, policies: Optional[Policies] = None) -> dict[str, Any]:
    """What policies show about the required statements. Raises Failure."""
    check = Check(session, policies or Policies(session, home), home)
    findings = check.findings(needed_by(requested, session))
    return {
        "needed_statements": [each.need.statement for each in findings],
        "missing_statements": [each.need.statement for each in findings if each.verdict is Verdict.MISSING],
        "uncertain_statements": [each.need.statement for each in findings if each.verdict is Verdict.UNKNOWN],
        "findings": [_described(each) for each in findings],
        "reasons": [reason(each) for each in findings if each.statements or each.words],
        "unread": [_not_read(each) for each in check.unread],
        "unread_failures": [each.as_result() for each in check.unread],
    }


def needed_by(requested: Intent, session: Session) -> list[Need]:
    """The needs of the request."""
    return requested.needs(session.region, tenancy_id=session.tenancy)


def _not_read(failure: Failure) -> Notice:
    """What could not be read and may hold more statements, and what reading it requires."""
    what = failure.reason if failure.action is None else f"Could not {failure.action} ({brief(failure)})"
    required = f". It requires {listed(failure.missing_statements)}" if failure.missing_statements else ""
    return Notice("PoliciesNotRead", f"{what}{required}.", failure.resource, failure)


def _described(finding: Finding) -> dict[str, Any]:
    """The verdict about one statement, with the statements in policies that it depends on."""
    party = finding.need.party
    placed = dict.fromkeys((*finding.deciding, *(each.placed for each in finding.doubts)))
    return {
        "statement": finding.need.statement,
        "verdict": finding.verdict.value,
        "subject": {"kind": party.kind, "name": party.name, "domain": party.domain or None},
        "held_permissions": list(finding.held),
        "lacking_permissions": list(finding.lacking),
        "policy_statements": [
            _in_policy(each, [doubt for doubt in finding.doubts if doubt.placed == each]) for each in placed
        ],
    }


def _in_policy(placed: Placed, doubts: Sequence[Doubt]) -> dict[str, Any]:
    """One statement in a policy; there is a doubt for each permission that it may be about."""
    return {
        "statement": placed.text,
        "effect": "deny" if placed.denies else "allow",
        "policy_id": placed.policy_id,
        "compartment_id": placed.compartment_id,
        "undecided": list(dict.fromkeys(why for each in doubts for why in each.why)),
        "variables": list(dict.fromkeys(name for each in doubts for name in each.variables)),
    }
