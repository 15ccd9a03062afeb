# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_vault keeps the promises: one vault of a name, honest, clear, and nothing retired that is in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as key_task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as task
from simulator.cloud import Cloud
from simulator.services.key_management.variants import VARIANTS
from simulator.tenancy.resource import Resource
from tests.clouds import MakeCloud
from tests.failures import advises, is_rendered, lacks, names
from tests.mixtures import SEED, mixtures
from tests.officer import NEEDED_TO_LOOK, Officer
from tests.results import codes, noted

NEW = "new-vault"
PHX = "us-phoenix-1"
MAY_REPLICATE = "Allow service keymanagementservice to manage vaults in tenancy"
MAY_SEE_REGIONS = "Allow group security-admin-group to inspect tenancies in tenancy"

# What only the service can tell of a new vault, so that check mode does not.
UNPREDICTABLE = ("id", "management_endpoint", "crypto_endpoint", "time_created", "time_of_deletion")


@pytest.fixture
def officer(cloud: Cloud) -> Officer:
    return Officer(cloud)


@pytest.fixture
def admin(cloud: Cloud) -> Officer:
    return Officer(cloud, "admin")


def vault(officer: Officer, *, check: bool = False, name: str = NEW, **options: Any) -> dict[str, Any]:
    """Run the module for a vault by its name in the security compartment, unless by its OCID."""
    named = {} if "vault_id" in options else {"display_name": name, "compartment_id": officer.compartment()}
    return officer.run(task, check=check, **{**named, **options})


