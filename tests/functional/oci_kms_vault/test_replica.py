# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_vault replicates a vault to one region."""

from __future__ import annotations

import pytest

from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_kms_vault.vaults import (
    MAY_REPLICATE,
    PHX,
    predictable,
    refused,
    vault,
    with_replication,
)
from tests.officer import Officer
from tests.policies import take_effect_later

MAY_SEE_REGIONS = "Allow group security-admin-group to inspect tenancies in tenancy"
MAY_SEE_POLICIES = [
    f"Allow group security-admin-group to inspect {each} in tenancy" for each in ("policies", "compartments")
]


def test_replicates_and_waits(officer: Officer) -> None:
    with_replication(officer)
    vault(officer)
    so_far = officer.now
    predicted = vault(officer, replica_region="PHX", check=True)
    assert officer.writes(after=so_far) == []
    done = vault(officer, replica_region="PHX")
    assert predictable(done["resource"]) == predictable(predicted["resource"])
    [replica] = done["resource"]["replicas"]
    assert (replica["region"], replica["status"]) == (PHX, "CREATED")
    assert f".{PHX}." in replica["management_endpoint"]
    assert officer.writes(after=so_far) == ["create_vault_replica"]
    so_far = officer.now
    again = vault(officer, replica_region=PHX)
    assert not again["changed"]
    assert again["resource"] == done["resource"]
    assert not vault(officer)["changed"], "without replica_region replicas are left alone"
    assert officer.writes(after=so_far) == []


@pytest.mark.parametrize("policy", ["checked", "not checked"])
def test_the_vault_service_needs_a_policy(make_cloud: MakeCloud, policy: str) -> None:
    officer = Officer(make_cloud(vault_replication_policy=policy))
    if policy == "not checked":
        assert vault(officer, replica_region=PHX)["verified"]
        return
    failure = refused(officer, replica_region=PHX)
    assert failure.operation == "CreateVaultReplica"
    assert failure.opc_request_id
    assert MAY_REPLICATE in failure.missing_statements
    with_replication(officer)
    done = vault(officer, replica_region=PHX)
    assert done["changed"]
    assert officer.writes().count("create_vault") == 1, "the vault that was made is taken up"


@pytest.mark.parametrize("is_there", [False, True], ids=["new", "there"])
@pytest.mark.parametrize("where", ["tenancy", "compartment security"])
def test_check_mode_foresees_that_the_vault_service_needs_a_policy(
    officer: Officer, where: str, is_there: bool
) -> None:
    statement = MAY_REPLICATE.replace("tenancy", where)
    officer.allow(*MAY_SEE_POLICIES)
    if is_there:
        vault(officer)
    [notice] = vault(officer, replica_region=PHX, check=True)["notices"]
    assert notice["code"] == "StatementMissing"
    assert MAY_REPLICATE in notice["text"]
    officer.allow(statement)
    assert vault(officer, replica_region=PHX, check=True)["notices"] == []
    assert vault(officer, replica_region=PHX)["notices"] == []
    assert vault(officer, replica_region=PHX, check=True)["notices"] == [], "the replica is there"


def test_policies_that_cannot_be_read_foresee_nothing(officer: Officer) -> None:
    officer.fault(operation="list_policies", status=404, code="NotAuthorizedOrNotFound", times=9)
    result = vault(officer, replica_region=PHX, check=True)
    assert result["changed"]
    assert result["notices"] == []


def test_a_policy_that_is_not_yet_effective_is_waited_for(officer: Officer) -> None:
    """The policy is created by the task before this one."""
    vault(officer)
    take_effect_later(officer, 12.0, MAY_REPLICATE)
    done = vault(officer, replica_region=PHX)
    assert done["verified"]
    assert officer.writes().count("create_vault") == 1


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_one_replica_for_each_vault(officer: Officer, check: bool) -> None:
    with_replication(officer)
    vault(officer, replica_region=PHX)
    so_far = officer.now
    failure = refused(officer, replica_region="eu-frankfurt-1", check=check)
    assert failure.kind == "CannotDo"
    assert names(failure, PHX)
    assert officer.writes(after=so_far) == []


