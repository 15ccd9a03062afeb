# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for every operation of the Block Volume client, and for attachments (package `core`).

Source: D-COREP, "Permissions Required for Each API Operation", unless a line says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

REQUIRED: Mapping[str, str] = {
    # volumes
    "list_volumes": "VOLUME_INSPECT",
    "get_volume": "VOLUME_INSPECT",
    "create_volume": "VOLUME_CREATE",
    "update_volume": "VOLUME_UPDATE",
    "delete_volume": "VOLUME_DELETE",
    "change_volume_compartment": "VOLUME_MOVE",
    # boot volumes; CreateBootVolume is not in the table: assumed like CreateVolume
    "list_boot_volumes": "VOLUME_INSPECT",
    "get_boot_volume": "VOLUME_INSPECT",
    "create_boot_volume": "VOLUME_CREATE",
    "update_boot_volume": "VOLUME_UPDATE",
    "delete_boot_volume": "VOLUME_DELETE",
    "change_boot_volume_compartment": "BOOT_VOLUME_MOVE",
    # kmsKey sub-resources: not in the table; assumed (oci-facts.md section 5)
    "get_volume_kms_key": "VOLUME_INSPECT",
    "update_volume_kms_key": "VOLUME_UPDATE",
    "delete_volume_kms_key": "VOLUME_UPDATE",
    "get_boot_volume_kms_key": "VOLUME_INSPECT",
    "update_boot_volume_kms_key": "VOLUME_UPDATE",
    "delete_boot_volume_kms_key": "VOLUME_UPDATE",
    # volume backups; the copy from the verb table, its creation being checked in the destination region
    "list_volume_backups": "VOLUME_BACKUP_INSPECT VOLUME_INSPECT",
    "get_volume_backup": "VOLUME_BACKUP_INSPECT VOLUME_INSPECT",
    "create_volume_backup": "VOLUME_BACKUP_CREATE VOLUME_WRITE",
    "update_volume_backup": "VOLUME_BACKUP_UPDATE VOLUME_INSPECT",
    "delete_volume_backup": "VOLUME_BACKUP_DELETE VOLUME_INSPECT",
    "copy_volume_backup": "VOLUME_BACKUP_COPY VOLUME_BACKUP_CREATE",
    "change_volume_backup_compartment": "VOLUME_BACKUP_MOVE",
    # boot volume backups
    "list_boot_volume_backups": "BOOT_VOLUME_BACKUP_INSPECT VOLUME_INSPECT",
    "get_boot_volume_backup": "BOOT_VOLUME_BACKUP_INSPECT VOLUME_INSPECT",
    "create_boot_volume_backup": "BOOT_VOLUME_BACKUP_CREATE VOLUME_WRITE",
    "update_boot_volume_backup": "BOOT_VOLUME_BACKUP_UPDATE VOLUME_INSPECT",
    "delete_boot_volume_backup": "BOOT_VOLUME_BACKUP_DELETE VOLUME_INSPECT",
    "copy_boot_volume_backup": "BOOT_VOLUME_BACKUP_COPY BOOT_VOLUME_BACKUP_CREATE",
    "change_boot_volume_backup_compartment": "BOOT_VOLUME_BACKUP_MOVE",
    # volume groups
    "list_volume_groups": "VOLUME_GROUP_INSPECT",
    "get_volume_group": "VOLUME_GROUP_INSPECT",
    "create_volume_group": "VOLUME_GROUP_CREATE",
    "update_volume_group": "VOLUME_GROUP_UPDATE VOLUME_INSPECT",
    "delete_volume_group": "VOLUME_GROUP_DELETE",
    "change_volume_group_compartment": "VOLUME_GROUP_MOVE",
    # volume group backups; the copy is not in the table: assumed
    "list_volume_group_backups": "VOLUME_GROUP_BACKUP_INSPECT",
    "get_volume_group_backup": "VOLUME_GROUP_BACKUP_INSPECT",
    "create_volume_group_backup": "VOLUME_GROUP_BACKUP_CREATE VOLUME_GROUP_INSPECT VOLUME_WRITE",
    "update_volume_group_backup": "VOLUME_GROUP_BACKUP_UPDATE",
    "delete_volume_group_backup": "VOLUME_GROUP_BACKUP_DELETE",
    "copy_volume_group_backup": "VOLUME_GROUP_BACKUP_INSPECT VOLUME_GROUP_BACKUP_CREATE",
    "change_volume_group_backup_compartment": "VOLUME_GROUP_BACKUP_MOVE",
    # backup policies and their assignments
    "list_volume_backup_policies": "BACKUP_POLICIES_INSPECT",
    "get_volume_backup_policy": "BACKUP_POLICIES_INSPECT",
    "create_volume_backup_policy": "BACKUP_POLICIES_CREATE",
    "update_volume_backup_policy": "BACKUP_POLICIES_UPDATE",
    "delete_volume_backup_policy": "BACKUP_POLICIES_DELETE",
    "get_volume_backup_policy_assignment": "BACKUP_POLICY_ASSIGNMENT_INSPECT",
    "get_volume_backup_policy_asset_assignment": "BACKUP_POLICY_ASSIGNMENT_INSPECT VOLUME_INSPECT",
    "create_volume_backup_policy_assignment": "BACKUP_POLICY_ASSIGNMENT_CREATE",
    "delete_volume_backup_policy_assignment": "BACKUP_POLICY_ASSIGNMENT_DELETE",
    # replicas: VOLUME_REPLICA_INSPECT is named by the Search page; that it covers all three kinds is assumed
    "list_block_volume_replicas": "VOLUME_REPLICA_INSPECT",
    "get_block_volume_replica": "VOLUME_REPLICA_INSPECT",
    "list_boot_volume_replicas": "VOLUME_REPLICA_INSPECT",
    "get_boot_volume_replica": "VOLUME_REPLICA_INSPECT",
    "list_volume_group_replicas": "VOLUME_REPLICA_INSPECT",
    "get_volume_group_replica": "VOLUME_REPLICA_INSPECT",
}

