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

from .._core.create_once import LONGEST_LAG, PAUSE, Making
from .._core.errors import CannotDo, Conflict, Failure, NotFoundOrDenied
from .._core.following import GONE, PASSING, Follower, Progress, ReadingWhatWasMade, Step
from .._core.known import known
from .._core.session import Session
from .._core.waiting import Patience
from . import deletion
from .key import Keys, MasterKey
from .key_request import Asked
from .names import GOING

ENABLED, DISABLED, PENDING = "ENABLED", "DISABLED", "PENDING_DELETION"

WANTED_STATES: Mapping[str, str] = {"present": ENABLED, "disabled": DISABLED, "absent": PENDING}

CANCEL, ENABLE = "cancel its deletion", "enable it"


class KeyChanges:
    """Changes to the keys of one vault. Without `patience` it looks once after a change, and does one only.

    `check_unused` raises Failure when a key must not be disabled. It is not called for a key that this run has brought
    back, since what is assigned that key could not be used before either.
    """

    def __init__(
        self,
        session: Session,
        keys: Keys,
        patience: Optional[Patience],
        progress: Progress[MasterKey],
        check_unused: Callable[[MasterKey], None],
    ) -> None:
        self._session = session
        self._keys = keys
        self._patience = patience
        self._progress = progress
        self._check_unused = check_unused
        self._is_brought_back = False

    def make(
        self,
        planned: MasterKey,
        tags: Mapping[str, Any],
        ended: Iterable[str],
        look: Callable[[], Optional[MasterKey]],
    ) -> tuple[MasterKey, bool]:
        """A key like the planned one, and whether that was made; if not, C(look) has found it there already.

        C(ended) are the OCIDs of those that had its name.
        """
        making = Making(self._session, self._keys.get, self._progress, self._patience)
        made = making.once(
            lambda token: self._keys.create(planned, tags, token),
            look,
            operation="CreateKey",
            identity={"vault_id": planned.vault_id, "display_name": planned.display_name},
            ended=ended,
        )
        if isinstance(made, MasterKey):
            return made, False
        seen = known(self._progress.seen)
        if self._patience is None:
            return seen, True
        read = ReadingWhatWasMade(lambda: self._keys.get(seen.id), seen, self._session.clock)
        follower = Follower("key", seen.id, read, self._patience, self._session, self._progress)
        return follower.see_through(
            made.accepted, lambda seen: seen.lifecycle_state == ENABLED, f"make the key {seen.id}"
        ), True

    def retire(self, key: MasterKey, days: int) -> MasterKey:
        """The key once it is scheduled for deletion in so many days."""
        key = self.settle(key)
        when = deletion.asked_time(days, self._session.clock.wall())
        return self._follower(key.id).make(
            Step(
                f"schedule the deletion of the key {key.id}",
                lambda: self._keys.schedule_deletion(key, when),
                lambda seen: seen.lifecycle_state in (PENDING, *GONE),
                (),
            )
        )

    def carry_out(self, key: MasterKey, plan: Plan) -> MasterKey:
        """The key after everything was done that is to be done, or can be without waiting."""
        key = self.settle(key)
        for act in (self._bring_back, self._enable, self._update, self._rotate, self._disable):
            now = act(key, plan)
            if self._patience is None and now is not key and now.lifecycle_state in PASSING:
                # What comes next can only be done when this has settled.
                return now
            key = now
        return key

    def settle(self, key: MasterKey) -> MasterKey:
        """The key once what is under way has ended."""
        if key.lifecycle_state not in PASSING or self._patience is None:
            return key
        aim = f"use the key {key.id}"
        return self._follower(key.id).settled(lambda seen: seen.lifecycle_state not in PASSING, aim, GONE)

    def _bring_back(self, key: MasterKey, plan: Plan) -> MasterKey:
        if key.lifecycle_state not in GOING:
            return key
        step: Step[MasterKey] = Step(
            f"cancel the deletion of the key {key.id}",
            lambda: self._keys.cancel_deletion(key),
            lambda seen: seen.lifecycle_state in (ENABLED, DISABLED),
            GONE,
        )
        accepted = self._progress.changes
        now = self._follower(key.id).make(step)
        # Without an accepted request it was not out of use, or someone else has brought it back to use it.
        self._is_brought_back = self._progress.changes > accepted
        return now

    def _enable(self, key: MasterKey, plan: Plan) -> MasterKey:
        if key.lifecycle_state != DISABLED or plan.state != ENABLED:
            return key
        return self._follower(key.id).make(
            Step(
                f"enable the key {key.id}",
                lambda: self._keys.enable(key),
                lambda seen: seen.lifecycle_state == ENABLED,
            )
        )

    def _update(self, key: MasterKey, plan: Plan) -> MasterKey:
        if not plan.updates:
            return key
        if key.lifecycle_state == DISABLED:
            raise unchangeable(key)
        return self._follower(key.id).make(
            Step(
                f"update the key {key.id}",
                lambda: self._keys.update(key, plan.changes, plan.interval),
                lambda seen: seen.lifecycle_state not in PASSING and plan.is_done(seen),
            )
        )

    def _rotate(self, key: MasterKey, plan: Plan) -> MasterKey:
        if not plan.rotates:
            return key
        former = key.current_key_version
        return self._follower(key.id).make(
            Step(
                f"make a new version of the key {key.id}",
                lambda: self._keys.create_version(key),
                lambda seen: seen.lifecycle_state == ENABLED and seen.current_key_version != former,
                left_a_trace=lambda: self._has_newer_version(key),
            )
        )

    def _has_newer_version(self, key: MasterKey) -> bool:
        """Whether there is a version besides the one that is current, or nobody can tell."""
        try:
            versions = self._keys.versions(key)
        except Failure:
            return True
        return not versions or versions[0].id != key.current_key_version

    def _disable(self, key: MasterKey, plan: Plan) -> MasterKey:
        if plan.state != DISABLED or key.lifecycle_state != ENABLED:
            return key
        if not self._is_brought_back:
            self._check_unused(key)
        return self._follower(key.id).make(
            Step(
                f"disable the key {key.id}",
                lambda: self._keys.disable(key),
                lambda seen: seen.lifecycle_state == DISABLED,
            )
        )

    def _follower(self, key_id: str) -> Follower[MasterKey]:
        return Follower("key", key_id, lambda: self._keys.get(key_id), self._patience, self._session, self._progress)


