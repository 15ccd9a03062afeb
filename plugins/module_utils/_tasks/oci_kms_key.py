# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core.errors import BadOption, CannotDo, Failure, KeyFacts, KeyUnusable, ResourceFailed
from .._core.following import GONE, LOST, PASSING, Follower, Progress, check_known
from .._core.known import known
from .._core.notices import Notice, kept
from .._core.session import Session
from .._core.tenancy import require_usable
from .._keys import deletion, key_lifecycle, replicas
from .._keys.finding import Finder
from .._keys.key import NEVER, Keys, MasterKey
from .._keys.key_lifecycle import ENABLED, PENDING, KeyChanges, Plan, is_undecided, plan, predict
from .._keys.key_request import ARGUMENT_SPEC, Asked, asked_key
from .._keys.replicas import Copies, Copy, source_region_advice
from .._keys.results import describe
from .._keys.services import misfit, wants_single_version
from .._keys.shape import Shape
from .._keys.vault import Vault
from .._resources.survey import Search
from .._resources.usage import Usage
from .._resources.volume import VOLUME

__all__ = ["ARGUMENT_SPEC", "run"]

DEFAULT_PROTECTION = "HSM"


@dataclass(frozen=True)
class Seen:
    """A key together with its copies in other regions."""

    key: MasterKey
    copies: tuple[Copy, ...] = ()


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    asked = asked_key(params, check_mode)
    task = KeyTask(login(), asked)
    with kept(lambda: task.notices), task.progress.told_by_failures(task.described_so_far):
        return task.retire() if asked.state == "absent" else task.provide()


