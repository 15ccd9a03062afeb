# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two types of volumes as data: everything in which boot volumes and block volumes differ by name only."""

from __future__ import annotations

from dataclasses import dataclass

from ...tenancy.resource import Resource


@dataclass(frozen=True)
class VolumeType:
    """Kinds of `tenancy.kinds`, wire names and source types of the SDK's core models, limits."""

    kind: str
    create_operation: str
    backup_kind: str
    replica_kind: str
    member: str
    """The name of a member of a group in the IAM requirements."""
    backup_of: str
    """The field of a backup that names its volume."""
    backup_source: str
    """The field of a copied backup that names the backup it was copied from."""
    replica_of: str
    """The field of a replica that names its volume."""
    replicas: str
    """The field of a volume that lists its replicas, and its counterpart in requests."""
    replica_id: str
    clone_source: str
    backup_source_type: str
    delta_source_type: str
    replica_source_type: str
    least_vpus: int
    default_gb: int


BLOCK = VolumeType(
    kind="volume",
    create_operation="core.create_volume",
    backup_kind="volume_backup",
    replica_kind="block_volume_replica",
    member="volume",
    backup_of="volumeId",
    backup_source="sourceVolumeBackupId",
    replica_of="blockVolumeId",
    replicas="blockVolumeReplicas",
    replica_id="blockVolumeReplicaId",
    clone_source="volume",
    backup_source_type="volumeBackup",
    delta_source_type="volumeBackupDelta",
    replica_source_type="blockVolumeReplica",
    least_vpus=0,
    default_gb=1024,
)
BOOT = VolumeType(
    kind="boot_volume",
    create_operation="core.create_boot_volume",
    backup_kind="boot_volume_backup",
    replica_kind="boot_volume_replica",
    member="bootvolume",
    backup_of="bootVolumeId",
    backup_source="sourceBootVolumeBackupId",
    replica_of="bootVolumeId",
    replicas="bootVolumeReplicas",
    replica_id="bootVolumeReplicaId",
    clone_source="bootVolume",
    backup_source_type="bootVolumeBackup",
    delta_source_type="bootVolumeBackupDelta",
    replica_source_type="bootVolumeReplica",
    # That the Lower Cost option is available for block volumes only is assumed.
    least_vpus=10,
    default_gb=50,
)
TYPES = (BLOCK, BOOT)

VOLUMES = {volume_type.kind: volume_type for volume_type in TYPES}
BACKUPS = {volume_type.backup_kind: volume_type for volume_type in TYPES}
REPLICAS = {volume_type.replica_kind: volume_type for volume_type in TYPES}


def type_of(resource: Resource) -> VolumeType:
    """The type of a volume, a backup or a replica; raises KeyError for any other kind."""
    return {**VOLUMES, **BACKUPS, **REPLICAS}[resource.kind.name]
