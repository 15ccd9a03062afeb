# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Checks and notes which requirements policies meet, and what OCI would refuse, from a compartment up to the root."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Optional

from .._core.errors import Conflict, Failure, NotFoundOrDenied, Refused
from .._core.notices import Notice, brief
from .._core.quoting import quoted
from .._core.session import Session
from .._core.tenancy import Directory, directory
from . import verdicts
from .groups import GroupNames
from .language import listed
from .needs import Lineage, Need, Party
from .policies import ADVICE, MOST_STATEMENTS, Policies, Policy
from .principals import Who, of_party
from .verdicts import Circumstances, Doubt, Finding, Placed, Verdict

NAME_IS_TAKEN, TOO_MANY = "PolicyAlreadyExists", "LimitExceeded"

# The usual limit of statements in one policy. It may be higher, and no API returns it (oci-facts.md section 9).
USUAL_LIMIT = 50


class Check:
    """The policies of a tenancy as one session reads them. Each compartment is read once.

    `unread` lists what could not be read and may hold more statements.
    """

    def __init__(self, session: Session, policies: Policies, region: str) -> None:
        self._policies = policies
        self._tenancy_id = session.tenancy
        self.names = GroupNames(session, region, self._tenancy_id)
        self._lineages: dict[str, Lineage] = {}
        self._attached: dict[str, list[Placed]] = {}
        self._unread: list[Failure] = []

    @property
    def unread(self) -> list[Failure]:
        """Why some policies, or names in them, are not known."""
        return [*self._unread, *self.names.denied]

    def missing(self, wanted: Sequence[Need]) -> list[Need]:
        """The needs that certainly no policy meets. Raises Failure, except for what may not be read."""
        return [each.need for each in self.findings(wanted) if each.verdict is Verdict.MISSING]

    def uncertain(self, wanted: Sequence[Need]) -> list[Finding]:
        """The needs of which it cannot be determined whether policies meet them, with the reasons."""
        return [each for each in self.findings(wanted) if each.verdict is Verdict.UNKNOWN]

    def is_met(self, need: Need) -> bool:
        """Whether policies certainly meet a need."""
        return self.finding(need).verdict is Verdict.HELD

    def findings(self, wanted: Sequence[Need]) -> list[Finding]:
        """What the policies show about each need."""
        return [self.finding(need) for need in wanted]

    def finding(
        self,
        need: Need,
        who: Optional[Who] = None,
        circumstances: Optional[Circumstances] = None,
        *,
        planned: Sequence[Placed] = (),
    ) -> Finding:
        """What the policies show about a need of its party, or of `who`, with statements that are `planned`.

        Nothing is certainly missing while there are policies that may not be read.
        """
        lineage = self.lineage(need.compartment_id)
        placed = [
            statement
            for each in dict.fromkeys((self._tenancy_id, *lineage.ids))
            for statement in self._statements(each)
        ]
        placed += planned
        found = verdicts.decide(need, placed, lineage, who or of_party(need.party, self.names.same), circumstances)
        if found.verdict is Verdict.MISSING and self.unread and not found.statements:
            return replace(found, verdict=Verdict.UNKNOWN)
        return found

    def impaired(self, wanted: Sequence[Need], planned: Sequence[Placed]) -> list[Finding]:
        """The needs that the planned statements meet, and that policies which can be read deny, or may deny."""
        found = [self.finding(need, planned=planned) for need in wanted]
        return [each for each in found if each.verdict is not Verdict.HELD]

    def lineage(self, compartment_id: str) -> Lineage:
        """A compartment with its ancestors, as far as they may be read."""
        if compartment_id not in self._lineages:
            self._lineages[compartment_id] = self._read_lineage(compartment_id)
        return self._lineages[compartment_id]

    def is_whole(self, lineage: Lineage) -> bool:
        """Whether everything above the compartment is known."""
        return lineage.ids[0] == self._tenancy_id

    def _read_lineage(self, compartment_id: str) -> Lineage:
        try:
            lineage = self._policies.lineage(compartment_id)
        except NotFoundOrDenied:
            # Then only statements that specify the compartment by its OCID, or the whole tenancy, can be evaluated.
            lineage = Lineage((compartment_id,), ("",))
        if not self.is_whole(lineage):
            top = lineage.ids[0]
            self._unread.append(_unread_above(top))
        return lineage

    def _statements(self, compartment_id: str) -> list[Placed]:
        if compartment_id not in self._attached:
            self._attached[compartment_id] = []
            try:
                for policy in self._policies.attached(compartment_id):
                    self._attached[compartment_id] += verdicts.placed(policy.statements, compartment_id, policy.id)
            except NotFoundOrDenied as denied:
                self._unread.append(denied)
        return self._attached[compartment_id]


