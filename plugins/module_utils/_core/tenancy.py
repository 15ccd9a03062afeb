# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The regions that the tenancy of a session is subscribed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from . import pages
from .clients import Session
from .errors import BadOption, NotFoundOrDenied
from .quoting import quoted


@dataclass(frozen=True)
class Regions:
    """The regions of a tenancy by their full names."""

    home: str
    names: tuple[str, ...]

    def require(self, option: str, region: str) -> None:
        """Raises BadOption for a region that the tenancy is not subscribed to, or that does not exist."""
        if region not in self.names:
            raise BadOption(
                f"{option} names the region {quoted(region)}, and the tenancy is subscribed to "
                f"{', '.join(sorted(self.names))} only: correct it, or subscribe to that region first."
            )


def regions(session: Session) -> Regions:
    """The regions the tenancy is subscribed to. Raises NotFoundOrDenied when they may not be read."""
    tenancy = session.tenancy
    with session.doing(
        "list the regions of the tenancy",
        service="identity",
        operation="ListRegionSubscriptions",
        resource=tenancy,
        statements=("Allow group <your group> to inspect tenancies in tenancy",),
    ):
        client = session.client("identity", "IdentityClient")
        listed = list(pages.items(client.list_region_subscriptions, tenancy))
    home = next(each.region_name for each in listed if each.is_home_region)
    return Regions(home, tuple(each.region_name for each in listed))


def readable_regions(session: Session) -> Optional[Regions]:
    """The same; V(None) when they may not be read, or nothing tells the tenancy, so that the service has to judge."""
    try:
        return regions(session)
    except (BadOption, NotFoundOrDenied):
        return None
