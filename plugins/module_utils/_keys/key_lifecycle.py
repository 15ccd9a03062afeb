# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates, updates, rotates and retires a key, step by step, and confirms its state before it is taken out of use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core.create_once import LONGEST_LAG
from .._core.errors import CannotDo, Conflict, NotFoundOrDenied
from .._core.following import read_until
from .._core.session import Session
from .._core.waiting import Patience
from . import lifecycle
from .follower import Creation, Follower, Progress, Step
from .key import Key
from .key_writes import Keys
from .lifecycle import (
    CANCELLING_DELETION,
    DISABLED,
    DISABLING,
    ENABLED,
    ENABLING,
    GOING,
    GONE,
    PASSING,
    PENDING_DELETION,
    SCHEDULING_DELETION,
    UPDATING,
    next_state,
)
from .requests import KeyRequest

WANTED_STATES: Mapping[str, str] = {"present": ENABLED, "disabled": DISABLED, "absent": PENDING_DELETION}

CANCEL, ENABLE = "cancel its deletion", "enable it"


class KeyChanges:
    """Changes to the keys of one vault. Without `patience` it reads once after a change, and applies one only.

    `check_unused` raises Failure when a key must not be disabled. It is not called for a key whose deletion this
    run has cancelled, since what is assigned that key could not be used before either.
    """

    def __init__(
        self,
        session: Session,
        keys: Keys,
        patience: Optional[Patience],
        progress: Progress[Key],
        check_unused: Callable[[Key], None],
    ) -> None:
        self._session = session
        self._keys = keys
        self._patience = patience
        self._progress = progress
        self._follower = Follower("key", keys.get, session=session, patience=patience, progress=progress)
        self._check_unused = check_unused
        self._has_cancelled_deletion = False

    def create(
        self,
        planned: Key,
        tags: Mapping[str, Any],
        ended: Iterable[str],
        find_existing: Callable[[], Optional[Key]],
    ) -> tuple[Key, bool]:
        """Return a key like the planned one, and whether it is new; if not, `find_existing` has found it.

        `ended` are the OCIDs of those that had its name.
        """
        identity = {"vault_id": planned.vault_id, "display_name": planned.display_name}
        return Creation(self._follower, operation="CreateKey", identity=identity).once(
            lambda token: self._keys.create(planned, tags, token),
            find_existing,
            ended=ended,
            is_done=lambda seen: seen.lifecycle_state == ENABLED,
            what=f"create the key {planned.display_name}",
        )

    def retire(self, key: Key, days: int) -> Key:
        """The key once it is scheduled for deletion in so many days."""
        key = self.settle(key)
        when = lifecycle.time_to_request(days, self._session.clock.wall())
        return self._follower.apply(
            key.id,
            Step(
                f"schedule the deletion of the key {key.id}",
                lambda: self._keys.schedule_deletion(key, when),
                lambda seen: seen.lifecycle_state in (PENDING_DELETION, *GONE),
                (),
                state=SCHEDULING_DELETION,
            ),
        )

    def carry_out(self, key: Key, plan: Plan) -> Key:
        """The key after everything was done that is to be done, or can be without waiting."""
        key = self.settle(key)
        for act in (self._cancel_deletion, self._enable, self._update, self._rotate, self._disable):
            now = act(key, plan)
            if self._patience is None and now is not key and now.lifecycle_state in PASSING:
                # What comes next can only be done when this has settled.
                return now
            key = now
        return key

    def settle(self, key: Key) -> Key:
        """The key once what is under way has ended."""
        if key.lifecycle_state not in PASSING or self._patience is None:
            return key
        aim = f"use the key {key.id}"
        return self._follower.settled(key.id, lambda seen: seen.lifecycle_state not in PASSING, aim, GONE)

    def _cancel_deletion(self, key: Key, plan: Plan) -> Key:
        if key.lifecycle_state not in GOING:
            return key
        step: Step[Key] = Step(
            f"cancel the deletion of the key {key.id}",
            lambda: self._keys.cancel_deletion(key),
            lambda seen: seen.lifecycle_state in (ENABLED, DISABLED),
            GONE,
            state=CANCELLING_DELETION,
        )
        accepted = self._progress.certain
        now = self._follower.apply(key.id, step)
        # Without an accepted request it was not out of use, or another client has cancelled its deletion to use it.
        self._has_cancelled_deletion = self._progress.certain > accepted
        return now

    def _enable(self, key: Key, plan: Plan) -> Key:
        if key.lifecycle_state != DISABLED or plan.state != ENABLED:
            return key
        return self._follower.apply(
            key.id,
            Step(
                f"enable the key {key.id}",
                lambda: self._keys.enable(key),
                lambda seen: seen.lifecycle_state == ENABLED,
                state=ENABLING,
            ),
        )

    def _update(self, key: Key, plan: Plan) -> Key:
        if not plan.updates:
            return key
        if key.lifecycle_state == DISABLED:
            raise unchangeable(key)
        return self._follower.apply(
            key.id,
            Step(
                f"update the key {key.id}",
                lambda: self._keys.update(key, plan.changes, plan.interval),
                lambda seen: seen.lifecycle_state not in PASSING and plan.is_done(seen),
                state=UPDATING,
            ),
        )

    def _rotate(self, key: Key, plan: Plan) -> Key:
        if not plan.rotates:
            return key
        former = key.current_key_version
        return self._follower.apply(
            key.id,
            Step(
                f"create a new version of the key {key.id}",
                lambda: self._keys.create_version(key),
                lambda seen: seen.lifecycle_state == ENABLED and seen.current_key_version != former,
                left_a_trace=lambda: self._keys.has_newer_version(key),
                state=UPDATING,
            ),
        )

    def _disable(self, key: Key, plan: Plan) -> Key:
        if plan.state != DISABLED or key.lifecycle_state != ENABLED:
            return key
        if not self._has_cancelled_deletion:
            self._check_unused(key)
        return self._follower.apply(
            key.id,
            Step(
                f"disable the key {key.id}",
                lambda: self._keys.disable(key),
                lambda seen: seen.lifecycle_state == DISABLED,
                state=DISABLING,
            ),
        )


