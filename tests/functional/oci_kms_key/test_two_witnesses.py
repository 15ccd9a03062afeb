# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource counts as not encrypted with a key only where two witnesses agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.tenancy.clock import timestamp
from simulator.tenancy.resource import Resource
from tests.clouds import MakeCloud
from tests.functional.oci_kms_key.keeper import LISTS, REGION, Keeper

KEY_FIELDS = ["kmsKeyId", "encryptionKey"]
INDEXED = {"volume": "get_volume", "boot_volume": "get_boot_volume", "file_system": "get_file_system"}
WITHOUT_KEYS: Mapping[str, dict[str, Any]] = {
    "without details": {"null_fields": ["additionalDetails"]},
    "without the field": {"drop_fields": ["additionalDetails.kmsKeyId"]},
    "empty": {"body": {"items": []}},
    "no key": {"set_fields": {"additionalDetails.kmsKeyId": 7}},
}
"""Answers of an index that shows no keys."""


@pytest.fixture
def keeper(keeper: Keeper) -> Keeper:
    keeper.officer.allow("Allow group security-admin-group to read file-systems in tenancy")
    return keeper


def stored(keeper: Keeper, kind: str) -> Resource:
    return keeper.officer.stored(keeper.use(kind))


def users(failure: Failure) -> list[str]:
    return [each["id"] for each in failure.results["users"]]


def hide_key(keeper: Keeper, operation: str, *, how: str = "drop_fields", times: int = 0) -> None:
    keeper.officer.fault(operation=operation, times=times, **{how: KEY_FIELDS})


# -- one answer without the key --------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["drop_fields", "null_fields"])
@pytest.mark.parametrize("operation", ["list", "get"])
@pytest.mark.parametrize("kind", LISTS)
def test_one_answer_without_the_key_proves_nothing(keeper: Keeper, kind: str, operation: str, how: str) -> None:
    used = stored(keeper, kind)
    name = LISTS[kind][0] if operation == "list" else f"get_{kind}"
    for turn in range(4):
        target = {"resource": str(used.data.get("name", used.id))} if operation == "get" else {}
        keeper.officer.fault(operation=name, times=1 if operation == "get" else 0, **{how: KEY_FIELDS}, **target)
        assert users(keeper.one_refuses(f"{how} in {name}, {turn}")) == [used.id]
        keeper.officer.behave()


def test_a_database_of_which_the_list_shows_no_key_is_read_twice(keeper: Keeper) -> None:
    used = stored(keeper, "autonomous_database")
    for _turn in range(4):
        hide_key(keeper, "list_autonomous_databases")
        keeper.officer.fault(operation="get_autonomous_database", resource=used.id, times=1, drop_fields=KEY_FIELDS)
        assert users(keeper.one_refuses("one read without the key")) == [used.id]
        keeper.officer.behave()


@pytest.mark.parametrize("kind", INDEXED)
def test_what_the_index_shows_contradicts_the_reads(keeper: Keeper, kind: str) -> None:
    used = stored(keeper, kind)
    hide_key(keeper, LISTS[kind][0])
    hide_key(keeper, INDEXED[kind])
    for failure in keeper.all_refuse("the index alone"):
        if kind == "file_system":
            assert any(used.id in each and "one answer shows" in each for each in failure.results["unreadable"])
        else:
            assert users(failure) == [used.id]
    if kind != "file_system":
        for failure in keeper.all_refuse("the index and kmsKey", ignore_unreadable=True):
            assert users(failure) == [used.id]


def test_an_index_that_lags_is_outweighed_by_a_second_operation(make_cloud: MakeCloud) -> None:
    keeper = Keeper(make_cloud(search_lag_seconds="60"))
    used = [stored(keeper, kind) for kind in ("volume", "boot_volume")]
    keeper.cloud.clock.advance(120)
    for each in used:
        keeper.cloud.tenancy.store.change(each, {"kmsKeyId": None})
    so_far = keeper.officer.now
    assert keeper.key(state="absent")["changed"]
    assert {"get_volume_kms_key", "get_boot_volume_kms_key"} <= set(keeper.officer.sent(after=so_far))


