# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Applies changes to a vault or key one after the other, creates it once, and follows each change until it is seen."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Optional, Protocol, TypeVar

from .._core.create_once import Created, Match, create_once
from .._core.errors import Accepted, Conflict, Failure, NotApplied, NotFoundOrDenied, ResourceFailed
from .._core.following import CONFIRMATION_TIME, LONGEST_READ_PAUSE, Confirmation, Stage, read_again
from .._core.notices import Notice, brief
from .._core.session import Session
from .._core.waiting import Clock, Patience, wait_until
from .lifecycle import LOST, PASSING, STATES

SERVICE = "key_management"


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
    """One change: what it does ("enable the key …"), how it is requested, and how it is known to be done.

    `hopeless` are the states from which it never comes to that, and `state` is the one while the service does it.
    `left_a_trace` finds what was done where reads of the resource itself do not show it.
    """

    what: str
    write: Callable[[], Accepted]
    is_done: Callable[[Seen], bool]
    hopeless: Container[str] = LOST
    left_a_trace: Optional[Callable[[], bool]] = None
    state: Optional[str] = None


class Progress(Generic[Seen]):
    """The changes of one vault or key that the service has accepted, and what the last read of it showed.

    `notices` receives a notice for each change that another client may have requested.
    """

    def __init__(self, notices: Optional[list[Notice]] = None) -> None:
        self.seen: Optional[Seen] = None
        self.changes = 0
        """How many changes the service has accepted."""
        self.certain = 0
        """How many of them are certain to be of this run."""
        self._notices = [] if notices is None else notices

    def note(self, seen: Seen) -> Seen:
        """Keep what a read showed, and return it."""
        self.seen = seen
        return seen

    def accepted(self) -> None:
        """Count a change that the service has accepted."""
        self.changes += 1
        self.certain += 1

    def contested(self, label: str, resource_id: str, conflict: Failure) -> None:
        """Count and note a change whose request was rejected and which reads show nevertheless."""
        self.changes += 1
        text = (
            f"The {label} {resource_id} was changed as requested while this task ran, by another client or by a "
            f"repeated request of this task ({brief(conflict)})."
        )
        self._notices.append(Notice("WrittenMeanwhile", text, resource_id, conflict))

    def discount(self) -> None:
        """Discount what the service has accepted and what turned out to be no change."""
        self.changes -= 1
        self.certain -= 1

    @contextmanager
    def in_failures(self, describe: Callable[[Seen], dict[str, Any]]) -> Iterator[None]:
        """Add what the body has changed, and the resource as it is now, to the results of a failure that ends it."""
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


class Follower(Generic[Seen]):
    """Applies changes to vaults or keys, and reads them. Without `patience` it reads once after each change."""

    def __init__(
        self,
        label: str,
        read: Callable[[str], Seen],
        *,
        session: Session,
        patience: Optional[Patience],
        progress: Progress[Seen],
    ) -> None:
        self.session = session
        self.patience = patience
        self.progress = progress
        self._label = label
        self._read = read

    def read(self, resource_id: str) -> Seen:
        """Read the resource, and keep what that shows."""
        return self.progress.note(self._read(resource_id))

    def apply(self, resource_id: str, step: Step[Seen]) -> Seen:
        """Return the resource after the change. Raises Failure, with the accepted request."""
        try:
            accepted = step.write()
        except Failure as failure:
            if failure.may_be_applied:
                return self._look_for(resource_id, step, failure)
            if not isinstance(failure, Conflict):
                raise
            return self._contested(resource_id, step, failure)
        self.progress.accepted()
        try:
            return self.see_through(accepted, resource_id, step.is_done, step.what, step.hopeless)
        except NotApplied as failure:
            if step.left_a_trace is not None and step.left_a_trace():
                raise failure.in_doubt() from None
            raise

    def _look_for(self, resource_id: str, step: Step[Seen], failure: Failure) -> Seen:
        """Return the resource after a request whose answer was lost. Raises the failure unless the change is seen."""
        try:
            seen = self.settled(resource_id, step.is_done, step.what, step.hopeless)
            self.progress.accepted()
            return seen
        except NotApplied:
            is_certain = step.left_a_trace is None or not step.left_a_trace()
        except Failure:
            is_certain = False
        raise (failure if is_certain else failure.in_doubt()) from None

    def _contested(self, resource_id: str, step: Step[Seen], conflict: Conflict) -> Seen:
        """Return the resource if it becomes as requested although the write was rejected. Raises the conflict if not.

        Another client may have requested the same, or a proxy has sent the request twice and the first was accepted.
        """

        def is_on_its_way(seen: Seen) -> bool:
            return step.is_done(seen) or seen.lifecycle_state == step.state

        seen = read_again(lambda: self.read(resource_id), is_on_its_way, self.session)
        if not is_on_its_way(seen):
            is_certain = step.left_a_trace is None or not step.left_a_trace()
            raise (conflict if is_certain else conflict.in_doubt()) from None
        if self.patience is not None and not step.is_done(seen):
            try:
                seen = self.settled(resource_id, step.is_done, step.what, step.hopeless)
            except (NotApplied, ResourceFailed):
                raise conflict from None
            except Failure as failure:
                raise failure.in_doubt() from None
        self.progress.contested(self._label, resource_id, conflict)
        return seen

    def see_through(
        self,
        accepted: Accepted,
        resource_id: str,
        is_done: Callable[[Seen], bool],
        what: str,
        hopeless: Container[str] = LOST,
        *,
        read: Optional[Callable[[], Seen]] = None,
    ) -> Seen:
        """Return the resource after a change that the service has accepted. Raises Failure, with that request."""
        try:
            if self.patience is None:
                return self.read(resource_id)
            return self.settled(resource_id, is_done, what, hopeless, read=read)
        except Failure as failure:
            raise self.after_write(failure, accepted) from None

    def settled(
        self,
        resource_id: str,
        is_done: Callable[[Seen], bool],
        what: str,
        hopeless: Container[str] = LOST,
        *,
        read: Optional[Callable[[], Seen]] = None,
    ) -> Seen:
        """Return the resource once it is done. Raises ResourceFailed at once, NotApplied soon, TimedOut late.

        Without patience it reads for as long as reads may lag behind.
        """
        clock = self.session.clock
        window = CONFIRMATION_TIME if self.patience is None else self.patience.window(CONFIRMATION_TIME, clock)
        confirmation: Confirmation[Seen] = Confirmation(
            lambda seen: self._judge(seen, is_done, what, hopeless),
            lambda seen, seconds: self._give_up(seen, what, seconds),
            clock,
            window=window,
        )
        return wait_until(
            confirmation,
            read or (lambda: self.read(resource_id)),
            describe=lambda seen: seen.lifecycle_state,
            what=f"the {self._label} {resource_id} to settle (the aim: {what})",
            resource=resource_id,
            patience=self.patience or Patience(timeout=window, longest_pause=LONGEST_READ_PAUSE),
            clock=clock,
        )

    def after_write(self, failure: Failure, accepted: Accepted) -> Failure:
        """Return the failure, with the write that came before it: Oracle Support requires that."""
        return failure.after_write(accepted, service=SERVICE, region=self.session.region)

    @staticmethod
    def _judge(seen: Seen, is_done: Callable[[Seen], bool], what: str, hopeless: Container[str]) -> Stage:
        if is_done(seen):
            return Stage.DONE
        if seen.lifecycle_state in hopeless:
            raise ResourceFailed(
                f"Could not {what}: it is {seen.lifecycle_state}, and no waiting ends that.", resource=seen.id
            )
        return Stage.UNDER_WAY if seen.lifecycle_state in PASSING else Stage.UNCHANGED

    def _give_up(self, seen: Seen, what: str, seconds: float) -> None:
        check_known(self._label, seen)
        raise NotApplied(
            f"Could not {what}: the service accepted it, but after {seconds:.0f} s the {self._label} is still "
            f"{seen.lifecycle_state} and as it was.",
            resource=seen.id,
        )


