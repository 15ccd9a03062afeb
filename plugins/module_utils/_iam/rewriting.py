# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Writes what several runs may write at the same time: reads it, plans the change, writes it, and repeats if necessary.

Every write is on condition that nothing has changed since the read. A run that is overtaken reads and plans again, so
that the changes of all end up in what is there. A write whose answer is lost is looked for before it is a failure.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Optional, Protocol, TypeVar

from .._core.errors import Conflict, Failure, NotFoundOrDenied
from .._core.notices import Notice
from .._core.waiting import Clock, Patience, wait_until

# Attempts where the task does not wait. Each is rejected due to a write of another run, and no run writes twice.
ATTEMPTS = 20

# Seconds of the longest pause before the first attempt is repeated, and before any is.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 8.0

# Seconds for which reads and lists may not show what exists (assumed), and between two reads.
LONGEST_LAG, LOOK_AGAIN = 60.0, 2.0

# The state of what no read shows yet.
UNSEEN = "not to be seen"

Thing = TypeVar("Thing")
Read_co = TypeVar("Read_co", covariant=True)


class Plan(Protocol[Read_co]):
    """The planned change of a resource."""

    @property
    def before(self) -> Optional[Read_co]:
        """The resource as it was read; `None` if it does not exist."""

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""


Planned = TypeVar("Planned", bound=Plan)  # type: ignore[type-arg]  # of any thing


class Work(Protocol[Thing, Planned]):
    """A change of one resource, in steps that can be repeated."""

    def look(self) -> Optional[Thing]:
        """The current resource; `None` if it does not exist. Raises Failure."""

    def plan(self, before: Optional[Thing]) -> Planned:
        """The planned change. Raises Failure if it is not possible."""

    def write(self, plan: Planned) -> Optional[Thing]:
        """The resource as it was written; `None` if it was deleted. Raises Failure."""

    def refuse_taken(self, refusal: Failure) -> None:
        """Raises Failure when the name of the resource to create is known to be in use."""

    def described(self, plan: Planned) -> object:
        """The planned resource, as results show it."""

    def is_as_planned(self, plan: Planned, now: Optional[Thing]) -> bool:
        """Whether it has the words of the plan, regardless of what others have added."""


@dataclass(frozen=True)
class Done(Generic[Thing, Planned]):
    """The plan that was carried out, and the resource as last seen; `None` if it does not exist.

    `is_contested` is true if the write of the plan was rejected, and afterwards there was nothing left to write.
    """

    plan: Planned
    after: Optional[Thing]
    is_contested: bool = False


class _Pauses:
    """Pauses with full jitter, so that runs that were overtaken at the same time do not meet again."""

    def __init__(self, clock: Clock, patience: Optional[Patience], draw: Callable[[], float]) -> None:
        self._clock = clock
        self._patience = patience
        self._draw = draw
        self.taken = 0

    def pause(self) -> bool:
        """Whether there is time for another attempt; it has paused then."""
        pause = self._draw() * min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**self.taken)
        if self.taken + 1 >= ATTEMPTS if self._patience is None else pause >= self._patience.left(self._clock):
            return False
        self.taken += 1
        self._clock.sleep(pause)
        return True


def carry_out(
    work: Work[Thing, Planned],
    clock: Clock,
    patience: Optional[Patience],
    *,
    draw: Callable[[], float] = random.random,
) -> Done[Thing, Planned]:
    """Carries out a change while others may write as well. Raises Failure.

    A failure has the result `changed` when the change may have been applied and cannot be read.
    """
    pauses, unclear, refused = _Pauses(clock, patience, draw), None, None
    unseen_until = float("inf")
    while True:
        looked = clock.now()
        plan = _planned(work, unclear)
        if not plan.changed:
            return _ended(work, plan, unclear, refused)
        try:
            return Done(plan, work.write(plan))
        except Failure as failure:
            refusal = failure
        if refusal.may_be_applied:
            unclear = unclear or plan
        if not _is_overtaken(work, refusal, plan):
            return _found(work, plan, refusal, clock, patience)
        refused = plan
        if plan.before is None:
            # What exists and is not shown after that time is not visible to this run.
            is_seen_never, unseen_until = looked >= unseen_until, min(unseen_until, looked + LONGEST_LAG)
            if is_seen_never or not _is_to_be_seen(work, refusal, pauses):
                return _found(work, plan, refusal, clock, patience)
        elif not pauses.pause():
            refusal.explain(f"It was read and planned again {pauses.taken} times.")
            return _found(work, plan, refusal, clock, patience)


