# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates something once, whatever becomes of a run: at most one is created by a run, and one by all runs of a day.

OCI keeps retry tokens for 24 hours (https://docs.oracle.com/iaas/Content/API/Concepts/usingapi.htm), and answers a
request under a known token with what the first one created. So the token is made of what identifies the thing: a run
that was killed after its request and begins again, while lists do not show yet what was created, gets that thing.

For the same 24 hours a token answers with what has since been renamed, moved or deleted as well. That is ruled out by
its OCID, which makes another token, the same one in each run. Ruled out is only what is certain to be older than this
run: what this run may have created stays its own, even if neither reads nor lists ever show it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional, Protocol, TypeVar, Union

from . import faults
from .clock import Clock
from .errors import Conflict, Failure, NotFoundOrDenied, TimedOut
from .retry_tokens import SPENT_TOKEN, retry_token
from .waiting import Patience

# Seconds for which reads and lists may not show what is there, and between two looks.
LONGEST_LAG = 60.0
PAUSE = 2.0

# Seconds after which no read lags any more (assumed).
OLD = 600.0

# Seconds by which an answer's own times may be off: they are rounded, and creation begins before its answer.
ROUNDING = 5.0

# How often a request whose answer was lost is repeated under its token, and how often a token is given up.
REPEATS = 2
MOST_TOKENS = 10


class Match(enum.Enum):
    """What has become of the thing that a request was answered with."""

    SAME = "same"
    """It is what was asked for."""
    OTHER = "other"
    """It has another name or place than was asked for."""
    ENDED = "ended"
    """It has been deleted."""


class Answered(Protocol):
    """What a request was answered with."""

    @property
    def id(self) -> str:
        """The OCID."""

    @property
    def age(self) -> Optional[float]:
        """Seconds since it was created when the service answered, by the service's own clock, if it tells that."""


Answer = TypeVar("Answer", bound=Answered)
Found = TypeVar("Found")


def age_of(answer: Any) -> Optional[float]:
    """How old the thing is that an answer of the SDK is about, by the clock of the service."""
    created, now = getattr(answer.data, "time_created", None), faults.server_time(answer)
    return None if created is None or now is None else now - float(created.timestamp())


def create_once(
    create: Callable[[str], Answer],
    *,
    operation: str,
    identity: Mapping[str, Any],
    ended: Iterable[str],
    compare: Callable[[Answer], Match],
    find_existing: Callable[[], Optional[Found]],
    adopt: Callable[[Found, Failure], Answer],
    clock: Clock,
    patience: Optional[Patience],
) -> Union[Answer, Found]:
    """Return what `create` was answered with under a retry token, once `compare` has found it to be what is asked for.

    `compare` reads it, and may raise NotFoundOrDenied while reads lag behind. `find_existing` finds the thing by its
    identity, as was done before: what it finds now is there already, and is returned instead; where the answer of a
    creation was lost, `adopt` takes it for what was created. `ended` are the OCIDs of what had the same identity.
    Raises TimedOut with the OCID of what was created when no read shows it, and Conflict when it is something else.
    """
    ruled_out, salt = set(ended), 0
    until: Optional[float] = None
    for dummy in range(MOST_TOKENS):
        began = clock.now()
        token = retry_token(operation, {**identity, "salt": salt}, ruled_out)
        try:
            answer = _answered(create, token, clock)
        except Failure as failure:
            if failure.may_be_applied:
                return _adopted(failure, find_existing, adopt, clock, patience)
            if failure.code != SPENT_TOKEN:
                raise
            until = clock.now() + _time(LONGEST_LAG, clock, patience) if until is None else until
            found, salt = _found(find_existing, until, clock), salt + 1
        else:
            if _is_settled(answer, began, compare, operation, clock, patience):
                return answer
            ruled_out.add(answer.id)
            found = find_existing()
        if found is not None:
            return found
    raise Conflict(
        f"{operation} was answered with earlier resources only, {', '.join(sorted(ruled_out))}: look at them, and run "
        "again in 24 hours.",
        operation=operation,
    )


def _answered(create: Callable[[str], Answer], token: str, clock: Clock) -> Answer:
    """The answer; one that was lost is asked for again, since the same token creates no second thing."""
    is_unclear = False
    for repeat in range(REPEATS + 1):
        try:
            return create(token)
        except Failure as failure:
            # What a later attempt is answered with says nothing about the first one.
            failure.may_be_applied = is_unclear = is_unclear or failure.may_be_applied
            if not is_unclear or repeat == REPEATS:
                raise
        clock.sleep(PAUSE)
    raise AssertionError("the last attempt returns or raises")


def _adopted(
    failure: Failure,
    find_existing: Callable[[], Optional[Found]],
    adopt: Callable[[Found, Failure], Answer],
    clock: Clock,
    patience: Optional[Patience],
) -> Answer:
    """What lists show after a creation without an answer. Raises the failure when they show nothing."""
    try:
        found = _found(find_existing, clock.now() + _time(LONGEST_LAG, clock, patience), clock)
    except Failure:
        found = None
    if found is None:
        raise failure.in_doubt() from None
    return adopt(found, failure)


def _found(find_existing: Callable[[], Optional[Found]], until: float, clock: Clock) -> Optional[Found]:
    """What was created under the token, as soon as lists show it; `None` when it is not there any more."""
    while True:
        found = find_existing()
        if found is not None or clock.now() >= until:
            return found
        clock.sleep(PAUSE)


def _is_settled(
    answer: Answer,
    began: float,
    compare: Callable[[Answer], Match],
    operation: str,
    clock: Clock,
    patience: Optional[Patience],
) -> bool:
    """Whether the answer is what was asked for; false for what is older than this run and something else.

    Raises Failure when it may be of this run and is not seen to be what was asked for: another one would be a second.
    """
    answered = clock.now()
    is_older = answer.age is not None and answer.age > answered - began + ROUNDING
    until = answered + _time(LONGEST_LAG if patience is None else OLD, clock, patience)
    while True:
        try:
            match = compare(answer)
        except NotFoundOrDenied as denied:
            if is_older and answer.age is not None and answer.age + clock.now() - answered > OLD:
                # Reads cannot lag behind by so much, so it has been deleted.
                return False
            if clock.now() >= until:
                raise _unseen(answer, operation, denied, is_older=is_older) from None
            clock.sleep(PAUSE)
            continue
        if match is Match.SAME:
            return True
        if is_older or (match is Match.ENDED and answer.age is None):
            return False
        raise _another(answer, operation, match)


def _time(seconds: float, clock: Clock, patience: Optional[Patience]) -> float:
    return seconds if patience is None else patience.window(seconds, clock)


def _unseen(answer: Answered, operation: str, denied: Failure, *, is_older: bool) -> TimedOut:
    what = "an earlier request created" if is_older else "may have been created"
    return TimedOut(
        f"{operation} was answered with {answer.id}, which {what}, and no read shows it ({denied.code}): look at it, "
        "and run again later; that creates no second one within 24 hours.",
        operation=operation,
        resource=answer.id,
        results={"changed": not is_older, "resource": {"id": answer.id}},
    )


def _another(answer: Answered, operation: str, match: Match) -> Conflict:
    become = "has been deleted already" if match is Match.ENDED else "has another name or place already"
    return Conflict(
        f"{operation} was answered with {answer.id}, which {become}: look at it, and run again.",
        operation=operation,
        resource=answer.id,
        results={"changed": True, "resource": {"id": answer.id}},
    )