# Of the Compute client. Those of boot volumes and the update are not in the table: assumed alike. VOLUME_WRITE on the
# volume is checked in the compartment of the volume.
ATTACHMENTS: Mapping[str, str] = {
    "list_volume_attachments": "VOLUME_ATTACHMENT_INSPECT VOLUME_INSPECT INSTANCE_INSPECT",
    "get_volume_attachment": "VOLUME_ATTACHMENT_INSPECT INSTANCE_INSPECT",
    "attach_volume": "VOLUME_ATTACHMENT_CREATE INSTANCE_ATTACH_VOLUME",
    "update_volume_attachment": "VOLUME_ATTACHMENT_UPDATE",
    "detach_volume": "VOLUME_ATTACHMENT_DELETE INSTANCE_DETACH_VOLUME",
    "list_boot_volume_attachments": "VOLUME_ATTACHMENT_INSPECT VOLUME_INSPECT INSTANCE_INSPECT",
    "get_boot_volume_attachment": "VOLUME_ATTACHMENT_INSPECT INSTANCE_INSPECT",
    "attach_boot_volume": "VOLUME_ATTACHMENT_CREATE INSTANCE_ATTACH_VOLUME",
    "detach_boot_volume": "VOLUME_ATTACHMENT_DELETE INSTANCE_DETACH_VOLUME",
}

INSTEAD: Mapping[str, Mapping[str, str]] = {
    # no compartment is specified in which a permission could be checked (assumed): see the variant of these lists
    "list_volumes": {"everywhere": ""},
    "list_boot_volumes": {"everywhere": ""},
    "list_block_volume_replicas": {"everywhere": ""},
    "list_boot_volume_replicas": {"everywhere": ""},
}

FURTHER: Mapping[str, Mapping[str, str]] = {
    # D-COREP; the delta sources are newer than the table: assumed like the full ones
    "create_volume": {"volumeBackup": "VOLUME_BACKUP_READ", "volumeBackupDelta": "VOLUME_BACKUP_READ"},
    "create_boot_volume": {
        "bootVolumeBackup": "BOOT_VOLUME_BACKUP_READ",
        "bootVolumeBackupDelta": "BOOT_VOLUME_BACKUP_READ",
    },
    "create_volume_group": {
        "volumeIds": "VOLUME_INSPECT",
        "volumeGroupId": "VOLUME_GROUP_INSPECT VOLUME_CREATE VOLUME_WRITE",
        "volumeGroupBackupId": "VOLUME_GROUP_BACKUP_INSPECT VOLUME_CREATE VOLUME_WRITE",
        # members of the restored backup
        "volume": "VOLUME_BACKUP_READ",
        "bootvolume": "BOOT_VOLUME_BACKUP_READ",
    },
    # the table writes A/B: which of the two follows from the members
    "create_volume_group_backup": {"volume": "VOLUME_BACKUP_CREATE", "bootvolume": "BOOT_VOLUME_BACKUP_CREATE"},
    "delete_volume_group_backup": {"volume": "VOLUME_BACKUP_DELETE", "bootvolume": "BOOT_VOLUME_BACKUP_DELETE"},
    "copy_volume_group_backup": {"volume": "VOLUME_BACKUP_COPY", "bootvolume": "BOOT_VOLUME_BACKUP_COPY"},
    "change_volume_group_compartment": {"volume": "VOLUME_MOVE", "bootvolume": "BOOT_VOLUME_MOVE"},
    "change_volume_group_backup_compartment": {"volume": "VOLUME_BACKUP_MOVE", "bootvolume": "BOOT_VOLUME_BACKUP_MOVE"},
}
