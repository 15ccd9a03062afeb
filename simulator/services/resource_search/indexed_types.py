# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: the types that can be found, their kind in the tenancy and the additional fields that queries can use.

Names of types: `published_types.py`. The additional fields are known for a few types only: kmsKeyId, sizeInGBs and
sizeInMBs of volumes, kmsKeyId and sourceDetails of file systems, vaultId and currentKeyVersion of keys, description and
statements of policies, only namespace for buckets [CISR]; the others are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

from .published_types import PUBLISHED


@dataclass(frozen=True)
class IndexedType:
    """A type by its name in queries and responses."""

    name: str
    kind: str | None = None
    """The kind of resource; `None` for types that the tenancy never contains."""
    additional: tuple[str, ...] = ()

    @property
    def has_known_fields(self) -> bool:
        """Whether a query for a field can be rejected; types that the tenancy never contains accept any field."""
        return self.kind is not None


_VOLUME = ("kmsKeyId", "sizeInGBs", "sizeInMBs", "vpusPerGB", "volumeGroupId", "isHydrated", "isAutoTuneEnabled")
_BACKUP = ("type", "sourceType", "sizeInGBs", "expirationTime")

_HELD = (
    IndexedType("Volume", "volume", _VOLUME),
    IndexedType("BootVolume", "boot_volume", (*_VOLUME, "imageId")),
    IndexedType("VolumeBackup", "volume_backup", ("volumeId", "sizeInMBs", *_BACKUP)),
    IndexedType("BootVolumeBackup", "boot_volume_backup", ("bootVolumeId", *_BACKUP)),
    IndexedType("VolumeGroup", "volume_group", ("sizeInGBs", "volumeIds")),
    IndexedType("VolumeGroupBackup", "volume_group_backup", ("volumeGroupId", "type", "sizeInGBs")),
    IndexedType("VolumeBackupPolicy", "volume_backup_policy"),
    IndexedType("VolumeReplica", "block_volume_replica", ("blockVolumeId", "sizeInGBs")),
    IndexedType("BootVolumeReplica", "boot_volume_replica", ("bootVolumeId", "sizeInGBs")),
    IndexedType("VolumeGroupReplica", "volume_group_replica", ("volumeGroupId", "sizeInGBs")),
    IndexedType("Bucket", "bucket", ("namespace",)),
    IndexedType("Vault", "vault", ("vaultType", "managementEndpoint", "cryptoEndpoint")),
    IndexedType("Key", "key", ("vaultId", "currentKeyVersion", "protectionMode", "isAutoRotationEnabled")),
    IndexedType("FileSystem", "file_system", ("kmsKeyId", "sourceDetails")),
    IndexedType("AutonomousDatabase", "autonomous_database", ("dbName", "dbWorkload", "dbVersion", "cpuCoreCount")),
    IndexedType("Compartment", "compartment", ("description",)),
    IndexedType("User", "user", ("description", "email")),
    IndexedType("Group", "group", ("description",)),
    IndexedType("DynamicResourceGroup", "dynamic_group", ("description", "matchingRule")),
    IndexedType("Policy", "policy", ("description", "statements")),
    IndexedType("TagNamespace", "tag_namespace", ("description", "isRetired")),
)

INDEXED_TYPES = {
    **{name.lower(): IndexedType(name) for name in PUBLISHED},
    **{indexed.name.lower(): indexed for indexed in _HELD},
}
"""By name in lower case. All types of OCI are listed, so that a query for them is accepted and finds nothing."""