def refused(officer: Officer, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        vault(officer, **options)
    assert is_rendered(caught.value)
    return caught.value


def predictable(resource: dict[str, Any]) -> dict[str, Any]:
    replicas = [{"region": each["region"], "status": each["status"]} for each in resource["replicas"]]
    return {**{key: value for key, value in resource.items() if key not in UNPREDICTABLE}, "replicas": replicas}


def with_replication(officer: Officer) -> Officer:
    """The Vault service may replicate vaults."""
    officer.allow(MAY_REPLICATE)
    return officer


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
    assert officer.asked()[-1] == "list_keys", "the last thing it did was to see that the endpoint answers"
    so_far = officer.now
    again = vault(officer, vault_type=vault_type)
    assert not again["changed"]
    assert again["resource"] == resource
    assert officer.writes(after=so_far) == []
    assert len(officer.named("vault", NEW)) == 1


def test_check_mode_predicts_a_new_vault_and_makes_none(officer: Officer) -> None:
    options = {"freeform_tags": {"owner": "security"}, "vault_type": "VIRTUAL_PRIVATE", "replica_region": "phx"}
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


def test_the_network_is_asked_as_little_as_possible(officer: Officer) -> None:
    vault(officer, name="security-vault")
    assert officer.asked() == ["list_vaults", "get_vault", "list_vault_replicas"]


def test_the_create_carries_a_retry_token(officer: Officer) -> None:
    officer.fault(operation="create_vault", times=1, reset="after")
    assert vault(officer)["changed"]
    creates = [entry for entry in officer.requests() if entry.operation.endswith("create_vault")]
    assert len(creates) == 2
    assert len(officer.named("vault", NEW)) == 1


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_two_of_one_name_are_an_error_that_lists_both(officer: Officer, check: bool) -> None:
    first = vault(officer)["resource"]["id"]
    second = vault(officer, name="other")["resource"]["id"]
    vault(officer, vault_id=second, display_name=NEW)
    for state in ("present", "absent"):
        failure = refused(officer, state=state, check=check)
        assert failure.kind == "BadOption"
        assert names(failure, first, second, "vault_id")


def test_a_killed_run_is_taken_up_again(officer: Officer) -> None:
    """What was left behind is CREATING, without an endpoint: it is found by its name and waited for."""

    def killed(seconds: float) -> None:
        raise KeyboardInterrupt

    clock = officer.session.clock
    object.__setattr__(clock, "sleep", killed)
    with pytest.raises(KeyboardInterrupt):
        vault(officer)
    assert [each.state for each in officer.named("vault", NEW)] == ["CREATING"]
    object.__setattr__(clock, "sleep", officer.cloud.clock.advance)
    predicted = vault(officer, check=True)
    done = vault(officer)
    assert not done["changed"]
    assert done["resource"]["lifecycle_state"] == predicted["resource"]["lifecycle_state"] == "ACTIVE"
    assert done["resource"]["management_endpoint"]
    assert officer.writes() == ["create_vault"]


def test_two_runs_at_the_same_time_make_one_vault(officer: Officer) -> None:
    twin = Officer(officer.cloud)
    done: list[dict[str, Any]] = []
    officer.before("POST", "/vaults", lambda: done.append(vault(twin)))
    done.append(vault(officer))
    assert done[0]["resource"]["id"] == done[1]["resource"]["id"]
    assert officer.writes() == ["create_vault"] * 2
    assert len(officer.named("vault", NEW)) == 1


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


def test_without_waiting_it_looks_once(officer: Officer) -> None:
    before = officer.cloud.clock.now()
    made = vault(officer, wait=False)
    assert made["changed"]
    assert not made["verified"]
    assert made["resource"]["lifecycle_state"] == "CREATING"
    assert officer.cloud.clock.now() - before < 5
    assert made["notices"] == []
    assert not vault(officer)["changed"]


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
    assert officer.asked().count("list_keys") == 6
    assert officer.cloud.clock.now() - before > 30


def test_a_host_that_never_comes_is_told(officer: Officer) -> None:
    officer.fault(operation="list_keys", reset="before")
    failure = refused(officer, wait_timeout=300)
    assert failure.kind == "TimedOut"
    assert names(failure, "-management.kms.", "300 s")
    officer.cloud.gateway.faults.clear()
    assert not vault(officer)["changed"]


def test_a_host_that_does_not_know_its_vault_yet_is_waited_for(officer: Officer) -> None:
    officer.fault(operation="list_keys", times=3, status=404, code="NotAuthorizedOrNotFound")
    assert vault(officer)["notices"] == []
    assert officer.asked().count("list_keys") == 4


def test_who_may_not_list_keys_is_told_that_the_host_was_not_proven(officer: Officer) -> None:
    officer.revoke("security-officers", "manage keys")
    before = officer.cloud.clock.now()
    made = vault(officer)
    assert noted(made, "EndpointNotChecked") == [made["resource"]["id"]]
    assert officer.cloud.clock.now() - before < 150


# -- changing --------------------------------------------------------------------------------------------------------


def test_tags_are_changed_and_never_make_a_second_vault(officer: Officer) -> None:
    made = vault(officer, freeform_tags={"owner": "a", "level": 1})
    assert made["resource"]["freeform_tags"] == {"owner": "a", "level": "1"}
    assert not vault(officer, freeform_tags={"owner": "a", "level": 1})["changed"]
    assert not vault(officer)["changed"], "tags that are not named are left alone"
    so_far = officer.now
    predicted = vault(officer, check=True, freeform_tags={"owner": "b"})
    changed = vault(officer, freeform_tags={"owner": "b"})
    assert predicted == changed
    assert changed["diff"]["before"]["freeform_tags"] == {"owner": "a", "level": "1"}
    assert officer.writes(after=so_far) == ["update_vault"]
    assert vault(officer, freeform_tags={})["resource"]["freeform_tags"] == {}
    assert len(officer.named("vault", NEW)) == 1


def test_tags_that_the_tenancy_adds_stay(officer: Officer) -> None:
    made = vault(officer, defined_tags={"Ours": {"cost": "1"}})["resource"]
    resource = officer.stored(made["id"])
    theirs = {"Oracle-Tags": {"CreatedBy": "somebody"}}
    officer.cloud.tenancy.store.change(resource, {"definedTags": {**resource.data["definedTags"], **theirs}})
    assert not vault(officer, defined_tags={"Ours": {"cost": "1"}})["changed"]
    changed = vault(officer, defined_tags={"Ours": {"cost": "2"}})
    assert changed["resource"]["defined_tags"] == {"Ours": {"cost": "2"}, **theirs}
    assert vault(officer, defined_tags={"Ours": {}})["resource"]["defined_tags"] == theirs
    assert not vault(officer, defined_tags={"Ours": {}})["changed"]


def test_a_vault_is_renamed_by_its_id(officer: Officer) -> None:
    vault_id = vault(officer)["resource"]["id"]
    predicted = vault(officer, vault_id=vault_id, display_name="renamed", check=True)
    assert vault(officer, vault_id=vault_id, display_name="renamed") == predicted
    assert not vault(officer, vault_id=vault_id, display_name="renamed")["changed"]
    assert not vault(officer, vault_id=vault_id)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_another_type_is_an_error(officer: Officer, check: bool) -> None:
    failure = refused(officer, name="security-vault", vault_type="VIRTUAL_PRIVATE", check=check)
    assert failure.kind == "CannotDo"
    assert names(failure, "DEFAULT")
    assert officer.writes() == []


def test_a_vault_stays_in_its_compartment(officer: Officer) -> None:
    done = vault(officer, vault_id=officer.vault_id(), compartment_id=officer.compartment("projx"))
    assert not done["changed"]
    assert noted(done, "OptionNotApplied") == [officer.vault_id()]


# -- the replica -----------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_one_replica_for_each_vault(officer: Officer, check: bool) -> None:
    with_replication(officer)
    vault(officer, replica_region=PHX)
    so_far = officer.now
    failure = refused(officer, replica_region="eu-frankfurt-1", check=check)
    assert failure.kind == "CannotDo"
    assert names(failure, PHX)
    assert officer.writes(after=so_far) == []


def test_a_replica_elsewhere_that_somebody_else_just_made(officer: Officer) -> None:
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
def test_where_the_regions_may_not_be_read_the_region_itself_is_asked(
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


def test_regions_are_asked_for_only_when_a_replica_is_to_be_made(officer: Officer) -> None:
    with_replication(officer)
    officer.allow(MAY_SEE_REGIONS)
    assert vault(officer, replica_region=PHX)["changed"]
    so_far = officer.now
    assert not vault(officer, replica_region=PHX)["changed"]
    assert "list_region_subscriptions" not in officer.asked(after=so_far)


def test_a_vault_too_old_to_be_replicated(officer: Officer) -> None:
    resource = officer.stored(officer.vault_id())
    officer.cloud.tenancy.store.change(resource, {"isVaultReplicable": False})
    for check in (True, False):
        failure = refused(officer, name="security-vault", replica_region=PHX, check=check)
        assert failure.kind == "CannotDo"
    assert officer.writes() == []


def test_a_replica_that_somebody_began_is_waited_for(officer: Officer) -> None:
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


# -- retiring --------------------------------------------------------------------------------------------------------


def test_an_empty_vault_is_retired_without_a_look_around(officer: Officer) -> None:
    vault(officer)
    so_far = officer.now
    predicted = vault(officer, state="absent", check=True)
    assert officer.writes(after=so_far) == []
    done = vault(officer, state="absent")
    assert done["changed"]
    assert done["verified"]
    assert predictable(done["resource"]) == predictable(predicted["resource"])
    assert done["resource"]["lifecycle_state"] == "PENDING_DELETION"
    assert officer.writes(after=so_far) == ["schedule_vault_deletion"]
    assert "list_compartments" not in officer.asked()
    so_far = officer.now
    again = vault(officer, state="absent")
    assert not again["changed"]
    assert again["resource"] == done["resource"]
    assert officer.writes(after=so_far) == []


@pytest.mark.parametrize("days", [7, 8, 30])
def test_deletion_days(officer: Officer, days: int) -> None:
    vault(officer)
    vault(officer, state="absent", deletion_days=days)
    [resource] = officer.named("vault", NEW)
    left = due(resource.data["timeOfDeletion"]) - officer.cloud.clock.now()
    assert days * 86400 - 60 <= left <= days * 86400 + 900


def due(timestamp: str) -> float:
    import datetime

    return datetime.datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()


def test_a_clock_that_is_a_little_slow_does_no_harm(officer: Officer) -> None:
    vault(officer)
    clock = officer.session.clock
    object.__setattr__(clock, "wall", lambda: officer.cloud.clock.now() - 290)
    assert vault(officer, state="absent", deletion_days=7)["changed"]


def test_what_is_not_there_is_absent(officer: Officer) -> None:
    done = vault(officer, state="absent", name="no-such-vault")
    assert not done["changed"]
    assert done["resource"] is None
    assert done["diff"] == {"before": {}, "after": {}}


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_vault_in_use_is_not_retired(admin: Officer, check: bool) -> None:
    failure = refused(admin, name="security-vault", state="absent", check=check)
    assert failure.kind == "InUse"
    assert failure.resource == admin.vault_id()
    users = failure.results["users"]
    assert len(users) == 10
    assert {"type", "name", "id", "region", "kms_key_id"} == set(users[0])
    assert names(failure, *(user["id"] for user in users))
    assert admin.writes() == []


def test_nothing_helps_against_what_is_in_use(admin: Officer) -> None:
    assert refused(admin, name="security-vault", state="absent", ignore_unreadable=True).kind == "InUse"
    assert admin.writes() == []


def make_key(officer: Officer, vault_id: str) -> str:
    """A key in a vault, and the OCID."""
    import oci

    endpoint = officer.stored(vault_id).data["managementEndpoint"]
    client = officer.session.client("key_management", "KmsManagementClient", endpoint=endpoint)
    details = oci.key_management.models.CreateKeyDetails(
        compartment_id=officer.compartment(),
        display_name="key",
        key_shape=oci.key_management.models.KeyShape(algorithm="AES", length=32),
    )
    made = str(client.create_key(details).data.id)
    officer.cloud.clock.advance(60)
    return made


def test_what_cannot_be_read_may_be_in_use(officer: Officer) -> None:
    vault_id = vault(officer)["resource"]["id"]
    make_key(officer, vault_id)
    failure = refused(officer, state="absent")
    assert failure.kind == "InUse"
    assert failure.results["users"] == []
    assert failure.missing_statements == ()
    assert "the list of all compartments" in failure.results["unreadable"][0]
    assert names(failure, "ignore_unreadable")
    done = vault(officer, state="absent", ignore_unreadable=True)
    assert done["changed"]
    assert set(codes(done)) == {"UnreadableIgnored"}


def test_the_documented_policy_lets_one_look(officer: Officer) -> None:
    officer.allow(*NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    vault_id = vault(officer)["resource"]["id"]
    make_key(officer, vault_id)
    done = vault(officer, state="absent")
    assert done["changed"]
    assert "secrets" in done["types_not_checked"]
    assert done["notices"] == []


def test_a_key_that_may_not_be_seen_is_still_known_by_its_ocid(admin: Officer) -> None:
    vault_id = vault(admin)["resource"]["id"]
    key_id = make_key(admin, vault_id)
    admin.let_bucket_be_read()
    volume = admin.stored(str(admin.cloud.catalogue["volumes"]["projy-data"]))
    admin.cloud.tenancy.store.change(volume, {"kmsKeyId": key_id[:-5] + "other"})
    failure = refused(admin, state="absent")
    assert failure.kind == "InUse"
    assert [user["name"] for user in failure.results["users"]] == ["projy-data"]
    assert names(failure, "projy-data")


def test_what_is_under_a_key_in_the_region_of_the_replica_counts(admin: Officer) -> None:
    with_replication(admin)
    vault_id = vault(admin, replica_region=PHX)["resource"]["id"]
    key_id = make_key(admin, vault_id)
    admin.let_bucket_be_read()
    volume = admin.stored(str(admin.cloud.catalogue["volumes"]["projy-data-phx"]), PHX)
    admin.cloud.tenancy.store.change(volume, {"kmsKeyId": key_id})
    failure = refused(admin, state="absent")
    assert failure.kind == "InUse"
    assert failure.results["users"][0]["region"] == PHX


def retire_key(officer: Officer, vault_id: str, days: int) -> Resource:
    """A key in a vault that is to be deleted in so many days, as the service has it."""
    key_id = make_key(officer, vault_id)
    officer.run(key_task, key_id=key_id, state="absent", deletion_days=days, ignore_unreadable=True)
    return officer.stored(key_id)


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("state", ["SCHEDULING_DELETION", "PENDING_DELETION"])
def test_a_key_that_is_due_later_than_the_vault(officer: Officer, state: str, check: bool) -> None:
    officer.allow(*NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    vault_id = vault(officer)["resource"]["id"]
    late, later = retire_key(officer, vault_id, 8), retire_key(officer, vault_id, 20)
    retire_key(officer, vault_id, 7)
    officer.cloud.tenancy.store.change(late, {"lifecycleState": state})
    so_far = officer.now
    failure = refused(officer, state="absent", deletion_days=7, check=check)
    assert failure.kind == "CannotDo"
    assert failure.resource == vault_id
    for key in (late, later):
        assert names(failure, key.id, str(key.data["timeOfDeletion"])[:19])
    assert str(failure).count("ocid1.key.") == 2
    assert names(failure, "deletion_days", "20")
    assert officer.writes(after=so_far) == []
    assert vault(officer, state="absent", deletion_days=20, check=check)["changed"]


def test_the_longest_time_is_never_too_short_whatever_the_clocks_say(officer: Officer) -> None:
    vault_id = vault(officer)["resource"]["id"]
    retire_key(officer, vault_id, 30)
    behind = officer.cloud.clock.now() - 290
    object.__setattr__(officer.session.clock, "wall", lambda: behind)
    assert vault(officer, state="absent", ignore_unreadable=True)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_where_a_key_may_be_listed_but_not_read_the_service_judges(officer: Officer, check: bool) -> None:
    vault_id = vault(officer)["resource"]["id"]
    retire_key(officer, vault_id, 20)
    officer.fault(operation="get_key", status=404, code="NotAuthorizedOrNotFound")
    options = {"state": "absent", "deletion_days": 7, "ignore_unreadable": True}
    if check:
        assert vault(officer, check=True, **options)["changed"]
        return
    failure = refused(officer, **options)
    assert failure.status == 409
    assert advises(failure, "deletion_days")


# -- bringing back ---------------------------------------------------------------------------------------------------


def test_present_cancels_the_deletion_of_the_only_one_of_the_name(officer: Officer) -> None:
    made = vault(officer)["resource"]
    vault(officer, state="absent")
    so_far = officer.now
    predicted = vault(officer, check=True)
    assert officer.writes(after=so_far) == []
    done = vault(officer)
    assert done == predicted
    assert done["changed"]
    assert done["resource"] == made
    assert officer.writes(after=so_far) == ["cancel_vault_deletion"]
    assert not vault(officer)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("by", ["name", "OCID"])
@pytest.mark.parametrize("passed", [0, 60], ids=["SCHEDULING_DELETION", "PENDING_DELETION"])
def test_a_vault_that_was_retired_on_purpose_stays_so_on_request(
    officer: Officer, passed: int, by: str, check: bool
) -> None:
    vault_id = vault(officer, reactivate=False)["resource"]["id"]
    assert not vault(officer, reactivate=False)["changed"]
    vault(officer, state="absent", wait=False, reactivate=False)
    officer.cloud.clock.advance(passed)
    so_far = officer.now
    which = {"vault_id": vault_id} if by == "OCID" else {}
    failure = refused(officer, reactivate=False, check=check, freeform_tags={"a": "b"}, **which)
    assert failure.kind == "CannotDo"
    assert failure.resource == vault_id
    assert names(failure, vault_id, f"{'PENDING' if passed else 'SCHEDULING'}_DELETION", "reactivate=true")
    assert officer.writes(after=so_far) == []
    assert not vault(officer, state="absent", reactivate=False)["changed"]
    assert vault(officer)["changed"]


def test_present_cancels_by_id_and_changes_on_the_way(officer: Officer) -> None:
    vault_id = vault(officer)["resource"]["id"]
    vault(officer, state="absent")
    options = {"vault_id": vault_id, "freeform_tags": {"a": "b"}}
    predicted = vault(officer, check=True, **options)
    assert vault(officer, **options) == predicted


def test_what_is_to_be_deleted_gives_way_to_another_of_the_name(officer: Officer) -> None:
    retired = vault(officer)["resource"]["id"]
    vault(officer, state="absent")
    other = vault(officer, name="other")["resource"]["id"]
    vault(officer, vault_id=other, display_name=NEW)
    so_far = officer.now
    assert vault(officer)["resource"]["id"] == other
    assert officer.writes(after=so_far) == []
    vault(officer, state="absent")
    failure = refused(officer)
    assert failure.kind == "BadOption"
    assert names(failure, retired, other)
    assert not vault(officer, state="absent")["changed"]
    assert vault(officer, vault_id=retired)["changed"]


def test_what_is_deleted_for_good_does_not_count(officer: Officer) -> None:
    first = vault(officer)["resource"]["id"]
    vault(officer, state="absent", deletion_days=7)
    officer.cloud.clock.advance(8 * 86400)
    officer.cloud.tenancy.store.catch_up()
    assert vault(officer, state="absent")["resource"] is None
    second = vault(officer)["resource"]["id"]
    assert second != first
    assert refused(officer, vault_id=first).kind == "ResourceFailed"


# -- bad days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["list_vaults", "create_vault", "get_vault", "list_keys"])
def test_429_twice_then_success(officer: Officer, operation: str) -> None:
    officer.fault(operation=operation, times=2, status=429, code="TooManyRequests")
    assert vault(officer)["changed"]
    assert len(officer.named("vault", NEW)) == 1


def test_a_burst_of_429_on_everything(officer: Officer) -> None:
    officer.fault(probability=0.3, status=429, code="TooManyRequests")
    assert vault(officer)["changed"]
    assert vault(officer, freeform_tags={"a": "b"})["changed"]
    assert not vault(officer)["changed"]
    assert vault(officer, state="absent")["changed"]
    assert vault(officer)["changed"]
    assert len(officer.named("vault", NEW)) == 1


def test_a_vault_that_is_not_found_at_first_was_made_nevertheless(officer: Officer) -> None:
    officer.fault(operation="get_vault", times=3, status=404, code="NotAuthorizedOrNotFound")
    assert vault(officer)["verified"]


@pytest.mark.parametrize("state", ["DELETED", "PENDING_DELETION"])
def test_a_failed_state_ends_the_wait_at_once(officer: Officer, state: str) -> None:
    officer.fault(operation="create_vault", ends_in=state)
    before = officer.cloud.clock.now()
    failure = refused(officer)
    assert failure.kind == "ResourceFailed"
    assert names(failure, state)
    assert failure.operation == "CreateVault"
    assert failure.opc_request_id
    assert officer.cloud.clock.now() - before < 90


def test_a_time_out_names_the_last_state(officer: Officer) -> None:
    officer.fault(operation="create_vault", ends_in="CREATING")
    failure = refused(officer, wait_timeout=120)
    assert failure.kind == "TimedOut"
    assert names(failure, "CREATING", "120 s")
    assert failure.opc_request_id


@pytest.mark.parametrize(
    ("operation", "options"),
    [("update_vault", {"freeform_tags": {"a": "b"}}), ("schedule_vault_deletion", {"state": "absent"})],
)
def test_accepted_but_not_applied_is_a_failure(officer: Officer, operation: str, options: dict[str, Any]) -> None:
    vault(officer)
    officer.fault(operation=operation, not_applied=True)
    failure = refused(officer, **options)
    assert failure.kind == "NotApplied"
    write = next(entry for entry in officer.requests() if entry.operation.endswith(operation))
    assert failure.opc_request_id == write.request_id


@pytest.mark.parametrize("stale", [1, 3])
def test_stale_reads_after_the_write_are_not_believed(officer: Officer, stale: int) -> None:
    vault(officer)
    officer.fault(operation="get_vault", skip=1, times=stale, stale=True)
    assert vault(officer, freeform_tags={"a": "b"})["resource"]["freeform_tags"] == {"a": "b"}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("operation", "options"),
    [
        ("create_vault", {}),
        ("create_vault_replica", {"replica_region": PHX}),
        ("update_vault", {"freeform_tags": {"a": "b"}}),
        ("schedule_vault_deletion", {"state": "absent"}),
    ],
)
def test_a_reset_in_the_middle_of_the_write(
    officer: Officer, operation: str, options: dict[str, Any], when: str
) -> None:
    with_replication(officer)
    if operation != "create_vault":
        vault(officer)
    officer.fault(operation=operation, times=1, reset=when)
    assert vault(officer, **options)["changed"]
    assert not vault(officer, **options)["changed"]
    assert len(officer.named("vault", NEW)) == 1


def test_someone_else_is_faster(officer: Officer) -> None:
    """Their change of the tags between our read and our write is not overwritten."""
    vault(officer)
    officer.fault(operation="update_vault", status=412, code="NoEtagMatch")
    failure = refused(officer, freeform_tags={"a": "b"})
    assert (failure.kind, failure.code) == ("Conflict", "NoEtagMatch")


def test_an_outage_is_not_mistaken_for_nobody(officer: Officer) -> None:
    officer.allow(*NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    make_key(officer, vault(officer)["resource"]["id"])
    officer.fault(operation="list_volumes", status=503, code="ServiceUnavailable")
    failure = refused(officer, state="absent", ignore_unreadable=True)
    assert failure.status == 503
    assert "schedule_vault_deletion" not in officer.writes()


# -- what was changed before a failure --------------------------------------------------------------------------------


def test_a_vault_that_was_made_is_told_although_its_replica_could_not_be(officer: Officer) -> None:
    failure = refused(officer, replica_region=PHX)
    assert failure.operation == "CreateVaultReplica"
    assert failure.results["changed"] is True
    made = failure.results["resource"]
    assert made["id"] == officer.named("vault", NEW)[0].id
    assert made == vault(officer)["resource"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"operation": "create_vault", "ends_in": "DELETED"}, "DELETED"),
        ({"operation": "create_vault", "ends_in": "CREATING"}, "CREATING"),
        ({"operation": "list_keys", "reset": "before"}, "ACTIVE"),
        ({"operation": "get_vault", "status": 500}, "CREATING"),
        ({"operation": "get_vault", "skip": 1, "status": 500}, "CREATING"),
    ],
)
def test_a_vault_that_was_made_is_told_although_it_does_not_come(
    officer: Officer, fault: dict[str, Any], state: str
) -> None:
    officer.fault(**fault)
    failure = refused(officer, wait_timeout=100)
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"] == officer.named("vault", NEW)[0].id
    assert failure.results["resource"]["lifecycle_state"] == state


def test_a_replica_that_does_not_come_is_told(officer: Officer) -> None:
    with_replication(officer)
    vault(officer)
    officer.fault(operation="create_vault_replica", ends_in="CREATING")
    failure = refused(officer, replica_region=PHX, wait_timeout=20)
    assert failure.kind == "TimedOut"
    assert failure.results["changed"] is True
    assert [each["status"] for each in failure.results["resource"]["replicas"]] == ["CREATING"]


def test_what_was_updated_is_told_although_the_replica_could_not_be_made(officer: Officer) -> None:
    vault(officer)
    failure = refused(officer, replica_region=PHX, freeform_tags={"a": "b"})
    assert failure.results["changed"] is True
    assert failure.results["resource"] == vault(officer)["resource"]
    assert failure.results["resource"]["freeform_tags"] == {"a": "b"}


def test_what_is_not_applied_is_no_change_unless_another_came_before(officer: Officer) -> None:
    made = vault(officer)["resource"]
    officer.fault(operation="update_vault", not_applied=True)
    failure = refused(officer, freeform_tags={"a": "b"})
    assert failure.results == {"changed": False, "resource": made}
    vault(officer, state="absent")
    failure = refused(officer, freeform_tags={"a": "b"})
    assert failure.kind == "NotApplied"
    assert failure.results == {"changed": True, "resource": made}


def test_an_answer_that_is_about_something_else_is_no_change(officer: Officer) -> None:
    first = officer.stored(vault(officer)["resource"]["id"])
    officer.cloud.tenancy.store.change(first, {"displayName": "other"})
    officer.fault(operation="create_vault", skip=1, status=400, code="LimitExceeded")
    failure = refused(officer)
    assert failure.code == "LimitExceeded"
    assert failure.results == {}


def test_a_refusal_before_any_change_tells_none(officer: Officer) -> None:
    assert refused(officer, name="security-vault", vault_type="VIRTUAL_PRIVATE").results == {}
    officer.fault(operation="create_vault", status=400, code="LimitExceeded")
    assert refused(officer).results == {}


# -- denied and wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_denied_names_the_statement_that_is_missing(cloud: Cloud, check: bool) -> None:
    failure = refused(Officer(cloud, "newcomer"), check=check)
    assert (failure.status, failure.operation) == (404, "ListVaults")
    assert lacks(failure, "Allow group <your group> to inspect vaults in compartment id ")
    assert failure.opc_request_id


def test_who_may_only_read_is_told_what_is_missing(cloud: Cloud) -> None:
    auditor = Officer(cloud, "auditor")
    assert vault(auditor, check=True)["changed"]
    failure = refused(auditor)
    assert failure.operation == "CreateVault"
    assert lacks(failure, "to manage vaults in compartment id ")


def test_a_vault_that_is_not_there(officer: Officer) -> None:
    missing = officer.vault_id()[:-4] + "beef"
    for state in ("present", "absent"):
        failure = refused(officer, vault_id=missing, state=state)
        assert failure.status == 404
        assert failure.resource == missing
        assert names(failure, missing)


def test_the_limit_of_private_vaults(make_cloud: MakeCloud) -> None:
    officer = Officer(make_cloud(virtual_private_vault_limit="0"))
    failure = refused(officer, vault_type="VIRTUAL_PRIVATE")
    assert failure.code == "LimitExceeded"
    assert advises(failure, "us-ashburn-1")
    assert advises(failure, "vault_type=DEFAULT")
    assert vault(officer)["changed"]


def test_the_limit_of_private_vaults_where_the_replica_is_to_be(officer: Officer) -> None:
    with_replication(officer)
    vault(officer, vault_type="VIRTUAL_PRIVATE")
    officer.fault(operation="create_vault_replica", status=400, code="LimitExceeded", message="The limit is reached.")
    failure = refused(officer, replica_region=PHX)
    assert failure.code == "LimitExceeded"
    assert advises(failure, PHX)
    assert advises(failure, "replica_region")


def test_another_limit_gets_no_advice_about_private_vaults(officer: Officer) -> None:
    officer.fault(operation="create_vault", status=400, code="LimitExceeded", message="The limit is reached.")
    failure = refused(officer)
    assert (failure.code, failure.advice) == ("LimitExceeded", ())


VAULT = "ocid1.vault.oc1.iad.short.unique"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("vault_id", "display_name", "compartment_id")),
        ({"display_name": NEW}, ("compartment_id",)),
        ({"display_name": " ", "compartment_id": "ocid1.compartment.oc1..unique"}, ("display_name",)),
        ({"display_name": NEW, "compartment_id": "security"}, ("compartment_id", "'security'")),
        ({"display_name": NEW, "compartment_id": VAULT}, ("compartment_id", VAULT, "vault_id")),
        ({"vault_id": "my vault"}, ("vault_id", "'my vault'")),
        ({"vault_id": ""}, ("vault_id",)),
        ({"vault_id": "ocid1.key.oc1.iad.short.unique"}, ("vault_id", "'key'")),
        ({"vault_id": VAULT, "deletion_days": 6}, ("deletion_days", "7", "30", "6")),
        ({"vault_id": VAULT, "deletion_days": 31}, ("deletion_days", "7", "30", "31")),
        ({"vault_id": VAULT, "replica_region": "phoenix, please"}, ("replica_region", "'phoenix, please'")),
        ({"vault_id": VAULT, "replica_region": ""}, ("replica_region",)),
        ({"vault_id": VAULT, "freeform_tags": {"a": True}}, ("freeform_tags.a",)),
        ({"vault_id": VAULT, "freeform_tags": {"a": ["b"]}}, ("freeform_tags.a",)),
        ({"vault_id": VAULT, "defined_tags": {"a": "b"}}, ("defined_tags.a",)),
        ({"vault_id": VAULT, "defined_tags": {"a": {"b": None}}}, ("defined_tags.a.b",)),
        ({"vault_id": VAULT, "wait_timeout": 0}, ("wait_timeout", "0")),
        ({"vault_id": VAULT, "wait_interval": 0}, ("wait_interval", "0")),
    ],
)
def test_wrong_options_are_refused_before_anything_is_asked(
    officer: Officer, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(Failure) as caught:
        officer.run(task, **options)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, *named)
    assert officer.requests() == []


