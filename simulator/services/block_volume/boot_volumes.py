# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Boot volumes, and how a scenario creates the first ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.call import Call
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from . import creation, updates
from .attachments import attach
from .block_volume_service import BlockVolumeService
from .sources import Source
from .volume_types import BOOT


class BootVolumes(BlockVolumeService):
    """Clones, restored boot volumes and activated replicas; the first ones are created with instances."""

    def create_boot_volume(self, call: Call) -> Resource:
        """A boot volume from another one, a backup, two backups or a replica; the SDK has no other source."""
        return creation.create(call, BOOT, self.compartment(call))

    def get_boot_volume(self, call: Call) -> Resource:
        """One boot volume."""
        return call.the_target()

    def list_boot_volumes(self, call: Call) -> list[Resource]:
        """The boot volumes of a compartment."""
        return self._list(call, "boot_volume")

    def update_boot_volume(self, call: Call) -> Resource:
        """Name, tags, size, performance, replicas."""
        return updates.update(call)

    def delete_boot_volume(self, call: Call) -> None:
        """Terminate a boot volume."""
        updates.delete(call)

    def change_boot_volume_compartment(self, call: Call) -> None:
        """Move a boot volume."""
        self._move(call)


def seed_boot_volume(
    tenancy: Tenancy,
    *,
    region: str,
    compartment_id: str,
    availability_domain: str,
    display_name: str,
    kms_key_id: str | None = None,
    image_id: str | None = None,
    size_in_gbs: int = BOOT.default_gb,
    vpus_per_gb: int = 10,
    attached: bool = False,
    tags: Mapping[str, Any] | None = None,
) -> Resource:
    """Create a boot volume in the state that LaunchInstance leaves it in: PROVISIONING, then AVAILABLE.

    Instances are not launched here, so this is not an operation and checks no permission: a scenario calls it. The key
    is not checked. `tags` are the fields of a body with the freeform and defined tags.
    """
    image = image_id or tenancy.identifiers.ocid("image", tenancy.regions[region].ocid_part)
    boot_volume = creation.add_volume(
        tenancy.store,
        BOOT,
        region=region,
        compartment_id=compartment_id,
        availability_domain=availability_domain,
        kms_key_id=kms_key_id,
        size=size_in_gbs,
        body={"displayName": display_name, "vpusPerGB": vpus_per_gb, **(tags or {})},
        source=Source(image_id=image),
    )
    if attached:
        instance_id = tenancy.identifiers.ocid("instance", tenancy.regions[region].ocid_part)
        attach(
            tenancy.store, boot_volume, instance_id=instance_id, compartment_id=compartment_id, body={}, at_once=True
        )
    return boot_volume
