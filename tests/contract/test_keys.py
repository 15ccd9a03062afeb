# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_key keeps the promises: one key of a name, of the shape that was asked, and none retired that is in use."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption, CannotDo, Failure
from ansible_collections.cmk.oci.plugins.module_utils._resources import registry
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from simulator.services.key_management.variants import VARIANTS
from simulator.services.resource_search import VARIANTS as SEARCH
from tests.contract.combinations import SEED, mixtures
from tests.contract.conftest import MakeCloud
from tests.contract.failures import advises, is_rendered, lacks, names
from tests.contract.officer import NEEDED_TO_LOOK, Officer
from tests.results import codes, noted

NEW = "new-key"
PHX = "us-phoenix-1"
DAY = 24 * 3600

# What only the service can tell of a new key, so that check mode does not.
UNPREDICTABLE = ("id", "current_key_version", "time_created", "time_of_deletion")


@pytest.fixture
def officer(cloud: Cloud) -> Officer:
    return Officer(cloud)


@pytest.fixture
def admin(cloud: Cloud) -> Officer:
    return Officer(cloud, "admin")


def key(officer: Officer, *, check: bool = False, name: str = NEW, **options: Any) -> dict[str, Any]:
    """Run the module for a key by its name in the seeded vault, unless by its OCID."""
    named = {} if "key_id" in options else {"display_name": name, "vault_id": officer.vault_id()}
    return officer.run(task, check=check, **{**named, **options})


def refused(officer: Officer, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        key(officer, **options)
    assert is_rendered(caught.value)
    return caught.value


def predictable(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in UNPREDICTABLE}


def able_to_look(officer: Officer) -> Officer:
    """Has the documented policy, and nothing in the tenancy is shut."""
    officer.allow(*NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    return officer


def replicated_vault(officer: Officer, **options: Any) -> str:
    officer.allow("Allow service keymanagementservice to manage vaults in tenancy")
    named = {"display_name": "replicated", "compartment_id": officer.compartment(), "replica_region": PHX}
    made = officer.run(vault_task, **named, **options)
    officer.cloud.clock.advance(60)
    return str(made["resource"]["id"])


def put_under(officer: Officer, kind: str, name: str, key_id: str, region: str | None = None) -> None:
    entry = officer.cloud.catalogue[kind][name]
    officer.cloud.tenancy.store.change(officer.stored(str(entry), region), {"kmsKeyId": key_id})


# -- making ----------------------------------------------------------------------------------------------------------


def test_makes_a_key_once(officer: Officer) -> None:
    made = key(officer)
    assert made["changed"]
    assert made["verified"]
    assert made["notices"] == []
    resource = made["resource"]
    assert (resource["shape"], resource["protection_mode"]) == ("AES-256", "HSM")
    assert resource["lifecycle_state"] == "ENABLED"
    assert resource["compartment_id"] == officer.compartment()
    assert resource["vault_id"] == officer.vault_id()
    assert made["diff"] == {"before": {}, "after": resource}
    assert officer.stored(resource["id"]).data["keyShape"] == {"algorithm": "AES", "length": 32}
    so_far = officer.now
    again = key(officer)
    assert not again["changed"]
    assert again["resource"] == resource
    assert "create_key" not in officer.asked(after=so_far)
    assert len(officer.named("key", NEW)) == 1


@pytest.mark.parametrize(
    ("options", "shape", "length"),
    [
        ({"length": 128}, "AES-128", 16),
        ({"length": 24}, "AES-192", 24),
        ({"algorithm": "AES", "length": 256}, "AES-256", 32),
        ({"length": 32}, "AES-256", 32),
        ({"algorithm": "RSA", "length": 2048}, "RSA-2048", 256),
        ({"algorithm": "RSA", "length": 256}, "RSA-2048", 256),
        ({"algorithm": "RSA", "length": 512}, "RSA-4096", 512),
        ({"algorithm": "ECDSA", "length": 384}, "ECDSA with NIST_P384", 48),
        ({"curve_id": "NIST_P521"}, "ECDSA with NIST_P521", 66),
        ({"curve_id": "NIST_P256", "length": 32}, "ECDSA with NIST_P256", 32),
    ],
)
def test_shapes(officer: Officer, options: dict[str, Any], shape: str, length: int) -> None:
    predicted = key(officer, check=True, protection_mode="SOFTWARE", **options)
    assert officer.writes() == []
    made = key(officer, protection_mode="SOFTWARE", **options)
    assert predictable(made["resource"]) == predictable(predicted["resource"])
    assert made["resource"]["shape"] == shape
    assert officer.stored(made["resource"]["id"]).data["keyShape"]["length"] == length
    assert not key(officer, protection_mode="SOFTWARE", **options)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("cmk", {"length": 128}, "AES-128"),
        ("cmk", {"algorithm": "RSA"}, "RSA"),
        ("cmk-rsa", {"length": 256}, "RSA-2048"),
        ("cmk-aes-128", {"length": 256}, "AES-256"),
        ("cmk", {"protection_mode": "SOFTWARE"}, "SOFTWARE"),
    ],
)
def test_a_key_of_another_shape_or_mode_is_an_error(
    officer: Officer, name: str, options: dict[str, Any], says: str, check: bool
) -> None:
    failure = refused(officer, name=name, check=check, **options)
    assert failure.kind == "CannotDo"
    assert names(failure, says, officer.key_id(name))
    assert len(officer.named("key", name)) == 1


def test_what_is_not_asked_is_not_compared(officer: Officer) -> None:
    for name in ("cmk", "cmk-rsa", "cmk-aes-128", "cmk-two-versions"):
        assert not key(officer, name=name)["changed"]


@pytest.mark.parametrize(
    ("name", "services", "says"),
    [
        ("cmk-rsa", ["object_storage"], "AES"),
        ("cmk-rsa", ["file_storage"], "AES"),
        ("cmk-aes-128", ["autonomous_database"], "AES-256"),
        ("cmk-two-versions", ["object_storage", "block_volume"], "2"),
    ],
)
@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_that_does_not_suit_the_services(
    officer: Officer, name: str, services: list[str], says: str, check: bool
) -> None:
    failure = refused(officer, name=name, services=services, check=check)
    assert failure.kind == "KeyUnusable"
    assert names(failure, officer.key_id(name), says)
    assert not key(officer, name="cmk", services=list(registry.services()))["changed"]


