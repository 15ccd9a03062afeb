# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Names of regions, as tasks give them and as OCI has them."""

from __future__ import annotations

from .errors import BadOption
from .quoting import quoted
from .sdk import sdk


def full_name(region: str) -> str:
    """The name of a region that may be given by its key, such as V(phx)."""
    return str(sdk().regions.REGIONS_SHORT_NAMES.get(region, region))


def required_region(option: str, text: str) -> str:
    """The full name of the region in an option, which may not exist. Raises BadOption for what cannot be a name."""
    plain = text.strip()
    if not plain or not all(part.isalnum() and part.isascii() for part in plain.split("-")):
        raise BadOption(f"{option} must be the name of a region such as us-phoenix-1, not {quoted(text)}.")
    return full_name(plain.lower())
