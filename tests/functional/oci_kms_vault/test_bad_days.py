# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_vault on bad days: throttling, lost and stale answers, and what a failure reports of what was changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.failures import names
from tests.functional.oci_kms_vault.vaults import (
    NEW,
    PHX,
    make_key,
    refused,
    vault,
    with_replication,
)
from tests.officer import NEEDED_TO_LOOK, Officer

# -- bad days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["list_vaults", "create_vault", "get_vault", "list_keys"])
def test_429_twice_then_success(officer: Officer, operation: str) -> None:
    officer.fault(operation=operation, times=2, status=429, code="TooManyRequests")
    assert vault(officer)["changed"]
    assert len(officer.named("vault", NEW)) == 1


def test_a_burst_of_429_on_everything(officer: Officer) -> None:
    officer.fault(probability=0.3, status=429, code="TooManyRequests")
    assert vault(officer)["changed"]
    assert vault(officer, freeform_tags={"a": "b"})["changed"]
    assert not vault(officer)["changed"]
    assert vault(officer, state="absent")["changed"]
    assert vault(officer)["changed"]
    assert len(officer.named("vault", NEW)) == 1


def test_a_vault_that_is_not_found_at_first_was_made_nevertheless(officer: Officer) -> None:
    officer.fault(operation="get_vault", times=3, status=404, code="NotAuthorizedOrNotFound")
    assert vault(officer)["verified"]


@pytest.mark.parametrize("state", ["DELETED", "PENDING_DELETION"])
def test_a_failed_state_ends_the_wait_at_once(officer: Officer, state: str) -> None:
    officer.fault(operation="create_vault", ends_in=state)
    before = officer.cloud.clock.now()
    failure = refused(officer)
    assert failure.kind == "ResourceFailed"
    assert names(failure, state)
    assert failure.operation == "CreateVault"
    assert failure.opc_request_id
    assert officer.cloud.clock.now() - before < 90


def test_a_time_out_names_the_last_state(officer: Officer) -> None:
    officer.fault(operation="create_vault", ends_in="CREATING")
    failure = refused(officer, wait_timeout=120)
    assert failure.kind == "TimedOut"
    assert names(failure, "CREATING", "120 s")
    assert failure.opc_request_id


@pytest.mark.parametrize(
    ("operation", "options"),
    [("update_vault", {"freeform_tags": {"a": "b"}}), ("schedule_vault_deletion", {"state": "absent"})],
)
def test_accepted_but_not_applied_is_a_failure(officer: Officer, operation: str, options: dict[str, Any]) -> None:
    vault(officer)
    officer.fault(operation=operation, not_applied=True)
    failure = refused(officer, **options)
    assert failure.kind == "NotApplied"
    write = next(entry for entry in officer.requests() if entry.operation.endswith(operation))
    assert failure.opc_request_id == write.request_id


@pytest.mark.parametrize("stale", [1, 3])
def test_stale_reads_after_the_write_are_not_believed(officer: Officer, stale: int) -> None:
    vault(officer)
    officer.fault(operation="get_vault", skip=1, times=stale, stale=True)
    assert vault(officer, freeform_tags={"a": "b"})["resource"]["freeform_tags"] == {"a": "b"}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("operation", "options"),
    [
        ("create_vault", {}),
        ("create_vault_replica", {"replica_region": PHX}),
        ("update_vault", {"freeform_tags": {"a": "b"}}),
        ("schedule_vault_deletion", {"state": "absent"}),
    ],
)
def test_a_reset_in_the_middle_of_the_write(
    officer: Officer, operation: str, options: dict[str, Any], when: str
) -> None:
    with_replication(officer)
    if operation != "create_vault":
        vault(officer)
    officer.fault(operation=operation, times=1, reset=when)
    assert vault(officer, **options)["changed"]
    assert not vault(officer, **options)["changed"]
    assert len(officer.named("vault", NEW)) == 1