@dataclass(frozen=True)
class Plan:
    """What is to be done to a key that is there."""

    brings_back: bool
    changes: Mapping[str, Any]
    interval: Optional[int]
    rotates: bool
    state: str

    def disables(self, key: MasterKey) -> bool:
        """Whether what is under the key cannot be used any more afterwards, and can be now."""
        return self.state == DISABLED and not self.brings_back and towards(key.lifecycle_state) != DISABLED

    @property
    def updates(self) -> bool:
        """Whether name, tags or schedule are to be written."""
        return bool(self.changes) or self.interval is not None

    def is_idle(self, key: MasterKey) -> bool:
        """Whether there is nothing to do."""
        return not (self.brings_back or self.updates or self.rotates) and towards(key.lifecycle_state) == self.state

    def is_done(self, key: MasterKey) -> bool:
        """Whether name, tags and schedule of the key are as they are to be."""
        is_scheduled = self.interval is None or key.rotation_interval_days == self.interval
        return is_scheduled and all(getattr(key, name) == value for name, value in self.changes.items())


def plan(key: MasterKey, asked: Asked, *, is_due: bool) -> Plan:
    """What a task comes to; C(is_due) says that the current version is older than asked. Raises CannotDo."""
    changes = asked.tags.changes(key.freeform_tags, key.defined_tags)
    if asked.display_name not in (None, key.display_name):
        changes["display_name"] = asked.display_name
    is_present = asked.state == "present"
    interval = asked.rotation_interval_days if is_present else None
    planned = Plan(
        brings_back=key.lifecycle_state in GOING,
        changes=changes,
        interval=None if interval == key.rotation_interval_days else interval,
        rotates=is_present and is_due,
        state=WANTED_STATES[asked.state],
    )
    if not asked.reactivate:
        _check_stays_in_use(key, planned)
    if planned.updates and towards(key.lifecycle_state) == planned.state == DISABLED:
        raise unchangeable(key)
    return planned


