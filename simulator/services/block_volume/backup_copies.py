# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of backups in another region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.call import Answer, Call
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ..work_requests import start_work_request
from . import keys, lifecycle
from .volume_fields import named_fields, other_region
from .volume_types import BOOT, type_of

# The fields that a copy takes from its source.
_SHARED = (
    "sizeInGBs", "sizeInMBs", "uniqueSizeInGBs", "uniqueSizeInMbs", "uniqueSizeInGbs", "type", "volumeId",
    "bootVolumeId", "volumeGroupId", "imageId", "compartmentId", "definedTags", "freeformTags", "systemTags",
)  # fmt: skip


def copy(call: Call) -> Answer:
    """Copy a backup to the destination, encrypted with the specified key, which must exist there, or Oracle's [D-BVK].

    It has a work request in the region of the source, which lists the copy as a `volumeBackup` or `bootVolumeBackup`:
    Oracle's own waiters read it that way (`VolumeBackupCopyOperationWorkRequestWaiter` in oracle.oci `oci_wait_utils`;
    the SDK's `copy_volume_backup_and_wait_for_work_request`). A copy of a group's backup has none: nothing waits for
    it.
    """
    backup = call.the_target()
    lifecycle.check_available(backup)
    region = other_region(call, call.body["destinationRegion"])
    created = add_copy(
        call, backup, region=region, key_id=keys.requested_key(call, call.body, region=region), body=call.body
    )
    work_request = start_work_request(
        call.tenancy.store,
        call.region,
        # The name is assumed.
        call.operation.api_name,
        created.compartment_id,
        resources=[created],
        seconds=lifecycle.COPY_SECONDS,
        action="CREATED",
        started_by=call.operation.qualified_name,
    )
    return Answer(created, headers={"opc-work-request-id": work_request.id})


def add_copy(
    call: Call,
    backup: Resource,
    *,
    region: str,
    key_id: str | None,
    body: Mapping[str, Any],
    group_backup: Resource | None = None,
) -> Resource:
    """The copy as a resource of that region: CREATING, then AVAILABLE."""
    keys.check_readable(call, backup)
    is_ignored = type_of(backup) is BOOT and call.tenancy.variants["boot_volume_backup_copy_key"] == "ignored"
    extra = {
        "kmsKeyId": None if is_ignored else key_id,
        "volumeGroupBackupId": group_backup.id if group_backup else None,
        type_of(backup).backup_source: backup.id,
    }
    named = {"displayName": body.get("displayName", backup.data["displayName"])}
    return place_copy(call, backup, region=region, named=named, extra=extra)


def _times_of_original(call: Call, backup: Resource) -> dict[str, Any]:
    """The times that a copy takes from its original, by variant."""
    taken = {"own": (), "of_request": ("timeCreated",), "of_original": ("timeCreated", "timeRequestReceived")}
    names = taken[call.tenancy.variants["block_backup_copy_times"]]
    return {name: backup.data[name] for name in names if name in backup.data}


def place_copy(
    call: Call, backup: Resource, *, region: str, named: Mapping[str, Any], extra: Mapping[str, Any]
) -> Resource:
    """The copy of any kind of backup, including that of a group."""
    store = call.tenancy.store
    data = {
        **named_fields(store, backup.kind.name, named),
        **{name: backup.data[name] for name in _SHARED if name in backup.data},
        "lifecycleState": "CREATING",
        "sourceType": "MANUAL",
        "timeRequestReceived": timestamp(store.clock.now()),
        **_times_of_original(call, backup),
        **{wire: value for wire, value in extra.items() if value is not None},
    }
    created = store.add(backup.kind.name, data, region=region)
    store.after(lifecycle.COPY_SECONDS, created, {"lifecycleState": "AVAILABLE"})
    return created
