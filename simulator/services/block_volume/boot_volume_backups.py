# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups of boot volumes."""

from __future__ import annotations

from ...protocol.call import Answer, Call
from ...tenancy.resource import Resource
from . import backup_copies, backups
from .block_volume_service import BlockVolumeService


class BootVolumeBackups(BlockVolumeService):
    """Point-in-time copies of boot volumes."""

    def create_boot_volume_backup(self, call: Call) -> Resource:
        """Create a backup, encrypted with the key of its boot volume unless another one is specified."""
        return backups.create(call)

    def get_boot_volume_backup(self, call: Call) -> Resource:
        """One backup."""
        return call.the_target()

    def list_boot_volume_backups(self, call: Call) -> list[Resource]:
        """The backups in a compartment, optionally those of one boot volume or copied from one backup."""
        return self._list(call, "boot_volume_backup")

    def update_boot_volume_backup(self, call: Call) -> Resource:
        """Name, tags, retention, key."""
        return backups.update(call)

    def delete_boot_volume_backup(self, call: Call) -> None:
        """Delete a backup."""
        backups.delete(call)

    def copy_boot_volume_backup(self, call: Call) -> Answer:
        """A copy in another region, with a work request."""
        return backup_copies.copy(call)

    def change_boot_volume_backup_compartment(self, call: Call) -> None:
        """Move a backup."""
        self._move(call)