@pytest.mark.parametrize(
    ("service", "label"),
    [("autonomous_database", "an Autonomous Database"), ("block_volume", "a block volume")],
)
def test_what_a_key_does_not_suit_has_the_right_article(officer: Officer, service: str, label: str) -> None:
    assert names(refused(officer, name="cmk-rsa", services=[service]), label)


@pytest.mark.parametrize(
    "where",
    [
        {"vault_name": "security-vault", "compartment_id": "security"},
        {"vault_name": "security-vault", "vault_compartment_id": "security", "compartment_id": "projx"},
    ],
)
def test_the_vault_by_its_name(admin: Officer, where: dict[str, str]) -> None:
    place = {name: admin.compartment(each) if each in ("security", "projx") else each for name, each in where.items()}
    made = admin.run(task, display_name=NEW, **place)
    assert made["resource"]["vault_id"] == admin.vault_id()
    assert made["resource"]["compartment_id"] == place["compartment_id"]
    assert not admin.run(task, display_name=NEW, **place)["changed"]


def test_a_vault_that_no_name_leads_to(officer: Officer) -> None:
    with pytest.raises(BadOption) as caught:
        officer.run(task, display_name=NEW, vault_name="no-such-vault", compartment_id=officer.compartment())
    assert names(caught.value, "'no-such-vault'")


def test_a_key_is_found_in_whatever_compartment_it_is(admin: Officer) -> None:
    made = key(admin, compartment_id=admin.compartment("projx"))["resource"]
    again = key(admin)
    assert not again["changed"]
    assert again["resource"] == made
    elsewhere = key(admin, compartment_id=admin.compartment("projy"))
    assert not elsewhere["changed"]
    assert noted(elsewhere, "OptionNotApplied") == [made["id"]]
    assert len(admin.named("key", NEW)) == 1


def test_without_search_one_is_told_that_not_all_was_seen(officer: Officer) -> None:
    officer.fault(operation="search_resources", status=404, code="NotAuthorizedOrNotFound")
    made = key(officer)
    assert made["changed"]
    assert codes(made) == ["ResourceSearchUnavailable"]
    assert made["notices"][0]["failure"]["status"] == 404


@pytest.mark.parametrize("compartment", ["security", "projx"])
def test_two_of_one_name_are_an_error_that_lists_both(admin: Officer, compartment: str) -> None:
    first = key(admin)["resource"]["id"]
    second = key(admin, name="other", compartment_id=admin.compartment(compartment))["resource"]["id"]
    key(admin, key_id=second, display_name=NEW)
    for state in ("present", "disabled", "absent"):
        failure = refused(admin, state=state)
        assert failure.kind == "BadOption"
        assert names(failure, first, second, "key_id")


def test_a_killed_run_is_taken_up_again(officer: Officer) -> None:
    def killed(seconds: float) -> None:
        raise KeyboardInterrupt

    clock = officer.session.clock
    object.__setattr__(clock, "sleep", killed)
    with pytest.raises(KeyboardInterrupt):
        key(officer)
    assert [each.state for each in officer.named("key", NEW)] == ["CREATING"]
    object.__setattr__(clock, "sleep", officer.cloud.clock.advance)
    predicted = key(officer, check=True)
    done = key(officer)
    assert not predicted["changed"]
    assert not done["changed"]
    assert done["resource"] == predicted["resource"]
    assert done["resource"]["lifecycle_state"] == "ENABLED"
    assert officer.writes().count("create_key") == 1


def test_a_killed_run_in_another_compartment_is_taken_up_too(make_cloud: MakeCloud) -> None:
    """Although the search does not know the key yet."""
    admin = Officer(make_cloud(search_lag_seconds="60"), "admin")
    where = {"compartment_id": admin.compartment("projx")}
    key(admin, wait=False, **where)
    assert not key(admin, **where)["changed"]
    assert len(admin.named("key", NEW)) == 1


def test_two_runs_at_the_same_time_make_one_key(officer: Officer) -> None:
    twin = Officer(officer.cloud)
    done: list[dict[str, Any]] = []
    officer.before("POST", "/keys", lambda: done.append(key(twin)))
    done.append(key(officer))
    assert done[0]["resource"] == done[1]["resource"]
    assert officer.writes().count("create_key") == 2
    assert len(officer.named("key", NEW)) == 1


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize("became", ["renamed", "moved", "deleted"])
@pytest.mark.parametrize("listed", ["yes", "no"])
def test_what_became_something_else_since_is_not_made_again(
    make_cloud: MakeCloud, listed: str, became: str, wait: bool
) -> None:
    """The same request comes within the day in which OCI keeps its retry token."""
    admin = Officer(make_cloud(deleted_keys_are_listed=listed), "admin")
    first = key(admin)["resource"]["id"]
    changes = {
        "renamed": {"displayName": "other"},
        "moved": {"displayName": "other", "compartmentId": admin.compartment("projx")},
        "deleted": {"lifecycleState": "DELETED"},
    }
    admin.cloud.tenancy.store.change(admin.stored(first), changes[became])
    if (became, listed) == ("deleted", "no"):
        # It takes seven days at least, and by then the token has expired.
        admin.cloud.clock.advance(7 * DAY)
    made = key(admin, wait=wait)
    assert made["changed"]
    assert made["resource"]["id"] != first
    assert made["resource"]["display_name"] == NEW
    assert made["resource"]["compartment_id"] == admin.compartment()


def test_two_runs_that_want_something_else_of_one_key_make_one(officer: Officer) -> None:
    """OCI refuses the token of another request, so the second run looks for what the first one has made."""
    twin = Officer(officer.cloud)
    done: list[dict[str, Any]] = []
    officer.before("POST", "/keys", lambda: done.append(key(twin, freeform_tags={"a": "b"})))
    done.append(key(officer, freeform_tags={"a": "c"}))
    assert done[0]["resource"]["id"] == done[1]["resource"]["id"]
    assert done[1]["resource"]["freeform_tags"] == {"a": "c"}
    assert len(officer.named("key", NEW)) == 1