def test_someone_else_is_faster(officer: Officer) -> None:
    """Their change of the tags between our read and our write is not overwritten."""
    vault(officer)
    officer.fault(operation="update_vault", status=412, code="NoEtagMatch")
    failure = refused(officer, freeform_tags={"a": "b"})
    assert (failure.kind, failure.code) == ("Conflict", "NoEtagMatch")


def test_an_outage_is_not_mistaken_for_no_user(officer: Officer) -> None:
    officer.allow(*NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    make_key(officer, vault(officer)["resource"]["id"])
    officer.fault(operation="list_volumes", status=503, code="ServiceUnavailable")
    failure = refused(officer, state="absent", ignore_unreadable=True)
    assert failure.status == 503
    assert "schedule_vault_deletion" not in officer.writes()


# -- what was changed before a failure --------------------------------------------------------------------------------


def test_a_vault_that_was_made_is_reported_although_its_replica_could_not_be(officer: Officer) -> None:
    failure = refused(officer, replica_region=PHX)
    assert failure.operation == "CreateVaultReplica"
    assert failure.results["changed"] is True
    made = failure.results["resource"]
    assert made["id"] == officer.named("vault", NEW)[0].id
    assert made == vault(officer)["resource"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"operation": "create_vault", "ends_in": "DELETED"}, "DELETED"),
        ({"operation": "create_vault", "ends_in": "CREATING"}, "CREATING"),
        ({"operation": "list_keys", "reset": "before"}, "ACTIVE"),
        ({"operation": "get_vault", "status": 500}, "CREATING"),
        ({"operation": "get_vault", "skip": 1, "status": 500}, "CREATING"),
    ],
)
def test_a_vault_that_was_made_is_reported_although_it_does_not_come(
    officer: Officer, fault: dict[str, Any], state: str
) -> None:
    officer.fault(**fault)
    failure = refused(officer, wait_timeout=100)
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"] == officer.named("vault", NEW)[0].id
    assert failure.results["resource"]["lifecycle_state"] == state


def test_a_replica_that_does_not_come_is_reported(officer: Officer) -> None:
    with_replication(officer)
    vault(officer)
    officer.fault(operation="create_vault_replica", ends_in="CREATING")
    failure = refused(officer, replica_region=PHX, wait_timeout=20)
    assert failure.kind == "TimedOut"
    assert failure.results["changed"] is True
    assert [each["status"] for each in failure.results["resource"]["replicas"]] == ["CREATING"]


def test_what_was_updated_is_reported_although_the_replica_could_not_be_made(officer: Officer) -> None:
    vault(officer)
    failure = refused(officer, replica_region=PHX, freeform_tags={"a": "b"})
    assert failure.results["changed"] is True
    assert failure.results["resource"] == vault(officer)["resource"]
    assert failure.results["resource"]["freeform_tags"] == {"a": "b"}


def test_what_is_not_applied_is_no_change_unless_another_came_before(officer: Officer) -> None:
    made = vault(officer)["resource"]
    officer.fault(operation="update_vault", not_applied=True)
    failure = refused(officer, freeform_tags={"a": "b"})
    assert failure.results == {"changed": False, "resource": made}
    vault(officer, state="absent")
    failure = refused(officer, freeform_tags={"a": "b"})
    assert failure.kind == "NotApplied"
    assert failure.results == {"changed": True, "resource": made}


def test_an_answer_that_is_about_something_else_is_no_change(officer: Officer) -> None:
    first = officer.stored(vault(officer)["resource"]["id"])
    officer.cloud.tenancy.store.change(first, {"displayName": "other"})
    officer.fault(operation="create_vault", skip=1, status=400, code="LimitExceeded")
    failure = refused(officer)
    assert failure.code == "LimitExceeded"
    assert failure.results == {}


def test_a_refusal_before_any_change_reports_none(officer: Officer) -> None:
    assert refused(officer, name="security-vault", vault_type="VIRTUAL_PRIVATE").results == {}
    officer.fault(operation="create_vault", status=400, code="LimitExceeded")
    assert refused(officer).results == {}
