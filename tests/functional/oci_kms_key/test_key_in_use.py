# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No key that anything is encrypted with is retired, whatever the answers of OCI look like."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.protocol.messages import Response
from simulator.tenancy.clock import timestamp
from tests.bad_answers import MALFORMED, SHORTENED, with_entries
from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_kms_key.keeper import LISTS, REGION, Keeper
from tests.results import codes


def test_what_nothing_is_under_is_retired(keeper: Keeper) -> None:
    """Or else nothing below would prove anything."""
    assert keeper.key(state="disabled")["changed"]
    assert keeper.key(state="absent")["changed"]
    assert keeper.vault()["changed"]


@pytest.mark.parametrize("kind", LISTS)
def test_no_answer_of_a_list_hides_a_user(keeper: Keeper, kind: str) -> None:
    """Each list meets every second answer, its neighbours the others; the fault matrix plays all of them."""
    keeper.use(kind)
    for number, (what, change) in enumerate({**MALFORMED, **SHORTENED}.items(), start=list(LISTS).index(kind)):
        if number % 2 and what != "an empty list":
            continue
        for times in (1, 0) if what in ("a sign-in page", "an empty list") else (0,):
            keeper.officer.rewrite(LISTS[kind][0], change, times=times)
            assert keeper.one_refuses(what, ignore_unreadable=True).kind in ("InUse", "BadAnswer"), what
            keeper.officer.behave()
    assert keeper.one_refuses("what it is", ignore_unreadable=True).kind == "InUse"


@pytest.mark.parametrize(
    "operation",
    ["get_namespace", "get_bucket", "list_availability_domains", "list_compartments", "list_vault_replicas"],
)
def test_no_answer_that_a_look_depends_on_is_taken_for_another(keeper: Keeper, operation: str) -> None:
    for what, change in MALFORMED.items():
        if operation == "get_namespace" and what == "a text":
            continue
        keeper.officer.rewrite(operation, change)
        keeper.one_refuses(what, ignore_unreadable=True)
        keeper.officer.behave()


def test_domains_cannot_be_none(keeper: Keeper) -> None:
    keeper.officer.rewrite("list_availability_domains", with_entries(lambda entries: []))
    for failure in keeper.all_refuse("no domains", ignore_unreadable=True):
        assert failure.kind == "BadAnswer"


def without(key: str, *values: str) -> Callable[[Response], None]:
    return with_entries(lambda entries: [each for each in entries if each[key] not in values])


# -- what the lists lack ---------------------------------------------------------------------------------------------


