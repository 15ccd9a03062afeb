# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides when a change of key is done: the resource has settled and shows the requested key."""

from __future__ import annotations

from typing import Optional

from .._core.deadline import Clock
from .._core.errors import NotApplied, ResourceFailed, TimedOut
from .._resources.assignment import Assignment, Change, Kind, key_words
from .._resources.resource_type import ResourceType
from .plan import is_under

# So much of it is enough where the time of the task ends: a few seconds more or less prove nothing else.
ENOUGH_AT_THE_END = 50.0


def reject_failed(seen: Assignment, facts: ResourceType) -> None:
    """Raises ResourceFailed when no change can be made, or finished, any more."""
    if seen.lifecycle_state in facts.failed_states:
        why = f": {seen.state_details.rstrip('.')}" if seen.state_details else ""
        remedy = facts.remedies.get(seen.lifecycle_state)
        raise ResourceFailed(
            f"The {facts.label} {seen.resource_id} is {seen.lifecycle_state}{why}; in that state its key cannot be "
            f"changed{'' if remedy else ', and no waiting ends it'}",
            advice=(remedy,) if remedy else (),
            resource=seen.resource_id,
        )


def has_settled(seen: Assignment, facts: ResourceType) -> bool:
    """Whether no change is under way. Raises ResourceFailed."""
    reject_failed(seen, facts)
    return seen.lifecycle_state is None or seen.lifecycle_state in facts.settled_states


class Confirmation:
    """Called with each read after a write, says whether the change is done.

    Raises ResourceFailed at once, and NotApplied when the resource keeps settled with the old key for C(window)
    seconds, or nearly so long when the task C(ends). With C(is_accepted) false the service has not even accepted the
    change for sure.
    """

    def __init__(
        self,
        before: Assignment,
        change: Change,
        facts: ResourceType,
        clock: Clock,
        *,
        window: float,
        ends: Optional[float] = None,
        is_accepted: bool = True,
    ) -> None:
        self._is_accepted = is_accepted
        self._before = before
        self._change = change
        self._facts = facts
        self._clock = clock
        self._window = window
        self._ends = ends
        self._unchanged_since: Optional[float] = None
        self._has_moved = False

    def __call__(self, seen: Assignment) -> bool:
        if not has_settled(seen, self._facts):
            self._unchanged_since, self._has_moved = None, True
            return False
        if self._is_applied(seen):
            return True
        now = self._clock.now()
        if self._unchanged_since is None:
            self._unchanged_since = now
        is_end = self._ends is not None and now >= self._ends
        seconds = now - self._unchanged_since
        if seconds < (min(self._window, ENOUGH_AT_THE_END) if is_end else self._window):
            return False
        if self._change.kind is Kind.REWRAP and seen.kms_key_id == self._change.kms_key_id:
            # A re-wrap leaves no trace that is sure to be readable; by now the resource is certainly not stale.
            if self._is_accepted:
                return True
            raise TimedOut(
                f"No read shows whether the data key of the {self._facts.label} {seen.resource_id} was wrapped again",
                resource=seen.resource_id,
            )
        state = f" in {seen.lifecycle_state}" if seen.lifecycle_state else ""
        raise NotApplied(
            f"After {seconds:.0f} s{state}, the {self._facts.label} {seen.resource_id} still shows "
            f"{key_words(seen.kms_key_id, seen.provider_key)} instead of {self._change.key_words}",
            advice=(self._facts.when_not_applied,) if self._facts.when_not_applied else (),
            resource=seen.resource_id,
        )

    def _is_applied(self, seen: Assignment) -> bool:
        if not is_under(seen, self._change):
            return False
        return self._change.kind is not Kind.REWRAP or self._has_moved or seen.etag != self._before.etag
