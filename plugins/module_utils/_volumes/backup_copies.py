# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Copies backups to another region, finds existing copies, and ensures the key of a copy and of its members."""

from __future__ import annotations

import abc
from collections.abc import Container
from typing import Any, Optional

from .._assign.assigning import BACKUP_TYPES, Assigned, Assigning, Members, member_access, of_backups
from .._assign.checks import SourceKeys
from .._core.create_once import Created, Match
from .._core.errors import Accepted, Failure, NotFoundOrDenied
from .._core.following import read_until_found
from .._core.notices import Notice, brief
from .._core.session import Session
from .._resources.access import Assignable
from .._resources.volume_backup import VolumeBackupKeys
from .._resources.walk import IndexedPlaces, Sighting, walk
from . import creation
from .backups import GROUP, Backup, Backups
from .creation import GONE, READY

# The most compartments of the search: each takes a request, and a task waits.
MOST_COMPARTMENTS = 100

# The most backups that no list shows and that are read to find out whether they are copies.
MOST_READS = 100


class Copies(abc.ABC):
    """The copies of one kind of backup in one region. Its methods return results of the module."""

    def __init__(self, backups: Backups, assigning: Assigning, access: VolumeBackupKeys) -> None:
        self.backups = backups
        self._assigning = assigning
        self._access = access

    @abc.abstractmethod
    def keep(self, copy: Backup, original: Backup) -> dict[str, Any]:
        """Assigns the key to an existing copy. Raises Failure."""

    def compared(self, created: Created[Backup]) -> Match:
        """What has become of the copy that a request was answered with. Raises NotFoundOrDenied."""
        try:
            is_gone = self.backups.get(created.id).lifecycle_state in GONE
            return Match.ENDED if is_gone else Match.SAME
        except NotFoundOrDenied:
            raise
        except Failure as failure:
            raise self._after_copying(failure, created.id, created.accepted) from None

    def check_keys(self, original: Backup, here: Session) -> None:
        """Raises KeyUnusable when the key of the original hides its data."""
        SourceKeys(here).check(f"{self.backups.kind.label} {original.id}", original.kms_key_id)

    @abc.abstractmethod
    def follow(self, copy_id: str, original: Backup, accepted: Accepted) -> dict[str, Any]:
        """Follows a new copy until it is usable and has the key. Raises Failure."""

    @abc.abstractmethod
    def predict(
        self, display_name: str, original: Backup, here: Session, kms_key_name: Optional[str]
    ) -> dict[str, Any]:
        """What `follow` will return, as far as that is known `here`, where the original is."""

    @property
    def _key(self) -> Optional[str]:
        return self._assigning.desired.kms_key_id

    @property
    def _is_waiting(self) -> bool:
        return self._assigning.requested.patience is not None

    def _usable(self, copy_id: str, accepted: Accepted) -> Backup:
        """The new copy once it is usable; without waiting, as the first read shows it."""
        try:
            seen = read_until_found(lambda: self.backups.get(copy_id), self.backups.session)
            return self._complete(seen)
        except Failure as failure:
            raise self._after_copying(failure, copy_id, accepted) from None

    def _complete(self, copy: Backup) -> Backup:
        """The copy once all is in it; without waiting, as it is."""
        if not self._is_waiting:
            return copy
        return self.backups.ready(copy, self._assigning.requested.patience, to="to be of use")

    def _after_copying(self, failure: Failure, copy_id: str, accepted: Accepted) -> Failure:
        created = {"id": copy_id, "type": self.backups.kind.name}
        return creation.after_creation(failure, self._access, accepted, created)

    def _as_seen(self, access: Assignable, backup_id: str) -> Assigned:
        return creation.as_seen(self._assigning, access, access.read(backup_id))


