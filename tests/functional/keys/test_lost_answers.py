# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A write of a vault or key whose answer is lost is found, and nothing is created twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as key_task
from simulator.cloud import Cloud
from tests.bad_answers import MALFORMED, with_entries, with_fields
from tests.failures import is_in_doubt, names
from tests.functional.keys.writer import DAY, GRACE, NEW, WRITES, Writer
from tests.results import codes, noted


@pytest.fixture(params=WRITES)
def writer(request: pytest.FixtureRequest, cloud: Cloud) -> Writer:
    return Writer(cloud, WRITES[request.param])


LOST: Mapping[str, Mapping[str, Any]] = {
    "reset": {"reset": "after"},
    "half a body": {"truncated": True},
    "a proxy's refusal": {"answer_status": 403, "body": {"code": "Forbidden", "message": "Blocked."}, "foreign": True},
    "a proxy's conflict": {"answer_status": 409, "body": {"code": "Conflict", "message": "Busy."}, "foreign": True},
}
MANAGE_KEYS = "Allow group security-admin-group to manage keys in tenancy"
BADLY_ANSWERED = {
    "half of a body that is whole": MALFORMED["half a body"],
    **{what: MALFORMED[what] for what in ("a sign-in page", "a sign-in page with the headers of OCI", "an empty body")},
}


def lose(writer: Writer, how: str) -> None:
    """Let the answer of the write be lost, each time."""
    if how in LOST:
        writer.officer.fault(operation=writer.write.operation, **LOST[how])
    else:
        writer.officer.rewrite(writer.write.operation, BADLY_ANSWERED[how])


@pytest.mark.parametrize(
    ("how", "wait"),
    [
        ("reset", True),
        ("reset", False),
        ("half of a body that is whole", True),
        ("a sign-in page", True),
        ("a proxy's refusal", True),
        ("a proxy's refusal", False),
        ("a proxy's conflict", True),
    ],
)
def test_a_write_whose_answer_is_lost_is_found(writer: Writer, how: str, wait: bool) -> None:
    before = writer.there[0].data["lifecycleState"] if writer.there else None
    so_far = writer.officer.now
    lose(writer, how)
    done = writer.again(wait=wait)
    assert done["changed"]
    assert (done["diff"]["before"] or {"lifecycle_state": None})["lifecycle_state"] == before
    assert len(writer.there) == 1
    assert writer.versions <= (2 if writer.write.operation == "create_key_version" else 1)
    writer.officer.behave()
    assert done["resource"]["id"] == writer.there[0].id
    if how not in ("reset", "half a body"):
        # Something else than OCI answered: the request is not repeated, but under the token of a creation.
        creates = writer.write.operation in ("create_vault", "create_key")
        assert writer.officer.writes(after=so_far).count(writer.write.operation) == (3 if creates else 1)
    writer.cloud.clock.advance(60)
    assert not writer.again()["changed"]
    assert len(writer.there) == 1


@pytest.mark.parametrize("how", ["reset", "a sign-in page"])
@pytest.mark.parametrize("operation", [each.operation for each in WRITES.values() if each.first is not None])
def test_a_change_that_was_not_made_is_none(cloud: Cloud, operation: str, how: str) -> None:
    writer = Writer(cloud, WRITES[operation])
    if how == "reset":
        writer.officer.fault(operation=writer.write.operation, reset="before")
    else:
        writer.officer.fault(operation=writer.write.operation, not_applied=True)
        writer.officer.rewrite(writer.write.operation, MALFORMED[how])
    failure = writer.fails()
    assert failure.results.get("changed", False) is False
    assert failure.kind in ("Unreachable", "BadAnswer")


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
@pytest.mark.parametrize("times", [1, 0], ids=["once", "always"])
@pytest.mark.parametrize(("status", "code"), [(409, "Conflict"), (412, "NoEtagMatch")])
@pytest.mark.parametrize("operation", [each.operation for each in WRITES.values() if each.first is not None])
def test_a_write_that_was_applied_and_is_answered_by_a_conflict_is_followed(
    cloud: Cloud, operation: str, status: int, code: str, times: int, wait: bool
) -> None:
    """A proxy has sent it twice, or another client has requested the same: no answer proves which."""
    writer = Writer(cloud, WRITES[operation])
    so_far, before = writer.officer.now, writer.there[0].data["lifecycleState"]
    conflict = {"code": code, "message": "Too late."}
    writer.officer.fault(operation=operation, answer_status=status, body=conflict, times=times)
    done = writer.again(wait=wait)
    assert done["changed"] is True
    assert done["diff"]["before"]["lifecycle_state"] == before
    assert noted(done, "WrittenMeanwhile") == [writer.there[0].id]
    assert writer.officer.writes(after=so_far) == [operation]
    assert done["verified"] or not wait
    writer.officer.behave()
    cloud.clock.advance(60)
    assert not writer.again()["changed"]


