# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults and keys are created once and changed once, whatever becomes of the answers, and a task ends in time."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as key_task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key_info as key_info_task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource
from tests.bad_answers import MALFORMED, with_entries, with_fields
from tests.failures import is_in_doubt, names
from tests.officer import NEEDED_TO_LOOK, Officer

NEW, PHX = "new", "us-phoenix-1"
DAY = 24 * 3600
# Seconds beyond wait_timeout that the last request and its one pause may take.
GRACE = 60


@dataclass(frozen=True)
class Write:
    """A write: the operation, the task that makes it, and the state before."""

    operation: str
    task: ModuleType
    options: Mapping[str, Any]
    first: Mapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        return "vault" if self.task is vault_task else "key"


WRITES = {
    each.operation: each
    for each in (
        Write("create_vault", vault_task, {}),
        Write("update_vault", vault_task, {"freeform_tags": {"a": "b"}}, {}),
        Write("create_vault_replica", vault_task, {"replica_region": PHX}, {}),
        Write("schedule_vault_deletion", vault_task, {"state": "absent"}, {}),
        Write("cancel_vault_deletion", vault_task, {}, {"state": "absent"}),
        Write("create_key", key_task, {}),
        Write("update_key", key_task, {"freeform_tags": {"a": "b"}}, {}),
        Write("disable_key", key_task, {"state": "disabled"}, {}),
        Write("enable_key", key_task, {}, {"state": "disabled"}),
        Write("schedule_key_deletion", key_task, {"state": "absent"}, {}),
        Write("cancel_key_deletion", key_task, {}, {"state": "absent"}),
        Write("create_key_version", key_task, {"rotate_after_days": 1}, {}),
    )
}


class Writer:
    """An officer who may do everything, with one vault or key of a name."""

    def __init__(self, cloud: Cloud, write: Write) -> None:
        self.cloud, self.write = cloud, write
        self.officer = Officer(cloud)
        self.officer.allow(*NEEDED_TO_LOOK, "Allow service keymanagementservice to manage vaults in tenancy")
        self.officer.let_bucket_be_read()
        if write.first is not None:
            self.run()
            self.run(**write.first)
            cloud.clock.advance(2 * DAY)

    def run(self, **options: Any) -> dict[str, Any]:
        where = (
            {"compartment_id": self.officer.compartment()}
            if self.write.kind == "vault"
            else {"vault_id": self.officer.vault_id()}
        )
        return self.officer.run(self.write.task, display_name=NEW, **where, **options)

    def again(self, **options: Any) -> dict[str, Any]:
        return self.run(**self.write.options, **options)

    def fails(self, **options: Any) -> Failure:
        with pytest.raises(Failure) as caught:
            self.again(**options)
        return caught.value

    @property
    def there(self) -> list[Resource]:
        return self.officer.named(self.write.kind, NEW)

    @property
    def versions(self) -> int:
        return sum(int(each.hidden.get("version_count", 0)) for each in self.there)


@pytest.fixture(params=WRITES)
def writer(request: pytest.FixtureRequest, cloud: Cloud) -> Writer:
    return Writer(cloud, WRITES[request.param])


LOST: Mapping[str, Mapping[str, Any]] = {
    "reset": {"reset": "after"},
    "half a body": {"truncated": True},
}
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
    [("reset", True), ("reset", False), ("half of a body that is whole", True), ("a sign-in page", True)],
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
    if how not in LOST:
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

    gateway.handle = silence  # type: ignore[method-assign]
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


# -- created once ----------------------------------------------------------------------------------------------------

CREATIONS = ("create_vault", "create_key")


@pytest.mark.parametrize("operation", CREATIONS)
@pytest.mark.parametrize("wait_timeout", [30, 1200])
def test_what_reads_and_lists_never_show_is_created_once(cloud: Cloud, operation: str, wait_timeout: int) -> None:
    writer = Writer(cloud, WRITES[operation])
    kind = writer.write.kind
    writer.officer.fault(operation=f"get_{kind}", status=404, code="NotAuthorizedOrNotFound", skip=int(kind == "key"))
    writer.officer.rewrite(f"list_{kind}s", with_entries(lambda entries: []))
    writer.officer.fault(operation="search_resources", status=404, code="NotAuthorizedOrNotFound")
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


