# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The registry of resource types that a key can protect. Imports are static, since Ansible ships what it sees."""

from __future__ import annotations

from .access import KeyAccess
from .autonomous_database import AutonomousDatabaseKeys
from .bucket import BucketKeys
from .volume import BootVolumeKeys, VolumeKeys
from .volume_backup import BootVolumeBackupKeys, VolumeBackupKeys

TYPES: tuple[type[KeyAccess], ...] = (
    VolumeKeys,
    BootVolumeKeys,
    VolumeBackupKeys,
    BootVolumeBackupKeys,
    BucketKeys,
    AutonomousDatabaseKeys,
)
