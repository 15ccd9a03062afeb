# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds out which needs the policies meet, from a compartment up to the root. Never writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Optional

from .._core.errors import Failure, NotFoundOrDenied
from .._core.session import Session
from . import verdicts
from .group_names import GroupNames
from .needs import Lineage, Need
from .policies import Policies
from .principals import Who, of_party
from .verdicts import Circumstances, Finding, Placed, Verdict


class Check:
    """One look at the policies of a tenancy, by one session. Each compartment is read once.

    C(unread) tells, in the end, what may hold more statements and could not be read.
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
        """The needs that no policy meets, for certain. Raises Failure, but not when something may not be read."""
        return [each.need for each in self.findings(wanted) if each.verdict is Verdict.MISSING]

    def uncertain(self, wanted: Sequence[Need]) -> list[Finding]:
        """The needs of which it cannot be told whether policies meet them, with what stands in the way."""
        return [each for each in self.findings(wanted) if each.verdict is Verdict.UNKNOWN]

    def is_met(self, need: Need) -> bool:
        """Whether policies meet a need, for certain."""
        return self.finding(need).verdict is Verdict.HELD

    def findings(self, wanted: Sequence[Need]) -> list[Finding]:
        """What the policies say about each of the needs."""
        return [self.finding(need) for need in wanted]

    def finding(self, need: Need, who: Optional[Who] = None, circumstances: Optional[Circumstances] = None) -> Finding:
        """What the policies say about a need, of its party or of `who` else.

        Nothing is missing for certain while policies exist that may not be read.
        """
        lineage = self.lineage(need.compartment_id)
        placed = [
            statement
            for each in dict.fromkeys((self._tenancy_id, *lineage.ids))
            for statement in self._statements(each)
        ]
        found = verdicts.decide(need, placed, lineage, who or of_party(need.party, self.names.same), circumstances)
        if found.verdict is Verdict.MISSING and self.unread and not found.statements:
            return replace(found, verdict=Verdict.UNKNOWN)
        return found

    def lineage(self, compartment_id: str) -> Lineage:
        """A compartment with what is above it, as far as that may be read."""
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
            # Then only statements that name the compartment by its OCID, or the whole tenancy, are understood.
            lineage = Lineage((compartment_id,), ("",))
        if not self.is_whole(lineage):
            top = lineage.ids[0]
            self._unread.append(Failure(f"What is above the compartment {top} could not be read", resource=top))
        return lineage

    def _statements(self, compartment_id: str) -> list[Placed]:
        if compartment_id not in self._attached:
            self._attached[compartment_id] = []
            try:
                for policy in self._policies.attached(compartment_id):
                    self._attached[compartment_id] += verdicts.placed(policy.statements, compartment_id)
            except NotFoundOrDenied as denied:
                self._unread.append(denied)
        return self._attached[compartment_id]
