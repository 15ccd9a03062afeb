# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volume groups."""

from __future__ import annotations

from ...protocol.call import Call
from ...protocol.problems import conflict
from ...tenancy.resource import Resource
from . import group_replication, lifecycle
from .backup_policy_assignments import assign_policy, unassign_policy
from .block_volume_service import BlockVolumeService, require_further
from .group_members import members_for, members_of, named_members
from .volume_fields import domain_here, named_fields, renamed_fields, size_of
from .volume_types import type_of


class VolumeGroups(BlockVolumeService):
    """Groups of volumes and boot volumes in one availability domain; they have no key (section 5)."""

    def create_volume_group(self, call: Call) -> Resource:
        """A group of existing volumes, or of new ones from a group, a group backup or a group replica.

        `isHydrated` applies to new ones: a group of existing volumes does not show it, and one without replicas has no
        list of them (observed in published output of `oci bv volume-group update`).
        """
        body, compartment_id = call.body, self.compartment(call)
        domain_here(call, body["availabilityDomain"])
        members = members_for(call, body["sourceDetails"], compartment_id=compartment_id)
        group = self.store.add(
            "volume_group",
            {
                **named_fields(self.store, "volume_group", body),
                **size_of(members),
                "availabilityDomain": body["availabilityDomain"],
                "compartmentId": compartment_id,
                "lifecycleState": "PROVISIONING",
                "sourceDetails": body["sourceDetails"],
                "volumeIds": [member.id for member in members],
                **({} if body["sourceDetails"]["type"] == "volumeIds" else {"isHydrated": False}),
            },
            region=call.region,
        )
        self._join(group, members)
        self._schedule_settling(group)
        if body.get("volumeGroupReplicas"):
            group_replication.set_group_replicas(call, group, members, body["volumeGroupReplicas"])
        if "backupPolicyId" in body:
            assign_policy(call, group, body["backupPolicyId"], body)
        return group

    def _schedule_settling(self, group: Resource) -> None:
        seconds = lifecycle.CREATION_SECONDS
        if "isHydrated" in group.data:
            seconds += lifecycle.RESTORE_SECONDS
            self.store.after(seconds + lifecycle.HYDRATION_SECONDS, group, {"isHydrated": True})
        self.store.after(seconds, group, {"lifecycleState": "AVAILABLE"})

    def _join(self, group: Resource, members: list[Resource]) -> None:
        for member in members:
            self.store.change(member, {"volumeGroupId": group.id})

    def get_volume_group(self, call: Call) -> Resource:
        """One group."""
        return call.the_target()

    def list_volume_groups(self, call: Call) -> list[Resource]:
        """The groups in a compartment."""
        return self._list(call, "volume_group")

    def update_volume_group(self, call: Call) -> Resource:
        """Name, tags, replicas, and the complete list of members: others are removed from the group (SDK docstring)."""
        group, body = call.the_target(), call.body
        lifecycle.check_available(group)
        members = members_of(call, group)
        if "volumeIds" in body:
            members = self._replace(call, group, members)
        if "volumeGroupReplicas" in body:
            group_replication.set_group_replicas(call, group, members, body["volumeGroupReplicas"])
        lifecycle.change_for_a_while(
            self.store,
            group,
            {**renamed_fields(body), **size_of(members), "volumeIds": [member.id for member in members]},
            through="UPDATE_PENDING" if body.keys() & {"volumeIds", "volumeGroupReplicas"} else "AVAILABLE",
        )
        return group

    def _replace(self, call: Call, group: Resource, present: list[Resource]) -> list[Resource]:
        domain = group.data["availabilityDomain"]
        requested = named_members(call, call.body["volumeIds"], availability_domain=domain, group_id=group.id)
        left = [member for member in present if member not in requested]
        joined = [member for member in requested if member not in present]
        preserve = call.query.get("preserveVolumeReplica", True)
        group_replication.remove_members(call, group, left, preserve=preserve)
        for member in left:
            self.store.change(member, {"volumeGroupId": None})
        self._join(group, joined)
        group_replication.add_members(call, group, joined)
        return requested

    def delete_volume_group(self, call: Call) -> None:
        """Only the group is deleted, not its volumes (SDK docstring); not while it is replicated (assumed: 409)."""
        group = call.the_target()
        if group_replication.group_replica_entries(group):
            raise conflict(f"Volume group {group.id} is replicated; disable replication first.")
        lifecycle.terminate(self.store, group)
        for member in members_of(call, group):
            self.store.change(member, {"volumeGroupId": None})
        unassign_policy(self.store, group)

    def change_volume_group_compartment(self, call: Call) -> None:
        """Move a group with its volumes, as the permissions of D-COREP suggest."""
        members = members_of(call, call.the_target())
        for member in members:
            require_further(call, type_of(member).member, member)
        self._move(call, *members)