@pytest.mark.parametrize(("status", "code"), [(409, "Conflict"), (412, "NoEtagMatch")])
@pytest.mark.parametrize("operation", [each.operation for each in WRITES.values() if each.first is not None])
def test_a_conflict_of_a_write_that_was_not_applied_is_the_failure(
    cloud: Cloud, operation: str, status: int, code: str
) -> None:
    writer = Writer(cloud, WRITES[operation])
    began = cloud.clock.now()
    writer.officer.fault(operation=operation, status=status, code=code)
    failure = writer.fails()
    assert (failure.kind, failure.status) == ("Conflict", status)
    assert not failure.results.get("changed")
    assert "WrittenMeanwhile" not in [each.code for each in failure.notices]
    assert cloud.clock.now() - began < GRACE


@pytest.mark.parametrize("state", ["present", "absent", "disabled"])
@pytest.mark.parametrize("how", [{"status": 429, "code": "TooManyRequests"}, {"status": 500}, {"reset": "before"}])
@pytest.mark.parametrize("left", [None, "PENDING_DELETION"], ids=["none is listed", "one to be deleted is listed"])
def test_a_search_that_failed_does_not_prove_that_there_is_no_key(
    cloud: Cloud, how: Mapping[str, Any], state: str, left: str | None
) -> None:
    """The key is in another compartment than its vault, where only the index shows it."""
    writer = Writer(cloud, WRITES["create_key"])
    writer.officer.allow(MANAGE_KEYS)
    there = writer.run(compartment_id=writer.officer.compartment("projx"))["resource"]["id"]
    if left is not None:
        other = writer.officer.run(key_task, display_name="other", vault_id=writer.officer.vault_id())["resource"]["id"]
        as_left = {"displayName": NEW, "lifecycleState": left}
        cloud.tenancy.store.change(writer.officer.stored(other), as_left)
    cloud.clock.advance(2 * DAY)
    writer.officer.fault(operation="search_resources", **how)
    so_far = writer.officer.now
    for check in (True, False):
        failure = writer.fails(state=state, check=check)
        assert failure.operation == "SearchResources"
        assert names(failure, NEW, "key_id", "compartment_id")
        assert not failure.results.get("changed")
    assert writer.officer.writes(after=so_far) == []
    writer.officer.behave()
    assert writer.run(state="present")["resource"]["id"] == there


def test_the_compartment_in_which_the_key_is_to_be_does_not_depend_on_the_search(cloud: Cloud) -> None:
    writer = Writer(cloud, WRITES["create_key"])
    writer.officer.allow(MANAGE_KEYS)
    writer.officer.fault(operation="search_resources", status=429, code="TooManyRequests")
    where = {"compartment_id": writer.officer.compartment("projx")}
    made = writer.run(**where)
    assert made["changed"] is True
    assert codes(made) == ["ResourceSearchUnavailable"]
    assert writer.fails(state="absent").operation == "SearchResources"
    assert writer.run(**where)["changed"] is False
    cloud.clock.advance(2 * DAY)
    assert writer.run(**where)["resource"]["id"] == made["resource"]["id"]


def test_a_vault_that_only_the_index_shows_is_retired(cloud: Cloud) -> None:
    writer = Writer(cloud, WRITES["schedule_vault_deletion"])
    writer.officer.fault(operation="list_vaults", drop_entries=[writer.there[0].id])
    assert writer.again()["resource"]["id"] == writer.there[0].id
    assert writer.there[0].state == "PENDING_DELETION"


READS = {
    "vault": ("get_vault", "list_vaults", "list_vault_replicas"),
    "key": ("get_key", "list_keys", "list_key_versions", "search_resources"),
}


