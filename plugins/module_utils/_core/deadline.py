# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The clock, and the one moment at which a task ends: its waits, their retries, dry runs and all members of a group."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Optional

# Seconds that a request may take in any case: one that is cut off leaves in doubt whether it was carried out.
SHORTEST_REQUEST = 5.0

# Seconds for which a task may send requests in any case: a short time is for waits, not for the work itself.
SHORTEST_WORK = 10.0


class OutOfTime(Exception):
    """The time of the task ended before a request was sent, or repeated after one that may have succeeded."""

    may_be_applied = False


class Deadline:
    """When a task that waits has to end. Until it is started, there is no such moment.

    It is shared by everything that a task does, and started once; `ends` is a time of the task's clock.
    """

    def __init__(self) -> None:
        self.ends: Optional[float] = None
        self._requests_end: Optional[float] = None

    def start(self, now: float, seconds: float, *, ends_requests: bool = False) -> None:
        """Let the time begin, unless it has begun. With `ends_requests`, no request is sent after it."""
        if self.ends is None:
            self.ends = now + seconds
            self._requests_end = now + max(seconds, SHORTEST_WORK) if ends_requests else None

    def after(self, now: float, seconds: float) -> float:
        """The end of a wait that would take so many seconds: never later than that of the task."""
        return now + seconds if self.ends is None else min(now + seconds, self.ends)

    def allows(self, now: float, seconds: float) -> bool:
        """Whether there is time for a pause of so many seconds."""
        return self.ends is None or now + seconds <= self.ends

    def timeouts(self, now: float, usual: tuple[float, float], *, is_read: bool) -> tuple[float, float]:
        """Time-outs of a request that is sent now, which do not reach far beyond the end.

        Raises OutOfTime if it must no longer be sent; a read may still show what the last write has done.
        """
        grace = SHORTEST_REQUEST if is_read else 0.0
        if self._requests_end is not None and now > self._requests_end + grace:
            raise OutOfTime
        if self.ends is None:
            return usual
        left = max(self.ends - now, SHORTEST_REQUEST)
        return min(usual[0], left), min(usual[1], left)


@dataclass(frozen=True)
class Clock:
    """`now` counts seconds from any point and never goes back, `sleep` takes seconds, `wall` is the Unix time."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wall: Callable[[], float] = time.time
