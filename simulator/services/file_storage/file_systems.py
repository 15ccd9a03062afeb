# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File systems: create, list, get, update, move, delete."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import incorrect_state, invalid, missing, related_not_found
from ...tenancy.kinds import KINDS
from ...tenancy.resource import Resource
from .keys import FileSystemKeys

# States are the SDK's; the durations are assumed.
CREATION_SECONDS = 5
DELETION_SECONDS = 5
LISTED_AFTER_DELETION_SECONDS = 3600

# The fields that FileSystemSummary does not have [sdk].
_NOT_LISTED = frozenset(
    {"areQuotaRulesEnabled", "isTargetable", "cloneCount", "filesystemSnapshotPolicyId", "replicationTargetId"}
)
_PLAIN = ("displayName", "freeformTags", "definedTags")


class FileSystems(FileSystemKeys):
    """A file system's key is `kmsKeyId`; without one Oracle manages it. Clones and replicas are not simulated."""

    def create_file_system(self, call: Call) -> Resource:
        """CREATING, then ACTIVE."""
        body = call.body
        compartment_id = self.compartment(call)
        if body.get("sourceSnapshotId"):
            raise invalid("Clones of file systems are not simulated.")
        key_id = body.get("kmsKeyId") or None
        new_id = self.tenancy.identifiers.ocid(KINDS["file_system"].ocid, self.store.ocid_parts[call.region])
        if key_id:
            self.assign_key(call, key_id, new_id, compartment_id)
        file_system = self.store.add(
            "file_system",
            {
                "availabilityDomain": self._domain(call, body["availabilityDomain"]),
                "compartmentId": compartment_id,
                "displayName": body.get("displayName", f"filesystem{self.now()}"),
                "freeformTags": body.get("freeformTags", {}),
                "definedTags": body.get("definedTags", {}),
                "systemTags": {},
                "meteredBytes": 0,
                "lifecycleState": "CREATING",
                "timeCreated": self.now(),
                "isCloneParent": False,
                "isHydrated": True,
                "cloneCount": 0,
                "isTargetable": True,
                **self.shown_key(key_id),
            },
            region=call.region,
            id=new_id,
        )
        self.store.after(CREATION_SECONDS, file_system, {"lifecycleState": "ACTIVE"})
        return file_system

    def get_file_system(self, call: Call) -> Resource:
        """One file system."""
        return call.the_target()

    def list_file_systems(self, call: Call) -> list[dict[str, Any]]:
        """Those of one compartment in one availability domain; both are required [sdk]. The key is shown."""
        for name in ("compartmentId", "availabilityDomain"):
            if name not in call.query:
                raise missing(name)
        self._domain(call, call.query["availabilityDomain"])
        return [
            {name: value for name, value in call.seen(each).items() if name not in _NOT_LISTED}
            for each in self.in_compartment(call, "file_system")
        ]

    def update_file_system(self, call: Call) -> Resource:
        """Name, tags, and the key: an empty one returns to the Oracle-managed key [sdk]."""
        file_system = call.the_target()
        _check_active(file_system)
        changes: dict[str, Any] = {name: call.body[name] for name in _PLAIN if name in call.body}
        key_id = call.body.get("kmsKeyId")
        if key_id is not None and key_id != file_system.data.get("kmsKeyId", ""):
            self.release_key(call, file_system)
            if key_id:
                self.assign_key(call, key_id, file_system.id, file_system.compartment_id)
            changes["kmsKeyId"] = self.shown_key(key_id).get("kmsKeyId")
        self.store.change(file_system, changes)
        return file_system

    def delete_file_system(self, call: Call) -> None:
        """DELETING, DELETED, and later no longer listed."""
        file_system = call.the_target()
        _check_active(file_system)
        self.store.change(file_system, {"lifecycleState": "DELETING"})
        self.store.after(DELETION_SECONDS, file_system, {"lifecycleState": "DELETED"})
        self.store.after(LISTED_AFTER_DELETION_SECONDS, file_system, removes=True)

    def change_file_system_compartment(self, call: Call) -> None:
        """Move a file system. That FILE_SYSTEM_MOVE is required in the destination too is assumed."""
        file_system, compartment_id = call.the_target(), call.body["compartmentId"]
        compartment = self.store.find(compartment_id)
        if (
            compartment is None
            or compartment.kind.name not in ("compartment", "tenancy")
            or not call.allows("FILE_SYSTEM_MOVE", compartment_id)
        ):
            raise related_not_found(compartment_id)
        _check_active(file_system)
        self.store.change(file_system, {"compartmentId": compartment_id})

    def _domain(self, call: Call, name: str) -> str:
        """An availability domain of the called region (the code is assumed)."""
        if name not in self.tenancy.regions[call.region].availability_domains:
            raise invalid(f"availabilityDomain '{name}' is not one of {call.region}.")
        return name


def _check_active(file_system: Resource) -> None:
    """Only ACTIVE file systems can be changed (assumed)."""
    if file_system.state != "ACTIVE":
        raise incorrect_state(f"FileSystem {file_system.id} is in state {file_system.state}, not ACTIVE.")
