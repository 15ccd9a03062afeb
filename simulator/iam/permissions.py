# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: the permissions of each verb on a resource type or family.

Sources: D-COREP, D-KEYP, D-OSP (oci-facts.md); the same reference's pages for IAM
(.../Identity/policyreference/iampolicyreference.htm), File Storage (.../filestoragepolicyreference.htm) and Search
(.../searchpolicyreference.htm); for Autonomous Database .../Identity/policyreference/adbpolicyreference.htm.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from .statements import VERBS

ALL_RESOURCES = "all-resources"


class Levels(NamedTuple):
    """What each verb adds to the one before it; permissions separated by spaces."""

    inspect: str = ""
    read: str = ""
    use: str = ""
    manage: str = ""


_BLOCK_VOLUME = {  # D-COREP, volume-family
    # BOOT_VOLUME_MOVE is required by ChangeBootVolumeCompartment and in no verb table: manage volumes is assumed.
    "volumes": Levels(
        inspect="VOLUME_INSPECT",
        use="VOLUME_UPDATE VOLUME_WRITE",
        manage="VOLUME_CREATE VOLUME_DELETE VOLUME_MOVE BOOT_VOLUME_MOVE",
    ),
    "volume-attachments": Levels(
        inspect="VOLUME_ATTACHMENT_INSPECT",
        read="VOLUME_ATTACHMENT_READ",
        use="VOLUME_ATTACHMENT_UPDATE",
        manage="VOLUME_ATTACHMENT_CREATE VOLUME_ATTACHMENT_DELETE",
    ),
    "volume-backups": Levels(
        inspect="VOLUME_BACKUP_INSPECT",
        read="VOLUME_BACKUP_READ",
        use="VOLUME_BACKUP_COPY VOLUME_BACKUP_UPDATE",
        manage="VOLUME_BACKUP_CREATE VOLUME_BACKUP_DELETE VOLUME_BACKUP_MOVE",
    ),
    "boot-volume-backups": Levels(
        inspect="BOOT_VOLUME_BACKUP_INSPECT",
        read="BOOT_VOLUME_BACKUP_READ",
        use="BOOT_VOLUME_BACKUP_UPDATE BOOT_VOLUME_BACKUP_COPY",
        manage="BOOT_VOLUME_BACKUP_CREATE BOOT_VOLUME_BACKUP_DELETE BOOT_VOLUME_BACKUP_MOVE",
    ),
    # The verb table has BACKUP_POLICY_INSPECT, the operation table BACKUP_POLICIES_INSPECT: both are granted (assumed).
    "backup-policies": Levels(
        inspect="BACKUP_POLICY_INSPECT BACKUP_POLICIES_INSPECT",
        use="BACKUP_POLICIES_UPDATE",
        manage="BACKUP_POLICIES_CREATE BACKUP_POLICIES_DELETE",
    ),
    "backup-policy-assignments": Levels(
        inspect="BACKUP_POLICY_ASSIGNMENT_INSPECT",
        manage="BACKUP_POLICY_ASSIGNMENT_CREATE BACKUP_POLICY_ASSIGNMENT_DELETE",
    ),
    "volume-groups": Levels(
        inspect="VOLUME_GROUP_INSPECT",
        manage="VOLUME_GROUP_UPDATE VOLUME_GROUP_CREATE VOLUME_GROUP_DELETE VOLUME_GROUP_MOVE",
    ),
    "volume-group-backups": Levels(
        inspect="VOLUME_GROUP_BACKUP_INSPECT",
        manage="VOLUME_GROUP_BACKUP_UPDATE VOLUME_GROUP_BACKUP_CREATE VOLUME_GROUP_BACKUP_DELETE "
        "VOLUME_GROUP_BACKUP_MOVE",
    ),
    # Listed only by the Search page; that it is a member of volume-family is assumed.
    "volume-replicas": Levels(inspect="VOLUME_REPLICA_INSPECT"),
}

_COMPUTE = {  # D-COREP, instance-family
    "instances": Levels(
        inspect="INSTANCE_INSPECT",
        read="INSTANCE_READ",
        use="INSTANCE_UPDATE INSTANCE_CREATE_IMAGE INSTANCE_POWER_ACTIONS INSTANCE_ATTACH_VOLUME "
        "INSTANCE_DETACH_VOLUME",
        manage="INSTANCE_CREATE INSTANCE_DELETE INSTANCE_ATTACH_SECONDARY_VNIC INSTANCE_DETACH_SECONDARY_VNIC "
        "INSTANCE_MOVE",
    ),
}