class Survey:
    """The policies of a tenancy, compartment by compartment. Each is read once."""

    def __init__(self, session: Session, policies: Policies) -> None:
        self._session = session
        self._policies = policies
        self._directory: Optional[Directory] = None
        self._attached: dict[str, list[Policy]] = {}
        self.unread: list[str] = []

    def holder(self, planned: Policy) -> Optional[Policy]:
        """The visible policy of another compartment that has the name of a policy to create."""
        for each in self._known.compartments:
            for policy in self._of(each.id):
                elsewhere = policy.compartment_id != planned.compartment_id
                if elsewhere and policy.name.casefold() == planned.name.casefold():
                    return policy
        return None

    def refuse_taken(self, planned: Policy) -> None:
        """Raises Conflict for a policy to create whose name is in use."""
        holder = self.holder(planned)
        if holder is not None:
            raise Conflict(
                f"{held_by(holder)}",
                action=f"create the policy {planned.name}",
                advice=(ADVICE[NAME_IS_TAKEN],),
                code=NAME_IS_TAKEN,
                operation="CreatePolicy",
                service="identity",
                resource=planned.compartment_id,
            )

    def refuse_too_many(self, planned: Policy) -> None:
        """Raises Refused when there would be more statements from the root to a compartment than OCI allows."""
        count = len(planned.statements) + self._most_on_one_line(planned)
        if count > MOST_STATEMENTS:
            raise Refused(
                f"there would be {count} statements from the root to one compartment, and OCI allows {MOST_STATEMENTS}",
                action=f"write the policy {planned.name} with {len(planned.statements)} statements",
                advice=("Omit kms_key_ids to allow all keys of the compartment by one statement.",),
                code=TOO_MANY,
                operation="UpdatePolicy" if planned.id else "CreatePolicy",
                service="identity",
                resource=planned.id or planned.compartment_id,
            )

    def _most_on_one_line(self, planned: Policy) -> int:
        """The most statements of other policies on a path from the root through the policy's own compartment."""
        parents = {each.id: each.compartment_id for each in self._known.compartments}
        ways = [way for way in (_way(each, parents) for each in parents) if planned.compartment_id in way]
        counts = {
            each: sum(len(policy.statements) for policy in self._of(each) if policy.id != planned.id)
            for each in {compartment_id for way in ways for compartment_id in way}
        }
        return max((sum(counts[each] for each in way) for way in ways), default=0)

    @property
    def _known(self) -> Directory:
        if self._directory is None:
            self._directory = directory(self._session)
        return self._directory

    def _of(self, compartment_id: str) -> Iterable[Policy]:
        if compartment_id not in self._attached:
            self._attached[compartment_id] = []
            try:
                self._attached[compartment_id] = self._policies.attached(compartment_id)
            except NotFoundOrDenied:
                self.unread.append(compartment_id)
        return self._attached[compartment_id]


def _unread_above(compartment_id: str) -> Failure:
    return NotFoundOrDenied(
        f"What is above the compartment {compartment_id} could not be read",
        missing_statements=("Allow group <your group> to inspect compartments in tenancy",),
        operation="GetCompartment",
        service="identity",
        resource=compartment_id,
    )


def held_by(holder: Policy) -> str:
    """Which policy has a name."""
    return f"The name belongs to {holder.id} in the compartment {holder.compartment_id}."


def _way(compartment_id: Optional[str], parents: dict[str, Optional[str]]) -> tuple[str, ...]:
    """The compartment with all above it, as far as they are known."""
    way: list[str] = []
    while compartment_id is not None and compartment_id in parents and compartment_id not in way:
        way.insert(0, compartment_id)
        compartment_id = parents[compartment_id]
    return tuple(way)


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
