# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The permissions behind verbs and resource types, as far as statements of this collection name them.

Sources: D-COREP, D-KEYP, D-OSP of oci-facts.md, and the policy references of Autonomous Database and File Storage. Deny
statements: https://docs.oracle.com/en-us/iaas/Content/Identity/policysyntax/denypolicies.htm, "Metaverb Inversion".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Optional

from .conditions import Truth
from .language import DENY, Statement

# From the least to the most; each includes those before it where it is allowed, and those after it where it is denied.
VERBS = ("inspect", "read", "use", "manage")

ALL_RESOURCES = "all-resources"

# What each verb adds to the one before it, in their order.
TYPES: Mapping[str, tuple[str, str, str, str]] = {
    "keys": (
        "KEY_INSPECT",
        "KEY_READ",
        "KEY_ENCRYPT KEY_DECRYPT KEY_EXPORT KEY_SIGN KEY_VERIFY",
        "KEY_CREATE KEY_UPDATE KEY_ROTATE KEY_DELETE KEY_MOVE KEY_IMPORT KEY_BACKUP KEY_RESTORE",
    ),
    "key-delegate": ("", "", "KEY_ASSOCIATE KEY_DISASSOCIATE", ""),
    "vaults": (
        "VAULT_INSPECT",
        "VAULT_READ",
        "VAULT_CREATE_KEY VAULT_IMPORT_KEY VAULT_CREATE_SECRET",
        "VAULT_CREATE VAULT_UPDATE VAULT_DELETE VAULT_MOVE VAULT_BACKUP VAULT_RESTORE VAULT_REPLICATE",
    ),
    "volumes": ("VOLUME_INSPECT", "", "VOLUME_UPDATE VOLUME_WRITE", "VOLUME_CREATE VOLUME_DELETE VOLUME_MOVE"),
    "volume-backups": (
        "VOLUME_BACKUP_INSPECT",
        "VOLUME_BACKUP_READ",
        "VOLUME_BACKUP_COPY VOLUME_BACKUP_UPDATE",
        "VOLUME_BACKUP_CREATE VOLUME_BACKUP_DELETE VOLUME_BACKUP_MOVE",
    ),
    "boot-volume-backups": (
        "BOOT_VOLUME_BACKUP_INSPECT",
        "BOOT_VOLUME_BACKUP_READ",
        "BOOT_VOLUME_BACKUP_UPDATE BOOT_VOLUME_BACKUP_COPY",
        "BOOT_VOLUME_BACKUP_CREATE BOOT_VOLUME_BACKUP_DELETE BOOT_VOLUME_BACKUP_MOVE",
    ),
    "volume-groups": (
        "VOLUME_GROUP_INSPECT",
        "",
        "",
        "VOLUME_GROUP_UPDATE VOLUME_GROUP_CREATE VOLUME_GROUP_DELETE VOLUME_GROUP_MOVE",
    ),
    "volume-group-backups": (
        "VOLUME_GROUP_BACKUP_INSPECT",
        "",
        "",
        "VOLUME_GROUP_BACKUP_UPDATE VOLUME_GROUP_BACKUP_CREATE VOLUME_GROUP_BACKUP_DELETE VOLUME_GROUP_BACKUP_MOVE",
    ),
    "backup-policy-assignments": (
        "BACKUP_POLICY_ASSIGNMENT_INSPECT",
        "",
        "",
        "BACKUP_POLICY_ASSIGNMENT_CREATE BACKUP_POLICY_ASSIGNMENT_DELETE",
    ),
    "buckets": (
        "BUCKET_INSPECT",
        "BUCKET_READ",
        "BUCKET_UPDATE",
        "BUCKET_CREATE BUCKET_DELETE PAR_MANAGE RETENTION_RULE_MANAGE RETENTION_RULE_LOCK",
    ),
    "autonomous-databases": (
        "AUTONOMOUS_DATABASE_INSPECT",
        "AUTONOMOUS_DATABASE_CONTENT_READ",
        "AUTONOMOUS_DATABASE_CONTENT_WRITE AUTONOMOUS_DATABASE_UPDATE",
        "AUTONOMOUS_DATABASE_CREATE AUTONOMOUS_DATABASE_DELETE",
    ),
}

# The families of those types with their members among them; no other family has any of them.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    # Used by D-COMP for keys and their delegation. Its members are listed nowhere, see `MAY_HAVE`.
    "key-family": ("keys", "key-delegate"),
    "volume-family": (
        "volumes",
        "volume-attachments",
        "volume-backups",
        "boot-volume-backups",
        "backup-policies",
        "backup-policy-assignments",
        "volume-groups",
        "volume-group-backups",
    ),
    "object-family": ("objectstorage-namespaces", "buckets", "objects"),
    "autonomous-database-family": ("autonomous-databases", "autonomous-backups"),
    "file-family": ("file-systems", "mount-targets", "export-sets"),
    "database-family": ("db-systems", "db-nodes", "db-homes", "databases", "db-backups"),
    "secret-family": ("secrets", "secret-versions", "secret-bundles"),
}

