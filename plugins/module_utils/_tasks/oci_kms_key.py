# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core.errors import BadOption, CannotDo, Failure, KeyFacts, KeyUnusable, ResourceFailed
from .._core.notices import Notice, kept
from .._core.options import known
from .._core.session import Session
from .._core.task import Planned, Task, unchanged
from .._core.tenancy import require_usable
from .._keys import key_lifecycle, lifecycle, replicas
from .._keys.finding import Finder
from .._keys.follower import Follower, Progress, check_known
from .._keys.key import NEVER, Key, misfit, requires_single_version
from .._keys.key_lifecycle import KeyChanges, Plan, is_undecided, plan, predict
from .._keys.key_writes import Keys
from .._keys.lifecycle import ENABLED, GONE, LOST, PASSING, PENDING_DELETION
from .._keys.replicas import Copies, Copy, source_region_advice
from .._keys.requests import KEY_ARGUMENT_SPEC, KeyRequest, parse_key_request
from .._keys.results import describe
from .._keys.shape import Shape, in_bytes, shape_of
from .._keys.vault import Vault
from .._resources.survey import Search
from .._resources.usage import Usage
from .._resources.volume import VOLUME

ARGUMENT_SPEC = KEY_ARGUMENT_SPEC

DEFAULT_PROTECTION = "HSM"


@dataclass(frozen=True)
class Seen:
    """A key together with its copies in other regions."""

    key: Key
    copies: tuple[Copy, ...] = ()


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    requested = parse_key_request(task.parameters)
    work = KeyTask(task.log_in(), requested)
    with kept(lambda: work.notices), work.progress.in_failures(work.described_so_far):
        planned = work.retire() if requested.state == "absent" else work.provide()
        return planned.result(check_mode=task.check_mode)


