# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds the home region, which alone takes writes to IAM (oci-facts.md section 9)."""

from __future__ import annotations

from typing import Any, Optional

from .._core.clients import Session
from .._core.errors import BadOption, NotFoundOrDenied
from .._core.sdk import sdk


def tenancy_id(session: Session) -> str:
    """The OCID of the tenancy: as given, else as the principal's token tells. Raises BadOption."""
    known = session.settings.get("tenancy") or getattr(session.signer, "tenancy_id", None)
    if not known:
        raise BadOption(f"auth_type {session.settings.auth_type} does not tell the tenancy: give it as tenancy.")
    return str(known)


def find(session: Session, given: Optional[str]) -> str:
    """The name of the home region: as given, else asked of the tenancy. Raises BadOption when that may not be read."""
    if given:
        region = given.strip().lower()
        return str(sdk().regions.REGIONS_SHORT_NAMES.get(region, region))
    tenancy = tenancy_id(session)
    try:
        with session.doing(
            "find the tenancy's home region",
            service="identity",
            operation="GetTenancy",
            resource=tenancy,
            statements=("Allow group <your group> to inspect tenancies in tenancy",),
        ):
            key = session.client("identity", "IdentityClient").get_tenancy(tenancy).data.home_region_key
    except NotFoundOrDenied as denied:
        raise BadOption(f"The home region could not be found out: give it as home_region. {denied}") from None
    return str(sdk().regions.REGIONS_SHORT_NAMES.get(key.lower(), key.lower()))


def identity(session: Session, region: str) -> Any:
    """The client of IAM in a region."""
    return session.client("identity", "IdentityClient", region=region)