def test_the_list_of_compartments_must_be_whole(keeper: Keeper) -> None:
    own, projx, projy = (keeper.officer.compartment(name) for name in ("security", "projx", "projy"))
    keeper.cloud.tenancy.store.change(keeper.officer.stored(projy), {"compartmentId": projx})
    keeper.officer.fault(operation="search_resources", status=404, code="NotAuthorizedOrNotFound")
    lacking: dict[str, Callable[[Response], None]] = {
        "nothing": with_entries(lambda entries: []),
        "no compartment of the key": without("id", own),
        "no parents": without("id", projx),
        "the first half": with_entries(lambda entries: entries[: len(entries) // 2]),
    }
    for what, change in lacking.items():
        keeper.officer.rewrite("list_compartments", change)
        failure = keeper.one_refuses(what, ignore_unreadable=True)
        assert failure.kind == "InUse"
        assert not names(failure, "ignore_unreadable")
        keeper.cloud.gateway.__dict__.pop("handle", None)
    keeper.officer.behave()
    keeper.officer.rewrite("list_compartments", without("id", projy))
    failure = keeper.one_refuses("no compartment of volumes", ignore_unreadable=True)
    assert (failure.kind, names(failure, projy)) == ("InUse", True)


@pytest.mark.parametrize("state", ["DELETED", "DELETING"])
def test_compartments_that_are_deleted_may_hold_users(keeper: Keeper, state: str) -> None:
    volume = keeper.use("volume")
    projy = keeper.officer.stored(keeper.officer.compartment("projy"))
    keeper.cloud.tenancy.store.change(projy, {"lifecycleState": state})
    for failure in keeper.all_refuse(state, ignore_unreadable=True):
        assert failure.results["users"][0]["id"] == volume


@pytest.mark.parametrize("kind", LISTS)
def test_what_only_the_index_shows_is_not_ignored(keeper: Keeper, kind: str) -> None:
    """It is under another key, and the list lacks it: so what else does it lack?"""
    id = keeper.use(kind)
    keeper.cloud.tenancy.store.change(keeper.officer.stored(id), {"kmsKeyId": keeper.officer.key_id("cmk")})
    keeper.cloud.clock.advance(3600)
    keeper.officer.rewrite(LISTS[kind][0], with_entries(lambda entries: []))
    # Who may only inspect file systems cannot read one, and is told that.
    options = {"ignore_unreadable": kind != "file_system"}
    reported = keeper.one_refuses("an empty list", **options).results["unreadable"]
    assert any("which Resource Search shows and no list" in each and REGION in each for each in reported)


def test_what_was_just_created_and_is_not_listed_yet_is_read(keeper: Keeper) -> None:
    data = {"compartmentId": keeper.officer.compartment("projy"), "displayName": "new", "sizeInGBs": 50}
    domain = keeper.cloud.tenancy.regions[REGION].availability_domains[0]
    data.update(availabilityDomain=domain, lifecycleState="AVAILABLE", timeCreated=timestamp(keeper.cloud.clock.now()))
    made = keeper.cloud.tenancy.store.add("volume", data, region=REGION)
    keeper.officer.rewrite("list_volumes", without("id", made.id))
    assert keeper.key(state="absent", check=True)["changed"]
    keeper.cloud.tenancy.store.change(made, {"kmsKeyId": keeper.key_id})
    assert keeper.all_refuse("a list that lags")[0].results["users"][0]["id"] == made.id


def test_what_an_index_that_lags_still_shows_is_read(make_cloud: MakeCloud) -> None:
    """Volumes that are under another key by now, and one that is gone."""
    keeper = Keeper(make_cloud(search_lag_seconds="60"))
    store = keeper.cloud.tenancy.store
    one, other = keeper.officer.stored(keeper.use("volume")), keeper.officer.stored(keeper.use("boot_volume"))
    keeper.cloud.clock.advance(120)
    store.change(one, {"kmsKeyId": keeper.officer.key_id("cmk")})
    store.change(other, {"lifecycleState": "TERMINATED"})
    assert keeper.key(state="absent")["changed"]


@pytest.mark.parametrize("other", ["none", "cmk"])
@pytest.mark.parametrize("kind", [each for each in LISTS if each != "bucket"])
def test_what_a_list_reports_another_key_is_not_believed_alone(keeper: Keeper, kind: str, other: str) -> None:
    """By the key that the index has, or by that which the resource itself has."""
    used, shown = keeper.use(kind), None if other == "none" else keeper.officer.key_id(other)
    keeper.officer.rewrite(
        LISTS[kind][0], with_entries(lambda entries: [{**each, "kmsKeyId": shown} for each in entries])
    )
    for failure in keeper.all_refuse("another key"):
        # What is needed to look does not include reading a file system.
        found = failure.results["unreadable" if kind == "file_system" else "users"]
        assert [used in str(each) for each in found] == [True]


@pytest.mark.parametrize("kind", ["volume_backup", "boot_volume_backup", "block_volume_replica", "boot_volume_replica"])
def test_what_could_not_be_read_in_time_may_be_under_the_key(keeper: Keeper, kind: str) -> None:
    store = keeper.cloud.tenancy.store
    for _number in range(4):
        found = keeper.officer.stored(keeper.use(kind))
        store.change(found, {"kmsKeyId": None})
        store.add(kind, {name: value for name, value in found.data.items() if name != "id"}, region=REGION)
    keeper.officer.fault(operation=f"get_{kind}", delay=25)
    for failure in keeper.all_refuse("reads that take long", wait_timeout=50):
        assert failure.kind in ("InUse", "TimedOut")
        assert names(failure, "wait_timeout")
    assert keeper.key(state="absent", wait_timeout=1200)["changed"]


def test_what_is_listed_without_the_key_is_read_once(keeper: Keeper) -> None:
    """But for what Resource Search has the keys of, and what was read already."""
    so_far = keeper.officer.now
    keeper.key(state="absent")
    requested, kinds = keeper.officer.sent(after=so_far), keeper.cloud.tenancy.store.listing
    gone = ("TERMINATED", "DELETED")
    for kind in ("volume_backup", "boot_volume_backup", "autonomous_database"):
        assert requested.count(f"get_{kind}") == sum(each.state not in gone for each in kinds(kind)), kind
    assert not {"get_volume", "get_boot_volume", "get_file_system"} & set(requested)


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 400, "code": "InvalidParameter"},
        {"status": 404, "code": "NotAuthorizedOrNotFound"},
        {"status": 503, "code": "ServiceUnavailable"},
        {"reset": "before"},
    ],
    ids=str,
)
def test_without_the_index_no_list_is_proven(keeper: Keeper, trouble: dict[str, Any]) -> None:
    keeper.officer.fault(operation="search_resources", **trouble)
    for failure in keeper.all_refuse(f"an index with {trouble}"):
        assert failure.kind == "InUse"
        assert any("Resource Search" in each for each in failure.results["unreadable"])
    result = keeper.key(state="absent", ignore_unreadable=True)
    assert result["changed"]
    assert trouble.get("status") in [(each["failure"] or {}).get("status") for each in result["notices"]]


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("trouble", [{"status": 404, "code": "NotAuthorizedOrNotFound"}, {"status": 503}], ids=str)
def test_an_empty_list_without_the_index_hides_no_user(keeper: Keeper, kind: str, trouble: dict[str, Any]) -> None:
    keeper.use(kind)
    keeper.officer.rewrite(LISTS[kind][0], SHORTENED["an empty list"])
    keeper.officer.fault(operation="search_resources", **{"code": "ServiceUnavailable", **trouble})
    keeper.one_refuses("an empty list")


