# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates and deletes volumes of both types; their keys are changed in `kms_keys`."""

from __future__ import annotations

from ...protocol.call import Call
from ...protocol.problems import conflict
from ...tenancy.resource import Resource
from . import lifecycle
from .attachments import is_attached
from .backup_policy_assignments import unassign_policy
from .replication import replica_entries, set_replicas
from .volume_fields import performance_fields, renamed_fields, size_fields, size_in_gb, update_size
from .volume_types import type_of

_PERFORMANCE = frozenset({"vpusPerGB", "autotunePolicies", "isAutoTuneEnabled"})


def update(call: Call) -> Resource:
    """Name and tags at once; size, performance and replicas through PROVISIONING (assumed)."""
    volume = call.the_target()
    lifecycle.check_available(volume)
    volume_type, body, store = type_of(volume), call.body, call.tenancy.store
    plain = renamed_fields(body)
    if "isReservationsEnabled" in body:
        plain["isReservationsEnabled"] = body["isReservationsEnabled"]
    provisioned: dict[str, object] = {}
    if "sizeInGBs" in body:
        size = volume.data["sizeInGBs"]
        provisioned.update(size_fields(size_in_gb(body, least=size, default=size)))
    if body.keys() & _PERFORMANCE:
        provisioned.update(performance_fields(body, volume.data, least_vpus=volume_type.least_vpus))
    provisioned = {name: value for name, value in provisioned.items() if volume.data.get(name) != value}
    reprovisions = bool(provisioned) or volume_type.replicas in body
    if volume_type.replicas in body:
        set_replicas(call, volume, body[volume_type.replicas])
    lifecycle.change_for_a_while(
        store, volume, {**plain, **provisioned}, through="PROVISIONING" if reprovisions else "AVAILABLE"
    )
    if "sizeInGBs" in provisioned:
        update_size(store, volume)
    return volume


def delete(call: Call) -> None:
    """Rejected while it is attached (SDK docstring), in a group or replicated (assumed: 409 each)."""
    volume = call.the_target()
    if volume.state not in lifecycle.GONE:
        if volume.state not in ("AVAILABLE", "FAULTY"):
            lifecycle.check_available(volume)
        if is_attached(call.tenancy.store, volume):
            raise conflict(f"Volume {volume.id} is attached to an instance.")
        if "volumeGroupId" in volume.data:
            raise conflict(f"Volume {volume.id} is in volume group {volume.data['volumeGroupId']}.")
        if replica_entries(volume):
            raise conflict(f"Volume {volume.id} is replicated; disable replication first.")
    lifecycle.terminate(call.tenancy.store, volume)
    unassign_policy(call.tenancy.store, volume)