def test_the_history_of_a_database_contradicts_its_reads(keeper: Keeper) -> None:
    used = stored(keeper, "autonomous_database")
    since = timestamp(keeper.cloud.clock.now())
    entry = {"id": keeper.key_id, "vaultId": keeper.vault_id, "timeActivated": since}
    keeper.cloud.tenancy.store.change(used, {"keyHistoryEntry": [entry]})
    for operation in ("list_autonomous_databases", "get_autonomous_database"):
        hide_key(keeper, operation)
    for failure in keeper.all_refuse("its history"):
        assert any(used.id in each for each in failure.results["unreadable"])


@pytest.mark.parametrize("shown", [None, "ORACLE_MANAGED_KEY", "another"])
def test_a_database_shows_its_key_in_either_field(keeper: Keeper, shown: str | None) -> None:
    used = stored(keeper, "autonomous_database")
    key_id = keeper.officer.key_id("cmk") if shown == "another" else shown
    key = {"provider": "OCI", "kmsKeyId": keeper.key_id, "vaultId": keeper.vault_id}
    keeper.cloud.tenancy.store.change(used, {"kmsKeyId": key_id, "encryptionKey": key})
    for failure in keeper.all_refuse("encryptionKey"):
        assert users(failure) == [used.id]
        assert failure.results["users"][0]["kms_key_id"] == keeper.key_id


# -- an index that shows no keys -------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", WITHOUT_KEYS)
@pytest.mark.parametrize("kind", INDEXED)
def test_what_the_index_does_not_show_is_read(keeper: Keeper, kind: str, index: str) -> None:
    used = stored(keeper, kind)
    hide_key(keeper, LISTS[kind][0])
    keeper.officer.fault(operation="search_resources", **WITHOUT_KEYS[index])
    for failure in keeper.all_refuse(index, ignore_unreadable=True):
        assert users(failure) == [used.id]


@pytest.mark.parametrize("kind", INDEXED)
def test_without_the_index_what_is_listed_is_read(keeper: Keeper, kind: str) -> None:
    used = stored(keeper, kind)
    hide_key(keeper, LISTS[kind][0])
    keeper.officer.fault(operation="search_resources", status=404, code="NotAuthorizedOrNotFound")
    for failure in keeper.all_refuse("a denial", ignore_unreadable=True):
        assert users(failure) == [used.id]


@pytest.mark.parametrize("body", [[], [{"name": "Instance", "fields": []}]], ids=["no types", "few types"])
@pytest.mark.parametrize("kind", LISTS)
def test_an_index_that_knows_no_types_proves_nothing(keeper: Keeper, kind: str, body: list[Any]) -> None:
    used = keeper.use(kind)
    name = str(keeper.officer.stored(used).data.get("name", used))
    keeper.officer.fault(operation="search_resources", status=400, code="InvalidParameter")
    keeper.officer.fault(operation="list_resource_types", body=body)
    keeper.officer.fault(operation=LISTS[kind][0], drop_entries=[name])
    for failure in keeper.all_refuse("an index without types"):
        assert any("Resource Search" in each for each in failure.results["unreadable"])


def test_an_index_that_is_whole_spares_the_reads(keeper: Keeper) -> None:
    """One query more for each type of which the index shows the key, and no read."""
    so_far = keeper.officer.now
    keeper.key(state="absent", check=True)
    asked = keeper.officer.sent(after=so_far)
    assert not set(INDEXED.values()) & set(asked)
    # The types, compartments once, and each of the types of which the index shows the key once more.
    assert asked.count("search_resources") == len(LISTS) + 1 + len(INDEXED)


# -- what only the index shows ---------------------------------------------------------------------------------------


def created(keeper: Keeper, *, ahead: float = 0.0, **data: Any) -> Resource:
    """A new volume that no list shows, encrypted with the key."""
    fields = {
        "compartmentId": keeper.officer.compartment("projy"),
        "availabilityDomain": keeper.cloud.tenancy.regions[REGION].availability_domains[0],
        "displayName": "new",
        "sizeInGBs": 50,
        "kmsKeyId": keeper.key_id,
        "lifecycleState": "AVAILABLE",
        "timeCreated": timestamp(keeper.cloud.clock.now() + ahead),
    }
    new = keeper.cloud.tenancy.store.add("volume", {**fields, **data}, region=REGION)
    keeper.officer.fault(operation="list_volumes", drop_entries=[new.id])
    return new


