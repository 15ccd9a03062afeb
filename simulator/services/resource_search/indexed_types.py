# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: the types that can be found, their kind in the tenancy and the fields a query may ask beyond the common ones.

Names and cases of types: https://docs.oracle.com/en-us/iaas/Content/Search/Concepts/queryoverview.htm. Which additional
fields a type has is known for a few only: kmsKeyId, sizeInGBs and sizeInMBs of volumes, kmsKeyId of file systems,
vaultId and currentKeyVersion of keys, description and statements of policies, nothing but namespace for buckets
[CISR]; the others are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IndexedType:
    """A type by the name that queries and answers use."""

    name: str
    kind: str | None = None
    """The kind of resource; None for types of which the tenancy never has any."""
    additional: tuple[str, ...] = ()


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
    IndexedType("BlockVolumeReplica", "block_volume_replica", ("blockVolumeId", "sizeInGBs")),
    IndexedType("BootVolumeReplica", "boot_volume_replica", ("bootVolumeId", "sizeInGBs")),
    IndexedType("VolumeGroupReplica", "volume_group_replica", ("volumeGroupId", "sizeInGBs")),
    IndexedType("Bucket", "bucket", ("namespace",)),
    IndexedType("Vault", "vault", ("vaultType", "managementEndpoint", "cryptoEndpoint")),
    IndexedType("Key", "key", ("vaultId", "currentKeyVersion", "protectionMode", "isAutoRotationEnabled")),
    IndexedType("FileSystem", "file_system", ("kmsKeyId",)),
    IndexedType("AutonomousDatabase", "autonomous_database", ("dbName", "dbWorkload", "dbVersion", "cpuCoreCount")),
    IndexedType("Compartment", "compartment", ("description",)),
    IndexedType("User", "user", ("description", "email")),
    IndexedType("Group", "group", ("description",)),
    IndexedType("DynamicResourceGroup", "dynamic_group", ("description", "matchingRule")),
    IndexedType("Policy", "policy", ("description", "statements")),
)

# Types that exist in OCI, so that a query for them is right and finds nothing.
_NEVER_HELD = (
    "AnalyticsInstance",
    "ApiGateway",
    "Bastion",
    "CertificateAuthority",
    "Certificate",
    "CloudExadataInfrastructure",
    "CloudVmCluster",
    "ClustersCluster",
    "Database",
    "DatabaseBackup",
    "DbHome",
    "DbNode",
    "DbSystem",
    "DHCPOptions",
    "Drg",
    "DrgAttachment",
    "EventRule",
    "ExadataInfrastructure",
    "Export",
    "FunctionsApplication",
    "FunctionsFunction",
    "Image",
    "Instance",
    "InstanceConfiguration",
    "InstancePool",
    "IntegrationInstance",
    "InternetGateway",
    "IPSecConnection",
    "LoadBalancer",
    "LocalPeeringGateway",
    "Log",
    "LogGroup",
    "MountTarget",
    "NatGateway",
    "NetworkSecurityGroup",
    "NetworkLoadBalancer",
    "OnsSubscription",
    "OnsTopic",
    "OrmJob",
    "OrmStack",
    "PrivateIp",
    "PublicIp",
    "RemotePeeringConnection",
    "RouteTable",
    "SecurityList",
    "SecurityZonesSecurityZone",
    "ServiceConnector",
    "ServiceGateway",
    "Snapshot",
    "Stream",
    "Subnet",
    "TagDefault",
    "TagNamespace",
    "VaultSecret",
    "Vcn",
    "VirtualCircuit",
    "VmCluster",
    "Vnic",
    "WebAppFirewall",
)

INDEXED_TYPES = {indexed.name.lower(): indexed for indexed in (*_HELD, *(IndexedType(name) for name in _NEVER_HELD))}
"""By lower-case name."""