@dataclass(frozen=True)
class Plan:
    """What is to be done to a key that is there."""

    cancels_deletion: bool
    changes: Mapping[str, Any]
    interval: Optional[int]
    rotates: bool
    state: str

    def disables(self, key: Key) -> bool:
        """Whether resources encrypted with the key can be used now and not afterwards."""
        return self.state == DISABLED and not self.cancels_deletion and next_state(key.lifecycle_state) != DISABLED

    @property
    def updates(self) -> bool:
        """Whether name, tags or schedule are to be written."""
        return bool(self.changes) or self.interval is not None

    def is_idle(self, key: Key) -> bool:
        """Whether there is nothing to do."""
        return (
            not (self.cancels_deletion or self.updates or self.rotates)
            and next_state(key.lifecycle_state) == self.state
        )

    def is_done(self, key: Key) -> bool:
        """Whether name, tags and schedule of the key are as they are to be."""
        is_scheduled = self.interval is None or key.rotation_interval_days == self.interval
        return is_scheduled and all(getattr(key, name) == value for name, value in self.changes.items())


def plan(key: Key, request: KeyRequest, *, is_due: bool) -> Plan:
    """What a task comes to; `is_due` says that the current version is older than requested. Raises CannotDo."""
    changes = request.tags.changes(key.freeform_tags, key.defined_tags)
    if request.display_name not in (None, key.display_name):
        changes["display_name"] = request.display_name
    is_present = request.state == "present"
    interval = request.rotation_interval_days if is_present else None
    planned = Plan(
        cancels_deletion=key.lifecycle_state in GOING,
        changes=changes,
        interval=None if interval == key.rotation_interval_days else interval,
        rotates=is_present and is_due,
        state=WANTED_STATES[request.state],
    )
    if not request.reactivate:
        _check_stays_in_use(key, planned)
    if planned.updates and next_state(key.lifecycle_state) == planned.state == DISABLED:
        raise unchangeable(key)
    return planned


def _check_stays_in_use(key: Key, planned: Plan) -> None:
    """Raises CannotDo when the plan takes a key back into use."""
    named = f"The key {key.named}"
    if planned.cancels_deletion:
        raise refused(named, key.lifecycle_state, CANCEL, resource=key.id)
    if next_state(key.lifecycle_state) == DISABLED and planned.state == ENABLED:
        raise refused(named, key.lifecycle_state, ENABLE, resource=key.id)


def predict(key: Key, planned: Plan) -> Key:
    """The key as it will be."""
    return replace(
        key,
        lifecycle_state=planned.state,
        time_of_deletion=None,
        rotation_interval_days=key.rotation_interval_days if planned.interval is None else planned.interval,
        current_key_version=None if planned.rotates else key.current_key_version,
        **planned.changes,
    )


def unchangeable(key: Key) -> CannotDo:
    """The failure when a disabled key is to be changed and stay disabled."""
    return CannotDo(
        f"The key {key.named} is {key.lifecycle_state}, and name and tags can be changed only while it is ENABLED",
        advice=("Omit them, or enable the key with state=present first.",),
        resource=key.id,
    )


def is_undecided(key: Key) -> bool:
    """Whether it is not certain in which state what is under way with the key will end."""
    state = key.lifecycle_state
    return state in PASSING and state not in GOING and next_state(state) == state


@dataclass(frozen=True)
class Witnesses:
    """A key as it was read, and the state in which the list shows it, where that is compared."""

    key: Key
    listed: Optional[str]

    @property
    def agree(self) -> bool:
        """Whether both show in the same way that the key is out of use."""
        return self.listed is None or _out_of_use(self.listed) == _out_of_use(self.key.lifecycle_state)


def agreed(session: Session, keys: Keys, key: Key) -> Key:
    """Return the key as two witnesses show it, where the one that was read shows that it is out of use.

    Without permission to list the keys there is one witness only. Raises Conflict when they continue to disagree.
    """
    latest = [key]

    def look() -> Witnesses:
        seen = latest.pop() if latest else keys.get(key.id)
        return Witnesses(seen, _listed(keys, seen) if _out_of_use(seen.lifecycle_state) else None)

    until = session.deadline.after(session.clock.now(), LONGEST_LAG)
    found = read_until(look, lambda each: each.agree, clock=session.clock, until=until)
    if not found.agree:
        raise Conflict(
            f"GetKey shows that the key {key.named} is {found.key.lifecycle_state}, and ListKeys that it is "
            f"{found.listed}",
            advice=("Run again when they agree.",),
            resource=key.id,
            operation="GetKey",
        )
    return found.key


def _listed(keys: Keys, key: Key) -> Optional[str]:
    try:
        return keys.listed_state(key)
    except NotFoundOrDenied:
        return None


def _out_of_use(state: str) -> Optional[str]:
    """In which way a key of this state is out of use, or is about to be; `None` if it is not."""
    if state in GOING:
        return PENDING_DELETION
    return DISABLED if next_state(state) == DISABLED else None


def refused(named: str, state: str, remedy: str, *, resource: str) -> CannotDo:
    """`named` begins the sentence ("The key …"), `remedy` is what would take it back into use."""
    return CannotDo(
        f"{named} is {state}, perhaps on purpose, and reactivate is false",
        advice=(f"Specify reactivate=true, or {remedy} yourself first.",),
        resource=resource,
    )
