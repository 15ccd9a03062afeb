# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenancy's time, which tests control."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

LONGEST_SECONDS = 10 * 366 * 86_400.0
"""The maximum by which time is advanced at once, and the longest duration that is accepted."""

# Beyond it `timestamp` cannot express the year, and adding seconds to a float loses precision.
_END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


class Clock:
    """Simulated seconds since the epoch: real time multiplied by `speed`, plus what was advanced.

    With `frozen=True` time does not pass unless advanced, as in-process tests require. `behind` is the number of
    seconds before the present at which it starts. `skew` is the number of seconds by which the service's clock is ahead
    of the host's.
    """

    def __init__(
        self,
        *,
        speed: float = 1.0,
        frozen: bool = False,
        behind: float = 0.0,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._wall = wall
        self._speed = 0.0 if frozen else speed
        self._started = wall()
        self._offset = -behind
        self.skew = 0.0

    def now(self) -> float:
        """The simulated time in seconds since the epoch."""
        return self._started + (self._wall() - self._started) * self._speed + self._offset

    def advance(self, seconds: float) -> None:
        """Advance the simulated time; it never moves backward."""
        if seconds < 0:
            raise ValueError("time cannot move backward")
        if not seconds <= LONGEST_SECONDS:
            raise ValueError(f"time can be advanced by at most {LONGEST_SECONDS:.0f} seconds at once")
        if self.now() + seconds > _END_OF_TIME:
            raise ValueError("time cannot be advanced beyond the year 8999")
        self._offset += seconds

    def reach_present(self, *, before: float = 0.0) -> None:
        """Advance to the present, or to so many seconds before it, unless that has passed."""
        self._offset = max(self._offset, -before)

    def wall(self) -> float:
        """The service's own clock: the real time, with which clients date their signatures, plus the skew."""
        return self._wall() + self.skew

    def date(self, status: int) -> float:
        """The time in the Date header of an answer: that of the resources, or by which a signature was rejected.

        A frozen clock is also that of its clients.
        """
        return self.wall() if status == 401 and self._speed else self.now() + self.skew


def timestamp(seconds: float) -> str:
    """RFC 3339 with milliseconds, as in OCI."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
