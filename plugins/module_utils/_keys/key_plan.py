# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides what is to be done to a key that is there, and what it will be like then. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core.errors import CannotDo
from .._core.following import PASSING
from . import reactivation
from .key import MasterKey
from .key_request import Asked
from .names import GOING

ENABLED, DISABLED, PENDING = "ENABLED", "DISABLED", "PENDING_DELETION"
WANTED_STATES: Mapping[str, str] = {"present": ENABLED, "disabled": DISABLED, "absent": PENDING}


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
        raise reactivation.refused(named, key.lifecycle_state, reactivation.CANCEL, resource=key.id)
    if towards(key.lifecycle_state) == DISABLED and planned.state == ENABLED:
        raise reactivation.refused(named, key.lifecycle_state, reactivation.ENABLE, resource=key.id)


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
        f"The key {key.display_name} ({key.id}) is {key.lifecycle_state}, and name and tags can be changed only while "
        "it is ENABLED: leave them out, or enable it with state=present first.",
        resource=key.id,
    )


def towards(state: str) -> str:
    """The state that a key of this state is in, or comes to by itself."""
    return {"CREATING": ENABLED, "ENABLING": ENABLED, "DISABLING": DISABLED}.get(state, state)


def is_undecided(key: MasterKey) -> bool:
    """Whether nobody can tell yet in which state what is under way with the key will end."""
    state = key.lifecycle_state
    return state in PASSING and state not in GOING and towards(state) == state
