# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volumes, boot volumes, their backups, groups, replicas and backup policies (oci-facts.md, section 5)."""

from __future__ import annotations

from ..service import Service
from .backup_policies import BackupPolicies
from .backup_policy_assignments import BackupPolicyAssignments
from .boot_volume_backups import BootVolumeBackups
from .boot_volumes import BootVolumes
from .kms_keys import KmsKeys
from .replicas import Replicas
from .variants import VARIANTS
from .volume_attachments import VolumeAttachments
from .volume_backups import VolumeBackups
from .volume_group_backups import VolumeGroupBackups
from .volume_groups import VolumeGroups
from .volumes import Volumes

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (
    Volumes,
    BootVolumes,
    KmsKeys,
    VolumeBackups,
    BootVolumeBackups,
    VolumeGroups,
    VolumeGroupBackups,
    Replicas,
    BackupPolicies,
    BackupPolicyAssignments,
    VolumeAttachments,
)
