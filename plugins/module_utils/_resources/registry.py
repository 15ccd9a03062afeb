# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Every type of resource that a key can protect. The imports are static, because Ansible ships only what it can see."""

from __future__ import annotations

from .access import KeyAccess
from .autonomous_database import AutonomousDatabaseKeys
from .boot_volume import BootVolumeKeys
from .boot_volume_backup import BootVolumeBackupKeys
from .bucket import BucketKeys
from .volume import VolumeKeys
from .volume_backup import VolumeBackupKeys

TYPES: tuple[type[KeyAccess], ...] = (
    VolumeKeys,
    BootVolumeKeys,
    VolumeBackupKeys,
    BootVolumeBackupKeys,
    BucketKeys,
    AutonomousDatabaseKeys,
)
