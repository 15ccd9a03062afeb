# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup policies, defined by Oracle or by the tenancy. Schedules do not run: backups are created explicitly."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import conflict, not_found
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .block_volume_service import BlockVolumeService
from .volume_fields import named_fields, other_region, renamed_fields

_DAY = 24 * 3600


def _schedule(backup_type: str, period: str, retention_days: int) -> dict[str, Any]:
    return {
        "backupType": backup_type,
        "period": period,
        "retentionSeconds": retention_days * _DAY,
        **_SCHEDULE_DEFAULTS,
    }


_SCHEDULE_DEFAULTS = {"offsetType": "NUMERIC_SECONDS", "offsetSeconds": 0, "timeZone": "UTC"}

# Oracle Defined Policies of https://docs.oracle.com/iaas/Content/Block/Tasks/schedulingvolumebackups.htm: each includes
# the lesser one. The offsets are assumed.
_BRONZE = [_schedule("INCREMENTAL", "ONE_MONTH", 365), _schedule("FULL", "ONE_YEAR", 5 * 365)]
_SILVER = [_schedule("INCREMENTAL", "ONE_WEEK", 28), *_BRONZE]
_GOLD = [_schedule("INCREMENTAL", "ONE_DAY", 7), *_SILVER]
_ORACLE_DEFINED = {"gold": _GOLD, "silver": _SILVER, "bronze": _BRONZE}


class BackupPolicies(BlockVolumeService):
    """Oracle's policies have the same OCID in every region and belong to no compartment."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        for name, schedules in _ORACLE_DEFINED.items():
            policy_id = tenancy.identifiers.ocid("volumebackuppolicy", "")
            for region in tenancy.regions:
                self.store.add(
                    "volume_backup_policy",
                    {"displayName": name, "schedules": schedules, "timeCreated": self.now()},
                    id=policy_id,
                    region=region,
                    # The permission to read them is checked in the tenancy (assumed).
                    hidden={"compartment_id": tenancy.id, "oracle_defined": True},
                )

    def create_volume_backup_policy(self, call: Call) -> Resource:
        """Create a policy, which can copy its backups to another region."""
        body = call.body
        data = {
            **named_fields(self.store, "volume_backup_policy", body),
            "compartmentId": self.compartment(call),
            "schedules": _schedules(body),
        }
        if body.get("destinationRegion"):
            data["destinationRegion"] = other_region(call, body["destinationRegion"])
        return self.store.add("volume_backup_policy", data, region=call.region)

    def get_volume_backup_policy(self, call: Call) -> Resource:
        """One policy."""
        return call.the_target()

    def list_volume_backup_policies(self, call: Call) -> list[Resource]:
        """Oracle's policies if no compartment is specified (SDK docstring), otherwise those of the compartment."""
        if "compartmentId" in call.query:
            return [policy for policy in self.in_compartment(call, "volume_backup_policy") if not _by_oracle(policy)]
        in_region = self.store.listing("volume_backup_policy", region=call.region, compartment_id=self.tenancy.id)
        return self.chosen(call, [policy for policy in in_region if _by_oracle(policy)])

    def update_volume_backup_policy(self, call: Call) -> Resource:
        """Name, tags, schedules as a whole, destination; an empty destination ends the copies (assumed)."""
        policy, body = self._own(call), call.body
        changes: dict[str, Any] = renamed_fields(body)
        if "schedules" in body:
            changes["schedules"] = _schedules(body)
        if "destinationRegion" in body:
            region = body["destinationRegion"]
            changes["destinationRegion"] = other_region(call, region) if region else None
        self.store.change(policy, changes)
        return policy

    def delete_volume_backup_policy(self, call: Call) -> None:
        """Rejected while it is assigned (assumed: 409)."""
        policy = self._own(call)
        for assignment in self.store.listing("volume_backup_policy_assignment", region=call.region):
            if assignment.data["policyId"] == policy.id:
                raise conflict(f"Policy {policy.id} is assigned to {assignment.data['assetId']}.")
        self.store.remove(policy)

    @staticmethod
    def _own(call: Call) -> Resource:
        """The target. Policies of Oracle cannot be changed (assumed: 404)."""
        policy = call.the_target()
        if _by_oracle(policy):
            raise not_found()
        return policy


def _by_oracle(policy: Resource) -> bool:
    return bool(policy.hidden.get("oracle_defined"))


def _schedules(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**_SCHEDULE_DEFAULTS, **schedule} for schedule in body.get("schedules", [])]
