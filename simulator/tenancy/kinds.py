# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of resources: their SDK model, their type in OCIDs and whether they are regional."""

from __future__ import annotations

from dataclasses import dataclass

from ..catalog.models import Schema, schema


@dataclass(frozen=True)
class Kind:
    """Facts about one kind of resource. Global kinds live in the home region and are readable in every region."""

    name: str
    package: str
    model: str
    ocid: str
    regional: bool = True

    @property
    def schema(self) -> Schema:
        """The SDK model with all fields of a resource of this kind."""
        return schema(self.package, self.model)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("tenancy", "identity", "Tenancy", "tenancy", regional=False),
        Kind("compartment", "identity", "Compartment", "compartment", regional=False),
        Kind("user", "identity", "User", "user", regional=False),
        Kind("api_key", "identity", "ApiKey", "apikey", regional=False),
        Kind("group", "identity", "Group", "group", regional=False),
        Kind("user_group_membership", "identity", "UserGroupMembership", "groupmembership", regional=False),
        Kind("dynamic_group", "identity", "DynamicGroup", "dynamicgroup", regional=False),
        Kind("policy", "identity", "Policy", "policy", regional=False),
        Kind("domain", "identity", "Domain", "domain", regional=False),
        Kind("region_subscription", "identity", "RegionSubscription", "regionsubscription", regional=False),
        Kind("authentication_policy", "identity", "AuthenticationPolicy", "authenticationpolicy", regional=False),
        Kind("auth_token", "identity", "AuthToken", "credential", regional=False),
        Kind("customer_secret_key", "identity", "CustomerSecretKey", "credential", regional=False),
        Kind("smtp_credential", "identity", "SmtpCredential", "credential", regional=False),
        Kind("tag_namespace", "identity", "TagNamespace", "tagnamespace", regional=False),
        Kind("tag", "identity", "Tag", "tagdefinition", regional=False),
        Kind("identity_work_request", "identity", "WorkRequest", "identityworkrequest", regional=False),
        Kind("vault", "key_management", "Vault", "vault"),
        Kind("key", "key_management", "Key", "key"),
        Kind("key_version", "key_management", "KeyVersion", "keyversion"),
        Kind("volume", "core", "Volume", "volume"),
        Kind("boot_volume", "core", "BootVolume", "bootvolume"),
        Kind("volume_backup", "core", "VolumeBackup", "volumebackup"),
        Kind("boot_volume_backup", "core", "BootVolumeBackup", "bootvolumebackup"),
        Kind("volume_group", "core", "VolumeGroup", "volumegroup"),
        Kind("volume_group_backup", "core", "VolumeGroupBackup", "volumegroupbackup"),
        Kind("block_volume_replica", "core", "BlockVolumeReplica", "blockvolumereplica"),
        Kind("boot_volume_replica", "core", "BootVolumeReplica", "bootvolumereplica"),
        Kind("volume_group_replica", "core", "VolumeGroupReplica", "volumegroupreplica"),
        Kind("volume_backup_policy", "core", "VolumeBackupPolicy", "volumebackuppolicy"),
        Kind("volume_backup_policy_assignment", "core", "VolumeBackupPolicyAssignment", "volumebackuppolicyassign"),
        Kind("instance", "core", "Instance", "instance"),
        Kind("volume_attachment", "core", "VolumeAttachment", "volumeattachment"),
        Kind("boot_volume_attachment", "core", "BootVolumeAttachment", "bootvolumeattachment"),
        Kind("bucket", "object_storage", "Bucket", "bucket"),
        Kind("object_storage_work_request", "object_storage", "WorkRequest", "objectstorageworkrequest"),
        Kind("file_system", "file_storage", "FileSystem", "filesystem"),
        Kind("autonomous_database", "database", "AutonomousDatabase", "autonomousdatabase"),
        Kind("autonomous_database_backup", "database", "AutonomousDatabaseBackup", "autonomousdatabasebackup"),
        Kind("work_request", "work_requests", "WorkRequest", "coreservicesworkrequest"),
    )
}