def test_a_replica_elsewhere_that_another_client_just_made(officer: Officer) -> None:
    """The list did not show it, so the service says it."""
    vault(officer)
    officer.fault(
        operation="create_vault_replica", status=409, code="Conflict", message="The vault is replicated to eu-x-1."
    )
    failure = refused(officer, replica_region=PHX)
    assert failure.status == 409
    assert failure.service_message == "The vault is replicated to eu-x-1."
    assert names(failure, "eu-x-1")


@pytest.mark.parametrize("region", ["us-ashburn-1", "iad"])
def test_the_region_of_the_vault_is_none_for_its_replica(officer: Officer, region: str) -> None:
    failure = refused(officer, replica_region=region)
    assert failure.kind == "BadOption"
    assert officer.requests() == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("is_there", [False, True], ids=["new", "there"])
@pytest.mark.parametrize("region", ["ap-tokyo-1", "us-nowhere-1"])
def test_a_region_that_is_not_subscribed(officer: Officer, region: str, is_there: bool, check: bool) -> None:
    with_replication(officer)
    officer.allow(MAY_SEE_REGIONS)
    if is_there:
        vault(officer)
    so_far = officer.now
    failure = refused(officer, replica_region=region, check=check, freeform_tags={"a": "b"})
    assert failure.kind == "BadOption"
    assert names(failure, "replica_region", region, *officer.cloud.tenancy.regions)
    assert officer.writes(after=so_far) == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("is_there", [False, True], ids=["new", "there"])
@pytest.mark.parametrize("region", ["ap-tokyo-1", "us-nowhere-1", "x", "us-phoenix", "phx-1"])
def test_where_the_regions_may_not_be_read_the_region_itself_is_read(
    officer: Officer, region: str, is_there: bool, check: bool
) -> None:
    with_replication(officer)
    if is_there:
        vault(officer)
    so_far = officer.now
    failure = refused(officer, replica_region=region, check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "replica_region", region)
    assert officer.writes(after=so_far) == []
    assert vault(officer, replica_region=PHX, check=check)["changed"]


def test_regions_are_requested_only_when_a_replica_is_to_be_made(officer: Officer) -> None:
    with_replication(officer)
    officer.allow(MAY_SEE_REGIONS)
    assert vault(officer, replica_region=PHX)["changed"]
    so_far = officer.now
    assert not vault(officer, replica_region=PHX)["changed"]
    assert "list_region_subscriptions" not in officer.sent(after=so_far)


def test_a_vault_too_old_to_be_replicated(officer: Officer) -> None:
    resource = officer.stored(officer.vault_id())
    officer.cloud.tenancy.store.change(resource, {"isVaultReplicable": False})
    for check in (True, False):
        failure = refused(officer, name="security-vault", replica_region=PHX, check=check)
        assert failure.kind == "CannotDo"
    assert officer.writes() == []


def test_a_replica_that_another_client_began_is_waited_for(officer: Officer) -> None:
    with_replication(officer)
    vault(officer)
    begun = vault(officer, replica_region=PHX, wait=False)
    assert begun["resource"]["replicas"][0]["status"] == "CREATING"
    assert not begun["verified"]
    done = vault(officer, replica_region=PHX)
    assert not done["changed"]
    assert done["resource"]["replicas"][0]["status"] == "CREATED"


def test_a_replica_takes_no_changes(officer: Officer) -> None:
    with_replication(officer)
    vault_id = vault(officer, replica_region=PHX)["resource"]["id"]
    there = Officer(officer.cloud, region=PHX)
    officer.cloud.clock.advance(60)
    seen = vault(there, vault_id=vault_id)
    assert not seen["changed"]
    assert seen["resource"]["is_primary"] is False
    assert seen["resource"]["region"] == PHX
    for options in ({"freeform_tags": {"a": "b"}}, {"state": "absent"}):
        failure = refused(there, vault_id=vault_id, **options)
        assert failure.kind == "CannotDo"
        assert names(failure, vault_id, PHX)
