# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_key on bad days: throttling, lost and stale answers, and what a failure reports of what was changed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from tests.failures import names
from tests.functional.oci_kms_key.keys import (
    DAY,
    NEW,
    PHX,
    able_to_look,
    key,
    refused,
    replicated_vault,
)
from tests.officer import Officer

# -- bad days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["get_vault", "list_keys", "search_resources", "create_key", "get_key"])
def test_429_twice_then_success(officer: Officer, operation: str) -> None:
    officer.fault(operation=operation, times=2, status=429, code="TooManyRequests")
    assert key(officer)["changed"]
    assert len(officer.named("key", NEW)) == 1


def test_a_burst_of_429_on_everything(officer: Officer) -> None:
    able_to_look(officer)
    officer.fault(probability=0.3, status=429, code="TooManyRequests")
    assert key(officer)["changed"]
    assert key(officer, state="disabled")["changed"]
    assert key(officer, freeform_tags={"a": "b"})["changed"]
    assert key(officer, state="absent")["changed"]
    assert key(officer)["changed"]
    assert not key(officer)["changed"]
    assert len(officer.named("key", NEW)) == 1


def test_a_key_that_is_not_found_at_first_was_made_nevertheless(officer: Officer) -> None:
    officer.fault(operation="get_key", times=3, status=404, code="NotAuthorizedOrNotFound")
    assert key(officer)["verified"]


WRITES = [
    ("create_key", {"name": "one-more"}),
    ("disable_key", {"state": "disabled"}),
    ("update_key", {"freeform_tags": {"a": "b"}}),
    ("create_key_version", {"rotate_after_days": 1}),
    ("schedule_key_deletion", {"state": "absent"}),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("operation", "options"), WRITES)
def test_a_reset_in_the_middle_of_the_write(
    officer: Officer, operation: str, options: dict[str, Any], when: str
) -> None:
    able_to_look(officer)
    key(officer)
    officer.cloud.clock.advance(2 * DAY)
    officer.fault(operation=operation, times=1, reset=when)
    assert key(officer, **options)["changed"]
    assert not key(officer, **options)["changed"]
    for name in (NEW, "one-more"):
        assert len(officer.named("key", name)) <= 1


@pytest.mark.parametrize(("operation", "options"), [*WRITES[1:], ("enable_key", {"name": "off"})])
def test_accepted_but_not_applied_is_a_failure(officer: Officer, operation: str, options: dict[str, Any]) -> None:
    able_to_look(officer)
    key(officer)
    key(officer, name="off")
    key(officer, name="off", state="disabled")
    officer.cloud.clock.advance(2 * DAY)
    so_far = officer.now
    officer.fault(operation=operation, not_applied=True)
    before = officer.cloud.clock.now()
    failure = refused(officer, **options)
    assert failure.kind == "NotApplied"
    assert officer.cloud.clock.now() - before < 200
    write = next(entry for entry in officer.requests(after=so_far) if entry.operation.endswith(operation))
    assert failure.opc_request_id == write.request_id
    assert failure.accepted is not None
    assert failure.accepted.opc_request_id == write.request_id


@pytest.mark.parametrize("stale", [1, 3])
@pytest.mark.parametrize("options", [{"state": "disabled"}, {"freeform_tags": {"a": "b"}}, {"state": "absent"}])
def test_stale_reads_after_the_write_are_not_believed(officer: Officer, options: dict[str, Any], stale: int) -> None:
    able_to_look(officer)
    key(officer)
    officer.fault(operation="get_key", skip=1, times=stale, stale=True)
    done = key(officer, **options)
    assert done["verified"]
    assert not key(officer, **options)["changed"]


@pytest.mark.parametrize("state", ["DELETED", "PENDING_DELETION"])
def test_a_failed_state_ends_the_wait_at_once(officer: Officer, state: str) -> None:
    officer.fault(operation="create_key", ends_in=state)
    before = officer.cloud.clock.now()
    failure = refused(officer)
    assert failure.kind == "ResourceFailed"
    assert names(failure, state)
    assert failure.opc_request_id
    assert officer.cloud.clock.now() - before < 60


def test_a_time_out_names_the_last_state(officer: Officer) -> None:
    officer.fault(operation="create_key", ends_in="CREATING")
    failure = refused(officer, wait_timeout=120)
    assert failure.kind == "TimedOut"
    assert names(failure, "CREATING", "120 s")
    assert failure.opc_request_id


def test_someone_else_is_faster(officer: Officer) -> None:
    key(officer)
    officer.fault(operation="update_key", status=412, code="NoEtagMatch")
    failure = refused(officer, freeform_tags={"a": "b"})
    assert (failure.kind, failure.code) == ("Conflict", "NoEtagMatch")


