# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File systems and their keys (oci-facts.md, sections 9 and 11)."""

from __future__ import annotations

from ...tenancy.variants import Variant
from ..service import Service
from .file_systems import FileSystems

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (FileSystems,)

VARIANTS: tuple[Variant, ...] = (
    Variant(
        "file_system_without_key",
        ("empty", "absent"),
        "A file system without a key: CIS 5.3.1 tests for an empty kmsKeyId, the SDK's model has no value (section 4).",
    ),
    Variant(
        "file_system_key_user",
        ("either", "itself", "service"),
        "Which principal requires the permission: the file system [D-COMP], or the service of older texts (section 9).",
    ),
)
