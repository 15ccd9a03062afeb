# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Follows a write until reads confirm it or show that it was not applied, and the work that a service does for it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, Optional, TypeVar, Union

from . import pages
from .errors import Conflict, Failure, NotFoundOrDenied, WorkFailed
from .retrying import CONFLICT, LONGEST_PAUSE, PASSING_CONFLICTS, TOTAL_TIME
from .session import Session
from .waiting import FIRST_PAUSE, Clock, Patience, wait_until

# Seconds between two reads of a task that does not wait, while it reads back what may have been applied.
LONGEST_READ_PAUSE = 10.0

# Seconds between reads when two reads of one resource disagree, which is so for moments after a change.
PAUSES_FOR_LAGGING_READS = (1.0, 2.0, 4.0)

# Seconds between two reads of something that reads or lists do not show yet.
READ_PAUSE = 2.0

ETAG_DIFFERS = 412

# Seconds during which a settled resource may go on showing the old key. Reads can lag behind writes, so the first
# settled read proves nothing; but a service that accepts a change and drops it (oci-facts.md trap 7) must not be waited
# for until the time-out either. Key changes take seconds, so a minute is ample.
CONFIRMATION_TIME = 60.0

# So much of it is enough where the time of the task ends: a few seconds more or less prove nothing else.
ENOUGH_AT_THE_END = 50.0

Read = TypeVar("Read")

Done = TypeVar("Done")


# -- reads that lag behind ---------------------------------------------------------------------------------------


def read_until(
    read: Callable[[], Read],
    is_enough: Callable[[Read], bool],
    *,
    clock: Clock,
    until: float,
    pause: float = READ_PAUSE,
) -> Read:
    """Return the first read that is enough, or the last one before the end of the time."""
    while True:
        seen = read()
        left = until - clock.now()
        if is_enough(seen) or left <= 0:
            return seen
        clock.sleep(min(pause, left))


def read_again(read: Callable[[], Read], is_enough: Callable[[Read], bool], session: Session) -> Read:
    """Return the first read that is enough, or the last of a few within seconds."""
    seen = read()
    for pause in PAUSES_FOR_LAGGING_READS:
        if is_enough(seen) or not session.deadline.allows(session.clock.now(), pause):
            break
        session.clock.sleep(pause)
        seen = read()
    return seen


def read_until_found(read: Callable[[], Read], session: Session) -> Read:
    """Return the first read of a new resource that finds it. Raises NotFoundOrDenied."""
    clock = session.clock
    until = session.deadline.after(clock.now(), CONFIRMATION_TIME)
    return _found(read_until(_attempt(read), _is_found, clock=clock, until=until))


def read_again_until_found(read: Callable[[], Read], session: Session) -> Read:
    """Return the first of a few reads that finds the resource. Raises NotFoundOrDenied."""
    return _found(read_again(_attempt(read), _is_found, session))


def read_named(
    name: str, listed: Callable[[], Iterable[Any]], read: Callable[[str], Read], session: Session
) -> Optional[Read]:
    """Return the resource of that name, in any case, as it reads; `None` when it is not listed. Raises Failure."""

    def look() -> Optional[Read]:
        found = [each for each in listed() if each.name.casefold() == name.casefold()]
        # It may have been deleted since it was listed.
        return read(str(found[0].id)) if found else None

    return read_again_until_found(look, session)


def _attempt(read: Callable[[], Read]) -> Callable[[], Union[Read, NotFoundOrDenied]]:
    def attempt() -> Union[Read, NotFoundOrDenied]:
        try:
            return read()
        except NotFoundOrDenied as denial:
            return denial

    return attempt


def _is_found(seen: object) -> bool:
    return not isinstance(seen, NotFoundOrDenied)


def _found(seen: Union[Read, NotFoundOrDenied]) -> Read:
    if isinstance(seen, NotFoundOrDenied):
        raise seen
    return seen


def read_back(
    failure: Failure,
    read: Callable[[], Read],
    has_moved: Callable[[Read], bool],
    *,
    session: Session,
    doubt: Mapping[str, Any],
) -> Read:
    """Return what reads show after a write whose answer was lost, as soon as it has moved.

    Otherwise returns the last read of the time by which reads may lag behind. Raises the failure of the write when
    nothing can be read; `doubt` are the results that only this run can report then.
    """
    clock = session.clock
    until = session.deadline.after(clock.now(), CONFIRMATION_TIME)

    def attempt() -> Read:
        try:
            return read()
        except Failure:
            raise failure.in_doubt(**doubt) from None

    return read_until(attempt, has_moved, clock=clock, until=until)


# -- a resource that is busy -------------------------------------------------------------------------------------


def repeat_while_busy(attempt: Callable[[], Done], look: Callable[[Conflict], bool], session: Session) -> Done:
    """Return what an attempt returns, repeated while the service reports that the resource is busy.

    `look` reads the resource after each such report. It raises Failure where repeating is of no use, and returns
    whether it has waited until the resource was ready: how long a resource is busy is not limited by how long a request
    is repeated. Raises what the attempt raises when the time is over.
    """
    clock = session.clock
    pause, until = FIRST_PAUSE, session.deadline.after(clock.now(), TOTAL_TIME)
    while True:
        try:
            return attempt()
        except Conflict as conflict:
            is_busy = conflict.status == CONFLICT and conflict.code in PASSING_CONFLICTS
            # After an attempt without an answer, this task itself may have changed the resource.
            if not is_busy or conflict.may_be_applied or clock.now() + pause > until:
                raise
            has_waited = look(conflict)
        if has_waited:
            pause, until = FIRST_PAUSE, session.deadline.after(clock.now(), TOTAL_TIME)
            continue
        clock.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


