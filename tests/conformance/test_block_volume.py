# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the two documents on Block Volume keys (000, 001), and what the documents say of their results."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance.cli import Cli, CommandFailed

MakeVolume = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def make_volume(cli: Cli, tenancy: dict[str, Any]) -> MakeVolume:
    """Makes a volume of one's own, ready for use."""

    def make(*options: str) -> dict[str, Any]:
        made = cli(
            f"oci bv volume create --compartment-id {tenancy['compartments']['projx']} --size-in-gbs 50"
            f" --availability-domain {tenancy['availability_domains'][tenancy['home_region']][0]}"
            f" --wait-for-state AVAILABLE --wait-interval-seconds 1 {' '.join(options)}"
        )
        return dict(made["data"])

    return make


@pytest.fixture(scope="module")
def unkeyed_volume_id(make_volume: MakeVolume) -> str:
    """A volume for tests in which nothing is changed."""
    return str(make_volume()["id"])


def new_volume(tenancy: dict[str, Any], name: str, *, region: str | None = None) -> dict[str, str]:
    """A reader's values for `oci bv create`."""
    return {
        "<volume_name>": name,
        "<compartment_ID>": tenancy["compartments"]["projx"],
        "<AD>": tenancy["availability_domains"][region or tenancy["home_region"]][0],
    }


def test_a_backup_is_under_the_key_that_its_volume_had_and_can_be_restored_under_another(
    cli: Cli, tenancy: dict[str, Any]
) -> None:
    volume_id, keys = tenancy["volumes"]["data-right-key"], tenancy["keys"]
    made = cli(f"oci bv backup create --volume-id {volume_id} --wait-for-state AVAILABLE --wait-interval-seconds 1")
    backup_id = made["data"]["id"]
    answer = cli.printed("001:23", {"<volume_ID>": volume_id, "<key_ID>": keys["cmk-other"]})
    assert answer["data"] == {"kms-key-id": keys["cmk-other"]}
    assert cli.until(f"oci bv volume get --volume-id {volume_id}", "AVAILABLE")["kms-key-id"] == keys["cmk-other"]
    assert cli(f"oci bv backup get --volume-backup-id {backup_id}")["data"]["kms-key-id"] == keys["cmk"]

    values = {**new_volume(tenancy, "restored"), "<source_backup_ID>": backup_id}
    restored = cli.printed("000:10", {**values, "<different_key_ID>": keys["cmk-other"]})["data"]
    assert (restored["display-name"], restored["kms-key-id"]) == ("restored", keys["cmk-other"])
    # "If you don't include the `--kms-key-id` attribute, the volume … uses the Oracle managed key."
    unkeyed = cli.printed("000:10", {**values, "--kms-key-id <different_key_ID>": ""})["data"]
    assert unkeyed["kms-key-id"] is None


def test_cloning_a_volume_under_another_key(cli: Cli, tenancy: dict[str, Any], make_volume: MakeVolume) -> None:
    source = make_volume(f"--kms-key-id {tenancy['keys']['cmk-other']}")
    values = {**new_volume(tenancy, "clone"), "<source_volume_ID>": source["id"]}
    clone = cli.printed("000:24", {**values, "<different_key_ID>": tenancy["keys"]["cmk"]})["data"]
    assert clone["kms-key-id"] == tenancy["keys"]["cmk"]
    assert clone["source-details"] == {"id": source["id"], "type": "volume"}


def test_activating_a_replica_under_a_key_of_its_region(
    cli: Cli, tenancy: dict[str, Any], make_volume: MakeVolume
) -> None:
    region, key_id = tenancy["regions"][1], tenancy["keys"]["cmk-phx"]
    wanted = {"availabilityDomain": tenancy["availability_domains"][region][0], "xrrKmsKeyId": key_id}
    volume = make_volume(f"--block-volume-replicas '{json.dumps([wanted])}'")
    (replica,) = volume["block-volume-replicas"]
    assert replica["kms-key-id"] == key_id
    replica_id = replica["block-volume-replica-id"]
    cli.until(f"oci bv block-volume-replica get --region {region} --block-volume-replica-id {replica_id}", "AVAILABLE")
    values = {**new_volume(tenancy, "activated", region=region), "<source_replica_ID>": replica_id}
    activated = cli.printed("000:37", {**values, "<different_key_ID>": key_id}, region=region)["data"]
    assert activated["kms-key-id"] == key_id
    assert activated["source-details"] == {"id": replica_id, "type": "blockVolumeReplica"}