def test_a_write_of_which_nothing_can_be_read_is_in_doubt(writer: Writer) -> None:
    lose(writer, "a sign-in page")
    gateway = writer.cloud.gateway
    handle = gateway.handle

    def silence(request: Any) -> Any:
        response = handle(request)
        (entry,) = gateway.journal.entries(after=writer.officer.now - 1)
        if entry.operation.endswith(f".{writer.write.operation}"):
            for operation in READS[writer.write.kind]:
                writer.officer.fault(operation=operation, status=500)
        return response

    gateway.handle = silence  # type: ignore[method-assign]  # intercepted
    failure = writer.fails(wait_timeout=200)
    assert is_in_doubt(failure)
    if writer.write.first is not None:
        assert failure.results["resource"]["id"] == writer.there[0].id


def test_a_version_that_the_key_does_not_show_is_not_created_twice(cloud: Cloud) -> None:
    writer = Writer(cloud, WRITES["create_key_version"])
    former = str(writer.there[0].data["currentKeyVersion"])
    writer.officer.rewrite("get_key", with_fields(currentKeyVersion=former))
    lose(writer, "a sign-in page")
    assert writer.fails().results["changed"] is True
    assert writer.versions == 2
    assert not writer.again()["changed"], "the versions show that there is a young one"
    assert writer.versions == 2


CREATIONS = ("create_vault", "create_key")


# -- created once ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", CREATIONS)
@pytest.mark.parametrize("wait_timeout", [30, 1200])
def test_what_reads_and_lists_never_show_is_created_once(cloud: Cloud, operation: str, wait_timeout: int) -> None:
    writer = Writer(cloud, WRITES[operation])
    kind = writer.write.kind
    writer.officer.fault(operation=f"get_{kind}", status=404, code="NotAuthorizedOrNotFound", skip=int(kind == "key"))
    writer.officer.rewrite(f"list_{kind}s", with_entries(lambda entries: []))
    writer.officer.fault(operation="search_resources", body={"items": []})
    began = cloud.clock.now()
    failure = writer.fails(wait_timeout=wait_timeout)
    assert cloud.clock.now() - began <= wait_timeout + GRACE
    assert failure.results["changed"] is True
    (made,) = writer.there
    assert failure.results["resource"]["id"] == made.id
    assert writer.officer.writes().count(operation) == 1


@pytest.mark.parametrize("operation", CREATIONS)
def test_what_is_accepted_and_never_made_ends_in_time(cloud: Cloud, operation: str) -> None:
    writer = Writer(cloud, WRITES[operation])
    writer.officer.fault(operation=operation, not_applied=True)
    began = cloud.clock.now()
    failure = writer.fails(wait_timeout=300)
    assert cloud.clock.now() - began <= 300 + GRACE
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"]
    assert writer.officer.writes().count(operation) == 1


@pytest.mark.parametrize("operation", CREATIONS)
@pytest.mark.parametrize("what", MALFORMED)
def test_a_list_that_is_none_creates_no_second_one(cloud: Cloud, operation: str, what: str) -> None:
    """More than a day later, when OCI knows no token any more."""
    writer = Writer(cloud, WRITES[operation])
    writer.run()
    cloud.clock.advance(2 * DAY)
    writer.officer.rewrite(f"list_{writer.write.kind}s", MALFORMED[what])
    so_far = writer.officer.now
    assert "changed" not in writer.fails().results
    assert operation not in writer.officer.writes(after=so_far)
    assert len(writer.there) == 1


@pytest.mark.parametrize("what", MALFORMED)
def test_an_index_that_is_none_creates_no_second_key(cloud: Cloud, what: str) -> None:
    """The first one is in another compartment, where only the index shows it."""
    writer = Writer(cloud, WRITES["create_key"])
    made = writer.run()["resource"]["id"]
    cloud.tenancy.store.change(writer.officer.stored(made), {"compartmentId": writer.officer.compartment("projx")})
    cloud.clock.advance(2 * DAY)
    writer.officer.rewrite("search_resources", MALFORMED[what])
    assert writer.fails().kind == "BadAnswer"
    assert len(writer.there) == 1


def test_a_replica_that_no_list_shows_is_requested_once(cloud: Cloud) -> None:
    writer = Writer(cloud, WRITES["create_vault_replica"])
    writer.officer.rewrite("list_vault_replicas", with_entries(lambda entries: []))
    began = cloud.clock.now()
    failure = writer.fails(wait_timeout=300)
    assert failure.kind == "TimedOut"
    assert failure.results["changed"] is True
    assert cloud.clock.now() - began <= 300 + GRACE
    assert writer.officer.writes().count("create_vault_replica") == 1
