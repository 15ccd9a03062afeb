# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups of block volumes."""

from __future__ import annotations

from ...protocol.call import Answer, Call
from ...tenancy.resource import Resource
from . import backup_copies, backups
from .block_volume_service import BlockVolumeService


class VolumeBackups(BlockVolumeService):
    """Point-in-time copies of volumes."""

    def create_volume_backup(self, call: Call) -> Resource:
        """Create a backup, encrypted with the key of its volume unless another one is specified."""
        return backups.create(call)

    def get_volume_backup(self, call: Call) -> Resource:
        """One backup."""
        return call.the_target()

    def list_volume_backups(self, call: Call) -> list[Resource]:
        """The backups in a compartment, optionally those of one volume or copied from one backup."""
        return self._list(call, "volume_backup")

    def update_volume_backup(self, call: Call) -> Resource:
        """Name, tags, retention, key."""
        return backups.update(call)

    def delete_volume_backup(self, call: Call) -> None:
        """Delete a backup."""
        backups.delete(call)

    def copy_volume_backup(self, call: Call) -> Answer:
        """A copy in another region, with a work request."""
        return backup_copies.copy(call)

    def change_volume_backup_compartment(self, call: Call) -> None:
        """Move a backup."""
        self._move(call)
