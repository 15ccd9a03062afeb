# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from ..._assign.key_names import GOING
from ..._assign.keys import KeyUnusable
from ..._assign.types.volume import VOLUME
from ..._core.clients import Session
from ..._core.errors import BadOption, CannotDo, ResourceFailed
from ..._core.known import known
from ..._core.waiting import Patience, patience
from .. import deletion, finding, options
from ..copies import Copies, Copy
from ..finding import Finder, Place
from ..fitness import SERVICES, misfit, wants_single_version
from ..key_results import describe
from ..keys import NEVER, Keys, MasterKey
from ..replicas import source_region_advice
from ..settling import GONE, LOST, PASSING, Follower, ReadingWhatWasMade, Step
from ..shapes import CURVES, LENGTHS, AskedShape, Shape, asked_shape
from ..tags import AskedTags, asked_tags
from ..users import InUse, Search
from ..vaults import Vault

ARGUMENT_SPEC: Mapping[str, Any] = {
    **finding.place_argument_spec(),
    "algorithm": {"type": "str", "choices": list(LENGTHS), "no_log": False},
    "length": {"type": "int", "no_log": False},
    "curve_id": {"type": "str", "choices": list(CURVES), "no_log": False},
    "protection_mode": {"type": "str", "choices": ["HSM", "SOFTWARE"], "no_log": False},
    "services": {"type": "list", "elements": "str", "choices": list(SERVICES), "default": [], "no_log": False},
    "auto_rotation_interval_days": {"type": "int", "no_log": False},
    "rotate_after_days": {"type": "int", "no_log": False},
    "state": {"type": "str", "choices": ["present", "disabled", "absent"], "default": "present", "no_log": False},
    **options.shared_argument_spec(),
}

DEFAULT_PROTECTION = "HSM"

# https://docs.oracle.com/en-us/iaas/api/#/en/key/release/datatypes/AutoKeyRotationDetails
SHORTEST_INTERVAL, LONGEST_INTERVAL = 60, 365

ENABLED, DISABLED, PENDING = "ENABLED", "DISABLED", "PENDING_DELETION"
WANTED_STATES: Mapping[str, str] = {"present": ENABLED, "disabled": DISABLED, "absent": PENDING}


@dataclass(frozen=True)
class Asked:
    """What a task asks for, read from its options before anything is asked of OCI."""

    key_id: Optional[str]
    display_name: Optional[str]
    place: Place
    compartment_id: Optional[str]
    shape: AskedShape
    protection_mode: Optional[str]
    services: tuple[str, ...]
    rotation_interval_days: Optional[int]
    rotate_after_days: Optional[int]
    tags: AskedTags
    state: str
    deletion_days: int
    ignore_unreadable: bool
    patience: Optional[Patience]
    check_mode: bool


