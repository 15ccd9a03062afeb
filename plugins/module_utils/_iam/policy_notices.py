# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The notices about statements and groups: what policies deny, still allow, or may allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Optional

from .._core.notices import Notice, brief
from .._core.quoting import quoted
from .groups import GroupNames
from .language import listed
from .needs import Party
from .policies import MOST_STATEMENTS, Policy
from .verdicts import Doubt, Finding, Placed, Verdict


def reason(finding: Finding) -> Notice:
    """Why a need is not met, or may not be, although policies have statements about it."""
    needed, doubts = f'"{finding.need.statement}"', "; ".join(finding.words)
    if finding.verdict is Verdict.UNKNOWN:
        return Notice("StatementUncertain", f"It is not known whether policies hold {needed}: {doubts}.")
    if finding.statements:
        text = f"{needed} is denied by {listed(finding.statements)}: change that statement first."
        return Notice("StatementDenied", text)
    return Notice("StatementMissing", f"{needed} is missing, although {doubts}.")


def denials(policy_name: str, statements: Iterable[str], policy_id: Optional[str]) -> list[Notice]:
    """A notice for each statement that denies, and is kept although only what is required was to be kept."""
    return [
        Notice(
            "DenialNotRemoved",
            f"The policy {policy_name} keeps a statement that denies, since more would be allowed without it: "
            f"{listed([each])}. Remove that statement yourself.",
            policy_id,
        )
        for each in statements
    ]


def responsible(found: Iterable[Finding]) -> list[str]:
    """The statements that allow needs, or may allow them."""
    return list(dict.fromkeys(each.text for finding in found for each in _allowing(finding)))


def not_removed(policy_name: str, found: Sequence[Finding], policy_id: Optional[str]) -> list[Notice]:
    """A notice for each remaining statement that allows what was to be removed, or that may allow it."""
    held = responsible(each for each in found if each.verdict is Verdict.HELD)
    notices = [
        Notice(
            "StatementNotRemoved",
            f"The policy {policy_name} still allows what was to be removed, by a statement that was not changed: "
            f"{listed([each])}. Change that statement yourself.",
            policy_id,
        )
        for each in held
    ]
    doubtful = [each for each in found if each.verdict is Verdict.UNKNOWN]
    why = {doubt.placed.text: doubt for each in doubtful for doubt in each.doubts}
    return notices + [_may_allow(policy_name, each, why.get(each), policy_id) for each in responsible(doubtful)]


def _may_allow(policy_name: str, statement: str, doubt: Optional[Doubt], policy_id: Optional[str]) -> Notice:
    because = str(doubt) if doubt else f"{listed([statement])} allows a part of it"
    text = (
        f"The policy {policy_name} may still allow what was to be removed: {because}. Change that statement yourself "
        "where it does."
    )
    return Notice("StatementMayRemain", text, policy_id)


def _allowing(finding: Finding) -> Iterable[Placed]:
    """The statements of a finding that allow its need, or may allow it."""
    doubtful = (*finding.deciding, *(each.placed for each in finding.doubts))
    return dict.fromkeys((*finding.granting, *(each for each in doubtful if not each.denies)))


def too_many(planned: Policy, usual_limit: int) -> Notice:
    """A notice in check mode about more statements than most tenancies allow in a policy."""
    text = (
        f"The policy {planned.name} would have {len(planned.statements)} statements. If the limit of the tenancy is "
        f"{usual_limit}, the task fails without check mode."
    )
    return Notice("StatementsPerPolicyNotChecked", text, planned.id)


def near_limit(count: int, compartment_id: str) -> Notice:
    """A notice about as many statements from the root to a compartment as OCI allows, or nearly."""
    text = (
        f"{count} statements apply from the root to the compartment {compartment_id}, and OCI allows "
        f"{MOST_STATEMENTS}. Omit kms_key_ids to allow all keys of the compartment by one statement."
    )
    return Notice("StatementLimitNear", text, compartment_id)


def name_not_checked(planned: Policy, compartments: int) -> Notice:
    """A notice in check mode about compartments whose policies may have the name of a policy to create."""
    text = (
        f"The policies of {compartments} compartments could not be listed. If one has the name {planned.name}, the "
        "task fails without check mode: names are unique in the tenancy."
    )
    return Notice("NameNotChecked", text)


def not_created(party: Party) -> Notice:
    """A notice in check mode about a dynamic group that another task may create first."""
    text = f"The dynamic group {quoted(party.name)} does not exist yet. Create it before the policy."
    return Notice("DynamicGroupNotFound", text)


def not_checked(option: str, party: Party, names: GroupNames, *, check_mode: bool) -> Optional[Notice]:
    """A notice about a group whose existence cannot be determined.

    OCI rejects a statement with a name that does not exist, but not one with an OCID.
    """
    if names.is_known(party) is not None or (names.is_denied(party.kind) and party.by_ocid):
        return None
    if party.by_ocid:
        text = (
            f"{option} is {party.name}, which the default identity domain does not have. Unless another domain has it, "
            "its statements allow nothing."
        )
        return Notice("GroupNotChecked", text, party.name)
    if not check_mode:
        return None
    denied = names.is_denied(party.kind)
    why = f"groups could not be listed ({brief(denied)})" if denied else "groups of other domains cannot be listed"
    text = f"It is not known whether {option} exists, since {why}. If it does not, the task fails without check mode."
    return Notice("GroupNotChecked", text, party.text)