# -- whatever OCI really does ----------------------------------------------------------------------------------------

COMBINED = mixtures(VARIANTS, 2)


@pytest.mark.parametrize("chosen", COMBINED, ids=lambda chosen: f"seed {SEED} " + "+".join(chosen.values()))
def test_the_life_of_a_vault(make_cloud: MakeCloud, chosen: dict[str, str]) -> None:
    """Reported alike in every variant, in mixtures of them."""
    officer = with_replication(Officer(make_cloud(**chosen)))

    def step(expected: bool, **options: Any) -> dict[str, Any]:
        predicted = vault(officer, check=True, **options)
        done = vault(officer, **options)
        assert predicted["changed"] is done["changed"] is expected
        assert predictable(predicted["resource"]) == predictable(done["resource"])
        return done

    steps: list[Callable[[], Any]] = [
        lambda: step(True),
        lambda: step(False),
        lambda: step(True, freeform_tags={"a": "b"}),
        lambda: step(True, replica_region=PHX),
        lambda: step(False, replica_region=PHX, freeform_tags={"a": "b"}),
        lambda: step(True, state="absent"),
        lambda: step(False, state="absent"),
        lambda: step(True, replica_region=PHX),
        lambda: step(False),
    ]
    for each in steps:
        each()
    assert len(officer.named("vault", NEW)) == 1
    for entry in officer.requests():
        assert entry.status < 500
