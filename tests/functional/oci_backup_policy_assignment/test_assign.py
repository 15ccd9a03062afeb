# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_backup_policy_assignment assigns a policy with the key of its copies, and takes it away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.failures import lacks, names
from tests.functional.oci_backup_policy_assignment.assignments import (
    HOME,
    LOOK,
    PHX,
    UNASSIGN,
    Asset,
    asset_id,
    held,
    policy,
    refused,
    run,
)
from tests.officer import Officer

MANAGED = "ORACLE_MANAGED_KEY"


def predictable(result: dict[str, Any]) -> dict[str, Any]:
    """Without the OCID of the assignment, which only the service can tell."""
    reported = {**result["resource"], "id": None}
    return {**result, "resource": reported, "diff": {**result["diff"], "after": reported}}


# -- assigning -------------------------------------------------------------------------------------------------------


def test_assigns_a_policy_with_the_key_of_its_copies(operator: Officer, asset: Asset) -> None:
    options: dict[str, Any] = {"policy_id": policy(operator), "kms_key_id": operator.key_id("cmk-phx")}
    mark = operator.now
    predicted = run(operator, asset, check=True, **options)
    assert operator.writes(after=mark) == []
    done = run(operator, asset, **options)
    assert predictable(done) == predicted
    assert done["changed"]
    assert done["verified"]
    assert done["notices"] == []
    assert (done["previous_policy_id"], done["previous_kms_key_id"]) == (None, None)
    assert done["resource"]["policy_name"] == "copies"
    assert done["resource"]["destination_region"] == PHX
    assert done["resource"]["kms_key_name"] == "cmk-phx"
    assert done["diff"]["after"] == done["resource"]
    assert done["diff"]["before"]["policy_id"] is None
    assert held(operator, asset) == [(options["policy_id"], options["kms_key_id"])]

    mark = operator.now
    again = run(operator, asset, **options)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"] == done["resource"]
    assert (again["previous_policy_id"], again["previous_kms_key_id"]) == (options["policy_id"], options["kms_key_id"])
    assert operator.writes(after=mark) == []
    assert operator.sent(after=mark) == [
        "get_volume_backup_policy",
        "get_key",
        "list_key_versions",
        LOOK,
    ]
    assert run(operator, asset, check=True, **options) == again


def test_a_policy_of_oracle_is_found_by_its_name(operator: Officer, asset: Asset) -> None:
    done = run(operator, asset, policy_name="gold")
    assert done["changed"]
    assert done["resource"]["policy_name"] == "gold"
    assert done["resource"]["destination_region"] is None
    assert done["resource"]["kms_key_id"] is None
    assert not run(operator, asset, policy_name="gold", kms_key_id=MANAGED)["changed"]
    assert not run(operator, asset, policy_name="gold", kms_key_ids={PHX: operator.key_id("cmk-phx")})["changed"]


def test_a_policy_of_the_tenancy_is_found_by_its_name(operator: Officer) -> None:
    made, place = policy(operator), operator.compartment("projx")
    done = run(operator, policy_name="copies", policy_compartment_id=place, kms_key_id=operator.key_id("cmk-phx"))
    assert done["resource"]["policy_id"] == made
    failure = refused(operator, policy_name="copies", kms_key_id=MANAGED)
    assert failure.kind == "BadOption"
    assert names(failure, "'bronze'", "'gold'", "'silver'", "policy_compartment_id")
    other = policy(operator)
    failure = refused(operator, policy_name="copies", policy_compartment_id=place, kms_key_id=MANAGED)
    assert failure.kind == "BadOption"
    assert names(failure, made, other)


def test_a_policy_that_copies_needs_a_key_or_the_word_for_oracles(operator: Officer, asset: Asset) -> None:
    made = policy(operator)
    failure = refused(operator, asset, policy_id=made)
    assert failure.kind == "BadOption"
    assert names(failure, PHX, f"kms_key_id={MANAGED}")
    assert held(operator, asset) == []
    done = run(operator, asset, policy_id=made, kms_key_id=MANAGED)
    assert done["verified"]
    assert held(operator, asset) == [(made, None)]


@pytest.mark.parametrize("by", ["id", "name"])
def test_a_policy_that_copies_nothing_takes_no_key(operator: Officer, asset: Asset, by: str) -> None:
    vault = operator.vault_id("security-vault-phx")
    key = {"kms_key_id": operator.key_id("cmk-phx")} if by == "id" else {"kms_key_name": "cmk-phx", "vault_id": vault}
    failure = refused(operator, asset, policy_name="silver", **key)
    assert failure.kind == "BadOption"
    assert names(failure, "silver")
    assert held(operator, asset) == []


