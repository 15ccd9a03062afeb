# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_backup_policy_assignment keeps the promises: the policy that was said, its copies under the key that was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from oci.core import models

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_backup_policy_assignment as task
from simulator.cloud import Cloud
from tests.failures import advises, is_rendered, lacks, names
from tests.officer import Officer

HOME, PHX = "us-ashburn-1", "us-phoenix-1"
MANAGED = "ORACLE_MANAGED_KEY"
ASSIGN = "create_volume_backup_policy_assignment"
UNASSIGN = "delete_volume_backup_policy_assignment"
LOOK = "get_volume_backup_policy_asset_assignment"
WITNESS = "get_volume_backup_policy_assignment"


@dataclass(frozen=True)
class Asset:
    """One kind of asset, with a seeded one."""

    kind: str
    seeded: str


VOLUME = Asset("volume", "data-right-key")
ASSETS = [VOLUME, Asset("boot_volume", "boot-right-key"), Asset("volume_group", "group-mixed")]


@pytest.fixture(params=ASSETS, ids=lambda asset: asset.kind)
def asset(request: pytest.FixtureRequest) -> Asset:
    return request.param


@pytest.fixture
def operator(cloud: Cloud) -> Officer:
    made = Officer(cloud, "projx-operator")
    made.allow("Allow group projx-admin-group to inspect backup-policies in tenancy", policy="projx-operators")
    return made


def policy(operator: Officer, name: str = "copies", destination: str | None = PHX, **more: Any) -> str:
    """The OCID of a policy of the project's own, made with another tool."""
    details = models.CreateVolumeBackupPolicyDetails(
        compartment_id=operator.compartment("projx"), display_name=name, destination_region=destination, **more
    )
    client = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient")
    return str(client.create_volume_backup_policy(details).data.id)


def asset_id(operator: Officer, asset: Asset = VOLUME) -> str:
    return str(operator.cloud.catalogue[f"{asset.kind}s"][asset.seeded])


