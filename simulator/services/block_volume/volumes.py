# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block volumes."""

from __future__ import annotations

from ...protocol.call import Call
from ...tenancy.resource import Resource
from . import creation, updates
from .block_volume_service import BlockVolumeService
from .volume_types import BLOCK


class Volumes(BlockVolumeService):
    """New volumes, clones, restored volumes and activated replicas."""

    def create_volume(self, call: Call) -> Resource:
        """Create a volume."""
        return creation.create(call, BLOCK, self.compartment(call))

    def get_volume(self, call: Call) -> Resource:
        """One volume."""
        return call.the_target()

    def list_volumes(self, call: Call) -> list[Resource]:
        """The volumes of a compartment, including TERMINATED ones for a while."""
        return self._list(call, "volume")

    def update_volume(self, call: Call) -> Resource:
        """Name, tags, size, performance, replicas; not the key, which has its own operations."""
        return updates.update(call)

    def delete_volume(self, call: Call) -> None:
        """Terminate a volume."""
        updates.delete(call)

    def change_volume_compartment(self, call: Call) -> None:
        """Move a volume."""
        self._move(call)
