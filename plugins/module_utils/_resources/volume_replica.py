# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Replicas of volumes and their keys, read in their region and written by the lists of their sources."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Optional

from .._core import pages
from .._core.errors import Accepted, CannotDo, Conflict, Failure, Outdated, Problem, Refused
from .._core.following import read_again_until_found
from .._core.options import known
from .._core.session import Session
from .access import Assignable, Readable
from .assignment import Assignment, Change, customer_managed
from .replica_list import Source, Sources
from .resource_type import ResourceType
from .volume import BLOCK_VOLUME

RECREATE = (
    "If OCI does not change keys of replicas, which is not documented, end the replica with state=terminated, which "
    "deletes that copy of the data, and create one with the required key."
)


def _facts(
    name: str, label: str, ocid_kind: str, iam_type: str, verb_to_change: str, searched_as: str = ""
) -> ResourceType:
    return ResourceType(
        name=name,
        label=label,
        service="core",
        client="BlockstorageClient",
        ocid_kind=ocid_kind,
        searched_as=searched_as,
        settled_states=("AVAILABLE",),
        failed_states=("FAULTY", "TERMINATING", "TERMINATED"),
        list_shows_key=True,
        key_service=BLOCK_VOLUME,
        principal="service blockstorage",
        # What is changed is the source; the replica itself is only looked at.
        iam_type=iam_type,
        verb_to_change=verb_to_change,
        also_needs=("volume-replicas",),
        single_version_key=True,
        when_not_applied=RECREATE,
    )


@dataclass(frozen=True)
class Origin:
    """Where a replica comes from: what is replicated, and into which availability domain."""

    sources: Sources
    source_id: str
    availability_domain: str


