# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type keeps its promises while the service is slow, busy, wrong or broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Conflict, Failure, TimedOut
from simulator.cloud import Cloud
from simulator.protocol.messages import Request, Response
from tests.contract.cases import CASES, case_id, rows_that
from tests.contract.rows import Row
from tests.failures import advises, names
from tests.operator import Dropped, Operator
from tests.results import codes


def assert_names_the_write(operator: Operator, failure: Failure) -> None:
    """A change that was accepted and then came to nothing is what one opens a ticket for."""
    write = next(entry for entry in operator.requests() if entry.writes and entry.status != 412)
    assert failure.opc_request_id == write.request_id
    assert failure.accepted is not None
    assert failure.accepted.opc_request_id == write.request_id
    assert failure.operation.lower() == write.operation.split(".")[1].replace("_", "")


def test_429_twice_then_success(operator: Operator, row: Row) -> None:
    operator.fault(operation=row.assign, times=2, status=429, code="TooManyRequests")
    result = operator.assign(operator.id(row.oracle_managed), "cmk")
    assert result["changed"] is True
    assert operator.writes() == [row.assign] * 3


def test_retry_after_is_honoured(cloud: Cloud, operator: Operator, row: Row) -> None:
    operator.fault(operation=row.read, times=1, status=429, code="TooManyRequests", retry_after=20)
    before = cloud.clock.now()
    operator.unassign(operator.id(row.oracle_managed))
    assert cloud.clock.now() - before >= 20


@pytest.mark.parametrize("operation", ["*"], ids=["everything"])
def test_a_burst_of_429_on_everything(operator: Operator, row: Row, operation: str) -> None:
    operator.fault(operation=operation, probability=0.3, status=429, code="TooManyRequests")
    resource_id = operator.id(row.oracle_managed)
    assert operator.assign(resource_id, "cmk")["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")
    assert operator.assign(resource_id, "cmk")["changed"] is False


def test_500_until_it_gives_up(cloud: Cloud, operator: Operator, row: Row) -> None:
    operator.fault(operation=row.read, status=500)
    before = cloud.clock.now()
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.oracle_managed), "cmk")
    assert caught.value.status == 500
    assert caught.value.opc_request_id
    assert 60 < cloud.clock.now() - before < 700
    assert operator.writes() == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_reset_in_the_middle_of_the_write(operator: Operator, row: Row, when: str) -> None:
    operator.fault(operation=row.assign, times=1, reset=when)
    resource_id = operator.id(row.oracle_managed)
    result = operator.assign(resource_id, "cmk")
    assert result["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


def test_truncated_answers(operator: Operator, row: Row) -> None:
    operator.fault(operation=row.read, times=2, truncated=True)
    assert operator.assign(operator.id(row.oracle_managed), "cmk")["changed"] is True


def test_a_reset_network_is_reported_in_one_sentence(operator: Operator, row: Row) -> None:
    operator.fault(reset="before")
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.oracle_managed), "cmk")
    assert caught.value.kind == "Unreachable"
    assert ".us-ashburn-1." in caught.value.endpoint
    assert names(caught.value, caught.value.endpoint)


@pytest.mark.parametrize("stale", [1, 2, 4])
def test_stale_reads_after_the_write_are_not_believed(operator: Operator, row: Row, stale: int) -> None:
    """The first looks after the write show the resource as it was: AVAILABLE, with the old key."""
    resource_id = operator.id(row.wrong_key)
    reads_before_the_write = 2
    operator.fault(operation=row.read, skip=reads_before_the_write - 1, times=stale, stale=True)
    result = operator.assign(resource_id, "cmk")
    assert result["resource"]["kms_key_id"] == operator.key("cmk") == operator.key_of(resource_id)


def test_a_stale_read_before_the_write_is_found_out(cloud: Cloud, operator: Operator, row: Row) -> None:
    """Somebody gave the resource a key a moment ago: nobody may say that there was none."""
    resource_id = operator.id(row.oracle_managed)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None
    cloud.tenancy.store.change(resource, {"kmsKeyId": operator.key("cmk-other")})
    operator.fault(operation=row.read, times=1, stale=True)
    if row.reads_key_apart or row.plans_first:
        assert operator.assign(resource_id, "cmk")["previous_kms_key_id"] == operator.key("cmk-other")
        return
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk")
    assert (caught.value.kind, caught.value.code) == ("Conflict", "NoEtagMatch")
    assert operator.key_of(resource_id) == operator.key("cmk-other")


