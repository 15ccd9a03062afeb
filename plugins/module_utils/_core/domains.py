# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""In which region an availability domain is, told by its name and checked with the region itself.

Names are C(<prefix of the tenancy>:<region>-AD-<number>), the region by its key, its name, or, in some old ones, its
name without the number (https://docs.oracle.com/en-us/iaas/Content/General/Concepts/regions.htm).
"""

from __future__ import annotations

import re
from typing import Optional

from .errors import BadOption, Failure, NotFoundOrDenied
from .notices import Notice, brief
from .quoting import quoted
from .regions import full_name
from .sdk import sdk
from .session import Session

NAME = re.compile(r"[^:\s]+:([A-Za-z0-9-]+)-AD-[0-9]+", re.IGNORECASE)


def region_of(name: str, given: Optional[str]) -> str:
    """The region of a domain: by its name, else the one given. Raises BadOption when neither tells, or they differ."""
    told = told_by(name)
    if told is None and given is None:
        raise BadOption(
            f"The name of the availability domain {quoted(name)} does not tell its region: check it (it looks like "
            "Uocm:PHX-AD-1), or give the region as replica_region."
        )
    if told is not None and given not in (None, told):
        raise BadOption(
            f"The availability domain {name} is in {told}, and replica_region is {given}: correct one of the two, or "
            "leave out replica_region."
        )
    return told or str(given)


def check(session: Session, name: str, compartment_id: str) -> list[Notice]:
    """Notices about a domain that is to be in the session's region. Raises BadOption when it is not there."""
    try:
        with session.doing(
            f"list the availability domains of {session.region}",
            service="identity",
            operation="ListAvailabilityDomains",
            resource=compartment_id,
        ):
            listed = session.client("identity", "IdentityClient").list_availability_domains(compartment_id).data
    except NotFoundOrDenied as denial:
        return [_unchecked(session, name, compartment_id, denial)]
    there = sorted(each.name for each in listed if isinstance(each.name, str))
    if name in there:
        return []
    if not there:
        return [_unchecked(session, name, compartment_id)]
    raise BadOption(
        f"{session.region} has no availability domain {quoted(name)}; for this tenancy it has {', '.join(there)}."
    )


def _unchecked(session: Session, name: str, compartment_id: str, denial: Optional[Failure] = None) -> Notice:
    why = f"could not be listed ({brief(denial)})" if denial else "were not in the list that OCI returned"
    text = f"The availability domains of {session.region} {why}. OCI decides whether {name} exists."
    return Notice("AvailabilityDomainNotChecked", text, compartment_id, denial)


def told_by(name: str) -> Optional[str]:
    """The region that the name of a domain tells, if that is one the SDK knows."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    part = found.group(1).lower()
    known = sdk().regions.REGIONS
    return next((region for region in (full_name(part), part, f"{part}-1") if region in known), None)
