# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_vault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core import ocid
from .._core.errors import BadOption, CannotDo, Failure, ResourceFailed
from .._core.notices import Notice, kept
from .._core.options import known
from .._core.pages import SecondWitness
from .._core.session import Session
from .._core.task import Planned, Task, unchanged
from .._core.tenancy import require_usable
from .._core.waiting import Patience
from .._keys import key_lifecycle, lifecycle, replicas, vault_lifecycle
from .._keys.follower import Progress, check_known
from .._keys.lifecycle import ACTIVE, GOING, GONE, LOST, PENDING_DELETION
from .._keys.names import choose
from .._keys.requests import VAULT_ARGUMENT_SPEC, VaultRequest, parse_vault_request
from .._keys.results import describe_vault
from .._keys.vault import DEFAULT, Replica, Vault, Vaults
from .._keys.vault_lifecycle import Held, VaultChanges, check_due, has, held_by, is_active
from .._resources.survey import Search
from .._resources.usage import Cause, Usage

ARGUMENT_SPEC = VAULT_ARGUMENT_SPEC

# A vault that is younger than this, in seconds, may still be without its host.
YOUNG = 3600.0


@dataclass(frozen=True)
class Seen:
    """A vault together with its replicas."""

    vault: Vault
    replicas: tuple[Replica, ...] = ()


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    requested = parse_vault_request(task.parameters)
    work = VaultTask(task.log_in(), requested)
    with kept(lambda: work.notices), work.progress.in_failures(work.described_so_far):
        planned = work.retire() if requested.is_absent else work.provide()
        return planned.result(check_mode=task.check_mode)


