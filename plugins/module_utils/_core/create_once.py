# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates a resource once: at most one per run, and one by all runs of a day.

OCI keeps retry tokens for 24 hours (https://docs.oracle.com/iaas/Content/API/Concepts/usingapi.htm), and answers a
request under a known token with what the first one created. So the token is made of what identifies the thing: a run
that was killed after its request and begins again, while lists do not show yet what was created, gets that thing.

For the same 24 hours a token answers with what has since been renamed, moved or deleted as well. That is ruled out by
its OCID, which makes another token, the same one in each run. Ruled out is only what is certain to be older than this
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
from .deadline import Clock
from .errors import Accepted, Conflict, Failure, NotFoundOrDenied, TimedOut
from .following import LOST, Progress, Stateful, of_write
from .session import Session
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

Found = TypeVar("Found")

Noted = TypeVar("Noted")

Resource = TypeVar("Resource", bound=Stateful)

# The service still knows the token, and not any more what it was for.
SPENT_TOKEN = "InvalidatedRetryToken"


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
        f"{operation} was answered with earlier resources only, {', '.join(sorted(ruled_out))}",
        advice=("Check them, and run again in 24 hours.",),
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


def _unseen(answer: Answered, operation: str, denied: Failure, *, is_older: bool) -> Failure:
    what = "an earlier request created" if is_older else "may have been created"
    failure = TimedOut(
        f"{operation} was answered with {answer.id}, which {what}, and no read shows it ({denied.code})",
        advice=("Run again later; that creates no second one within 24 hours.",),
        operation=operation,
        resource=answer.id,
        results={"changed": False, "resource": {"id": answer.id}},
    )
    return failure if is_older else failure.in_doubt()


def _another(answer: Answered, operation: str, match: Match) -> Conflict:
    become = "has been deleted already" if match is Match.ENDED else "has another name or place already"
    return Conflict(
        f"{operation} was answered with {answer.id}, which {become}",
        advice=("Check it, and run again.",),
        operation=operation,
        resource=answer.id,
        results={"changed": True, "resource": {"id": answer.id}},
    )


def read_back(
    failure: Failure,
    read: Callable[[], Noted],
    has_moved: Callable[[Noted], bool],
    *,
    session: Session,
    doubt: Mapping[str, Any],
) -> Noted:
    """What reads show after such a write, as soon as it has moved, else after the time by which reads may lag.

    Raises the failure when nothing can be read; `doubt` are the results that only this run can report then.
    """
    until = session.deadline.after(session.clock.now(), LONGEST_LAG)
    while True:
        try:
            seen = read()
        except Failure:
            raise failure.in_doubt(**doubt) from None
        if has_moved(seen) or session.clock.now() >= until:
            return seen
        session.clock.sleep(min(PAUSE, until - session.clock.now()))


@dataclass(frozen=True)
class Made(Generic[Resource]):
    """What a request to create something was answered with: new, or what an earlier run has created.

    `age` is for how many seconds it had been there when the service answered, `None` where that is not known.
    """

    resource: Resource
    accepted: Accepted
    age: Optional[float]

    @property
    def id(self) -> str:
        """The OCID."""
        return self.resource.id


class Making(Generic[Resource]):
    """Makes what C(identity) tells, by the names of attributes, in the region of a session."""

    def __init__(
        self,
        session: Session,
        read: Callable[[str], Resource],
        progress: Progress[Resource],
        patience: Optional[Patience],
    ) -> None:
        self._session = session
        self._read = read
        self._progress = progress
        self._patience = patience

    def once(
        self,
        ask: Callable[[str], Made[Resource]],
        look: Callable[[], Optional[Resource]],
        *,
        operation: str,
        identity: Mapping[str, Any],
        ended: Iterable[str],
    ) -> Union[Made[Resource], Resource]:
        """What C(ask) has made, as one look shows it, or what C(look) finds to be there already. Raises Failure."""

        def answered(token: str) -> Made[Resource]:
            made = ask(token)
            self._progress.note(made.resource)
            self._progress.accepted()
            return made

        def compare(made: Made[Resource]) -> Match:
            match = self._compared(made, identity)
            if match is not Match.SAME:
                # Nothing was created: the token is that of what has another name by now, or was moved or deleted.
                self._progress.taken_back()
            return match

        def adopt(found: Resource, failure: Failure) -> Made[Resource]:
            self._progress.note(found)
            self._progress.accepted()
            return Made(found, Accepted(operation, failure.opc_request_id), None)

        return create_once(
            answered,
            operation=operation,
            identity={"region": self._session.region, **identity},
            ended=ended,
            compare=compare,
            find_existing=look,
            adopt=adopt,
            clock=self._session.clock,
            patience=self._patience,
        )

    def _compared(self, made: Made[Resource], identity: Mapping[str, Any]) -> Match:
        try:
            seen = self._progress.note(self._read(made.id))
        except NotFoundOrDenied:
            raise
        except Failure as failure:
            raise of_write(failure, made.accepted, self._session.region) from None
        if seen.lifecycle_state in LOST:
            return Match.ENDED
        is_same = all(getattr(seen, name) == value for name, value in identity.items())
        return Match.SAME if is_same else Match.OTHER


def retry_token(operation: str, request: Mapping[str, Any], ended: Iterable[str]) -> str:
    """The same for the same request; C(ended) are the OCIDs of what it made before and is gone by now."""
    told = json.dumps([operation, request, sorted(ended)], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


Answer = TypeVar("Answer", bound=Answered)
