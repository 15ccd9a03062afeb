# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Foresees what OCI would refuse about a policy: a name that is taken, and more statements than there may be.

OCI tells neither before the policy is written. Policies that may not be read are counted as far as they can be.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from .._core.compartments import Directory, directory
from .._core.errors import Conflict, NotFoundOrDenied, Refused
from .._core.session import Session
from .merging import MOST_STATEMENTS
from .policies import ADVICE, Policies, Policy

NAME_IS_TAKEN, TOO_MANY = "PolicyAlreadyExists", "LimitExceeded"

# What tenancies may allow in one policy; some allow more, and none says what it allows (oci-facts.md section 9).
USUAL_LIMIT = 50


class Survey:
    """The policies of a tenancy, compartment by compartment. Each is read once."""

    def __init__(self, session: Session, policies: Policies) -> None:
        self._session = session
        self._policies = policies
        self._directory: Optional[Directory] = None
        self._attached: dict[str, list[Policy]] = {}
        self.unread: list[str] = []

    def holder(self, planned: Policy) -> Optional[Policy]:
        """The policy of another compartment that has the name of one that is to be created, as far as can be seen."""
        for each in self._known.compartments:
            for policy in self._of(each.id):
                elsewhere = policy.compartment_id != planned.compartment_id
                if elsewhere and policy.name.casefold() == planned.name.casefold():
                    return policy
        return None

    def refuse_taken(self, planned: Policy) -> None:
        """Raises Conflict for a policy that is to be created under a name that another one has."""
        holder = self.holder(planned)
        if holder is not None:
            raise Conflict(
                f"Could not create the policy {planned.name}: {held_by(holder)} {ADVICE[NAME_IS_TAKEN]}",
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
                f"Could not write the policy {planned.name} with {len(planned.statements)} statements: there would be "
                f"{count} from the root to one compartment, and OCI allows {MOST_STATEMENTS}. {ADVICE[TOO_MANY]}",
                code=TOO_MANY,
                operation="UpdatePolicy" if planned.id else "CreatePolicy",
                service="identity",
                resource=planned.id or planned.compartment_id,
            )

    def _most_on_one_line(self, planned: Policy) -> int:
        """Statements of other policies on the fullest way from the root through the policy's own compartment."""
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