def test_the_key_may_be_one_of_a_map_or_named(operator: Officer) -> None:
    made = policy(operator)
    assert run(operator, policy_id=made, kms_key_ids={"phx": operator.key_id("cmk-phx")})["changed"]
    named: dict[str, Any] = {"kms_key_name": "cmk-phx", "vault_id": operator.vault_id("security-vault-phx")}
    assert not run(operator, policy_id=made, **named)["changed"]
    failure = refused(operator, policy_id=made, kms_key_ids={HOME: operator.key_id("cmk")})
    assert failure.kind == "BadOption"
    assert names(failure, "kms_key_ids", PHX)


def test_an_earlier_policy_is_replaced_and_reported(operator: Officer, asset: Asset) -> None:
    first, key = policy(operator), operator.key_id("cmk-phx")
    run(operator, asset, policy_id=first, kms_key_id=key)
    predicted = run(operator, asset, check=True, policy_name="bronze")
    done = run(operator, asset, policy_name="bronze")
    assert predictable(done) == predicted
    assert done["changed"]
    assert (done["previous_policy_id"], done["previous_kms_key_id"]) == (first, key)
    assert done["diff"]["before"]["policy_name"] == "copies"
    assert len(held(operator, asset)) == 1


def test_another_key_is_assigned_with_the_same_policy(operator: Officer, asset: Asset) -> None:
    made, key = policy(operator), operator.key_id("cmk-phx")
    run(operator, asset, policy_id=made, kms_key_id=MANAGED)
    done = run(operator, asset, policy_id=made, kms_key_id=key)
    assert done["changed"]
    assert (done["previous_policy_id"], done["previous_kms_key_id"]) == (made, None)
    assert held(operator, asset) == [(made, key)]
    returned = run(operator, asset, policy_id=made, kms_key_id=MANAGED)
    assert returned["changed"]
    assert returned["previous_kms_key_id"] == key
    assert returned["diff"]["before"]["kms_key_name"] == "cmk-phx"


def test_a_former_policy_that_may_not_be_read_has_no_name(operator: Officer) -> None:
    run(operator, policy_name="gold")
    mine = policy(operator, destination=None)
    operator.revoke("projx-operators", "backup-policies in tenancy")
    done = run(operator, policy_id=mine)
    assert done["changed"]
    assert done["previous_policy_id"] is not None
    assert done["diff"]["before"]["policy_name"] is None


# -- taking away -----------------------------------------------------------------------------------------------------


def test_takes_the_policy_away_once(operator: Officer, asset: Asset) -> None:
    made, key = policy(operator), operator.key_id("cmk-phx")
    run(operator, asset, policy_id=made, kms_key_id=key)
    mark = operator.now
    predicted = run(operator, asset, check=True, state="absent")
    assert operator.writes(after=mark) == []
    done = run(operator, asset, state="absent")
    assert done == predicted
    assert done["changed"]
    assert done["verified"]
    assert (done["previous_policy_id"], done["previous_kms_key_id"]) == (made, key)
    assert done["resource"]["policy_id"] is None
    assert held(operator, asset) == []
    mark = operator.now
    again = run(operator, asset, state="absent")
    assert not again["changed"]
    assert again["previous_policy_id"] is None
    assert operator.sent(after=mark) == [LOOK]
    assert run(operator, asset, check=True, state="absent") == again


@pytest.mark.parametrize("option", ["policy_id", "policy_name", "kms_key_id", "vault_id"])
def test_absent_takes_neither_policy_nor_key(operator: Officer, option: str) -> None:
    options: dict[str, Any] = {"state": "absent", option: "x"}
    failure = refused(operator, **options)
    assert failure.kind == "BadOption"
    assert names(failure, option)


def test_the_policy_stays_that_another_client_gave_meanwhile(operator: Officer) -> None:
    run(operator, policy_name="gold")
    operator.fault(operation=UNASSIGN, status=404, code="NotAuthorizedOrNotFound")
    failure = refused(operator, state="absent")
    assert failure.status == 404
    assert lacks(failure, "manage backup-policy-assignments")
    assert len(held(operator)) == 1


