# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a block volume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Optional

from ..._core import errors
from ..._core.sdk import sdk, service_package
from .. import grants
from ..access import Accepted, KeyAccess, Outdated
from ..facts import ResourceFacts
from ..plan import Change, Kind
from ..state import Assignment, customer_managed

# oci-facts.md section 5; https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
VOLUME = ResourceFacts(
    name="volume",
    label="block volume",
    service="core",
    client="BlockstorageClient",
    ocid_kind="volume",
    settled_states=("AVAILABLE",),
    failed_states=("FAULTY", "TERMINATING", "TERMINATED"),
    list_tells_key=True,
    principal="blockstorage",
    iam_type="volumes",
    key_algorithms=("AES",),
    single_version_key=True,
)


class VolumeKeys(KeyAccess):
    """Reads the key from the volume itself, writes it through the volume's kmsKey.

    Boot volumes work alike under other names, so the calls that name the resource are methods of their own.
    """

    facts = VOLUME
    operations: ClassVar[Mapping[str, str]] = {
        "get": "GetVolume",
        "list": "ListVolumes",
        "get_key": "GetVolumeKmsKey",
        "update_key": "UpdateVolumeKmsKey",
        "delete_key": "DeleteVolumeKmsKey",
    }

    def find(self, resource_id: str) -> Assignment:
        return self.read(resource_id)

    def list(self, compartment_id: str) -> Iterator[Assignment]:
        with self._doing("list", f"list the {self.facts.label}s of {compartment_id}", compartment_id):
            for page in sdk().pagination.list_call_get_all_results_generator(
                self._list_call(), "response", compartment_id=compartment_id
            ):
                yield from (self._assignment(each, None) for each in page.data if each.lifecycle_state != "TERMINATED")

    def read(self, resource_id: str) -> Assignment:
        action = f"read the {self.facts.label} {resource_id}"
        with self._doing("get", action, resource_id, grants.to_read(self.facts)):
            answer = self._get(resource_id)
            if getattr(answer.data, "id", None) != resource_id:
                # An answer that is no such volume would otherwise read as "no key".
                raise errors.BadAnswer(
                    f"Could not {action}: {self.operations['get']} answered {answer.status} with something else; if a "
                    "proxy stands between this host and OCI, let it pass answers unchanged.",
                    operation=self.operations["get"],
                    resource=resource_id,
                )
        return self._assignment(answer.data, answer.headers.get("etag"))

    def confirm(self, before: Assignment) -> Optional[str]:
        """The etag of kmsKey.

        The SDK asks for the etag of the very resource that is written, and that is kmsKey; whether the volume has the
        same one is not documented. Without a key there may be no kmsKey (oci-facts.md trap 3), and so no condition:
        then reading back finds out who was last.
        """
        resource_id = before.resource_id
        try:
            with self._doing("get_key", f"read the key of the {self.facts.label} {resource_id}", resource_id):
                answer = self._get_key(resource_id)
        except errors.NotFoundOrDenied:
            seen, etag = None, None
        else:
            seen, etag = customer_managed(answer.data.kms_key_id), answer.headers.get("etag")
        if seen != before.kms_key_id:
            raise Outdated(
                f"The key of the {self.facts.label} {resource_id} is being changed by someone else: run it again.",
                resource=resource_id,
                operation=self.operations["get_key"],
            )
        return etag

    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        resource_id = before.resource_id
        condition = {"if_match": etag} if etag else {}
        if change.kind is Kind.UNASSIGN:
            action = f"return the {self.facts.label} {resource_id} to the Oracle-managed key"
            with self._doing("delete_key", action, resource_id, statements):
                answer = self._delete_key(resource_id, **condition)
            return Accepted(self.operations["delete_key"], answer.request_id)
        action = f"assign the key {change.kms_key_id} to the {self.facts.label} {resource_id}"
        with self._doing("update_key", action, resource_id, statements):
            answer = self._update_key(resource_id, change.kms_key_id, **condition)
        return Accepted(self.operations["update_key"], answer.request_id)

    def describe(self, assignment: Assignment, kms_key_name: Optional[str]) -> dict[str, Any]:
        return {
            "id": assignment.resource_id,
            "type": self.facts.name,
            **assignment.attributes,
            "region": self.session.region,
            "lifecycle_state": assignment.lifecycle_state,
            "kms_key_id": assignment.kms_key_id,
            "kms_key_name": kms_key_name,
        }

    def _assignment(self, data: Any, etag: Optional[str]) -> Assignment:
        return Assignment(
            resource_id=data.id,
            kms_key_id=customer_managed(data.kms_key_id),
            lifecycle_state=data.lifecycle_state,
            etag=etag,
            attributes={
                "display_name": data.display_name,
                "compartment_id": data.compartment_id,
                "availability_domain": data.availability_domain,
            },
        )

    def _doing(self, operation: str, action: str, resource_id: str, statements: tuple[str, ...] = ()) -> Any:
        return self.session.doing(
            action,
            service=self.facts.service,
            operation=self.operations[operation],
            resource=resource_id,
            statements=statements,
        )

    def _get(self, resource_id: str) -> Any:
        return self.client.get_volume(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_volumes

    def _get_key(self, resource_id: str) -> Any:
        return self.client.get_volume_kms_key(resource_id)

    def _update_key(self, resource_id: str, kms_key_id: Optional[str], **condition: str) -> Any:
        details = service_package("core").models.UpdateVolumeKmsKeyDetails(kms_key_id=kms_key_id)
        return self.client.update_volume_kms_key(resource_id, details, **condition)

    def _delete_key(self, resource_id: str, **condition: str) -> Any:
        return self.client.delete_volume_kms_key(resource_id, **condition)
