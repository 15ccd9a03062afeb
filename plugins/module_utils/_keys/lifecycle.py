# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The lifecycle of vaults and keys: their states in one table, and when a scheduled deletion is due.

Every group of states is derived from the table.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from .._core.errors import BadOption

ACTIVE, ENABLED, DISABLED, PENDING_DELETION = "ACTIVE", "ENABLED", "DISABLED", "PENDING_DELETION"

ENABLING, DISABLING, UPDATING = "ENABLING", "DISABLING", "UPDATING"

SCHEDULING_DELETION, CANCELLING_DELETION = "SCHEDULING_DELETION", "CANCELLING_DELETION"


@dataclass(frozen=True)
class State:
    """What one state means.

    `passes` says that it ends by itself, in the state `leads_to` where that is certain. A vault or key that `is_going`
    is scheduled for deletion or about to be, and one that `is_gone` cannot return. In a state that `hides_data`, what
    the key encrypts cannot be read, and in one that `holds_resources`, a resource cannot be assigned another key in
    place of this one (docs/dev/oci-facts.md trap 23). `remedy` makes the key usable, where anything does.
    """

    passes: bool = False
    leads_to: Optional[str] = None
    is_going: bool = False
    is_gone: bool = False
    hides_data: bool = False
    holds_resources: bool = False
    remedy: str = "Use a key that is ENABLED."


ENABLE, WAIT, REPLACE = "Enable the key first.", "Wait until the key is ENABLED.", "Use another key."
CANCEL = "Cancel the deletion of the key{when} and enable it first."

STATES: Mapping[str, State] = {
    ACTIVE: State(),
    ENABLED: State(),
    "CREATING": State(passes=True, leads_to=ENABLED, remedy=WAIT),
    ENABLING: State(passes=True, leads_to=ENABLED, remedy=WAIT),
    UPDATING: State(passes=True, remedy=WAIT),
    "BACKUP_IN_PROGRESS": State(passes=True, remedy=WAIT),
    "RESTORING": State(passes=True, remedy=WAIT),
    DISABLING: State(passes=True, leads_to=DISABLED, hides_data=True, remedy=ENABLE),
    DISABLED: State(hides_data=True, remedy=ENABLE),
    SCHEDULING_DELETION: State(passes=True, is_going=True, hides_data=True, holds_resources=True, remedy=CANCEL),
    PENDING_DELETION: State(is_going=True, hides_data=True, holds_resources=True, remedy=CANCEL),
    CANCELLING_DELETION: State(
        passes=True, hides_data=True, holds_resources=True, remedy="Wait until that is done, and enable the key."
    ),
    "DELETING": State(passes=True, is_gone=True, hides_data=True, holds_resources=True, remedy=REPLACE),
    "DELETED": State(is_gone=True, hides_data=True, remedy=REPLACE),
}

GONE = tuple(name for name, state in STATES.items() if state.is_gone)

GOING = tuple(name for name, state in STATES.items() if state.is_going)

LOST = (*GOING, *GONE)
"""Nothing becomes usable unless the deletion is cancelled."""

RETIRED = tuple(name for name in LOST if not STATES[name].passes)
"""Nothing becomes usable, and the state lasts."""

PASSING = tuple(name for name, state in STATES.items() if state.passes and not state.is_gone)
"""The state ends by itself."""

USABLE_SOON = tuple(name for name in PASSING if not STATES[name].hides_data)
"""The state ends by itself, and leaves the key usable."""

HIDING_DATA = tuple(name for name, state in STATES.items() if state.hides_data)

HOLDING_RESOURCES = tuple(name for name, state in STATES.items() if state.holds_resources)


def next_state(state: str) -> str:
    """The state that a vault or key is in, or reaches by itself where that is certain."""
    return STATES.get(state, State()).leads_to or state


def remedy(state: str, time_of_deletion: Optional[str]) -> str:
    """What to do about a key that is not ENABLED."""
    when = f" (due {time_of_deletion})" if time_of_deletion else ""
    return STATES.get(state, State()).remedy.format(when=when)


# -- times ---------------------------------------------------------------------------------------------------

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
    """When something is deleted that is scheduled for it at the Unix time `wall`."""
    margin = MARGIN if days < LONGEST_DAYS else datetime.timedelta()
    return datetime.datetime.fromtimestamp(wall, datetime.timezone.utc) + datetime.timedelta(days=days) + margin


def time_to_request(days: int, wall: float) -> Optional[datetime.datetime]:
    """The time to request; `None` for the longest, the service's own default, so that clocks do not matter."""
    return None if days == LONGEST_DAYS else time_of_deletion(days, wall)


def days_until(due: datetime.datetime, wall: float) -> int:
    """The fewest days to request so that something is not deleted before `due`, as far as there are so many."""
    left = due - MARGIN - datetime.datetime.fromtimestamp(wall, datetime.timezone.utc)
    return min(LONGEST_DAYS, max(SHORTEST_DAYS, math.ceil(left / datetime.timedelta(days=1))))


def age(time_created: Optional[str], wall: float) -> float:
    """Seconds since a time as results show it, at the Unix time `wall`; endless for one that is not known."""
    return wall - datetime.datetime.fromisoformat(time_created).timestamp() if time_created else float("inf")


def as_text(when: Optional[datetime.datetime]) -> Optional[str]:
    """A time as results show it."""
    return when.isoformat(timespec="seconds") if when else None
