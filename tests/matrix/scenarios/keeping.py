# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules for vaults and keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key, oci_kms_key_info, oci_kms_vault
from tests.matrix.scenario import CHANGED, OK, PHX, REFUSED, Options, Person, Scenario, again, in_check_mode
from tests.officer import NEEDED_TO_LOOK

NEW_VAULT, NEW_KEY = "new-vault", "new-key"
# How their keys are found; who uses those is looked up as for a single key.
_OF_VAULTS = ("key_management.*", "resource_search.*", "identity.*")
_MAY_REPLICATE = "Allow service keymanagementservice to manage vaults in tenancy"


def scenarios() -> Iterator[Scenario]:
    """All of them."""
    yield from _vaults()
    yield from _keys()
    yield from _retired_keys()
    yield from _infos()


def _vaults() -> Iterator[Scenario]:
    def scenario(name: str, **more: Any) -> Scenario:
        def options(person: Person, *_prepared: Any) -> Options:
            return {"display_name": NEW_VAULT, "compartment_id": person.compartment(), **more.get("asks", {})}

        others = {option: value for option, value in more.items() if option != "asks"}
        return Scenario("oci_kms_vault", name, oci_kms_vault, options, user="security-officer", **others)

    create = scenario("create")
    yield create
    yield in_check_mode(create)
    yield again(create)
    yield scenario("create replicated", asks={"replica_region": PHX}, prepare=_may_replicate)
    yield scenario("update", asks={"freeform_tags": {"owner": "security"}}, prepare=_vault)
    yield scenario("bring back", prepare=_vault_to_be_deleted)
    yield scenario("retire empty", asks={"state": "absent"}, prepare=_vault)
    for name, prepare, expects in (("unused", _vault_with_key, CHANGED), ("used", _vault_with_used_key, REFUSED)):
        yield scenario(f"retire {name}", asks={"state": "absent"}, prepare=prepare, expects=expects, only=_OF_VAULTS)
    yield Scenario(
        "oci_kms_vault",
        "retire used by many",
        oci_kms_vault,
        lambda person: {"vault_id": person.vault_id(), "state": "absent"},
        user="admin",
        expects=REFUSED,
    )


def _may_replicate(person: Person) -> None:
    person.allow(_MAY_REPLICATE)


def _may_look(person: Person) -> None:
    person.allow(*NEEDED_TO_LOOK)
    person.let_bucket_be_read()


def _vault(person: Person, **options: Any) -> str:
    named = {"display_name": NEW_VAULT, "compartment_id": person.compartment()}
    made = person.perform(oci_kms_vault, {**named, **options})
    person.cloud.clock.advance(26 * 3600)
    return str(made["resource"]["id"])


def _vault_to_be_deleted(person: Person) -> None:
    _vault(person)
    _vault(person, state="absent")


def _vault_with_key(person: Person) -> str:
    _may_look(person)
    _vault(person)
    place = {"vault_name": NEW_VAULT, "vault_compartment_id": person.compartment()}
    return _key(person, **place)


def _vault_with_used_key(person: Person) -> None:
    _put_under(person, "volumes", "data-oracle-managed", _vault_with_key(person))


def _put_under(person: Person, kind: str, name: str, key_id: str) -> None:
    person.cloud.tenancy.store.change(person.stored(person.id(kind, name)), {"kmsKeyId": key_id})


def _key(person: Person, **options: Any) -> str:
    place = {} if "vault_name" in options else {"vault_id": person.vault_id()}
    made = person.perform(oci_kms_key, {"display_name": NEW_KEY, **place, **options})
    person.cloud.clock.advance(26 * 3600)
    return str(made["resource"]["id"])


def _named(**asks: Any) -> Callable[..., Options]:
    return lambda person, *_prepared: {"display_name": NEW_KEY, "vault_id": person.vault_id(), **asks}