_VAULT = {  # D-KEYP
    "vaults": Levels(
        inspect="VAULT_INSPECT",
        read="VAULT_READ",
        use="VAULT_CREATE_KEY VAULT_IMPORT_KEY VAULT_CREATE_SECRET",
        manage="VAULT_CREATE VAULT_UPDATE VAULT_DELETE VAULT_MOVE VAULT_BACKUP VAULT_RESTORE VAULT_REPLICATE",
    ),
    "keys": Levels(
        inspect="KEY_INSPECT",
        read="KEY_READ",
        use="KEY_ENCRYPT KEY_DECRYPT KEY_EXPORT KEY_SIGN KEY_VERIFY",
        manage="KEY_CREATE KEY_UPDATE KEY_ROTATE KEY_DELETE KEY_MOVE KEY_IMPORT KEY_BACKUP KEY_RESTORE",
    ),
    "key-delegate": Levels(use="KEY_ASSOCIATE KEY_DISASSOCIATE"),
    # .../KeyManagement/Tasks/ekms_configuring_iam_policies.htm lists the type, not its permissions: assumed.
    "ekms-private-endpoints": Levels(
        inspect="EKMS_PRIVATE_ENDPOINT_INSPECT",
        read="EKMS_PRIVATE_ENDPOINT_READ",
        manage="EKMS_PRIVATE_ENDPOINT_CREATE EKMS_PRIVATE_ENDPOINT_UPDATE EKMS_PRIVATE_ENDPOINT_DELETE",
    ),
    "secrets": Levels(
        inspect="SECRET_INSPECT",
        read="SECRET_READ",
        use="SECRET_UPDATE SECRET_ROTATE",
        manage="SECRET_CREATE SECRET_DELETE SECRET_MOVE",
    ),
    "secret-versions": Levels(
        inspect="SECRET_VERSION_INSPECT", read="SECRET_VERSION_READ", manage="SECRET_VERSION_DELETE"
    ),
    "secret-bundles": Levels(inspect="SECRET_BUNDLE_INSPECT", read="SECRET_BUNDLE_READ"),
}

_OBJECT_STORAGE = {  # D-OSP; private endpoints are in no table: assumed
    "objectstorage-namespaces": Levels(manage="OBJECTSTORAGE_NAMESPACE_READ OBJECTSTORAGE_NAMESPACE_UPDATE"),
    "buckets": Levels(
        inspect="BUCKET_INSPECT",
        read="BUCKET_READ",
        use="BUCKET_UPDATE",
        manage="BUCKET_CREATE BUCKET_DELETE PAR_MANAGE RETENTION_RULE_MANAGE RETENTION_RULE_LOCK",
    ),
    "objects": Levels(
        inspect="OBJECT_INSPECT",
        read="OBJECT_READ",
        use="OBJECT_OVERWRITE",
        manage="OBJECT_CREATE OBJECT_DELETE OBJECT_VERSION_DELETE OBJECT_RESTORE OBJECT_UPDATE_TIER",
    ),
    "objectstorage-private-endpoints": Levels(
        inspect="OBJECTSTORAGE_PRIVATE_ENDPOINT_INSPECT",
        read="OBJECTSTORAGE_PRIVATE_ENDPOINT_READ",
        use="OBJECTSTORAGE_PRIVATE_ENDPOINT_UPDATE",
        manage="OBJECTSTORAGE_PRIVATE_ENDPOINT_CREATE OBJECTSTORAGE_PRIVATE_ENDPOINT_DELETE",
    ),
}

_DATABASE = {  # Autonomous Database page; the others from the Base Database page
    "autonomous-databases": Levels(
        inspect="AUTONOMOUS_DATABASE_INSPECT",
        read="AUTONOMOUS_DATABASE_CONTENT_READ",
        use="AUTONOMOUS_DATABASE_CONTENT_WRITE AUTONOMOUS_DATABASE_UPDATE",
        manage="AUTONOMOUS_DATABASE_CREATE AUTONOMOUS_DATABASE_DELETE",
    ),
    "autonomous-backups": Levels(
        inspect="AUTONOMOUS_DB_BACKUP_INSPECT",
        read="AUTONOMOUS_DB_BACKUP_CONTENT_READ",
        manage="AUTONOMOUS_DB_BACKUP_CREATE AUTONOMOUS_DB_BACKUP_DELETE",
    ),
    "db-systems": Levels(
        inspect="DB_SYSTEM_INSPECT", use="DB_SYSTEM_UPDATE", manage="DB_SYSTEM_CREATE DB_SYSTEM_DELETE"
    ),
    "db-nodes": Levels(inspect="DB_NODE_INSPECT DB_NODE_QUERY", use="DB_NODE_UPDATE", manage="DB_NODE_POWER_ACTIONS"),
    "db-homes": Levels(inspect="DB_HOME_INSPECT", use="DB_HOME_UPDATE", manage="DB_HOME_CREATE DB_HOME_DELETE"),
    "databases": Levels(
        inspect="DATABASE_INSPECT",
        read="DATABASE_CONTENT_READ",
        use="DATABASE_CONTENT_WRITE DATABASE_UPDATE",
        manage="DATABASE_CREATE DATABASE_DELETE",
    ),
    "db-backups": Levels(
        inspect="DB_BACKUP_INSPECT", read="DB_BACKUP_CONTENT_READ", manage="DB_BACKUP_CREATE DB_BACKUP_DELETE"
    ),
}