# What may be a member of a family, or another spelling of a type, without any source that settles it.
MAY_HAVE: Mapping[str, tuple[str, ...]] = {
    "key-family": ("vaults",),
    "volume-family": ("volume-replicas",),
    "key-delegates": ("key-delegate",),
}


# The permissions that an operation requires of a type, where a source documents them [D-OSP, D-COREP].
OF_OPERATIONS: Mapping[tuple[str, str], frozenset[str]] = {
    ("UpdateBucket", "buckets"): frozenset({"BUCKET_UPDATE"}),
    ("ReencryptBucket", "buckets"): frozenset({"BUCKET_UPDATE"}),
    ("UpdateVolumeBackup", "volume-backups"): frozenset({"VOLUME_BACKUP_UPDATE"}),
    ("UpdateBootVolumeBackup", "boot-volume-backups"): frozenset({"BOOT_VOLUME_BACKUP_UPDATE"}),
}

# A group assigns a key by the first, and unassigns one by the second [D-KEYP].
ASSIGNING, UNASSIGNING = frozenset({"KEY_ASSOCIATE"}), frozenset({"KEY_DISASSOCIATE"})

# What Object Storage uses of a key always, and at most [D-OSP].
OBJECT_STORAGE = "objectstorage-"
OF_OBJECT_STORAGE = (frozenset({"KEY_ENCRYPT", "KEY_DECRYPT"}), frozenset({"KEY_ENCRYPT", "KEY_DECRYPT", "KEY_READ"}))


class Permission(NamedTuple):
    """One permission of a resource type: from which verb on it is included. It has no name where no source has it."""

    name: Optional[str]
    resource_type: str
    verb: str


def of(verb: str, resource_type: str) -> list[Permission]:
    """The permissions of a verb on a resource type, those of the verb itself last."""
    levels = TYPES.get(resource_type)
    if levels is None or verb not in VERBS:
        return [Permission(None, resource_type, verb)]
    reached = VERBS[: VERBS.index(verb) + 1]
    return [Permission(name, resource_type, at) for at, names in zip(reached, levels) for name in names.split()]


class Required(NamedTuple):
    """The permissions of a need: those that it always requires, and all that it may require."""

    least: tuple[Permission, ...]
    most: tuple[Permission, ...]


def required_for(
    verb: str, resource_type: str, *, party: str, operation: Optional[str], names: frozenset[str] = frozenset()
) -> Required:
    """The permissions that a party requires; `names` are those, if they are known.

    A party that delegates keys in general both assigns and unassigns them. Otherwise only the most is known, unless a
    source has more: the verb is the least that includes what is required.
    """
    whole = tuple(of(verb, resource_type))
    names = names or OF_OPERATIONS.get((operation or "", resource_type), frozenset())
    if names:
        return Required(_named(whole, names), _named(whole, names))
    if (verb, resource_type) == ("use", "key-delegate"):
        return Required(whole, whole)
    if (verb, resource_type) == ("use", "keys") and party.casefold().startswith(OBJECT_STORAGE):
        return Required(*(_named(whole, each) for each in OF_OBJECT_STORAGE))
    return Required(whole if len(whole) == 1 else (), whole)


def _named(permissions: tuple[Permission, ...], names: frozenset[str]) -> tuple[Permission, ...]:
    return tuple(each for each in permissions if each.name in names)


def concerns(statement: Statement, permission: Permission) -> Truth:
    """Whether what a statement allows, or denies, includes a permission."""
    if statement.permissions:
        return _listed(statement, permission)
    included = includes(statement.resource_type, permission.resource_type)
    if statement.verb not in VERBS or permission.verb not in VERBS:
        return included and None
    said, wanted = VERBS.index(statement.verb), VERBS.index(permission.verb)
    reaches = said <= wanted if statement.effect == DENY else said >= wanted
    return included if reaches else False


def _listed(statement: Statement, permission: Permission) -> Truth:
    if permission.name is None:
        return None
    if permission.name not in statement.permissions:
        return False
    # Whether a resource type after the list narrows it is not documented.
    return includes(statement.resource_type, permission.resource_type) or None if statement.resource_type else True


def includes(named: str, resource_type: str) -> Truth:
    """Whether a resource type, or family, as statements name it, includes a resource type."""
    if named in (resource_type, ALL_RESOURCES) or resource_type in FAMILIES.get(named, ()):
        return True
    if resource_type in MAY_HAVE.get(named, ()) or named == "any-resource":
        return None
    return False