@dataclass(frozen=True)
class Seen:
    """A key together with its copies in other regions."""

    key: MasterKey
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is to be done to a key that is there."""

    brings_back: bool
    changes: Mapping[str, Any]
    interval: Optional[int]
    rotates: bool
    state: str

    @property
    def updates(self) -> bool:
        """Whether name, tags or schedule are to be written."""
        return bool(self.changes) or self.interval is not None

    def is_idle(self, key: MasterKey) -> bool:
        """Whether there is nothing to do."""
        return not (self.brings_back or self.updates or self.rotates) and _towards(key) == self.state


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    asked = _asked(params, check_mode)
    task = KeyTask(login(), asked)
    return task.retire() if asked.state == "absent" else task.provide()


def _asked(params: Mapping[str, Any], check_mode: bool) -> Asked:
    asked = Asked(
        key_id=finding.key_id(params),
        display_name=options.given_text(params, "display_name"),
        place=finding.place(params),
        compartment_id=options.compartment_id(params),
        shape=asked_shape(params["algorithm"], params["length"], params["curve_id"]),
        protection_mode=params["protection_mode"],
        services=tuple(params["services"]),
        rotation_interval_days=params["auto_rotation_interval_days"],
        rotate_after_days=params["rotate_after_days"],
        tags=asked_tags(params),
        state=params["state"],
        deletion_days=params["deletion_days"],
        ignore_unreadable=params["ignore_unreadable"],
        patience=patience(params),
        check_mode=check_mode,
    )
    deletion.check_days(asked.deletion_days)
    _check_identity(asked)
    _check_rotation(asked)
    if asked.shape.algorithm is not None and asked.shape.bits is not None:
        problem = misfit(asked.shape.to_create(), asked.services)
        if problem is not None:
            raise BadOption(f"A key of the shape {asked.shape.words} {problem}.")
    return asked


def _check_identity(asked: Asked) -> None:
    if asked.key_id is None and asked.display_name is None:
        raise BadOption("Say which key: by key_id, or by display_name and its vault.")
    if asked.key_id is None and asked.place.vault_id is None and asked.place.vault_name is None:
        raise BadOption(
            "display_name needs the vault that holds the key, as vault_id or vault_name: names are not unique beyond."
        )


def _check_rotation(asked: Asked) -> None:
    interval, days = asked.rotation_interval_days, asked.rotate_after_days
    if interval not in (None, NEVER) and not SHORTEST_INTERVAL <= int(interval or 0) <= LONGEST_INTERVAL:
        raise BadOption(
            f"auto_rotation_interval_days must be {SHORTEST_INTERVAL} to {LONGEST_INTERVAL} days, or {NEVER} for no "
            f"rotation by schedule, not {interval}."
        )
    if days is not None and days < 1:
        raise BadOption(f"rotate_after_days must be 1 day or more, not {days}.")
    if wants_single_version(asked.services):
        for option, value in (("auto_rotation_interval_days", interval), ("rotate_after_days", days)):
            if value:
                raise BadOption(
                    f"services names block_volume, and Block Volume supports keys with a single version only, so "
                    f"{option} cannot be used: rotate by making a new key and assigning that."
                )


class KeyTask:
    """One run of the module."""

    def __init__(self, session: Session, asked: Asked) -> None:
        self._session = session
        self._asked = asked
        self._finder = Finder(session)
        vault = self._ready(self._finder.vault(asked.place, asked.key_id))
        self._keys: Keys = self._finder.keys(vault)
        self._copies = Copies(session, vault)
        self._warnings: list[str] = self._finder.warnings

    def _ready(self, vault: Vault) -> Vault:
        """The vault once its keys can be managed, which for one that was just made takes some moments."""
        if vault.management_endpoint or self._asked.patience is None or vault.lifecycle_state not in PASSING:
            return vault
        follower = Follower(
            "vault", vault.id, lambda: self._finder.vaults.get(vault.id), self._asked.patience, self._session
        )
        return follower.settled(lambda seen: bool(seen.management_endpoint), f"use the vault {vault.id}")

    # -- state: present, disabled --------------------------------------------------------------------------------

    def provide(self) -> dict[str, Any]:
        """Sees to it that the key is there, as asked for."""
        key = self._find()
        vault = self._keys.vault
        if vault.lifecycle_state in LOST:
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) is {vault.lifecycle_state}, and its keys with it: bring "
                "it back with oci_kms_vault first.",
                resource=vault.id,
            )
        if key is None:
            return self._create()
        self._check(key)
        before = Seen(key, self._copies.of(key.id))
        plan = self._plan(key)
        is_changed = not plan.is_idle(key)
        if is_changed and key.is_primary is False:
            raise source_region_advice(vault, self._session)
        self._check_single_version(key, plan)
        if self._asked.check_mode:
            return self._result(before, self._predicted(key, plan), is_changed, verified=True)
        after = self._carried_out(key, plan)
        return self._finished(before, after, plan.state, is_changed, plan)

    def _find(self) -> Optional[MasterKey]:
        asked = self._asked
        key = self._finder.key(
            self._keys,
            asked.key_id,
            asked.display_name,
            asked.compartment_id,
            to_delete=asked.state == "absent",
        )
        if key is not None and asked.compartment_id not in (None, key.compartment_id):
            self._warnings.append(
                f"The key {key.id} is in the compartment {key.compartment_id} and stays there; compartment_id says "
                "only where a key is looked for first, and made."
            )
        return key

    def _check(self, key: MasterKey) -> None:
        """Raises Failure when the key that is there can never be what is asked for."""
        asked, named = self._asked, f"The key {key.display_name} ({key.id})"
        if key.lifecycle_state in GONE:
            raise ResourceFailed(
                f"{named} is {key.lifecycle_state} and cannot come back: make a new one, by display_name.",
                resource=key.id,
            )
        if asked.shape.differs_from(key.shape):
            raise CannotDo(
                f"{named} is an {key.shape.words} key, and its shape cannot be changed to {asked.shape.words}: use "
                "another name for a new key.",
                resource=key.id,
            )
        if asked.protection_mode not in (None, key.protection_mode):
            raise CannotDo(
                f"{named} has the protection mode {key.protection_mode}, and that cannot be changed to "
                f"{asked.protection_mode}: use another name for a new key.",
                resource=key.id,
            )
        problem = misfit(key.shape, asked.services)
        if problem is None and wants_single_version(asked.services):
            enabled = [each for each in self._keys.versions(key) if each.lifecycle_state == ENABLED]
            problem = misfit(key.shape, asked.services, enabled_versions=len(enabled))
        if problem is not None:
            raise KeyUnusable(f"{named} {problem}.", resource=key.id)
        if wants_single_version(asked.services) and key.rotation_interval_days != NEVER:
            self._warnings.append(
                f"{named} rotates itself; from its next rotation on it has two versions, and Block Volume supports "
                "only one: set auto_rotation_interval_days to 0."
            )

    def _plan(self, key: MasterKey) -> Plan:
        asked = self._asked
        changes = asked.tags.changes(key.freeform_tags, key.defined_tags)
        if asked.display_name not in (None, key.display_name):
            changes["display_name"] = asked.display_name
        is_present = asked.state == "present"
        interval = asked.rotation_interval_days if is_present else None
        plan = Plan(
            brings_back=key.lifecycle_state in GOING,
            changes=changes,
            interval=None if interval == key.rotation_interval_days else interval,
            rotates=is_present and self._is_due(key),
            state=WANTED_STATES[asked.state],
        )
        if plan.updates and _towards(key) == plan.state == DISABLED:
            raise unchangeable(key)
        return plan

    def _is_due(self, key: MasterKey) -> bool:
        """Whether the key's current version, not the key, is older than it is to be."""
        days = self._asked.rotate_after_days
        if days is None or key.current_key_version is None:
            return False
        created = self._keys.current_version(key).time_created.timestamp()
        return self._session.clock.wall() - created > days * 24 * 3600

    def _check_single_version(self, key: MasterKey, plan: Plan) -> None:
        """Raises CannotDo when a key that is to get a second version is one that must not."""
        if not (plan.rotates or plan.interval) or key.shape.algorithm not in VOLUME.key_algorithms:
            return
        usage = Search(self._session, self._copies.regions, lambda found: found == key.id, single_version=True).usage()
        option = "rotate_after_days" if plan.rotates else "auto_rotation_interval_days"
        obstacle = usage.obstacle(
            f"The key {key.display_name} ({key.id})",
            "it gets no second version, since Block Volume supports keys with a single version only",
            f"Leave out {option}, or rotate by making a new key and assigning that",
            ignore_unreadable=self._asked.ignore_unreadable,
        )
        if obstacle is not None:
            obstacle.resource = key.id
            raise obstacle
        self._warnings += usage.warnings()

    def _carried_out(self, key: MasterKey, plan: Plan) -> MasterKey:
        """The key after everything was done that is to be done, or can be without waiting."""
        for act in (self._settle, self._bring_back, self._enable, self._update, self._rotate, self._disable):
            now = act(key, plan)
            if self._asked.patience is None and now is not key and now.lifecycle_state in PASSING:
                # What comes next can only be done when this has settled.
                return now
            key = now
        return key

    def _settle(self, key: MasterKey, plan: Plan) -> MasterKey:
        if key.lifecycle_state not in PASSING or self._asked.patience is None:
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
        return self._follower(key.id).make(step)

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
                lambda seen: seen.lifecycle_state not in PASSING and _has(seen, plan),
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
            )
        )

    def _disable(self, key: MasterKey, plan: Plan) -> MasterKey:
        if plan.state != DISABLED or key.lifecycle_state != ENABLED:
            return key
        return self._follower(key.id).make(
            Step(
                f"disable the key {key.id}",
                lambda: self._keys.disable(key),
                lambda seen: seen.lifecycle_state == DISABLED,
            )
        )

    def _create(self) -> dict[str, Any]:
        asked, vault = self._asked, self._keys.vault
        display_name = known(asked.display_name)
        if asked.state == "disabled":
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) has no key with the name {display_name} to "
                "disable; state=present makes one.",
                resource=vault.id,
            )
        if vault.is_primary is False:
            raise source_region_advice(vault, self._session)
        shape = asked.shape.to_create()
        problem = misfit(shape, asked.services)
        if problem is not None:
            raise BadOption(f"A key of the shape {shape.words} {problem}.")
        made = self._to_make(shape)
        if asked.check_mode:
            return self._result(None, Seen(made, self._copies.predicted(ENABLED)), True, verified=True)
        key, accepted = self._keys.create(
            made.compartment_id,
            made.display_name,
            shape,
            made.protection_mode,
            made.rotation_interval_days,
            asked.tags.changes({}, {}),
        )
        if asked.patience is None:
            return self._result(None, Seen(key, self._copies.of(key.id)), True, verified=False)
        read = ReadingWhatWasMade(lambda: self._keys.get(key.id), key, self._session.clock)
        done = Follower("key", key.id, read, asked.patience, self._session).make(
            Step(f"make the key {key.id}", lambda: accepted, lambda seen: seen.lifecycle_state == ENABLED)
        )
        return self._finished(None, done, ENABLED, True, None)

    def _to_make(self, shape: Shape) -> MasterKey:
        asked, tags = self._asked, self._asked.tags.changes({}, {})
        return MasterKey(
            id="",
            display_name=str(asked.display_name),
            compartment_id=asked.compartment_id or self._keys.vault.compartment_id,
            vault_id=self._keys.vault.id,
            lifecycle_state=ENABLED,
            shape=shape,
            protection_mode=asked.protection_mode or DEFAULT_PROTECTION,
            current_key_version=None,
            rotation_interval_days=asked.rotation_interval_days or NEVER,
            time_created=None,
            time_of_deletion=None,
            freeform_tags=tags.get("freeform_tags", {}),
            defined_tags=tags.get("defined_tags", {}),
            is_primary=True,
        )

    def _predicted(self, key: MasterKey, plan: Plan) -> Seen:
        predicted = replace(
            key,
            lifecycle_state=plan.state,
            time_of_deletion=None,
            rotation_interval_days=key.rotation_interval_days if plan.interval is None else plan.interval,
            current_key_version=None if plan.rotates else key.current_key_version,
            **plan.changes,
        )
        return Seen(predicted, self._copies.predicted(plan.state))

    def _finished(
        self, before: Optional[Seen], key: MasterKey, state: str, changed: bool, plan: Optional[Plan]
    ) -> dict[str, Any]:
        """The result, once the copies of the key have followed as well."""
        is_done = key.lifecycle_state == state and (plan is None or _has(key, plan))
        if self._asked.patience is None or not is_done or self._copies.vault.is_primary is False:
            copies = self._copies.of(key.id)
        else:
            copies = self._copies.wait(key.id, state, self._asked.patience)
        is_verified = is_done and all(each.lifecycle_state == state for each in copies)
        return self._result(before, Seen(key, copies), changed, verified=is_verified)

    # -- state: absent -------------------------------------------------------------------------------------------

    def retire(self) -> dict[str, Any]:
        """Sees to it that the key is to be deleted."""
        key = self._find()
        if key is None:
            return self._result(None, None, False, verified=True)
        before = Seen(key, self._copies.of(key.id))
        if key.lifecycle_state in LOST:
            return self._result(before, before, False, verified=True)
        if key.is_primary is False:
            raise source_region_advice(self._keys.vault, self._session)
        self._check_unused(key)
        when = deletion.time_of_deletion(self._asked.deletion_days, self._session.clock.wall())
        if self._asked.check_mode:
            predicted = replace(key, lifecycle_state=PENDING, time_of_deletion=deletion.as_text(when))
            return self._result(before, Seen(predicted, self._copies.predicted(PENDING)), True, verified=True)
        key = self._settle(key, Plan(False, {}, None, False, PENDING))
        asked_time = deletion.asked_time(self._asked.deletion_days, self._session.clock.wall())
        after = self._follower(key.id).make(
            Step(
                f"schedule the deletion of the key {key.id}",
                lambda: self._keys.schedule_deletion(key, asked_time),
                lambda seen: seen.lifecycle_state in (PENDING, *GONE),
                (),
            )
        )
        return self._finished(before, after, PENDING, True, None)

    def _check_unused(self, key: MasterKey) -> None:
        usage = Search(self._session, self._copies.regions, lambda found: found == key.id).usage()
        obstacle: Optional[InUse] = usage.obstacle(
            f"The key {key.display_name} ({key.id})",
            "it is not scheduled for deletion",
            "Give them another key first",
            ignore_unreadable=self._asked.ignore_unreadable,
        )
        if obstacle is not None:
            obstacle.resource = key.id
            raise obstacle
        self._warnings += usage.warnings()

    # -- what it tells -------------------------------------------------------------------------------------------

    def _follower(self, key_id: str) -> Follower[MasterKey]:
        return Follower("key", key_id, lambda: self._keys.get(key_id), self._asked.patience, self._session)

    def _result(
        self, before: Optional[Seen], after: Optional[Seen], changed: bool, *, verified: bool
    ) -> dict[str, Any]:
        if not verified:
            self._warnings.append(
                "What was asked was not seen to be done yet: see lifecycle_state, and run again or let wait be true."
            )
        return {
            "changed": changed,
            "resource": self._described(after),
            "verified": verified,
            "diff": {"before": self._described(before) or {}, "after": self._described(after) or {}},
            "warnings": self._warnings,
        }

    def _described(self, seen: Optional[Seen]) -> Optional[dict[str, Any]]:
        return None if seen is None else describe(seen.key, self._keys.vault, seen.copies, self._session.region)


def unchangeable(key: MasterKey) -> CannotDo:
    """What to say when a disabled key is to be changed and stay disabled."""
    return CannotDo(
        f"The key {key.display_name} ({key.id}) is {key.lifecycle_state}, and name and tags can be changed only while "
        "it is ENABLED: leave them out, or enable it with state=present first.",
        resource=key.id,
    )


def _towards(key: MasterKey) -> str:
    """The state that the key is in, or comes to by itself."""
    return {"CREATING": ENABLED, "ENABLING": ENABLED, "DISABLING": DISABLED}.get(
        key.lifecycle_state, key.lifecycle_state
    )


def _has(key: MasterKey, plan: Plan) -> bool:
    is_scheduled = plan.interval is None or key.rotation_interval_days == plan.interval
    return is_scheduled and all(getattr(key, name) == value for name, value in plan.changes.items())