_FILE_STORAGE = {  # File Storage page
    "file-systems": Levels(
        inspect="FILE_SYSTEM_INSPECT",
        read="FILE_SYSTEM_READ",
        use="FILE_SYSTEM_NFSV3_EXPORT FILE_SYSTEM_NFSV3_UNEXPORT FILE_SYSTEM_CLONE FILE_SYSTEM_REPLICATION_SOURCE "
        "FILE_SYSTEM_UPDATE_FILESYSTEM_SNAPSHOT_POLICY",
        manage="FILE_SYSTEM_CREATE FILE_SYSTEM_UPDATE FILE_SYSTEM_DELETE FILE_SYSTEM_MOVE FILE_SYSTEM_CREATE_SNAPSHOT "
        "FILE_SYSTEM_DELETE_SNAPSHOT FILE_SYSTEM_REPLICATION_TARGET",
    ),
    "mount-targets": Levels(
        inspect="MOUNT_TARGET_INSPECT",
        read="MOUNT_TARGET_READ",
        manage="MOUNT_TARGET_CREATE MOUNT_TARGET_UPDATE MOUNT_TARGET_DELETE MOUNT_TARGET_MOVE",
    ),
    "export-sets": Levels(
        inspect="EXPORT_SET_INSPECT",
        read="EXPORT_SET_READ",
        manage="EXPORT_SET_CREATE EXPORT_SET_UPDATE EXPORT_SET_DELETE",
    ),
}

_WORK_REQUESTS = {  # D-COREP and the File Storage page share the name
    "work-requests": Levels(inspect="WORKREQUEST_INSPECT FSS_WORK_REQUEST_INSPECT", read="FSS_WORK_REQUEST_READ"),
}

