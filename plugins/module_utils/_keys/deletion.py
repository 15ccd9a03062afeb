# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Times of vaults and keys: when a scheduled deletion is due, and their age."""

from __future__ import annotations

import datetime
import math
from typing import Optional

from .._core.errors import BadOption

# https://docs.oracle.com/en-us/iaas/Content/KeyManagement/Tasks/managingkeys_topic-To_delete_a_key.htm
SHORTEST_DAYS, LONGEST_DAYS = 7, 30

# Clocks may be five minutes apart (oci-facts.md section 2), and less than seven days of the service's own are refused.
MARGIN = datetime.timedelta(minutes=10)


def check_days(days: int) -> None:
    """Raises BadOption unless OCI takes so many days."""
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise BadOption(
            f"deletion_days must be {SHORTEST_DAYS} to {LONGEST_DAYS} days, not {days}.", option="deletion_days"
        )


def time_of_deletion(days: int, wall: float) -> datetime.datetime:
    """When something is deleted that is scheduled for it at the Unix time C(wall)."""
    margin = MARGIN if days < LONGEST_DAYS else datetime.timedelta()
    return datetime.datetime.fromtimestamp(wall, datetime.timezone.utc) + datetime.timedelta(days=days) + margin


def asked_time(days: int, wall: float) -> Optional[datetime.datetime]:
    """The same as it is asked for: V(None) for the longest, the service's own default, so that clocks play no part."""
    return None if days == LONGEST_DAYS else time_of_deletion(days, wall)


def days_until(due: datetime.datetime, wall: float) -> int:
    """The fewest days to ask for so that something is not deleted before C(due), as far as there are so many."""
    left = due - MARGIN - datetime.datetime.fromtimestamp(wall, datetime.timezone.utc)
    return min(LONGEST_DAYS, max(SHORTEST_DAYS, math.ceil(left / datetime.timedelta(days=1))))


def age(time_created: Optional[str], wall: float) -> float:
    """Seconds since a time as results show it, at the Unix time C(wall); endless for one that is not known."""
    return wall - datetime.datetime.fromisoformat(time_created).timestamp() if time_created else float("inf")


def as_text(when: Optional[datetime.datetime]) -> Optional[str]:
    """A time as results show it."""
    return when.isoformat(timespec="seconds") if when else None