def _check_stays_in_use(key: MasterKey, planned: Plan) -> None:
    """Raises CannotDo when the plan takes a key back into use."""
    named = f"The key {key.display_name} ({key.id})"
    if planned.brings_back:
        raise refused(named, key.lifecycle_state, CANCEL, resource=key.id)
    if towards(key.lifecycle_state) == DISABLED and planned.state == ENABLED:
        raise refused(named, key.lifecycle_state, ENABLE, resource=key.id)


def predict(key: MasterKey, planned: Plan) -> MasterKey:
    """The key as it will be."""
    return replace(
        key,
        lifecycle_state=planned.state,
        time_of_deletion=None,
        rotation_interval_days=key.rotation_interval_days if planned.interval is None else planned.interval,
        current_key_version=None if planned.rotates else key.current_key_version,
        **planned.changes,
    )


def unchangeable(key: MasterKey) -> CannotDo:
    """What to say when a disabled key is to be changed and stay disabled."""
    return CannotDo(
        f"The key {key.display_name} ({key.id}) is {key.lifecycle_state}, and name and tags can be "
        "changed only while it is ENABLED",
        advice=("Omit them, or enable the key with state=present first.",),
        resource=key.id,
    )


def towards(state: str) -> str:
    """The state that a key of this state is in, or comes to by itself."""
    return {"CREATING": ENABLED, "ENABLING": ENABLED, "DISABLING": DISABLED}.get(state, state)


def is_undecided(key: MasterKey) -> bool:
    """Whether nobody can tell yet in which state what is under way with the key will end."""
    state = key.lifecycle_state
    return state in PASSING and state not in GOING and towards(state) == state


def agreed(session: Session, keys: Keys, key: MasterKey) -> MasterKey:
    """The key as two witnesses show it, where the one read shows that it is out of use.

    Without permission to list the keys there is one witness only. Raises Conflict when they go on disagreeing.
    """
    clock = session.clock
    until = session.deadline.after(clock.now(), LONGEST_LAG)
    while True:
        shown = _out_of_use(key.lifecycle_state)
        listed = _listed(keys, key) if shown else None
        if listed is None or _out_of_use(listed) == shown:
            return key
        if clock.now() >= until:
            raise Conflict(
                f"GetKey shows that the key {key.display_name} ({key.id}) is {key.lifecycle_state}, and "
                f"ListKeys that it is {listed}",
                advice=("Run again when they agree.",),
                resource=key.id,
                operation="GetKey",
            )
        clock.sleep(min(PAUSE, until - clock.now()))
        key = keys.get(key.id)


def _listed(keys: Keys, key: MasterKey) -> Optional[str]:
    try:
        return keys.listed_state(key)
    except NotFoundOrDenied:
        return None


def _out_of_use(state: str) -> Optional[str]:
    """In which way a key of this state is out of use, or is about to be; `None` if it is not."""
    if state in GOING:
        return GOING[-1]
    return DISABLED if towards(state) == DISABLED else None


def refused(named: str, state: str, remedy: str, *, resource: str) -> CannotDo:
    """C(named) begins the sentence ("The key …"), C(remedy) is what would take it back into use."""
    return CannotDo(
        f"{named} is {state}, perhaps on purpose, and reactivate is false",
        advice=(f"Specify reactivate=true, or {remedy} yourself first.",),
        resource=resource,
    )
