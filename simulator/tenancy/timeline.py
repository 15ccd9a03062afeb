# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pending events of resources."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .resource import Resource


@dataclass(order=True)
class Event:
    """A pending change: fields to set on one resource, and a function to call afterwards."""

    due: float
    order: int
    resource: Resource = field(compare=False)
    changes: dict[str, Any] = field(compare=False)
    then: Callable[[Resource], None] | None = field(compare=False, default=None)
    removes: bool = field(compare=False, default=False)


class Timeline:
    """Events in the order in which they are due. They are processed when the store is used, not by a thread."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._order = itertools.count()

    def event(
        self,
        due: float,
        resource: Resource,
        changes: dict[str, Any],
        *,
        then: Callable[[Resource], None] | None = None,
        removes: bool = False,
    ) -> Event:
        """An event that is not on the timeline yet."""
        return Event(due, next(self._order), resource, changes, then, removes)

    def add(self, event: Event) -> None:
        """Add an event to the timeline."""
        heapq.heappush(self._events, event)

    def due(self, now: float) -> list[Event]:
        """Remove and return the events that are due, oldest first."""
        happened = []
        while self._events and self._events[0].due <= now:
            happened.append(heapq.heappop(self._events))
        return happened

    def next_due(self) -> float | None:
        """The time of the next event."""
        return self._events[0].due if self._events else None

    def drop(self, resource: Resource) -> None:
        """Drop the pending events of a resource, because another change replaces them."""
        kept = [event for event in self._events if event.resource is not resource]
        if len(kept) != len(self._events):
            self._events = kept
            heapq.heapify(self._events)