class VaultTask:
    """One run of the module."""

    def __init__(self, session: Session, requested: VaultRequest) -> None:
        session.begin(requested.patience)
        self._session = session
        self._requested = requested
        self._vaults = Vaults(session)
        self._second_witness = SecondWitness(session)
        self.notices: list[Notice] = self._second_witness.notices
        self.progress = Progress[Vault](self.notices)
        self._changes = VaultChanges(session, self._vaults, requested.patience, self.progress)
        self._replication = replicas.Replication(session, self._vaults, requested.patience, self.progress)
        self._region = requested.replica_region
        self._ended: list[str] = []
        self._types_not_checked: list[str] = []
        if self._region == session.region:
            raise BadOption(
                f"replica_region is {self._region}, where the vault itself is",
                advice=("Specify another region.",),
                option="replica_region",
            )

    # -- state: present ------------------------------------------------------------------------------------------

    def provide(self) -> Planned[dict[str, Any]]:
        """Plan that the vault exists as requested."""
        vault = self._find()
        return self._create() if vault is None else self._keep(vault)

    def _keep(self, vault: Vault) -> Planned[dict[str, Any]]:
        """Plan that an existing vault is as requested."""
        check_known("vault", vault)
        before = Seen(self.progress.note(vault), self._replication.of(vault))
        changes = self._admitted(before)
        replicates = self._region is not None and replicas.missing(vault, before.replicas, self._region)
        is_changed = vault.lifecycle_state in GOING or bool(changes) or replicates
        if is_changed and vault.is_primary is False:
            raise replicas.source_region_advice(vault, self._session)
        if replicates:
            replicas.check_region(self._session, known(self._region), vault.compartment_id)
        after = self._predicted(before, changes, replicates)

        def carry_out() -> dict[str, Any]:
            seen, is_verified = self._changed(before, changes, replicates)
            return self._result(before, seen, is_changed, verified=is_verified)

        def predict() -> dict[str, Any]:
            self._foresee_denial(vault.compartment_id, replicates)
            return self._result(before, after, is_changed, verified=True)

        return Planned(predict, carry_out)

    def _find(self) -> Optional[Vault]:
        requested = self._requested
        if requested.vault_id is not None:
            return self._vaults.get(requested.vault_id)
        display_name, compartment_id = known(requested.display_name), known(requested.compartment_id)
        called = [each for each in self._vaults.listed(compartment_id) if each.display_name == display_name]
        self._ended = [each.id for each in called]
        if all(each.lifecycle_state in LOST for each in called):
            called += self._second_witness.find(
                "vault",
                display_name,
                compartment_id,
                self._vaults.get,
                label="vault",
                listed=self._ended,
            )
        found = choose(
            called,
            display_name,
            what="vault",
            where=f"The compartment {compartment_id}",
            option="vault_id",
            to_delete=requested.is_absent,
        )
        return None if found is None else self._vaults.get(found.id)

    def _admitted(self, before: Seen) -> dict[str, Any]:
        """What is to be written of the vault. Raises Failure when it cannot be what is requested."""
        vault, requested = before.vault, self._requested
        if vault.lifecycle_state in GONE:
            raise ResourceFailed(
                f"The vault {vault.id} is {vault.lifecycle_state} and cannot be recovered",
                advice=("Omit vault_id to create a new one.",),
                resource=vault.id,
            )
        if vault.lifecycle_state in GOING and not requested.reactivate:
            named = f"The vault {vault.display_name} ({vault.id})"
            raise key_lifecycle.refused(named, vault.lifecycle_state, key_lifecycle.CANCEL, resource=vault.id)
        if requested.vault_type not in (None, vault.vault_type):
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) is of the type {vault.vault_type}, which cannot "
                f"be changed to {requested.vault_type}",
                advice=("Specify another name for a new vault.",),
                resource=vault.id,
            )
        if requested.compartment_id not in (None, vault.compartment_id):
            text = (
                f"compartment_id applies only when a vault is created. The vault {vault.id} remains in the compartment "
                f"{vault.compartment_id}."
            )
            self.notices.append(Notice("OptionNotApplied", text, vault.id))
        changes = requested.tags.changes(vault.freeform_tags, vault.defined_tags)
        if requested.display_name not in (None, vault.display_name):
            changes["display_name"] = requested.display_name
        return changes

    def _changed(self, before: Seen, changes: Mapping[str, Any], replicates: bool) -> tuple[Seen, bool]:
        """The vault after everything was done that is to be done, and whether that was seen."""
        vault, was_active = before.vault, before.vault.lifecycle_state == ACTIVE
        if vault.lifecycle_state in GOING:
            vault = self._changes.cancel_deletion(vault)
        else:
            vault = self._changes.settle(vault, f"use the vault {vault.id}")
        if vault.lifecycle_state != ACTIVE and (changes or replicates):
            return self._put_off(Seen(vault, before.replicas)), False
        if changes:
            vault = self._changes.update(vault, changes)
        return self._completed(Seen(vault, before.replicas), replicates, was_active=was_active, changes=changes)

    def _completed(
        self, seen: Seen, replicates: bool, *, was_active: bool, changes: Mapping[str, Any]
    ) -> tuple[Seen, bool]:
        vault, copies = seen.vault, seen.replicas
        if replicates and self._region is not None:
            copies = self._replication.create(vault, self._region)
        elif self._region is not None and self._requested.patience is not None:
            copies = self._replication.wait(vault, self._region)
        if self._requested.patience is not None and not (was_active and self._is_old(vault)):
            vault = self._with_host(vault)
        is_replicated = self._region is None or any(
            each.region == self._region and each.status == replicas.CREATED for each in copies
        )
        return Seen(vault, copies), is_active(vault) and has(vault, changes) and is_replicated

    def _create(self) -> Planned[dict[str, Any]]:
        requested = self._requested
        display_name, compartment_id = known(requested.display_name), known(requested.compartment_id)
        tags = requested.tags.changes({}, {})
        if self._region is not None:
            replicas.check_region(self._session, self._region, compartment_id)
        require_usable(self._session, "compartment_id", compartment_id)
        new = Vault(
            id="",
            display_name=display_name,
            compartment_id=compartment_id,
            vault_type=requested.vault_type or DEFAULT,
            lifecycle_state=ACTIVE,
            management_endpoint=None,
            crypto_endpoint=None,
            time_created=None,
            time_of_deletion=None,
            freeform_tags=tags.get("freeform_tags", {}),
            defined_tags=tags.get("defined_tags", {}),
            is_primary=True,
        )
        copies = (Replica(self._region, replicas.CREATED, None, None),) if self._region else ()

        def predict() -> dict[str, Any]:
            self._foresee_denial(compartment_id, self._region is not None)
            return self._result(None, Seen(new, copies), True, verified=True)

        return Planned(predict, lambda: self._created(new, tags))

    def _created(self, new: Vault, tags: Mapping[str, Any]) -> dict[str, Any]:
        """The result once the vault is created; another client may have created it meanwhile."""
        request = {
            "compartment_id": new.compartment_id,
            "display_name": new.display_name,
            "vault_type": new.vault_type,
            "tags": tags,
        }
        vault, is_new = self._changes.create(request, self._ended, self._find)
        if not is_new:
            return self._keep(vault).carry_out()
        seen = Seen(vault)
        if self._requested.patience is None:
            return self._result(None, self._put_off(seen) if self._region else seen, True, verified=False)
        after, is_verified = self._completed(seen, self._region is not None, was_active=False, changes={})
        return self._result(None, after, True, verified=is_verified)

    def _put_off(self, seen: Seen) -> Seen:
        """What was seen, with a notice that there is more to be done."""
        text = (
            f"The vault {seen.vault.id} is {seen.vault.lifecycle_state}, so changes that require an ACTIVE vault were "
            "not applied. Run the task again, or set wait=true."
        )
        self.notices.append(Notice("ChangesPostponed", text, seen.vault.id))
        return seen

    def _with_host(self, vault: Vault) -> Vault:
        """The vault once its own host answers."""
        vault, notice = vault_lifecycle.wait_for_answer(
            self._session,
            vault,
            lambda: self.progress.note(self._vaults.get(vault.id)),
            known(self._requested.patience),
        )
        if notice is not None:
            self.notices.append(notice)
        return vault

    def _is_old(self, vault: Vault) -> bool:
        return lifecycle.age(vault.time_created, self._session.clock.wall()) > YOUNG

    def _foresee_denial(self, compartment_id: str, replicates: bool) -> None:
        if replicates and self._region is not None:
            self.notices += self._replication.foresee_denial(compartment_id, self._region)

    def _predicted(self, before: Seen, changes: Mapping[str, Any], replicates: bool) -> Seen:
        vault = replace(before.vault, lifecycle_state=ACTIVE, time_of_deletion=None, **changes)
        copies = replicas.existing(before.replicas)
        if replicates and self._region is not None:
            copies = (Replica(self._region, replicas.CREATED, None, None),)
        elif self._region is not None:
            copies = tuple(replace(each, status=replicas.CREATED) for each in copies)
        return Seen(vault, copies)

    # -- state: absent -------------------------------------------------------------------------------------------

    def retire(self) -> Planned[dict[str, Any]]:
        """Plan that the vault is scheduled for deletion."""
        vault = self._find()
        if vault is None:
            return unchanged(self._result(None, None, False, verified=True))
        before = Seen(self.progress.note(vault), self._replication.of(vault))
        if vault.lifecycle_state in LOST:
            return unchanged(self._result(before, before, False, verified=True))
        check_known("vault", vault)
        if vault.is_primary is False:
            raise replicas.source_region_advice(vault, self._session)
        self._check_unused(before)
        when = lifecycle.time_of_deletion(self._requested.deletion_days, self._session.clock.wall())
        after = replace(vault, lifecycle_state=PENDING_DELETION, time_of_deletion=lifecycle.as_text(when))

        def carry_out() -> dict[str, Any]:
            seen = self._changes.retire(vault, self._requested.deletion_days)
            is_verified = seen.lifecycle_state in GOING
            return self._result(before, Seen(seen, before.replicas), True, verified=is_verified)

        return Planned(lambda: self._result(before, Seen(after, before.replicas), True, verified=True), carry_out)

    def _check_unused(self, before: Seen) -> None:
        """Raises InUse when a key of the vault protects something, and Failure when that cannot be found out."""
        vault, refused = before.vault, "the vault is not scheduled for deletion"
        held = held_by(self._session, vault)
        check_due(self._session, vault, held.keys.values(), self._requested.deletion_days)
        try:
            usage = users_of_vault(self._session, vault, held, before.replicas, self._requested.patience)
        except Failure as failure:
            failure.explain(f"What the keys of {vault.id} protect is not known, so {refused}.")
            raise
        self.notices += usage.check(
            f"A key of the vault {vault.display_name} ({vault.id})",
            refused,
            "Assign other keys to them first",
            resource=vault.id,
            # What may not be read cannot use keys that do not exist; what is known to use one does.
            ignore_unreadable=self._requested.ignore_unreadable or held.is_empty,
        )
        self._types_not_checked = usage.types_not_checked

    # -- results -------------------------------------------------------------------------------------------------

    def _result(
        self, before: Optional[Seen], after: Optional[Seen], changed: bool, *, verified: bool
    ) -> dict[str, Any]:
        return {
            "changed": changed,
            "resource": self._described(after),
            "verified": verified,
            "diff": {"before": self._described(before) or {}, "after": self._described(after) or {}},
            "types_not_checked": self._types_not_checked,
            "notices": self.notices,
        }

    def described_so_far(self, vault: Vault) -> dict[str, Any]:
        """The vault with its replicas as they were seen last."""
        return describe_vault(vault, self._replication.seen, self._session.region)

    def _described(self, seen: Optional[Seen]) -> Optional[dict[str, Any]]:
        return None if seen is None else describe_vault(seen.vault, seen.replicas, self._session.region)


