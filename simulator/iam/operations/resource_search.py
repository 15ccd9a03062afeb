# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for Resource Search (package `resource_search`), and which of them shows a resource in results.

Source: https://docs.oracle.com/en-us/iaas/Content/Identity/policyreference/searchpolicyreference.htm: the operations
need none; the permission on each type decides what is in the answer.
"""

from __future__ import annotations

from collections.abc import Mapping

REQUIRED: Mapping[str, str] = {"search_resources": "", "list_resource_types": "", "get_resource_type": ""}

SHOWS: Mapping[str, str] = {
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
"""Permission by the type's name in queries and results, in lower case."""
