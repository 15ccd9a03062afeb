# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_vault creates one vault of a name, however a run ends and whoever else runs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.failures import names
from tests.functional.oci_kms_vault.vaults import (
    NEW,
    PHX,
    predictable,
    refused,
    vault,
    with_replication,
)
from tests.officer import Officer
from tests.results import noted

# -- making ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vault_type", [None, "DEFAULT", "VIRTUAL_PRIVATE"])
def test_makes_a_vault_once(officer: Officer, vault_type: str | None) -> None:
    made = vault(officer, vault_type=vault_type)
    assert made["changed"]
    assert made["verified"]
    assert made["notices"] == []
    resource = made["resource"]
    assert resource["lifecycle_state"] == "ACTIVE"
    assert resource["vault_type"] == (vault_type or "DEFAULT")
    assert resource["management_endpoint"].startswith("https://")
    assert made["diff"] == {"before": {}, "after": resource}
    assert officer.writes() == ["create_vault"]
    assert officer.sent()[-1] == "list_keys", "the last thing it did was to see that the endpoint answers"
    so_far = officer.now
    again = vault(officer, vault_type=vault_type)
    assert not again["changed"]
    assert again["resource"] == resource
    assert officer.writes(after=so_far) == []
    assert len(officer.named("vault", NEW)) == 1


def test_check_mode_predicts_a_new_vault_and_makes_none(officer: Officer) -> None:
    options: dict[str, Any] = {
        "freeform_tags": {"owner": "security"},
        "vault_type": "VIRTUAL_PRIVATE",
        "replica_region": "phx",
    }
    with_replication(officer)
    predicted = vault(officer, check=True, **options)
    assert officer.writes() == []
    assert predicted["changed"]
    assert predicted["resource"]["id"] is None
    made = vault(officer, **options)
    assert predictable(predicted["resource"]) == predictable(made["resource"])
    again = vault(officer, check=True, **options)
    assert not again["changed"]
    assert again["resource"] == made["resource"]


def test_requests_are_as_few_as_possible(officer: Officer) -> None:
    vault(officer, name="security-vault")
    assert officer.sent() == ["list_vaults", "get_vault", "list_vault_replicas"]


@pytest.mark.parametrize("wait", [True, False])
def test_a_run_that_was_killed_is_run_again_before_lists_show_what_it_made(officer: Officer, wait: bool) -> None:
    made = vault(officer, wait=False)
    officer.fault(operation="list_vaults", stale=True, times=1)
    again = vault(officer, wait=wait)
    assert again["resource"]["id"] == made["resource"]["id"]
    assert len(officer.named("vault", NEW)) == 1


def test_a_killed_run_that_is_changed_and_run_again_makes_no_second_vault(officer: Officer) -> None:
    made = vault(officer, wait=False)
    officer.fault(operation="list_vaults", stale=True)
    again = vault(officer, freeform_tags={"a": "b"})
    assert again["changed"]
    assert again["resource"]["id"] == made["resource"]["id"]
    assert again["resource"]["freeform_tags"] == {"a": "b"}
    assert len(officer.named("vault", NEW)) == 1


def test_a_killed_run_that_is_changed_can_find_that_it_may_not(officer: Officer) -> None:
    vault(officer, wait=False)
    officer.fault(operation="list_vaults", stale=True)
    failure = refused(officer, vault_type="VIRTUAL_PRIVATE")
    assert failure.kind == "CannotDo"
    assert names(failure, "DEFAULT")
    assert failure.results == {}
    assert len(officer.named("vault", NEW)) == 1


def test_a_vault_that_may_not_be_read_is_made_once(officer: Officer) -> None:
    officer.fault(operation="get_vault", status=404, code="NotAuthorizedOrNotFound")
    failure = refused(officer)
    assert failure.operation == "CreateVault"
    assert failure.results["changed"] is True
    (made,) = officer.named("vault", NEW)
    assert failure.results["resource"]["id"] == made.id


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize("became", ["renamed", "moved", "deleted"])
def test_what_became_something_else_since_is_not_made_again(admin: Officer, became: str, wait: bool) -> None:
    """The same request comes within the day in which OCI keeps its retry token."""
    first = vault(admin)["resource"]["id"]
    changes = {
        "renamed": {"displayName": "other"},
        "moved": {"compartmentId": admin.compartment("projx")},
        "deleted": {"lifecycleState": "DELETED"},
    }
    admin.cloud.tenancy.store.change(admin.stored(first), changes[became])
    made = vault(admin, wait=wait)
    assert made["changed"]
    assert made["resource"]["id"] != first
    assert made["resource"]["display_name"] == NEW
    assert made["resource"]["compartment_id"] == admin.compartment()
    so_far = admin.now
    assert vault(admin)["resource"]["id"] == made["resource"]["id"]
    assert admin.writes(after=so_far) == []


def test_a_token_of_which_the_service_only_knows_that_it_was_used(officer: Officer) -> None:
    officer.fault(operation="create_vault", times=1, status=409, code="InvalidatedRetryToken")
    assert vault(officer)["changed"]
    tokens = [each.retry_token for each in officer.requests() if each.operation.endswith("create_vault")]
    assert len(set(tokens)) == 2
    assert len(officer.named("vault", NEW)) == 1


def test_without_waiting_a_replica_has_to_wait(officer: Officer) -> None:
    with_replication(officer)
    made = vault(officer, wait=False, replica_region=PHX)
    assert noted(made, "ChangesPostponed") == [made["resource"]["id"]]
    assert officer.writes() == ["create_vault"]
    assert vault(officer, replica_region=PHX)["changed"]


# -- the host of its own ---------------------------------------------------------------------------------------------


def test_the_host_may_come_later_than_the_vault(officer: Officer) -> None:
    officer.fault(operation="list_keys", times=5, reset="before")
    before = officer.cloud.clock.now()
    assert vault(officer)["notices"] == []
    assert officer.sent().count("list_keys") == 6
    assert officer.cloud.clock.now() - before > 30


def test_a_host_that_never_comes_is_reported(officer: Officer) -> None:
    officer.fault(operation="list_keys", reset="before")
    failure = refused(officer, wait_timeout=300)
    assert failure.kind == "TimedOut"
    assert names(failure, "-management.kms.", "300 s")
    officer.cloud.gateway.faults.clear()
    assert not vault(officer)["changed"]


def test_a_host_that_does_not_know_its_vault_yet_is_waited_for(officer: Officer) -> None:
    officer.fault(operation="list_keys", times=3, status=404, code="NotAuthorizedOrNotFound")
    assert vault(officer)["notices"] == []
    assert officer.sent().count("list_keys") == 4


def test_who_may_not_list_keys_gets_notice_that_the_host_was_not_proven(officer: Officer) -> None:
    officer.revoke("security-officers", "manage keys")
    before = officer.cloud.clock.now()
    made = vault(officer)
    assert noted(made, "EndpointNotChecked") == [made["resource"]["id"]]
    assert officer.cloud.clock.now() - before < 150
