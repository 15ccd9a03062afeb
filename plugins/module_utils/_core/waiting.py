# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads a resource repeatedly until it is as requested, has failed, or the time is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, TypeVar

from .deadline import Clock, Deadline
from .errors import BadOption, TimedOut
from .options import POLICY_TIMEOUT

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