@rows_that(lambda row: row.has_passing_state)
def test_check_mode_predicts_the_state_that_a_busy_resource_settles_in(
    cloud: Cloud, operator: Operator, row: Row
) -> None:
    resource_id = operator.id(row.oracle_managed)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None
    cloud.tenancy.store.change(resource, {"lifecycleState": row.passing_state})
    predicted = operator.assign(resource_id, "cmk", wait=False, check=True)
    assert (predicted["changed"], predicted["resource"]["lifecycle_state"]) == (True, row.settled_state)


def test_accepted_but_not_applied_is_a_failure(cloud: Cloud, operator: Operator, row: Row) -> None:
    operator.fault(operation=row.assign, not_applied=True)
    resource_id = operator.id(row.oracle_managed)
    before = cloud.clock.now()
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk")
    assert caught.value.kind == "NotApplied"
    assert names(caught.value, operator.address(resource_id))
    assert_names_the_write(operator, caught.value)
    assert caught.value.results["changed"] is False
    assert cloud.clock.now() - before < 300, "it does not hang until the time-out"


def test_not_applied_when_unassigning_is_a_failure(operator: Operator, row: Row) -> None:
    operator.fault(operation=row.unassign, not_applied=True)
    with pytest.raises(Failure) as caught:
        operator.unassign(operator.id(row.right_key))
    assert caught.value.kind == "NotApplied"


@rows_that(lambda row: row.has_passing_state)
def test_a_failed_state_ends_the_wait_at_once(cloud: Cloud, operator: Operator, row: Row) -> None:
    operator.fault(operation=row.assign, ends_in=row.failed_states[0])
    before = cloud.clock.now()
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.oracle_managed), "cmk")
    assert caught.value.kind == "ResourceFailed"
    assert names(caught.value, row.failed_states[0])
    assert_names_the_write(operator, caught.value)
    assert cloud.clock.now() - before < row.change_seconds + 60, "as soon as the state shows"


@rows_that(lambda row: row.rewraps)
def test_a_rewrap_is_not_done_at_the_first_look(operator: Operator, row: Row) -> None:
    """The key reads as wanted from the start, so that only waiting finds out how it ends."""
    operator.fault(operation=row.read, skip=1, times=1, stale=True)
    operator.fault(operation=row.assign, ends_in=row.failed_states[0])
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.right_key), "cmk", rewrap=True)
    assert caught.value.kind == "ResourceFailed"
    assert_names_the_write(operator, caught.value)


@rows_that(lambda row: row.has_passing_state)
def test_a_time_out_names_the_last_state(cloud: Cloud, operator: Operator, row: Row) -> None:
    operator.fault(operation=row.assign, ends_in=row.passing_state)
    before = cloud.clock.now()
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.oracle_managed), "cmk", wait_timeout=120)
    assert caught.value.kind == "TimedOut"
    assert names(caught.value, row.passing_state, "120 s")
    assert_names_the_write(operator, caught.value)
    assert caught.value.results == {"changed": True, "previous_kms_key_id": None}, "nobody else can tell it later"
    assert cloud.clock.now() - before == pytest.approx(120, abs=10), (
        "one deadline for the work request and the resource"
    )


@rows_that(lambda row: row.works)
def test_a_failed_work_request_reports_its_log(operator: Operator, row: Row) -> None:
    operator.fault(operation=row.assign, work_request_error="The HSM is out of order.")
    resource_id = operator.id(row.oracle_managed)
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk")
    assert caught.value.kind == "WorkFailed"
    assert "The HSM is out of order" in str(caught.value.service_message)
    assert_names_the_write(operator, caught.value)
    assert operator.key_of(resource_id) is None