class KeyTask:
    """One run of the module."""

    def __init__(self, session: Session, requested: KeyRequest) -> None:
        session.begin(requested.patience)
        self._session = session
        self._requested = requested
        self._finder = Finder(session)
        vault = self._ready(self._finder.vault(requested.place, requested.key_id))
        self._keys: Keys = self._finder.keys(vault)
        self.notices: list[Notice] = self._finder.notices
        self.progress = Progress[Key](self.notices)
        self._changes = KeyChanges(
            session, self._keys, requested.patience, self.progress, check_unused=self._check_may_be_disabled
        )
        self._copies = Copies(session, vault)
        self._reported_users: dict[str, Any] = {}
        self._types_not_checked: list[str] = []
        self._is_checked = False

    def _ready(self, vault: Vault) -> Vault:
        """The vault once its keys can be managed, which takes some moments for a new one."""
        if vault.management_endpoint or self._requested.patience is None or vault.lifecycle_state not in PASSING:
            return vault
        follower = Follower(
            "vault",
            self._finder.vaults.get,
            session=self._session,
            patience=self._requested.patience,
            progress=Progress[Vault](),
        )
        return follower.settled(vault.id, lambda seen: bool(seen.management_endpoint), f"use the vault {vault.id}")

    # -- state: present, disabled --------------------------------------------------------------------------------

    def provide(self) -> Planned[dict[str, Any]]:
        """Plan that the key exists as requested."""
        vault = self._keys.vault
        key = self._find()
        if vault.lifecycle_state in LOST:
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) is {vault.lifecycle_state}, and its keys with it",
                advice=("Cancel its deletion with oci_kms_vault first.",),
                resource=vault.id,
            )
        return self._create() if key is None else self._keep(key)

    def _keep(self, key: Key) -> Planned[dict[str, Any]]:
        """Plan that an existing key is as requested."""
        if not self._requested.reactivate and is_undecided(key):
            key = self._changes.settle(key)
        key = key_lifecycle.agreed(self._session, self._keys, key)
        self._check(key)
        before = Seen(self.progress.note(key), self._copies.of(key.id))
        planned = plan(key, self._requested, is_due=self._is_due(key))
        is_changed = not planned.is_idle(key)
        if is_changed and key.is_primary is False:
            raise source_region_advice(self._keys.vault, self._session)
        self._check_single_version(key, planned)
        if planned.disables(key):
            self._check_may_be_disabled(key)
        after = Seen(predict(key, planned), self._copies.predicted(planned.state))
        return Planned(
            lambda: self._result(before, after, is_changed, verified=True),
            lambda: self._finished(before, self._changes.carry_out(key, planned), planned.state, is_changed, planned),
        )

    def _find(self) -> Optional[Key]:
        requested = self._requested
        key = self._finder.key(
            self._keys,
            requested.key_id,
            requested.display_name,
            requested.compartment_id,
            to_delete=requested.state == "absent",
        )
        if key is not None and requested.compartment_id not in (None, key.compartment_id):
            text = (
                f"compartment_id applies only when a key is created. The key {key.id} remains in the compartment "
                f"{key.compartment_id}."
            )
            self.notices.append(Notice("OptionNotApplied", text, key.id))
        return key

    def _check(self, key: Key) -> None:
        """Raises Failure when the existing key can never be what is requested."""
        requested, named = self._requested, f"The key {key.named}"
        check_known("key", key)
        if key.lifecycle_state in GONE:
            raise ResourceFailed(
                f"{named} is {key.lifecycle_state} and cannot be recovered",
                advice=("Specify display_name instead of key_id to create a new one.",),
                resource=key.id,
            )
        shape = shape_of(key.algorithm, key.length)
        if requested.shape.differs_from(shape):
            raise CannotDo(
                f"{named} is an {shape.words} key, and its shape cannot be changed to {requested.shape.words}",
                key=KeyFacts(algorithm=shape.algorithm, length=shape.bits),
                advice=("Specify another name for a new key.",),
                resource=key.id,
            )
        if requested.protection_mode not in (None, key.protection_mode):
            raise CannotDo(
                f"{named} has the protection mode {key.protection_mode}, which cannot be changed to "
                f"{requested.protection_mode}",
                key=KeyFacts(protection_mode=key.protection_mode),
                advice=("Specify another name for a new key.",),
                resource=key.id,
            )
        problem = misfit(key.algorithm, key.length, requested.services)
        if problem is None and requires_single_version(requested.services):
            enabled = [each for each in self._keys.versions(key) if each.lifecycle_state == ENABLED]
            problem = misfit(key.algorithm, key.length, requested.services, enabled_versions=len(enabled))
        if problem is not None:
            raise KeyUnusable(f"{named} {problem.reason}", key=problem.key, advice=problem.advice, resource=key.id)
        if requires_single_version(requested.services) and key.rotation_interval_days != NEVER:
            text = (
                f"{named} rotates automatically, and Block Volume supports keys with one enabled version only. Set "
                "auto_rotation_interval_days to 0."
            )
            self.notices.append(Notice("KeyRotatesAutomatically", text, key.id))

    def _is_due(self, key: Key) -> bool:
        """Whether the key's current version, not the key, is older than it is to be."""
        days = self._requested.rotate_after_days
        if days is None or self._requested.state != "present" or key.current_key_version is None:
            return False
        if self._keys.current_version(key).age_days(self._session.clock.wall()) < days:
            return False
        # A read of the key may lag behind a version that an earlier run has created.
        youngest = max(each.time_created.timestamp() for each in self._keys.versions(key))
        return self._session.clock.wall() - youngest > days * 24 * 3600

    def _check_single_version(self, key: Key, planned: Plan) -> None:
        """Raises InUse when a key that is to get a second version is one that must not."""
        if not (planned.rotates or planned.interval) or key.algorithm not in VOLUME.key_algorithms:
            return
        option = "rotate_after_days" if planned.rotates else "auto_rotation_interval_days"
        self._check_unused(
            key,
            "it gets no second version, since Block Volume supports keys with a single version only",
            f"Omit {option}, or rotate by creating a new key and assigning that",
            single_version=True,
        )

    def _check_may_be_disabled(self, key: Key) -> None:
        """Raises InUse when a key that is to be disabled protects something, unless it is to be disabled even so."""
        if self._is_checked:
            return
        self._is_checked = True
        if not self._requested.force_disable:
            self._check_unused(
                key, "it is not disabled", "Assign another key to them first, or specify force_disable=true"
            )
            return
        try:
            usage = self._search(key)
            self._reported_users, self._types_not_checked = usage.results, usage.types_not_checked
        except Failure as failure:
            # What it protects is only reported here, and so is what prevents finding out.
            self._reported_users = {"users": [], "unreadable": [str(failure)]}

    def _check_unused(self, key: Key, refused: str, advice: str, *, single_version: bool = False) -> None:
        """Raises InUse, and Failure when that cannot be found out."""
        named = f"The key {key.named}"
        try:
            usage = self._search(key, single_version=single_version)
        except Failure as failure:
            failure.explain(f"What the key {key.id} protects is not known, so {refused}.")
            raise
        self.notices += usage.check(
            named,
            refused,
            advice,
            resource=key.id,
            ignore_unreadable=self._requested.ignore_unreadable,
            is_off=key.lifecycle_state != ENABLED,
        )
        self._types_not_checked = usage.types_not_checked

    def _search(self, key: Key, *, single_version: bool = False) -> Usage:
        """What is encrypted with the key. Raises Failure when a service does not answer."""
        vault = self._keys.vault
        usage = Search(
            self._session,
            self._copies.regions,
            lambda found: found == key.id,
            compartments=(key.compartment_id, vault.compartment_id),
            patience=self._requested.patience,
            single_version=single_version,
        ).usage()
        replicas.doubt(vault, self._copies.replicas, usage)
        return usage

    def _create(self) -> Planned[dict[str, Any]]:
        requested, vault = self._requested, self._keys.vault
        display_name = known(requested.display_name)
        if requested.state == "disabled":
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) has no key with the name {display_name} to disable",
                advice=("Create one with state=present.",),
                resource=vault.id,
            )
        if vault.is_primary is False:
            raise source_region_advice(vault, self._session)
        shape = requested.shape.to_create()
        problem = misfit(shape.algorithm, in_bytes(shape.bits), requested.services)
        if problem is not None:
            raise BadOption(
                f"A key of the shape {shape.words} {problem.reason}", advice=problem.advice, option="services"
            )
        new = self._new_key(shape)
        require_usable(self._session, "compartment_id", new.compartment_id)
        return Planned(
            lambda: self._result(None, Seen(new, self._copies.predicted(ENABLED)), True, verified=True),
            lambda: self._created(new),
        )

    def _created(self, new: Key) -> dict[str, Any]:
        """The result once the key is created; another client may have created it meanwhile."""
        tags = self._requested.tags.changes({}, {})
        key, is_new = self._changes.create(new, tags, self._finder.ended, self._find)
        if not is_new:
            return self._keep(key).carry_out()
        if self._requested.patience is None:
            return self._result(None, Seen(key, self._copies.of(key.id)), True, verified=False)
        return self._finished(None, key, ENABLED, True, None)

    def _new_key(self, shape: Shape) -> Key:
        requested, tags = self._requested, self._requested.tags.changes({}, {})
        return Key(
            id="",
            display_name=str(requested.display_name),
            compartment_id=requested.compartment_id or self._keys.vault.compartment_id,
            vault_id=self._keys.vault.id,
            lifecycle_state=ENABLED,
            algorithm=shape.algorithm,
            length=in_bytes(shape.bits),
            protection_mode=requested.protection_mode or DEFAULT_PROTECTION,
            current_key_version=None,
            rotation_interval_days=requested.rotation_interval_days or NEVER,
            time_created=None,
            time_of_deletion=None,
            freeform_tags=tags.get("freeform_tags", {}),
            defined_tags=tags.get("defined_tags", {}),
            is_primary=True,
        )

    def _finished(
        self, before: Optional[Seen], key: Key, state: str, changed: bool, planned: Optional[Plan]
    ) -> dict[str, Any]:
        """The result, once the copies of the key have followed as well."""
        is_done = key.lifecycle_state == state and (planned is None or planned.is_done(key))
        if self._requested.patience is None or not is_done or self._copies.vault.is_primary is False:
            copies = self._copies.of(key.id)
        else:
            copies = self._copies.wait(key.id, state, self._requested.patience)
        is_verified = is_done and all(each.lifecycle_state == state for each in copies)
        return self._result(before, Seen(key, copies), changed, verified=is_verified)

    # -- state: absent -------------------------------------------------------------------------------------------

    def retire(self) -> Planned[dict[str, Any]]:
        """Plan that the key is scheduled for deletion."""
        key = self._find()
        if key is None:
            return unchanged(self._result(None, None, False, verified=True))
        key = key_lifecycle.agreed(self._session, self._keys, key)
        before = Seen(self.progress.note(key), self._copies.of(key.id))
        if key.lifecycle_state in LOST:
            return unchanged(self._result(before, before, False, verified=True))
        check_known("key", key)
        if key.is_primary is False:
            raise source_region_advice(self._keys.vault, self._session)
        self._check_unused(key, "it is not scheduled for deletion", "Assign another key to them first")
        when = lifecycle.time_of_deletion(self._requested.deletion_days, self._session.clock.wall())
        predicted = replace(key, lifecycle_state=PENDING_DELETION, time_of_deletion=lifecycle.as_text(when))
        after = Seen(predicted, self._copies.predicted(PENDING_DELETION))
        return Planned(
            lambda: self._result(before, after, True, verified=True),
            lambda: self._finished(
                before, self._changes.retire(key, self._requested.deletion_days), PENDING_DELETION, True, None
            ),
        )

    # -- results -------------------------------------------------------------------------------------------------

    def _result(
        self, before: Optional[Seen], after: Optional[Seen], changed: bool, *, verified: bool
    ) -> dict[str, Any]:
        return {
            "changed": changed,
            "resource": self._described(after),
            "verified": verified,
            **self._reported_users,
            "types_not_checked": self._types_not_checked,
            "diff": {"before": self._described(before) or {}, "after": self._described(after) or {}},
            "notices": self.notices,
        }

    def described_so_far(self, key: Key) -> dict[str, Any]:
        """The key with its copies as they were seen last."""
        return describe(key, self._keys.vault, self._copies.seen, self._session.region)

    def _described(self, seen: Optional[Seen]) -> Optional[dict[str, Any]]:
        return None if seen is None else describe(seen.key, self._keys.vault, seen.copies, self._session.region)
