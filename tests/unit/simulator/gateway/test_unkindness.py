# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults, throttling, paging and retry tokens, observed through the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from

Clients = Callable[..., Any]


@pytest.fixture
def vaults(client: Clients) -> Any:
    return client("key_management.KmsVaultClient")


def vault_details(cloud: Cloud, name: str = "v") -> Any:
    return oci.key_management.models.CreateVaultDetails(
        compartment_id=cloud.catalogue["compartments"]["security"], display_name=name, vault_type="DEFAULT"
    )


def test_an_error_occurs_as_often_as_the_rule_specifies(cloud: Cloud, vaults: Any) -> None:
    cloud.gateway.faults.add(
        rule_from({"operation": "list_vaults", "skip": 1, "times": 2, "status": 429, "code": "TooManyRequests"})
    )
    seen = []
    for _attempt in range(4):
        try:
            seen.append(vaults.list_vaults(cloud.tenancy.id).status)
        except oci.exceptions.ServiceError as error:
            seen.append(error.status)
    assert seen == [200, 429, 429, 200]


def test_retry_after_reaches_the_client(cloud: Cloud, vaults: Any) -> None:
    cloud.gateway.faults.add(rule_from({"status": 429, "code": "TooManyRequests", "retry_after": 7}))
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        vaults.list_vaults(cloud.tenancy.id)
    assert caught.value.headers["retry-after"] == "7"


@pytest.mark.parametrize(("when", "created"), [("before", 0), ("after", 1)])
def test_a_reset_before_or_after_the_work_was_done(cloud: Cloud, vaults: Any, when: str, created: int) -> None:
    cloud.gateway.faults.add(rule_from({"operation": "create_vault", "reset": when}))
    with pytest.raises(oci.exceptions.RequestException):
        vaults.create_vault(vault_details(cloud))
    assert len(cloud.tenancy.store.listing("vault")) == created


def test_a_truncated_answer(cloud: Cloud, vaults: Any) -> None:
    cloud.gateway.faults.add(rule_from({"truncated": True}))
    with pytest.raises(oci.exceptions.RequestException):
        vaults.list_vaults(cloud.tenancy.id)


def test_a_stale_read_returns_the_previous_data(cloud: Cloud, vaults: Any) -> None:
    created = vaults.create_vault(vault_details(cloud))
    cloud.clock.advance(60)
    now = vaults.get_vault(created.data.id)
    cloud.gateway.faults.add(rule_from({"operation": "get_vault", "times": 1, "stale": True}))
    then = vaults.get_vault(created.data.id)
    assert (then.data.lifecycle_state, then.headers["etag"]) == ("CREATING", created.headers["etag"])
    again = vaults.get_vault(created.data.id)
    assert (again.data.lifecycle_state, again.headers["etag"]) == ("ACTIVE", now.headers["etag"])
    assert now.headers["etag"] != created.headers["etag"]


def test_a_stale_list_omits_new_resources(cloud: Cloud, vaults: Any) -> None:
    old = vaults.create_vault(vault_details(cloud)).data.id
    cloud.clock.advance(60)
    new = vaults.create_vault(vault_details(cloud)).data.id
    cloud.gateway.faults.add(rule_from({"operation": "list_vaults", "times": 1, "stale": True}))
    place = vault_details(cloud).compartment_id
    assert [vault.id for vault in vaults.list_vaults(place).data] == [old]
    assert {vault.id for vault in vaults.list_vaults(place).data} == {old, new}


def test_accepted_but_not_applied(cloud: Cloud, vaults: Any) -> None:
    vault = vaults.create_vault(vault_details(cloud)).data
    cloud.clock.advance(60)
    cloud.gateway.faults.add(rule_from({"operation": "update_vault", "not_applied": True}))
    change = oci.key_management.models.UpdateVaultDetails(display_name="other")
    assert vaults.update_vault(vault.id, change).data.display_name == "other"
    assert vaults.get_vault(vault.id).data.display_name == "v"


def test_a_change_that_ends_badly(cloud: Cloud, vaults: Any) -> None:
    cloud.gateway.faults.add(rule_from({"operation": "create_vault", "ends_in": "DELETED"}))
    vault = vaults.create_vault(vault_details(cloud)).data
    cloud.clock.advance(60)
    assert vaults.get_vault(vault.id).data.lifecycle_state == "DELETED"


