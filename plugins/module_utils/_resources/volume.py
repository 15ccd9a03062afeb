# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a block volume or boot volume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Optional, Union

from .._core import errors, pages
from .._core.errors import Accepted, Outdated
from .._core.faults import UnexpectedAnswer
from .._core.sdk import service_package
from .access import PAGE, Assignable
from .assignment import Assignment, Change, Kind, customer_managed
from .resource_type import Control, KeyService, ResourceType

BLOCK_VOLUME = KeyService("block_volume", "blockstorage")

# oci-facts.md section 5; https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
VOLUME = ResourceType(
    name="volume",
    label="block volume",
    service="core",
    client="BlockstorageClient",
    ocid_kind="volume",
    settled_states=("AVAILABLE",),
    failed_states=("FAULTY", "TERMINATING", "TERMINATED"),
    list_shows_key=True,
    index_shows_key=True,
    key_service=BLOCK_VOLUME,
    principal="service blockstorage",
    iam_type="volumes",
    single_version_key=True,
    controls=(
        Control("CIS OCI 3.1", "5.2.1"),
        Control("Oracle Cloud Guard", "BLOCK_VOLUME_ENCRYPTED_WITH_ORACLE_MANAGED_KEY"),
        Control("Oracle Security Zones", "deny block_volume_without_vault_key"),
    ),
)

ETAG_DIFFERS = 412

# How often the etag of the volume is tried as a condition: a first read may have been an old one.
ATTEMPTS = 2

BOOT_VOLUME = replace(
    VOLUME,
    name="boot_volume",
    label="boot volume",
    ocid_kind="bootvolume",
    controls=(
        Control("CIS OCI 3.1", "5.2.2"),
        Control("Oracle Security Zones", "deny boot_volume_without_vault_key"),
    ),
)


class VolumeKeys(Assignable):
    """Reads the key from the volume itself, writes it through the volume's kmsKey.

    Boot volumes work alike under other names, so the calls that name the resource are methods of their own.
    """

    facts = VOLUME
    has_second_witness = True
    operations: ClassVar[Mapping[str, str]] = {
        "get": "GetVolume",
        "list": "ListVolumes",
        "get_key": "GetVolumeKmsKey",
        "update_key": "UpdateVolumeKmsKey",
        "delete_key": "DeleteVolumeKmsKey",
    }

    def confirm(self, before: Assignment) -> Optional[str]:
        """The etag of kmsKey.

        The SDK documents the etag of the very resource that is written, and that is kmsKey; whether the volume has the
        same one is not documented. Without a key there may be no kmsKey (oci-facts.md trap 3), and so no etag of it:
        `write` takes care of that.
        """
        resource_id = before.resource_id
        seen, etag = self._read_key(resource_id)
        if seen != before.kms_key_id:
            raise Outdated(
                f"Another client is changing the key of the {self.facts.label} {resource_id}",
                advice=("Run again.",),
                resource=resource_id,
                operation=self.operations["get_key"],
            )
        return etag

    def second_witness(self, seen: Assignment) -> Optional[Assignment]:
        return replace(seen, kms_key_id=self._read_key(seen.resource_id)[0])

    def _read_key(self, resource_id: str) -> tuple[Optional[str], Optional[str]]:
        """The key that kmsKey shows, and its etag."""
        try:
            action = f"read the key of the {self.facts.label} {resource_id}"
            with self.doing(self.operations["get_key"], action, resource_id):
                answer = self._get_key(resource_id)
        except errors.NotFoundOrDenied:
            return None, None
        return customer_managed(answer.data.kms_key_id), answer.headers.get("etag")

    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        """Where there is no etag of kmsKey, the write is conditional on that of the volume.

        Whether that is the same is not documented. If the service refuses it although nothing has changed, it is not,
        and the write is sent without a condition right after that read. Raises Conflict for a volume that keeps
        changing, since nothing shows then which of the two it is.
        """
        if etag is not None:
            return self._send(before, change, etag, statements)
        condition = before.etag
        for attempts_left in reversed(range(ATTEMPTS)):
            try:
                return self._send(before, change, condition, statements)
            except errors.Conflict as conflict:
                if condition is None or conflict.status != ETAG_DIFFERS:
                    raise
                now = self._unless_changed(before)
                if now is None:
                    raise
                if now.etag == condition:
                    break
                if not attempts_left:
                    raise
                condition = now.etag
        return self._send(before, change, None, statements)

    def _send(self, before: Assignment, change: Change, etag: Optional[str], statements: tuple[str, ...]) -> Accepted:
        resource_id, action = before.resource_id, self.intention(before, change)
        condition = {"if_match": etag} if etag else {}
        operation = self.operations["delete_key" if change.kind is Kind.UNASSIGN else "update_key"]
        with self.doing(operation, action, resource_id, statements):
            if change.kind is Kind.UNASSIGN:
                answer = self._delete_key(resource_id, **condition)
            else:
                answer = self._update_key(resource_id, change.kms_key_id, **condition)
                if customer_managed(answer.data.kms_key_id) is None:
                    # No field of this answer is documented as required: only this distinguishes it from any other.
                    raise UnexpectedAnswer("names no key", status=answer.status, headers=answer.headers)
        return Accepted(operation, answer.request_id)

    def _unless_changed(self, before: Assignment) -> Optional[Assignment]:
        """The volume as it is now, if two reads agree that its key has not changed since."""
        now = self.read(before.resource_id)
        try:
            self.confirm(now)
        except Outdated:
            return None
        return now if now.kms_key_id == before.kms_key_id else None

    def clones(
        self, volume: Assignment, compartment_id: str, counted: pages.Counted = pages.uncounted
    ) -> Iterator[Union[Assignment, errors.Failure]]:
        """The volumes of a compartment that were cloned from one.

        Lists cannot be filtered by the source, but a clone is created in the availability domain of its source (SDK
        docstring of CreateVolumeDetails).
        """
        action = f"list the clones of {volume.resource_id} in {compartment_id}"
        where = {"compartment_id": compartment_id, "availability_domain": volume.attributes["availability_domain"]}
        with self.doing(self.operations["list"], action, volume.resource_id):
            for each in pages.items(counted(self._list_call()), **where, limit=PAGE):
                if (
                    getattr(each.source_details, "id", None) == volume.resource_id
                    and each.lifecycle_state != "TERMINATED"
                ):
                    yield self.completed(self._listed(each))

    def _attributes(self, data: Any) -> dict[str, Any]:
        return {**super()._attributes(data), "availability_domain": data.availability_domain}

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


class BootVolumeKeys(VolumeKeys):
    """As for block volumes."""

    facts = BOOT_VOLUME
    operations: ClassVar[Mapping[str, str]] = {
        "get": "GetBootVolume",
        "list": "ListBootVolumes",
        "get_key": "GetBootVolumeKmsKey",
        "update_key": "UpdateBootVolumeKmsKey",
        "delete_key": "DeleteBootVolumeKmsKey",
    }

    def _get(self, resource_id: str) -> Any:
        return self.client.get_boot_volume(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_boot_volumes

    def _get_key(self, resource_id: str) -> Any:
        return self.client.get_boot_volume_kms_key(resource_id)

    def _update_key(self, resource_id: str, kms_key_id: Optional[str], **condition: str) -> Any:
        details = service_package("core").models.UpdateBootVolumeKmsKeyDetails(kms_key_id=kms_key_id)
        return self.client.update_boot_volume_kms_key(resource_id, details, **condition)

    def _delete_key(self, resource_id: str, **condition: str) -> Any:
        return self.client.delete_boot_volume_kms_key(resource_id, **condition)