def test_a_token_of_which_the_service_only_knows_that_it_was_used(officer: Officer) -> None:
    officer.fault(operation="create_key", times=1, status=409, code="InvalidatedRetryToken")
    assert key(officer)["changed"]
    assert len(officer.named("key", NEW)) == 1


def test_a_vault_that_is_just_being_made_is_waited_for(officer: Officer) -> None:
    named = {"display_name": "fresh", "compartment_id": officer.compartment()}
    officer.run(vault_task, wait=False, **named)
    made = officer.run(task, display_name=NEW, vault_name="fresh", compartment_id=officer.compartment())
    assert made["changed"]
    officer.run(vault_task, wait=False, **{**named, "display_name": "fresher"})
    with pytest.raises(Failure) as caught:
        officer.run(task, display_name=NEW, vault_name="fresher", compartment_id=officer.compartment(), wait=False)
    assert names(caught.value, "CREATING")


def test_without_waiting_it_looks_once(officer: Officer) -> None:
    made = key(officer, wait=False)
    assert made["changed"]
    assert not made["verified"]
    assert made["notices"] == []
    officer.cloud.clock.advance(60)
    assert not key(officer)["changed"]
    able_to_look(officer)
    stopped = key(officer, state="disabled", wait=False)
    assert stopped["changed"]
    assert not stopped["verified"]
    assert not key(officer, state="disabled")["changed"]


def test_the_network_is_asked_as_little_as_possible(officer: Officer) -> None:
    key(officer, name="cmk")
    assert officer.asked() == ["get_vault", "list_vault_replicas", "list_keys", "search_resources", "get_key"]
    so_far = officer.now
    key(officer, key_id=officer.key_id("cmk"), vault_id=officer.vault_id())
    assert officer.asked(after=so_far) == ["get_vault", "list_vault_replicas", "get_key"]


def test_a_key_by_its_ocid_alone(officer: Officer) -> None:
    assert not key(officer, key_id=officer.key_id("cmk"))["changed"]
    assert names(refused(officer, key_id=officer.key_id("cmk-phx")), PHX)
    assert not key(Officer(officer.cloud, region=PHX), key_id=officer.key_id("cmk-phx"))["changed"]
    missing = refused(officer, key_id=officer.key_id("cmk")[:-4] + "beef")
    assert missing.kind == "NotFoundOrDenied"


@pytest.mark.parametrize("domain", ["oraclecloud.com", "oci.oraclecloud.com"])
def test_the_endpoint_is_found_whatever_its_host(make_cloud: MakeCloud, domain: str) -> None:
    officer = Officer(make_cloud(management_host_domain=domain))
    assert domain in key(officer)["resource"]["management_endpoint"]
    assert not key(officer, key_id=officer.key_id("cmk"))["changed"]


# -- changing --------------------------------------------------------------------------------------------------------


def test_disables_and_enables(officer: Officer) -> None:
    made = key(able_to_look(officer))["resource"]
    for state, expected in (("disabled", "DISABLED"), ("present", "ENABLED")):
        predicted = key(officer, state=state, check=True)
        done = key(officer, state=state)
        assert done == predicted
        assert done["changed"]
        assert done["resource"] == {**made, "lifecycle_state": expected}
        assert not key(officer, state=state)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_to_disable_must_be_there(officer: Officer, check: bool) -> None:
    failure = refused(officer, state="disabled", check=check)
    assert failure.kind == "CannotDo"
    assert "create_key" not in officer.asked()


def test_tags_and_name(officer: Officer) -> None:
    key_id = key(officer, freeform_tags={"owner": "a"})["resource"]["id"]
    options = {
        "key_id": key_id,
        "display_name": "renamed",
        "freeform_tags": {"owner": "b"},
        "defined_tags": {"Ours": {"cost": "1"}},
    }
    predicted = key(officer, check=True, **options)
    assert key(officer, **options) == predicted
    assert not key(officer, **options)["changed"]
    assert officer.writes().count("update_key") == 1


def test_tags_are_changed_before_a_key_is_disabled_and_after_it_is_enabled(officer: Officer) -> None:
    key(able_to_look(officer))
    for state, owner in (("disabled", "a"), ("present", "b")):
        options = {"state": state, "freeform_tags": {"owner": owner}}
        predicted = key(officer, check=True, **options)
        assert key(officer, **options) == predicted
    key(officer, state="disabled")
    for check in (True, False):
        failure = refused(officer, state="disabled", freeform_tags={"owner": "c"}, check=check)
        assert failure.kind == "CannotDo"
        assert names(failure, "ENABLED")


# -- rotating --------------------------------------------------------------------------------------------------------


def test_a_new_version_only_when_the_current_one_is_too_old(officer: Officer) -> None:
    able_to_look(officer)
    made = key(officer)["resource"]
    officer.cloud.clock.advance(89 * DAY)
    assert not key(officer, rotate_after_days=90)["changed"]
    officer.cloud.clock.advance(2 * DAY)
    so_far = officer.now
    predicted = key(officer, rotate_after_days=90, check=True)
    assert "create_key_version" not in officer.asked(after=so_far)
    assert predicted["changed"]
    done = key(officer, rotate_after_days=90)
    assert predictable(done["resource"]) == predictable(predicted["resource"])
    assert done["resource"]["current_key_version"] not in (None, made["current_key_version"])
    assert "list_buckets" not in officer.asked(after=so_far), "only what takes a single version is looked for"
    assert not key(officer, rotate_after_days=90)["changed"]
    officer.cloud.clock.advance(91 * DAY)
    assert key(officer, rotate_after_days=90)["changed"], "the age is that of the version, not of the key"


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(
    "options", [{"rotate_after_days": 1}, {"auto_rotation_interval_days": 60}], ids=["now", "by schedule"]
)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("volumes", "projy-data"),
        ("boot_volumes", "boot-oracle-managed"),
        ("volume_backups", "backup-oracle-managed"),
        ("boot_volume_backups", "boot-backup-oracle-managed"),
    ],
)
def test_a_key_that_protects_block_volumes_gets_no_second_version(
    make_cloud: MakeCloud, kind: str, name: str, options: dict[str, Any], check: bool
) -> None:
    officer = able_to_look(Officer(make_cloud(auto_rotation_vaults="any")))
    key_id = key(officer)["resource"]["id"]
    put_under(officer, kind, name, key_id)
    officer.cloud.clock.advance(2 * DAY)
    failure = refused(officer, check=check, **options)
    assert failure.kind == "InUse"
    assert names(failure, name, next(iter(options)))
    assert failure.results["users"][0]["name"] == name
    assert not {"create_key_version", "update_key"} & set(officer.asked())


