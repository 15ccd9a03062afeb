# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What can be known of the tenancy of a session: its regions, and whether a compartment can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from . import pages
from .errors import BadOption, NotFoundOrDenied, UnexpectedAnswer
from .quoting import quoted
from .session import Session


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
        home = next((each.region_name for each in listed if each.is_home_region), None)
        if home is None:
            raise UnexpectedAnswer("does not contain the home region", is_read=True)
    return Regions(home, tuple(each.region_name for each in listed))


def readable_regions(session: Session) -> Optional[Regions]:
    """The same; V(None) when they may not be read, or nothing tells the tenancy, so that the service has to judge."""
    try:
        return regions(session)
    except (BadOption, NotFoundOrDenied):
        return None


# The states of a compartment in which nothing can be made in it any more.
GONE = ("DELETING", "DELETED")


def compartment(session: Session, compartment_id: str, *, region: Optional[str] = None) -> Any:
    """A compartment, or the tenancy as the root compartment. Raises NotFoundOrDenied."""
    with session.doing(
        f"read the compartment {compartment_id}",
        service="identity",
        operation="GetCompartment",
        resource=compartment_id,
        region=region,
        statements=("Allow group <your group> to inspect compartments in tenancy",),
    ):
        return session.client("identity", "IdentityClient", region=region).get_compartment(compartment_id).data


def refuse_gone(option: str, compartment_id: str, state: Optional[str]) -> None:
    """Raises BadOption for the state of a compartment that is deleted, or is being deleted."""
    if state in GONE:
        raise BadOption(
            f"{option} is the compartment {compartment_id}, which is {state}: specify one that is in use, or recover "
            "it first.",
            resource=compartment_id,
        )


def require_usable(session: Session, option: str, compartment_id: str, *, region: Optional[str] = None) -> bool:
    """Raises BadOption for a compartment that is deleted, or is being deleted.

    Returns whether it could be read: OCI does not distinguish one that may not be read from one that does not exist,
    so that the service has to judge then.
    """
    try:
        found = compartment(session, compartment_id, region=region)
    except NotFoundOrDenied:
        return False
    refuse_gone(option, compartment_id, found.lifecycle_state)
    return True
