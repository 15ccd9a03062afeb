# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for the operations of clients that have only a few, by the SDK package of the client."""

from __future__ import annotations

from collections.abc import Mapping

FILE_STORAGE: Mapping[str, str] = {
    "list_file_systems": "FILE_SYSTEM_INSPECT",
    "get_file_system": "FILE_SYSTEM_READ",
    "create_file_system": "FILE_SYSTEM_CREATE",
    "update_file_system": "FILE_SYSTEM_UPDATE",
    "delete_file_system": "FILE_SYSTEM_DELETE",
    "change_file_system_compartment": "FILE_SYSTEM_MOVE",
}
"""The simulated operations. Source: the File Storage page named in `permissions.py`."""

IDENTITY_DATA_PLANE: Mapping[str, str] = {
    # Every user may open a session of their own: no policy mentions it (assumed).
    "generate_user_security_token": "",
}
"""The authentication service."""

WORK_REQUESTS: Mapping[str, str] = {
    "list_work_requests": "WORKREQUEST_INSPECT",
    "get_work_request": "",
    "list_work_request_errors": "",
    "list_work_request_logs": "",
}
"""Reading one work request requires the permission of the operation that started it (D-COREP).

Only the work request itself knows that operation, so none is listed here.
"""

RESOURCE_SEARCH: Mapping[str, str] = {"search_resources": "", "list_resource_types": "", "get_resource_type": ""}
"""The operations require none; `SHOWN_IN_SEARCH` decides what a result contains.

Source: https://docs.oracle.com/en-us/iaas/Content/Identity/policyreference/searchpolicyreference.htm.
"""

SHOWN_IN_SEARCH: Mapping[str, str] = {
    "volume": "VOLUME_INSPECT",
    "bootvolume": "VOLUME_INSPECT",
    "volumebackup": "VOLUME_BACKUP_INSPECT",
    "bootvolumebackup": "BOOT_VOLUME_BACKUP_INSPECT",  # not on the page: assumed
    "volumegroup": "VOLUME_GROUP_INSPECT",
    "volumegroupbackup": "VOLUME_GROUP_BACKUP_INSPECT",
    "volumebackuppolicy": "BACKUP_POLICY_INSPECT",
    "volumereplica": "VOLUME_REPLICA_INSPECT",
    "bootvolumereplica": "VOLUME_REPLICA_INSPECT",
    "volumegroupreplica": "VOLUME_REPLICA_INSPECT",
    "bucket": "BUCKET_INSPECT",
    "vault": "VAULT_INSPECT",
    "key": "KEY_INSPECT",
    "autonomousdatabase": "AUTONOMOUS_DATABASE_INSPECT",
    "filesystem": "FILE_SYSTEM_INSPECT",
    "compartment": "COMPARTMENT_INSPECT",
    "user": "USER_INSPECT",
    "group": "GROUP_INSPECT",
    "dynamicresourcegroup": "DYNAMIC_GROUP_INSPECT",  # not on the page: assumed
    "policy": "POLICY_READ",
    "tagnamespace": "TAG_NAMESPACE_INSPECT",
}
"""The permission by the name of the type in queries and results, in lower case."""