def test_what_else_is_under_a_key_does_not_keep_it_from_rotating(officer: Officer) -> None:
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    put_under(officer, "buckets", "bucket-oracle-managed", key_id)
    officer.cloud.clock.advance(2 * DAY)
    assert key(officer, rotate_after_days=1)["changed"]


def test_who_cannot_look_cannot_rotate_without_saying_so(officer: Officer) -> None:
    key(officer)
    officer.cloud.clock.advance(2 * DAY)
    failure = refused(officer, rotate_after_days=1)
    assert failure.kind == "InUse"
    assert failure.results["users"] == []
    assert failure.results["unreadable"]
    done = key(officer, rotate_after_days=1, ignore_unreadable=True)
    assert done["changed"]
    assert set(codes(done)) == {"UnreadableIgnored"}


def test_a_key_that_cannot_be_under_volumes_rotates_without_a_look(officer: Officer) -> None:
    key(officer, algorithm="RSA", length=2048)
    officer.cloud.clock.advance(2 * DAY)
    assert key(officer, rotate_after_days=1)["changed"]
    assert "list_compartments" not in officer.asked()


@pytest.mark.parametrize("allowed", ["any", "VIRTUAL_PRIVATE"])
def test_rotation_by_schedule(make_cloud: MakeCloud, allowed: str) -> None:
    officer = able_to_look(Officer(make_cloud(auto_rotation_vaults=allowed)))
    options = {"auto_rotation_interval_days": 90}
    if allowed != "any":
        failure = refused(officer, **options)
        assert failure.operation == "CreateKey"
        assert "VIRTUAL_PRIVATE" in str(failure.service_message)
        assert advises(failure, "rotate_after_days")
        assert officer.named("key", NEW) == []
        key(officer)
        assert refused(officer, **options).operation == "UpdateKey"
        return
    predicted = key(officer, check=True, **options)
    made = key(officer, **options)
    assert predictable(predicted["resource"]) == predictable(made["resource"])
    assert made["resource"]["auto_rotation_interval_days"] == 90
    assert not key(officer, **options)["changed"]
    assert not key(officer)["changed"], "a schedule that is not named is left alone"
    for interval in (60, 0, 365, 0):
        options = {"auto_rotation_interval_days": interval}
        predicted = key(officer, check=True, **options)
        assert key(officer, **options) == predicted
        assert predicted["changed"]
        assert not key(officer, **options)["changed"]


# -- the regions of replicas -----------------------------------------------------------------------------------------


def test_a_key_of_a_replicated_vault_is_waited_for_in_both_regions(officer: Officer) -> None:
    vault_id = replicated_vault(officer)
    options = {"display_name": NEW, "vault_id": vault_id}
    predicted = officer.run(task, check=True, **options)
    made = officer.run(task, **options)
    assert predictable(made["resource"]) == predictable(predicted["resource"])
    [replica] = made["resource"]["replicas"]
    assert (replica["region"], replica["lifecycle_state"]) == (PHX, "ENABLED")
    assert officer.stored(made["resource"]["id"], PHX).state == "ENABLED"
    again = officer.run(task, **options)
    assert again["resource"] == made["resource"]
    able_to_look(officer)
    stopped = officer.run(task, state="disabled", **options)
    assert stopped["resource"]["replicas"][0]["lifecycle_state"] == "DISABLED"
    assert officer.stored(made["resource"]["id"], PHX).state == "DISABLED"
    retired = officer.run(task, state="absent", ignore_unreadable=True, **options)
    assert retired["resource"]["replicas"][0]["lifecycle_state"] == "PENDING_DELETION"


def test_a_replica_that_does_not_follow_is_told(officer: Officer) -> None:
    vault_id = replicated_vault(officer)
    officer.fault(operation="get_key", region=PHX, status=404, code="NotAuthorizedOrNotFound")
    with pytest.raises(Failure) as caught:
        officer.run(task, display_name=NEW, vault_id=vault_id, wait_timeout=100)
    assert caught.value.kind == "TimedOut"
    assert names(caught.value, PHX)
    officer.cloud.gateway.faults.clear()
    done = officer.run(task, display_name=NEW, vault_id=vault_id)
    assert not done["changed"]
    assert done["resource"]["replicas"][0]["lifecycle_state"] == "ENABLED"


def test_a_replica_takes_no_changes(officer: Officer) -> None:
    vault_id = replicated_vault(officer)
    made = officer.run(task, display_name=NEW, vault_id=vault_id)["resource"]
    there = Officer(officer.cloud, region=PHX)
    seen = there.run(task, display_name=NEW, vault_id=vault_id)
    assert not seen["changed"]
    assert seen["resource"]["id"] == made["id"]
    assert seen["resource"]["is_primary"] is False
    for options in ({"state": "disabled"}, {"state": "absent"}, {"display_name": "another", "key_id": made["id"]}):
        with pytest.raises(CannotDo) as caught:
            there.run(task, **{"display_name": NEW, "vault_id": vault_id, **options})
        assert names(caught.value, vault_id, PHX)
    with pytest.raises(CannotDo) as caught:
        there.run(task, display_name="one-more", vault_id=vault_id)
    assert names(caught.value, vault_id, PHX)


# -- retiring --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [7, 30])
def test_retires_a_key_that_nothing_is_under(officer: Officer, days: int) -> None:
    able_to_look(officer)
    key(officer)
    options = {"state": "absent", "deletion_days": days}
    predicted = key(officer, check=True, **options)
    done = key(officer, **options)
    assert done["changed"]
    assert done["verified"]
    assert "secrets" in done["types_not_checked"]
    assert done["notices"] == predicted["notices"] == []
    assert predictable(done["resource"]) == predictable(predicted["resource"])
    assert done["resource"]["lifecycle_state"] == "PENDING_DELETION"
    assert done["resource"]["time_of_deletion"][:13] == predicted["resource"]["time_of_deletion"][:13]
    again = key(officer, **options)
    assert not again["changed"]
    assert again["resource"] == done["resource"]
    assert officer.writes().count("schedule_key_deletion") == 1