_IDENTITY = {  # IAM page
    "authentication-policies": Levels(inspect="AUTHENTICATION_POLICY_INSPECT", manage="AUTHENTICATION_POLICY_UPDATE"),
    # COMPARTMENT_READ is required by GetWorkRequest, which the page lists under the verb use.
    "compartments": Levels(
        inspect="COMPARTMENT_INSPECT",
        use="COMPARTMENT_UPDATE COMPARTMENT_READ",
        manage="COMPARTMENT_CREATE COMPARTMENT_DELETE COMPARTMENT_RECOVER",
    ),
    "credentials": Levels(inspect="CREDENTIAL_INSPECT", manage="CREDENTIAL_ADD CREDENTIAL_UPDATE CREDENTIAL_REMOVE"),
    # IAM_WORKREQUEST_INSPECT is in no verb table: inspect domains is assumed.
    "domains": Levels(
        inspect="DOMAIN_INSPECT IAM_WORKREQUEST_INSPECT",
        read="DOMAIN_READ DOMAIN_LICENSETYPE_READ",
        use="DOMAIN_UPDATE IAM_WORKREQUEST_READ",
        manage="DOMAIN_CREATE DOMAIN_DELETE DOMAIN_MOVE DOMAIN_REPLICATE DOMAIN_ACTIVATE DOMAIN_DEACTIVATE",
    ),
    "dynamic-groups": Levels(
        inspect="DYNAMIC_GROUP_INSPECT", use="DYNAMIC_GROUP_UPDATE", manage="DYNAMIC_GROUP_CREATE DYNAMIC_GROUP_DELETE"
    ),
    "groups": Levels(inspect="GROUP_INSPECT", use="GROUP_UPDATE", manage="GROUP_CREATE GROUP_DELETE"),
    "identity-providers": Levels(
        inspect="IDENTITY_PROVIDER_INSPECT",
        manage="IDENTITY_PROVIDER_UPDATE IDENTITY_PROVIDER_CREATE IDENTITY_PROVIDER_DELETE",
    ),
    "network-sources": Levels(
        inspect="NETWORK_SOURCE_INSPECT",
        use="NETWORK_SOURCE_UPDATE",
        manage="NETWORK_SOURCE_CREATE NETWORK_SOURCE_DELETE",
    ),
    "policies": Levels(inspect="POLICY_READ", manage="POLICY_UPDATE POLICY_CREATE POLICY_DELETE"),
    "tag-namespaces": Levels(
        inspect="TAG_NAMESPACE_INSPECT",
        use="TAG_NAMESPACE_USE",
        manage="TAG_NAMESPACE_UPDATE TAG_NAMESPACE_CREATE TAG_NAMESPACE_MOVE TAG_NAMESPACE_DELETE",
    ),
    # The operation table requires TAG_DEFAULT_MANAGE, which no verb grants: manage tag-defaults is assumed.
    "tag-defaults": Levels(
        inspect="TAG_DEFAULT_INSPECT TAG_NAMESPACE_READ",
        manage="TAG_DEFAULT_CREATE TAG_DEFAULT_UPDATE TAG_DEFAULT_DELETE TAG_DEFAULT_MANAGE",
    ),
    "tenancies": Levels(inspect="TENANCY_INSPECT", use="TENANCY_UPDATE"),
    "users": Levels(
        inspect="USER_INSPECT",
        read="USER_READ",
        use="USER_UPDATE",
        manage="USER_CREATE USER_DELETE USER_UNBLOCK USER_APIKEY_ADD USER_APIKEY_REMOVE USER_UIPASS_SET "
        "USER_UIPASS_RESET USER_SWIFTPASS_SET USER_SWIFTPASS_RESET USER_SWIFTPASS_REMOVE USER_AUTHTOKEN_SET "
        "USER_AUTHTOKEN_RESET USER_AUTHTOKEN_REMOVE USER_OAUTH2_CLIENT_CRED_CREATE USER_OAUTH2_CLIENT_CRED_UPDATE "
        "USER_OAUTH2_CLIENT_CRED_REMOVE USER_SECRETKEY_ADD USER_SECRETKEY_UPDATE USER_SECRETKEY_REMOVE "
        "USER_SUPPORT_ACCOUNT_LINK USER_SUPPORT_ACCOUNT_UNLINK USER_TOTPDEVICE_ADD USER_TOTPDEVICE_REMOVE "
        "USER_TOTPDEVICE_UPDATE",
    ),
}

RESOURCE_TYPES = MappingProxyType(
    {
        **_BLOCK_VOLUME,
        **_COMPUTE,
        **_VAULT,
        **_OBJECT_STORAGE,
        **_DATABASE,
        **_FILE_STORAGE,
        **_WORK_REQUESTS,
        **_IDENTITY,
    }
)
"""Resource types whose permissions are known. Any other type is accepted in a statement and grants nothing (assumed).
"""

FAMILIES = MappingProxyType(
    {
        "volume-family": tuple(_BLOCK_VOLUME),
        "instance-family": ("instances", "volume-attachments"),  # further members are not simulated
        "key-family": ("keys", "key-delegate"),  # used by D-COMP; its members are not listed: assumed
        "secret-family": ("secrets", "secret-versions", "secret-bundles"),
        "object-family": ("objectstorage-namespaces", "buckets", "objects"),
        "autonomous-database-family": ("autonomous-databases", "autonomous-backups"),
        "database-family": ("db-systems", "db-nodes", "db-homes", "databases", "db-backups"),
        "file-family": (*_FILE_STORAGE, "work-requests"),
    }
)


LISTED = frozenset(permission for levels in RESOURCE_TYPES.values() for level in levels for permission in level.split())
"""Every permission that a table lists."""


@cache
def granted(verb: str, resource_type: str) -> frozenset[str]:
    """The permissions of `verb resource_type`, including lower verbs; of every known type for all-resources."""
    return _of_levels(resource_type, slice(0, VERBS.index(verb) + 1))


@cache
def denied(verb: str, resource_type: str) -> frozenset[str]:
    """The permissions that `deny ... to verb resource_type` denies: those of the verb itself and of higher ones.

    "Metaverb Inversion" (D-DENY): `deny ... to manage buckets` leaves read access, `deny ... to inspect buckets` none.
    """
    return _of_levels(resource_type, slice(VERBS.index(verb), None))


def _of_levels(resource_type: str, reached: slice) -> frozenset[str]:
    if resource_type == ALL_RESOURCES:
        members: tuple[str, ...] = tuple(RESOURCE_TYPES)
    else:
        members = FAMILIES.get(resource_type, (resource_type,))
    return frozenset(
        permission
        for member in members
        for level in RESOURCE_TYPES.get(member, Levels())[reached]
        for permission in level.split()
    )