def test_someone_else_wanted_the_same(officer: Officer) -> None:
    """Their request came first, and ours is refused as out of place: that is no failure."""
    key_id = key(able_to_look(officer))["resource"]["id"]
    original = officer.cloud.gateway.handle

    def race(request: Any) -> Any:
        if request.path.endswith("/actions/disable"):
            officer.cloud.tenancy.store.change(officer.stored(key_id), {"lifecycleState": "DISABLED"})
        return original(request)

    officer.cloud.gateway.handle = race  # type: ignore[method-assign]  # intercepted
    assert key(officer, state="disabled")["resource"]["lifecycle_state"] == "DISABLED"


# -- what was changed before a failure --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"operation": "create_key", "ends_in": "DELETED"}, "DELETED"),
        ({"operation": "create_key", "ends_in": "CREATING"}, "CREATING"),
        ({"operation": "get_key", "status": 500}, "CREATING"),
    ],
)
def test_a_key_that_was_made_is_reported_although_it_does_not_come(
    officer: Officer, fault: dict[str, Any], state: str
) -> None:
    officer.fault(**fault)
    failure = refused(officer, wait_timeout=100)
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"] == officer.named("key", NEW)[0].id
    assert failure.results["resource"]["lifecycle_state"] == state
    assert failure.accepted is not None
    assert failure.accepted.operation == "CreateKey"
    created = next(each for each in officer.requests() if each.operation.endswith(".create_key"))
    assert failure.accepted.opc_request_id == created.request_id


@pytest.mark.parametrize("wait", [True, False])
def test_a_key_that_was_made_is_reported_although_its_copy_does_not_come(officer: Officer, wait: bool) -> None:
    able_to_look(officer)
    named: dict[str, Any] = {"display_name": NEW, "vault_id": replicated_vault(officer)}
    fault = {"status": 404, "code": "NotAuthorizedOrNotFound"} if wait else {"status": 500}
    officer.fault(operation="get_key", region=PHX, **fault)
    with pytest.raises(Failure) as caught:
        officer.run(task, wait_timeout=100, wait=wait, **named)
    assert caught.value.results["changed"] is True
    reported = caught.value.results["resource"]
    assert reported["id"] == officer.named("key", NEW)[0].id
    assert [(each["region"], each["lifecycle_state"]) for each in reported["replicas"]] == [(PHX, None)]
    with pytest.raises(Failure) as caught:
        officer.run(task, wait_timeout=100, state="disabled", **named)
    assert caught.value.results["resource"]["lifecycle_state"] == "DISABLED" if wait else not caught.value.results


def test_what_was_done_to_a_key_is_reported_although_it_could_not_be_rotated(officer: Officer) -> None:
    able_to_look(officer)
    key(officer)
    officer.cloud.clock.advance(2 * DAY)
    officer.fault(operation="create_key_version", status=400, code="InvalidParameter")
    assert refused(officer, rotate_after_days=1).results == {}
    failure = refused(officer, rotate_after_days=1, freeform_tags={"a": "b"})
    assert failure.operation == "CreateKeyVersion"
    assert failure.results["changed"] is True
    assert failure.results["resource"]["freeform_tags"] == {"a": "b"}
    assert failure.results["resource"] == key(officer)["resource"]


def test_what_is_not_applied_is_no_change(officer: Officer) -> None:
    made = key(able_to_look(officer))["resource"]
    officer.fault(operation="disable_key", not_applied=True)
    assert refused(officer, state="disabled").results == {"changed": False, "resource": made}


@pytest.mark.parametrize(
    ("operation", "options"),
    [
        ("disable_key", {"state": "disabled"}),
        ("create_key_version", {"rotate_after_days": 1}),
    ],
)
def test_a_key_that_is_retired_under_the_write_is_not_busy(
    officer: Officer, operation: str, options: dict[str, Any]
) -> None:
    able_to_look(officer)
    key(officer)
    officer.cloud.clock.advance(2 * DAY)
    handle, (found,) = officer.cloud.gateway.handle, officer.named("key", NEW)

    def retire(request: Any) -> Any:
        if request.verb in ("PUT", "POST") and found.id in request.path:
            officer.cloud.tenancy.store.change(found, {"lifecycleState": "PENDING_DELETION"})
        return handle(request)

    officer.cloud.gateway.handle = retire  # type: ignore[method-assign]  # intercepted
    began = officer.cloud.clock.now()
    with pytest.raises(Failure) as caught:
        key(officer, **options)
    assert caught.value.kind == "Conflict"
    assert names(caught.value, "PENDING_DELETION")
    assert officer.cloud.clock.now() - began < 30