def test_a_replica_that_no_list_shows_is_asked_for_once(cloud: Cloud) -> None:
    writer = Writer(cloud, WRITES["create_vault_replica"])
    writer.officer.rewrite("list_vault_replicas", with_entries(lambda entries: []))
    began = cloud.clock.now()
    failure = writer.fails(wait_timeout=300)
    assert failure.kind == "TimedOut"
    assert failure.results["changed"] is True
    assert cloud.clock.now() - began <= 300 + GRACE
    assert writer.officer.writes().count("create_vault_replica") == 1


def outcome(writer: Writer, **options: Any) -> Mapping[str, Any]:
    """The results of a task, whether it fails or not."""
    try:
        return writer.run(**options)
    except Failure as failure:
        return failure.results


# -- one deadline ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        {"operation": "create_vault", "ends_in": "CREATING"},
        {"operation": "get_vault", "status": 503, "code": "ServiceUnavailable"},
        {"operation": "list_keys", "reset": "before"},
        {"operation": "list_keys", "status": 503, "code": "ServiceUnavailable"},
        {"operation": "list_vault_replicas", "status": 429, "code": "TooManyRequests"},
        {"operation": "create_vault_replica", "ends_in": "CREATING"},
    ],
    ids=str,
)
@pytest.mark.parametrize("wait_timeout", [5, 60, 600])
def test_vault_host_and_replica_end_together(cloud: Cloud, trouble: dict[str, Any], wait_timeout: int) -> None:
    writer = Writer(cloud, WRITES["create_vault"])
    writer.officer.fault(**trouble)
    began = cloud.clock.now()
    results = outcome(writer, wait_timeout=wait_timeout, replica_region=PHX)
    assert cloud.clock.now() - began <= wait_timeout + GRACE
    assert results["changed"] is True


@pytest.mark.parametrize(
    "trouble",
    [
        {"operation": "create_key", "ends_in": "CREATING"},
        {"operation": "get_key", "region": PHX, "status": 404, "code": "NotAuthorizedOrNotFound"},
        {"operation": "get_key", "region": PHX, "status": 503, "code": "ServiceUnavailable"},
        {"operation": "list_volumes", "status": 503, "code": "ServiceUnavailable"},
    ],
    ids=str,
)
@pytest.mark.parametrize("wait_timeout", [5, 100])
def test_key_copies_and_look_end_together(cloud: Cloud, trouble: dict[str, Any], wait_timeout: int) -> None:
    writer = Writer(cloud, WRITES["create_vault_replica"])
    vault_id = writer.again()["resource"]["id"]
    cloud.clock.advance(60)
    writer.officer.fault(**trouble)
    for state in ("present", "disabled"):
        began = cloud.clock.now()
        with contextlib.suppress(Failure):
            writer.officer.run(key_task, display_name=NEW, vault_id=vault_id, state=state, wait_timeout=wait_timeout)
        assert cloud.clock.now() - began <= wait_timeout + GRACE


# -- what nobody expects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state"),
    [("vault", "present"), ("vault", "absent"), ("key", "present"), ("key", "disabled"), ("key", "absent")],
)
def test_a_state_that_nobody_knows_is_named_and_nothing_written(cloud: Cloud, kind: str, state: str) -> None:
    writer = Writer(cloud, WRITES[f"update_{kind}"])
    cloud.tenancy.store.change(writer.there[0], {"lifecycleState": "HIBERNATING"})
    so_far, began = writer.officer.now, cloud.clock.now()
    with pytest.raises(Failure) as caught:
        writer.run(state=state)
    assert caught.value.kind == "ResourceFailed"
    assert names(caught.value, "HIBERNATING")
    assert caught.value.results == {}
    assert writer.officer.writes(after=so_far) == []
    assert cloud.clock.now() - began < 5


