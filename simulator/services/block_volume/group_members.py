# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which volumes can be together in a volume group, and the sources of the members of a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, conflict, invalid
from ...tenancy.resource import Resource
from . import lifecycle
from .block_volume_service import require_further
from .creation import add_volume
from .sources import Source, activated_from, clone_of, restored_from
from .volume_types import BACKUPS, REPLICAS, VOLUMES, VolumeType, type_of

# Limits of a group. Oracle's page on volume groups had 32 members; the description of the API has 64, as published in
# https://docs.oracle.com/en/engineered-systems/private-cloud-appliance/3.0-latest/ceapi/ (UpdateVolumeGroupDetails).
MOST_MEMBERS = 64
MOST_GB = 128 * 1024


def members_of(call: Call, group: Resource) -> list[Resource]:
    """The volumes of a group."""
    found = [call.tenancy.store.find(id, region=group.region) for id in group.data["volumeIds"]]
    return [member for member in found if member is not None]


def named_members(call: Call, ids: Sequence[str], *, availability_domain: str, group_id: str = "") -> list[Resource]:
    """The volumes of these ids, which must be compatible; raises the error of the service (codes assumed)."""
    if len(set(ids)) != len(ids):
        raise invalid("volumeIds must not name a volume twice.")
    members = [call.related(id, *VOLUMES, permission="VOLUME_INSPECT") for id in ids]
    for member in members:
        if member.data.get("volumeGroupId", group_id) != group_id:
            raise conflict(f"Volume {member.id} is in another volume group.")
        if member.data["availabilityDomain"] != availability_domain:
            raise invalid(f"Volume {member.id} is not in availability domain {availability_domain}.")
        lifecycle.check_available(member)
    _check_limits(members)
    return members


def _check_limits(members: Sequence[Resource]) -> None:
    total = sum(member.data["sizeInGBs"] for member in members)
    if len(members) > MOST_MEMBERS or total > MOST_GB:
        raise ServiceProblem(
            400, "LimitExceeded", f"A volume group holds at most {MOST_MEMBERS} volumes and {MOST_GB} GB."
        )


def members_for(call: Call, details: Mapping[str, Any], *, compartment_id: str) -> list[Resource]:
    """The members of a new group: specified volumes, or new ones from another group, its backup or its replica."""
    domain = call.body["availabilityDomain"]
    kind = details["type"]
    if kind == "volumeIds":
        return named_members(call, details["volumeIds"], availability_domain=domain)
    id_field, source_kind, permission, parts_of = _SOURCES[kind]
    # That a replica of a group requires the permission to inspect it is assumed.
    source = call.related(details[id_field], source_kind, permission=permission)
    if permission is None:
        require_further(call, kind, source)
    lifecycle.check_available(source)
    parts = [call.related(id, *VOLUMES, *BACKUPS, *REPLICAS) for id in parts_of(source)]
    return [_new_member(call, part, domain, compartment_id) for part in parts]


_PartIds = Callable[[Resource], list[str]]
_SOURCES: dict[str, tuple[str, str, str | None, _PartIds]] = {
    "volumeGroupId": ("volumeGroupId", "volume_group", None, lambda source: list(source.data["volumeIds"])),
    "volumeGroupBackupId": (
        "volumeGroupBackupId",
        "volume_group_backup",
        None,
        lambda source: list(source.data["volumeBackupIds"]),
    ),
    "volumeGroupReplicaId": (
        "volumeGroupReplicaId",
        "volume_group_replica",
        "VOLUME_REPLICA_INSPECT",
        lambda source: [part["volumeReplicaId"] for part in source.data["memberReplicas"]],
    ),
}


def _new_member(call: Call, part: Resource, domain: str, compartment_id: str) -> Resource:
    volume_type = type_of(part)
    source = _source(call, part, volume_type)
    if source.availability_domain not in (None, domain):
        raise invalid(f"The volume group must be in the availability domain {source.availability_domain}.")
    return add_volume(
        call.tenancy.store,
        volume_type,
        region=call.region,
        compartment_id=compartment_id,
        availability_domain=domain,
        kms_key_id=source.key_id,
        size=source.size_in_gb,
        body={"displayName": part.data["displayName"]},
        source=source,
    )


def _source(call: Call, part: Resource, volume_type: VolumeType) -> Source:
    if part.kind.name == volume_type.backup_kind:
        require_further(call, volume_type.member, part)
        return restored_from(call, part)
    return clone_of(call, part) if part.kind.name == volume_type.kind else activated_from(call, part)