def test_an_index_that_lacks_a_type_is_no_doubt(keeper: Keeper) -> None:
    """A region may have an index without a type; its other types are witnesses all the same."""
    handle = keeper.cloud.gateway.handle

    def without_volume_replicas(request: Any) -> Response:
        if request.verb == "POST" and b"query volumereplica " in request.body:
            body = {"code": "InvalidParameter", "message": "Unknown resource type"}
            return Response(400, {"opc-request-id": "R", "content-type": "application/json"}, json.dumps(body).encode())
        response = handle(request)
        if request.path.endswith("/resourceTypes"):
            response.body = response.body.replace(b"VolumeReplica", b"VolumeOther")
        return response

    keeper.cloud.gateway.handle = without_volume_replicas  # type: ignore[method-assign]  # intercepted
    assert "ResourceSearchUnavailable" in codes(keeper.key(state="absent"))


def test_an_index_that_is_no_index_refuses(keeper: Keeper) -> None:
    keeper.officer.rewrite("search_resources", MALFORMED["a sign-in page"], skip=1)
    with pytest.raises(Failure) as caught:
        keeper.key(state="absent", ignore_unreadable=True)
    assert caught.value.kind == "BadAnswer"
    assert keeper.key_id in caught.value.reason


# -- what is being changed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["PROVISIONING", "UPDATE_PENDING"])
@pytest.mark.parametrize("kind", ["volume", "boot_volume", "autonomous_database"])
def test_what_is_about_to_be_under_the_key_is_waited_for(keeper: Keeper, kind: str, state: str) -> None:
    store = keeper.cloud.tenancy.store
    found = keeper.officer.stored(keeper.use(kind))
    store.change(found, {"kmsKeyId": None, "lifecycleState": state})
    store.after(20, found, {"kmsKeyId": keeper.key_id, "lifecycleState": "AVAILABLE"})
    with pytest.raises(Failure) as caught:
        keeper.key(state="absent")
    assert caught.value.results["users"][0]["id"] == found.id


def test_what_goes_on_changing_may_be_about_to_be_under_the_key(keeper: Keeper) -> None:
    found = keeper.officer.stored(keeper.use("volume"))
    keeper.cloud.tenancy.store.change(found, {"kmsKeyId": None, "lifecycleState": "PROVISIONING"})
    for failure in keeper.all_refuse("PROVISIONING"):
        assert failure.results["unreadable"] == [f"the block volume {found.id} in {REGION}, which is PROVISIONING"]
        assert names(failure, "ignore_unreadable=true")
    assert keeper.key(state="absent", ignore_unreadable=True)["changed"]
