# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds out which needs no policy meets that can be read, from a compartment up to the root. Never writes."""

from __future__ import annotations

from collections.abc import Sequence

from .._core.clients import Session
from .._core.errors import NotFoundOrDenied
from .group_names import GroupNames
from .language import Statement
from .needs import Lineage, Need, covers, readable
from .policies import Policies


class Check:
    """One look at the policies of a tenancy, by one session. Each compartment is read once.

    C(unread) tells, in the end, what may hold more statements and could not be read.
    """

    def __init__(self, session: Session, policies: Policies, region: str) -> None:
        self._policies = policies
        self._tenancy_id = session.tenancy
        self.names = GroupNames(session, region, self._tenancy_id)
        self._lineages: dict[str, Lineage] = {}
        self._attached: dict[str, list[Statement]] = {}
        self._unread: list[str] = []

    @property
    def unread(self) -> list[str]:
        """Why some policies, or names in them, are not known."""
        return [*self._unread, *self.names.denied]

    def missing(self, wanted: Sequence[Need]) -> list[Need]:
        """The needs that no statement covers. Raises Failure, but not when something may not be read."""
        return [need for need in wanted if not self.is_met(need)]

    def is_met(self, need: Need) -> bool:
        """Whether a statement covers a need."""
        lineage = self.lineage(need.compartment_id)
        return any(
            covers(statement, need, lineage, policy_compartment_id=each, same=self.names.same)
            for each in dict.fromkeys((self._tenancy_id, *lineage.ids))
            for statement in self._statements(each)
        )

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
            self._unread.append(f"what is above the compartment {lineage.ids[0]} may not be seen")
        return lineage

    def _statements(self, compartment_id: str) -> list[Statement]:
        if compartment_id not in self._attached:
            self._attached[compartment_id] = []
            try:
                for policy in self._policies.attached(compartment_id):
                    self._attached[compartment_id] += readable(policy.statements)
            except NotFoundOrDenied as denied:
                self._unread.append(str(denied))
        return self._attached[compartment_id]
