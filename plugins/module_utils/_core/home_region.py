# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds the home region, which alone takes writes to IAM (oci-facts.md section 9)."""

from __future__ import annotations

from typing import Any, Optional

from .errors import BadOption, NotFoundOrDenied
from .regions import required_region
from .session import Session
from .tenancy import Regions, regions


def find(session: Session, given: Optional[str]) -> tuple[str, Optional[Regions]]:
    """The name of the home region, and the regions of the tenancy, V(None) where they may not be read.

    Raises BadOption for another region than the home region, and when it is not given and may not be read.
    """
    home = required_region("home_region", given) if given else None
    try:
        known = regions(session)
    except NotFoundOrDenied as denied:
        if home is None:
            raise BadOption(
                f"The home region cannot be read: {denied.reason}",
                advice=("Specify home_region.",),
                missing_statements=denied.missing_statements,
                **denied.request(),
            ) from None
        return home, None
    if home not in (None, known.home):
        raise BadOption(f"home_region is {home}, and the home region of the tenancy is {known.home}: leave it out.")
    return known.home, known


def identity(session: Session, region: str) -> Any:
    """The client of IAM in a region."""
    return session.client("identity", "IdentityClient", region=region)