def test_what_is_not_there_is_absent(officer: Officer) -> None:
    done = key(officer, state="absent", name="no-such-key")
    assert not done["changed"]
    assert done["resource"] is None


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_in_use_is_not_retired(admin: Officer, check: bool) -> None:
    failure = refused(admin, name="cmk", state="absent", check=check, ignore_unreadable=True)
    assert failure.kind == "InUse"
    assert failure.resource == admin.key_id("cmk")
    users = failure.results["users"]
    assert {user["type"] for user in users} == {
        "volume",
        "boot_volume",
        "volume_backup",
        "boot_volume_backup",
        "bucket",
        "file_system",
        "autonomous_database",
    }
    for user in users:
        assert names(failure, user["name"], user["id"])
        assert user["kms_key_id"] == admin.key_id("cmk")
    assert "schedule_key_deletion" not in admin.asked()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("volumes", "projy-data"),
        ("boot_volumes", "boot-oracle-managed"),
        ("volume_backups", "backup-oracle-managed"),
        ("boot_volume_backups", "boot-backup-oracle-managed"),
        ("buckets", "bucket-oracle-managed"),
        ("autonomous_databases", "adb-oracle-managed"),
    ],
)
def test_one_user_is_enough(officer: Officer, kind: str, name: str) -> None:
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    put_under(officer, kind, name, key_id)
    failure = refused(officer, state="absent")
    assert failure.kind == "InUse"
    assert [user["name"] for user in failure.results["users"]] == [name]
    assert names(failure, name)


@pytest.mark.parametrize("shows_key", ["yes", "no"])
def test_a_database_is_found_even_where_lists_do_not_tell_its_key(make_cloud: MakeCloud, shows_key: str) -> None:
    officer = able_to_look(Officer(make_cloud(adb_list_shows_key=shows_key)))
    key_id = key(officer)["resource"]["id"]
    put_under(officer, "autonomous_databases", "adb-oracle-managed", key_id)
    failure = refused(officer, state="absent")
    assert failure.kind == "InUse"
    assert [user["name"] for user in failure.results["users"]] == ["adb-oracle-managed"]


def test_the_look_ends_when_enough_was_found(officer: Officer) -> None:
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    store = officer.cloud.tenancy.store
    for each in store.listing("volume", region="us-ashburn-1"):
        store.change(each, {"kmsKeyId": key_id})
    for each in store.listing("boot_volume", region="us-ashburn-1"):
        store.change(each, {"kmsKeyId": key_id})
    so_far = officer.now
    failure = refused(officer, state="absent")
    assert names(failure, "10")
    assert len(failure.results["users"]) == 10
    assert not {"list_volume_backups", "list_buckets"} & set(officer.asked(after=so_far))


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_what_cannot_be_read_may_be_in_use(officer: Officer, check: bool) -> None:
    officer.allow(*NEEDED_TO_LOOK)
    key(officer)
    failure = refused(officer, state="absent", check=check)
    assert failure.kind == "InUse"
    assert failure.results["users"] == []
    [unreadable] = failure.results["unreadable"]
    assert "bucket-disabled-key" in unreadable
    assert names(failure, "ignore_unreadable")
    done = key(officer, state="absent", ignore_unreadable=True, check=check)
    assert done["changed"]
    assert codes(done) == ["UnreadableIgnored"]
    assert "bucket-disabled-key" in done["notices"][0]["text"]


@pytest.mark.parametrize("without", range(len(NEEDED_TO_LOOK)), ids=lambda number: NEEDED_TO_LOOK[number])
def test_each_documented_statement_is_needed(officer: Officer, without: int) -> None:
    officer.let_bucket_be_read()
    officer.allow(*(each for number, each in enumerate(NEEDED_TO_LOOK) if number != without))
    key(officer)
    assert refused(officer, state="absent").results["unreadable"]


def test_what_is_under_a_key_in_the_region_of_the_replica_counts(officer: Officer) -> None:
    able_to_look(officer)
    vault_id = replicated_vault(officer)
    options = {"display_name": NEW, "vault_id": vault_id}
    key_id = officer.run(task, **options)["resource"]["id"]
    put_under(officer, "volumes", "projy-data-phx", key_id, PHX)
    with pytest.raises(Failure) as caught:
        officer.run(task, state="absent", **options)
    assert caught.value.results["users"][0]["region"] == PHX


def test_a_database_that_was_under_the_key_once_is_told(officer: Officer) -> None:
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    database = officer.stored(str(officer.cloud.catalogue["autonomous_databases"]["adb-oracle-managed"]))
    history = [{"id": key_id, "vaultId": officer.vault_id(), "timeActivated": "2026-01-01T00:00:00.000Z"}]
    officer.cloud.tenancy.store.change(database, {"keyHistoryEntry": history})
    done = key(officer, state="absent")
    assert done["changed"]
    assert noted(done, "BackupsRequireKey") == [database.id]


def test_an_outage_is_not_mistaken_for_nobody(officer: Officer) -> None:
    able_to_look(officer)
    key(officer)
    for operation in ("list_boot_volumes", "get_bucket", "list_compartments"):
        officer.cloud.gateway.faults.clear()
        officer.fault(operation=operation, status=503, code="ServiceUnavailable")
        assert refused(officer, state="absent", ignore_unreadable=True).status == 503
    assert "schedule_key_deletion" not in officer.asked()


# -- bringing back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("former", ["present", "disabled"])
@pytest.mark.parametrize("wanted", ["present", "disabled"])
def test_present_and_disabled_cancel_a_deletion(officer: Officer, former: str, wanted: str) -> None:
    able_to_look(officer)
    made = key(officer)["resource"]
    key(officer, state=former)
    key(officer, state="absent")
    so_far = officer.now
    predicted = key(officer, state=wanted, check=True)
    done = key(officer, state=wanted)
    assert done == predicted
    assert done["changed"]
    assert done["resource"] == {**made, "lifecycle_state": "ENABLED" if wanted == "present" else "DISABLED"}
    assert "cancel_key_deletion" in officer.asked(after=so_far)
    assert not key(officer, state=wanted)["changed"]


