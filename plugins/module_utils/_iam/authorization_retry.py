# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Retries a denied write while its policies may be new, and reports which statements are missing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Optional, TypeVar

from .._core.errors import Failure, NotFoundOrDenied, Policies
from .._core.options import POLICY_TIMEOUT
from .._core.session import Session
from .._core.task import Once
from .._core.waiting import FIRST_PAUSE, Patience
from .language import GROUP

# Seconds after which the policies are looked up. They typically work within 10 seconds (oci-facts.md section 9), and
# until then the service answers as without them.
DENIAL_TIME = float(POLICY_TIMEOUT)

# Seconds after which a denial is final although policies hold all that is required: for so long Oracle's Go SDK
# retries after a change of policies (oci-facts.md section 3).
LONGEST_DENIAL_TIME = 240.0

LONGEST_PAUSE = 8.0

Denials = tuple[type[Failure], ...]

Written = TypeVar("Written")

MISSING = "missing"

HELD = "held"

UNKNOWN = "unknown"


class Denied:
    """The denials of one task: since when they occur, and what policies show about them.

    Policies are as old for one resource as for the next, so that no write waits for what another one has waited for in
    vain.
    """

    def __init__(self) -> None:
        self._since: Optional[float] = None
        self._evidence: Once[tuple[str, ...], Evidence] = Once()

    def evidence(self, session: Session, statements: Sequence[str], stand_in: Optional[str]) -> Evidence:
        """What policies show about the statements, looked up once for all writes that require the same."""
        return self._evidence.value(tuple(statements), lambda: Evidence(session, statements, stand_in))

    def since(self, now: float) -> float:
        """When the first denial occurred, this one included."""
        # Threads that are denied at the same time are denied since about the same time: any of them will do.
        since = self._since
        if since is None:
            since = self._since = now
        return since

    def end(self) -> None:
        """Records that a write was permitted, so that policies are in effect."""
        self._since = None


def permitted(
    write: Callable[[], Written],
    *,
    session: Session,
    statements: Sequence[str],
    patience: Optional[Patience],
    denials: Denials = (NotFoundOrDenied,),
    denied: Optional[Denied] = None,
    stand_in: Optional[str] = None,
) -> Written:
    """The result of a write, which is retried while it is denied and may still be permitted. Never without `patience`.

    Raises what `write` raises. A final denial reports for how long it was retried, and those of the
    `statements` only that are missing. `denied` is what the task knows of denials of its other writes, and `stand_in`
    the service that policies may allow in place of an unnamed dynamic group.
    """
    clock, denied = session.clock, denied or Denied()
    began, pause = clock.now(), FIRST_PAUSE
    while True:
        try:
            written = write()
        except denials as denial:
            evidence = denied.evidence(session, statements, stand_in)
            waited = clock.now() - denied.since(began)
            time = 0.0 if patience is None or denial.may_be_applied else _time(waited, denial, evidence, patience)
            if waited >= time or not session.deadline.allows(clock.now(), 0.0):
                evidence.narrow(denial)
                if not denial.advice:
                    denial.advise("Check the policies.")
                _explain_time(denial, clock.now() - began, evidence, patience)
                raise
        else:
            denied.end()
            return written
        clock.sleep(min(pause, time - waited))
        pause = min(pause * 2, LONGEST_PAUSE)


@contextmanager
def explained(session: Session, statements: Sequence[str], denials: Denials = (NotFoundOrDenied,)) -> Iterator[None]:
    """Narrows the statements of a denial in its body. It reads policies only then."""
    try:
        yield
    except denials as denial:
        Evidence(session, statements).narrow(denial)
        raise


def foreseen(session: Session, statements: Sequence[str], *, operation: str) -> tuple[str, ...]:
    """The statements that policies certainly lack, looked up before a write; none if policies cannot be read."""
    policies, unmet = Evidence(session, statements).look_up(region=session.region, operation=operation)
    return unmet if policies.verdict == MISSING else ()


def _time(waited: float, denial: Failure, evidence: Evidence, patience: Patience) -> float:
    """For how many seconds, since the first denial, a write is to be repeated.

    The policies are looked up after the time in which new ones usually begin to work: then it costs nothing where they
    do, and they have come to be seen in this region.
    """
    usual = min(DENIAL_TIME, patience.policy_timeout, patience.timeout)
    if waited < usual or usual == patience.timeout:
        return usual
    verdict = evidence.verdict(denial)
    if verdict == MISSING:
        return usual
    longest = LONGEST_DENIAL_TIME if verdict == HELD else 0.0
    return min(max(longest, patience.policy_timeout), patience.timeout)


def _explain_time(denial: Failure, waited: float, evidence: Evidence, patience: Optional[Patience]) -> None:
    if patience is None or not waited:
        return
    limit = ""
    if waited >= patience.timeout:
        limit = " (wait_timeout)"
    elif evidence.verdict(denial) == UNKNOWN:
        limit = " (policy_timeout)"
    denial.explain(f"Retried for {round(waited)} s{limit}.")


class Evidence:
    """Looks up statements in the policies that can be read, once and only after a denial."""

    def __init__(self, session: Session, statements: Sequence[str], stand_in: Optional[str] = None) -> None:
        self._session = session
        self._stand_in = stand_in
        self._statements = tuple(session.addressed(each) for each in statements)
        # Threads that are denied at the same time wait for the first of them to read the policies.
        self._lock = threading.Lock()
        self._found: Optional[tuple[Policies, tuple[str, ...]]] = None

    def verdict(self, denial: Failure) -> str:
        """What explains a denial; nothing is looked up for one that is not about these statements."""
        with self._lock:
            if self._found is None and self._statements and denial.missing_statements == self._statements:
                self._found = self.look_up(region=denial.region, operation=denial.operation)
        return UNKNOWN if self._found is None else self._found[0].verdict

    def narrow(self, denial: Failure) -> None:
        """Leaves only those statements in a denial that are missing or may be."""
        self.verdict(denial)
        if self._found is not None:
            denial.policies, denial.missing_statements = self._found

    def look_up(self, *, region: Optional[str], operation: Optional[str]) -> tuple[Policies, tuple[str, ...]]:
        """What the policies show about an operation, and the statements that are missing or may be."""
        # Imported here, since it takes a twentieth of a task's time and is required only when a task fails.
        from .policy_lookup import look_up
        from .verdicts import Circumstances

        try:
            stated = look_up(
                self._session,
                self._statements,
                caller=f"group {GROUP}",
                stand_in=self._stand_in,
                circumstances=Circumstances(region=region, operation=operation),
            )
        except Exception:
            # The denial is reported even if it cannot be explained.
            return Policies(UNKNOWN), self._statements
        if stated.missing:
            return Policies(MISSING, denying=tuple(stated.denying)), tuple(stated.missing)
        if stated.uncertain:
            return Policies(UNKNOWN, undecided=tuple(stated.undecided)), tuple(stated.uncertain)
        return Policies(HELD), ()
