# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of the Block Volume services: targets, further permissions, lists."""

from __future__ import annotations

from typing import Any

from ...iam.requirements import required
from ...protocol.call import Call
from ...protocol.problems import missing, not_found, related_not_found
from ...tenancy.resource import Resource
from ..service import Service
from . import lifecycle

# Path and body parameters that name a resource, and the kind of the resource.
_KINDS = {
    "volumeId": "volume",
    "bootVolumeId": "boot_volume",
    "volumeBackupId": "volume_backup",
    "bootVolumeBackupId": "boot_volume_backup",
    "volumeGroupId": "volume_group",
    "volumeGroupBackupId": "volume_group_backup",
    "blockVolumeReplicaId": "block_volume_replica",
    "bootVolumeReplicaId": "boot_volume_replica",
    "volumeGroupReplicaId": "volume_group_replica",
    "policyId": "volume_backup_policy",
    "policyAssignmentId": "volume_backup_policy_assignment",
}
# The permission to create a backup or an assignment is checked in the compartment of its source (D-COREP).
_CREATED_FOR = {
    "create_volume_backup": "volumeId",
    "create_boot_volume_backup": "bootVolumeId",
    "create_volume_group_backup": "volumeGroupId",
}
ASSETS = ("volume", "boot_volume", "volume_group")


class BlockVolumeService(Service):
    """The Block Volume client, whose operations are divided into services by resource type."""

    package = "core"
    client = "BlockstorageClient"

    def target(self, call: Call) -> Resource | None:
        """The resource that the path names, otherwise the one that body or query names as the subject of the call."""
        for name, value in call.path.items():
            found = self.store.find(value, kind=_KINDS[name], region=call.region)
            if found is None:
                raise not_found()
            return found
        if call.operation.name in _CREATED_FOR:
            name = _CREATED_FOR[call.operation.name]
            return call.related(call.body[name], _KINDS[name])
        if call.operation.name == "create_volume_backup_policy_assignment":
            return call.related(call.body["assetId"], *ASSETS)
        if "assetId" in call.query:
            asset = self.store.find(str(call.query["assetId"]), region=call.region)
            if asset is None or asset.kind.name not in ASSETS:
                raise not_found()
            return asset
        return None

    def circumstances(self, call: Call) -> tuple[str, ...]:
        """For a list, that it specifies no compartment; otherwise the type of the source."""
        if call.target is None and call.operation.name.startswith("list_") and "compartmentId" not in call.query:
            return ("everywhere",)
        return super().circumstances(call)

    def variables(self, call: Call) -> dict[str, Any]:
        """`request.kms-key.id` of requests with a key, `target.boot-volume.kms-key.id` of boot volumes [D-KEYP]."""
        variables: dict[str, Any] = {}
        if call.operation.name.startswith("create") and isinstance(call.body, dict):
            variables["request.kms-key.id"] = call.body.get("kmsKeyId", "")
        if call.target is not None and call.target.kind.name == "boot_volume":
            variables["target.boot-volume.kms-key.id"] = call.target.data.get("kmsKeyId", "")
        return variables

    def _list(self, call: Call, kind: str) -> list[Resource]:
        """The resources of a compartment. If it is omitted, where the SDK permits that, the meaning is a variant."""
        if "compartmentId" in call.query:
            return self.in_compartment(call, kind)
        if self.tenancy.variants["block_list_without_compartment"] == "refused":
            raise missing("compartmentId")
        return self.chosen(call, self._visible(call, kind))

    def _visible(self, call: Call, kind: str) -> list[Resource]:
        """All resources of a kind in the region that the caller can access, in the order of creation."""
        listed = self.store.listing(kind, region=call.region)
        permissions = required(call.operation.qualified_name)
        seen = {
            compartment_id: all(call.allows(permission, compartment_id) for permission in permissions)
            for compartment_id in {resource.compartment_id for resource in listed}
        }
        visible = [resource for resource in listed if seen[resource.compartment_id]]
        return sorted(visible, key=lambda resource: str(resource.data["timeCreated"]))

    def _move(self, call: Call, *also: Resource) -> None:
        """Move the target, and what belongs to it, to the compartment that the body names.

        The permission to move is checked in both compartments (assumed; D-COREP names one permission).
        """
        target = call.the_target()
        lifecycle.check_not_gone(target)
        destination = self.store.find(call.body["compartmentId"])
        if destination is None or destination.kind.name not in ("compartment", "tenancy"):
            raise related_not_found(call.body["compartmentId"])
        for permission in required(call.operation.qualified_name):
            call.require(permission, destination.id)
        for resource in (target, *also):
            self.store.change(resource, {"compartmentId": destination.id})
            for assignment in self.store.listing("volume_backup_policy_assignment", region=resource.region):
                if assignment.data["assetId"] == resource.id:
                    self.store.change(assignment, {}, compartment_id=destination.id)


def require_further(call: Call, circumstance: str, resource: Resource) -> None:
    """Check the permissions on another resource that the request involves (`iam.operations.core.FURTHER`)."""
    operation = call.operation.qualified_name
    always = required(operation)
    for permission in required(operation, circumstance):
        if permission not in always and not call.allows(permission, resource.compartment_id):
            raise related_not_found(resource.id)