@pytest.mark.parametrize("details", ["shown", "left out"])
def test_a_change_that_only_the_index_shows_is_waited_for(keeper: Keeper, details: str) -> None:
    new = created(keeper, lifecycleState="PROVISIONING")
    keeper.officer.fault(operation="get_volume", resource=new.id, null_fields=["kmsKeyId"])
    if details == "left out":
        keeper.officer.fault(operation="search_resources", null_fields=["additionalDetails"])
    for failure in keeper.all_refuse("a volume that is PROVISIONING"):
        assert any(new.id in each and "PROVISIONING" in each for each in failure.results["unreadable"])


def test_one_read_of_what_only_the_index_shows_proves_nothing(keeper: Keeper) -> None:
    new = created(keeper)
    for _turn in range(4):
        keeper.officer.fault(operation="list_volumes", drop_entries=[new.id])
        keeper.officer.fault(operation="get_volume", resource=new.id, times=1, null_fields=["kmsKeyId"])
        keeper.officer.fault(operation="search_resources", null_fields=["additionalDetails"])
        assert users(keeper.one_refuses("one read")) == [new.id]
        keeper.officer.behave()


def test_one_read_after_a_change_proves_nothing(keeper: Keeper) -> None:
    store, used = keeper.cloud.tenancy.store, stored(keeper, "volume")
    store.change(used, {"kmsKeyId": None, "lifecycleState": "PROVISIONING"})
    store.after(20, used, {"kmsKeyId": keeper.key_id, "lifecycleState": "AVAILABLE"})
    state = {"lifecycleState": "AVAILABLE"}
    keeper.officer.fault(
        operation="get_volume", resource=used.id, skip=1, times=1, null_fields=["kmsKeyId"], set_fields=state
    )
    with pytest.raises(Failure) as caught:
        keeper.key(state="absent")
    assert users(caught.value) == [used.id]


@pytest.mark.parametrize(("ahead", "is_young"), [(-500.0, True), (200.0, True), (3600.0, False), (-700.0, False)])
def test_a_list_may_lack_only_what_was_just_created(keeper: Keeper, ahead: float, is_young: bool) -> None:
    new = created(keeper, ahead=ahead, kmsKeyId=None)
    if is_young:
        assert keeper.key(state="absent", check=True)["changed"]
        return
    for failure in keeper.all_refuse("a list that lacks a volume", ignore_unreadable=True):
        assert any(new.id in each for each in failure.results["unreadable"])


# -- compartments and vaults -----------------------------------------------------------------------------------------


def test_the_compartment_of_the_key_cannot_be_deleted(keeper: Keeper) -> None:
    keeper.use("volume")
    keeper.officer.fault(operation="list_compartments", set_fields={"lifecycleState": "DELETED"})
    keeper.officer.fault(operation="search_resources", body={"items": []})
    for failure in keeper.all_refuse("compartments that are DELETED", ignore_unreadable=True):
        assert any(keeper.officer.compartment() in each for each in failure.results["unreadable"])


NOTHING = {"operation": "get_vault_usage", "set_fields": {"keyCount": 0, "softwareKeyCount": 0}}
EMPTY: Mapping[str, list[dict[str, Any]]] = {
    "no endpoint": [{"operation": "get_vault", "null_fields": ["managementEndpoint"]}],
    "all DELETED": [{"operation": "list_keys", "set_fields": {"lifecycleState": "DELETED"}}],
    "no keys": [
        {"operation": "list_keys", "body": []},
        {"operation": "search_resources", "times": 1, "body": {"items": []}},
    ],
    "no keys at all": [
        {"operation": "list_keys", "body": []},
        {"operation": "search_resources", "body": {"items": []}},
    ],
}


@pytest.mark.parametrize("what", EMPTY)
def test_a_vault_that_looks_empty_may_protect_something(keeper: Keeper, what: str) -> None:
    used = keeper.use("volume")
    for fault in (NOTHING, *EMPTY[what]):
        keeper.officer.fault(**fault)
    for options in ({}, {"ignore_unreadable": True}):
        with pytest.raises(Failure) as caught:
            keeper.vault(**options)
        assert users(caught.value) == [used]
    assert "schedule_vault_deletion" not in keeper.officer.writes()
