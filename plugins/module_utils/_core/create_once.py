# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates a resource once: at most one per run, and one by all runs of a day.

OCI keeps retry tokens for 24 hours (https://docs.oracle.com/iaas/Content/API/Concepts/usingapi.htm), and answers a
request under a known token with what the first one created. So the token depends on what identifies the resource: a run
that was killed after its request and begins again, while lists do not show yet what was created, gets that resource.

For the same 24 hours a token answers with what has since been renamed, moved or deleted as well. That is ruled out by
its OCID, which changes the token in the same way in each run. Ruled out is only what is certain to be older than this
run: what this run may have created stays its own, even if neither reads nor lists ever show it.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Optional, Protocol, TypeVar, Union

from . import faults
from .errors import Accepted, Conflict, Failure, NotFoundOrDenied, TimedOut
from .following import READ_PAUSE, read_until
from .waiting import Clock, Patience

# Seconds for which reads and lists may not show what exists.
LONGEST_LAG = 60.0

# Seconds after which no read lags any more (assumed).
OLD = 600.0

# Seconds by which an answer's own times may be off: they are rounded, and creation begins before its answer.
ROUNDING = 5.0

# How often a request whose answer was lost is repeated under its token, and how often a token is given up.
REPEATS = 2

MOST_TOKENS = 10

Found = TypeVar("Found")


class Identified(Protocol):
    """A resource as one answer showed it."""

    @property
    def id(self) -> str:
        """The OCID."""


Resource = TypeVar("Resource", bound=Identified)

# The service still knows the token, and not any more what it was for.
SPENT_TOKEN = "InvalidatedRetryToken"


class Match(enum.Enum):
    """What has become of the resource that a request was answered with."""

    SAME = "same"
    """It is what was requested."""
    OTHER = "other"
    """It has another name or place than was requested."""
    ENDED = "ended"
    """It has been deleted."""


@dataclass(frozen=True)
class Created(Generic[Resource]):
    """What a request to create something was answered with: a new resource, or what an earlier run has created.

    `age` is for how many seconds the resource had existed when the service answered, by the service's own clock, and
    `None` where that is not known.
    """

    resource: Resource
    accepted: Accepted
    age: Optional[float] = None

    @property
    def id(self) -> str:
        """The OCID."""
        return self.resource.id


def age_of(answer: Any) -> Optional[float]:
    """How old the resource is that an answer of the SDK is about, by the clock of the service."""
    created, now = getattr(answer.data, "time_created", None), faults.server_time(answer)
    return None if created is None or now is None else now - float(created.timestamp())


def create_once(
    create: Callable[[str], Created[Resource]],
    *,
    operation: str,
    identity: Mapping[str, Any],
    ended: Iterable[str],
    compare: Callable[[Created[Resource]], Match],
    find_existing: Callable[[], Optional[Found]],
    adopt: Callable[[Found, Accepted], Created[Resource]],
    clock: Clock,
    patience: Optional[Patience],
) -> Union[Created[Resource], Found]:
    """Return what `create` was answered with under a retry token, once `compare` has found it to be what is requested.

    `compare` reads it, and may raise NotFoundOrDenied while reads lag behind. `find_existing` finds the resource by its
    identity, as before the creation: what it finds now exists already, and is returned instead; where the answer of a
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
                listed = _found_after(failure, find_existing, clock, patience)
                return adopt(listed, Accepted(operation, failure.opc_request_id))
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
        f"{operation} was answered with earlier resources only, {', '.join(sorted(ruled_out))}",
        advice=("Check them, and run again in 24 hours.",),
        operation=operation,
    )


def _answered(create: Callable[[str], Created[Resource]], token: str, clock: Clock) -> Created[Resource]:
    """Return the answer; where it was lost, the request is repeated, since its token creates no second resource."""
    is_unclear = False
    for repeat in range(REPEATS + 1):
        try:
            return create(token)
        except Failure as failure:
            # The answer to a later attempt shows nothing about the first one.
            failure.may_be_applied = is_unclear = is_unclear or failure.may_be_applied
            if not is_unclear or repeat == REPEATS:
                raise
        clock.sleep(READ_PAUSE)
    raise AssertionError("the last attempt returns or raises")


def _found_after(
    failure: Failure, find_existing: Callable[[], Optional[Found]], clock: Clock, patience: Optional[Patience]
) -> Found:
    """Return what lists show after a creation without an answer. Raises the failure when they show nothing."""
    try:
        found = _found(find_existing, clock.now() + _time(LONGEST_LAG, clock, patience), clock)
    except Failure:
        found = None
    if found is None:
        raise failure.in_doubt() from None
    return found


def _found(find_existing: Callable[[], Optional[Found]], until: float, clock: Clock) -> Optional[Found]:
    """Return what was created under the token as soon as lists show it, `None` when it no longer exists."""
    return read_until(find_existing, lambda found: found is not None, clock=clock, until=until)


def _is_settled(
    answer: Created[Resource],
    began: float,
    compare: Callable[[Created[Resource]], Match],
    operation: str,
    clock: Clock,
    patience: Optional[Patience],
) -> bool:
    """Whether the answer is what was requested; false for what is older than this run and something else.

    Raises Failure when it may be of this run and is not seen to be what was requested: another one would be a second.
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
            clock.sleep(READ_PAUSE)
            continue
        if match is Match.SAME:
            return True
        if is_older or (match is Match.ENDED and answer.age is None):
            return False
        raise _another(answer, operation, match)


def _time(seconds: float, clock: Clock, patience: Optional[Patience]) -> float:
    return seconds if patience is None else patience.window(seconds, clock)


def _unseen(answer: Created[Resource], operation: str, denied: Failure, *, is_older: bool) -> Failure:
    what = "an earlier request created" if is_older else "may have been created"
    failure = TimedOut(
        f"{operation} was answered with {answer.id}, which {what}, and no read shows it ({denied.code})",
        advice=("Run again later; that creates no second one within 24 hours.",),
        operation=operation,
        resource=answer.id,
        results={"changed": False, "resource": {"id": answer.id}},
    )
    return failure if is_older else failure.in_doubt()


def _another(answer: Created[Resource], operation: str, match: Match) -> Conflict:
    become = "has been deleted already" if match is Match.ENDED else "has another name or place already"
    return Conflict(
        f"{operation} was answered with {answer.id}, which {become}",
        advice=("Check it, and run again.",),
        operation=operation,
        resource=answer.id,
        results={"changed": True, "resource": {"id": answer.id}},
    )


def retry_token(operation: str, request: Mapping[str, Any], ended: Iterable[str]) -> str:
    """Return one token for one request; `ended` are the OCIDs of what it has created before and is gone now."""
    text = json.dumps([operation, request, sorted(ended)], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
