# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Makes, changes and retires a key, step by step, and waits for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional

from .._core.errors import Failure
from .._core.following import GONE, PASSING, Follower, ReadingWhatWasMade, Step
from .._core.known import known
from .._core.making import Making
from .._core.progress import Progress
from .._core.session import Session
from .._core.waiting import Patience
from . import deletion
from .key import Keys, MasterKey
from .key_plan import DISABLED, ENABLED, PENDING, Plan, unchangeable
from .names import GOING


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