OUT_OF_USE = [
    ("PENDING_DELETION", "present", "cancel its deletion"),
    ("PENDING_DELETION", "disabled", "cancel its deletion"),
    ("SCHEDULING_DELETION", "present", "cancel its deletion"),
    ("DISABLED", "present", "enable it"),
    ("DISABLING", "present", "enable it"),
]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(("now", "wanted", "remedy"), OUT_OF_USE)
def test_a_key_that_was_taken_out_of_use_on_purpose_stays_so_on_request(
    officer: Officer, now: str, wanted: str, remedy: str, check: bool
) -> None:
    able_to_look(officer)
    key_id = key(officer, reactivate=False)["resource"]["id"]
    key(officer, state="disabled" if "ABL" in now else "absent", reactivate=False)
    officer.cloud.tenancy.store.change(officer.stored(key_id), {"lifecycleState": now})
    so_far = officer.now
    failure = refused(officer, state=wanted, reactivate=False, check=check)
    assert failure.kind == "CannotDo"
    assert failure.resource == key_id
    assert names(failure, key_id, now, "reactivate=true")
    assert officer.writes(after=so_far) == []
    if now in ("PENDING_DELETION", "DISABLED"):
        assert key(officer, state=wanted)["changed"]
        assert not key(officer, state=wanted, reactivate=False)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_which_state_a_key_comes_back_to_is_waited_for(officer: Officer, check: bool) -> None:
    able_to_look(officer)
    made = key(officer)["resource"]
    key(officer, state="disabled")
    key(officer, state="absent")
    client = officer.session.client("key_management", "KmsManagementClient", endpoint=made["management_endpoint"])
    client.cancel_key_deletion(made["id"])
    so_far = officer.now
    failure = refused(officer, reactivate=False, check=check)
    assert (failure.kind, failure.resource) == ("CannotDo", made["id"])
    assert names(failure, "DISABLED", "reactivate=true")
    assert officer.writes(after=so_far) == []
    assert not key(officer, state="disabled", reactivate=False)["changed"]


def test_what_is_to_be_deleted_gives_way_to_another_of_the_name(officer: Officer) -> None:
    able_to_look(officer)
    retired = key(officer)["resource"]["id"]
    key(officer, state="absent")
    other = key(officer, name="other")["resource"]["id"]
    key(officer, key_id=other, display_name=NEW)
    assert key(officer)["resource"]["id"] == other
    key(officer, state="absent")
    failure = refused(officer)
    assert failure.kind == "BadOption"
    assert names(failure, retired, other)
    assert not key(officer, state="absent")["changed"]
    assert key(officer, key_id=retired)["changed"]


@pytest.mark.parametrize("listed", ["yes", "no"])
def test_what_is_deleted_for_good_does_not_count(make_cloud: MakeCloud, listed: str) -> None:
    officer = able_to_look(Officer(make_cloud(deleted_keys_are_listed=listed)))
    first = key(officer)["resource"]["id"]
    key(officer, state="absent", deletion_days=7)
    officer.cloud.clock.advance(8 * DAY)
    assert key(officer, state="absent")["resource"] is None
    assert key(officer)["resource"]["id"] != first
    assert refused(officer, key_id=first, vault_id=officer.vault_id()).kind == "ResourceFailed"


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_keys_of_a_vault_that_is_to_be_deleted(officer: Officer, check: bool) -> None:
    named = {"display_name": "doomed", "compartment_id": officer.compartment()}
    vault_id = officer.run(vault_task, **named)["resource"]["id"]
    officer.run(vault_task, state="absent", **named)
    with pytest.raises(Failure) as caught:
        officer.run(task, display_name=NEW, vault_id=vault_id, check=check)
    assert caught.value.kind == "CannotDo"
    assert names(caught.value, vault_id, "oci_kms_vault")


# -- bad days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["get_vault", "list_keys", "search_resources", "create_key", "get_key"])
def test_429_twice_then_success(officer: Officer, operation: str) -> None:
    officer.fault(operation=operation, times=2, status=429, code="TooManyRequests")
    assert key(officer)["changed"]
    assert len(officer.named("key", NEW)) == 1


def test_a_burst_of_429_on_everything(officer: Officer) -> None:
    able_to_look(officer)
    officer.fault(probability=0.3, status=429, code="TooManyRequests")
    assert key(officer)["changed"]
    assert key(officer, state="disabled")["changed"]
    assert key(officer, freeform_tags={"a": "b"})["changed"]
    assert key(officer, state="absent")["changed"]
    assert key(officer)["changed"]
    assert not key(officer)["changed"]
    assert len(officer.named("key", NEW)) == 1


def test_a_key_that_is_not_found_at_first_was_made_nevertheless(officer: Officer) -> None:
    officer.fault(operation="get_key", times=3, status=404, code="NotAuthorizedOrNotFound")
    assert key(officer)["verified"]


WRITES = [
    ("create_key", {"name": "one-more"}),
    ("disable_key", {"state": "disabled"}),
    ("update_key", {"freeform_tags": {"a": "b"}}),
    ("create_key_version", {"rotate_after_days": 1}),
    ("schedule_key_deletion", {"state": "absent"}),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("operation", "options"), WRITES)
def test_a_reset_in_the_middle_of_the_write(
    officer: Officer, operation: str, options: dict[str, Any], when: str
) -> None:
    able_to_look(officer)
    key(officer)
    officer.cloud.clock.advance(2 * DAY)
    officer.fault(operation=operation, times=1, reset=when)
    assert key(officer, **options)["changed"]
    assert not key(officer, **options)["changed"]
    for name in (NEW, "one-more"):
        assert len(officer.named("key", name)) <= 1


