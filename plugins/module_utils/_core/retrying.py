# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The one retry strategy of every client."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Optional

from . import faults
from .clock import Clock

# Codes of 409 that end by themselves; any other 409 is final (oci-facts.md section 3, the SDK's own list).
PASSING_CONFLICTS = ("IncorrectState", "LockConflict")

# Seconds after which a call is given up, and the longest pause between two attempts.
TOTAL_TIME = 300.0
LONGEST_PAUSE = 30.0

# Attempts in a row: a mistyped region looks like a broken network, so the patience without any answer is shorter.
ATTEMPTS_WITHOUT_ANSWER = 5


class Retrying:
    """Repeats calls that may succeed later; generated clients take it as C(retry_strategy).

    They add an opc-retry-token to calls that create something whenever a strategy is set, which is what makes
    repeating those safe. It honours Retry-After, which no strategy of the SDK does (oci-facts.md section 3), draws
    pauses with full jitter, and keeps all state in the call, so that threads can share one object.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        total_time: float = TOTAL_TIME,
        attempts_without_answer: int = ATTEMPTS_WITHOUT_ANSWER,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._total_time = total_time
        self._attempts_without_answer = attempts_without_answer
        self._draw = draw

    def add_circuit_breaker_callback(self, callback: Any) -> None:
        """Part of the SDK's interface of a strategy; there is no circuit breaker to call back from."""

    def make_retrying_call(self, func_ref: Callable[..., Any], *func_args: Any, **func_kwargs: Any) -> Any:
        """The answer of the call. Raises what the last attempt raised.

        The exception gets C(may_be_applied) when an earlier attempt ended without a clear answer: then a write may
        have been done although the last attempt says otherwise.
        """
        start, attempt, unanswered, unclear = self._clock.now(), 0, 0, False
        while True:
            try:
                return func_ref(*func_args, **func_kwargs)
            except Exception as error:
                error.may_be_applied = unclear  # type: ignore[attr-defined]
                attempt += 1
                unanswered = 0 if faults.is_service_answer(error) else unanswered + 1
                pause = self._pause(error, attempt, unanswered)
                if pause is None or self._clock.now() - start + pause > self._total_time:
                    raise
                unclear = unclear or leaves_doubt(error)
            self._clock.sleep(pause)

    def _pause(self, error: Exception, attempt: int, unanswered: int) -> Optional[float]:
        """Seconds to pause before the next attempt, or V(None) to give up."""
        if not is_passing(error) or unanswered >= self._attempts_without_answer:
            return None
        jitter = self._draw() * min(LONGEST_PAUSE, 2.0 ** (attempt - 1))
        asked = faults.retry_after(error, self._clock.wall())
        # The draw on top spreads the clients that were all told the same number of seconds.
        return jitter if asked is None else asked + self._draw()


def is_passing(error: BaseException) -> bool:
    """Whether the same call may succeed later."""
    if faults.is_service_answer(error):
        status, code = error.status, getattr(error, "code", None)  # type: ignore[attr-defined]
        return status == 429 or (status == 409 and code in PASSING_CONFLICTS) or (status >= 500 and status != 501)
    return faults.is_unreachable(error) and not faults.is_untrusted(error)


def leaves_doubt(error: BaseException) -> bool:
    """Whether the service may have done what was asked although the call failed."""
    return not faults.is_service_answer(error) or error.status >= 500  # type: ignore[attr-defined]
