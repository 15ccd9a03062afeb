# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subscribed regions of a tenancy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """One region: its name, its three-letter key and its availability domains."""

    name: str
    key: str
    availability_domains: tuple[str, ...]
    domain: str = "oraclecloud.com"

    @property
    def ocid_part(self) -> str:
        """The region part of OCIDs: old regions use their key, newer ones their name (oci-facts.md, section 1)."""
        return self.key.lower() if self.name in _KEY_IN_OCIDS else self.name


def region(name: str, prefix: str) -> Region:
    """A region of the public realm, as the SDK knows it; `prefix` is the tenancy's own part of the domain names.

    Availability domains are named `<prefix>:<KEY>-AD-<n>`, or with the region's name where it has only one
    (https://docs.oracle.com/en-us/iaas/Content/General/Concepts/regions.htm). Raises ValueError for unknown names.
    """
    from oci.regions import REGIONS_SHORT_NAMES

    keys = {long: short for short, long in REGIONS_SHORT_NAMES.items()}
    if name not in keys:
        raise ValueError(f"the SDK has no region '{name}'")
    key = keys[name].upper()
    if name in _THREE_DOMAINS:
        domains = tuple(f"{prefix}:{_SPELLING.get(name, key)}-AD-{number}" for number in (1, 2, 3))
    else:
        domains = (f"{prefix}:{name.upper()}-AD-1",)
    return Region(name=name, key=key, availability_domains=domains)


_THREE_DOMAINS = frozenset({"us-ashburn-1", "us-phoenix-1", "eu-frankfurt-1", "uk-london-1"})
_SPELLING = {"us-ashburn-1": "US-ASHBURN", "eu-frankfurt-1": "EU-FRANKFURT", "uk-london-1": "UK-LONDON"}
_KEY_IN_OCIDS = frozenset({"us-ashburn-1", "us-phoenix-1", "eu-frankfurt-1", "uk-london-1"})
