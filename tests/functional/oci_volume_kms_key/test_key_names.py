# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A key is found by its name wherever it is, and a name that is not unique is never guessed."""

from __future__ import annotations

from typing import Any

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption, Failure
from simulator.cloud import Cloud
from tests.clouds import MakeCloud
from tests.contract.rows import VOLUME
from tests.failures import advises, lacks, names
from tests.operator import Operator


@pytest.fixture
def operator(cloud: Cloud) -> Operator:
    return Operator(cloud, VOLUME)


def admin(operator: Operator) -> Any:
    """An administrator's client of the vault."""
    session = Operator(operator.cloud, VOLUME, user="admin").session
    endpoint = operator.cloud.catalogue["vaults"]["security-vault"]["management_endpoint"]
    return session.client("key_management", "KmsManagementClient", endpoint=endpoint)


def make_key(operator: Operator, name: str, compartment: str = "security") -> str:
    """Another key in the vault, by an administrator."""
    details = oci.key_management.models.CreateKeyDetails(
        compartment_id=operator.cloud.catalogue["compartments"][compartment],
        display_name=name,
        key_shape=oci.key_management.models.KeyShape(algorithm="AES", length=32),
    )
    made = str(admin(operator).create_key(details).data.id)
    operator.cloud.clock.advance(60)
    return made


def by_name(operator: Operator, name: str) -> dict[str, Any]:
    return operator.run(operator.id("data-oracle-managed"), kms_key_name=name, vault_id=operator.vault, check=True)


def test_a_key_in_another_compartment_than_its_vault(operator: Operator) -> None:
    made = make_key(operator, "elsewhere", "projx")
    allow(operator, "projx")
    assert by_name(operator, "elsewhere")["resource"]["kms_key_id"] == made


def allow(operator: Operator, compartment: str) -> None:
    """Let the operators read keys of a compartment."""
    store = operator.cloud.tenancy.store
    policy = next(each for each in store.listing("policy") if each.data["name"] == "projx-operators")
    place = operator.cloud.catalogue["compartments"][compartment]
    statements = (
        *policy.data["statements"],
        f"Allow group projx-admin-group to read keys in compartment id {place}",
        f"Allow group projx-admin-group to use key-delegate in compartment id {place}",
    )
    store.change(policy, {"statements": list(statements)}, effective_statements=statements)


@pytest.mark.parametrize("compartment", ["security", "projx"])
def test_two_keys_of_one_name_are_an_error_that_lists_both(operator: Operator, compartment: str) -> None:
    allow(operator, "projx")
    other = make_key(operator, "cmk", compartment)
    with pytest.raises(Failure) as caught:
        by_name(operator, "cmk")
    assert caught.value.kind == "BadOption"
    assert names(caught.value, other, operator.key("cmk"), "kms_key_id")


def test_a_key_that_is_to_be_deleted_gives_way_to_another(operator: Operator) -> None:
    made = make_key(operator, "cmk-pending-deletion")
    assert by_name(operator, "cmk-pending-deletion")["resource"]["kms_key_id"] == made


def test_a_key_that_is_to_be_deleted_is_named_when_it_is_the_only_one(operator: Operator) -> None:
    with pytest.raises(Failure) as caught:
        by_name(operator, "cmk-pending-deletion")
    assert caught.value.kind == "KeyUnusable"
    assert names(caught.value, "PENDING_DELETION")


def test_two_keys_that_are_to_be_deleted_are_an_error_that_lists_both(operator: Operator) -> None:
    """As where oci_kms_key is to keep one of them: nothing shows which of the two is meant."""
    name = "cmk-pending-deletion"
    other = make_key(operator, name)
    admin(operator).schedule_key_deletion(other, oci.key_management.models.ScheduleKeyDeletionDetails())
    operator.cloud.clock.advance(60)
    with pytest.raises(Failure) as caught:
        by_name(operator, name)
    assert (caught.value.kind, caught.value.resource) == ("BadOption", operator.vault)
    assert names(caught.value, other, operator.key(name), "kms_key_id")


@pytest.mark.parametrize("name", ["it's", "back\\slash", "ключ", "a b"])
def test_odd_names(operator: Operator, name: str) -> None:
    made = make_key(operator, name)
    assert by_name(operator, name)["resource"]["kms_key_id"] == made
    with pytest.raises(BadOption) as caught:
        by_name(operator, name + "x")
    assert caught.value.resource == operator.vault


def test_a_name_is_compared_as_it_is_written(operator: Operator) -> None:
    with pytest.raises(BadOption) as caught:
        by_name(operator, "CMK")
    assert names(caught.value, "'CMK'")


def test_a_vault_that_may_not_be_read(operator: Operator) -> None:
    operator.revoke("projx-operators", unless=lambda statement: "vaults" not in statement)
    with pytest.raises(Failure) as caught:
        by_name(operator, "cmk")
    assert caught.value.status == 404
    assert lacks(caught.value, "read vaults")


def test_a_vault_of_another_region(operator: Operator) -> None:
    elsewhere = str(operator.cloud.catalogue["vaults"]["security-vault-phx"]["id"])
    with pytest.raises(Failure) as caught:
        operator.run(operator.id("data-oracle-managed"), kms_key_name="cmk-phx", vault_id=elsewhere)
    assert caught.value.kind == "KeyUnusable"
    assert (caught.value.operation, caught.value.code) == ("GetVault", "NotAuthorizedOrNotFound")
    assert caught.value.opc_request_id
    assert lacks(caught.value, "read vaults")
    assert advises(caught.value, "us-ashburn-1")
    assert operator.writes() == []


def test_without_search_the_keys_beside_the_vault_are_found(operator: Operator) -> None:
    operator.fault(operation="search_resources", status=404, code="NotAuthorizedOrNotFound")
    assert by_name(operator, "cmk")["resource"]["kms_key_id"] == operator.key("cmk")


def test_a_vault_that_is_being_made_has_no_endpoint_yet(make_cloud: MakeCloud) -> None:
    operator = Operator(make_cloud(), VOLUME)
    vault = operator.cloud.tenancy.store.find(operator.vault)
    assert vault is not None
    operator.cloud.tenancy.store.change(vault, {"lifecycleState": "CREATING", "managementEndpoint": None})
    with pytest.raises(BadOption) as caught:
        by_name(operator, "cmk")
    assert names(caught.value, operator.vault, "CREATING")