def check_known(label: str, seen: Stateful) -> None:
    """Raises ResourceFailed for a state that this version does not know."""
    if seen.lifecycle_state not in STATES:
        raise ResourceFailed(
            f"The {label} {seen.id} is {seen.lifecycle_state}, a state that this version of cmk.oci does not know",
            advice=("Check it, and upgrade the collection.",),
            resource=seen.id,
        )


class ReadAfterCreate(Generic[Seen]):
    """Reads a new resource. The service may not find it for some moments, and until then it is as it was created."""

    def __init__(self, read: Callable[[], Seen], created: Seen, clock: Clock) -> None:
        self._read = read
        self._created = created
        self._clock = clock
        self._end = clock.now() + CONFIRMATION_TIME

    def __call__(self) -> Seen:
        try:
            return self._read()
        except NotFoundOrDenied:
            if self._clock.now() >= self._end:
                raise
            return self._created


class Creation(Generic[Seen]):
    """Creates one vault or key, and follows it until it can be used."""

    def __init__(self, follower: Follower[Seen], *, operation: str, identity: Mapping[str, Any]) -> None:
        self._follower = follower
        self._operation = operation
        self._identity = identity

    def once(
        self,
        create: Callable[[str], Created[Seen]],
        find_existing: Callable[[], Optional[Seen]],
        *,
        ended: Iterable[str],
        is_done: Callable[[Seen], bool],
        what: str,
    ) -> tuple[Seen, bool]:
        """Return the resource, and whether it is new; if not, `find_existing` has found it. Raises Failure.

        Without patience it is returned as the first read shows it, otherwise once it `is_done`.
        """
        follower = self._follower
        created = create_once(
            lambda token: self._noted(create(token)),
            operation=self._operation,
            identity={"region": follower.session.region, **self._identity},
            ended=ended,
            compare=self._compare,
            find_existing=find_existing,
            adopt=lambda found, accepted: self._noted(Created(found, accepted)),
            clock=follower.session.clock,
            patience=follower.patience,
        )
        if not isinstance(created, Created):
            return created, False
        seen = follower.progress.seen or created.resource
        if follower.patience is None:
            return seen, True
        read = ReadAfterCreate(lambda: follower.read(seen.id), seen, follower.session.clock)
        return follower.see_through(created.accepted, seen.id, is_done, what, read=read), True

    def _noted(self, created: Created[Seen]) -> Created[Seen]:
        self._follower.progress.note(created.resource)
        self._follower.progress.accepted()
        return created

    def _compare(self, created: Created[Seen]) -> Match:
        match = self._matched(created)
        if match is not Match.SAME:
            # Nothing was created: the token is that of what has another name now, or was moved or deleted.
            self._follower.progress.discount()
        return match

    def _matched(self, created: Created[Seen]) -> Match:
        try:
            seen = self._follower.read(created.id)
        except NotFoundOrDenied:
            raise
        except Failure as failure:
            raise self._follower.after_write(failure, created.accepted) from None
        if seen.lifecycle_state in LOST:
            return Match.ENDED
        is_same = all(getattr(seen, name) == value for name, value in self._identity.items())
        return Match.SAME if is_same else Match.OTHER