def copies(there: Session, kind: str, assigning: Assigning) -> Copies:
    """The copies of a kind in a region, by the kind as OCIDs spell it."""
    backups = Backups(there, kind)
    if kind == GROUP:
        # Only to name its service and region: what is read and written are the backups in it.
        return GroupCopies(backups, assigning, VolumeBackupKeys(there))
    return SingleCopies(backups, assigning, BACKUP_TYPES[kind](there))


class SingleCopies(Copies):
    """Copies of volume backups or boot volume backups."""

    def keep(self, copy: Backup, original: Backup) -> dict[str, Any]:
        return self._assigning.assign(self._access, copy.id).result()

    def follow(self, copy_id: str, original: Backup, accepted: Accepted) -> dict[str, Any]:
        self._usable(copy_id, accepted)
        assigned = creation.see_through(self._assigning, self._access, copy_id, accepted)
        return _created_result({**assigned.result(), "diff": {"after": assigned.after()}})

    def predict(
        self, display_name: str, original: Backup, here: Session, kms_key_name: Optional[str]
    ) -> dict[str, Any]:
        resource = self.backups.describe(
            original,
            id=None,
            display_name=display_name,
            lifecycle_state=READY,
            kms_key_id=self._key,
            kms_key_name=kms_key_name,
        )
        return _created_result({"resource": resource, "verified": True, "diff": {"after": resource}, "notices": []})


class GroupCopies(Copies):
    """Copies of volume group backups, which have no key: each backup in them has one (oci-facts.md trap 16)."""

    def check_keys(self, original: Backup, here: Session) -> None:
        keys = SourceKeys(here)
        for backup_id in original.member_ids:
            access = member_access(here, backup_id)
            try:
                seen = access.read(backup_id)
            except NotFoundOrDenied:
                # The service judges what the caller may not see.
                continue
            keys.check(f"{access.facts.label} {backup_id}", seen.kms_key_id)

    def keep(self, copy: Backup, original: Backup) -> dict[str, Any]:
        seen = self._complete(self.backups.get(copy.id))
        return self._with_group(seen, original, self._members(seen).assign())

    def follow(self, copy_id: str, original: Backup, accepted: Accepted) -> dict[str, Any]:
        seen = self._usable(copy_id, accepted)
        members = self._members(seen)
        try:
            result = members.assign() if self._is_waiting else members.read(self._as_seen)
        except Failure as failure:
            raise self._after_copying(failure, copy_id, accepted) from None
        result = self._with_group(seen, original, result)
        return _created_result({**result, "resources": [_created_member(each) for each in result["resources"]]})

    def predict(
        self, display_name: str, original: Backup, here: Session, kms_key_name: Optional[str]
    ) -> dict[str, Any]:
        after = [self._member(here, backup_id, kms_key_name) for backup_id in original.member_ids]
        resource = self.backups.describe(original, id=None, display_name=display_name, lifecycle_state=READY)
        return _created_result(
            {
                "resource": resource,
                "resources": [_created_member({**each, "verified": True}) for each in after],
                "verified": True,
                "diff": {"after": {"resources": after}},
                "notices": [],
            }
        )

    def _members(self, copy: Backup) -> Members:
        return of_backups(self._assigning, f"in the volume group backup {copy.id}", copy.member_ids)

    def _member(self, here: Session, backup_id: str, kms_key_name: Optional[str]) -> dict[str, Any]:
        """The future copy of one backup in the group's."""
        access = member_access(here, backup_id)
        return {
            **access.describe(access.read(backup_id), kms_key_name),
            "id": None,
            "region": self.backups.session.region,
            "lifecycle_state": READY,
            "kms_key_id": self._key,
        }

    def _with_group(self, copy: Backup, original: Backup, members: dict[str, Any]) -> dict[str, Any]:
        is_ready, notices = copy.lifecycle_state == READY, list(members["notices"])
        if is_ready and len(copy.member_ids) != len(original.member_ids):
            text = (
                f"The copy {copy.id} holds {len(copy.member_ids)} backups and its original {original.id} holds "
                f"{len(original.member_ids)}. Check the copy before you rely on it."
            )
            notices.append(Notice("CopyIncomplete", text, copy.id))
        return {
            **members,
            "resource": self.backups.describe(copy),
            "verified": members["verified"] and is_ready,
            "notices": notices,
        }


