# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_key creates a key once, however a run ends and whoever else runs."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Conflict
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from tests.bad_answers import with_fields
from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_kms_key.keys import (
    DAY,
    NEW,
    able_to_look,
    key,
    refused,
)
from tests.officer import Officer


@pytest.mark.parametrize("compartment", ["security", "projx"])
def test_two_of_one_name_are_an_error_that_lists_both(admin: Officer, compartment: str) -> None:
    first = key(admin)["resource"]["id"]
    second = key(admin, name="other", compartment_id=admin.compartment(compartment))["resource"]["id"]
    key(admin, key_id=second, display_name=NEW)
    for state in ("present", "disabled", "absent"):
        failure = refused(admin, state=state)
        assert failure.kind == "BadOption"
        assert names(failure, first, second, "key_id")


def test_a_killed_run_in_another_compartment_is_taken_up_too(make_cloud: MakeCloud) -> None:
    """Although the search does not know the key yet."""
    admin = Officer(make_cloud(search_lag_seconds="60"), "admin")
    where: dict[str, Any] = {"compartment_id": admin.compartment("projx")}
    key(admin, wait=False, **where)
    assert not key(admin, **where)["changed"]
    assert len(admin.named("key", NEW)) == 1


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize("became", ["renamed", "moved", "deleted"])
@pytest.mark.parametrize("listed", ["yes", "no"])
def test_what_became_something_else_since_is_not_made_again(
    make_cloud: MakeCloud, listed: str, became: str, wait: bool
) -> None:
    """The same request comes within the day in which OCI keeps its retry token."""
    admin = Officer(make_cloud(deleted_keys_are_listed=listed), "admin")
    first = key(admin)["resource"]["id"]
    changes = {
        "renamed": {"displayName": "other"},
        "moved": {"displayName": "other", "compartmentId": admin.compartment("projx")},
        "deleted": {"lifecycleState": "DELETED"},
    }
    admin.cloud.tenancy.store.change(admin.stored(first), changes[became])
    if (became, listed) == ("deleted", "no"):
        # It takes seven days at least, and by then the token has expired.
        admin.cloud.clock.advance(7 * DAY)
    made = key(admin, wait=wait)
    assert made["changed"]
    assert made["resource"]["id"] != first
    assert made["resource"]["display_name"] == NEW
    assert made["resource"]["compartment_id"] == admin.compartment()


def test_two_runs_that_want_something_else_of_one_key_make_one(officer: Officer) -> None:
    """OCI refuses the token of another request, so the second run looks for what the first one has made."""
    twin = Officer(officer.cloud)
    done: list[dict[str, Any]] = []
    officer.before("POST", "/keys", lambda: done.append(key(twin, freeform_tags={"a": "b"})))
    done.append(key(officer, freeform_tags={"a": "c"}))
    assert done[0]["resource"]["id"] == done[1]["resource"]["id"]
    assert done[1]["resource"]["freeform_tags"] == {"a": "c"}
    assert len(officer.named("key", NEW)) == 1


def test_a_token_of_which_the_service_only_knows_that_it_was_used(officer: Officer) -> None:
    officer.fault(operation="create_key", times=1, status=409, code="InvalidatedRetryToken")
    assert key(officer)["changed"]
    assert len(officer.named("key", NEW)) == 1


@pytest.mark.parametrize("shows", ["at once", "later"])
def test_a_version_whose_creation_ends_in_a_conflict_is_not_created_twice(officer: Officer, shows: str) -> None:
    """Something between repeats the request, and the repetition meets the key that is being changed."""
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    officer.cloud.clock.advance(2 * DAY)
    if shows == "later":
        former = str(officer.stored(key_id).data["currentKeyVersion"])
        officer.rewrite("get_key", with_fields(currentKeyVersion=former), times=4)
    conflict = {"code": "IncorrectState", "message": "The key is being changed."}
    officer.fault(operation="create_key_version", answer_status=409, body=conflict, times=1)
    with suppress(Conflict):
        officer.run(task, key_id=key_id, rotate_after_days=1)
    versions = [each for each in officer.cloud.tenancy.store.listing("key_version") if each.data["keyId"] == key_id]
    assert len(versions) == 2
    assert not key(officer, rotate_after_days=1)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_list_of_versions_that_is_empty_decides_nothing(officer: Officer, check: bool) -> None:
    able_to_look(officer)
    key(officer)
    officer.cloud.clock.advance(2 * DAY)
    officer.fault(operation="list_key_versions", drop_entries=["ocid1"])
    so_far = officer.now
    failure = refused(officer, rotate_after_days=1, check=check)
    assert (failure.kind, failure.operation, failure.status) == ("BadAnswer", "ListKeyVersions", 200)
    assert failure.opc_request_id
    assert officer.writes(after=so_far) == []
