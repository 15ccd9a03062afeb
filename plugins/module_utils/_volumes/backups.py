# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Backups of one region and their copies in another, on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from .._core import faults, pages
from .._core.create_once import ROUNDING, Created
from .._core.errors import Accepted
from .._core.sdk import service_package
from .._core.session import Session
from .._core.waiting import Patience
from .._iam import language
from .._resources.access import PAGE
from .._resources.assignment import customer_managed
from . import creation

SERVICE, CLIENT = "core", "BlockstorageClient"

VOLUME, BOOT, GROUP = "volumebackup", "bootvolumebackup", "volumegroupbackup"


@dataclass(frozen=True)
class Backup:
    """A backup as one answer showed it.

    `source_id` is what it is a backup of, `copy_of` the backup it is a copy of, if it is one. A volume group backup
    has no key, only `member_ids`.
    """

    id: str
    display_name: str
    compartment_id: str
    lifecycle_state: str
    time_created: Optional[datetime]
    time_request_received: Optional[datetime]
    source_id: Optional[str]
    copy_of: Optional[str]
    kms_key_id: Optional[str]
    member_ids: tuple[str, ...]


class Backups:
    """The backups of one kind, as their OCIDs spell it, in the region of one session."""

    def __init__(self, session: Session, kind: str) -> None:
        self.session = session
        self.kind = BACKUPS[kind]

    def get(self, backup_id: str) -> Backup:
        """One backup. Raises NotFoundOrDenied."""
        with self._doing("get", f"read the {self.kind.label} {backup_id}", backup_id, self._to_see()):
            return self._backup(getattr(self._client, f"get_{self.kind.name}")(backup_id).data)

    def copies(self, compartment_id: str, backup_id: str) -> list[Backup]:
        """The copies here of a backup of another region, the ended ones too, as long as they are listed."""
        filtered = {self.kind.copy_of: backup_id} if self.kind.is_filtered else {}
        what = f"list the {self.kind.label}s of {compartment_id} in {self.session.region}"
        with self._doing("list", what, compartment_id, self._to_see(language.place(compartment_id)), plural="s"):
            call = getattr(self._client, f"list_{self.kind.name}s")
            listed = pages.items(call, compartment_id=compartment_id, limit=PAGE, **filtered)
            return [self._backup(data) for data in listed if getattr(data, self.kind.copy_of) == backup_id]

    def copy(
        self, backup: Backup, request: Mapping[str, Any], token: str, statements: tuple[str, ...]
    ) -> Created[Backup]:
        """A new copy, once per token. `request` has the fields of the SDK's model."""
        details = getattr(service_package(SERVICE).models, self.kind.details)(**request)
        what = f"copy the {self.kind.label} {backup.id} to {request['destination_region']}"
        with self._doing("copy", what, backup.id, statements):
            answer = getattr(self._client, f"copy_{self.kind.name}")(backup.id, details, opc_retry_token=token)
        copy = self._backup(answer.data)
        accepted = Accepted(self.kind.operation("copy"), answer.request_id)
        return Created(copy, accepted, _age(copy, backup, faults.server_time(answer)))

    def ready(self, backup: Backup, patience: Optional[Patience], *, to: str) -> Backup:
        """The backup once it is AVAILABLE, which it must be `to` do something. Raises Failure."""
        return creation.ready(
            backup,
            lambda: self.get(backup.id),
            label=self.kind.label,
            to=to,
            patience=patience,
            clock=self.session.clock,
        )

    def describe(self, backup: Backup, **otherwise: Any) -> dict[str, Any]:
        """The backup as results show it, but for what is `otherwise`."""
        return {
            "id": backup.id,
            "type": self.kind.name,
            "display_name": backup.display_name,
            "compartment_id": backup.compartment_id,
            "source_id": backup.source_id,
            "region": self.session.region,
            "lifecycle_state": backup.lifecycle_state,
            **otherwise,
        }

    def _backup(self, data: Any) -> Backup:
        return Backup(
            id=data.id,
            display_name=data.display_name,
            compartment_id=data.compartment_id,
            lifecycle_state=data.lifecycle_state,
            time_created=data.time_created,
            time_request_received=data.time_request_received,
            source_id=getattr(data, self.kind.of),
            copy_of=getattr(data, self.kind.copy_of),
            kms_key_id=customer_managed(getattr(data, "kms_key_id", None)),
            member_ids=tuple(getattr(data, "volume_backup_ids", None) or ()),
        )

    @property
    def _client(self) -> Any:
        return self.session.client(SERVICE, CLIENT)

    def _to_see(self, place: Optional[str] = None) -> tuple[str, ...]:
        place = place or f"compartment <compartment of the {self.kind.label}>"
        return tuple(
            f"Allow group {language.GROUP} to inspect {each} in {place}" for each in (*self.kind.iam_types, "volumes")
        )

    def _doing(
        self, verb: str, action: str, resource: str, statements: tuple[str, ...], *, plural: str = ""
    ) -> AbstractContextManager[None]:
        return self.session.doing(
            action,
            service=SERVICE,
            operation=self.kind.operation(verb) + plural,
            resource=resource,
            statements=statements,
        )


def _age(copy: Backup, original: Backup, now: Optional[float]) -> Optional[float]:
    """How many seconds ago a copy was requested, by the clock of the service; `None` where its times do not show it.

    Its times may be those of the original's data (UNVERIFIED), so only one that is later than all of the original's is
    its own. The later of two makes it younger, which is the safe side.
    """
    latest = max(_times(original), default=None)
    own = [each for each in _times(copy) if latest is None or each > latest + ROUNDING]
    return None if now is None or latest is None or not own else now - max(own)


def _times(backup: Backup) -> list[float]:
    return [each.timestamp() for each in (backup.time_created, backup.time_request_received) if each is not None]


@dataclass(frozen=True)
class BackupKind:
    """One kind of backup.

    `name` is its type in results, and in the names of the SDK: `get_volume_backup`, `copy_volume_backup`. `label`
    is what people call it, `of` the field with what it is a backup of, `copy_of` the field with the backup it is a copy
    of, by which its list can be filtered if `is_filtered`. `details` is the SDK's class that requests a copy,
    `iam_types` are the resource types in policies.
    """

    name: str
    label: str
    of: str
    copy_of: str
    is_filtered: bool
    details: str
    iam_types: tuple[str, ...]

    def operation(self, verb: str) -> str:
        """The API's name of an operation, as in `CopyVolumeBackup`."""
        return "".join(part.title() for part in (verb, *self.name.split("_")))


# By the kind in their OCIDs; https://docs.oracle.com/en-us/iaas/Content/Identity/Reference/corepolicyreference.htm
BACKUPS: Mapping[str, BackupKind] = {
    VOLUME: BackupKind(
        name="volume_backup",
        label="volume backup",
        of="volume_id",
        copy_of="source_volume_backup_id",
        is_filtered=True,
        details="CopyVolumeBackupDetails",
        iam_types=("volume-backups",),
    ),
    BOOT: BackupKind(
        name="boot_volume_backup",
        label="boot volume backup",
        of="boot_volume_id",
        copy_of="source_boot_volume_backup_id",
        is_filtered=True,
        details="CopyBootVolumeBackupDetails",
        iam_types=("boot-volume-backups",),
    ),
    GROUP: BackupKind(
        name="volume_group_backup",
        label="volume group backup",
        of="volume_group_id",
        copy_of="source_volume_group_backup_id",
        is_filtered=False,
        details="CopyVolumeGroupBackupDetails",
        iam_types=("volume-group-backups", "volume-backups", "boot-volume-backups"),
    ),
}