class VolumeReplicas(Readable):
    """The replicas of block volumes in the session's region."""

    # Resource Search calls the type otherwise than OCIDs do
    # (https://docs.oracle.com/en-us/iaas/Content/Search/Concepts/queryoverview.htm).
    facts = _facts(
        "block_volume_replica", "block volume replica", "blockvolumereplica", "volumes", "use", "volumereplica"
    )
    operations: ClassVar[Mapping[str, str]] = {"get": "GetBlockVolumeReplica", "list": "ListBlockVolumeReplicas"}

    def _attributes(self, data: Any) -> dict[str, Any]:
        synced = data.time_last_synced
        return {
            **super()._attributes(data),
            "availability_domain": data.availability_domain,
            "time_last_synced": synced.isoformat(timespec="seconds") if synced else None,
            "volume_group_replica_id": getattr(data, "volume_group_replica_id", None),
            "member_replica_ids": None,
        }

    def _get(self, resource_id: str) -> Any:
        return self.client.get_block_volume_replica(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_block_volume_replicas


class BootVolumeReplicas(VolumeReplicas):
    """The replicas of boot volumes in the session's region."""

    facts = _facts("boot_volume_replica", "boot volume replica", "bootvolumereplica", "volumes", "use")
    operations: ClassVar[Mapping[str, str]] = {"get": "GetBootVolumeReplica", "list": "ListBootVolumeReplicas"}

    def _get(self, resource_id: str) -> Any:
        return self.client.get_boot_volume_replica(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_boot_volume_replicas


class VolumeReplicaKeys(VolumeReplicas, Assignable):
    """The key of the replica of a block volume, which is written with the list of its source."""

    def __init__(self, session: Session, origin: Origin, wanted: Optional[str]) -> None:
        super().__init__(session)
        self._origin = origin
        self._wanted = wanted
        self._source: Optional[Source] = None

    def find(self, resource_id: str) -> Assignment:
        """The replica; its source lists it before reads find it."""
        return read_again_until_found(lambda: self.read(resource_id), self.session)

    def obstacle(self, before: Assignment, change: Change) -> Optional[Problem]:
        return _belonging(before, "its key is that of the group's replica")

    def confirm(self, before: Assignment) -> Optional[str]:
        """The etag of the source, whose list is kept to be written with the change."""
        self._source = self._origin.sources.get(self._origin.source_id)
        entry = self._source.entry(self._origin.availability_domain)
        if entry is None or entry.replica_id != before.resource_id:
            raise Outdated(
                f"The {self.facts.label} {before.resource_id} is no longer in the list of replicas of "
                f"{self._origin.source_id}",
                advice=("Run again.",),
                resource=self._origin.source_id,
            )
        return self._source.etag

    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        source = known(self._source)
        domain, key = self._origin.availability_domain, change.key_to_send
        entries = tuple(
            replace(each, kms_key_id=key) if each.availability_domain == domain else each for each in source.entries
        )
        try:
            return self._origin.sources.write(source, entries, self.intention(before, change), statements)[1]
        except (Refused, Conflict) as refusal:
            if refusal.status != 412:
                refusal.advise(RECREATE)
            raise

    def describe(self, assignment: Assignment, kms_key_name: Optional[str]) -> dict[str, Any]:
        return {**super().describe(assignment, kms_key_name), "source_id": self._origin.source_id}


class BootVolumeReplicaKeys(BootVolumeReplicas, VolumeReplicaKeys):
    """The key of the replica of a boot volume."""


class VolumeGroupReplicaKeys(VolumeReplicaKeys):
    """The key of the replica of a volume group, which is that of its members' replicas: it has no field of its own."""

    facts = _facts("volume_group_replica", "volume group replica", "volumegroupreplica", "volume-groups", "manage")
    operations: ClassVar[Mapping[str, str]] = {"get": "GetVolumeGroupReplica", "list": "ListVolumeGroupReplicas"}

    def read(self, resource_id: str) -> Assignment:
        """The group's replica, with the requested key only when all members' replicas have it.

        Otherwise it reads as encrypted with one of the other keys, so that it is never taken for done.
        """
        group = super().read(resource_id)
        members = sorted(self._members(group), key=lambda each: each.id)
        keys = [customer_managed(each.kms_key_id) for each in members]
        if not keys:
            entry = self._origin.sources.get(self._origin.source_id).entry(self._origin.availability_domain)
            keys = [entry.kms_key_id] if entry else []
        key = next((each for each in keys if each != self._wanted), self._wanted)
        ids = {"member_replica_ids": [each.id for each in members]}
        return replace(group, kms_key_id=key, attributes={**group.attributes, **ids})

    def _members(self, group: Assignment) -> Iterator[Any]:
        named = {"compartment_id": group.attributes["compartment_id"], "volume_group_replica_id": group.resource_id}
        for operation, call in (
            ("ListBlockVolumeReplicas", self.client.list_block_volume_replicas),
            ("ListBootVolumeReplicas", self.client.list_boot_volume_replicas),
        ):
            action = f"list the members of the {self.facts.label} {group.resource_id}"
            with self.doing(operation, action, group.resource_id, self.facts.statements_to_read()):
                for each in pages.items(call, **named):
                    if each.lifecycle_state not in ("TERMINATING", "TERMINATED"):
                        yield each

    def _assignment(self, data: Any, etag: Optional[str]) -> Assignment:
        return Assignment(
            resource_id=data.id,
            kms_key_id=None,
            lifecycle_state=data.lifecycle_state,
            etag=etag,
            attributes=self._attributes(data),
        )

    def _get(self, resource_id: str) -> Any:
        return self.client.get_volume_group_replica(resource_id)

    def _list_call(self) -> Any:
        return functools.partial(self.client.list_volume_group_replicas, self._origin.availability_domain)


REPLICAS: Mapping[str, type[VolumeReplicaKeys]] = {
    "volume": VolumeReplicaKeys,
    "bootvolume": BootVolumeReplicaKeys,
    "volumegroup": VolumeGroupReplicaKeys,
}


def require_own(replica: Assignment) -> None:
    """Raises CannotDo for the replica of a group's member, which comes and goes with that of the group."""
    obstacle = _belonging(replica, "it ends with that")
    if obstacle is not None:
        raise CannotDo(obstacle.reason, advice=obstacle.advice, resource=replica.resource_id)


def with_advice(failure: Failure) -> Failure:
    """The failure of a replica that no waiting recovers, with what can be done."""
    return failure.advise("Terminate it with state=terminated, and create another.")


def _belonging(replica: Assignment, consequence: str) -> Optional[Problem]:
    group = replica.attributes.get("volume_group_replica_id")
    if group is None:
        return None
    return Problem(
        f"The replica {replica.resource_id} belongs to the volume group replica {group}, and {consequence}",
        ("Specify the group as source_id.",),
    )
