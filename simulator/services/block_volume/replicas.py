# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas in their own region; they are created and deleted with the lists of their sources (`replication`)."""

from __future__ import annotations

from ...protocol.call import Call
from ...tenancy.resource import Resource
from .block_volume_service import BlockVolumeService


class Replicas(BlockVolumeService):
    """Replicas of volumes, boot volumes and groups."""

    def get_block_volume_replica(self, call: Call) -> Resource:
        """One replica of a volume."""
        return call.the_target()

    def list_block_volume_replicas(self, call: Call) -> list[Resource]:
        """Those of volumes in a compartment."""
        return self._list(call, "block_volume_replica")

    def get_boot_volume_replica(self, call: Call) -> Resource:
        """One replica of a boot volume."""
        return call.the_target()

    def list_boot_volume_replicas(self, call: Call) -> list[Resource]:
        """Those of boot volumes in a compartment."""
        return self._list(call, "boot_volume_replica")

    def get_volume_group_replica(self, call: Call) -> Resource:
        """One replica of a group."""
        return call.the_target()

    def list_volume_group_replicas(self, call: Call) -> list[Resource]:
        """Those of groups in a compartment."""
        return self._list(call, "volume_group_replica")
