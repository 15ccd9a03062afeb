# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that assign keys to what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import oci

from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_adb_encryption_key,
    oci_backup_kms_key,
    oci_bucket_kms_key,
    oci_kms_key_assignments,
    oci_volume_kms_key,
)
from tests.matrix.scenario import Options, Person, Scenario, again, in_check_mode

_BUCKET = "bucket-wrong-key"


def scenarios() -> Iterator[Scenario]:
    """All of them."""
    yield from _volumes("volume", "volumes", "data")
    yield from _volumes("boot volume", "boot_volumes", "boot")
    yield from _backups("volume backup", "volume_backups", "backup")
    yield from _backups("boot volume backup", "boot_volume_backups", "boot-backup")
    group = Scenario(
        "oci_backup_kms_key",
        "group",
        oci_backup_kms_key,
        lambda person: {
            "backup_id": person.id("volume_group_backups", "group-backup-mixed"),
            "kms_key_id": person.key_id("cmk"),
        },
    )
    yield group
    yield again(group)
    yield from _buckets()
    yield from _assignments()
    yield from _databases()


def _seeded(kind: str, name: str) -> Callable[..., str]:
    return lambda person, *_prepared: person.id(kind, name)


def _volumes(called: str, kind: str, seeds: str) -> Iterator[Scenario]:
    def scenario(name: str, seed: str, *, key: str | None = "cmk", **options: Any) -> Scenario:
        def all_options(person: Person) -> Options:
            key_option = {"kms_key_id": person.key_id(key)} if key else {"state": "absent"}
            if "by name" in name:
                key_option = {"kms_key_name": "cmk", "vault_id": person.vault_id()}
            return {"volume_id": person.id(kind, f"{seeds}-{seed}"), **key_option, **options}

        return Scenario(
            "oci_volume_kms_key",
            f"{called} {name}",
            oci_volume_kms_key,
            all_options,
            target=_seeded(kind, f"{seeds}-{seed}"),
            two_witnesses=True,
        )

    change = scenario("change", "wrong-key")
    yield scenario("assign", "oracle-managed")
    yield change
    yield in_check_mode(change)
    yield again(change)
    yield scenario("unassign", "right-key", key=None)
    yield scenario("rewrap", "right-key", rewrap=True)
    yield scenario("with backups", "wrong-key", include_backups=True)
    yield scenario("change by name", "wrong-key")
    yield scenario("without waiting", "wrong-key", wait=False)


def _backups(called: str, kind: str, seeds: str) -> Iterator[Scenario]:
    def scenario(name: str, seed: str, *, key: str | None = "cmk") -> Scenario:
        def all_options(person: Person) -> Options:
            key_option = {"kms_key_id": person.key_id(key)} if key else {"state": "absent"}
            return {"backup_id": person.id(kind, f"{seeds}-{seed}"), **key_option}

        return Scenario(
            "oci_backup_kms_key",
            f"{called} {name}",
            oci_backup_kms_key,
            all_options,
            target=_seeded(kind, f"{seeds}-{seed}"),
        )

    yield scenario("change", "wrong-key")
    yield scenario("unassign", "right-key", key=None)


def _buckets() -> Iterator[Scenario]:
    def scenario(name: str, bucket: str, *, key: str | None = "cmk", **more: Any) -> Scenario:
        def all_options(person: Person, *_prepared: Any) -> Options:
            key_option = {"kms_key_id": person.key_id(key)} if key else {"state": "absent"}
            reencrypt = {"reencrypt": True} if "reencrypt" in name else {}
            return {"bucket_name": bucket, **key_option, **reencrypt}

        return Scenario(
            "oci_bucket_kms_key", name, oci_bucket_kms_key, all_options, target=_seeded("buckets", bucket), **more
        )

    assign = scenario("assign", "bucket-oracle-managed")
    yield assign
    yield in_check_mode(assign)
    yield again(assign)
    yield scenario("change", _BUCKET)
    yield scenario("unassign", "bucket-right-key", key=None)
    yield scenario("change and reencrypt", _BUCKET, prepare=_put_object, probe=_is_reencrypted)
    yield scenario("reencrypt", _BUCKET, key="cmk-other", prepare=_put_object)


def _assignments() -> Iterator[Scenario]:
    def scenario(name: str, seed: str, *, key: str | None = "cmk") -> Scenario:
        def all_options(person: Person) -> Options:
            key_option = {"kms_key_id": person.key_id(key)} if key else {"state": "absent"}
            return {"resources": [person.id("file_systems", f"fs-{seed}")], **key_option}

        return Scenario(
            "oci_kms_key_assignments",
            f"file system {name}",
            oci_kms_key_assignments,
            all_options,
        )

    change = scenario("change", "wrong-key")
    yield scenario("assign", "oracle-managed")
    yield change
    yield in_check_mode(change)
    yield again(change)
    yield scenario("unassign", "right-key", key=None)


def _storage(person: Person) -> Any:
    return person.session.client("object_storage", "ObjectStorageClient")


def _put_object(person: Person) -> None:
    _storage(person).put_object(person.cloud.tenancy.namespace, _BUCKET, "old.txt", b"written before")


def _is_reencrypted(person: Person, result: Mapping[str, Any]) -> str | None:
    """Whether the former key can be done without, if that is what the result says."""
    if not result.get("reencrypted") and result.get("previous_key_still_needed") is not False:
        return None
    person.cloud.tenancy.store.change(person.stored(person.key_id("cmk-other")), {"lifecycleState": "DISABLED"})
    try:
        _storage(person).get_object(person.cloud.tenancy.namespace, _BUCKET, "old.txt")
    except oci.exceptions.ServiceError:
        return "the objects still need the former key"
    return None


def _databases() -> Iterator[Scenario]:
    def scenario(name: str, database: str, *, key: str | None = "cmk") -> Scenario:
        def all_options(person: Person) -> Options:
            key_option = {"kms_key_id": person.key_id(key)} if key else {"state": "absent"}
            return {"autonomous_database_id": person.id("autonomous_databases", database), **key_option}

        return Scenario(
            "oci_adb_encryption_key",
            name,
            oci_adb_encryption_key,
            all_options,
            target=_seeded("autonomous_databases", database),
        )

    change = scenario("change", "adb-wrong-key")
    yield scenario("assign", "adb-oracle-managed")
    yield change
    yield in_check_mode(change)
    yield again(change)
    yield scenario("unassign", "adb-right-key", key=None)
