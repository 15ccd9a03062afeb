# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_backup_copy rejects originals, keys and places that cannot be, and names missing statements."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from tests.failures import advises, lacks, names
from tests.functional.oci_backup_copy.copies import (
    HOME,
    MANAGED,
    PHX,
    Kind,
    copy,
    refused,
    resources,
    set_state,
    source_id,
    there,
    vault_there,
)
from tests.officer import Officer

# -- the original ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_an_original_that_is_not_ready_is_waited_for(operator: Officer, kind: Kind, check: bool) -> None:
    original = operator.stored(source_id(operator, kind))
    set_state(operator, original, "CREATING")
    failure = refused(operator, kind, check=check, wait=False)
    assert failure.kind == "CannotDo"
    assert names(failure, "CREATING", "wait=true")
    assert operator.writes() == []
    operator.cloud.tenancy.store.after(50, original, {"lifecycleState": "AVAILABLE"})
    assert copy(operator, kind, check=check)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("state", ["FAULTY", "TERMINATED"])
def test_an_original_that_is_of_no_use_is_not_waited_for(
    operator: Officer, kind: Kind, state: str, check: bool
) -> None:
    set_state(operator, operator.stored(source_id(operator, kind)), state)
    begun = operator.cloud.clock.now()
    failure = refused(operator, kind, check=check)
    assert failure.kind == "ResourceFailed"
    assert names(failure, state)
    assert operator.cloud.clock.now() - begun < 5
    assert operator.writes() == []


def test_a_copy_outlives_its_original(operator: Officer, kind: Kind) -> None:
    copy(operator, kind)
    set_state(operator, operator.stored(source_id(operator, kind)), "TERMINATED")
    result = copy(operator, kind)
    assert not result["changed"]


# -- keys that will not do -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("has_copy", [False, True], ids=["no copy yet", "a copy"])
def test_a_key_of_the_wrong_region_is_refused(operator: Officer, kind: Kind, check: bool, has_copy: bool) -> None:
    if has_copy:
        copy(operator, kind, kms_key_id=MANAGED)
    mark = operator.now
    failure = refused(operator, kind, check=check, kms_key_id=operator.key_id("cmk"))
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk"), PHX)
    assert operator.writes(after=mark) == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"lifecycleState": "DISABLED"}, "DISABLED"),
        ({"lifecycleState": "PENDING_DELETION"}, "PENDING_DELETION"),
        ({"keyShape": {"algorithm": "RSA", "length": 256}}, "RSA"),
    ],
    ids=["disabled", "pending deletion", "RSA"],
)
def test_a_key_that_will_not_do_is_refused(
    operator: Officer, kind: Kind, changes: dict[str, Any], why: str, check: bool
) -> None:
    operator.cloud.tenancy.store.change(operator.stored(operator.key_id("cmk-phx"), PHX), changes)
    failure = refused(operator, kind, check=check)
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk-phx"), why)
    assert operator.writes() == []


def test_a_key_with_two_versions_is_refused(operator: Officer, kind: Kind) -> None:
    vault_there(operator).create_key_version(operator.key_id("cmk-phx"))
    operator.cloud.clock.advance(30)
    mark = operator.now
    failure = refused(operator, kind)
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk-phx"), "2")
    assert operator.writes(after=mark) == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_backup_under_a_disabled_key_cannot_be_copied(operator: Officer, kind: Kind, check: bool) -> None:
    members = operator.stored(source_id(operator, kind)).data.get("volumeBackupIds", [source_id(operator, kind)])
    keys = [operator.stored(each).data.get("kmsKeyId") for each in members]
    key = operator.stored(next(each for each in keys if each))
    operator.cloud.tenancy.store.change(key, {"lifecycleState": "DISABLED"})
    failure = refused(operator, kind, check=check)
    assert failure.kind == "KeyUnusable"
    assert names(failure, key.id, "DISABLED")
    assert operator.writes() == []


def test_a_replicated_key_is_judged_by_the_replica_and_not_by_its_ocid(operator: Officer, kind: Kind) -> None:
    admin = Officer(operator.cloud, "admin")
    admin.allow("Allow service keymanagementservice to manage vaults in tenancy")
    refused(operator, kind, kms_key_id=operator.key_id("cmk"))
    admin.run(vault_task, vault_id=operator.vault_id(), replica_region=PHX)
    made = copy(operator, kind, kms_key_id=operator.key_id("cmk"))
    assert made["verified"]
    assert {each["kms_key_id"] for each in resources(made)} == {operator.key_id("cmk")}