def run(operator: Officer, asset: Asset = VOLUME, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for the seeded asset."""
    return operator.run(task, check=check, **{"asset_id": asset_id(operator, asset), **options})


def refused(operator: Officer, asset: Asset = VOLUME, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        run(operator, asset, **options)
    assert is_rendered(caught.value)
    return caught.value


def held(operator: Officer, asset: Asset = VOLUME) -> list[tuple[str, str | None]]:
    """The policy of the asset as the service holds it, and its key."""
    listing = operator.cloud.tenancy.store.listing("volume_backup_policy_assignment", region=HOME)
    of_asset = [each.data for each in listing if each.data["assetId"] == asset_id(operator, asset)]
    return [(data["policyId"], data.get("xrcKmsKeyId")) for data in of_asset]


def predictable(result: dict[str, Any]) -> dict[str, Any]:
    """Without the OCID of the assignment, which only the service can tell."""
    told = {**result["resource"], "id": None}
    return {**result, "resource": told, "diff": {**result["diff"], "after": told}}


# -- assigning -------------------------------------------------------------------------------------------------------


def test_assigns_a_policy_with_the_key_of_its_copies(operator: Officer, asset: Asset) -> None:
    options = {"policy_id": policy(operator), "kms_key_id": operator.key_id("cmk-phx")}
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
    assert operator.asked(after=mark) == ["get_volume_backup_policy", "get_key", "list_key_versions", LOOK]
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
    named = {"kms_key_name": "cmk-phx", "vault_id": operator.vault_id("security-vault-phx")}
    assert not run(operator, policy_id=made, **named)["changed"]
    failure = refused(operator, policy_id=made, kms_key_ids={HOME: operator.key_id("cmk")})
    assert failure.kind == "BadOption"
    assert names(failure, "kms_key_ids", PHX)


def test_an_earlier_policy_is_replaced_and_told(operator: Officer, asset: Asset) -> None:
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
    assert operator.asked(after=mark) == [LOOK]
    assert run(operator, asset, check=True, state="absent") == again


@pytest.mark.parametrize("option", ["policy_id", "policy_name", "kms_key_id", "vault_id"])
def test_absent_takes_neither_policy_nor_key(operator: Officer, option: str) -> None:
    failure = refused(operator, state="absent", **{option: "x"})
    assert failure.kind == "BadOption"
    assert names(failure, option)


def test_the_policy_stays_that_somebody_else_gave_meanwhile(operator: Officer) -> None:
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
def test_wrong_options_are_refused_before_anything_is_asked(
    operator: Officer, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    mark = operator.now
    failure = refused(operator, **options)
    assert failure.kind == "BadOption"
    assert names(failure, *named)
    assert operator.asked(after=mark) == []


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
def test_an_asset_that_is_gone_is_told(operator: Officer, asset: Asset, check: bool) -> None:
    operator.cloud.tenancy.store.change(operator.stored(asset_id(operator, asset)), {"lifecycleState": "TERMINATED"})
    failure = refused(operator, asset, check=check, policy_name="gold")
    assert failure.kind == "ResourceFailed"
    assert names(failure, "TERMINATED")


def test_a_missing_asset_is_not_told_from_a_denied_one(operator: Officer, asset: Asset) -> None:
    failure = refused(operator, asset, asset_id=asset_id(operator, asset)[:-6] + "absent", policy_name="gold")
    assert failure.status == 404
    assert lacks(failure, "inspect backup-policy-assignments in compartment")


# -- denied ----------------------------------------------------------------------------------------------------------


def test_a_policy_that_may_not_be_read_is_told(operator: Officer) -> None:
    operator.revoke("projx-operators", "backup-policies in tenancy")
    failure = refused(operator, policy_name="gold")
    assert failure.operation == "ListVolumeBackupPolicies"
    assert lacks(failure, "inspect backup-policies in tenancy")


def test_who_may_not_assign_is_told_what_is_missing(operator: Officer, asset: Asset) -> None:
    operator.revoke("projx-operators", "volume-family")
    failure = refused(operator, asset, policy_name="gold")
    assert failure.operation == "CreateVolumeBackupPolicyAssignment"
    place = f"in compartment id {operator.compartment('projx')}"
    assert lacks(failure, f"Allow group <your group> to manage backup-policy-assignments {place}")


def test_a_key_that_could_not_be_read_is_told_first(operator: Officer) -> None:
    made, missing = policy(operator), operator.key_id("cmk-phx")[:-6] + "absent"
    failure = refused(operator, policy_id=made, kms_key_id=missing)
    assert str(failure).index(missing) < str(failure).index(f"{failure.status} {failure.code}")
    assert advises(failure, "GetKey")
    assert held(operator) == []


def test_who_may_not_use_the_key_is_told_what_is_missing(operator: Officer, asset: Asset) -> None:
    made, key = policy(operator), operator.key_id("cmk-phx")
    operator.revoke("projx-operators", "key-delegate")
    failure = refused(operator, asset, policy_id=made, kms_key_id=key)
    place = f"in compartment id {operator.compartment()} where target.key.id = '{key}'"
    assert f"Allow group <your group> to use key-delegate {place}" in failure.missing_statements
    assert f"Allow service blockstorage to use keys {place}" in failure.missing_statements
    assert held(operator, asset) == []


# -- bad days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("operation", [ASSIGN, UNASSIGN])
def test_a_broken_connection_is_mended(operator: Officer, operation: str, moment: str) -> None:
    gold = run(operator, policy_name="gold")["resource"]["policy_id"]
    operator.fault(operation=operation, times=1, reset=moment)
    options = {"policy_name": "silver"} if operation == ASSIGN else {"state": "absent"}
    done = run(operator, **options)
    assert done["changed"]
    assert done["verified"]
    assert done["previous_policy_id"] == gold
    assert len(held(operator)) == (operation == ASSIGN)


@pytest.mark.parametrize(
    "trouble", [{"status": 429, "code": "TooManyRequests"}, {"status": 500}], ids=["throttled", "broken"]
)
def test_passing_trouble_is_sat_out(operator: Officer, trouble: dict[str, Any]) -> None:
    operator.fault(operation=ASSIGN, times=3, **trouble)
    operator.fault(operation=LOOK, times=2, **trouble)
    assert run(operator, policy_name="gold")["verified"]
    assert len(held(operator)) == 1


def test_reads_that_lag_behind_are_waited_for(operator: Officer, asset: Asset) -> None:
    run(operator, asset, policy_name="gold")
    operator.fault(operation=LOOK, skip=2, times=2, stale=True)
    done = run(operator, asset, policy_name="silver")
    assert done["verified"]
    assert done["resource"]["policy_name"] == "silver"


def test_nothing_is_written_on_the_word_of_one_read(operator: Officer, asset: Asset) -> None:
    run(operator, asset, policy_name="gold")
    run(operator, asset, policy_name="silver")
    mark = operator.now
    operator.fault(operation=LOOK, times=1, stale=True)
    assert not run(operator, asset, policy_name="silver")["changed"]
    assert operator.writes(after=mark) == []


@pytest.mark.parametrize("operation", [ASSIGN, UNASSIGN])
def test_a_change_that_the_service_drops_is_told(operator: Officer, operation: str) -> None:
    gold = run(operator, policy_name="gold")["resource"]["policy_id"]
    operator.fault(operation=operation, not_applied=True)
    options = {"policy_name": "silver"} if operation == ASSIGN else {"state": "absent"}
    failure = refused(operator, **options)
    assert failure.kind == "NotApplied"
    assert names(failure, gold)
    assert failure.results == {"changed": False, "previous_policy_id": gold, "previous_kms_key_id": None}
    assert failure.opc_request_id is not None


# What the read of an asset is answered with, although another assignment is there.
WRONG_LOOKS: list[dict[str, Any]] = [
    {"body": []},
    {"stale": True},
    {"status": 404, "code": "NotAuthorizedOrNotFound"},
    {"status": 503},
    {"body": "<html>Sign in</html>", "content_type": "text/html"},
    {"set_fields": {"policyId": "ocid1.volumebackuppolicy.oc1..other"}},
]


@pytest.mark.parametrize("wait", [{}, {"wait_timeout": 20}], ids=["wait", "a short wait"])
@pytest.mark.parametrize("wrong", WRONG_LOOKS, ids=str)
def test_the_assignment_itself_is_a_second_witness(
    operator: Officer, asset: Asset, wrong: dict[str, Any], wait: dict[str, Any]
) -> None:
    gold = run(operator, asset, policy_name="gold")["resource"]["policy_id"]
    operator.fault(operation=LOOK, skip=2, **wrong)
    done = run(operator, asset, policy_name="silver", **wait)
    assert (done["changed"], done["verified"], done["previous_policy_id"]) == (True, True, gold)
    assert done["resource"]["policy_name"] == "silver"
    assert done["notices"] == []
    assert [(done["resource"]["policy_id"], None)] == held(operator, asset)


@pytest.mark.parametrize("witness", [{"status": 404, "code": "NotAuthorizedOrNotFound"}, {"status": 503}], ids=str)
def test_a_second_witness_that_tells_nothing(operator: Officer, witness: dict[str, Any]) -> None:
    operator.fault(operation=LOOK, body=[])
    operator.fault(operation=WITNESS, **witness)
    failure = refused(operator, policy_name="silver")
    assert failure.kind == "NotApplied"
    assert failure.results["previous_policy_id"] is None


def test_an_assignment_of_someone_else_is_no_witness(operator: Officer) -> None:
    operator.fault(operation=LOOK, body=[])
    operator.fault(operation=WITNESS, set_fields={"assetId": asset_id(operator, ASSETS[1])})
    assert refused(operator, policy_name="silver").kind == "NotApplied"


@pytest.mark.parametrize("is_dropped", [True, False])
def test_a_policy_that_still_shows_after_it_was_taken_away(operator: Officer, is_dropped: bool) -> None:
    """That its assignment is not found by its OCID is no proof that it is gone, and still less that it is there."""
    gold = run(operator, policy_name="gold")["resource"]["policy_id"]
    asset = asset_id(operator)
    shown = operator.session.client("core", "BlockstorageClient").get_volume_backup_policy_asset_assignment(asset)
    before = {"id": shown.data[0].id, "assetId": asset, "policyId": gold, "timeCreated": "2026-01-01T00:00:00.000Z"}
    operator.fault(operation=LOOK, body=[before])
    operator.fault(operation=UNASSIGN, not_applied=is_dropped)
    failure = refused(operator, state="absent")
    assert failure.kind == "NotApplied"
    assert failure.results["changed"] is not is_dropped
    assert failure.results["previous_policy_id"] == gold


def test_without_waiting_it_looks_once(operator: Officer) -> None:
    run(operator, policy_name="gold")
    operator.fault(operation=LOOK, skip=2, stale=True)
    done = run(operator, policy_name="silver", wait=False)
    assert done["changed"]
    assert not done["verified"]
    assert done["notices"] == []


def test_somebody_who_wanted_the_same_and_was_faster(operator: Officer) -> None:
    """The conflict that is left when another task has just done it."""
    run(operator, policy_name="gold")
    operator.fault(operation=ASSIGN, times=1, status=409, code="Conflict", message="Busy.")
    failure = refused(operator, policy_name="silver")
    assert failure.status == 409
    assert run(operator, policy_name="silver")["changed"]


# -- answers that are lost -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
@pytest.mark.parametrize("is_end", [False, True], ids=["assign", "remove"])
@pytest.mark.parametrize("lost", [{"reset": "after"}, {"answer_status": 504, "body": ""}], ids=str)
def test_a_write_whose_answer_is_lost_is_read_back(
    operator: Officer, asset: Asset, is_end: bool, wait: bool, lost: dict[str, Any]
) -> None:
    first = {"policy_id": policy(operator), "kms_key_id": operator.key_id("cmk-phx")}
    run(operator, asset, **first)
    operator.fault(operation=UNASSIGN if is_end else ASSIGN, **lost)
    result = run(operator, asset, wait=wait, **({"state": "absent"} if is_end else {"policy_name": "gold"}))
    assert result["changed"] is True
    assert result["previous_policy_id"] == first["policy_id"]
    assert result["previous_kms_key_id"] == first["kms_key_id"]


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
@pytest.mark.parametrize("is_end", [False, True], ids=["assign", "remove"])
def test_a_write_without_an_answer_that_cannot_be_read_back_is_in_doubt(
    operator: Officer, asset: Asset, is_end: bool, wait: bool
) -> None:
    first = {"policy_id": policy(operator), "kms_key_id": operator.key_id("cmk-phx")}
    run(operator, asset, **first)
    operator.fault(operation=UNASSIGN if is_end else ASSIGN, reset="after")
    operator.fault(operation=LOOK, skip=1 if is_end else 2, truncated=True)
    failure = refused(operator, asset, wait=wait, **({"state": "absent"} if is_end else {"policy_name": "gold"}))
    assert failure.results == {
        "changed": True,
        "previous_policy_id": first["policy_id"],
        "previous_kms_key_id": first["kms_key_id"],
    }


@pytest.mark.parametrize("is_end", [False, True], ids=["assign", "remove"])
def test_a_write_that_was_not_carried_out_is_no_change(operator: Officer, asset: Asset, is_end: bool) -> None:
    run(operator, asset, policy_id=policy(operator), kms_key_id=operator.key_id("cmk-phx"))
    before = held(operator, asset)
    operator.fault(operation=UNASSIGN if is_end else ASSIGN, reset="before")
    failure = refused(operator, asset, **({"state": "absent"} if is_end else {"policy_name": "gold"}))
    assert not failure.results.get("changed")
    assert held(operator, asset) == before