def _ended(
    work: Work[Thing, Planned], plan: Planned, unclear: Optional[Planned], refused: Optional[Planned]
) -> Done[Thing, Planned]:
    """What the run has done when nothing is left to write: it may be what an attempt of this run has written.

    A proxy may have sent a write twice: then the first is applied, and the answer to the second is that the condition
    no longer holds. No answer of OCI distinguishes that from another client that wrote the same, so the change is
    reported. Where the words differ from those of this run, it was another client.
    """
    if unclear is not None:
        return Done(unclear, plan.before)
    if refused is None:
        return Done(plan, plan.before)
    is_own = work.is_as_planned(refused, plan.before)
    return Done(refused if is_own else plan, plan.before, is_contested=True)


def plain(text: str) -> str:
    """The words of a text: no document says that OCI keeps its blanks and its case."""
    return " ".join(text.split()).casefold()


def contested(done: Done[Thing, Planned], what: str, resource: Optional[str]) -> list[Notice]:
    """A notice when it is not known whether this run has written it; `what` is as in "the policy cmk"."""
    if not done.is_contested:
        return []
    how = "deleted" if done.after is None else "written as requested"
    by = "another client or by a repeated request of this task" if done.plan.changed else "another client"
    text = f"{what[0].upper()}{what[1:]} was {how} while this task ran, by {by}."
    return [Notice("WrittenMeanwhile", text, resource)]


def _planned(work: Work[Thing, Planned], unclear: Optional[Planned]) -> Planned:
    try:
        return work.plan(work.look())
    except Failure as failure:
        if unclear is not None:
            raise failure.in_doubt(resource=work.described(unclear)) from None
        raise


def _is_overtaken(work: Work[Thing, Planned], failure: Failure, plan: Planned) -> bool:
    """Whether a write failed since another run was faster, so that it is planned again."""
    if isinstance(failure, Conflict):
        return True
    if not isinstance(failure, NotFoundOrDenied) or plan.before is None:
        return False
    try:
        return work.look() is None
    except Failure:
        return False


def _is_to_be_seen(work: Work[Thing, Planned], refusal: Failure, pauses: _Pauses) -> bool:
    """Whether there is time to look for what another run has just created. Raises Failure if it is not that."""
    first = pauses.taken == 0
    if not pauses.pause():
        return False
    if first and work.look() is None:
        work.refuse_taken(refusal)
    return True


def _found(
    work: Work[Thing, Planned], plan: Planned, failure: Failure, clock: Clock, patience: Optional[Patience]
) -> Done[Thing, Planned]:
    """The plan, if a read shows that it was carried out although the call failed. Raises the failure otherwise."""
    if not failure.may_be_applied:
        raise failure
    left = LONGEST_LAG if patience is None else max(patience.left(clock), LOOK_AGAIN)
    until = clock.now() + min(LONGEST_LAG, left)
    while True:
        try:
            now = work.plan(work.look())
        except Failure:
            raise failure.in_doubt(resource=work.described(plan)) from None
        if not now.changed:
            return Done(plan, now.before)
        if clock.now() >= until:
            raise failure
        clock.sleep(LOOK_AGAIN)


def lagging(read: Callable[[], Thing], unseen: Thing, clock: Clock) -> Callable[[], Thing]:
    """A read of what was just written, which returns `unseen` while the service does not find it yet."""
    until = clock.now() + LONGEST_LAG

    def look() -> Thing:
        try:
            return read()
        except NotFoundOrDenied:
            if clock.now() >= until:
                raise
            return unseen

    return look


def wait_until_gone(look: Callable[[], object], clock: Clock, patience: Patience, *, what: str, resource: str) -> None:
    """Returns once neither list nor read shows what was deleted. Raises Failure if they still do."""

    def is_there() -> bool:
        try:
            return look() is not None
        except NotFoundOrDenied:
            # It is still listed, and reads no longer find it.
            return False

    try:
        wait_until(
            lambda there: not there,
            is_there,
            describe=lambda there: "it is there" if there else "it is gone",
            what=f"{what} to be gone",
            resource=resource,
            patience=replace(patience, timeout=min(LONGEST_LAG, patience.timeout)),
            clock=clock,
        )
    except Failure as failure:
        raise failure.in_doubt() from None
