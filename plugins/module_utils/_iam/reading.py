# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads a resource by its name while lists and reads may disagree about recent writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Optional, TypeVar

from .._core.deadline import Clock
from .._core.errors import NotFoundOrDenied

# How often something is read that is listed, and the seconds between: what is new may be listed before it can be read.
READS, PAUSE = 4, 2.0

Thing = TypeVar("Thing")


def read_named(
    name: str, listed: Callable[[], Iterable[Any]], read: Callable[[str], Thing], clock: Clock
) -> Optional[Thing]:
    """The resource of that name, in any case, as a read shows it; `None` when it is not listed. Raises Failure."""
    for left in reversed(range(READS)):
        found = [each for each in listed() if each.name.casefold() == name.casefold()]
        if not found:
            return None
        try:
            return read(str(found[0].id))
        except NotFoundOrDenied:
            # It may have been deleted since it was listed.
            if not left:
                raise
        clock.sleep(PAUSE)
    return None
