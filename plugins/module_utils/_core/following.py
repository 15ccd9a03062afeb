# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Follows a write until reads confirm it, or until they show that it was not applied."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Optional, Protocol, TypeVar

from .deadline import Clock
from .errors import Accepted, Conflict, Failure, NotApplied, NotFoundOrDenied, ResourceFailed
from .session import Session
from .waiting import Patience, wait_until

PASSING = (
    "CREATING",
    "UPDATING",
    "ENABLING",
    "DISABLING",
    "SCHEDULING_DELETION",
    "CANCELLING_DELETION",
    "BACKUP_IN_PROGRESS",
    "RESTORING",
)
"""States that end by themselves."""

STEADY = ("ACTIVE", "ENABLED", "DISABLED", "PENDING_DELETION")
"""States that last."""

GONE = ("DELETING", "DELETED")

LOST = ("SCHEDULING_DELETION", "PENDING_DELETION", *GONE)
"""States in which nothing becomes usable any more, unless somebody cancels the deletion."""

# Seconds between two looks of a task that does not wait, at what may have been done.
LONGEST_PAUSE = 10.0

# Seconds between looks when two reads of one resource disagree, which is so for moments after a change.
PAUSES_FOR_LAGGING_READS = (1.0, 2.0, 4.0)

ETAG_DIFFERS = 412

# Seconds during which a settled resource may go on showing the old key. Reads can lag behind writes, so the first
# settled look proves nothing; but a service that accepts a change and drops it (oci-facts.md trap 7) must not be waited
# for until the time-out either. Key changes take seconds, so a minute is ample.
CONFIRMATION_TIME = 60.0

FIRST_LOOK_PAUSE = 2.0

Noted = TypeVar("Noted")


class Stateful(Protocol):
    """A vault or key."""

    @property
    def id(self) -> str:
        """Its OCID."""

    @property
    def lifecycle_state(self) -> str:
        """Its state."""


Seen = TypeVar("Seen", bound=Stateful)


@dataclass(frozen=True)
class Step(Generic[Seen]):
    """One change: what it does ("enable the key …"), how it is asked for, and how it is known to be done.

    `hopeless` are the states from which it never comes to that. `left_a_trace` looks for what was done where reads of
    the resource itself do not show it.
    """

    what: str
    write: Callable[[], Accepted]
    is_done: Callable[[Seen], bool]
    hopeless: Container[str] = LOST
    left_a_trace: Optional[Callable[[], bool]] = None


class Follower(Generic[Seen]):
    """Makes changes to one vault or key, and reads it. Without C(patience) it looks once after each change."""

    def __init__(
        self,
        label: str,
        resource_id: str,
        read: Callable[[], Seen],
        patience: Optional[Patience],
        session: Session,
        progress: Progress[Seen],
    ) -> None:
        self._label = label
        self._resource_id = resource_id
        self._read_it = read
        self._patience = patience
        self._session = session
        self._progress = progress

    def make(self, step: Step[Seen]) -> Seen:
        """What there is after the change. Raises Failure, with the numbers of the request that was accepted."""
        try:
            accepted = step.write()
        except Failure as failure:
            if failure.may_be_applied:
                return self._looked_for(step, failure)
            if not isinstance(failure, Conflict):
                raise
            # Someone else may have wanted the same.
            seen = self._read()
            if step.is_done(seen):
                return seen
            raise
        self._progress.accepted()
        try:
            return self.see_through(accepted, step.is_done, step.what, step.hopeless)
        except NotApplied as failure:
            if step.left_a_trace is not None and step.left_a_trace():
                raise failure.in_doubt() from None
            raise

    def _looked_for(self, step: Step[Seen], failure: Failure) -> Seen:
        """What there is after a request whose answer was lost. Raises the failure where it is not seen to be done."""
        try:
            seen = self.settled(step.is_done, step.what, step.hopeless)
            self._progress.accepted()
            return seen
        except NotApplied:
            is_certain = step.left_a_trace is None or not step.left_a_trace()
        except Failure:
            is_certain = False
        raise (failure if is_certain else failure.in_doubt()) from None

    def _window(self) -> float:
        """For how many seconds a change is looked for that reads do not show."""
        if self._patience is None:
            return CONFIRMATION_TIME
        return self._patience.window(CONFIRMATION_TIME, self._session.clock)

    def see_through(
        self, accepted: Accepted, is_done: Callable[[Seen], bool], what: str, hopeless: Container[str] = LOST
    ) -> Seen:
        """What there is after a change that the service has accepted. Raises Failure, with the request's numbers."""
        try:
            if self._patience is None:
                return self._read()
            return self.settled(is_done, what, hopeless)
        except Failure as failure:
            raise of_write(failure, accepted, self._session.region) from None

    def _read(self) -> Seen:
        return self._progress.note(self._read_it())

    def settled(self, is_done: Callable[[Seen], bool], what: str, hopeless: Container[str] = LOST) -> Seen:
        """What there is once it is done. Raises ResourceFailed at once, NotApplied soon, TimedOut late.

        Without patience it looks for as long as reads may lag behind.
        """
        window = self._window()
        patience = self._patience or Patience(timeout=window, longest_pause=LONGEST_PAUSE)
        confirmation = Confirmation(is_done, what, hopeless, self._label, self._session.clock, window=window)
        return wait_until(
            confirmation,
            self._read,
            describe=lambda seen: seen.lifecycle_state,
            what=f"the {self._label} {self._resource_id} to settle (the aim: {what})",
            resource=self._resource_id,
            patience=patience,
            clock=self._session.clock,
        )


