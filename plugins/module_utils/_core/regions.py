# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Region names, as tasks specify them and as OCI returns them."""

from __future__ import annotations

import re
from typing import Optional

from .errors import BadOption
from .quoting import quoted
from .sdk import sdk

# Full names, such as us-ashburn-1 and us-gov-fortworth-3, and the keys that stand for them, such as iad.
NAME = re.compile(r"[a-z]+(-[a-z]+)+-[0-9]+")
KEY = re.compile(r"[a-z]{3}")
# Longer than any name, with room for a domain: what is longer is no misspelt name, and no message repeats it.
LONGEST = 60

# The SDK takes a region with a dot for the domain of its hosts, "for backwards compatibility" (its regions.py). Hosts
# of different services are not built in one way (oci-facts.md section 1), and a domain is no name: it is refused.
NO_DOMAIN = (
    "without a domain: a region that the SDK does not know is described by the environment variable OCI_REGION_METADATA"
)


def is_name(text: str) -> bool:
    """Whether it has the form of a region's full name; there may be no such region."""
    return NAME.fullmatch(text) is not None


def full_name(region: str) -> str:
    """The name of a region that may be specified by its key, such as `phx`; an unknown key is returned unchanged."""
    known = sdk().regions.REGIONS_SHORT_NAMES
    if region not in known and KEY.fullmatch(region):
        # Looks at what the machine knows of other regions: OCI_REGION_METADATA, ~/.oci/regions-config.json.
        return str(sdk().regions.get_region_from_short_name(region))
    return str(known.get(region, region))


def named(text: str) -> Optional[str]:
    """The full name of the region that a text names, by name or key in any case; `None` when it cannot be one."""
    plain = text.strip().lower()
    if is_name(plain):
        return plain
    if not KEY.fullmatch(plain):
        return None
    found = full_name(plain)
    return found if is_name(found) else None


def required_region(option: str, text: str, *, path: Optional[str] = None) -> str:
    """The full name of the region in an option, which may not exist. Raises BadOption for what cannot be a name.

    `path` is the path of the option, where `option` is more than that.
    """
    found = named(text)
    if found is None:
        way_out = f", {NO_DOMAIN}" if "." in text else ""
        raise BadOption(
            f"{option} must be the name of a region such as us-phoenix-1, or its key such as phx{way_out}; "
            f"{quoted(text, longest=LONGEST)} is neither.",
            option=path or option,
        )
    return found
