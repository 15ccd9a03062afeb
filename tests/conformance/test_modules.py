# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules and the command tell of one tenancy: what either changes, the other sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.conformance.cli import Cli
from tests.conformance.modules import run_module


@dataclass(frozen=True)
class Kind:
    """A kind of resource: the module that sets its key, and the commands that show and change it."""

    module: str
    id_option: str
    seeded_as: str
    """The kind in tenancy.json."""
    name: str
    """The seeded one that is used here."""
    get: str
    update: str
    by_name: bool = False
    oracle_managed: str | None = None
    """How the command shows that there is no customer-managed key."""


KINDS = {
    "volume": Kind(
        "oci_volume_kms_key",
        "volume_id",
        "volumes",
        "data-oracle-managed",
        get="oci bv volume get --volume-id {id}",
        update="oci bv volume-kms-key update --volume-id {id} --kms-key-id {key}",
    ),
    "boot volume": Kind(
        "oci_volume_kms_key",
        "volume_id",
        "boot_volumes",
        "boot-oracle-managed",
        get="oci bv boot-volume get --boot-volume-id {id}",
        update="oci bv boot-volume-kms-key update --boot-volume-id {id} --kms-key-id {key}",
    ),
    "volume backup": Kind(
        "oci_backup_kms_key",
        "backup_id",
        "volume_backups",
        "backup-oracle-managed",
        get="oci bv backup get --volume-backup-id {id}",
        update="oci bv backup update --volume-backup-id {id} --kms-key-id {key}",
    ),
    "boot volume backup": Kind(
        "oci_backup_kms_key",
        "backup_id",
        "boot_volume_backups",
        "boot-backup-oracle-managed",
        get="oci bv boot-volume-backup get --boot-volume-backup-id {id}",
        update="oci bv boot-volume-backup update --boot-volume-backup-id {id} --kms-key-id {key}",
    ),
    "bucket": Kind(
        "oci_bucket_kms_key",
        "bucket_name",
        "buckets",
        "bucket-right-key",
        get="oci os bucket get --name {id}",
        update="oci os bucket update --name {id} --kms-key-id {key}",
        by_name=True,
    ),
    "Autonomous Database": Kind(
        "oci_adb_encryption_key",
        "autonomous_database_id",
        "autonomous_databases",
        "adb-right-key",
        get="oci db autonomous-database get --autonomous-database-id {id}",
        update="oci db autonomous-database configure-key --autonomous-database-id {id} --kms-key-id {key}"
        " --vault-id {vault} --wait-for-state SUCCEEDED --wait-interval-seconds 1",
        oracle_managed="ORACLE_MANAGED_KEY",
    ),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_either_changes_the_other_sees(cli: Cli, tenancy: dict[str, Any], kind: Kind) -> None:
    resource = kind.name if kind.by_name else tenancy[kind.seeded_as][kind.name]
    right, wrong = tenancy["keys"]["cmk"], tenancy["keys"]["cmk-other"]

    def give(key_id: str) -> None:
        cli(kind.update.format(id=resource, key=key_id, vault=tenancy["vaults"]["security-vault"]["id"]))

    def shown() -> str | None:
        data = cli(kind.get.format(id=resource))["data"]
        return None if data["kms-key-id"] is None else str(data["kms-key-id"])

    def module(*, check: bool = False, **options: Any) -> tuple[bool, str | None]:
        result = run_module(kind.module, check=check, **{kind.id_option: resource}, **options)
        return result["changed"], result["previous_kms_key_id"]

    give(wrong)
    assert module(kms_key_id=right, check=True) == (True, wrong)
    assert module(kms_key_id=right) == (True, wrong), "the check run changed the key"
    assert shown() == right
    assert module(state="absent") == (True, right)
    assert shown() == kind.oracle_managed
    give(right)
    assert module(kms_key_id=right) == (False, right)