@rows_that(lambda row: row.works)
def test_a_work_request_that_may_not_be_read_is_no_failure(operator: Operator, row: Row) -> None:
    operator.fault(operation="get_work_request", status=404, code="NotAuthorizedOrNotFound")
    resource_id = operator.id(row.oracle_managed)
    assert operator.assign(resource_id, "cmk")["verified"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


@rows_that(lambda row: row.dropped)
def test_the_known_bug_is_reported_as_such(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.wrong_key)
    if not row.is_dropped:
        assert operator.assign(resource_id, "cmk")["changed"] is True
        return
    with pytest.raises(Dropped) as caught:
        operator.assign(resource_id, "cmk")
    assert row.access.facts.when_not_applied in str(caught.value)


def test_without_waiting_it_looks_once(cloud: Cloud, operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.oracle_managed)
    before = cloud.clock.now()
    result = operator.assign(resource_id, "cmk", wait=False)
    assert result["changed"] is True
    assert cloud.clock.now() - before < 5
    is_settled = result["resource"].get("lifecycle_state") in (None, row.settled_state)
    assert result["verified"] is (is_settled and result["resource"]["kms_key_id"] == operator.key("cmk"))
    cloud.clock.advance(2 * row.change_seconds)
    assert operator.key_of(resource_id) == (None if row.is_dropped else operator.key("cmk"))


def before_the_write(operator: Operator, resource_id: str, act: Callable[[Operator], object]) -> None:
    """Let another client act between our last read and our write."""
    rival = Operator(operator.cloud, operator.row)
    gateway = operator.cloud.gateway
    original, address = gateway.handle, operator.address(resource_id)

    def race(request: Request) -> Response:
        if request.verb in ("PUT", "POST", "DELETE") and address in request.path:
            gateway.handle = original  # type: ignore[method-assign]  # intercepted
            act(rival)
        return original(request)

    gateway.handle = race  # type: ignore[method-assign]  # intercepted


def test_someone_else_is_faster(cloud: Cloud, operator: Operator, row: Row) -> None:
    """Between our read and our write another client takes the resource's key away: our write must not win blindly."""
    resource_id = operator.id(row.wrong_key)
    before_the_write(operator, resource_id, lambda rival: rival.unassign(resource_id, wait=False))
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk")
    assert isinstance(caught.value, Conflict)
    assert caught.value.code in ("NoEtagMatch", caught.value.kind)
    cloud.clock.advance(2 * row.change_seconds)
    assert operator.key_of(resource_id) is None


@rows_that(lambda row: row.has_passing_state)
def test_a_resource_that_only_was_busy_is_changed(cloud: Cloud, operator: Operator, row: Row) -> None:
    """Between our read and our write it is busy for moments, which leaves its key and changes its etag."""
    resource_id = operator.id(row.wrong_key)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None

    def be_busy(_rival: Operator) -> None:
        cloud.tenancy.store.change(resource, {"lifecycleState": row.passing_state})
        cloud.tenancy.store.after(5, resource, {"lifecycleState": row.settled_state})

    before_the_write(operator, resource_id, be_busy)
    assert operator.assign(resource_id, "cmk")["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


def test_another_property_that_changes_does_not_matter(cloud: Cloud, operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.wrong_key)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None
    before_the_write(
        operator, resource_id, lambda _rival: cloud.tenancy.store.change(resource, {"freeformTags": {"a": "b"}})
    )
    assert operator.assign(resource_id, "cmk")["previous_kms_key_id"] == operator.key("cmk-other")
    assert operator.key_of(resource_id) == operator.key("cmk")


def test_it_goes_on_once_and_not_for_ever(cloud: Cloud, operator: Operator, row: Row) -> None:
    operator.fault(operation=row.assign, status=412, code="NoEtagMatch")
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.wrong_key), "cmk")
    assert caught.value.code == "NoEtagMatch"
    assert [entry.operation for entry in operator.requests() if entry.writes] == [row.assign] * 2


def assert_unseen(operator: Operator, row: Row, resource_id: str, failure: Failure, *, wait: bool) -> None:
    """No read could show the change in time: a change that shows its state is in doubt, and is waited for."""
    if isinstance(failure, TimedOut):
        assert not wait
        assert failure.results == {"changed": True, "previous_kms_key_id": operator.key("cmk-other")}
    else:
        assert isinstance(failure, Conflict)
        assert operator.key_of(resource_id) == operator.key("cmk-other")
        stored = operator.cloud.tenancy.store.find(resource_id)
        assert stored is None or stored.state in row.access.facts.settled_states, "a state that passes is waited for"


@rows_that(lambda row: not row.is_dropped)
@pytest.mark.parametrize(
    ("status", "code", "times", "wait"),
    [
        (409, "Conflict", 1, True),
        (409, "Conflict", 0, False),
        (412, "NoEtagMatch", 1, False),
        (412, "NoEtagMatch", 0, True),
        (404, "NotAuthorizedOrNotFound", 1, True),
        (429, "TooManyRequests", 1, True),
        (429, "TooManyRequests", 1, False),
    ],
)
def test_a_change_that_was_applied_and_is_answered_by_a_conflict_is_never_silent(
    operator: Operator, row: Row, status: int, code: str, times: int, wait: bool
) -> None:
    """A denial and a throttled request are repeated, and the condition of the second write no longer holds."""
    resource_id = operator.id(row.wrong_key)
    body = {"code": code, "message": "Too late."}
    operator.fault(operation=row.assign, answer_status=status, body=body, times=times)
    try:
        result = operator.assign(resource_id, "cmk", wait=wait)
    except Failure as failure:
        assert_unseen(operator, row, resource_id, failure, wait=wait)
        return
    assert not wait or result["resource"]["kms_key_id"] == operator.key("cmk") == operator.key_of(resource_id)
    assert result["previous_kms_key_id"] == operator.key("cmk-other")
    assert result["changed"] or "AssignedMeanwhile" in codes(result)