class Confirmation(Generic[Seen]):
    """Called with each read after a change, says whether it is done."""

    def __init__(
        self,
        is_done: Callable[[Seen], bool],
        what: str,
        hopeless: Container[str],
        label: str,
        clock: Clock,
        *,
        window: float,
    ) -> None:
        self._is_done = is_done
        self._what = what
        self._hopeless = hopeless
        self._label = label
        self._clock = clock
        self._window = window
        self._unchanged_since: Optional[float] = None

    def __call__(self, seen: Seen) -> bool:
        if self._is_done(seen):
            return True
        if seen.lifecycle_state in self._hopeless:
            raise ResourceFailed(
                f"Could not {self._what}: it is {seen.lifecycle_state}, and no waiting ends that.", resource=seen.id
            )
        if seen.lifecycle_state in PASSING:
            self._unchanged_since = None
            return False
        # Reads can lag behind writes, so the first settled look proves nothing.
        now = self._clock.now()
        if self._unchanged_since is None:
            self._unchanged_since = now
        if now - self._unchanged_since >= self._window:
            check_known(self._label, seen)
            raise NotApplied(
                f"Could not {self._what}: the service accepted it, but after {self._window:g} s the {self._label} is "
                f"still {seen.lifecycle_state} and as it was.",
                resource=seen.id,
            )
        return False


def check_known(label: str, seen: Stateful) -> None:
    """Raises ResourceFailed for a state of which nobody can tell what it means for a vault or key."""
    if seen.lifecycle_state not in (*STEADY, *PASSING, *GONE):
        raise ResourceFailed(
            f"The {label} {seen.id} is {seen.lifecycle_state}, a state that this version of cmk.oci does not know",
            advice=("Check it, and upgrade the collection.",),
            resource=seen.id,
        )


class ReadingWhatWasMade(Generic[Seen]):
    """Reads what was just made. The service may not find it for some moments, and until then it is as it was made."""

    def __init__(self, read: Callable[[], Seen], made: Seen, clock: Clock) -> None:
        self._read = read
        self._made = made
        self._clock = clock
        self._end = clock.now() + CONFIRMATION_TIME

    def __call__(self) -> Seen:
        try:
            return self._read()
        except NotFoundOrDenied:
            if self._clock.now() >= self._end:
                raise
            return self._made


def of_write(failure: Failure, accepted: Accepted, region: str) -> Failure:
    """The failure, with the write that came before it: that is what Oracle's support asks for."""
    return failure.after_write(accepted, service="key_management", region=region)


def first_look(read: Callable[[], Noted], session: Session) -> Noted:
    """The first read that finds it: reads may lag behind."""
    clock = session.clock
    end = session.deadline.after(clock.now(), CONFIRMATION_TIME)
    while True:
        try:
            return read()
        except NotFoundOrDenied:
            if clock.now() >= end:
                raise
            clock.sleep(min(FIRST_LOOK_PAUSE, end - clock.now()))


class Progress(Generic[Noted]):
    """The changes of one vault or key that the service has accepted, and how it was seen last."""

    def __init__(self) -> None:
        self.seen: Optional[Noted] = None
        self.changes = 0
        """How many changes the service has accepted."""

    def note(self, seen: Noted) -> Noted:
        """Remembers what a read saw, and returns it."""
        self.seen = seen
        return seen

    def accepted(self) -> None:
        """Remembers that the service has accepted a change."""
        self.changes += 1

    def taken_back(self) -> None:
        """Remembers that what the service has accepted turned out to be no change."""
        self.changes -= 1

    @contextmanager
    def told_by_failures(self, describe: Callable[[Noted], dict[str, Any]]) -> Iterator[None]:
        """Adds what was changed in the body, and what there is now, to the results of a failure that ends it."""
        try:
            yield
        except Failure as failure:
            # Some failures know by themselves whether there is a change: what was created, or is in doubt.
            is_changed = failure.results.get("changed")
            if (self.changes or is_changed is not None) and self.seen is not None:
                if is_changed is None:
                    # What is not applied is the last change: the ones before were seen to be done.
                    is_changed = self.changes > 1 or not isinstance(failure, NotApplied)
                failure.report(changed=is_changed, resource=describe(self.seen))
            raise
