# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The sources of a volume, as data: backups, volumes (a clone) and replicas (their activation)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BLOCK, BOOT = "volume", "bootvolume"


@dataclass(frozen=True)
class SourceKind:
    """One kind of source.

    C(makes) is the kind of OCID that the volume will have, C(details) the SDK's class that names the source in a
    request, C(get) the client's method that reads one. C(lends_domain) says whether the volume must be where the source
    is, so that its availability domain need not be given. C(statement) is what a group needs to use it.
    """

    label: str
    makes: str
    details: str
    get: str
    lends_domain: bool
    statement: str


# https://docs.oracle.com/en-us/iaas/Content/Identity/Reference/corepolicyreference.htm
SOURCES: Mapping[str, SourceKind] = {
    "volume": SourceKind("block volume", BLOCK, "VolumeSourceFromVolumeDetails", "get_volume", True, "inspect volumes"),
    "volumebackup": SourceKind(
        "volume backup",
        BLOCK,
        "VolumeSourceFromVolumeBackupDetails",
        "get_volume_backup",
        False,
        "read volume-backups",
    ),
    "blockvolumereplica": SourceKind(
        "block volume replica",
        BLOCK,
        "VolumeSourceFromBlockVolumeReplicaDetails",
        "get_block_volume_replica",
        True,
        "inspect volume-replicas",
    ),
    "bootvolume": SourceKind(
        "boot volume", BOOT, "BootVolumeSourceFromBootVolumeDetails", "get_boot_volume", True, "inspect volumes"
    ),
    "bootvolumebackup": SourceKind(
        "boot volume backup",
        BOOT,
        "BootVolumeSourceFromBootVolumeBackupDetails",
        "get_boot_volume_backup",
        False,
        "read boot-volume-backups",
    ),
    "bootvolumereplica": SourceKind(
        "boot volume replica",
        BOOT,
        "BootVolumeSourceFromBootVolumeReplicaDetails",
        "get_boot_volume_replica",
        True,
        "inspect volume-replicas",
    ),
}