def test_someone_else_wanted_the_same(cloud: Cloud, operator: Operator, row: Row) -> None:
    """And was faster: then there is nothing to complain about."""
    resource_id = operator.id(row.wrong_key)

    def assign(rival: Operator) -> None:
        rival.assign(resource_id, "cmk", wait=False)
        cloud.clock.advance(2 * row.change_seconds)

    before_the_write(operator, resource_id, assign)
    result = operator.assign(resource_id, "cmk")
    assert (result["changed"], result["verified"]) == (False, True)
    assert result["resource"]["kms_key_id"] == operator.key("cmk") == operator.key_of(resource_id)
    assert result["previous_kms_key_id"] == operator.key("cmk-other")
    assert "AssignedMeanwhile" in codes(result)


def test_a_request_that_a_proxy_repeats_loses_no_previous_key(operator: Operator, row: Row) -> None:
    """Only the answer to the second one arrives: the condition no longer holds, since the first was applied."""
    resource_id = operator.id(row.wrong_key)
    handle = operator.cloud.gateway.handle

    def repeat(request: Request) -> Response:
        if request.verb in ("PUT", "POST") and operator.address(resource_id) in request.path:
            handle(request)
        return handle(request)

    operator.cloud.gateway.handle = repeat  # type: ignore[method-assign]  # intercepted
    try:
        result = operator.assign(resource_id, "cmk")
    except Conflict:
        # The service does not show yet what was changed.
        return
    assert result["resource"]["kms_key_id"] == operator.key("cmk")
    assert result["previous_kms_key_id"] == operator.key("cmk-other")
    assert result["changed"] or "AssignedMeanwhile" in codes(result)


@rows_that(lambda row: row.failed_states)
def test_a_resource_that_is_busy_is_waited_for(cloud: Cloud, operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.oracle_managed)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None
    cloud.tenancy.store.change(resource, {"lifecycleState": row.passing_state or "CREATING"})
    cloud.tenancy.store.after(40, resource, {"lifecycleState": row.settled_state})
    assert operator.assign(resource_id, "cmk")["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


@rows_that(lambda row: row.has_passing_state)
@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_change_under_way_that_does_not_show_yet_is_waited_for(cloud: Cloud, row: Row, check: bool) -> None:
    """Somebody else's change was accepted; the resource still shows its former key, which is the one asked for."""
    operator = Operator(cloud, row)
    resource_id = operator.id(row.right_key)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None
    cloud.tenancy.store.change(resource, {"lifecycleState": row.passing_state})
    settled = {"lifecycleState": row.settled_state, "kmsKeyId": operator.key("cmk-other")}
    cloud.tenancy.store.after(60, resource, settled)
    hasty = operator.assign(resource_id, "cmk", wait=False, check=check)
    assert (hasty["changed"], hasty["verified"]) == (False, False)
    assert hasty["resource"]["lifecycle_state"] == row.passing_state
    assert hasty["notices"] == []
    assert operator.assign(resource_id, "cmk", check=check)["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk-other" if check else "cmk")


@pytest.mark.parametrize(
    ("row", "state"),
    [pytest.param(case, state, id=f"{case_id(case)} {state}") for case in CASES for state in case[0].failed_states],
    indirect=["row"],
)
def test_a_resource_beyond_help_is_refused(cloud: Cloud, operator: Operator, row: Row, state: str) -> None:
    resource_id = operator.id(row.oracle_managed)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None
    cloud.tenancy.store.change(resource, {"lifecycleState": state})
    for check in (True, False):
        with pytest.raises(Failure) as caught:
            operator.assign(resource_id, "cmk", check=check)
        assert caught.value.kind == "ResourceFailed"
        assert names(caught.value, state)
    assert operator.writes() == []


def test_a_wrong_clock_is_named(cloud: Cloud, operator: Operator, row: Row) -> None:
    cloud.clock._wall = lambda: __import__("time").time() + 900  # the cloud's own clock, not the client's
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.oracle_managed), "cmk")
    assert caught.value.status == 401
    assert caught.value.kind == "NotAuthenticated"
    assert advises(caught.value, "clock")


def test_requests_are_as_few_as_possible(operator: Operator, row: Row) -> None:
    """An idempotent task reads the resource, the key, and the second witness where there is one; nothing twice."""
    resource_id = operator.id(row.right_key)
    operator.assign(resource_id, "cmk")
    requested = [entry.operation for entry in operator.requests()]
    versions = ["key_management.list_key_versions"] if row.checks_versions else []
    namespace = ["object_storage.get_namespace"] if row.by_name else []
    witness = [f"{row.read}_kms_key"] if row.access.has_second_witness else []
    assert requested == [*namespace, row.read, "key_management.get_key", *versions, *witness]
