# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replication of volume groups: a replica of the group, and one of each member.

Source: SDK models VolumeGroupReplica, MemberReplica; the details are assumed as in `replication`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...protocol.call import Call
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from . import lifecycle
from .replication import (
    add_replica,
    changed_key,
    check_destinations,
    replica_entries,
    replica_info,
    replica_key,
    replica_of_info,
    set_replica_entries,
)
from .volume_fields import named_fields, region_of_domain
from .volume_types import type_of

_ID = "volumeGroupReplicaId"


def set_group_replicas(
    call: Call, group: Resource, members: Sequence[Resource], requested: Sequence[Mapping[str, Any]]
) -> None:
    """Apply the list of replicas of a request to a group.

    An existing entry keeps its name (assumed); how its key is handled is a variant.
    """
    store = call.tenancy.store
    check_destinations(group, requested)
    present = {info["availabilityDomain"]: info for info in group_replica_entries(group)}
    infos = []
    for details in requested:
        info = present.pop(details["availabilityDomain"], None)
        infos.append(_updated(call, members, info, details) if info else _add(call, group, members, details))
    for info in present.values():
        ended = _group_replica(call, info)
        for member in members:
            _end_member(call, ended, member, preserve=False)
        lifecycle.terminate(store, ended, {"memberReplicas": []})
    store.change(group, {"volumeGroupReplicas": infos or None})


def group_replica_entries(group: Resource) -> list[dict[str, Any]]:
    """The replicas that a group shows, no list if it has none (in output of `oci bv volume-group update`)."""
    return list(group.data.get("volumeGroupReplicas", []))


def add_members(call: Call, group: Resource, members: Iterable[Resource]) -> None:
    """Replicate volumes that were added to a replicated group."""
    for info in group_replica_entries(group):
        _replicate(call, _group_replica(call, info), members)


def remove_members(call: Call, group: Resource, members: Iterable[Resource], *, preserve: bool) -> None:
    """Keep or delete the replicas of volumes that were removed from a replicated group (`preserveVolumeReplica`)."""
    for info in group_replica_entries(group):
        group_replica = _group_replica(call, info)
        gone = {_end_member(call, group_replica, member, preserve=preserve) for member in members}
        left = [part for part in group_replica.data["memberReplicas"] if part["volumeReplicaId"] not in gone]
        call.tenancy.store.change(group_replica, {"memberReplicas": left})


def _add(call: Call, group: Resource, members: Sequence[Resource], details: Mapping[str, Any]) -> dict[str, Any]:
    store = call.tenancy.store
    region = region_of_domain(call, details["availabilityDomain"])
    now = timestamp(store.clock.now())
    group_replica = store.add(
        "volume_group_replica",
        {
            **named_fields(store, "volume_group_replica", details),
            "availabilityDomain": details["availabilityDomain"],
            "compartmentId": group.compartment_id,
            "lifecycleState": "PROVISIONING",
            "sizeInGBs": group.data["sizeInGBs"],
            "timeLastSynced": now,
            "volumeGroupId": group.id,
            "memberReplicas": [],
        },
        region=region.name,
        # VolumeGroupReplica has no key field (oci-facts.md, section 4); the entry in the group has.
        hidden={"key_id": replica_key(call, details, region)},
    )
    _replicate(call, group_replica, members)
    store.after(lifecycle.REPLICA_SECONDS, group_replica, {"lifecycleState": "AVAILABLE"})
    return replica_info(group_replica, _ID)


def _updated(
    call: Call, members: Sequence[Resource], info: Mapping[str, Any], details: Mapping[str, Any]
) -> dict[str, Any]:
    store, group_replica = call.tenancy.store, _group_replica(call, info)
    present = group_replica.hidden["key_id"]
    variant = call.tenancy.variants["block_group_replica_key_change"]
    requested = changed_key(call, details.get("xrrKmsKeyId", present), present, details, variant)
    if requested == present:
        return dict(info)
    store.change(group_replica, {}, key_id=requested)
    for member in members:
        entries = replica_entries(member)
        for position, member_info in enumerate(entries):
            replica = replica_of_info(call, member, member_info)
            if replica.data.get(_ID) == group_replica.id:
                store.change(replica, {"kmsKeyId": requested})
                entries[position] = replica_info(replica, type_of(member).replica_id)
        set_replica_entries(store, member, entries)
    return replica_info(group_replica, _ID)


def _replicate(call: Call, group_replica: Resource, members: Iterable[Resource]) -> None:
    store = call.tenancy.store
    created = []
    details = {"availabilityDomain": group_replica.data["availabilityDomain"]}
    for member in members:
        volume_type = type_of(member)
        named = {**details, "displayName": member.data["displayName"]}
        info = add_replica(call, member, named, group_replica=group_replica)
        set_replica_entries(store, member, [*replica_entries(member), info])
        created.append({"volumeReplicaId": info[volume_type.replica_id], "membershipState": "STABLE"})
    store.change(group_replica, {"memberReplicas": [*group_replica.data["memberReplicas"], *created]})


def _end_member(call: Call, group_replica: Resource, member: Resource, *, preserve: bool) -> str:
    """Remove a member from a group's replica and return the id of the member's replica."""
    store = call.tenancy.store
    for info in replica_entries(member):
        replica = replica_of_info(call, member, info)
        if replica.data.get(_ID) != group_replica.id:
            continue
        if preserve:
            store.change(replica, {_ID: None})
        else:
            lifecycle.terminate(store, replica)
            set_replica_entries(store, member, [other for other in replica_entries(member) if other is not info])
        return replica.id
    return ""


def _group_replica(call: Call, info: Mapping[str, Any]) -> Resource:
    region = region_of_domain(call, info["availabilityDomain"])
    found = call.tenancy.store.find(info[_ID], kind="volume_group_replica", region=region.name)
    assert found is not None, f"a group lists the missing replica {info[_ID]}"
    return found
