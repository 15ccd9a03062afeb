# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the two seed documents on Block Volume keys, and what the documents say of their results.

Where a document spells a command in another way than the command itself does, conftest.py says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance.conftest import Cli, CommandFailed

Volumes = Callable[..., str]


def test_changing_the_key_of_a_volume(cli: Cli, tenancy: dict[str, Any], volume: Volumes) -> None:
    volume_id = volume(key="cmk-other")
    key_id = tenancy["keys"]["cmk"]
    answer = cli(f"oci bv volume-kms-key update --volume-id={volume_id} --kms-key-id={key_id}")
    assert answer["data"] == {"kms-key-id": key_id}
    assert answer["etag"]
    settled = cli.until(f"oci bv volume get --volume-id {volume_id}", "AVAILABLE")
    assert settled["kms-key-id"] == key_id
    assert cli(f"oci bv volume-kms-key get --volume-id {volume_id}")["data"] == {"kms-key-id": key_id}


def test_removing_the_key_of_a_volume(cli: Cli, volume: Volumes) -> None:
    volume_id = volume(key="cmk")
    assert cli(f"oci bv volume-kms-key delete --volume-id {volume_id} --force") is None
    assert cli.until(f"oci bv volume get --volume-id {volume_id}", "AVAILABLE")["kms-key-id"] is None
    with pytest.raises(CommandFailed) as caught:
        cli(f"oci bv volume-kms-key get --volume-id {volume_id}")
    assert (caught.value.error["status"], caught.value.error["code"]) == (404, "NotAuthorizedOrNotFound")


def test_changing_the_key_of_a_boot_volume(cli: Cli, tenancy: dict[str, Any]) -> None:
    boot_volume_id = tenancy["boot_volumes"]["boot-wrong-key"]
    key_id = tenancy["keys"]["cmk"]
    answer = cli(f"oci bv boot-volume-kms-key update --boot-volume-id {boot_volume_id} --kms-key-id {key_id}")
    assert answer["data"] == {"kms-key-id": key_id}
    settled = cli.until(f"oci bv boot-volume get --boot-volume-id {boot_volume_id}", "AVAILABLE")
    assert settled["kms-key-id"] == key_id


def test_a_backup_takes_the_volumes_key_and_can_be_given_another_or_none(
    cli: Cli, tenancy: dict[str, Any], volume: Volumes
) -> None:
    volume_id = volume(key="cmk-other")
    backup = cli(f"oci bv backup create --volume-id {volume_id} --wait-for-state AVAILABLE --wait-interval-seconds 1")
    backup_id, key_id = backup["data"]["id"], tenancy["keys"]["cmk"]
    assert backup["data"]["kms-key-id"] == tenancy["keys"]["cmk-other"]
    answer = cli(f"oci bv backup update --backup-id={backup_id} --kms-key-id={key_id}")
    assert answer["data"]["kms-key-id"] == key_id
    cli.until(f"oci bv backup get --volume-backup-id {backup_id}", "AVAILABLE")
    cli(f"oci bv backup update --backup-id={backup_id} --kms-key-id=''")
    settled = cli.until(f"oci bv backup get --volume-backup-id {backup_id}", "AVAILABLE")
    assert settled["kms-key-id"] in (None, "")


def test_restoring_a_backup_with_a_key_and_without(cli: Cli, tenancy: dict[str, Any], volume: Volumes) -> None:
    volume_id = volume(key="cmk-other")
    backup = cli(f"oci bv backup create --volume-id {volume_id} --wait-for-state AVAILABLE --wait-interval-seconds 1")
    domain = tenancy["availability_domains"][tenancy["home_region"]][0]
    create = (
        f"oci bv create --display-name restored --compartment-id {tenancy['compartments']['projx']}"
        f" --availability-domain {domain} {{key}} --volume-backup-id={backup['data']['id']}"
    )
    keyed = cli(create.format(key=f"--kms-key-id {tenancy['keys']['cmk']}"))
    assert keyed["data"]["kms-key-id"] == tenancy["keys"]["cmk"]
    plain = cli(create.format(key=""))
    assert plain["data"]["kms-key-id"] is None
    assert cli.until(f"oci bv volume get --volume-id {plain['data']['id']}", "AVAILABLE")["kms-key-id"] is None


def test_cloning_a_volume_under_another_key(cli: Cli, tenancy: dict[str, Any], volume: Volumes) -> None:
    source_id = volume(key="cmk-other")
    domain = tenancy["availability_domains"][tenancy["home_region"]][0]
    clone = cli(
        f"oci bv create --display-name clone --compartment-id {tenancy['compartments']['projx']}"
        f" --availability-domain {domain} --kms-key-id {tenancy['keys']['cmk']} --source-volume-id={source_id}"
    )
    assert clone["data"]["kms-key-id"] == tenancy["keys"]["cmk"]
    assert clone["data"]["source-details"] == {"id": source_id, "type": "volume"}


def test_a_change_of_the_key_leaves_older_backups_under_the_old_one(
    cli: Cli, tenancy: dict[str, Any], volume: Volumes
) -> None:
    volume_id = volume(key="cmk-other")
    backup = cli(f"oci bv backup create --volume-id {volume_id} --wait-for-state AVAILABLE --wait-interval-seconds 1")
    cli(f"oci bv volume-kms-key update --volume-id {volume_id} --kms-key-id {tenancy['keys']['cmk']}")
    cli.until(f"oci bv volume get --volume-id {volume_id}", "AVAILABLE")
    kept = cli(f"oci bv backup get --volume-backup-id {backup['data']['id']}")
    assert kept["data"]["kms-key-id"] == tenancy["keys"]["cmk-other"]


@pytest.mark.parametrize(
    "key", ["cmk-rsa", "cmk-disabled", "cmk-pending-deletion"], ids=["RSA", "disabled", "pending deletion"]
)
def test_a_key_that_will_not_do(cli: Cli, tenancy: dict[str, Any], volume: Volumes, key: str) -> None:
    with pytest.raises(CommandFailed) as caught:
        cli(f"oci bv volume-kms-key update --volume-id {volume()} --kms-key-id {tenancy['keys'][key]}")
    assert (caught.value.error["status"], caught.value.error["code"]) == (400, "InvalidParameter")


def test_a_key_of_another_region_is_not_known(cli: Cli, tenancy: dict[str, Any], volume: Volumes) -> None:
    with pytest.raises(CommandFailed) as caught:
        cli(f"oci bv volume-kms-key update --volume-id {volume()} --kms-key-id {tenancy['keys']['cmk-phx']}")
    assert caught.value.error["status"] in (400, 404)


def test_a_caller_who_may_not_delegate_the_key(cli: Cli, tenancy: dict[str, Any], volume: Volumes) -> None:
    volume_id = volume()
    with pytest.raises(CommandFailed) as caught:
        cli(
            f"oci bv volume-kms-key update --volume-id {volume_id} --kms-key-id {tenancy['keys']['cmk']}"
            " --profile newcomer"
        )
    assert (caught.value.error["status"], caught.value.error["code"]) == (404, "NotAuthorizedOrNotFound")
    assert cli(f"oci bv volume get --volume-id {volume_id} --profile newcomer")["data"]["kms-key-id"] is None
