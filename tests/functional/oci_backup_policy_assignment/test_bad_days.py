# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_backup_policy_assignment on bad days: lost, stale and wrong answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.failures import names
from tests.functional.oci_backup_policy_assignment.assignments import (
    ASSETS,
    LOOK,
    UNASSIGN,
    Asset,
    asset_id,
    held,
    policy,
    refused,
    run,
)
from tests.officer import Officer

ASSIGN = "create_volume_backup_policy_assignment"

WITNESS = "get_volume_backup_policy_assignment"


# -- bad days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("operation", [ASSIGN, UNASSIGN])
def test_a_broken_connection_is_mended(operator: Officer, operation: str, moment: str) -> None:
    gold = run(operator, policy_name="gold")["resource"]["policy_id"]
    operator.fault(operation=operation, times=1, reset=moment)
    options: dict[str, Any] = {"policy_name": "silver"} if operation == ASSIGN else {"state": "absent"}
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
def test_a_change_that_the_service_drops_is_reported(operator: Officer, operation: str) -> None:
    gold = run(operator, policy_name="gold")["resource"]["policy_id"]
    operator.fault(operation=operation, not_applied=True)
    options: dict[str, Any] = {"policy_name": "silver"} if operation == ASSIGN else {"state": "absent"}
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
def test_a_second_witness_that_reports_nothing(operator: Officer, witness: dict[str, Any]) -> None:
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


def test_another_client_that_requested_the_same_first(operator: Officer) -> None:
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
    first: dict[str, Any] = {"policy_id": policy(operator), "kms_key_id": operator.key_id("cmk-phx")}
    run(operator, asset, **first)
    operator.fault(operation=UNASSIGN if is_end else ASSIGN, **lost)
    then: dict[str, Any] = {"state": "absent"} if is_end else {"policy_name": "gold"}
    result = run(operator, asset, wait=wait, **then)
    assert result["changed"] is True
    assert result["previous_policy_id"] == first["policy_id"]
    assert result["previous_kms_key_id"] == first["kms_key_id"]


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
@pytest.mark.parametrize("is_end", [False, True], ids=["assign", "remove"])
def test_a_write_without_an_answer_that_cannot_be_read_back_is_in_doubt(
    operator: Officer, asset: Asset, is_end: bool, wait: bool
) -> None:
    first: dict[str, Any] = {"policy_id": policy(operator), "kms_key_id": operator.key_id("cmk-phx")}
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