class KeyTask:
    """One run of the module."""

    def __init__(self, session: Session, asked: Asked) -> None:
        session.begin(asked.patience)
        self._session = session
        self._asked = asked
        self._finder = Finder(session)
        vault = self._ready(self._finder.vault(asked.place, asked.key_id))
        self._keys: Keys = self._finder.keys(vault)
        self.progress = Progress[MasterKey]()
        self._changes = KeyChanges(
            session, self._keys, asked.patience, self.progress, check_unused=self._check_may_be_disabled
        )
        self._copies = Copies(session, vault)
        self.notices: list[Notice] = self._finder.notices
        self._users_told: dict[str, Any] = {}
        self._types_not_checked: list[str] = []
        self._is_checked = False

    def _ready(self, vault: Vault) -> Vault:
        """The vault once its keys can be managed, which for one that was just made takes some moments."""
        if vault.management_endpoint or self._asked.patience is None or vault.lifecycle_state not in PASSING:
            return vault
        follower = Follower(
            "vault",
            vault.id,
            lambda: self._finder.vaults.get(vault.id),
            self._asked.patience,
            self._session,
            Progress[Vault](),
        )
        return follower.settled(lambda seen: bool(seen.management_endpoint), f"use the vault {vault.id}")

    # -- state: present, disabled --------------------------------------------------------------------------------

    def provide(self) -> dict[str, Any]:
        """Sees to it that the key is there, as asked for."""
        vault = self._keys.vault
        key = self._find()
        if vault.lifecycle_state in LOST:
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) is {vault.lifecycle_state}, and its keys with it",
                advice=("Cancel its deletion with oci_kms_vault first.",),
                resource=vault.id,
            )
        return self._create() if key is None else self._keep(key)

    def _keep(self, key: MasterKey) -> dict[str, Any]:
        """Sees to it that a key which is there is as asked for."""
        if not self._asked.reactivate and is_undecided(key):
            key = self._changes.settle(key)
        key = key_lifecycle.agreed(self._session, self._keys, key)
        self._check(key)
        before = Seen(self.progress.note(key), self._copies.of(key.id))
        planned = plan(key, self._asked, is_due=self._is_due(key))
        is_changed = not planned.is_idle(key)
        if is_changed and key.is_primary is False:
            raise source_region_advice(self._keys.vault, self._session)
        self._check_single_version(key, planned)
        if planned.disables(key):
            self._check_may_be_disabled(key)
        if self._asked.check_mode:
            after = Seen(predict(key, planned), self._copies.predicted(planned.state))
            return self._result(before, after, is_changed, verified=True)
        now = self._changes.carry_out(key, planned)
        return self._finished(before, now, planned.state, is_changed, planned)

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
            text = (
                f"compartment_id applies only when a key is created. The key {key.id} remains in the compartment "
                f"{key.compartment_id}."
            )
            self.notices.append(Notice("OptionNotApplied", text, key.id))
        return key

    def _check(self, key: MasterKey) -> None:
        """Raises Failure when the key that is there can never be what is asked for."""
        asked, named = self._asked, f"The key {key.display_name} ({key.id})"
        check_known("key", key)
        if key.lifecycle_state in GONE:
            raise ResourceFailed(
                f"{named} is {key.lifecycle_state} and cannot be recovered",
                advice=("Specify display_name instead of key_id to create a new one.",),
                resource=key.id,
            )
        if asked.shape.differs_from(key.shape):
            raise CannotDo(
                f"{named} is an {key.shape.words} key, and its shape cannot be changed to {asked.shape.words}",
                key=KeyFacts(algorithm=key.shape.algorithm, length=key.shape.bits),
                advice=("Specify another name for a new key.",),
                resource=key.id,
            )
        if asked.protection_mode not in (None, key.protection_mode):
            raise CannotDo(
                f"{named} has the protection mode {key.protection_mode}, which cannot be changed to "
                f"{asked.protection_mode}",
                key=KeyFacts(protection_mode=key.protection_mode),
                advice=("Specify another name for a new key.",),
                resource=key.id,
            )
        problem = misfit(key.shape, asked.services)
        if problem is None and wants_single_version(asked.services):
            enabled = [each for each in self._keys.versions(key) if each.lifecycle_state == ENABLED]
            problem = misfit(key.shape, asked.services, enabled_versions=len(enabled))
        if problem is not None:
            raise KeyUnusable(f"{named} {problem.reason}", key=problem.key, advice=problem.advice, resource=key.id)
        if wants_single_version(asked.services) and key.rotation_interval_days != NEVER:
            text = (
                f"{named} rotates automatically, and Block Volume supports keys with one enabled version only. Set "
                "auto_rotation_interval_days to 0."
            )
            self.notices.append(Notice("KeyRotatesAutomatically", text, key.id))

    def _is_due(self, key: MasterKey) -> bool:
        """Whether the key's current version, not the key, is older than it is to be."""
        days = self._asked.rotate_after_days
        if days is None or self._asked.state != "present" or key.current_key_version is None:
            return False
        if self._keys.current_version(key).age_days(self._session.clock.wall()) < days:
            return False
        # A read of the key may lag behind a version that an earlier run has created.
        youngest = max(each.time_created.timestamp() for each in self._keys.versions(key))
        return self._session.clock.wall() - youngest > days * 24 * 3600

    def _check_single_version(self, key: MasterKey, planned: Plan) -> None:
        """Raises InUse when a key that is to get a second version is one that must not."""
        if not (planned.rotates or planned.interval) or key.shape.algorithm not in VOLUME.key_algorithms:
            return
        option = "rotate_after_days" if planned.rotates else "auto_rotation_interval_days"
        self._check_unused(
            key,
            "it gets no second version, since Block Volume supports keys with a single version only",
            f"Omit {option}, or rotate by creating a new key and assigning that",
            single_version=True,
        )

    def _check_may_be_disabled(self, key: MasterKey) -> None:
        """Raises InUse when a key that is to be disabled protects something, unless it is to be disabled even so."""
        if self._is_checked:
            return
        self._is_checked = True
        if not self._asked.force_disable:
            self._check_unused(
                key, "it is not disabled", "Assign another key to them first, or specify force_disable=true"
            )
            return
        try:
            usage = self._search(key)
            self._users_told, self._types_not_checked = usage.results, usage.types_not_checked
        except Failure as failure:
            # What it protects is only told here: whatever stands in the way of finding out is told as well.
            self._users_told = {"users": [], "unreadable": [str(failure)]}

    def _check_unused(self, key: MasterKey, refused: str, advice: str, *, single_version: bool = False) -> None:
        """Raises InUse, and Failure when that cannot be found out."""
        named = f"The key {key.display_name} ({key.id})"
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
            ignore_unreadable=self._asked.ignore_unreadable,
            is_off=key.lifecycle_state != ENABLED,
        )
        self._types_not_checked = usage.types_not_checked

    def _search(self, key: MasterKey, *, single_version: bool = False) -> Usage:
        """What is under the key. Raises Failure when a service does not answer."""
        vault = self._keys.vault
        usage = Search(
            self._session,
            self._copies.regions,
            lambda found: found == key.id,
            compartments=(key.compartment_id, vault.compartment_id),
            patience=self._asked.patience,
            single_version=single_version,
        ).usage()
        replicas.doubt(vault, self._copies.replicas, usage)
        return usage

    def _create(self) -> dict[str, Any]:
        asked, vault = self._asked, self._keys.vault
        display_name = known(asked.display_name)
        if asked.state == "disabled":
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) has no key with the name {display_name} to disable",
                advice=("Create one with state=present.",),
                resource=vault.id,
            )
        if vault.is_primary is False:
            raise source_region_advice(vault, self._session)
        shape = asked.shape.to_create()
        problem = misfit(shape, asked.services)
        if problem is not None:
            raise BadOption(
                f"A key of the shape {shape.words} {problem.reason}", advice=problem.advice, option="services"
            )
        made = self._to_make(shape)
        require_usable(self._session, "compartment_id", made.compartment_id)
        if asked.check_mode:
            return self._result(None, Seen(made, self._copies.predicted(ENABLED)), True, verified=True)
        key, is_made = self._changes.make(made, asked.tags.changes({}, {}), self._finder.ended, self._find)
        if not is_made:
            return self._keep(key)
        if asked.patience is None:
            return self._result(None, Seen(key, self._copies.of(key.id)), True, verified=False)
        return self._finished(None, key, ENABLED, True, None)

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

    def _finished(
        self, before: Optional[Seen], key: MasterKey, state: str, changed: bool, planned: Optional[Plan]
    ) -> dict[str, Any]:
        """The result, once the copies of the key have followed as well."""
        is_done = key.lifecycle_state == state and (planned is None or planned.is_done(key))
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
        key = key_lifecycle.agreed(self._session, self._keys, key)
        before = Seen(self.progress.note(key), self._copies.of(key.id))
        if key.lifecycle_state in LOST:
            return self._result(before, before, False, verified=True)
        check_known("key", key)
        if key.is_primary is False:
            raise source_region_advice(self._keys.vault, self._session)
        self._check_unused(key, "it is not scheduled for deletion", "Assign another key to them first")
        when = deletion.time_of_deletion(self._asked.deletion_days, self._session.clock.wall())
        if self._asked.check_mode:
            predicted = replace(key, lifecycle_state=PENDING, time_of_deletion=deletion.as_text(when))
            return self._result(before, Seen(predicted, self._copies.predicted(PENDING)), True, verified=True)
        after = self._changes.retire(key, self._asked.deletion_days)
        return self._finished(before, after, PENDING, True, None)

    # -- what it tells -------------------------------------------------------------------------------------------

    def _result(
        self, before: Optional[Seen], after: Optional[Seen], changed: bool, *, verified: bool
    ) -> dict[str, Any]:
        return {
            "changed": changed,
            "resource": self._described(after),
            "verified": verified,
            **self._users_told,
            "types_not_checked": self._types_not_checked,
            "diff": {"before": self._described(before) or {}, "after": self._described(after) or {}},
            "notices": self.notices,
        }

    def described_so_far(self, key: MasterKey) -> dict[str, Any]:
        """The key with its copies as they were seen last."""
        return describe(key, self._keys.vault, self._copies.seen, self._session.region)

    def _described(self, seen: Optional[Seen]) -> Optional[dict[str, Any]]:
        return None if seen is None else describe(seen.key, self._keys.vault, seen.copies, self._session.region)
