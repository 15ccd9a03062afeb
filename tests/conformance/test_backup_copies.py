# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of cross-region copies, of which document 000 tells without printing commands: by hand and by policy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.cli import Cli, CommandFailed

# How each kind of backup is copied and looked at, and the seeded one.
KINDS = {
    "volume": ("backup", "--volume-backup-id", "volume_backups", "backup-right-key"),
    "boot volume": ("boot-volume-backup", "--boot-volume-backup-id", "boot_volume_backups", "boot-backup-right-key"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_under_the_key_given_of_its_own_region_or_else_under_oracles(
    cli: Cli, tenancy: dict[str, Any], kind: str
) -> None:
    command, option, seeded, name = KINDS[kind]
    there, keys = tenancy["regions"][1], tenancy["keys"]
    copy = f"oci bv {command} copy {option} {tenancy[seeded][name]} --destination-region {there}"
    for key, found in ((f" --kms-key-id {keys['cmk-phx']}", keys["cmk-phx"]), ("", None)):
        made = cli(copy + key)["data"]
        seen = cli(f"oci bv {command} get {option} {made['id']}", region=there)["data"]
        assert seen["kms-key-id"] == found
        assert seen[f"source-{option[2:]}"] == tenancy[seeded][name]
    with pytest.raises(CommandFailed) as refused:
        cli(f"{copy} --kms-key-id {keys['cmk']}")
    assert refused.value.error["code"] == "NotAuthorizedOrNotFound"


def test_the_copies_of_a_volume_group_backup_are_all_under_the_key_given(cli: Cli, tenancy: dict[str, Any]) -> None:
    there, key = tenancy["regions"][1], tenancy["keys"]["cmk-phx"]
    group_backup = tenancy["volume_group_backups"]["group-backup-mixed"]
    made = cli(
        f"oci bv volume-group-backup copy --volume-group-backup-id {group_backup} --destination-region {there}"
        f" --kms-key-id {key}"
    )["data"]
    assert made["source-volume-group-backup-id"] == group_backup
    backups = [
        cli(f"oci bv backup get --volume-backup-id {backup_id}", region=there)["data"]
        for backup_id in made["volume-backup-ids"]
    ]
    assert [backup["kms-key-id"] for backup in backups] == [key, key]


def test_a_policy_with_copies_is_assigned_with_their_key(cli: Cli, tenancy: dict[str, Any]) -> None:
    volume, keys = tenancy["volumes"]["data-wrong-key"], tenancy["keys"]
    policy = tenancy["volume_backup_policies"]["weekly-with-copies"]
    assert cli(f"oci bv volume-backup-policy get --policy-id {policy}")["data"]["destination-region"] == "us-phoenix-1"
    assign = f"oci bv volume-backup-policy-assignment create --asset-id {volume} --policy-id {policy}"
    look = (
        "oci bv volume-backup-policy-assignment get-volume-backup-policy-asset-assignment"
        f" --asset-id {volume} --query data"
    )
    for key, found in ((f" --xrc-kms-key-id {keys['cmk-phx']}", keys["cmk-phx"]), ("", None)):
        cli(assign + key)
        assert [(each["policy-id"], each["xrc-kms-key-id"]) for each in cli(look)] == [(policy, found)]
    with pytest.raises(CommandFailed) as refused:
        cli(f"{assign} --xrc-kms-key-id {keys['cmk']}")
    assert refused.value.error["code"] == "NotAuthorizedOrNotFound"
    [assignment] = cli(look)
    cli(f"oci bv volume-backup-policy-assignment delete --force --policy-assignment-id {assignment['id']}")
    assert not cli(look)
