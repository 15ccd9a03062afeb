# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Every type of resource that a key can protect. The imports are static, because Ansible ships only what it can see."""

from __future__ import annotations

from typing import Optional

from .access import KeyAccess
from .types.boot_volume import BootVolumeKeys
from .types.volume import VolumeKeys

TYPES: tuple[type[KeyAccess], ...] = (VolumeKeys, BootVolumeKeys)


def by_ocid_kind(kind: str) -> Optional[type[KeyAccess]]:
    """The type whose OCIDs are of a kind, such as C(bootvolume)."""
    return next((each for each in TYPES if each.facts.ocid_kind == kind), None)
