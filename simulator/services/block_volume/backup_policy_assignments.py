# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup policy of a volume, boot volume or group, and the key of its copies in another region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import invalid
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ...tenancy.store import Store
from . import keys
from .block_volume_service import BlockVolumeService
from .lifecycle import check_available

_KIND = "volume_backup_policy_assignment"


class BackupPolicyAssignments(BlockVolumeService):
    """At most one assignment per asset."""

    def create_volume_backup_policy_assignment(self, call: Call) -> Resource:
        """The previous policy is unassigned silently (SDK docstring)."""
        asset = call.the_target()
        check_available(asset)
        return assign_policy(call, asset, call.body["policyId"], call.body)

    def get_volume_backup_policy_assignment(self, call: Call) -> Resource:
        """One assignment."""
        return call.the_target()

    def get_volume_backup_policy_asset_assignment(self, call: Call) -> list[Resource]:
        """The assignment of an asset, or an empty list."""
        return _of_asset(self.store, call.the_target())

    def delete_volume_backup_policy_assignment(self, call: Call) -> None:
        """Unassign the policy of an asset."""
        self.store.remove(call.the_target())


def assign_policy(call: Call, asset: Resource, policy_id: str, body: Mapping[str, Any]) -> Resource:
    """Assign a policy of this region. `xrcKmsKeyId` must exist in the destination of the policy's copies [D-BVK].

    That the key is rejected for a policy without copies is assumed.
    """
    store = call.tenancy.store
    policy = call.related(policy_id, "volume_backup_policy")
    destination = policy.data.get("destinationRegion")
    if body.get("xrcKmsKeyId") and destination is None:
        raise invalid("xrcKmsKeyId needs a policy that copies backups into another region.")
    key_id = keys.requested_key(call, body, region=destination, field="xrcKmsKeyId")
    unassign_policy(store, asset)
    data = {"assetId": asset.id, "policyId": policy.id, "timeCreated": timestamp(store.clock.now())}
    return store.add(
        _KIND,
        {**data, "xrcKmsKeyId": key_id} if key_id else data,
        region=asset.region,
        hidden={"compartment_id": asset.compartment_id},
    )


def unassign_policy(store: Store, asset: Resource) -> None:
    """Unassign the policy of an asset, if there is one."""
    for assignment in _of_asset(store, asset):
        store.remove(assignment)


def _of_asset(store: Store, asset: Resource) -> list[Resource]:
    assignments = store.listing(_KIND, region=asset.region, compartment_id=asset.compartment_id)
    return [assignment for assignment in assignments if assignment.data["assetId"] == asset.id]