@pytest.mark.parametrize(("operation", "options"), [*WRITES[1:], ("enable_key", {"name": "off"})])
def test_accepted_but_not_applied_is_a_failure(officer: Officer, operation: str, options: dict[str, Any]) -> None:
    able_to_look(officer)
    key(officer)
    key(officer, name="off")
    key(officer, name="off", state="disabled")
    officer.cloud.clock.advance(2 * DAY)
    so_far = officer.now
    officer.fault(operation=operation, not_applied=True)
    before = officer.cloud.clock.now()
    failure = refused(officer, **options)
    assert failure.kind == "NotApplied"
    assert officer.cloud.clock.now() - before < 200
    write = next(entry for entry in officer.requests(after=so_far) if entry.operation.endswith(operation))
    assert failure.opc_request_id == write.request_id
    assert failure.accepted is not None
    assert failure.accepted.opc_request_id == write.request_id


@pytest.mark.parametrize("stale", [1, 3])
@pytest.mark.parametrize("options", [{"state": "disabled"}, {"freeform_tags": {"a": "b"}}, {"state": "absent"}])
def test_stale_reads_after_the_write_are_not_believed(officer: Officer, options: dict[str, Any], stale: int) -> None:
    able_to_look(officer)
    key(officer)
    officer.fault(operation="get_key", skip=1, times=stale, stale=True)
    done = key(officer, **options)
    assert done["verified"]
    assert not key(officer, **options)["changed"]


@pytest.mark.parametrize("state", ["DELETED", "PENDING_DELETION"])
def test_a_failed_state_ends_the_wait_at_once(officer: Officer, state: str) -> None:
    officer.fault(operation="create_key", ends_in=state)
    before = officer.cloud.clock.now()
    failure = refused(officer)
    assert failure.kind == "ResourceFailed"
    assert names(failure, state)
    assert failure.opc_request_id
    assert officer.cloud.clock.now() - before < 60


def test_a_time_out_names_the_last_state(officer: Officer) -> None:
    officer.fault(operation="create_key", ends_in="CREATING")
    failure = refused(officer, wait_timeout=120)
    assert failure.kind == "TimedOut"
    assert names(failure, "CREATING", "120 s")
    assert failure.opc_request_id


def test_someone_else_is_faster(officer: Officer) -> None:
    key(officer)
    officer.fault(operation="update_key", status=412, code="NoEtagMatch")
    failure = refused(officer, freeform_tags={"a": "b"})
    assert (failure.kind, failure.code) == ("Conflict", "NoEtagMatch")


def test_someone_else_wanted_the_same(officer: Officer) -> None:
    """Their request came first, and ours is refused as out of place: that is no failure."""
    key_id = key(able_to_look(officer))["resource"]["id"]
    original = officer.cloud.gateway.handle

    def race(request: Any) -> Any:
        if request.path.endswith("/actions/disable"):
            officer.cloud.tenancy.store.change(officer.stored(key_id), {"lifecycleState": "DISABLED"})
        return original(request)

    officer.cloud.gateway.handle = race  # type: ignore[method-assign]
    assert key(officer, state="disabled")["resource"]["lifecycle_state"] == "DISABLED"


# -- what was changed before a failure --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"operation": "create_key", "ends_in": "DELETED"}, "DELETED"),
        ({"operation": "create_key", "ends_in": "CREATING"}, "CREATING"),
        ({"operation": "get_key", "status": 500}, "CREATING"),
    ],
)
def test_a_key_that_was_made_is_told_although_it_does_not_come(
    officer: Officer, fault: dict[str, Any], state: str
) -> None:
    officer.fault(**fault)
    failure = refused(officer, wait_timeout=100)
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"] == officer.named("key", NEW)[0].id
    assert failure.results["resource"]["lifecycle_state"] == state
    assert failure.accepted is not None
    assert failure.accepted.operation == "CreateKey"
    created = next(each for each in officer.requests() if each.operation.endswith(".create_key"))
    assert failure.accepted.opc_request_id == created.request_id


@pytest.mark.parametrize("wait", [True, False])
def test_a_key_that_was_made_is_told_although_its_copy_does_not_come(officer: Officer, wait: bool) -> None:
    able_to_look(officer)
    named = {"display_name": NEW, "vault_id": replicated_vault(officer)}
    fault = {"status": 404, "code": "NotAuthorizedOrNotFound"} if wait else {"status": 500}
    officer.fault(operation="get_key", region=PHX, **fault)
    with pytest.raises(Failure) as caught:
        officer.run(task, wait_timeout=100, wait=wait, **named)
    assert caught.value.results["changed"] is True
    told = caught.value.results["resource"]
    assert told["id"] == officer.named("key", NEW)[0].id
    assert [(each["region"], each["lifecycle_state"]) for each in told["replicas"]] == [(PHX, None)]
    with pytest.raises(Failure) as caught:
        officer.run(task, wait_timeout=100, state="disabled", **named)
    assert caught.value.results["resource"]["lifecycle_state"] == "DISABLED" if wait else not caught.value.results


def test_what_was_done_to_a_key_is_told_although_it_could_not_be_rotated(officer: Officer) -> None:
    able_to_look(officer)
    key(officer)
    officer.cloud.clock.advance(2 * DAY)
    officer.fault(operation="create_key_version", status=400, code="InvalidParameter")
    assert refused(officer, rotate_after_days=1).results == {}
    failure = refused(officer, rotate_after_days=1, freeform_tags={"a": "b"})
    assert failure.operation == "CreateKeyVersion"
    assert failure.results["changed"] is True
    assert failure.results["resource"]["freeform_tags"] == {"a": "b"}
    assert failure.results["resource"] == key(officer)["resource"]


def test_what_is_not_applied_is_no_change(officer: Officer) -> None:
    made = key(able_to_look(officer))["resource"]
    officer.fault(operation="disable_key", not_applied=True)
    assert refused(officer, state="disabled").results == {"changed": False, "resource": made}


# -- denied and wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_denied_names_the_statement_that_is_missing(cloud: Cloud, check: bool) -> None:
    failure = refused(Officer(cloud, "newcomer"), check=check)
    assert (failure.status, failure.operation) == (404, "GetVault")
    assert lacks(failure, "Allow group <your group> to read vaults")
    assert failure.opc_request_id


