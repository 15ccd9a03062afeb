# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The one retry strategy of every client."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Optional

from . import faults
from .faults import UnexpectedAnswer
from .waiting import Clock, Deadline, OutOfTime

# Codes of 409 that end by themselves; any other 409 is final (oci-facts.md section 3, the SDK's own list).
PASSING_CONFLICTS = ("IncorrectState", "LockConflict")

CONFLICT = 409

# "Not implemented", and what only a proxy answers.
NEVER_PASSING = (501, 511)

# Seconds after which a call is given up, and the longest pause between two attempts.
TOTAL_TIME = 300.0
LONGEST_PAUSE = 30.0

# Attempts in a row: a mistyped region looks like a broken network, so the patience without any answer is shorter.
ATTEMPTS_WITHOUT_ANSWER = 5


class Retrying:
    """Repeats calls that may succeed later; generated clients take it as `retry_strategy`.

    They add an opc-retry-token to calls that create something whenever a strategy is set, so that repeating those is
    safe. It honours Retry-After, which no strategy of the SDK does (oci-facts.md section 3), draws
    pauses with full jitter, and keeps all state in the call, so that threads can share one object.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        total_time: float = TOTAL_TIME,
        attempts_without_answer: int = ATTEMPTS_WITHOUT_ANSWER,
        repeats_conflicts: bool = True,
        deadline: Callable[[], Deadline] = Deadline,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._repeats_conflicts = repeats_conflicts
        self._deadline = deadline
        self._total_time = total_time
        self._attempts_without_answer = attempts_without_answer
        self._draw = draw

    def add_circuit_breaker_callback(self, callback: Any) -> None:
        """Part of the SDK's interface of a strategy; there is no circuit breaker to call back from."""

    def make_retrying_call(self, func_ref: Callable[..., Any], *func_args: Any, **func_kwargs: Any) -> Any:
        """The answer of the call. Raises what the last attempt raised.

        The exception gets `may_be_applied` when an attempt ended without a clear answer: then a write may have been
        carried out, whatever the last attempt returns.
        """
        start, attempt, unanswered, unclear = self._clock.now(), 0, 0, False
        while True:
            try:
                return func_ref(*func_args, **func_kwargs)
            except OutOfTime as end:
                end.may_be_applied = unclear
                raise
            except Exception as error:
                unclear = unclear or leaves_doubt(error)
                error.may_be_applied = unclear  # type: ignore[attr-defined]  # of the SDK
                attempt += 1
                unanswered = 0 if faults.is_service_answer(error) else unanswered + 1
                pause = self._pause(error, attempt, unanswered)
                if pause is None or not self._has_time(start, pause):
                    raise
            self._clock.sleep(pause)
            _rewind(func_kwargs.get("body"))

    def _has_time(self, start: float, pause: float) -> bool:
        now = self._clock.now()
        return now - start + pause <= self._total_time and self._deadline().allows(now, pause)

    def _pause(self, error: Exception, attempt: int, unanswered: int) -> Optional[float]:
        """Seconds to pause before the next attempt, or `None` to give up."""
        if not is_passing(error) or unanswered >= self._attempts_without_answer:
            return None
        if not self._repeats_conflicts and getattr(error, "status", None) == CONFLICT:
            return None
        jitter = self._draw() * min(LONGEST_PAUSE, 2.0 ** (attempt - 1))
        requested = faults.retry_after(error, self._clock.wall())
        # The draw on top spreads the clients that all received the same number of seconds.
        return jitter if requested is None else requested + self._draw()


def _rewind(body: Any) -> None:
    """Have the next attempt send a file from its beginning, as strategies of the SDK do."""
    if hasattr(body, "seek"):
        body.seek(0)


def is_passing(error: BaseException) -> bool:
    """Whether the same call may succeed later."""
    if isinstance(error, UnexpectedAnswer):
        # A write that was answered by something else may have been carried out: it is looked for, and not repeated.
        return error.is_read or _is_busy(error.status)
    if faults.is_service_answer(error):
        return _is_busy(error.status) or is_conflict_that_passes(error)  # type: ignore[attr-defined]  # of the SDK
    return faults.is_unreachable(error) and not faults.is_untrusted(error)


def is_conflict_that_passes(error: BaseException) -> bool:
    """Whether the service reports that the resource is busy."""
    is_conflict = getattr(error, "status", None) == CONFLICT
    return is_conflict and getattr(error, "code", None) in PASSING_CONFLICTS


def leaves_doubt(error: BaseException) -> bool:
    """Whether the service may have carried out the request although the call failed."""
    if faults.is_service_answer(error):
        return bool(error.status >= 500)  # type: ignore[attr-defined]  # of the SDK
    return isinstance(error, UnexpectedAnswer) or not faults.was_never_sent(error)


def _is_busy(status: Optional[int]) -> bool:
    return status == 429 or (status is not None and status >= 500 and status not in NEVER_PASSING)
