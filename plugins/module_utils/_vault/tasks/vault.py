# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_vault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from ..._assign import key_names
from ..._core import ocid
from ..._core.clients import Session
from ..._core.errors import BadOption, CannotDo, Conflict, ResourceFailed
from ..._core.known import known
from ..._core.waiting import Patience, patience
from .. import deletion, endpoint, options, replicas
from ..naming import choose
from ..settling import GONE, LOST, PASSING, Follower, ReadingWhatWasMade, Step
from ..tags import AskedTags, asked_tags
from ..users import Search, Usage
from ..vaults import Replica, Vault, Vaults

ARGUMENT_SPEC: Mapping[str, Any] = {
    "vault_id": {"type": "str", "aliases": ["id"], "no_log": False},
    "display_name": {"type": "str", "aliases": ["name"], "no_log": False},
    "compartment_id": {"type": "str", "no_log": False},
    "vault_type": {"type": "str", "choices": ["DEFAULT", "VIRTUAL_PRIVATE"], "no_log": False},
    "replica_region": {"type": "str", "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present", "no_log": False},
    **options.shared_argument_spec(),
}

DEFAULT_TYPE = "DEFAULT"
GOING = key_names.GOING

# A vault that is younger than this, in seconds, may still be without its host.
YOUNG = 3600.0


@dataclass(frozen=True)
class Asked:
    """What a task asks for, read from its options before anything is asked of OCI."""

    vault_id: Optional[str]
    display_name: Optional[str]
    compartment_id: Optional[str]
    vault_type: Optional[str]
    replica_region: Optional[str]
    tags: AskedTags
    is_absent: bool
    deletion_days: int
    ignore_unreadable: bool
    patience: Optional[Patience]
    check_mode: bool


@dataclass(frozen=True)
class Seen:
    """A vault together with its replicas."""

    vault: Vault
    replicas: tuple[Replica, ...] = ()


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    asked = _asked(params, check_mode)
    task = VaultTask(login(), asked)
    return task.retire() if asked.is_absent else task.provide()


def _asked(params: Mapping[str, Any], check_mode: bool) -> Asked:
    asked = Asked(
        vault_id=options.vault_id(params),
        display_name=options.given_text(params, "display_name"),
        compartment_id=options.compartment_id(params),
        vault_type=params["vault_type"],
        replica_region=options.region_name(params, "replica_region"),
        tags=asked_tags(params),
        is_absent=params["state"] == "absent",
        deletion_days=params["deletion_days"],
        ignore_unreadable=params["ignore_unreadable"],
        patience=patience(params),
        check_mode=check_mode,
    )
    deletion.check_days(asked.deletion_days)
    if asked.vault_id is None and (asked.display_name is None or asked.compartment_id is None):
        raise BadOption("Say which vault: by vault_id, or by display_name and the compartment_id it is in.")
    return asked


