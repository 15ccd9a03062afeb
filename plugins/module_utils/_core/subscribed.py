# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Says that the tenancy does not have a region, where OCI would only say that the credentials are not accepted.

The regions of the tenancy are read only when there is reason to doubt one, so that it costs no request otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

from .errors import Failure, NotAuthenticated, Unreachable
from .sdk import sdk
from .session import Session
from .tenancy import Regions, readable_regions


def require(session: Session, option: str, region: str) -> None:
    """Raises BadOption for a region that the SDK does not know, unless the tenancy has it or that cannot be told."""
    if region in sdk().regions.REGIONS:
        return
    known = readable_regions(session)
    if known is not None:
        known.require(option, region)


@contextmanager
def explained(session: Session, option: str, region: str) -> Iterator[None]:
    """What is done in its body goes to a region that an option names. Raises BadOption when the tenancy lacks it."""
    require(session, option, region)
    try:
        yield
    except (NotAuthenticated, Unreachable) as failure:
        known = _regions_if_told(session) if failure.region == region != session.region else None
        if known is not None:
            known.require(option, region)
        raise


def _regions_if_told(session: Session) -> Optional[Regions]:
    try:
        return readable_regions(session)
    except Failure:
        # The failure that is to be explained is the one to be told.
        return None
