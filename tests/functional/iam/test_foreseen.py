# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode foresees what OCI refuses of a policy or dynamic group; where that may not be read, it says so."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption, Failure
from ansible_collections.cmk.oci.plugins.module_utils._keys.vault import SERVICE_MAY_REPLICATE
from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_dynamic_group,
    oci_kms_policy,
    oci_kms_policy_info,
)
from simulator.cloud import Cloud
from tests.clouds import MakeCloud
from tests.failures import advises, names
from tests.officer import Officer
from tests.results import codes

VOLUMES: dict[str, Any] = {"services": ["block_volume"]}


@pytest.fixture
def officer(cloud: Cloud) -> Officer:
    """An administrator."""
    return Officer(cloud, "admin")


def compartment(officer: Officer, parent: str, name: str = "below") -> str:
    """The OCID of a new compartment."""
    client = officer.session.client("identity", "IdentityClient")
    made = client.create_compartment({"compartmentId": parent, "name": name, "description": name}).data.id
    officer.cloud.clock.advance(60)
    officer.cloud.tenancy.store.catch_up()
    return str(made)


def policy(officer: Officer, compartment_id: str, name: str, count: int = 1) -> None:
    """A policy that somebody has written by hand."""
    statements = [f"Allow group g{number} to inspect keys in tenancy" for number in range(count)]
    data = {
        "compartmentId": compartment_id,
        "name": name,
        "description": name,
        "statements": statements,
        "lifecycleState": "ACTIVE",
    }
    officer.cloud.tenancy.store.add("policy", data, hidden={"effective_statements": statements})


def both_fail(officer: Officer, task: ModuleType, **options: Any) -> list[Failure]:
    """The failures of check mode and of the real run, which write nothing."""
    store, failures = officer.cloud.tenancy.store, []
    kind = "dynamic_group" if task is oci_dynamic_group else "policy"
    before = [dict(each.data) for each in store.listing(kind)]
    for check in (True, False):
        with pytest.raises(Failure) as caught:
            print(f"check mode: {check}", officer.run(task, check=check, **options))
        failures.append(caught.value)
        assert not caught.value.results.get("changed")
    assert failures[0].code == failures[1].code
    assert [dict(each.data) for each in store.listing(kind)] == before
    return failures


@pytest.mark.parametrize("place", ["root", "sibling", "below"])
def test_the_name_of_a_policy_is_taken_elsewhere(officer: Officer, place: str) -> None:
    places = {"root": officer.cloud.tenancy.id, "sibling": officer.compartment("projy")}
    there = places.get(place) or compartment(officer, officer.compartment("security"))
    policy(officer, there, "CMK")
    options: dict[str, Any] = {"policy_name": "cmk", "key_compartment_id": officer.compartment(), **VOLUMES}
    for failure in both_fail(officer, oci_kms_policy, **options):
        assert failure.code == "PolicyAlreadyExists"
        assert names(failure, there, "policy_name")


def test_policies_that_may_not_be_listed_are_reported_in_check_mode(cloud: Cloud) -> None:
    admin, officer = Officer(cloud, "admin"), Officer(cloud, "key-officer")
    policy(admin, admin.compartment("projy"), "cmk")
    options: dict[str, Any] = {"policy_name": "cmk", "key_compartment_id": officer.compartment("vaults"), **VOLUMES}
    predicted = officer.run(oci_kms_policy, check=True, **options)
    assert codes(predicted) == ["NameNotChecked"]
    with pytest.raises(Failure) as caught:
        officer.run(oci_kms_policy, **options)
    assert caught.value.code == "PolicyAlreadyExists"
    assert names(caught.value, "policy_name")


def test_nothing_is_said_when_all_can_be_read(officer: Officer) -> None:
    options: dict[str, Any] = {"policy_name": "cmk", "key_compartment_id": officer.compartment(), **VOLUMES}
    predicted, done = officer.run(oci_kms_policy, check=True, **options), officer.run(oci_kms_policy, **options)
    assert predicted["notices"] == done["notices"] == []
    predicted["resource"].pop("id"), predicted["diff"]["after"].pop("id")
    done["resource"].pop("id"), done["diff"]["after"].pop("id")
    assert predicted == done


def test_the_name_of_a_dynamic_group_is_that_of_a_group(officer: Officer) -> None:
    for failure in both_fail(officer, oci_dynamic_group, name="projx-admin-GROUP", resource_types=["file_system"]):
        assert failure.code == "DynamicGroupAlreadyExists"
        assert names(failure, officer.cloud.catalogue["groups"]["projx-admin-group"])