# -- accepted, and not seen yet ----------------------------------------------------------------------------------


class Stage(enum.Enum):
    """How far a change has come by one read."""

    DONE = "done"
    UNDER_WAY = "under way"
    """The resource is in a state that ends by itself."""
    UNCHANGED = "unchanged"
    """The resource has settled, and shows nothing of the change."""


class Confirmation(Generic[Read]):
    """Called with each read after a write, returns whether the change is done.

    `judge` raises ResourceFailed for a state from which the change never comes. Once the resource has been unchanged
    for `window` seconds in a row, or nearly so long where the time of the task `ends`, `give_up` is called with the
    last read and these seconds: it raises NotApplied, or returns for a change that leaves no trace.
    """

    def __init__(
        self,
        judge: Callable[[Read], Stage],
        give_up: Callable[[Read, float], None],
        clock: Clock,
        *,
        window: float = CONFIRMATION_TIME,
        ends: Optional[float] = None,
    ) -> None:
        self._judge = judge
        self._give_up = give_up
        self._clock = clock
        self._window = window
        self._ends = ends
        self._unchanged_since: Optional[float] = None

    def __call__(self, seen: Read) -> bool:
        stage = self._judge(seen)
        if stage is not Stage.UNCHANGED:
            self._unchanged_since = None
            return stage is Stage.DONE
        now = self._clock.now()
        if self._unchanged_since is None:
            self._unchanged_since = now
        is_end = self._ends is not None and now >= self._ends
        seconds = now - self._unchanged_since
        if seconds < (min(self._window, ENOUGH_AT_THE_END) if is_end else self._window):
            return False
        self._give_up(seen, seconds)
        return True


# Work requests are read with the client of the service itself, or with that of all core services.
CLIENTS: Mapping[str, str] = {"work_requests": "WorkRequestClient", "object_storage": "ObjectStorageClient"}

# Core services return SUCCEEDED, Object Storage COMPLETED (oci-facts.md trap 18).
DONE = ("SUCCEEDED", "COMPLETED")
FAILED = ("FAILED", "CANCELING", "CANCELED")

# The last lines of a log are those about the failure.
LINES = 5


def wait_for_work(
    session: Session, service: str, work_request_id: str, *, what: str, resource: str, patience: Patience
) -> bool:
    """Waits until the work is done; `False` when the work request may not be read, so that nothing is known.

    `service` is one of CLIENTS, `what` completes "waited for". Raises WorkFailed with the service's own errors, or
    TimedOut.
    """
    client = session.client(service, CLIENTS[service])

    def read() -> Any:
        with session.doing(
            f"follow the work request {work_request_id}",
            service=service,
            operation="GetWorkRequest",
            resource=work_request_id,
        ):
            return client.get_work_request(work_request_id).data

    def has_ended(work: Any) -> bool:
        if work.status in FAILED:
            reported = _reported(session, client, service, work_request_id)
            raise WorkFailed(
                f"The work request {work_request_id}, {what}, {_ended(work.status)}: "
                f"{reported or 'the service reports no reason'}.",
                resource=resource,
                service_message=reported or None,
            )
        return work.status in DONE

    try:
        wait_until(
            has_ended,
            read,
            describe=lambda work: f"{work.status}, {work.percent_complete or 0:g} % done",
            what=f"the work request {work_request_id}, {what}",
            resource=resource,
            patience=patience,
            clock=session.clock,
        )
    except NotFoundOrDenied:
        return False
    return True


def _ended(status: str) -> str:
    return "failed" if status == "FAILED" else f"was cancelled ({status})"


def _reported(session: Session, client: Any, service: str, work_request_id: str) -> str:
    """What the service reports about a failure: its errors, else the end of its log, else nothing."""
    lines = _read(session, client, service, work_request_id, "errors") or _read(
        session, client, service, work_request_id, "logs"
    )
    return "; ".join(lines or ())


def _read(session: Session, client: Any, service: str, work_request_id: str, which: str) -> Optional[list[str]]:
    operations = {"errors": "ListWorkRequestErrors", "logs": "ListWorkRequestLogs"}
    list_call = getattr(client, f"list_work_request_{which}")
    try:
        with session.doing(
            f"read the {which} of the work request {work_request_id}",
            service=service,
            operation=operations[which],
            resource=work_request_id,
        ):
            found = list(pages.items(list_call, work_request_id))
    except Failure:
        return None
    return [_line(each) for each in found][-LINES:]


def _line(entry: Any) -> str:
    """An error or a line of the log, without the full stop."""
    code = getattr(entry, "code", None)
    return " ".join(f"{code + ': ' if code else ''}{entry.message}".split()).rstrip(".")
