# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sources of new volumes: another volume, a backup, two backups or a replica."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import invalid
from ...tenancy.resource import Resource
from . import keys, lifecycle
from .block_volume_service import require_further
from .volume_types import VolumeType, type_of


@dataclass(frozen=True)
class Source:
    """What a new volume takes from its source.

    `key_id` is its key if the request specifies none. `availability_domain` is empty if the request must specify it.
    """

    details: Mapping[str, Any] | None = None
    size_in_gb: int = 0
    availability_domain: str | None = None
    key_id: str | None = None
    image_id: str | None = None
    restores: bool = False


EMPTY = Source()


def source_of(call: Call, volume_type: VolumeType) -> Source:
    """The source of a create, which must be accessible to the caller, AVAILABLE and readable."""
    body = call.body
    details = body.get("sourceDetails")
    if "volumeBackupId" in body:
        if details is not None:
            raise invalid("Only one of sourceDetails and volumeBackupId can be specified.")
        details = {"type": volume_type.backup_source_type, "id": body["volumeBackupId"]}
    if details is None:
        return EMPTY
    readers: dict[str, Callable[[Call, VolumeType, Mapping[str, Any]], Source]] = {
        volume_type.clone_source: _clone,
        volume_type.backup_source_type: _restore,
        volume_type.delta_source_type: _restore_delta,
        volume_type.replica_source_type: _activate,
    }
    return readers[details["type"]](call, volume_type, details)


def _clone(call: Call, volume_type: VolumeType, details: Mapping[str, Any]) -> Source:
    # Which permission a clone requires on its source is not in D-COREP: assumed.
    return clone_of(call, call.related(details["id"], volume_type.kind, permission="VOLUME_INSPECT"))


def _restore(call: Call, volume_type: VolumeType, details: Mapping[str, Any]) -> Source:
    backup = call.related(details["id"], volume_type.backup_kind)
    require_further(call, details["type"], backup)
    return restored_from(call, backup)


def _restore_delta(call: Call, volume_type: VolumeType, details: Mapping[str, Any]) -> Source:
    """Both backups must be of one volume, the block size a power of two from 4 KB to 1 MB (SDK docstring)."""
    block_size = details.get("changeBlockSizeInBytes", 4096)
    if block_size.bit_count() != 1 or not 4096 <= block_size <= 1048576:
        raise invalid("changeBlockSizeInBytes must be a power of 2 from 4096 to 1048576.")
    first = call.related(details["firstBackupId"], volume_type.backup_kind)
    second = call.related(details["secondBackupId"], volume_type.backup_kind)
    for backup in (first, second):
        require_further(call, details["type"], backup)
    if first.data[volume_type.backup_of] != second.data[volume_type.backup_of]:
        raise invalid("The first and the second backup must be of the same volume.")
    restored_from(call, first)
    whole = restored_from(call, second)
    return Source(
        details={**details, "changeBlockSizeInBytes": block_size},
        size_in_gb=whole.size_in_gb,
        image_id=whole.image_id,
        restores=True,
    )


def _activate(call: Call, volume_type: VolumeType, details: Mapping[str, Any]) -> Source:
    # That inspecting the replica is sufficient to activate it is assumed.
    return activated_from(
        call, call.related(details["id"], volume_type.replica_kind, permission="VOLUME_REPLICA_INSPECT")
    )


def clone_of(call: Call, volume: Resource) -> Source:
    """A clone is in its source's availability domain (SDK docstring) and is hydrated later."""
    lifecycle.check_available(volume)
    keys.check_readable(call, volume)
    return Source(
        details={"type": type_of(volume).clone_source, "id": volume.id},
        size_in_gb=volume.data["sizeInGBs"],
        availability_domain=volume.data["availabilityDomain"],
        key_id=_inherited(call, volume),
        image_id=volume.data.get("imageId"),
    )


def restored_from(call: Call, backup: Resource) -> Source:
    """Without kmsKeyId the restored volume has the Oracle-managed key, whatever the key of the backup [D-BVK]."""
    lifecycle.check_available(backup)
    keys.check_readable(call, backup)
    return Source(
        details={"type": type_of(backup).backup_source_type, "id": backup.id},
        size_in_gb=backup.data["sizeInGBs"],
        image_id=backup.data.get("imageId"),
        restores=True,
    )


def activated_from(call: Call, replica: Resource) -> Source:
    """A volume in the replica's availability domain; the replica itself is kept (section 5 of oci-facts.md)."""
    lifecycle.check_available(replica)
    keys.check_readable(call, replica)
    lifecycle.change_for_a_while(call.tenancy.store, replica, {}, through="ACTIVATING")
    return Source(
        details={"type": type_of(replica).replica_source_type, "id": replica.id},
        size_in_gb=replica.data["sizeInGBs"],
        availability_domain=replica.data["availabilityDomain"],
        key_id=_inherited(call, replica),
        image_id=replica.data.get("imageId"),
    )


def _inherited(call: Call, source: Resource) -> str | None:
    if call.tenancy.variants["block_clone_without_key"] == "inherits":
        return source.data.get("kmsKeyId")
    return None
