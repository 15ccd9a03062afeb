# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which vaults, keys and key versions can be changed, and when a scheduled deletion takes place."""

from __future__ import annotations

from datetime import datetime

from ...protocol.problems import conflict, incorrect_state, invalid
from ...tenancy.resource import Resource


def changeable(resource: Resource, *states: str) -> Resource:
    """The resource itself, if it may be changed where it is and is in one of the states; else raises OCI's 409.

    A replica takes no management writes (oci-facts.md, section 8), and the wrapping key is the vault's own: that both
    are refused with 409 Conflict is assumed.
    """
    what = resource.kind.name.replace("_", " ")
    if not resource.data["isPrimary"]:
        raise conflict(f"The {what} is a replica; it can only be managed in the region of its vault's source.")
    if is_wrapping_key(resource):
        raise conflict("The wrapping key of a vault cannot be managed.")
    if resource.state not in states:
        raise incorrect_state(f"The {what} is in state {resource.state}; it must be {' or '.join(states)}.")
    return resource


def is_wrapping_key(resource: Resource) -> bool:
    """Whether this key is the one with which key material is wrapped on its way into a vault."""
    return bool(resource.hidden.get("is_wrapping_key", False))


_DAY = 24 * 3600
# "7..30 days from the request, default 30" (oci-facts.md, section 8; D-DELK).
SHORTEST_DAYS, LONGEST_DAYS = 7, 30

GONE = frozenset({"PENDING_DELETION", "SCHEDULING_DELETION", "DELETING", "DELETED"})
"""States of what is deleted or will be."""


def time_of_deletion(requested: str | None, now: float) -> float:
    """Seconds since the epoch at which it will be deleted; raises OCI's 400 outside of 7 to 30 days."""
    if requested is None:
        return now + LONGEST_DAYS * _DAY
    when = datetime.fromisoformat(requested.replace("Z", "+00:00")).timestamp()
    # A client that requests exactly 7 or 30 days computes them from its own clock, so a minute is forgiven (assumed).
    if not SHORTEST_DAYS * _DAY - 60 <= when - now <= LONGEST_DAYS * _DAY + 60:
        raise invalid(f"timeOfDeletion must be between {SHORTEST_DAYS} and {LONGEST_DAYS} days from now.")
    return when
