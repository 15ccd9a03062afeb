# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key of a volume or boot volume: its `kmsKey` sub-resource (oci-facts.md, section 5)."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import conflict, invalid, missing, not_found
from ...tenancy.resource import Resource
from . import keys, lifecycle
from .attachments import is_attached
from .block_volume_service import BlockVolumeService


class KmsKeys(BlockVolumeService):
    """Get, update and delete; an update wraps the data key again and never changes the data [D-BVK]."""

    def target(self, call: Call) -> Resource | None:
        """The volume; `if-match` refers to the etag of its key."""
        volume = super().target(call)
        call.etag = self._etag(volume) if volume is not None else None
        return volume

    def get_volume_kms_key(self, call: Call) -> Answer:
        """404 without a customer-managed key, or a null one: a variant."""
        volume = call.the_target()
        key_id = call.seen(volume).get("kmsKeyId")
        if key_id is None and self.tenancy.variants["block_kms_key_absent"] == "404":
            raise not_found()
        return self._answer(volume, key_id)

    def update_volume_kms_key(self, call: Call) -> Answer:
        """Assign another key, or create a new data key with the current one."""
        key_id = call.body.get("kmsKeyId")
        if key_id is None:
            raise missing("kmsKeyId")
        if key_id == "" and self.tenancy.variants["block_kms_key_empty_string"] == "refused":
            raise invalid("kmsKeyId must be the OCID of a key; to remove the key, delete it.")
        return self._rekey(call, key_id)

    def delete_volume_kms_key(self, call: Call) -> None:
        """Return to the Oracle-managed key. Without a key there is nothing to delete: as for get (assumed)."""
        if "kmsKeyId" in call.the_target().data:
            self._rekey(call, "")
        elif self.tenancy.variants["block_kms_key_absent"] == "404":
            raise not_found()

    def get_boot_volume_kms_key(self, call: Call) -> Answer:
        """As for volumes."""
        return self.get_volume_kms_key(call)

    def update_boot_volume_kms_key(self, call: Call) -> Answer:
        """As for volumes."""
        return self.update_volume_kms_key(call)

    def delete_boot_volume_kms_key(self, call: Call) -> None:
        """As for volumes."""
        self.delete_volume_kms_key(call)

    def _rekey(self, call: Call, key_id: str) -> Answer:
        """Assign a key to the volume; `None` means the Oracle-managed one. It takes a while to settle."""
        volume, variants = call.the_target(), self.tenancy.variants
        lifecycle.check_available(volume)
        if variants["block_key_change_while_attached"] == "refused" and is_attached(self.store, volume):
            raise conflict(f"Volume {volume.id} is attached to an instance.")
        assigned = keys.change(call, volume, key_id)
        through = variants["block_kms_key_change_state"]
        at_once: dict[str, Any] = {} if through == "AVAILABLE" else {"lifecycleState": through}
        settled: dict[str, Any] = {} if through == "AVAILABLE" else {"lifecycleState": "AVAILABLE"}
        shown = at_once if variants["block_kms_key_shown"] == "at_once" else settled
        shown["kmsKeyId"] = assigned
        self.store.change(
            volume,
            at_once,
            data_key_generation=volume.hidden["data_key_generation"] + 1,
            kms_key_etag=self.tenancy.identifiers.etag(),
        )
        if settled:
            self.store.after(float(variants["block_kms_key_change_seconds"]), volume, settled)
        return self._answer(volume, assigned)

    def _answer(self, volume: Resource, key_id: str | None) -> Answer:
        return Answer({"kmsKeyId": key_id}, headers={"etag": self._etag(volume)})

    def _etag(self, volume: Resource) -> str:
        own = self.tenancy.variants["block_kms_key_etag"] == "own"
        return str(volume.hidden["kms_key_etag"]) if own else volume.etag
