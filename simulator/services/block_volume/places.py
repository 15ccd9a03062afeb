# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are: availability domains and regions that a request names."""

from __future__ import annotations

from ...protocol.call import Call
from ...protocol.problems import invalid
from ...tenancy.regions import Region


def domain_here(call: Call, name: str) -> str:
    """An availability domain of the region that was asked; raises 400 (the code is assumed)."""
    if name not in call.tenancy.regions[call.region].availability_domains:
        raise invalid(f"availabilityDomain '{name}' is not one of {call.region}.")
    return name


def region_of_domain(call: Call, name: str) -> Region:
    """The subscribed region that has an availability domain; raises 400 (the code is assumed)."""
    for region in call.tenancy.regions.values():
        if name in region.availability_domains:
            return region
    raise invalid(f"availabilityDomain '{name}' is in no region of the tenancy.")


def other_region(call: Call, name: str) -> str:
    """The destination of a copy: another subscribed region; raises 400 (the code is assumed)."""
    if name not in call.tenancy.regions or name == call.region:
        raise invalid(f"destinationRegion '{name}' must be another region that the tenancy is subscribed to.")
    return name
