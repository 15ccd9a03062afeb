# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The permissions that the caller of an operation, and the service behind it, require."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from .operations import (
    core,
    database,
    identity,
    identity_domains,
    key_management,
    object_storage,
    small_clients,
)

MANAGE_ALL_RESOURCES = identity.MANAGE_ALL_RESOURCES

_Circumstances: TypeAlias = Mapping[tuple[str, str], tuple[str, ...]]


def _by_operation(package: str, table: Mapping[str, Mapping[str, str]]) -> _Circumstances:
    return {
        (f"{package}.{method}", circumstance): tuple(permissions.split())
        for method, circumstances in table.items()
        for circumstance, permissions in circumstances.items()
    }


_REQUIRED: Mapping[str, tuple[str, ...]] = {
    f"{package}.{method}": tuple(permissions.split())
    for package, table in {
        "core": {**core.REQUIRED, **core.ATTACHMENTS},
        "database": database.REQUIRED,
        "file_storage": small_clients.FILE_STORAGE,
        "identity": identity.REQUIRED,
        "identity_data_plane": small_clients.IDENTITY_DATA_PLANE,
        "identity_domains": identity_domains.REQUIRED,
        "key_management": key_management.REQUIRED,
        "object_storage": object_storage.REQUIRED,
        "resource_search": small_clients.RESOURCE_SEARCH,
        "work_requests": small_clients.WORK_REQUESTS,
    }.items()
    for method, permissions in table.items()
}

_FURTHER: _Circumstances = {
    **_by_operation("core", core.FURTHER),
    **_by_operation("database", database.FURTHER),
    **_by_operation("object_storage", object_storage.FURTHER),
}

_INSTEAD: _Circumstances = {
    **_by_operation("core", core.INSTEAD),
    **_by_operation("identity", identity.INSTEAD),
    **_by_operation("object_storage", object_storage.INSTEAD),
}

OWN_USER = frozenset(f"identity.{method}" for method in identity.OWN_USER)
"""Operations that every user may call with the own user id without any policy."""

DELEGATE: Mapping[str, str] = MappingProxyType({"assign": "KEY_ASSOCIATE", "unassign": "KEY_DISASSOCIATE"})
"""What the CALLER requires on a key to assign it to a resource or to unassign it: `use key-delegate`.

D-ASG, D-COMP, D-KEYP. That a change from one key to another requires both, each on its own key, is assumed.
"""

SERVICE_KEY_PERMISSIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # `use keys` by D-BVK and D-COMP, `read keys` by D-COREP: which of its permissions are checked is assumed.
        # Unassigning requires the previous key to unwrap the data key: assumed, from "a key in PENDING_DELETION cannot
        # be unassigned" (D-DELK).
        "blockstorage": {
            "assign": ("KEY_READ", "KEY_ENCRYPT", "KEY_DECRYPT"),
            "unassign": ("KEY_DECRYPT",),
            "read": ("KEY_DECRYPT",),
        },
        # oci-facts.md section 6 [D-OSP]; unassign as UpdateBucket.
        "objectstorage": {
            "create": ("KEY_ENCRYPT", "KEY_DECRYPT", "KEY_READ"),
            "assign": ("KEY_ENCRYPT", "KEY_DECRYPT"),
            "unassign": ("KEY_ENCRYPT", "KEY_DECRYPT"),
            "reencrypt": ("KEY_ENCRYPT", "KEY_DECRYPT"),
            "read": ("KEY_DECRYPT",),
        },
        # `use keys` for the database's dynamic group (oci-facts.md section 9); which permissions are checked: assumed.
        "database": {
            "assign": ("KEY_READ", "KEY_ENCRYPT", "KEY_DECRYPT"),
            "unassign": ("KEY_DECRYPT",),
            "read": ("KEY_READ", "KEY_DECRYPT"),
        },
        # `use keys` for the file system's dynamic group, or `service Fss<Realm>Prod` (oci-facts.md section 9): assumed.
        "filestorage": {
            "assign": ("KEY_READ", "KEY_ENCRYPT", "KEY_DECRYPT"),
            "unassign": ("KEY_DECRYPT",),
            "read": ("KEY_DECRYPT",),
        },
    }
)
"""By service and action: the permissions that the SERVICE requires on the key.

For database and filestorage it is the resource itself that requires them, as a member of a dynamic group. The service
principal of objectstorage includes the region (`objectstorage-us-ashburn-1`); that of blockstorage does not.
"""

DATABASE_VAULT_PERMISSIONS = ("VAULT_READ",)
"""What an Autonomous Database requires on the key's vault: part of `use vaults` (oci-facts.md section 9; assumed)."""


def required(operation: str, *circumstances: str) -> tuple[str, ...]:
    """The permissions that the caller of `<sdk package>.<sdk method>` requires, all of them, in the target compartment.

    Empty if none is required. Raises KeyError for an operation that is not in the tables.

    Some operations require further or other permissions in circumstances that depend on the request and its target: the
    `type` of a source (`volumeBackup`, `volumeGroupId` ...), the OCID kinds of a group's members (`volume`,
    `bootvolume`), a parameter (`versionId`), `existing` for an object that already exists. A circumstance that the
    operation does not know is ignored.
    """
    permissions = _REQUIRED[operation]
    for circumstance in circumstances:
        permissions = _INSTEAD.get((operation, circumstance), permissions)
    for circumstance in circumstances:
        permissions += _FURTHER.get((operation, circumstance), ())
    return tuple(dict.fromkeys(permissions))