# -- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("policy_id", "policy_name")),
        ({"policy_id": "ocid1.volumebackuppolicy.oc1..x", "policy_name": "gold"}, ("policy_id", "policy_name")),
        ({"policy_id": "ocid1.policy.oc1..x"}, ("policy_id", "ocid1.policy.oc1..x")),
        ({"policy_name": "gold", "policy_compartment_id": "projx"}, ("policy_compartment_id", "'projx'")),
        ({"policy_name": "gold", "kms_key_id": "mine"}, ("kms_key_id", "'mine'")),
        ({"policy_name": "gold", "vault_id": "ocid1.vault.oc1.iad.x"}, ("vault_id",)),
        ({"policy_name": "gold", "asset_id": "ocid1.volumebackup.oc1.iad.x"}, ("asset_id", "ocid1.volumebackup")),
    ],
    ids=["no policy", "two policies", "IAM policy", "compartment", "key", "vault", "backup"],
)
def test_wrong_options_are_refused_before_any_request(
    operator: Officer, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    mark = operator.now
    failure = refused(operator, **options)
    assert failure.kind == "BadOption"
    assert names(failure, *named)
    assert operator.sent(after=mark) == []


# -- keys that will not do -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_that_is_not_where_the_copies_go_is_refused(operator: Officer, asset: Asset, check: bool) -> None:
    made = policy(operator)
    failure = refused(operator, asset, check=check, policy_id=made, kms_key_id=operator.key_id("cmk"))
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk"), PHX)
    assert held(operator, asset) == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"lifecycleState": "DISABLED"}, "DISABLED"),
        ({"keyShape": {"algorithm": "RSA", "length": 256}}, "RSA"),
    ],
    ids=["disabled", "RSA"],
)
def test_a_key_that_will_not_do_is_refused(operator: Officer, changes: dict[str, Any], why: str, check: bool) -> None:
    made, key = policy(operator), operator.key_id("cmk-phx")
    operator.cloud.tenancy.store.change(operator.stored(key, PHX), changes)
    failure = refused(operator, check=check, policy_id=made, kms_key_id=key)
    assert failure.kind == "KeyUnusable"
    assert names(failure, key, why)
    assert held(operator) == []


# -- the asset -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_an_asset_that_is_not_ready_is_waited_for(operator: Officer, asset: Asset, check: bool) -> None:
    there, store = operator.stored(asset_id(operator, asset)), operator.cloud.tenancy.store
    store.change(there, {"lifecycleState": "PROVISIONING"})
    failure = refused(operator, asset, check=check, policy_name="gold", wait=False)
    assert failure.kind == "CannotDo"
    assert names(failure, "PROVISIONING")
    store.after(30, there, {"lifecycleState": "AVAILABLE"})
    assert run(operator, asset, check=check, policy_name="gold")["changed"]
    assert bool(held(operator, asset)) is not check


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_an_asset_that_is_gone_is_reported(operator: Officer, asset: Asset, check: bool) -> None:
    operator.cloud.tenancy.store.change(operator.stored(asset_id(operator, asset)), {"lifecycleState": "TERMINATED"})
    failure = refused(operator, asset, check=check, policy_name="gold")
    assert failure.kind == "ResourceFailed"
    assert names(failure, "TERMINATED")


def test_a_missing_asset_is_not_distinguished_from_a_denied_one(operator: Officer, asset: Asset) -> None:
    failure = refused(operator, asset, asset_id=asset_id(operator, asset)[:-6] + "absent", policy_name="gold")
    assert failure.status == 404
    assert lacks(failure, "inspect backup-policy-assignments in compartment")


# -- denied ----------------------------------------------------------------------------------------------------------


def test_a_policy_that_may_not_be_read_is_reported(operator: Officer) -> None:
    operator.revoke("projx-operators", "backup-policies in tenancy")
    failure = refused(operator, policy_name="gold")
    assert failure.operation == "ListVolumeBackupPolicies"
    assert lacks(failure, "inspect backup-policies in tenancy")


def test_who_may_not_assign_gets_the_missing_statements(operator: Officer, asset: Asset) -> None:
    operator.revoke("projx-operators", "volume-family")
    failure = refused(operator, asset, policy_name="gold")
    assert failure.operation == "CreateVolumeBackupPolicyAssignment"
    place = f"in compartment id {operator.compartment('projx')}"
    assert lacks(failure, f"Allow group <your group> to manage backup-policy-assignments {place}")


def test_a_key_that_could_not_be_read_is_reported_first(operator: Officer) -> None:
    made, missing = policy(operator), operator.key_id("cmk-phx")[:-6] + "absent"
    failure = refused(operator, policy_id=made, kms_key_id=missing)
    assert str(failure).index(missing) < str(failure).index(f"{failure.status} {failure.code}")
    assert names(failure, "GetKey")
    assert held(operator) == []


def test_who_may_not_use_the_key_gets_the_missing_statements(operator: Officer, asset: Asset) -> None:
    made, key = policy(operator), operator.key_id("cmk-phx")
    operator.revoke("projx-operators", "key-delegate")
    failure = refused(operator, asset, policy_id=made, kms_key_id=key)
    place = f"in compartment id {operator.compartment()} where target.key.id = '{key}'"
    assert f"Allow group <your group> to use key-delegate {place}" in failure.missing_statements
    assert f"Allow service blockstorage to use keys {place}" in failure.missing_statements
    assert held(operator, asset) == []