def test_a_delay_takes_simulated_time(cloud: Cloud, vaults: Any) -> None:
    before = cloud.clock.now()
    cloud.gateway.faults.add(rule_from({"delay": 30}))
    vaults.list_vaults(cloud.tenancy.id)
    assert cloud.clock.now() - before == pytest.approx(30)


def test_a_rule_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValueError, match="statuss"):
        rule_from({"statuss": 500})


def test_chance_is_seeded(cloud: Cloud, vaults: Any) -> None:
    def strikes(seed: int) -> list[bool]:
        fresh = Cloud(scenario="founded", frozen=True, seed=seed)
        fresh.gateway.faults.add(rule_from({"probability": 0.5, "status": 500}))
        operation = next(operation for operation in _operations() if operation.name == "list_vaults")
        return [bool(fresh.gateway.faults.effects_on(operation, "/", "")[0].status) for _draw in range(50)]

    assert strikes(1) == strikes(1)
    assert strikes(1) != strikes(2)


def _operations() -> Any:
    from simulator.catalog.routing import routes_of

    return routes_of("kms").operations


@pytest.mark.parametrize("period", [1, 2, 10])
def test_key_management_is_throttled_at_ten_a_second(cloud: Cloud, vaults: Any, period: int) -> None:
    cloud.gateway.throttling = True
    cloud.tenancy.variants.choose("throttle_period_seconds", str(period))
    for _call in range(10 * period):
        vaults.list_vaults(cloud.tenancy.id)
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        vaults.list_vaults(cloud.tenancy.id)
    assert (caught.value.status, caught.value.code) == (429, "TooManyRequests")
    # Reads and writes are counted separately, and after a period requests are accepted again.
    vaults.create_vault(vault_details(cloud))
    cloud.clock.advance(period)
    vaults.list_vaults(cloud.tenancy.id)


def throttled(call: Callable[..., Any], *arguments: Any) -> bool:
    """Whether a call is rejected as one of too many; it may be rejected for another reason."""
    try:
        call(*arguments)
    except oci.exceptions.ServiceError as error:
        # A time to wait is not documented.
        return bool(error.status == 429) and "retry-after" not in error.headers
    return False


def test_what_key_management_counts_together(cloud: Cloud, client: Clients) -> None:
    """Provisioning and management, reads and writes: four rates, as the docstrings of the SDK say."""
    vaults = client("key_management.KmsVaultClient")
    vault = vaults.create_vault(vault_details(cloud)).data
    cloud.clock.advance(60)
    keys = client("key_management.KmsManagementClient", endpoint=vaults.get_vault(vault.id).data.management_endpoint)
    models = oci.key_management.models
    shape = models.KeyShape(algorithm="AES", length=32)
    details = models.CreateKeyDetails(compartment_id=vault.compartment_id, display_name="k", key_shape=shape)
    key = keys.create_key(details).data.id
    cloud.clock.advance(60)
    cloud.gateway.throttling = True
    cloud.tenancy.variants.choose("throttle_period_seconds", "1")
    deletion = models.ScheduleKeyDeletionDetails()
    assert [throttled(keys.get_key, key) for _call in range(11)] == [False] * 10 + [True]
    assert [throttled(keys.disable_key, key) for _call in range(11)] == [False] * 10 + [True]
    # A request to the host of the vault that counts as provisioning, which is not exhausted.
    assert [throttled(keys.schedule_key_deletion, key, deletion) for _call in range(11)] == [False] * 10 + [True]
    assert throttled(vaults.update_vault, vault.id, models.UpdateVaultDetails(display_name="w"))
    assert throttled(keys.list_key_versions, key)
    assert [throttled(vaults.get_vault, vault.id) for _call in range(11)] == [False] * 10 + [True]
    assert throttled(vaults.list_vaults, vault.compartment_id)
    cloud.clock.advance(1)
    assert not throttled(vaults.list_vaults, vault.compartment_id)


@pytest.mark.parametrize(("scope", "rejected"), [("tenancy", True), ("region", False)])
def test_whether_regions_share_the_rate_of_key_management(
    cloud: Cloud, client: Clients, vaults: Any, scope: str, rejected: bool
) -> None:
    cloud.gateway.throttling = True
    cloud.tenancy.variants.choose("throttle_scope", scope)
    cloud.tenancy.variants.choose("throttle_period_seconds", "1")
    for _call in range(10):
        vaults.list_vaults(cloud.tenancy.id)
    other = client("key_management.KmsVaultClient", region="us-phoenix-1")
    assert throttled(other.list_vaults, cloud.tenancy.id) is rejected


