# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replication of volumes into other availability domains and regions.

A volume's list of replicas is the whole of what it shall have: an entry that is no longer named ends that replica
(oci-facts.md, section 5: follows from the SDK docstring). An entry is told by its availability domain (assumed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...gateway.call import Call
from ...gateway.problems import invalid
from ...tenancy.clock import timestamp
from ...tenancy.regions import Region
from ...tenancy.resource import Resource
from ...tenancy.store import Store
from . import keys, lifecycle
from .names import named_fields
from .places import region_of_domain
from .volume_types import type_of


def set_replicas(call: Call, volume: Resource, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Give a volume the replicas that a request lists. Those it has as a member of a group are left alone (assumed)."""
    infos = told_replicas(volume)
    of_group = [info for info in infos if "volumeGroupReplicaId" in replica_of_info(call, volume, info).data]
    own = {info["availabilityDomain"]: info for info in infos if info not in of_group}
    check_destinations(volume, wanted)
    kept = []
    for details in wanted:
        info = own.pop(details["availabilityDomain"], None)
        kept.append(_updated(call, volume, info, details) if info else add_replica(call, volume, details))
    for info in own.values():
        lifecycle.terminate(call.tenancy.store, replica_of_info(call, volume, info))
    tell_replicas(call.tenancy.store, volume, [*of_group, *kept])


def told_replicas(volume: Resource) -> list[dict[str, Any]]:
    """What a volume tells of its replicas."""
    return list(volume.data.get(type_of(volume).replicas, []))


def tell_replicas(store: Store, volume: Resource, infos: Sequence[Mapping[str, Any]]) -> None:
    """Let a volume tell of these replicas; without any it has no list.

    Seen in published output of `oci bv volume create`; that boot volumes do the same is assumed.
    """
    store.change(volume, {type_of(volume).replicas: list(infos) or None})


def check_destinations(source: Resource, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Each replica needs an availability domain of its own, which is not the source's (assumed: 400)."""
    domains = [details["availabilityDomain"] for details in wanted]
    if len(set(domains)) != len(domains) or source.data["availabilityDomain"] in domains:
        raise invalid("Each replica must be in an availability domain of its own, which is not that of its source.")


def replica_key(call: Call, details: Mapping[str, Any], region: Region) -> str | None:
    """The key of the replica, which must exist in its region; none is the Oracle-managed one [D-BVK]."""
    return keys.given(call, details, region=region.name, field="xrrKmsKeyId")


def add_replica(
    call: Call, volume: Resource, details: Mapping[str, Any], *, group_replica: Resource | None = None
) -> dict[str, Any]:
    """A new replica of a volume; what the volume tells of it."""
    store, volume_type = call.tenancy.store, type_of(volume)
    region = region_of_domain(call, details["availabilityDomain"])
    data = {
        **named_fields(store, volume_type.replica_kind, details),
        "availabilityDomain": details["availabilityDomain"],
        "compartmentId": volume.compartment_id,
        "lifecycleState": "PROVISIONING",
        "sizeInGBs": volume.data["sizeInGBs"],
        "timeLastSynced": timestamp(store.clock.now()),
        "totalDataTransferredInGBs": 0,
        volume_type.replica_of: volume.id,
    }
    optional = {
        # The key of a group's replica is that of its members' replicas.
        "kmsKeyId": group_replica.hidden["key_id"] if group_replica else replica_key(call, details, region),
        "volumeGroupReplicaId": group_replica.id if group_replica else None,
        "imageId": volume.data.get("imageId"),
    }
    data.update({wire: value for wire, value in optional.items() if value is not None})
    replica = store.add(volume_type.replica_kind, data, region=region.name)
    synced = timestamp(store.clock.now() + lifecycle.REPLICA_SECONDS)
    store.after(
        lifecycle.REPLICA_SECONDS,
        replica,
        {
            "lifecycleState": "AVAILABLE",
            "timeLastSynced": synced,
            "totalDataTransferredInGBs": volume.data["sizeInGBs"],
        },
    )
    return replica_info(replica, volume_type.replica_id)


def replica_info(replica: Resource, id_field: str) -> dict[str, Any]:
    """What a source tells of its replica."""
    info = {
        "displayName": replica.data["displayName"],
        "availabilityDomain": replica.data["availabilityDomain"],
        id_field: replica.id,
    }
    key_id = replica.data.get("kmsKeyId") or replica.hidden.get("key_id")
    return {**info, "kmsKeyId": key_id} if key_id else info


def replica_of_info(call: Call, volume: Resource, info: Mapping[str, Any]) -> Resource:
    """The replica that a volume tells of."""
    region = region_of_domain(call, info["availabilityDomain"])
    volume_type = type_of(volume)
    replica = call.tenancy.store.find(info[volume_type.replica_id], region=region.name)
    assert replica is not None, f"{volume} tells of a replica that is gone"
    return replica


def _updated(call: Call, volume: Resource, info: Mapping[str, Any], details: Mapping[str, Any]) -> dict[str, Any]:
    """An entry named again: a name or a key that is given applies, what is left out stays (assumed)."""
    replica = replica_of_info(call, volume, info)
    changes = {"displayName": details["displayName"]} if "displayName" in details else {}
    if details.get("xrrKmsKeyId") not in (None, replica.data.get("kmsKeyId")):
        region = region_of_domain(call, details["availabilityDomain"])
        changes["kmsKeyId"] = replica_key(call, details, region) or ""
    if changes:
        call.tenancy.store.change(replica, {wire: value or None for wire, value in changes.items()})
    return replica_info(replica, type_of(volume).replica_id)