def _created_result(result: dict[str, Any]) -> dict[str, Any]:
    """The result for what was not there before."""
    before = {} if "resources" in result else {"previous_kms_key_id": None}
    return {**result, "changed": True, **before, "diff": {"before": {}, "after": result["diff"]["after"]}}


def _created_member(member: dict[str, Any]) -> dict[str, Any]:
    return {**member, "changed": True, "previous_kms_key_id": None}


class CopiesElsewhere:
    """The copies of one backup in the other compartments, and why some may be missing.

    `names` are those under which Resource Search may show a copy that no list shows.
    """

    def __init__(self, backups: Backups, original: Backup, names: Container[str]) -> None:
        self._backups = backups
        self._original = original
        self._places = IndexedPlaces(
            backups.session, most=MOST_COMPARTMENTS, keep=lambda item: item.display_name in names
        )
        # Usual for a group that may not inspect the whole tenancy, and so nothing to act on.
        self._sees_all = self._places.root is not None
        self.notices: list[Notice] = []

    @property
    def is_complete(self) -> bool:
        """Whether every compartment of the tenancy was covered."""
        return self._sees_all and not self.notices

    def found(self) -> list[Backup]:
        """Those that can be seen, the ended ones too, as long as they are listed."""
        copies: list[Backup] = []
        for each in walk([self._backups], self._in, lambda kind, place: kind.copies(place, self._original.id)):
            if isinstance(each, Sighting):
                copies.append(each.item)
            elif not isinstance(each.failure, NotFoundOrDenied):
                raise each.failure
            elif each.compartment_id == self._places.root:
                self._sees_all = False
            else:
                what = f"Existing copies in the compartment {each.compartment_id} could not be listed"
                self._note("CompartmentNotListed", what, each.compartment_id, each.failure)
        return copies

    def unlisted(self, listed: Container[str]) -> list[Backup]:
        """Those that no list shows and Resource Search does, under one of the names, without the ended ones."""
        items = [each for each in self._places.kept if each.identifier not in listed]
        if len(items) > MOST_READS:
            what = f"Resource Search shows {len(items)} backups with the name of the copy, and {MOST_READS} were read"
            self._note("SearchLimited", what, self._original.id)
        read = (self._read(item.identifier) for item in items[:MOST_READS])
        copies = [each for each in read if each is not None and each.copy_of == self._original.id]
        return [each for each in copies if each.lifecycle_state not in GONE]

    def _read(self, backup_id: str) -> Optional[Backup]:
        try:
            return self._backups.get(backup_id)
        except NotFoundOrDenied:
            return None

    def _in(self, backups: Backups) -> list[str]:
        """The compartments to look in. That of the original was listed before."""
        kind, root = backups.kind, self._places.root
        found = self._places.of(
            f"query {kind.name.replace('_', '')} resources",
            [root] if root else [],
            action=f"search for {kind.label}s in {backups.session.region}",
            resource=self._original.id,
        )
        if self._places.is_limited:
            what = f"Only {MOST_COMPARTMENTS} of the compartments with backups were searched for existing copies"
            self._note("SearchLimited", what, self._original.id)
        if self._places.failure is not None:
            what = (
                "Other compartments were not searched for existing copies, since Resource Search could not be queried"
            )
            self._note("ResourceSearchUnavailable", what, self._original.id, self._places.failure)
        return [each for each in found if each != self._original.compartment_id]

    def _note(self, code: str, what: str, resource: str, failure: Optional[Failure] = None) -> None:
        why = "" if failure is None else f" ({brief(failure)})"
        self.notices.append(Notice(code, f"{what}{why}. The new copy may be a duplicate.", resource, failure))
