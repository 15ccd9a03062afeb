# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attaches volumes to instances: the part of the Compute client that concerns Block Volume."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import conflict, incorrect_state, invalid, not_found, related_not_found
from ...tenancy.resource import Resource
from ..service import Service
from . import keys, lifecycle
from .attachments import attach, attachments_of, detach

_ATTACHES = ("attach_volume", "attach_boot_volume")
# With `service_determined` the service selects the type [sdk]; that it selects this one is assumed.
_DETERMINED = {"service_determined": "paravirtualized"}
_RETURNED = frozenset({"device", "displayName", "isReadOnly", "isShareable", "isPvEncryptionInTransitEnabled"})


class VolumeAttachments(Service):
    """The instance is the one of the metadata service: others cannot be launched here.

    The host address of an iSCSI attachment, which concerns Compute only, is not returned.
    """

    package = "core"
    client = "ComputeClient"

    def target(self, call: Call) -> Resource | None:
        """The attachment of the path; for a new one the instance, whose compartment is checked [D-COREP]."""
        if call.operation.name in _ATTACHES:
            instance = self.tenancy.instances.get(call.body["instanceId"])
            if instance is None or instance.region != call.region:
                raise related_not_found(call.body["instanceId"])
            return instance
        return super().target(call)

    def attach_volume(self, call: Call) -> Resource:
        """A volume is attached once, or several times if each attachment is shareable [sdk]."""
        volume = self._volume(call, "volumeId", "volume")
        others = attachments_of(self.store, volume)
        shares = call.body.get("isShareable", False)
        if others and not (shares and all(other.data["isShareable"] for other in others)):
            raise conflict(f"Volume {volume.id} is attached to instance {others[0].data['instanceId']}.")
        requested = call.body["type"]
        kind = {"attachmentType": _DETERMINED.get(requested, requested)}
        return self._attach(call, volume, {"isReadOnly": False, "isShareable": shares, **kind})

    def attach_boot_volume(self, call: Call) -> Resource:
        """A boot volume is attached to one instance at most (assumed: 409)."""
        volume = self._volume(call, "bootVolumeId", "boot_volume")
        others = attachments_of(self.store, volume)
        if others:
            raise conflict(f"Boot volume {volume.id} is attached to instance {others[0].data['instanceId']}.")
        return self._attach(call, volume, {"timeUpdated": self.now()})

    def get_volume_attachment(self, call: Call) -> Resource:
        """One attachment."""
        return call.the_target()

    def get_boot_volume_attachment(self, call: Call) -> Resource:
        """One attachment of a boot volume."""
        return call.the_target()

    def list_volume_attachments(self, call: Call) -> list[Resource]:
        """Those of a compartment, including DETACHED ones for a while."""
        return self.in_compartment(call, "volume_attachment")

    def list_boot_volume_attachments(self, call: Call) -> list[Resource]:
        """As for volumes."""
        return self.in_compartment(call, "boot_volume_attachment")

    def update_volume_attachment(self, call: Call) -> Resource:
        """The iSCSI login state, which the instance reports."""
        attachment = call.the_target()
        self.store.change(attachment, call.body)
        return attachment

    def detach_volume(self, call: Call) -> None:
        """Detach a volume; an attachment that is not ATTACHED is rejected (assumed: 409)."""
        self._detach(call, "volumeId")

    def detach_boot_volume(self, call: Call) -> None:
        """As for volumes. That the instance must be stopped is not checked, because it is always running."""
        self._detach(call, "bootVolumeId")

    def _volume(self, call: Call, field: str, kind: str) -> Resource:
        volume = call.related(call.body[field], kind, permission="VOLUME_WRITE")
        lifecycle.check_available(volume)
        domain = call.the_target().data["availabilityDomain"]
        if volume.data["availabilityDomain"] != domain:
            # "must be in the same availability domain" [sdk, create_volume]; the code is assumed.
            raise invalid(f"Volume {volume.id} is not in the availability domain of the instance, {domain}.")
        # Everything encrypted with a key that is pending deletion is inaccessible (D-DELK); the code is that of other
        # uses.
        keys.check_readable(call, volume)
        return volume

    def _attach(self, call: Call, volume: Resource, facts: dict[str, Any]) -> Resource:
        instance = call.the_target()
        returned = {name: value for name, value in call.body.items() if name in _RETURNED}
        return attach(
            self.store,
            volume,
            instance_id=instance.id,
            compartment_id=instance.compartment_id,
            body={**facts, **returned},
        )

    def _detach(self, call: Call, field: str) -> None:
        attachment = call.the_target()
        volume = self.store.find(str(attachment.data[field]), region=call.region)
        if volume is not None and not call.allows("VOLUME_WRITE", volume.compartment_id):
            raise not_found()
        if attachment.state != "ATTACHED":
            raise incorrect_state(f"The attachment is in state {attachment.state}, not ATTACHED.")
        detach(self.store, attachment)
