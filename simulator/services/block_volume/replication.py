# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replication of volumes to other availability domains and regions.

A volume's list of replicas is complete: an entry that is no longer in it ends that replica (oci-facts.md, section 5:
follows from the SDK docstring). An entry is identified by its availability domain (assumed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import invalid
from ...tenancy.clock import timestamp
from ...tenancy.regions import Region
from ...tenancy.resource import Resource
from ...tenancy.store import Store
from . import keys, lifecycle
from .volume_fields import named_fields, region_of_domain
from .volume_types import type_of


def set_replicas(call: Call, volume: Resource, requested: Sequence[Mapping[str, Any]]) -> None:
    """Apply the list of replicas of a request to a volume.

    Those that it has as a member of a group are not changed if they are in the list (assumed); otherwise the result is
    a variant.
    """
    infos = replica_entries(volume)
    of_group = {
        info["availabilityDomain"]: info
        for info in infos
        if "volumeGroupReplicaId" in replica_of_info(call, volume, info).data
    }
    own = {info["availabilityDomain"]: info for info in infos if info["availabilityDomain"] not in of_group}
    check_destinations(volume, requested)
    kept = []
    for details in requested:
        domain = details["availabilityDomain"]
        info = own.pop(domain, None)
        if domain in of_group:
            kept.append(of_group.pop(domain))
        elif info is not None:
            kept.append(_updated(call, volume, info, details))
        else:
            kept.append(add_replica(call, volume, details))
    unnamed = list(of_group.values())
    stays = call.tenancy.variants["block_member_replica_left_out"] == "stays"
    for info in [*own.values(), *([] if stays else unnamed)]:
        lifecycle.terminate(call.tenancy.store, replica_of_info(call, volume, info))
    set_replica_entries(call.tenancy.store, volume, [*(unnamed if stays else []), *kept])


def replica_entries(volume: Resource) -> list[dict[str, Any]]:
    """The replicas that a volume shows."""
    return list(volume.data.get(type_of(volume).replicas, []))


def set_replica_entries(store: Store, volume: Resource, infos: Sequence[Mapping[str, Any]]) -> None:
    """Set the replicas that a volume shows; without any it has no list.

    Observed in published output of `oci bv volume create`; that boot volumes do the same is assumed.
    """
    store.change(volume, {type_of(volume).replicas: list(infos) or None})


def check_destinations(source: Resource, requested: Sequence[Mapping[str, Any]]) -> None:
    """Each replica requires an availability domain of its own, other than the source's (assumed: 400)."""
    domains = [details["availabilityDomain"] for details in requested]
    if len(set(domains)) != len(domains) or source.data["availabilityDomain"] in domains:
        raise invalid("Each replica must be in an availability domain of its own, which is not that of its source.")


def replica_key(call: Call, details: Mapping[str, Any], region: Region) -> str | None:
    """The key of the replica, which must exist in its region; without one it is the Oracle-managed key [D-BVK]."""
    return keys.requested_key(call, details, region=region.name, field="xrrKmsKeyId")


def add_replica(
    call: Call, volume: Resource, details: Mapping[str, Any], *, group_replica: Resource | None = None
) -> dict[str, Any]:
    """Create a replica of a volume, and return its entry in the volume."""
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
    """The entry for a replica in its source."""
    info = {
        "displayName": replica.data["displayName"],
        "availabilityDomain": replica.data["availabilityDomain"],
        id_field: replica.id,
    }
    key_id = replica.data.get("kmsKeyId") or replica.hidden.get("key_id")
    return {**info, "kmsKeyId": key_id} if key_id else info


def replica_of_info(call: Call, volume: Resource, info: Mapping[str, Any]) -> Resource:
    """The replica of an entry in a volume."""
    region = region_of_domain(call, info["availabilityDomain"])
    volume_type = type_of(volume)
    replica = call.tenancy.store.find(info[volume_type.replica_id], region=region.name)
    assert replica is not None, f"{volume} lists a missing replica"
    return replica


def _updated(call: Call, volume: Resource, info: Mapping[str, Any], details: Mapping[str, Any]) -> dict[str, Any]:
    """Update an existing entry: a specified name applies (assumed), how the key is handled depends on variants."""
    replica, variants = replica_of_info(call, volume, info), call.tenancy.variants
    present = replica.data.get("kmsKeyId")
    left_out = present if variants["block_replica_key_left_out"] == "stays" else None
    changes = {"displayName": details["displayName"]} if "displayName" in details else {}
    requested = changed_key(
        call, details.get("xrrKmsKeyId", left_out), present, details, variants["block_replica_key_change"]
    )
    if requested != present:
        changes["kmsKeyId"] = requested
    if changes:
        call.tenancy.store.change(replica, changes)
    return replica_info(replica, type_of(volume).replica_id)


def changed_key(
    call: Call, requested: str | None, present: str | None, details: Mapping[str, Any], variant: str
) -> str | None:
    """The key of a replica whose entry is repeated with `requested`; raises 400 if that is rejected."""
    if (requested or None) == present:
        return present
    if requested:
        requested = replica_key(call, details, region_of_domain(call, details["availabilityDomain"]))
    if variant == "refused":
        raise invalid("The key of a replica cannot be changed; disable replication first.")
    return present if variant == "ignored" else requested or None
