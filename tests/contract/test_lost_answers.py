# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change whose answer is lost or is not OCI's is looked for: it is reported if it was made, and only then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from tests.contract.cases import before_any_request
from tests.contract.rows import Row
from tests.failures import is_in_doubt, names
from tests.operator import Operator

PAGE: Mapping[str, Any] = {
    "body": "<html><body>Sign in</body></html>",
    "content_type": "text/html",
    "foreign": True,
}
OF_A_PROXY: Mapping[str, Any] = {"body": {"code": "Forbidden", "message": "Blocked."}, "foreign": True}
"""An error in the form of OCI, without the opc-request-id that OCI sends."""
LOST: Mapping[str, Mapping[str, Any]] = {
    "no answer": {"reset": "after"},
    "half a document": {"half_body": True},
    "a page": {"answer_status": 200, **PAGE},
    "a refusal of a proxy": {"answer_status": 407, **PAGE},
    "nothing": {"answer_status": 204, "body": "", "foreign": True},
    "a failure": {"answer_status": 500, "body": {"code": "InternalServerError", "message": "Too late."}},
    "a gateway's failure": {"answer_status": 502, **PAGE},
    **{
        f"a proxy's {status}": {"answer_status": status, **OF_A_PROXY} for status in (400, 401, 403, 404, 408, 409, 412)
    },
}
LONGEST_LOOK = 120
"""Seconds for which a task that does not wait looks for a change whose answer was lost."""

NOT_HANDLED = ("a page", "a refusal of a proxy", "nothing", "a proxy's 401", "a proxy's 403", "a proxy's 409")


@pytest.fixture(params=LOST)
def lost(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    return LOST[request.param]


def test_it_is_found(operator: Operator, row: Row, lost: Mapping[str, Any]) -> None:
    assert_found(operator, row, lost, key="cmk")


@pytest.mark.parametrize("lost", ["no answer"], indirect=True)
def test_it_is_found_where_a_key_is_taken_away(operator: Operator, row: Row, lost: Mapping[str, Any]) -> None:
    assert_found(operator, row, lost, key=None)


@pytest.mark.parametrize("lost", ["a page"], indirect=True)
def test_it_is_found_without_waiting(operator: Operator, row: Row, lost: Mapping[str, Any]) -> None:
    assert_found(operator, row, lost, key="cmk", wait=False)


def assert_found(operator: Operator, row: Row, lost: Mapping[str, Any], *, key: str | None, wait: bool = True) -> None:
    resource_id = operator.id(row.wrong_key)
    operator.fault(operation=row.assign if key else row.unassign, **lost)
    run: dict[str, Any] = {"kms_key_id": operator.key(key)} if key else {"state": "absent"}
    if row.is_dropped:
        with pytest.raises(Failure) as caught:
            operator.run(resource_id, wait=wait, **run)
        assert caught.value.results["changed"] is False
        return
    if not wait and row.change_seconds > LONGEST_LOOK:
        with pytest.raises(Failure) as caught:
            operator.run(resource_id, wait=wait, **run)
        assert is_in_doubt(caught.value)
        assert caught.value.results == {"changed": True, "previous_kms_key_id": operator.key("cmk-other")}
        return
    result = operator.run(resource_id, wait=wait, **run)
    assert (result["changed"], result["previous_kms_key_id"]) == (True, operator.key("cmk-other"))
    assert operator.key_of(resource_id) == (operator.key(key) if key else None)


@pytest.mark.parametrize("lost", NOT_HANDLED, indirect=True)
def test_it_is_not_claimed(operator: Operator, row: Row, lost: Mapping[str, Any]) -> None:
    """A proxy has answered, and the request has never come to OCI."""
    resource_id = operator.id(row.wrong_key)
    operator.fault(operation=row.assign, handled=False, **lost)
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk")
    assert caught.value.kind in ("BadAnswer", "Unavailable")
    assert caught.value.endpoint or caught.value.code == "HTTP502"
    assert not names(caught.value, "<html")
    assert not names(caught.value, "credentials")
    assert not caught.value.missing_statements
    assert caught.value.results == {"changed": False, "previous_kms_key_id": operator.key("cmk-other")}
    assert operator.key_of(resource_id) == operator.key("cmk-other")


@before_any_request()
@pytest.mark.parametrize("lost", ["no answer", "a page"], indirect=True)
@pytest.mark.parametrize(
    "then",
    [
        {"status": 404, "code": "NotAuthorizedOrNotFound"},
        {"status": 503},
        {"handled": False, **PAGE},
        {"reset": "before"},
    ],
    ids=["denied", "failing", "a page", "no network"],
)
def test_what_cannot_be_looked_at_may_have_been_done(
    operator: Operator, row: Row, lost: Mapping[str, Any], then: Mapping[str, Any]
) -> None:
    resource_id = operator.id(row.wrong_key)
    operator.fault(operation=row.assign, **lost)
    operator.fault(operation=row.read, skip=1 + row.plans_first, **then)
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk", wait_timeout=120)
    assert caught.value.results == {"changed": True, "previous_kms_key_id": operator.key("cmk-other")}
    assert is_in_doubt(caught.value)