def test_groups_that_may_not_be_listed_are_reported_in_check_mode(officer: Officer) -> None:
    officer.fault(operation="list_groups", status=404, code="NotAuthorizedOrNotFound")
    options: dict[str, Any] = {"name": "projx-admin-group", "resource_types": ["file_system"]}
    assert codes(officer.run(oci_dynamic_group, check=True, **options)) == ["NameNotChecked"]
    with pytest.raises(Failure) as caught:
        officer.run(oci_dynamic_group, **options)
    assert caught.value.code == "DynamicGroupAlreadyExists"


@pytest.mark.parametrize("state", ["DELETING", "DELETED"])
@pytest.mark.parametrize("option", ["compartment_id", "key_compartment_id", "vault_compartment_id", "compartment_ids"])
def test_a_compartment_that_is_deleted(officer: Officer, option: str, state: str) -> None:
    gone = compartment(officer, officer.compartment("security"))
    found = officer.cloud.tenancy.store.find(gone)
    assert found is not None
    officer.cloud.tenancy.store.change(found, {"lifecycleState": state})
    if option == "compartment_ids":
        options: dict[str, Any] = {"name": "databases", "resource_types": ["file_system"], option: [gone]}
        tasks = [oci_dynamic_group]
    else:
        root = officer.cloud.tenancy.id
        options = {
            "policy_name": "cmk",
            "compartment_id": root,
            "key_compartment_id": officer.compartment(),
        }
        options.update({"dynamic_groups": ["project-databases"], option: gone})
        options.update({"key_compartment_id": gone} if option == "compartment_id" else {})
        tasks = [oci_kms_policy]
    for task in tasks:
        for failure in both_fail(officer, task, **options):
            assert failure.kind == "BadOption"
            assert names(failure, option, state, gone)
    if option in ("key_compartment_id", "vault_compartment_id"):
        requested = {name: value for name, value in options.items() if name in oci_kms_policy_info.ARGUMENT_SPEC}
        both_fail(officer, oci_kms_policy_info, **requested)


@pytest.mark.parametrize("place", ["root", "own", "below"])
@pytest.mark.parametrize("is_there", [True, False], ids=["there", "to be created"])
def test_too_many_statements(make_cloud: MakeCloud, place: str, is_there: bool) -> None:
    officer = Officer(make_cloud(statements_per_policy="500"), "admin")
    security = officer.compartment()
    places = {"root": officer.cloud.tenancy.id, "own": security, "below": compartment(officer, security)}
    options: dict[str, Any] = {"policy_name": "cmk", "key_compartment_id": security}
    if is_there:
        officer.run(oci_kms_policy, **options, **VOLUMES)
    policy(officer, places[place], "full", 498 - _statements_above(officer, security))
    intent = {"services": ["block_volume", "object_storage"], "groups": ["projx-admin-group"]}
    for failure in both_fail(officer, oci_kms_policy, **options, **intent):
        assert failure.code == "LimitExceeded"
        assert names(failure, "kms_key_ids")
    two: dict[str, Any] = {"services": ["block_volume", "object_storage"]}
    if not is_there:
        assert officer.run(oci_kms_policy, check=True, **options, **two)["changed"] is True
        assert officer.run(oci_kms_policy, **options, **two)["changed"] is True


def _statements_above(officer: Officer, compartment_id: str) -> int:
    line = (officer.cloud.tenancy.id, compartment_id)
    listing = officer.cloud.tenancy.store.listing("policy")
    others = [each for each in listing if each.data["name"] != "cmk"]
    return sum(len(each.data["statements"]) for each in others if each.compartment_id in line)


def test_a_limit_that_cannot_be_known_is_reported_in_check_mode(make_cloud: MakeCloud) -> None:
    keys = [f"ocid1.key.oc1.iad.vault.k{number}" for number in range(51)]
    intent = {"policy_name": "cmk", "groups": ["projx-admin-group"], "kms_key_ids": keys}
    for most in ("50", "500"):
        officer = Officer(make_cloud(statements_per_policy=most), "admin")
        options: dict[str, Any] = {**intent, "key_compartment_id": officer.compartment()}
        assert codes(officer.run(oci_kms_policy, check=True, **options)) == ["StatementsPerPolicyNotChecked"]
        if most == "50":
            with pytest.raises(Failure) as caught:
                officer.run(oci_kms_policy, **options)
            assert caught.value.code == "LimitExceeded"
            assert advises(caught.value, "policy_name")
        else:
            assert officer.run(oci_kms_policy, **options)["notices"] == []


