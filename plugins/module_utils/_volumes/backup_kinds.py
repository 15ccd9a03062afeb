# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The kinds of backups that can be copied into another region, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class BackupKind:
    """One kind of backup.

    C(name) is its type in results, and in the names of the SDK: C(get_volume_backup), C(copy_volume_backup). C(label)
    is what people call it, C(of) the field that tells what it is a backup of, C(copy_of) the field that tells which
    backup it is a copy of, by which its list can be filtered if C(is_filtered). C(details) is the SDK's class that asks
    for a copy, C(iam_types) are the resource types in policies.
    """

    name: str
    label: str
    of: str
    copy_of: str
    is_filtered: bool
    details: str
    iam_types: tuple[str, ...]

    def operation(self, verb: str) -> str:
        """The API's name of an operation, as in C(CopyVolumeBackup)."""
        return "".join(part.title() for part in (verb, *self.name.split("_")))


VOLUME, BOOT, GROUP = "volumebackup", "bootvolumebackup", "volumegroupbackup"

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
