# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes of volumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.problems import invalid

# 50 GB to 32 TB in steps of 1 GB, by default 1 TB (SDK docstring of create_volume).
LEAST_GB, MOST_GB = 50, 32768
MB_PER_GB = 1024


def size_in_gb(body: Mapping[str, Any], *, least: int, default: int) -> int:
    """The size a create or an update asks for, in GB; `least` is that of the source or the present one.

    Raises 400 outside of what the service offers; that a source's size cannot be undercut is assumed.
    """
    if "sizeInGBs" in body and "sizeInMBs" in body:
        raise invalid("Only one of sizeInGBs and sizeInMBs can be given.")
    if "sizeInMBs" in body:
        if body["sizeInMBs"] % MB_PER_GB:
            raise invalid("sizeInMBs must be a multiple of 1024.")
        wanted = int(body["sizeInMBs"]) // MB_PER_GB
    else:
        wanted = int(body.get("sizeInGBs", default))
    if not max(LEAST_GB, least) <= wanted <= MOST_GB:
        raise invalid(f"The size must be between {max(LEAST_GB, least)} and {MOST_GB} GB, not {wanted} GB.")
    return wanted


def size_fields(gigabytes: int) -> dict[str, int]:
    """Both spellings of a size."""
    return {"sizeInGBs": gigabytes, "sizeInMBs": gigabytes * MB_PER_GB}
