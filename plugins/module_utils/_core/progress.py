# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What a task has changed so far, so that a failure which comes after that can tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Optional, TypeVar

from .errors import Failure, NotApplied

Seen = TypeVar("Seen")


class Progress(Generic[Seen]):
    """The changes of one vault or key that the service has accepted, and how it was seen last."""

    def __init__(self) -> None:
        self.seen: Optional[Seen] = None
        self.changes = 0
        """How many changes the service has accepted."""

    def note(self, seen: Seen) -> Seen:
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
    def told_by_failures(self, describe: Callable[[Seen], dict[str, Any]]) -> Iterator[None]:
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