class VaultTask:
    """One run of the module."""

    def __init__(self, session: Session, asked: Asked) -> None:
        self._session = session
        self._asked = asked
        self._vaults = Vaults(session)
        self._replication = replicas.Replication(session, self._vaults, asked.patience)
        self._region = replicas.full_name(asked.replica_region) if asked.replica_region else None
        self._warnings: list[str] = []
        if self._region == session.region:
            raise BadOption(f"replica_region is {self._region}, where the vault itself is: name another region.")

    # -- state: present ------------------------------------------------------------------------------------------

    def provide(self) -> dict[str, Any]:
        """Sees to it that the vault is there, as asked for."""
        vault = self._find()
        if vault is None:
            return self._create()
        before = Seen(vault, self._vaults.replicas(vault))
        changes = self._admitted(before)
        replicates = self._region is not None and replicas.missing(vault, before.replicas, self._region)
        is_changed = vault.lifecycle_state in GOING or bool(changes) or replicates
        if is_changed and vault.is_primary is False:
            raise replicas.source_region_advice(vault, self._session)
        if self._asked.check_mode:
            return self._result(before, self._predicted(before, changes, replicates), is_changed, verified=True)
        after, is_verified = self._changed(before, changes, replicates)
        return self._result(before, after, is_changed, verified=is_verified)

    def _find(self) -> Optional[Vault]:
        asked = self._asked
        if asked.vault_id is not None:
            return self._vaults.get(asked.vault_id)
        display_name, compartment_id = known(asked.display_name), known(asked.compartment_id)
        found = choose(
            self._vaults.named(compartment_id, display_name),
            display_name,
            what="vault",
            where=f"The compartment {compartment_id}",
            option="vault_id",
            to_delete=asked.is_absent,
        )
        return None if found is None else self._vaults.get(found.id)

    def _admitted(self, before: Seen) -> dict[str, Any]:
        """What is to be written of the vault. Raises Failure when it cannot be what is asked for."""
        vault, asked = before.vault, self._asked
        if vault.lifecycle_state in GONE:
            raise ResourceFailed(
                f"The vault {vault.id} is {vault.lifecycle_state} and cannot come back: leave out vault_id to make a "
                "new one.",
                resource=vault.id,
            )
        if asked.vault_type not in (None, vault.vault_type):
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) is of the type {vault.vault_type}, and that cannot be "
                f"changed to {asked.vault_type}: use another name for a new vault.",
                resource=vault.id,
            )
        if asked.compartment_id not in (None, vault.compartment_id):
            self._warnings.append(
                f"The vault {vault.id} is in the compartment {vault.compartment_id} and stays there; compartment_id "
                "says only where a vault is looked for by its name, and made."
            )
        changes = asked.tags.changes(vault.freeform_tags, vault.defined_tags)
        if asked.display_name not in (None, vault.display_name):
            changes["display_name"] = asked.display_name
        return changes

    def _changed(self, before: Seen, changes: Mapping[str, Any], replicates: bool) -> tuple[Seen, bool]:
        """The vault after everything was done that is to be done, and whether that was seen."""
        vault, was_active = before.vault, before.vault.lifecycle_state == "ACTIVE"
        if vault.lifecycle_state in GOING:
            vault = self._brought_back(vault)
        elif vault.lifecycle_state in PASSING and self._asked.patience is not None:
            vault = self._follower(vault.id).settled(_is_active, f"use the vault {vault.id}")
        if vault.lifecycle_state != "ACTIVE" and (changes or replicates):
            return self._put_off(Seen(vault, before.replicas)), False
        if changes:
            vault = self._follower(vault.id).make(
                Step(
                    f"update the vault {vault.id}",
                    lambda: self._vaults.update(vault, changes),
                    lambda seen: _is_active(seen) and _has(seen, changes),
                )
            )
        return self._completed(Seen(vault, before.replicas), replicates, was_active=was_active, changes=changes)

    def _completed(
        self, seen: Seen, replicates: bool, *, was_active: bool, changes: Mapping[str, Any]
    ) -> tuple[Seen, bool]:
        vault, copies = seen.vault, seen.replicas
        if replicates and self._region is not None:
            copies = self._replication.make(vault, self._region)
        elif self._region is not None and self._asked.patience is not None:
            copies = self._replication.wait(vault, self._region)
        if self._asked.patience is not None and not (was_active and self._is_old(vault)):
            self._wait_for_host(vault)
        is_replicated = self._region is None or any(
            each.region == self._region and each.status == replicas.CREATED for each in copies
        )
        return Seen(vault, copies), _is_active(vault) and _has(vault, changes) and is_replicated

    def _brought_back(self, vault: Vault) -> Vault:
        follower = self._follower(vault.id)
        if vault.lifecycle_state != "PENDING_DELETION" and self._asked.patience is not None:
            vault = follower.settled(
                lambda seen: seen.lifecycle_state == "PENDING_DELETION",
                f"cancel the deletion of the vault {vault.id}",
                GONE,
            )
        return follower.make(
            Step(
                f"cancel the deletion of the vault {vault.id}",
                lambda: self._vaults.cancel_deletion(vault),
                _is_active,
                GONE,
            )
        )

    def _create(self) -> dict[str, Any]:
        asked = self._asked
        display_name, compartment_id = known(asked.display_name), known(asked.compartment_id)
        tags = asked.tags.changes({}, {})
        vault_type = asked.vault_type or DEFAULT_TYPE
        if asked.check_mode:
            predicted = Vault(
                id="",
                display_name=display_name,
                compartment_id=compartment_id,
                vault_type=vault_type,
                lifecycle_state="ACTIVE",
                management_endpoint=None,
                crypto_endpoint=None,
                time_created=None,
                time_of_deletion=None,
                freeform_tags=tags.get("freeform_tags", {}),
                defined_tags=tags.get("defined_tags", {}),
                is_primary=True,
            )
            copies = (Replica(self._region, replicas.CREATED, None, None),) if self._region else ()
            return self._result(None, Seen(predicted, copies), True, verified=True)
        vault, accepted = self._vaults.create(compartment_id, display_name, vault_type, tags)
        if asked.patience is None:
            return self._result(None, self._put_off(Seen(vault)) if self._region else Seen(vault), True, verified=False)
        read = ReadingWhatWasMade(lambda: self._vaults.get(vault.id), vault, self._session.clock)
        made = Follower("vault", vault.id, read, asked.patience, self._session).make(
            Step(f"make the vault {display_name}", lambda: accepted, _is_active)
        )
        after, is_verified = self._completed(Seen(made), self._region is not None, was_active=False, changes={})
        return self._result(None, after, True, verified=is_verified)

    def _put_off(self, seen: Seen) -> Seen:
        """The same, with a warning that there is more to be done."""
        self._warnings.append(
            f"The vault {seen.vault.id} is {seen.vault.lifecycle_state}, so what can be done only once it is ACTIVE "
            "was not done: run again, or let wait be true."
        )
        return seen

    def _wait_for_host(self, vault: Vault) -> None:
        warning = endpoint.wait_for_answer(self._session, vault, known(self._asked.patience))
        if warning is not None:
            self._warnings.append(warning)

    def _is_old(self, vault: Vault) -> bool:
        return deletion.age(vault.time_created, self._session.clock.wall()) > YOUNG

    def _predicted(self, before: Seen, changes: Mapping[str, Any], replicates: bool) -> Seen:
        vault = replace(before.vault, lifecycle_state="ACTIVE", time_of_deletion=None, **changes)
        copies = replicas.there(before.replicas)
        if replicates and self._region is not None:
            copies = (Replica(self._region, replicas.CREATED, None, None),)
        elif self._region is not None:
            copies = tuple(replace(each, status=replicas.CREATED) for each in copies)
        return Seen(vault, copies)

    # -- state: absent -------------------------------------------------------------------------------------------

    def retire(self) -> dict[str, Any]:
        """Sees to it that the vault is to be deleted."""
        vault = self._find()
        if vault is None:
            return self._result(None, None, False, verified=True)
        before = Seen(vault, self._vaults.replicas(vault))
        if vault.lifecycle_state in LOST:
            return self._result(before, before, False, verified=True)
        if vault.is_primary is False:
            raise replicas.source_region_advice(vault, self._session)
        usage = self._usage(before)
        subject = f"A key of the vault {vault.display_name} ({vault.id})"
        obstacle = usage.obstacle(
            subject,
            "the vault is not scheduled for deletion",
            "Give them another key first",
            ignore_unreadable=self._asked.ignore_unreadable,
        )
        if obstacle is not None:
            obstacle.resource = vault.id
            raise obstacle
        self._warnings += usage.warnings()
        when = deletion.time_of_deletion(self._asked.deletion_days, self._session.clock.wall())
        if self._asked.check_mode:
            predicted = replace(vault, lifecycle_state="PENDING_DELETION", time_of_deletion=deletion.as_text(when))
            return self._result(before, Seen(predicted, before.replicas), True, verified=True)
        after = self._scheduled(vault)
        is_verified = after.lifecycle_state in LOST
        return self._result(before, Seen(after, before.replicas), True, verified=is_verified)

    def _usage(self, seen: Seen) -> Usage:
        vault = seen.vault
        keys = self._keys(vault)
        if not keys and self._vaults.is_empty(vault):
            return Usage()
        mark = _mark(vault.id)

        def is_wanted(kms_key_id: str) -> bool:
            # A key the caller may not see still names its vault.
            return kms_key_id in keys or (mark is not None and _mark(kms_key_id) == mark)

        regions = [self._session.region, *(each.region for each in replicas.there(seen.replicas))]
        return Search(self._session, regions, is_wanted).usage()

    def _keys(self, vault: Vault) -> set[str]:
        if not vault.management_endpoint:
            return set()
        listing = key_names.in_vault(self._session, vault.id, vault.management_endpoint, (vault.compartment_id,))
        there = {each.id for each in listing.keys.values() if each.lifecycle_state not in key_names.GONE}
        return there - {vault.wrapping_key_id or ""}

    def _scheduled(self, vault: Vault) -> Vault:
        follower = self._follower(vault.id)
        if vault.lifecycle_state in PASSING and self._asked.patience is not None:
            vault = follower.settled(_is_active, f"schedule the deletion of the vault {vault.id}")
        when = deletion.asked_time(self._asked.deletion_days, self._session.clock.wall())
        try:
            return follower.make(
                Step(
                    f"schedule the deletion of the vault {vault.id}",
                    lambda: self._vaults.schedule_deletion(vault, when),
                    lambda seen: seen.lifecycle_state in ("PENDING_DELETION", *GONE),
                    (),
                )
            )
        except Conflict as conflict:
            conflict.args = (
                f"{conflict} A vault cannot be deleted before its keys: if one of them is due later, give more "
                "deletion_days.",
            )
            raise

    # -- what it tells -------------------------------------------------------------------------------------------

    def _follower(self, vault_id: str) -> Follower[Vault]:
        return Follower("vault", vault_id, lambda: self._vaults.get(vault_id), self._asked.patience, self._session)

    def _result(
        self, before: Optional[Seen], after: Optional[Seen], changed: bool, *, verified: bool
    ) -> dict[str, Any]:
        if not verified:
            self._warnings.append(
                "The service accepted what was asked, and it was not seen to be done: see lifecycle_state."
            )
        return {
            "changed": changed,
            "resource": self._described(after),
            "verified": verified,
            "diff": {"before": self._described(before) or {}, "after": self._described(after) or {}},
            "warnings": self._warnings,
        }

    def _described(self, seen: Optional[Seen]) -> Optional[dict[str, Any]]:
        return None if seen is None else describe(seen.vault, seen.replicas, self._session.region)


def describe(vault: Vault, copies: tuple[Replica, ...], region: str) -> dict[str, Any]:
    """A vault as results and diffs show it."""
    return {
        "id": vault.id or None,
        "display_name": vault.display_name,
        "compartment_id": vault.compartment_id,
        "region": region,
        "vault_type": vault.vault_type,
        "lifecycle_state": vault.lifecycle_state,
        "is_primary": vault.is_primary,
        "management_endpoint": vault.management_endpoint,
        "crypto_endpoint": vault.crypto_endpoint,
        "replicas": replicas.described(copies),
        "freeform_tags": dict(vault.freeform_tags),
        "defined_tags": {name: dict(tags) for name, tags in vault.defined_tags.items()},
        "time_created": vault.time_created,
        "time_of_deletion": vault.time_of_deletion,
    }


def _is_active(vault: Vault) -> bool:
    return vault.lifecycle_state == "ACTIVE"


def _has(vault: Vault, changes: Mapping[str, Any]) -> bool:
    return all(getattr(vault, name) == value for name, value in changes.items())


def _mark(text: str) -> Optional[str]:
    """The part of an OCID that a vault and its keys share (oci-facts.md section 1)."""
    named = ocid.parse(text)
    return named.extra[0] if named is not None and named.extra else None