def test_a_share_of_the_resources_is_gone_between_list_and_get(cloud: Cloud, vaults: Any) -> None:
    place = vault_details(cloud).compartment_id
    for number in range(40):
        vaults.create_vault(vault_details(cloud, f"v{number}"))
    cloud.gateway.faults.add(
        rule_from({"operation": "get_*", "share": 0.25, "status": 404, "code": "NotAuthorizedOrNotFound"})
    )
    listed = oci.pagination.list_call_get_all_results(vaults.list_vaults, place).data
    assert len(listed) == 40

    def gone() -> set[tuple[str, int]]:
        missing = set()
        for vault in listed:
            try:
                vaults.get_vault(vault.id)
            except oci.exceptions.ServiceError as error:
                missing.add((vault.id, error.status))
        return missing

    first = gone()
    assert {status for _id, status in first} == {404}
    assert 2 <= len(first) <= 20
    # A retry finds no more than the first request.
    assert gone() == first


def test_pages_with_an_empty_one_among_them(cloud: Cloud, vaults: Any) -> None:
    for number in range(5):
        vaults.create_vault(vault_details(cloud, f"v{number}"))
    compartment = cloud.catalogue["compartments"]["security"]
    sizes = []
    page: dict[str, str] = {}
    while True:
        answer = vaults.list_vaults(compartment, limit=2, **page)
        sizes.append(len(answer.data))
        if not answer.has_next_page:
            break
        page = {"page": answer.next_page}
    assert sizes == [2, 0, 2, 1]
    every = oci.pagination.list_call_get_all_results(vaults.list_vaults, compartment, limit=2).data
    assert [vault.display_name for vault in every] == ["v4", "v3", "v2", "v1", "v0"]


def test_a_listing_is_settled_when_it_begins(cloud: Cloud, vaults: Any) -> None:
    for number in range(3):
        vaults.create_vault(vault_details(cloud, f"v{number}"))
    compartment = cloud.catalogue["compartments"]["security"]
    cloud.gateway.empty_pages = False
    first = vaults.list_vaults(compartment, limit=2)
    vaults.create_vault(vault_details(cloud, "late"))
    second = vaults.list_vaults(compartment, limit=2, page=first.next_page)
    assert [vault.display_name for vault in (*first.data, *second.data)] == ["v2", "v1", "v0"]


@pytest.mark.parametrize("query", [{"page": "made-up"}, {"limit": 0}], ids=["token", "limit"])
def test_a_page_that_cannot_be(cloud: Cloud, vaults: Any, query: dict[str, Any]) -> None:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        vaults.list_vaults(cloud.tenancy.id, **query)
    assert (caught.value.status, caught.value.code) == (400, "InvalidParameter")


def test_a_retry_token_prevents_a_second_create(cloud: Cloud, vaults: Any) -> None:
    first = vaults.create_vault(vault_details(cloud), opc_retry_token="t1").data
    again = vaults.create_vault(vault_details(cloud), opc_retry_token="t1").data
    other = vaults.create_vault(vault_details(cloud), opc_retry_token="t2").data
    assert first.id == again.id != other.id
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        vaults.create_vault(vault_details(cloud, "another"), opc_retry_token="t1")
    assert (caught.value.status, caught.value.code) == (409, "InvalidatedRetryToken")
    cloud.clock.advance(25 * 3600)
    assert vaults.create_vault(vault_details(cloud), opc_retry_token="t1").data.id != first.id


def test_a_refused_request_changes_nothing(cloud: Cloud, vaults: Any) -> None:
    before = len(cloud.tenancy.store)
    details = oci.key_management.models.CreateVaultDetails(
        compartment_id="ocid1.compartment.oc1..nosuchthing", display_name="v", vault_type="DEFAULT"
    )
    with pytest.raises(oci.exceptions.ServiceError):
        vaults.create_vault(details)
    assert len(cloud.tenancy.store) == before


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "The required information to complete authentication was not provided or was incorrect."),
        (404, "Authorization failed or requested resource not found."),
        (429, "Too many requests for the tenancy."),
        (503, "Internal Server Error"),
    ],
)
def test_an_error_without_a_message_has_the_usual_one(cloud: Cloud, client: Clients, status: int, message: str) -> None:
    cloud.gateway.faults.add(rule_from({"operation": "list_vaults", "times": 1, "status": status}))
    vaults = client("key_management.KmsVaultClient")
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        vaults.list_vaults(cloud.tenancy.id)
    assert (caught.value.status, caught.value.message) == (status, message)
