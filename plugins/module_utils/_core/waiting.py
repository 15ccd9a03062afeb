# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The time of a task: its clock, the one moment at which all of it ends, and its waits for a resource."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, TypeVar

from .errors import BadOption, TimedOut
from .options import POLICY_TIMEOUT

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


Seen = TypeVar("Seen")

FIRST_PAUSE = 1.0

# Seconds beyond which a number is a mistake, and at some point no number that a clock can add.
LONGEST_WAIT = 366 * 24 * 3600


@dataclass(frozen=True)
class Patience:
    """How long to wait: `timeout` for the whole task, and `longest_pause` between two reads, in seconds.

    `policy_timeout` is for how many seconds a write is repeated that is denied without a reason that can be found.
    """

    timeout: float
    longest_pause: float
    policy_timeout: float = POLICY_TIMEOUT
    deadline: Deadline = field(default_factory=Deadline, compare=False)

    def left(self, clock: Clock) -> float:
        """Seconds that are left of the task's time."""
        return self.window(self.timeout, clock)

    def window(self, seconds: float, clock: Clock) -> float:
        """So many seconds, or as many as are left of the task's time."""
        now = clock.now()
        return max(0.0, min(self.timeout, self.deadline.after(now, seconds) - now))


def patience(params: Mapping[str, Any]) -> Optional[Patience]:
    """How long the options have the task wait, `None` for not at all. Raises BadOption."""
    for option in ("wait_timeout", "wait_interval"):
        _check_seconds(option, params[option], "1 second", 1)
    policy_timeout = params.get("policy_timeout", POLICY_TIMEOUT)
    _check_seconds("policy_timeout", policy_timeout, "0 seconds", 0)
    return Patience(params["wait_timeout"], params["wait_interval"], policy_timeout) if params["wait"] else None


def _check_seconds(option: str, seconds: int, words: str, fewest: int) -> None:
    if seconds < fewest:
        raise BadOption(f"{option} must be {words} or more, not {seconds}.", option=option)
    if seconds > LONGEST_WAIT:
        raise BadOption(
            f"{option} must be at most {LONGEST_WAIT} seconds (a year)",
            advice=("Specify a shorter time.",),
            option=option,
        )


def wait_until(
    is_done: Callable[[Seen], bool],
    read: Callable[[], Seen],
    *,
    describe: Callable[[Seen], str],
    what: str,
    resource: str,
    patience: Patience,
    clock: Clock,
) -> Seen:
    """What the last read saw, once `is_done` says so. Pauses double from one second up to the longest.

    `is_done` raises to end the waiting at once. Raises TimedOut, with `describe` of what was seen last, when
    `what` ("the new key of volume …") has not come in time; the last read is at the very end of the time.
    """
    deadline = patience.deadline.after(clock.now(), patience.timeout)
    pause = min(FIRST_PAUSE, patience.longest_pause)
    while True:
        seen = read()
        if is_done(seen):
            return seen
        left = deadline - clock.now()
        if left <= 0:
            raise TimedOut(
                f"Waited {patience.timeout:g} s for {what}; last seen: {describe(seen)}",
                advice=("It may still complete: check again later, or raise wait_timeout.",),
                resource=resource,
            )
        clock.sleep(min(pause, left))
        pause = min(pause * 2, patience.longest_pause)