# -- what the Vault service needs to replicate vaults ------------------------------------------------------------------


def test_the_vault_service_gets_its_statement(officer: Officer) -> None:
    options: dict[str, Any] = {"policy_name": "vault-replication", "services": ["key_management"]}
    looked = officer.run(oci_kms_policy_info, services=["key_management"])
    assert looked["missing_statements"] == looked["needed_statements"] == [SERVICE_MAY_REPLICATE]
    result = officer.run(oci_kms_policy, **options)
    assert result["resource"]["statements"] == [SERVICE_MAY_REPLICATE]
    assert result["resource"]["compartment_id"] == officer.cloud.tenancy.id
    assert officer.run(oci_kms_policy, **options)["changed"] is False
    looked = officer.run(oci_kms_policy_info, services=["key_management"])
    assert looked["missing_statements"] == looked["uncertain_statements"] == looked["unread"] == []
    assert officer.run(oci_kms_policy, **options, state="absent")["resource"] is None


def test_its_statement_is_for_the_root_compartment_only(officer: Officer) -> None:
    root = officer.cloud.tenancy.id
    options: dict[str, Any] = {"policy_name": "cmk", "key_compartment_id": officer.compartment()}
    mixed: dict[str, Any] = {**options, "services": ["block_volume", "key_management"]}
    for failure in both_fail(officer, oci_kms_policy, **mixed):
        assert failure.kind == "BadOption"
        assert names(failure, "compartment_id", root)
    assert len(officer.run(oci_kms_policy, **mixed, compartment_id=root)["added_statements"]) == 2


def test_keys_need_their_compartment(officer: Officer) -> None:
    tasks: dict[ModuleType, dict[str, Any]] = {oci_kms_policy: {"policy_name": "cmk"}, oci_kms_policy_info: {}}
    for task, named in tasks.items():
        with pytest.raises(BadOption) as caught:
            officer.run(task, **named, **VOLUMES)
        assert names(caught.value, "key_compartment_id")
    assert officer.requests() == []


def test_what_may_not_be_read_is_unknown_and_not_missing(cloud: Cloud) -> None:
    looked = Officer(cloud, "key-officer").run(oci_kms_policy_info, services=["key_management"])
    assert looked["missing_statements"] == []
    assert looked["uncertain_statements"] == looked["needed_statements"] == [SERVICE_MAY_REPLICATE]
    assert cloud.tenancy.id in " ".join(looked["unread"])


def test_the_old_way_to_look_is_deprecated(officer: Officer) -> None:
    options: dict[str, Any] = {"key_compartment_id": officer.compartment(), "services": ["object_storage"]}
    old = officer.run(oci_kms_policy, policy_name="cmk", state="check", **options)
    new = officer.run(oci_kms_policy_info, **options)
    assert old["missing_statements"] == new["missing_statements"]
    assert old["needed_statements"] == new["needed_statements"]
    (deprecation,) = old["deprecations"]
    assert "oci_kms_policy_info" in deprecation["msg"]


@pytest.mark.parametrize("as_map", [True, False])
def test_keys_may_be_a_map_by_region(officer: Officer, as_map: bool) -> None:
    key = officer.key_id("cmk")
    keys: Any = {"us-ashburn-1": key, "phx": key} if as_map else key
    options: dict[str, Any] = {"policy_name": "cmk", "key_compartment_id": officer.compartment(), **VOLUMES}
    result = officer.run(oci_kms_policy, **options, kms_key_ids=keys)
    assert result["added_statements"] == [
        f"Allow service blockstorage to use keys in compartment id {officer.compartment()} "
        f"where target.key.id = '{key}'"
    ]


@pytest.mark.parametrize(
    "keys",
    [{"us-ashburn-1.oraclecloud.com": "ocid1.key.oc1.iad.v.k"}, {"iad": "ORACLE_MANAGED_KEY"}, "", [1], 7, ["x"]],
)
def test_keys_that_are_none_are_refused(officer: Officer, keys: Any) -> None:
    options: dict[str, Any] = {"policy_name": "cmk", "key_compartment_id": officer.compartment(), **VOLUMES}
    with pytest.raises(BadOption) as caught:
        officer.run(oci_kms_policy, **options, kms_key_ids=keys)
    assert names(caught.value, "kms_key_ids")
    assert officer.requests() == []
