# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances that a volume is attached to, and the lifecycle of attachments. Durations are assumed."""

from __future__ import annotations

from typing import Any

from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ...tenancy.store import Store
from .volume_types import BOOT, type_of

ATTACHING_SECONDS = 5
DETACHING_SECONDS = 5
# "the attachment's lifecycleState will change to DETACHING temporarily until the attachment is completely removed"
# [sdk, detach_volume]: how long a DETACHED one is still listed is assumed.
SHOWN_WHEN_DETACHED_SECONDS = 3600


def attach(
    store: Store,
    volume: Resource,
    *,
    instance_id: str,
    compartment_id: str,
    body: dict[str, Any],
    at_once: bool = False,
) -> Resource:
    """Create an attachment: ATTACHING, then ATTACHED. It is in the compartment of the instance (assumed)."""
    kind, field = _names(volume)
    attachment = store.add(
        kind,
        {
            **body,
            "availabilityDomain": volume.data["availabilityDomain"],
            "compartmentId": compartment_id,
            "instanceId": instance_id,
            field: volume.id,
            "lifecycleState": "ATTACHED" if at_once else "ATTACHING",
            "timeCreated": timestamp(store.clock.now()),
        },
        region=volume.region,
    )
    if not at_once:
        store.after(ATTACHING_SECONDS, attachment, {"lifecycleState": "ATTACHED"})
    return attachment


def detach(store: Store, attachment: Resource) -> None:
    """DETACHING, then DETACHED, and later no longer listed."""
    store.change(attachment, {"lifecycleState": "DETACHING"})
    store.after(DETACHING_SECONDS, attachment, {"lifecycleState": "DETACHED"})
    store.after(DETACHING_SECONDS + SHOWN_WHEN_DETACHED_SECONDS, attachment, removes=True)


def attachments_of(store: Store, volume: Resource) -> list[Resource]:
    """The attachments through which instances access the volume, or are about to."""
    kind, field = _names(volume)
    return [
        attachment
        for attachment in store.listing(kind, region=volume.region)
        if attachment.data[field] == volume.id and attachment.state != "DETACHED"
    ]


def is_attached(store: Store, volume: Resource) -> bool:
    """Whether an instance has attached the volume."""
    return bool(attachments_of(store, volume))


def _names(volume: Resource) -> tuple[str, str]:
    """The kind of attachment, and the field of it that names the volume."""
    return ("boot_volume_attachment", "bootVolumeId") if type_of(volume) is BOOT else ("volume_attachment", "volumeId")