def _keys() -> Iterator[Scenario]:
    def scenario(name: str, prepare: Callable[[Person], Any] | None = None, **asks: Any) -> Scenario:
        return Scenario("oci_kms_key", name, oci_kms_key, _named(**asks), user="security-officer", prepare=prepare)

    def disabled(person: Person) -> None:
        _may_look(person)
        _key(person)
        _key(person, state="disabled")

    def to_be_deleted(person: Person) -> None:
        _may_look(person)
        _key(person)
        _key(person, state="absent")

    create = scenario("create")
    yield create
    yield in_check_mode(create)
    yield again(create)
    yield scenario("update", _key, freeform_tags={"owner": "security"})
    yield scenario("rotate", _unused_key, rotate_after_days=1)
    yield scenario("enable", disabled)
    yield scenario("bring back", to_be_deleted)
    yield scenario("create in a replicated vault", _replicated_vault, services=["block_volume"])


def _replicated_vault(person: Person) -> None:
    _may_replicate(person)
    _vault(person, replica_region=PHX)


def _unused_key(person: Person) -> str:
    _may_look(person)
    return _key(person)


_USERS = (
    ("volumes", "data-oracle-managed"),
    ("boot_volumes", "boot-oracle-managed"),
    ("volume_backups", "backup-oracle-managed"),
    ("boot_volume_backups", "boot-backup-oracle-managed"),
    ("buckets", "bucket-oracle-managed"),
    ("autonomous_databases", "adb-oracle-managed"),
)
_OTHER_USERS = ("file_system", "block_volume_replica")


def _retired_keys() -> Iterator[Scenario]:
    for state, verb in (("absent", "retire"), ("disabled", "disable")):
        unused = Scenario(
            "oci_kms_key",
            f"{verb} unused",
            oci_kms_key,
            _named(state=state),
            user="security-officer",
            prepare=_unused_key,
        )
        yield unused
        used = dataclasses.replace(unused, name=f"{verb} used by a volume", expects=REFUSED)
        yield dataclasses.replace(used, prepare=_used_by(*_USERS[0]))
    # Of the other types only the retirement, which is what cannot be undone, and the answers that show them.
    retire = Scenario("oci_kms_key", "", oci_kms_key, _named(state="absent"), user="security-officer", expects=REFUSED)
    for kind, name in _USERS[1:]:
        yield dataclasses.replace(
            retire, name=f"retire used by one of {kind}", prepare=_used_by(kind, name), only=_shown_by(kind)
        )
    for kind in _OTHER_USERS:
        yield dataclasses.replace(
            retire, name=f"retire used by a {kind}", prepare=_used_by_another(kind), only=_shown_by(f"{kind}s")
        )


def _shown_by(kind: str) -> tuple[str, ...]:
    """The operations by which one learns of resources of a kind, or of where to look for them."""
    return (f"*_{kind}", "*_bucket", "*get_namespace", "*list_compartments", "*search_resources", "*_domains")


def _used_by(kind: str, name: str) -> Callable[[Person], None]:
    return lambda person: _put_under(person, kind, name, _unused_key(person))


def _used_by_another(kind: str) -> Callable[[Person], None]:
    def prepare(person: Person) -> None:
        person.cloud.tenancy.store.add(
            kind,
            {
                "compartmentId": person.compartment("projy"),
                "availabilityDomain": person.domain,
                "displayName": f"{kind} of projy",
                "kmsKeyId": _unused_key(person),
                "lifecycleState": "AVAILABLE" if "replica" in kind else "ACTIVE",
            },
            region=person.region,
        )

    return prepare


def _infos() -> Iterator[Scenario]:
    yield Scenario("oci_kms_key_info", "one", oci_kms_key_info, _one_key, user="auditor", expects=OK)
    yield Scenario("oci_kms_key_info", "all of a vault", oci_kms_key_info, _all_keys, user="auditor", expects=OK)


def _one_key(person: Person) -> Options:
    return {"key_id": person.key_id("cmk")}


def _all_keys(person: Person) -> Options:
    return {"vault_id": person.vault_id()}
