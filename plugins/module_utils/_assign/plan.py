# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides what has to change, from the current and the desired key, and when the change is done.

Nothing here sends a request.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Union

from .._core.errors import NotApplied, ResourceFailed, TimedOut
from .._core.following import Confirmation, Stage
from .._core.waiting import Clock
from .._resources.assignment import Assignment, Change, Desired, Kind, key_words
from .._resources.resource_type import ResourceType


def plan(current: Assignment, desired: Desired) -> Change:
    """The change that leads from one to the other.

    A key is never written again unless that is requested: it has the service renew the volume's data key
    (oci-facts.md trap 4).
    """
    wanted = (desired.kms_key_id, desired.vault_id, desired.provider_key)
    if not is_encrypted_with(current, desired):
        oracle_managed = desired.kms_key_id is None and desired.provider_key is None
        return Change(Kind.UNASSIGN if oracle_managed else Kind.ASSIGN, *wanted)
    if desired.rewrap and desired.kms_key_id is not None:
        return Change(Kind.REWRAP, *wanted)
    return Change(Kind.NOTHING, current.kms_key_id, current.vault_id, current.provider_key)


def is_encrypted_with(current: Assignment, key: Union[Desired, Change]) -> bool:
    """Whether a resource is encrypted with a key, in whatever vault that is."""
    if key.provider_key is not None:
        return current.provider_key is not None and current.provider_key.satisfies(key.provider_key)
    return current.provider_key is None and current.kms_key_id == key.kms_key_id


def predict(current: Assignment, change: Change, facts: ResourceType) -> Assignment:
    """The assignment as it will read once the change is applied and has settled."""
    if change.kind is Kind.NOTHING:
        return current
    return replace(
        current,
        kms_key_id=change.kms_key_id,
        vault_id=change.vault_id,
        provider_key=change.provider_key,
        lifecycle_state=facts.settled_states[0] if facts.settled_states else None,
        etag=None,
    )


def reject_failed(seen: Assignment, facts: ResourceType) -> None:
    """Raises ResourceFailed when no change can be applied, or finished, any more."""
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


def confirmation(
    before: Assignment,
    change: Change,
    facts: ResourceType,
    clock: Clock,
    *,
    ends: Optional[float] = None,
    is_accepted: bool = True,
) -> Confirmation[Assignment]:
    """Return what decides by each read after a write whether the change is done.

    It raises ResourceFailed at once, and NotApplied when the resource stays settled with the previous key for too long.
    With `is_accepted` false, it is not even certain that the service has accepted the change.
    """
    rules = _Rules(before, change, facts, is_accepted=is_accepted)
    return Confirmation(rules.judge, rules.give_up, clock, ends=ends)


class _Rules:
    """When one change of a key is done, and what it means that it is not."""

    def __init__(self, before: Assignment, change: Change, facts: ResourceType, *, is_accepted: bool) -> None:
        self._before = before
        self._change = change
        self._facts = facts
        self._is_accepted = is_accepted
        self._has_moved = False

    def judge(self, seen: Assignment) -> Stage:
        """How far the change has come. Raises ResourceFailed."""
        if not has_settled(seen, self._facts):
            self._has_moved = True
            return Stage.UNDER_WAY
        return Stage.DONE if self._is_applied(seen) else Stage.UNCHANGED

    def give_up(self, seen: Assignment, seconds: float) -> None:
        """Raises NotApplied, or TimedOut for a change that leaves no trace and may not have been accepted."""
        if self._change.kind is Kind.REWRAP and seen.kms_key_id == self._change.kms_key_id:
            # A re-wrap leaves no trace that is sure to be readable, and what was read is certainly not stale.
            if self._is_accepted:
                return
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
        if not is_encrypted_with(seen, self._change):
            return False
        return self._change.kind is not Kind.REWRAP or self._has_moved or seen.etag != self._before.etag