def users_of_vault(
    session: Session, vault: Vault, held: Held, copies: Iterable[Replica], patience: Optional[Patience]
) -> Usage:
    """Return what is encrypted with keys of the vault, here or in its replica. Raises as `Search.usage` does.

    That no list shows a key does not prove that the vault is empty: the keys of its users name it as well.
    """
    mark = _mark(vault.id)

    def is_wanted(kms_key_id: str) -> bool:
        # A key the caller may not see still names its vault.
        return kms_key_id in held.keys or (mark is not None and _mark(kms_key_id) == mark)

    there = replicas.existing(copies)
    compartments = [vault.compartment_id, *(each.compartment_id for each in held.keys.values())]
    regions = [session.region, *(each.region for each in there)]
    usage = Search(session, regions, is_wanted, compartments=compartments, patience=patience).usage()
    if held.unlisted is not None:
        usage.doubt(held.unlisted, Cause.UNLISTED)
    if mark is None and not held.keys:
        usage.doubt(f"the users of the vault {vault.id}, whose keys its OCID does not reveal", Cause.UNLISTED)
    replicas.doubt(vault, there, usage)
    return usage


def _mark(text: str) -> Optional[str]:
    """The part of an OCID that a vault and its keys share (oci-facts.md section 1)."""
    named = ocid.parse(text)
    return named.extra[0] if named is not None and named.extra else None
