# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What is done about denials: a write is repeated while its policies may be new, and what is missing is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Optional, TypeVar

from .._core.errors import Failure, NotFoundOrDenied
from .._core.options import POLICY_TIMEOUT
from .._core.session import Session
from .._core.waiting import FIRST_PAUSE, Patience
from .evidence import HELD, MISSING, UNKNOWN, Evidence

# Seconds after which the policies are looked up. They typically work within 10 seconds (oci-facts.md section 9), and
# until then the service says the same as without them.
DENIAL_TIME = float(POLICY_TIMEOUT)

# Seconds after which a write is denied for good although policies hold all it takes: for so long Oracle's Go SDK goes
# on after a change of policies (oci-facts.md section 3).
LONGEST_DENIAL_TIME = 240.0
LONGEST_PAUSE = 8.0

Denials = tuple[type[Failure], ...]
Written = TypeVar("Written")


class Denied:
    """What one task knows of denials: since when it meets them, and what policies tell about them.

    Policies are as old for one resource as for the next, so that no write waits for what another one has waited for in
    vain.
    """

    def __init__(self) -> None:
        self._since: Optional[float] = None
        self._evidence: dict[tuple[str, ...], Evidence] = {}

    def evidence(self, session: Session, statements: Sequence[str]) -> Evidence:
        """What policies tell about the statements, looked up once for all writes that take the same."""
        return self._evidence.setdefault(tuple(statements), Evidence(session, statements))

    def since(self, now: float) -> float:
        """When the first of the denials was, this one included."""
        if self._since is None:
            self._since = now
        return self._since

    def end(self) -> None:
        """A write was permitted, so that policies work."""
        self._since = None


def permitted(
    write: Callable[[], Written],
    *,
    session: Session,
    statements: Sequence[str],
    patience: Optional[Patience],
    denials: Denials = (NotFoundOrDenied,),
    denied: Optional[Denied] = None,
) -> Written:
    """What a write returns; while it is denied, and may still be permitted, it is repeated. Never without C(patience).

    Raises what C(write) raises. A denial that stays says for how long it was tried, and names those of the
    C(statements) only that are missing. C(denied) is what the task knows of denials of its other writes.
    """
    clock, denied = session.clock, denied or Denied()
    evidence = denied.evidence(session, statements)
    began, pause = clock.now(), FIRST_PAUSE
    while True:
        try:
            written = write()
        except denials as denial:
            waited = clock.now() - denied.since(began)
            time = 0.0 if patience is None or denial.may_be_applied else _time(waited, denial, evidence, patience)
            if waited >= time or not session.deadline.allows(clock.now(), 0.0):
                evidence.narrow(denial)
                _tell_time(denial, clock.now() - began, evidence, patience)
                raise
        else:
            denied.end()
            return written
        clock.sleep(min(pause, time - waited))
        pause = min(pause * 2, LONGEST_PAUSE)


@contextmanager
def explained(session: Session, statements: Sequence[str], denials: Denials = (NotFoundOrDenied,)) -> Iterator[None]:
    """Narrows the statements in the message of a denial of what is done in its body. It reads, and only then."""
    try:
        yield
    except denials as denial:
        Evidence(session, statements).narrow(denial)
        raise


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


def _tell_time(denial: Failure, waited: float, evidence: Evidence, patience: Optional[Patience]) -> None:
    if patience is None or not waited:
        return
    longer = ""
    if waited >= patience.timeout:
        longer = ", when wait_timeout ended"
    elif evidence.verdict(denial) == UNKNOWN:
        longer = " (see policy_timeout)"
    denial.advise(f"Retried for {round(waited)} s{longer}.")
