# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads back what has become of a write whose answer was lost or unreadable: it may have been carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .create_once import LONGEST_LAG, PAUSE
from .errors import Failure
from .session import Session

Seen = TypeVar("Seen")


def read_back(
    failure: Failure,
    read: Callable[[], Seen],
    has_moved: Callable[[Seen], bool],
    *,
    session: Session,
    doubt: Mapping[str, Any],
) -> Seen:
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
