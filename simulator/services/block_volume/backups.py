# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups of volumes of both types: create, update, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import conflict
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ...tenancy.store import Store
from . import keys, lifecycle
from .retention import check_changeable, check_deletable, retention_fields
from .volume_fields import MB_PER_GB, named_fields, renamed_fields
from .volume_types import BLOCK, BOOT, type_of

# The size of a backup in the object store; that of a real one depends on the data (assumed).
_UNIQUE_GB = 1


def create(call: Call) -> Resource:
    """Create a backup of the target. Without a key of its own it has that of the volume [D-BVK]."""
    volume = call.the_target()
    lifecycle.check_available(volume)
    return add_backup(call, volume, key_id=_requested_key(call, volume), body=call.body)


def _requested_key(call: Call, volume: Resource) -> str | None:
    keys.check_readable(call, volume)
    if "kmsKeyId" not in call.body:
        return volume.data.get("kmsKeyId")
    requested = keys.requested_key(call, call.body)
    return volume.data.get("kmsKeyId") if _ignored(call, volume) else requested


def _ignored(call: Call, resource: Resource) -> bool:
    """oci-go-sdk issue 567: boot volume backups keep their key although the update reports success."""
    return type_of(resource) is BOOT and call.tenancy.variants["boot_volume_backup_key"] == "ignored"


def add_backup(
    call: Call, volume: Resource, *, key_id: str | None, body: Mapping[str, Any], group_backup: Resource | None = None
) -> Resource:
    """REQUEST_RECEIVED, CREATING when imaged, AVAILABLE when uploaded (SDK docstring of create_volume_backup)."""
    store, volume_type = call.tenancy.store, type_of(volume)
    now = store.clock.now()
    size = volume.data["sizeInGBs"]
    data = {
        **named_fields(store, volume_type.backup_kind, body),
        **retention_fields(body, created=timestamp(now)),
        **backup_sizes(volume_type is BLOCK, size),
        "compartmentId": group_backup.compartment_id if group_backup else volume.compartment_id,
        "lifecycleState": "REQUEST_RECEIVED",
        "sourceType": "MANUAL",
        "systemTags": {},
        "timeRequestReceived": timestamp(now),
        "type": body.get("type", "INCREMENTAL"),
        volume_type.backup_of: volume.id,
    }
    optional = {
        "kmsKeyId": key_id,
        "imageId": volume.data.get("imageId"),
        "volumeGroupBackupId": group_backup.id if group_backup else None,
    }
    data.update({wire: value for wire, value in optional.items() if value is not None})
    backup = store.add(volume_type.backup_kind, data, region=volume.region)
    schedule_upload(store, backup)
    return backup


def schedule_upload(store: Store, backup: Resource) -> None:
    """The transitions of a new backup, and of that of a group, to AVAILABLE."""
    store.after(lifecycle.BACKUP_IMAGED_SECONDS, backup, {"lifecycleState": "CREATING"})
    store.after(
        lifecycle.BACKUP_IMAGED_SECONDS + lifecycle.BACKUP_UPLOADED_SECONDS, backup, {"lifecycleState": "AVAILABLE"}
    )


def backup_sizes(in_megabytes_too: bool, gigabytes: int) -> dict[str, int]:
    """Sizes in the spelling of the models; a boot volume backup has none in MB."""
    sizes = {"sizeInGBs": gigabytes, "uniqueSizeInGBs": _UNIQUE_GB}
    megabytes = {"sizeInMBs": gigabytes * MB_PER_GB, "uniqueSizeInMbs": _UNIQUE_GB * MB_PER_GB}
    return {**sizes, **megabytes} if in_megabytes_too else sizes


def update(call: Call) -> Resource:
    """Name, tags, retention, and the key: an OCID assigns it, the empty string is the Oracle-managed one [D-BVK].

    A backup stays AVAILABLE while its data key is wrapped again, and shows the new key at once (assumed).
    """
    backup = call.the_target()
    lifecycle.check_available(backup)
    changes: dict[str, Any] = {**renamed_fields(call.body), **retention(call, backup)}
    if "kmsKeyId" in call.body:
        assigned = keys.change(call, backup, call.body["kmsKeyId"])
        if not _ignored(call, backup):
            changes["kmsKeyId"] = assigned
    call.tenancy.store.change(backup, changes)
    return backup


def retention(call: Call, backup: Resource) -> dict[str, Any]:
    """The retention of an update, which must not weaken a locked one."""
    changes = retention_fields(call.body, created=backup.data["timeCreated"])
    check_changeable(backup, changes)
    return changes


def delete(call: Call) -> None:
    """Rejected while retention forbids it; a backup of a group's backup is deleted with it only (assumed: 409)."""
    backup = call.the_target()
    if "volumeGroupBackupId" in backup.data:
        raise conflict(f"Backup {backup.id} belongs to volume group backup {backup.data['volumeGroupBackupId']}.")
    end(call, backup)


def end(call: Call, backup: Resource) -> None:
    """TERMINATING, unless retention forbids it."""
    check_deletable(backup, now=call.tenancy.clock.now())
    lifecycle.terminate(call.tenancy.store, backup)
