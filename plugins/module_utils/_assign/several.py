# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Assigns a key to several resources: all are checked before the first is written, and each has its own result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core import ocid
from .._core.errors import Failure
from .._core.notices import keep
from .._core.session import Session
from .._core.task import Planned
from .._resources.access import Assignable
from .._resources.volume_backup import BootVolumeBackupKeys, VolumeBackupKeys
from .assigning import Assigned, Assigning
from .reconcile import unchanged

Resolve = Callable[[str], tuple[Assigning, Assignable]]

BACKUP_TYPES: Mapping[str, type[VolumeBackupKeys]] = {
    each.facts.ocid_kind: each for each in (VolumeBackupKeys, BootVolumeBackupKeys)
}
BACKUP_KINDS: Mapping[str, str] = {kind: each.facts.label for kind, each in BACKUP_TYPES.items()}


@dataclass(frozen=True)
class Member:
    """One of them: its outcome, or why it failed."""

    resource_id: str
    assigned: Optional[Assigned]
    failure: Optional[Failure]

    def result(self) -> dict[str, Any]:
        """Its entry in the results."""
        if self.assigned is None:
            result: dict[str, Any] = {"id": self.resource_id, "changed": False, **self._left_by_failure()}
        else:
            outcome = self.assigned.outcome
            result = {
                **self.assigned.after(),
                "changed": outcome.changed,
                "previous_kms_key_id": outcome.before.kms_key_id,
                "verified": outcome.verified,
            }
        if self.failure is not None:
            result.update(msg=str(self.failure), failure=self.failure.as_result())
        return result

    @property
    def changed(self) -> bool:
        """Whether it was changed, or may have been: a failure may come after the write."""
        if self.assigned is None:
            return bool(self._left_by_failure().get("changed"))
        return self.assigned.outcome.changed

    def _left_by_failure(self) -> dict[str, Any]:
        left = self.failure.results if self.failure is not None else {}
        return {name: left[name] for name in ("changed", "previous_kms_key_id", "verified") if name in left}


def member_access(session: Session, backup_id: str) -> VolumeBackupKeys:
    """What reads and writes a volume backup or boot volume backup."""
    return BACKUP_TYPES[ocid.require("volume_backup_ids", backup_id, BACKUP_KINDS).kind](session)


def of_backups(assigning: Assigning, origin: str, backup_ids: Sequence[str]) -> Members:
    """The backups of one origin, such as "in the volume group backup …"."""
    return Members(
        f"backups {origin}",
        backup_ids,
        lambda each: (assigning, member_access(assigning.session, each)),
        check_mode=assigning.requested.check_mode,
    )


class Members:
    """Several resources, which `what` names as in "backups in the volume group backup …".

    `resolve` returns what assigns a key to one of them, and may raise its Failure. All are read and checked before the
    first is written, and one after the other is changed (oci-facts.md trap 5).
    """

    def __init__(self, what: str, resource_ids: Sequence[str], resolve: Resolve, *, check_mode: bool) -> None:
        self._what = what
        self._resolve = resolve
        self._check_mode = check_mode
        self.resource_ids = resource_ids

    def assign(self) -> dict[str, Any]:
        """The result for all of them. Raises the Failure of the first that failed, with the results of all."""
        return self.carry_out(self.planned())

    def planned(self) -> list[Member]:
        """What is to become of each. Raises the Failure of the first that cannot be changed, with all results."""
        planned = [self._assign(member, check_mode=True) for member in self.resource_ids]
        if any(member.failure for member in planned):
            self._result([self._left_alone(member) for member in planned], and_so=", so none was")
        return planned

    def carry_out(self, planned: list[Member]) -> dict[str, Any]:
        """The result once that has come to be. Raises the Failure of the first that failed, with the results of all."""
        members = Planned(lambda: planned, lambda: [self._carry_out(member) for member in planned])
        return self._result(members.result(check_mode=self._check_mode))

    def read(self, as_seen: Callable[[Assignable, str], Assigned]) -> dict[str, Any]:
        """The result for all of them as `as_seen` shows each, without any change."""
        return self._result(
            [self._attempt(member, lambda _assigning, *named: as_seen(*named)) for member in self.resource_ids]
        )

    def _assign(self, resource_id: str, *, check_mode: bool) -> Member:
        return self._attempt(
            resource_id, lambda assigning, access, named: assigning.assign(access, named, check_mode=check_mode)
        )

    def _attempt(self, resource_id: str, do: Callable[[Assigning, Assignable, str], Assigned]) -> Member:
        try:
            return Member(resource_id, do(*self._resolve(resource_id), resource_id), None)
        except Failure as failure:
            return Member(resource_id, None, failure)

    def _carry_out(self, planned: Member) -> Member:
        if planned.assigned is None or not planned.assigned.outcome.changed:
            return planned
        return self._assign(planned.resource_id, check_mode=False)

    @staticmethod
    def _left_alone(planned: Member) -> Member:
        """A member that was not written, since another one could not have been."""
        if planned.assigned is None:
            return planned
        assigned = planned.assigned
        return replace(
            planned, assigned=replace(assigned, outcome=unchanged(assigned.outcome.before, assigned.access.facts))
        )

    def _result(self, members: list[Member], *, and_so: str = "") -> dict[str, Any]:
        done = [member.assigned for member in members if member.assigned]
        notices = [notice for each in done for notice in each.notices()]
        results = {
            "changed": any(member.changed for member in members),
            "resources": [member.result() for member in members],
        }
        failed = [member.failure for member in members if member.failure]
        if failed:
            # What matters most is one that may have been written.
            first = next((each for each in failed if each.results.get("changed")), failed[0])
            first.results = results
            keep(first, [*notices, *(notice for each in failed for notice in each.notices)])
            if len(members) == 1:
                raise first
            raise first.within(
                f"{len(failed)} of the {len(members)} {self._what} could not be changed{and_so}; see resources."
            )
        return {
            **results,
            "verified": all(each.outcome.verified for each in done),
            "diff": {
                "before": {"resources": [each.before() for each in done]},
                "after": {"resources": [each.after() for each in done]},
            },
            "notices": notices,
        }
