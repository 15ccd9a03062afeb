# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that create volumes, replicas and copies, and assign backup policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import oci

from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_backup_copy,
    oci_backup_policy_assignment,
    oci_volume,
    oci_volume_replication,
)
from tests.matrix.scenario import HOME, PHX, Options, Person, Scenario, again, in_check_mode

NEW = "new-data"


def scenarios() -> Iterator[Scenario]:
    """All of them."""
    yield from _volumes()
    yield from _replicas()
    yield from _copies()
    yield from _backup_policies()


def _volumes() -> Iterator[Scenario]:
    def scenario(name: str, source: tuple[str, str] | None, *, domain: bool = False) -> Scenario:
        def options(person: Person, *_prepared: Any) -> Options:
            return {
                "display_name": NEW,
                "compartment_id": person.compartment("projx"),
                "kms_key_id": person.key_id("cmk"),
                **({"source_id": person.id(*source)} if source else {}),
                **({"availability_domain": person.domain} if domain else {}),
            }

        return Scenario("oci_volume", name, oci_volume, options)

    empty = scenario("from nothing", None, domain=True)
    yield empty
    yield in_check_mode(empty)
    yield again(empty)
    restored = scenario("from a backup", ("volume_backups", "backup-right-key"), domain=True)
    yield restored
    yield again(restored)
    yield scenario("from a volume", ("volumes", "data-right-key"))
    yield scenario("from a boot volume backup", ("boot_volume_backups", "boot-backup-right-key"), domain=True)
    yield scenario("from a boot volume", ("boot_volumes", "boot-right-key"))
    for kind, name in _REPLICATED[:2]:
        yield Scenario(
            "oci_volume",
            f"from a replica of {kind}",
            oci_volume,
            _from_replica,
            region=PHX,
            prepare=_replica(kind, name),
        )
    for kind, name in (("volumes", "data-wrong-key"), ("boot_volumes", "boot-wrong-key")):
        yield Scenario(
            "oci_volume",
            f"change the key of one of {kind}",
            oci_volume,
            _existing(kind, name),
            target=lambda person, kind=kind, name=name: person.id(kind, name),
        )


def _existing(kind: str, name: str) -> Callable[[Person], Options]:
    return lambda person: {"volume_id": person.id(kind, name), "kms_key_id": person.key_id("cmk")}


def _replica(kind: str, name: str) -> Callable[[Person], str]:
    """There is a replica in the other region."""

    def prepare(person: Person) -> str:
        operator = Person(person.cloud, person.user, HOME)
        made = operator.perform(oci_volume_replication, _replicated(kind, name)(operator))
        person.cloud.clock.advance(26 * 3600)
        return str(made["resource"]["id"])

    return prepare


def _from_replica(person: Person, replica_id: str) -> Options:
    return {
        "display_name": NEW,
        "compartment_id": person.compartment("projx"),
        "source_id": replica_id,
        "kms_key_id": person.key_id("cmk-phx"),
    }


_REPLICATED = (("volumes", "data-right-key"), ("boot_volumes", "boot-right-key"), ("volume_groups", "group-mixed"))


def _replicas() -> Iterator[Scenario]:
    for kind, name in _REPLICATED:
        create = Scenario(
            "oci_volume_replication", f"create of {kind}", oci_volume_replication, _replicated(kind, name)
        )
        yield create
        yield again(create)
        yield Scenario(
            "oci_volume_replication",
            f"end of {kind}",
            oci_volume_replication,
            _replicated(kind, name, end=True),
            prepare=again(create).prepare,
        )


def _replicated(kind: str, name: str, *, end: bool = False) -> Callable[..., Options]:
    def options(person: Person, *_prepared: Any) -> Options:
        domain = str(person.cloud.catalogue["availability_domains"][PHX][0])
        what = {"state": "terminated"} if end else {"kms_key_id": person.key_id("cmk-phx")}
        return {"source_id": person.id(kind, name), "availability_domain": domain, **what}

    return options


_COPIED = (
    ("volume_backups", "backup-right-key"),
    ("boot_volume_backups", "boot-backup-right-key"),
    ("volume_group_backups", "group-backup-mixed"),
)


def _copies() -> Iterator[Scenario]:
    for kind, name in _COPIED:
        create = Scenario("oci_backup_copy", f"of {kind}", oci_backup_copy, _copied(kind, name), prepare=_sees_backups)
        yield create
        yield again(create)


def _copied(kind: str, name: str) -> Callable[..., Options]:
    return lambda person, *_prepared: {
        "backup_id": person.id(kind, name),
        "destination_region": PHX,
        "kms_key_id": person.key_id("cmk-phx"),
    }


def _sees_backups(person: Person) -> None:
    person.allow("Allow group projx-admin-group to inspect volume-family in tenancy", policy="projx-operators")


def _backup_policies() -> Iterator[Scenario]:
    def scenario(name: str, prepare: Callable[[Person], str], **asks: Any) -> Scenario:
        def options(person: Person, policy_id: str) -> Options:
            wanted = {} if asks else {"policy_id": policy_id, "kms_key_id": person.key_id("cmk-phx")}
            return {"asset_id": person.id("volumes", "data-right-key"), **wanted, **asks}

        return Scenario("oci_backup_policy_assignment", name, oci_backup_policy_assignment, options, prepare=prepare)

    assign = scenario("assign", _backup_policy)
    yield assign
    yield in_check_mode(assign)
    yield again(assign)
    yield scenario("replace", _assigned, policy_name="gold")
    yield scenario("remove", _assigned, state="absent")


def _backup_policy(person: Person) -> str:
    """A policy of the project's own that copies backups to the other region."""
    statement = "Allow group projx-admin-group to inspect backup-policies in tenancy"
    person.allow(statement, policy="projx-operators")
    details = oci.core.models.CreateVolumeBackupPolicyDetails(
        compartment_id=person.compartment("projx"), display_name="copies", destination_region=PHX
    )
    admin = Person(person.cloud, "admin", HOME)
    return str(admin.session.client("core", "BlockstorageClient").create_volume_backup_policy(details).data.id)


def _assigned(person: Person) -> str:
    policy_id = _backup_policy(person)
    options = {"asset_id": person.id("volumes", "data-right-key"), "policy_id": policy_id}
    person.perform(oci_backup_policy_assignment, {**options, "kms_key_id": person.key_id("cmk-phx")})
    person.cloud.clock.advance(26 * 3600)
    return policy_id
