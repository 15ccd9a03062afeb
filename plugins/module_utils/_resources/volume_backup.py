# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a volume backup or boot volume backup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Optional, Union

from .._core import pages
from .._core.errors import Accepted, Failure
from .._core.sdk import service_package
from .access import Assignable
from .assignment import Assignment, Change
from .resource_type import ResourceType
from .volume import BLOCK_VOLUME

# oci-facts.md section 5; https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
VOLUME_BACKUP = ResourceType(
    name="volume_backup",
    label="volume backup",
    service="core",
    client="BlockstorageClient",
    ocid_kind="volumebackup",
    settled_states=("AVAILABLE",),
    failed_states=("FAULTY", "TERMINATING", "TERMINATED"),
    list_shows_key=True,
    key_service=BLOCK_VOLUME,
    principal="service blockstorage",
    iam_type="volume-backups",
    also_needs=("volumes",),
    single_version_key=True,
)

BOOT_VOLUME_BACKUP = replace(
    VOLUME_BACKUP,
    name="boot_volume_backup",
    label="boot volume backup",
    ocid_kind="bootvolumebackup",
    iam_type="boot-volume-backups",
    # oci-facts.md trap 7.
    when_not_applied=(
        "Change the key in the Console: OCI is known not to change it for boot volume backups "
        "(https://github.com/oracle/oci-go-sdk/issues/567)."
    ),
)


class VolumeBackupKeys(Assignable):
    """Reads the key from the backup and writes it by updating the backup."""

    facts = VOLUME_BACKUP
    operations: ClassVar[Mapping[str, str]] = {
        "get": "GetVolumeBackup",
        "list": "ListVolumeBackups",
        "update": "UpdateVolumeBackup",
    }

    source_filter: ClassVar[str] = "volume_id"
    """By what a list chooses the backups of one volume."""

    def backups_of(
        self, volume: Assignment, compartment_id: str, counted: pages.Counted = pages.uncounted
    ) -> Iterator[Union[Assignment, Failure]]:
        """The backups of a volume that are in a compartment."""
        return self.chosen(compartment_id, counted, **{self.source_filter: volume.resource_id})

    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        condition = {"if_match": etag} if etag else {}
        operation = self.operations["update"]
        with self.doing(operation, self.intention(before, change), before.resource_id, statements):
            answer = self._update(before.resource_id, change.key_to_send, **condition)
        return Accepted(operation, answer.request_id)

    def _attributes(self, data: Any) -> dict[str, Any]:
        return {**super()._attributes(data), "source_id": data.volume_id}

    def _get(self, resource_id: str) -> Any:
        return self.client.get_volume_backup(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_volume_backups

    def _update(self, resource_id: str, kms_key_id: str, **condition: str) -> Any:
        details = service_package("core").models.UpdateVolumeBackupDetails(kms_key_id=kms_key_id)
        return self.client.update_volume_backup(resource_id, details, **condition)


class BootVolumeBackupKeys(VolumeBackupKeys):
    """As for volume backups."""

    facts = BOOT_VOLUME_BACKUP
    source_filter = "boot_volume_id"
    operations: ClassVar[Mapping[str, str]] = {
        "get": "GetBootVolumeBackup",
        "list": "ListBootVolumeBackups",
        "update": "UpdateBootVolumeBackup",
    }

    def _attributes(self, data: Any) -> dict[str, Any]:
        return {
            "display_name": data.display_name,
            "compartment_id": data.compartment_id,
            "source_id": data.boot_volume_id,
        }

    def _get(self, resource_id: str) -> Any:
        return self.client.get_boot_volume_backup(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_boot_volume_backups

    def _update(self, resource_id: str, kms_key_id: str, **condition: str) -> Any:
        details = service_package("core").models.UpdateBootVolumeBackupDetails(kms_key_id=kms_key_id)
        return self.client.update_boot_volume_backup(resource_id, details, **condition)