ODD: Mapping[str, tuple[str, dict[str, Any]]] = {
    "a vault without endpoint": ("get_vault", {"managementEndpoint": None, "cryptoEndpoint": None}),
    "a vault with null tags": ("get_vault", {"freeformTags": None, "definedTags": {"a": None}}),
    "a vault without dates": ("get_vault", {"timeCreated": None}),
    "a key without version": ("get_key", {"currentKeyVersion": None}),
    "a key of a new algorithm": ("get_key", {"keyShape": {"algorithm": "KYBER", "length": 7}}),
    "a key without length": ("get_key", {"keyShape": {"algorithm": "AES"}}),
    "a key without shape": ("get_key", {"keyShape": None}),
    "a key with null tags": ("get_key", {"freeformTags": {"a": None}, "definedTags": {"a": {"b": None}}}),
    "a key without dates": ("get_key", {"timeCreated": None, "timeOfDeletion": None}),
    "a key with an empty schedule": ("get_key", {"isAutoRotationEnabled": True, "autoKeyRotationDetails": {}}),
    "a version without date": ("get_key_version", {"timeCreated": None}),
    "a version of an odd date": ("get_key_version", {"timeCreated": "yesterday"}),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize(
    ("task", "options"),
    [
        (vault_task, {}),
        (vault_task, {"state": "absent"}),
        (key_task, {"rotate_after_days": 1}),
        (key_task, {"state": "disabled"}),
        (key_task, {"state": "absent"}),
        (key_info_task, {}),
    ],
    ids=lambda each: str(each) if isinstance(each, dict) else each.__name__.rpartition(".")[2],
)
def test_odd_values_are_no_defect(cloud: Cloud, task: ModuleType, options: dict[str, Any], what: str) -> None:
    writer = Writer(cloud, WRITES["update_key"])
    operation, fields = ODD[what]
    writer.officer.rewrite(operation, with_fields(**fields))
    named: dict[str, Any] = {"vault_id": writer.officer.vault_id(), **options}
    if task is not vault_task:
        named["display_name"] = NEW
    if task is not key_info_task:
        named["wait_timeout"] = 120
    with contextlib.suppress(Failure):
        writer.officer.run(task, **named)


@pytest.mark.parametrize(
    ("operation", "entry"),
    [
        ("list_vault_replicas", {"region": PHX, "status": "CREATED"}),
        ("list_vault_replicas", {"region": PHX, "status": "HIBERNATING", "managementEndpoint": None}),
        ("search_resources", {"resourceType": "Key", "identifier": "ocid1.key.oc1.iad.a.b", "compartmentId": "x"}),
    ],
)
def test_odd_entries_are_no_defect(cloud: Cloud, operation: str, entry: dict[str, Any]) -> None:
    writer = Writer(cloud, WRITES["update_key"])
    more = {"additionalDetails": {"vaultId": writer.officer.vault_id()}} if "Type" in str(entry) else {}
    writer.officer.rewrite(operation, with_entries(lambda entries: [*entries, {**entry, **more}]))
    for task, options in ((key_task, {}), (key_task, {"state": "disabled"}), (key_info_task, {})):
        named = {"vault_id": writer.officer.vault_id(), **({"display_name": NEW} if task is key_task else {})}
        with contextlib.suppress(Failure):
            writer.officer.run(task, **named, **options)


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("kind", ["vault", "key"])
def test_nothing_is_created_in_a_compartment_that_is_deleted(cloud: Cloud, kind: str, check: bool) -> None:
    writer = Writer(cloud, WRITES[f"create_{kind}"])
    officer = Officer(cloud, "admin")
    projx = officer.compartment("projx")
    cloud.tenancy.store.change(officer.stored(projx), {"lifecycleState": "DELETED"})
    where = {"vault_id": officer.vault_id()} if kind == "key" else {}
    with pytest.raises(Failure) as caught:
        officer.run(writer.write.task, check=check, display_name=NEW, compartment_id=projx, **where)
    assert names(caught.value, "compartment_id", projx)
    assert not writer.there
