# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a boot volume backup, which is a volume backup under other names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from .._core.sdk import service_package
from .volume_backup import VOLUME_BACKUP, VolumeBackupKeys

BOOT_VOLUME_BACKUP = replace(
    VOLUME_BACKUP,
    name="boot_volume_backup",
    label="boot volume backup",
    ocid_kind="bootvolumebackup",
    iam_type="boot-volume-backups",
    # oci-facts.md trap 7.
    when_not_applied=(
        "OCI is known to do this to boot volume backups (https://github.com/oracle/oci-go-sdk/issues/567): change the "
        "key in the Console, and this task will find it right."
    ),
)


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