def test_changing_the_key_of_a_volume_and_removing_it(cli: Cli, tenancy: dict[str, Any]) -> None:
    volume_id, key_id = tenancy["volumes"]["data-wrong-key"], tenancy["keys"]["cmk"]
    answer = cli.printed("000:70", {"<volume_ID>": volume_id, "<key_ID>": key_id})
    assert answer["data"] == {"kms-key-id": key_id}
    assert answer["etag"]
    assert cli.until(f"oci bv volume get --volume-id {volume_id}", "AVAILABLE")["kms-key-id"] == key_id
    assert cli(f"oci bv volume-kms-key get --volume-id {volume_id}")["data"] == {"kms-key-id": key_id}
    assert cli(f"oci bv volume-kms-key delete --volume-id {volume_id} --force") is None
    assert cli.until(f"oci bv volume get --volume-id {volume_id}", "AVAILABLE")["kms-key-id"] is None
    with pytest.raises(CommandFailed) as caught:
        cli(f"oci bv volume-kms-key get --volume-id {volume_id}")
    assert (caught.value.error["status"], caught.value.error["code"]) == (404, "NotAuthorizedOrNotFound")


def test_giving_a_backup_another_key_and_then_none(cli: Cli, tenancy: dict[str, Any]) -> None:
    backup_id, key_id = tenancy["volume_backups"]["backup-wrong-key"], tenancy["keys"]["cmk"]
    assert cli.printed("000:96", {"<backup_ID>": backup_id, "<key_ID>": key_id})["data"]["kms-key-id"] == key_id
    cli.printed("000:103", {"<backup_ID>": backup_id})
    assert cli(f"oci bv backup get --volume-backup-id {backup_id}")["data"]["kms-key-id"] is None


def test_taking_the_key_of_a_backup_and_giving_it_another(cli: Cli, tenancy: dict[str, Any]) -> None:
    backup_id, key_id = tenancy["volume_backups"]["backup-right-key"], tenancy["keys"]["cmk-other"]
    assert cli.printed("001:21", {"<backup_ID>": backup_id})["data"]["kms-key-id"] is None
    cli.printed("001:19", {"<backup_ID>": backup_id, "<key_ID>": key_id})
    assert cli(f"oci bv backup get --volume-backup-id {backup_id}")["data"]["kms-key-id"] == key_id


@pytest.mark.parametrize(
    ("key", "profile", "refusal"),
    [
        pytest.param("cmk-rsa", "admin", (400, "InvalidParameter"), id="RSA"),
        pytest.param("cmk-disabled", "admin", (400, "InvalidParameter"), id="disabled"),
        pytest.param("cmk-pending-deletion", "admin", (400, "InvalidParameter"), id="pending deletion"),
        pytest.param("cmk-phx", "admin", (404, "NotAuthorizedOrNotFound"), id="of another region"),
        pytest.param("cmk", "newcomer", (404, "NotAuthorizedOrNotFound"), id="not to be delegated by the caller"),
    ],
)
def test_a_key_that_will_not_do(
    cli: Cli, tenancy: dict[str, Any], unkeyed_volume_id: str, key: str, profile: str, refusal: tuple[int, str]
) -> None:
    with pytest.raises(CommandFailed) as caught:
        cli(
            f"oci bv volume-kms-key update --volume-id {unkeyed_volume_id} --kms-key-id {tenancy['keys'][key]}"
            f" --profile {profile}"
        )
    assert (caught.value.error["status"], caught.value.error["code"]) == refusal
