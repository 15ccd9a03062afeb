# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many tasks give one resource the same key at once: it is written once, and all others find it done."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import (
    CannotDo,
    Conflict,
    Failure,
    TimedOut,
    Unreachable,
)
from simulator.cloud import Cloud
from simulator.protocol.messages import Request, Response
from tests.clouds import MakeCloud
from tests.contract.cases import before_any_request, rows_that
from tests.contract.rows import Row
from tests.failures import names
from tests.operator import Operator

TASKS = 10


@before_any_request()
@pytest.mark.parametrize("etag", ["volume", "own"])
@pytest.mark.parametrize("seed", ["oracle_managed", "wrong_key"])
def test_ten_tasks(make_cloud: MakeCloud, row: Row, seed: str, etag: str) -> None:
    cloud = make_cloud(block_kms_key_etag=etag)
    operators = [Operator(cloud, row) for dummy in range(TASKS)]
    resource_id = operators[0].id(getattr(row, seed))
    with ThreadPoolExecutor(TASKS) as pool:
        ended = list(pool.map(lambda each: _ended(each, resource_id), operators))
    changed = [each for each in ended if isinstance(each, dict) and each["changed"]]
    assert [str(each) for each in ended if isinstance(each, Failure)] == []
    assert operators[0].key_of(resource_id) == operators[0].key("cmk")
    # Where kmsKey has an etag of its own and there is none yet, nothing can be written on condition of it.
    is_conditional = not row.access.has_second_witness or etag == "volume" or seed == "wrong_key"
    assert len(changed) == 1 if is_conditional else changed


def _ended(operator: Operator, resource_id: str) -> dict[str, Any] | Failure:
    try:
        return operator.assign(resource_id, "cmk")
    except Failure as failure:
        return failure


@rows_that(lambda row: row.access.has_second_witness)
def test_one_stale_read_does_not_prove_that_nothing_is_to_be_done(cloud: Cloud, operator: Operator, row: Row) -> None:
    """Someone has just given it another key, and a read that lags behind shows the one that is asked for."""
    resource_id = operator.id(row.right_key)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None
    cloud.tenancy.store.change(resource, {"kmsKeyId": operator.key("cmk-other")})
    operator.fault(operation=row.read, times=1, stale=True)
    result = operator.assign(resource_id, "cmk")
    assert (result["changed"], result["previous_kms_key_id"]) == (True, operator.key("cmk-other"))
    assert operator.key_of(resource_id) == operator.key("cmk")


@rows_that(lambda row: row.access.has_second_witness)
@pytest.mark.parametrize("seed", ["oracle_managed", "wrong_key"])
@pytest.mark.parametrize("etag", ["volume", "own"])
@pytest.mark.parametrize("shown", [True, False], ids=["etag", "no etag of kmsKey"])
@pytest.mark.parametrize("changes", [1, 3])
def test_a_resource_that_changes_under_the_write(
    make_cloud: MakeCloud, row: Row, seed: str, etag: str, shown: bool, changes: int
) -> None:
    """Someone renames it before each write, and gives it another key before the last: that key is never lost."""
    cloud = make_cloud(**{**row.plays, "block_kms_key_etag": etag})
    operator = Operator(cloud, row)
    resource_id, foreign = operator.id(getattr(row, seed)), operator.key("cmk-aes-128")
    before = operator.key_of(resource_id)
    if not shown:
        operator.fault(operation="get_*kms_key", drop_headers=["etag"])
    handle, writes = cloud.gateway.handle, 0

    def interfere(request: Any) -> Any:
        nonlocal writes
        if request.verb == "PUT" and "/kmsKey" in request.path:
            writes += 1
            resource = cloud.tenancy.store.find(resource_id)
            assert resource is not None
            key = {"kmsKeyId": foreign} if writes == changes else {}
            hidden = {"kms_key_etag": "of someone else"} if key else {}
            cloud.tenancy.store.change(resource, {"displayName": f"name {writes}", **key}, **hidden)
        return handle(request)

    cloud.gateway.handle = interfere  # type: ignore[method-assign]  # intercepted
    ended = _ended(operator, resource_id)
    if writes >= changes:
        assert operator.key_of(resource_id) == foreign
    assert isinstance(ended, Conflict) or (writes < changes and operator.key_of(resource_id) == operator.key("cmk"))
    if isinstance(ended, Conflict):
        assert operator.key_of(resource_id) in (before, foreign)


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
@rows_that(lambda row: row.works)
def test_a_state_that_does_not_pass_is_not_waited_for(cloud: Cloud, operator: Operator, row: Row, check: bool) -> None:
    resource_id = operator.id(row.oracle_managed)
    resource = cloud.tenancy.store.find(resource_id)
    assert resource is not None
    cloud.tenancy.store.change(resource, {"lifecycleState": "AVAILABLE_NEEDS_ATTENTION"})
    began = cloud.clock.now()
    with pytest.raises(CannotDo) as caught:
        operator.assign(resource_id, "cmk", check=check, wait_timeout=6)
    assert names(caught.value, "AVAILABLE_NEEDS_ATTENTION")
    assert cloud.clock.now() - began < 6
    assert [entry.operation for entry in operator.requests()].count(row.assign) == 1


@before_any_request()
@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429}, {"reset": "before"}, {"delay": 20}])
@pytest.mark.parametrize("of", ["read", "assign"])
def test_everything_ends_with_wait_timeout(
    cloud: Cloud, operator: Operator, row: Row, fault: dict[str, Any], of: str
) -> None:
    operator.fault(operation=getattr(row, of), **fault)
    began = cloud.clock.now()
    with contextlib.suppress(Failure):
        operator.assign(operator.id(row.oracle_managed), "cmk", wait_timeout=30)
    longest = 30 + 3 * fault.get("delay", 0) + 5
    assert cloud.clock.now() - began <= longest


@pytest.mark.parametrize("answer_seconds", [1, 3, 9])
def test_slow_answers_do_not_extend_the_task(cloud: Cloud, operator: Operator, row: Row, answer_seconds: int) -> None:
    """Each answer comes in time, and all of them together do not."""
    operator.fault(operation="*", delay=answer_seconds)
    handle, began, written = cloud.gateway.handle, cloud.clock.now(), []

    def note(request: Request) -> Response:
        if request.verb != "GET":
            written.append(cloud.clock.now() - began)
        return handle(request)

    cloud.gateway.handle = note  # type: ignore[method-assign]  # intercepted
    with contextlib.suppress(TimedOut, Unreachable):
        operator.assign(operator.id(row.oracle_managed), "cmk", wait_timeout=10, policy_timeout=0)
    # A last read may begin within five seconds after the end, and may take five seconds or the time of an answer.
    assert cloud.clock.now() - began <= 15 + max(5, answer_seconds)
    assert [each for each in written if each > 10] == []
