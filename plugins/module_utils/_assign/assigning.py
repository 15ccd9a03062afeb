# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Assigns a key to one or several resources as a task requests it, and builds the result, for all modules that do so.

Of several, all are checked before the first is written, and each has its own result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core import ocid, tenancy
from .._core.errors import Failure
from .._core.notices import Notice, keep, kept
from .._core.session import Session
from .._core.task import Once, Planned
from .._core.waiting import Patience, patience
from .._iam.authorization_retry import Denied
from .._keys.reading import KeyReader
from .._resources.access import Assignable
from .._resources.assignment import Desired, ProviderKey
from .._resources.resource_type import ResourceType
from .._resources.volume_backup import BootVolumeBackupKeys, VolumeBackupKeys
from .checks import Preflight
from .options import KeyChoice, KeySelection, parse_key_selection
from .reconcile import Outcome, reconcile, unchanged


@dataclass(frozen=True)
class Request:
    """The parsed options of a task, before any request is sent."""

    selection: KeySelection
    validate_key: bool
    check_mode: bool
    patience: Optional[Patience]
    rewrap: bool = False
    provider_key: Optional[ProviderKey] = None


def request(params: Mapping[str, Any], check_mode: bool, **about_absent: Any) -> Request:
    """Parse the options that all modules have. Raises BadOption; `about_absent` as for `parse_key_selection`."""
    return Request(parse_key_selection(params, **about_absent), params["validate_key"], check_mode, patience(params))


class Assigning:
    """Carries out one request for resources of one session, each key read once for all of them."""

    def __init__(self, session: Session, requested: Request) -> None:
        self.session = session
        self.requested = requested
        session.begin(requested.patience)
        self._denied = Denied()
        self._desired: Once[None, Desired] = Once()
        self._readers: Once[bool, KeyReader] = Once()
        # Of what does not exist yet.
        self.notices: list[Notice] = []

    def assign(self, access: Assignable, resource_id: str, *, check_mode: Optional[bool] = None) -> Assigned:
        """Assigns one resource the key. `check_mode` is the request's unless specified. Raises Failure."""
        preflight = self._preflight(access.facts)
        with kept(lambda: preflight.notices):
            outcome = reconcile(
                access,
                resource_id,
                self.desired,
                preflight=preflight,
                check_mode=self.requested.check_mode if check_mode is None else check_mode,
                patience=self.requested.patience,
                denied=self._denied,
            )
        return Assigned(access, outcome, preflight)

    def checked(self, facts: ResourceType) -> Preflight:
        """The check that the key has passed, for what does not exist yet. Raises KeyUnusable."""
        preflight = self._preflight(facts)
        preflight.check_requested_key(self.desired.kms_key_id)
        self.notices += preflight.notices
        return preflight

    @property
    def desired(self) -> Desired:
        """The requested key, looked up by its name if need be."""
        return self._desired.value(None, self._find_desired)

    def _find_desired(self) -> Desired:
        found = self.requested.selection.desired(self.session)
        return replace(found, rewrap=self.requested.rewrap, provider_key=self.requested.provider_key)

    def _preflight(self, facts: ResourceType) -> Preflight:
        return Preflight(facts, self.session.region, self._reader(facts))

    def _reader(self, facts: ResourceType) -> Optional[KeyReader]:
        if not self.requested.validate_key:
            return None
        counted = facts.single_version_key
        return self._readers.value(
            counted, lambda: KeyReader(self.session, self.requested.selection.vault_id, count_versions=counted)
        )


def assigning_in(session: Session, choice: KeyChoice, *, check_mode: bool, patience: Optional[Patience]) -> Assigning:
    """Return what assigns the chosen key to resources of the session's region. Raises BadOption."""
    for region in choice.by_region:
        tenancy.require(session, "kms_key_ids", region)
    return Assigning(session, Request(choice.in_region(session.region), choice.validate_key, check_mode, patience))


@dataclass(frozen=True)
class Assigned:
    """One resource after its assignment."""

    access: Assignable
    outcome: Outcome
    preflight: Preflight

    def result(self) -> dict[str, Any]:
        """The result of a module for one resource, `diff` and `notices` included."""
        return {
            "changed": self.outcome.changed,
            "resource": self.after(),
            "previous_kms_key_id": self.outcome.before.kms_key_id,
            "verified": self.outcome.verified,
            "diff": {"before": self._described(self.outcome.before), "after": self.after()},
            "notices": self.notices(),
        }

    def after(self) -> dict[str, Any]:
        """The resource as it is now."""
        return self._described(self.outcome.after)

    def before(self) -> dict[str, Any]:
        """The resource as it was."""
        return self._described(self.outcome.before)

    def notices(self) -> list[Notice]:
        """What could not be checked or attributed. What was not confirmed is in the result as `verified`."""
        notices = list(self.preflight.notices)
        if self.outcome.is_overtaken:
            resource_id = self.outcome.after.resource_id
            text = (
                f"The {self.access.facts.label} {resource_id} was assigned the requested key while this task ran, by "
                "another client or by a repeated request of this task. previous_kms_key_id is the key before."
            )
            notices.append(Notice("AssignedMeanwhile", text, resource_id))
        return notices

    def _described(self, seen: Any) -> dict[str, Any]:
        try:
            name = self.preflight.name(seen.kms_key_id)
        except Failure:
            # A name only informs: the change is reported in any case.
            name = None
        return self.access.describe(seen, name)


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

    @property
    def identity(self) -> tuple[str, ...]:
        """What is equal for all forms in which the resource can be specified, once it was read."""
        if self.assigned is None:
            return (self.resource_id,)
        access = self.assigned.access
        return (access.facts.name, access.session.region, self.assigned.outcome.before.resource_id)

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
        """The planned change of each. Raises the Failure of the first that cannot be changed, with all results."""
        planned = _distinct(self._assign(member, check_mode=True) for member in self.resource_ids)
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


def _distinct(members: Iterable[Member]) -> list[Member]:
    """The members without further ones of a resource, which may be specified in several forms, as buckets may."""
    found: dict[tuple[str, ...], Member] = {}
    for each in members:
        found.setdefault(each.identity, each)
    return list(found.values())
