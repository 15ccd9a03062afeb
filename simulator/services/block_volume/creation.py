# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates volumes of both types: reads the request and stores the resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import invalid, missing
from ...tenancy.resource import Resource
from ...tenancy.store import Store
from . import keys, lifecycle
from .backup_policy_assignments import assign_policy
from .replication import set_replicas
from .sources import EMPTY, Source, source_of
from .volume_fields import domain_here, named_fields, performance_fields, size_fields, size_in_gb
from .volume_types import BLOCK, VolumeType


def create(call: Call, volume_type: VolumeType, compartment_id: str) -> Resource:
    """Create a volume according to the request: empty, a clone, from a backup, from two backups or from a replica."""
    body = call.body
    source = source_of(call, volume_type)
    volume = add_volume(
        call.tenancy.store,
        volume_type,
        region=call.region,
        compartment_id=compartment_id,
        availability_domain=_availability_domain(call, source),
        kms_key_id=keys.requested_key(call, body) if "kmsKeyId" in body else source.key_id,
        size=size_in_gb(body, least=source.size_in_gb, default=source.size_in_gb or volume_type.default_gb),
        body=body,
        source=source,
    )
    if body.get(volume_type.replicas):
        set_replicas(call, volume, body[volume_type.replicas])
    if "backupPolicyId" in body:
        assign_policy(call, volume, body["backupPolicyId"], body)
    elif "xrcKmsKeyId" in body:
        # The key is for copies by a policy: that it requires a policy is assumed.
        raise invalid("xrcKmsKeyId needs a backupPolicyId.")
    return volume


def add_volume(
    store: Store,
    volume_type: VolumeType,
    *,
    region: str,
    compartment_id: str,
    availability_domain: str,
    kms_key_id: str | None,
    size: int,
    body: Mapping[str, Any],
    source: Source = EMPTY,
) -> Resource:
    """Store the resource: PROVISIONING, RESTORING if from a backup (assumed), AVAILABLE; hydrated later if copied.

    A volume that is not copied has no `isHydrated` at first (observed in published output of `oci bv volume create`)
    and true when it is AVAILABLE (assumed): Oracle's own waiter ends on nothing else, for every new volume
    (`VolumeCreateWaitUntilCopyIsDoneWaiter` in oracle.oci `oci_wait_utils`).

    `body` contains the fields that require no decision: name, tags, performance. The data key of the volume is counted
    in the hidden `data_key_generation` (section 5: assigning the same key again creates a new one).
    """
    data = {
        "availabilityDomain": availability_domain,
        "compartmentId": compartment_id,
        "systemTags": {},
        "lifecycleState": "PROVISIONING",
        **named_fields(store, volume_type.kind, body),
        **size_fields(size),
        **performance_fields(body, {}, least_vpus=volume_type.least_vpus),
    }
    if volume_type is BLOCK:
        data["isReservationsEnabled"] = body.get("isReservationsEnabled", False)
    optional = {
        "kmsKeyId": kms_key_id,
        "sourceDetails": source.details,
        "isHydrated": False if source.details is not None else None,
        "imageId": source.image_id,
        "clusterPlacementGroupId": body.get("clusterPlacementGroupId"),
    }
    data.update({wire: value for wire, value in optional.items() if value is not None})
    volume = store.add(
        volume_type.kind,
        data,
        region=region,
        hidden={"data_key_generation": 1, "kms_key_etag": store.identifiers.etag()},
    )
    _schedule_settling(store, volume, source)
    return volume


def _schedule_settling(store: Store, volume: Resource, source: Source) -> None:
    seconds = lifecycle.CREATION_SECONDS
    if source.restores:
        store.after(lifecycle.CREATION_SECONDS, volume, {"lifecycleState": "RESTORING"})
        seconds += lifecycle.RESTORE_SECONDS
    if source.details is None:
        store.after(seconds, volume, {"lifecycleState": "AVAILABLE", "isHydrated": True})
    else:
        store.after(seconds, volume, {"lifecycleState": "AVAILABLE"})
        store.after(seconds + lifecycle.HYDRATION_SECONDS, volume, {"isHydrated": True})


def _availability_domain(call: Call, source: Source) -> str:
    """The domain of the source, if it has one (SDK docstring: omissible); another one is rejected (assumed: 400)."""
    requested = call.body.get("availabilityDomain") or source.availability_domain
    if requested is None:
        raise missing("availabilityDomain")
    domain = domain_here(call, str(requested))
    if source.availability_domain not in (None, domain):
        raise invalid(f"The volume must be in the availability domain of its source, {source.availability_domain}.")
    return domain