def test_who_may_only_read_is_told_what_is_missing(cloud: Cloud) -> None:
    auditor = Officer(cloud, "auditor")
    assert key(auditor, check=True)["changed"]
    failure = refused(auditor)
    assert failure.operation == "CreateKey"
    assert lacks(failure, "to manage keys in compartment id ")
    assert lacks(failure, "to use vaults in compartment id ")
    assert refused(auditor, name="cmk", state="disabled").kind == "InUse"
    assert refused(auditor, name="cmk", state="disabled", force_disable=True).operation == "DisableKey"


def test_auditors_may_look_but_not_retire(cloud: Cloud) -> None:
    """The look itself takes no right to change anything."""
    auditor = Officer(cloud, "auditor")
    failure = refused(auditor, name="cmk", state="absent", ignore_unreadable=True, check=True)
    assert failure.kind == "InUse"
    assert len(failure.results["users"]) > 5


KEY = "ocid1.key.oc1.iad.short.unique"
VAULT = "ocid1.vault.oc1.iad.short.unique"
COMPARTMENT = "ocid1.compartment.oc1..unique"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("key_id", "display_name")),
        ({"display_name": NEW}, ("vault_id", "vault_name")),
        ({"display_name": "", "vault_id": VAULT}, ("display_name",)),
        ({"key_id": "cmk"}, ("key_id", "'cmk'")),
        ({"key_id": VAULT}, ("key_id", VAULT, "vault_id")),
        ({"key_id": "ocid1.keyversion.oc1.iad.short.unique"}, ("key_id", "ocid1.keyversion.oc1.iad.short.unique")),
        ({"key_id": ""}, ("key_id",)),
        ({"display_name": NEW, "vault_id": "my vault"}, ("vault_id", "'my vault'")),
        ({"display_name": NEW, "vault_name": "v"}, ("vault_name", "vault_compartment_id")),
        ({"display_name": NEW, "vault_name": "v", "vault_id": VAULT}, ("vault_name", "vault_id")),
        (
            {"display_name": NEW, "vault_id": VAULT, "vault_compartment_id": COMPARTMENT},
            ("vault_compartment_id", "vault_name"),
        ),
        ({"key_id": KEY, "compartment_id": "security"}, ("compartment_id", "'security'")),
        ({"key_id": KEY, "length": 2048}, ("length", "128", "192", "256", "2048")),
        ({"key_id": KEY, "algorithm": "AES", "length": 512}, ("length", "16", "24", "32", "512")),
        ({"key_id": KEY, "algorithm": "RSA", "length": 128}, ("length", "2048", "3072", "4096", "128")),
        ({"key_id": KEY, "algorithm": "RSA", "curve_id": "NIST_P256"}, ("curve_id", "ECDSA", "RSA")),
        ({"key_id": KEY, "curve_id": "NIST_P256", "length": 384}, ("NIST_P256", "384", "length")),
        ({"key_id": KEY, "algorithm": "RSA", "length": 2048, "services": ["object_storage"]}, ("RSA-2048", "AES")),
        ({"key_id": KEY, "length": 128, "services": ["autonomous_database"]}, ("AES-128", "AES-256")),
        ({"key_id": KEY, "services": ["block_volume"], "rotate_after_days": 90}, ("rotate_after_days",)),
        (
            {"key_id": KEY, "services": ["block_volume"], "auto_rotation_interval_days": 90},
            ("auto_rotation_interval_days",),
        ),
        ({"key_id": KEY, "auto_rotation_interval_days": 59}, ("auto_rotation_interval_days", "60", "365", "59")),
        ({"key_id": KEY, "auto_rotation_interval_days": 366}, ("auto_rotation_interval_days", "60", "365", "366")),
        ({"key_id": KEY, "auto_rotation_interval_days": -1}, ("auto_rotation_interval_days", "60", "365", "-1")),
        ({"key_id": KEY, "rotate_after_days": 0}, ("rotate_after_days", "0")),
        ({"key_id": KEY, "deletion_days": 31}, ("deletion_days", "7", "30", "31")),
        ({"key_id": KEY, "freeform_tags": {"a": None}}, ("freeform_tags.a",)),
        ({"key_id": KEY, "wait_timeout": 0}, ("wait_timeout", "0")),
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


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"algorithm": "RSA"}, "length"),
        ({"algorithm": "ECDSA"}, "curve_id"),
        ({"algorithm": "ECDSA", "length": 256, "services": ["object_storage"]}, "AES"),
    ],
)
def test_a_new_key_needs_a_whole_shape(officer: Officer, options: dict[str, Any], named: str) -> None:
    for check in (True, False):
        failure = refused(officer, check=check, **options)
        assert failure.kind == "BadOption"
        assert names(failure, named)
    assert "create_key" not in officer.asked()


# -- whatever OCI really does ----------------------------------------------------------------------------------------

UNSETTLED = (*VARIANTS, *SEARCH)
COMBINED = mixtures(UNSETTLED, 2)


@pytest.mark.parametrize("chosen", COMBINED, ids=lambda chosen: f"seed {SEED} " + "+".join(chosen.values()))
def test_the_life_of_a_key(make_cloud: MakeCloud, chosen: dict[str, str]) -> None:
    """Told the same in every variant, in mixtures of them, in a vault that is replicated."""
    officer = able_to_look(Officer(make_cloud(**chosen)))
    named = {"display_name": NEW, "vault_id": replicated_vault(officer)}

    def step(expected: bool, **options: Any) -> None:
        predicted = officer.run(task, check=True, **named, **options)
        done = officer.run(task, **named, **options)
        assert predicted["changed"] is done["changed"] is expected
        assert predictable(predicted["resource"]) == predictable(done["resource"])
        assert done["verified"]

    step(True, services=["block_volume", "autonomous_database"])
    step(False, length=256)
    step(True, freeform_tags={"a": "b"})
    step(True, state="disabled")
    step(False, state="disabled")
    step(True)
    officer.cloud.clock.advance(2 * DAY)
    step(True, rotate_after_days=1)
    step(False, rotate_after_days=1)
    step(True, state="absent")
    step(False, state="absent")
    step(True)
    assert len(officer.named("key", NEW)) == 1
    for entry in officer.requests():
        assert entry.status < 500
