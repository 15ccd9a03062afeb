# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Makes something once, whatever becomes of a run: requests under the same retry token make one thing only.

OCI keeps tokens for 24 hours (https://docs.oracle.com/iaas/Content/API/Concepts/usingapi.htm). So the token is made of
what identifies the thing: a run that was killed after its request and begins again, while lists do not show yet what
was made, is answered with that thing, also when the task asks for something else about it by now.

For the same 24 hours a token answers with what has since been renamed, moved or deleted as well. That is ruled out by
its OCID, which makes another token, the same one in each run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Optional, Protocol, TypeVar, Union

from .clock import Clock
from .errors import Conflict, NotFoundOrDenied
from .retry_tokens import SPENT_TOKEN, retry_token

# Seconds for which reads and lists may not show what is there, and between two looks.
LONGEST_LAG = 60.0
PAUSE = 2.0

# Seconds after which no read lags any more (assumed), though this host's clock may be wrong (oci-facts.md section 2).
OLD = 600.0

# How often a request may be answered with what may be new and is not what was asked for, before it is a riddle.
MOST_DOUBTS = 3


class Answered(Protocol):
    """What a request was answered with."""

    @property
    def id(self) -> str:
        """The OCID."""

    @property
    def time_created(self) -> Optional[datetime]:
        """When it was made, if the answer is sure to tell that."""


Answer = TypeVar("Answer", bound=Answered)
Found = TypeVar("Found")


def make_once(
    ask: Callable[[str], Answer],
    *,
    operation: str,
    identity: Mapping[str, Any],
    ended: Iterable[str],
    is_it: Callable[[Answer], bool],
    look: Callable[[], Optional[Found]],
    clock: Clock,
) -> Union[Answer, Found]:
    """What C(ask) was answered under a retry token, once C(is_it) says that this is what was asked for.

    C(is_it) reads it, and may raise NotFoundOrDenied while reads lag behind. C(look) finds the thing by its identity,
    as was done before: what it finds now is there already, and is returned instead. C(ended) are the OCIDs of what had
    the same identity. Raises Conflict when it is answered with other things again and again.
    """
    ruled_out, salt, doubts = set(ended), 0, list[str]()
    until: Optional[float] = None
    while True:
        try:
            answer = ask(retry_token(operation, {**identity, "salt": salt}, ruled_out))
        except Conflict as conflict:
            if conflict.code != SPENT_TOKEN or salt == MOST_DOUBTS:
                raise
            until = clock.now() + LONGEST_LAG if until is None else until
            found = _found(look, until, clock)
            salt += 1
        else:
            is_right = _is_what_was_asked_for(answer, is_it, clock)
            if is_right:
                return answer
            if is_right is None:
                # Another one might be a second.
                raise _riddle(operation, [answer.id])
            ruled_out.add(answer.id)
            if not _is_old(answer, clock):
                doubts.append(answer.id)
            found = look()
        if found is not None:
            return found
        if len(doubts) == MOST_DOUBTS:
            raise _riddle(operation, doubts)


def _found(look: Callable[[], Optional[Found]], until: float, clock: Clock) -> Optional[Found]:
    """What was made under the token, as soon as lists show it; V(None) when it is not there any more."""
    while True:
        found = look()
        if found is not None or clock.now() >= until:
            return found
        clock.sleep(PAUSE)


def _is_what_was_asked_for(answer: Answer, is_it: Callable[[Answer], bool], clock: Clock) -> Optional[bool]:
    """Whether it is; V(None) for what is new and cannot be read. What is old and cannot be read has been deleted."""
    # By the clock of the service it may be newer than this host's clock says.
    until = clock.now() + (LONGEST_LAG if answer.time_created is None else OLD)
    while True:
        try:
            return is_it(answer)
        except NotFoundOrDenied:
            if _is_old(answer, clock):
                return False
            if clock.now() >= until:
                return False if answer.time_created is None else None
        clock.sleep(PAUSE)


def _is_old(answer: Answered, clock: Clock) -> bool:
    """Whether it was made so long ago that reads do not lag behind any more."""
    return answer.time_created is not None and clock.wall() - answer.time_created.timestamp() > OLD


def _riddle(operation: str, doubts: Iterable[str]) -> Conflict:
    return Conflict(
        f"{operation} was answered with {', '.join(doubts)}, which cannot be read, or is not (any more) what was asked "
        f"for: look at it, and run again in {OLD / 60:g} minutes.",
        operation=operation,
        results={"changed": True},
    )
