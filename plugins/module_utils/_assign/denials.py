# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What is done about denials: a write is repeated, since its policy may be new, and what is missing is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Optional, TypeVar

from .._core.clients import Session
from .._core.errors import Failure, NotFoundOrDenied
from .._core.translating import listed
from .._core.waiting import FIRST_PAUSE, Patience
from .grants import GROUP

# Seconds after which a write that is denied is taken to be denied for good. Policies typically work within 10 seconds
# (oci-facts.md section 9), and until then the service says the same as without them.
DENIAL_TIME = 20.0
LONGEST_PAUSE = 4.0

Denials = tuple[type[Failure], ...]
Written = TypeVar("Written")


def permitted(
    write: Callable[[], Written],
    *,
    session: Session,
    statements: Sequence[str],
    patience: Optional[Patience],
    denials: Denials = (NotFoundOrDenied,),
) -> Written:
    """What a write returns; while it is denied it is repeated, unless without C(patience).

    Raises what C(write) raises. A denial that stays names those of the C(statements) only that are missing.
    """
    clock = session.clock
    end, pause = clock.now() + (min(DENIAL_TIME, patience.timeout) if patience else 0.0), FIRST_PAUSE
    with explained(session, statements, denials):
        while True:
            try:
                return write()
            except denials as denial:
                if denial.may_be_applied or clock.now() >= end:
                    raise
            clock.sleep(min(pause, end - clock.now()))
            pause = min(pause * 2, LONGEST_PAUSE)


@contextmanager
def explained(session: Session, statements: Sequence[str], denials: Denials = (NotFoundOrDenied,)) -> Iterator[None]:
    """Narrows the statements in the message of a denial of what is done in its body. It reads, and only then."""
    try:
        yield
    except denials as denial:
        _narrow(denial, session, [session.addressed(each) for each in statements])
        raise


def _narrow(denial: Failure, session: Session, statements: Sequence[str]) -> None:
    named = listed(statements)
    if named not in str(denial):
        return
    # Imported here, since it takes a twentieth of a task's time and is needed when a task fails only.
    from .._iam.stated import look_up

    try:
        stated = look_up(session, statements, caller=f"group {GROUP}")
    except Exception:
        # Whatever stands in the way of explaining it: the denial is what has to be told.
        return
    if not stated.missing:
        told = f"{named}, which those that can be read do"
    elif stated.is_certain:
        told = f"{listed(stated.missing)}, which none of them does"
    else:
        told = listed(stated.missing)
    denial.args = (str(denial).replace(named, told),)
