# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Types that can use a key and whose key this collection does not change: it lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Optional, Union

from .._core import pages
from .._core.errors import Failure, UnexpectedAnswer
from .._core.session import Session
from .assignment import Assignment, customer_managed


@dataclass(frozen=True)
class OtherKind:
    """The facts of one type, of which list answers tell the key (oci-facts.md sections 4 and 5).

    `name`, `label`, `service`, `client`, `ocid_kind` and `single_version_key` are as for `ResourceFacts`; `method` and
    `operation` name the request that lists, `read_method` and `read_operation` the one that reads. `by_domain` says
    that a list is of one availability domain only.
    """

    name: str
    label: str
    service: str
    client: str
    method: str
    operation: str
    read_method: str
    read_operation: str
    ocid_kind: str
    iam_type: str
    gone: tuple[str, ...]
    by_domain: bool = False
    single_version_key: bool = False
    list_tells_key: bool = True
    index_tells_key: bool = False


BLOCK_VOLUME_REPLICA = OtherKind(
    name="block_volume_replica",
    label="block volume replica",
    service="core",
    client="BlockstorageClient",
    method="list_block_volume_replicas",
    operation="ListBlockVolumeReplicas",
    read_method="get_block_volume_replica",
    read_operation="GetBlockVolumeReplica",
    ocid_kind="blockvolumereplica",
    iam_type="volume-family",
    gone=("TERMINATED",),
    single_version_key=True,
)
BOOT_VOLUME_REPLICA = replace(
    BLOCK_VOLUME_REPLICA,
    name="boot_volume_replica",
    label="boot volume replica",
    method="list_boot_volume_replicas",
    operation="ListBootVolumeReplicas",
    read_method="get_boot_volume_replica",
    read_operation="GetBootVolumeReplica",
    ocid_kind="bootvolumereplica",
)
FILE_SYSTEM = OtherKind(
    name="file_system",
    label="file system",
    service="file_storage",
    client="FileStorageClient",
    method="list_file_systems",
    operation="ListFileSystems",
    read_method="get_file_system",
    read_operation="GetFileSystem",
    ocid_kind="filesystem",
    iam_type="file-systems",
    gone=("DELETED",),
    by_domain=True,
    index_tells_key=True,
)
OTHER_KINDS = (BLOCK_VOLUME_REPLICA, BOOT_VOLUME_REPLICA, FILE_SYSTEM)

NEVER_LOOKED_AT = (
    "secrets",
    "databases other than Autonomous Databases Serverless",
    "backups of databases",
    "cross-region copies by backup policies",
    "streams",
    "queues",
    "Kubernetes clusters",
    "Lustre file systems",
    "certificate authorities",
    "image signatures",
    "instances of Analytics, Big Data, Fusion Applications and NoSQL",
)
"""What else has a key in the models of the SDK (oci-facts.md section 11)."""


class OtherUsers:
    """The resources of one type, in the region of one session."""

    def __init__(self, facts: OtherKind, session: Session) -> None:
        self.facts = facts
        self.session = session
        self._domains: Optional[tuple[str, ...]] = None

    def list(self, compartment_id: str) -> Iterator[Union[Assignment, Failure]]:
        """Every one of a compartment that is not gone. Raises Failure when they cannot be listed."""
        places = [{"availability_domain": each} for each in self._all_domains()] if self.facts.by_domain else [{}]
        call = getattr(self.session.client(self.facts.service, self.facts.client), self.facts.method)
        for place in places:
            with self.session.doing(
                f"list the {self.facts.label}s of {compartment_id}",
                service=self.facts.service,
                operation=self.facts.operation,
                resource=compartment_id,
                statements=(f"Allow group <your group> to inspect {self.facts.iam_type} in tenancy",),
            ):
                for each in pages.items(call, compartment_id=compartment_id, **place):
                    if each.lifecycle_state not in self.facts.gone:
                        yield _assignment(each)

    def read(self, resource_id: str) -> Assignment:
        """One of them. Raises Failure."""
        with self.session.doing(
            f"read the {self.facts.label} {resource_id}",
            service=self.facts.service,
            operation=self.facts.read_operation,
            resource=resource_id,
        ):
            client = self.session.client(self.facts.service, self.facts.client)
            return _assignment(getattr(client, self.facts.read_method)(resource_id).data)

    def describe(self, seen: Assignment, kms_key_name: Optional[str]) -> dict[str, Any]:
        """What C(list) gave, as C(KeyAccess.describe) does."""
        return {"id": seen.resource_id, **seen.attributes}

    def _all_domains(self) -> tuple[str, ...]:
        """The availability domains of the region, asked for once."""
        if self._domains is None:
            tenancy = self.session.tenancy
            with self.session.doing(
                f"list the availability domains of {self.session.region}",
                service="identity",
                operation="ListAvailabilityDomains",
                resource=tenancy,
                statements=("Allow group <your group> to inspect compartments in tenancy",),
            ):
                answer = self.session.client("identity", "IdentityClient").list_availability_domains(tenancy)
                if not answer.data:
                    raise UnexpectedAnswer(
                        "is empty, and every region has one", status=answer.status, headers=answer.headers
                    )
                self._domains = tuple(each.name for each in answer.data)
        return self._domains


def _assignment(data: Any) -> Assignment:
    return Assignment(
        data.id,
        customer_managed(data.kms_key_id),
        data.lifecycle_state,
        attributes={"display_name": data.display_name},
    )