def test_an_unknown_key_is_left_to_the_service(operator: Officer) -> None:
    missing = operator.key_id("cmk-phx")[:-6] + "absent"
    failure = refused(operator, kms_key_id=missing)
    assert str(failure).index(missing) < str(failure).index(f"{failure.status} {failure.code}")
    assert names(failure, "GetKey")
    assert failure.status == 404
    assert failure.operation == "CopyVolumeBackup"


# -- places ----------------------------------------------------------------------------------------------------------


def test_the_own_region_is_no_destination(operator: Officer, kind: Kind) -> None:
    failure = refused(operator, kind, destination_region="iad", kms_key_id=operator.key_id("cmk"))
    assert failure.kind == "BadOption"
    assert names(failure, "destination_region", HOME)
    assert operator.requests() == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(("region", "full"), [("fra", "eu-frankfurt-1"), ("eu-mars-1", "eu-mars-1")])
def test_a_region_without_subscription_is_reported(
    operator: Officer, kind: Kind, region: str, full: str, check: bool
) -> None:
    failure = refused(operator, kind, destination_region=region, kms_key_id=MANAGED, check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "destination_region", f"'{full}'", HOME, PHX)
    assert operator.writes() == []


def test_a_region_is_judged_by_its_answer_where_subscriptions_may_not_be_read(operator: Officer, kind: Kind) -> None:
    operator.revoke("projx-operators", "tenancies")
    failure = refused(operator, kind, destination_region="eu-frankfurt-1", kms_key_id=MANAGED)
    assert failure.status == 401
    assert failure.kind == "NotAuthenticated"
    assert advises(failure, "destination_region")
    assert advises(failure, "eu-frankfurt-1")


def test_a_map_may_name_regions_that_exist_and_no_others(operator: Officer) -> None:
    keys = {"phx": operator.key_id("cmk-phx"), "fra": MANAGED}
    failure = refused(operator, kms_key_ids={**keys, "eu-moon-1": MANAGED})
    assert failure.kind == "BadOption"
    assert names(failure, "kms_key_ids", "'eu-moon-1'", HOME, PHX)
    assert operator.writes() == []
    mark = operator.now
    assert copy(operator, kms_key_ids=keys)["changed"]
    assert "list_region_subscriptions" not in operator.sent(after=mark)


@pytest.mark.parametrize(
    ("backup", "option"),
    [(("volumes", "data-right-key"), "backup_id"), (("keys", "cmk-phx"), "kms_key_id")],
    ids=["volume", "key"],
)
def test_what_is_no_backup_is_refused_before_any_request(
    operator: Officer, backup: tuple[str, str], option: str
) -> None:
    given = operator.cloud.catalogue[backup[0]][backup[1]]
    failure = refused(operator, backup_id=given)
    assert failure.kind == "BadOption"
    assert names(failure, given, option)
    assert operator.requests() == []


# -- denied ----------------------------------------------------------------------------------------------------------


def test_a_missing_backup_is_not_distinguished_from_a_denied_one(operator: Officer, kind: Kind) -> None:
    failure = refused(operator, kind, backup_id=source_id(operator, kind)[:-6] + "absent")
    assert failure.status == 404
    assert lacks(failure, f"inspect {kind.name.replace('_', '-')}s in compartment")


def test_who_may_not_copy_gets_the_missing_statements(operator: Officer, kind: Kind) -> None:
    operator.revoke("projx-operators", "volume-family")
    operator.allow("Allow group projx-admin-group to inspect volume-family in compartment projx", policy="auditors")
    failure = refused(operator, kind)
    assert failure.operation == "".join(part.title() for part in ("copy", *kind.name.split("_")))
    place = f"in compartment id {operator.compartment('projx')}"
    assert lacks(failure, f"Allow group <your group> to manage {kind.name.replace('_', '-')}s {place}")
    assert there(operator, kind) == []


def test_a_service_that_may_use_keys_in_one_region_only(operator: Officer, kind: Kind) -> None:
    """Two regions with different policies: what works at home need not work where the copy goes."""
    operator.revoke("services-use-keys", "blockstorage")
    operator.allow(
        f"Allow service blockstorage to use keys in compartment id {operator.compartment()} "
        "where request.region = 'iad'"
    )
    failure = refused(operator, kind)
    assert failure.status == 404
    assert lacks(failure, "Allow service blockstorage to use keys")
    assert there(operator, kind) == []
    assert copy(operator, kind, kms_key_id=MANAGED)["changed"]
