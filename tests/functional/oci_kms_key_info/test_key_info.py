# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_key_info tells what there is, says what it may not read, and changes nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure, NotFoundOrDenied
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as key_task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key_info as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from simulator.services.key_management.variants import VARIANTS
from simulator.services.resource_search import VARIANTS as SEARCH
from tests.clouds import MakeCloud
from tests.failures import lacks, names
from tests.officer import Officer
from tests.results import codes

PHX = "us-phoenix-1"
DAY = 24 * 3600


@pytest.fixture
def auditor(cloud: Cloud) -> Officer:
    return Officer(cloud, "auditor")


def one(officer: Officer, **options: Any) -> dict[str, Any]:
    """The only key of a result."""
    result = officer.run(task, **options)
    assert result["changed"] is False
    [resource] = result["resources"]
    found: dict[str, Any] = resource
    return found


def test_a_key_by_its_ocid(auditor: Officer) -> None:
    found = one(auditor, key_id=auditor.key_id("cmk"))
    assert found["display_name"] == "cmk"
    assert found["lifecycle_state"] == "ENABLED"
    assert (found["algorithm"], found["length"], found["shape"]) == ("AES", 256, "AES-256")
    assert found["protection_mode"] == "HSM"
    assert found["vault_id"] == auditor.vault_id()
    assert found["vault_name"] == "security-vault"
    assert found["compartment_id"] == auditor.compartment()
    assert found["management_endpoint"] == auditor.stored(auditor.vault_id()).data["managementEndpoint"]
    assert found["enabled_versions"] == 1
    assert found["current_version_age_days"] == 29
    assert found["auto_rotation_interval_days"] == 0
    assert found["replicas"] == []
    assert auditor.writes() == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cmk-disabled", {"lifecycle_state": "DISABLED"}),
        ("cmk-two-versions", {"enabled_versions": 2, "current_version_age_days": 0}),
        ("cmk-aes-128", {"length": 128}),
        ("cmk-rsa", {"algorithm": "RSA", "length": 2048}),
        ("cmk-pending-deletion", {"lifecycle_state": "PENDING_DELETION"}),
    ],
)
def test_what_keys_are_like(auditor: Officer, name: str, expected: dict[str, Any]) -> None:
    found = one(auditor, display_name=name, vault_id=auditor.vault_id())
    assert expected.items() <= found.items()
    assert (found["time_of_deletion"] is not None) is (name == "cmk-pending-deletion")


def test_no_age_is_below_zero_although_the_clock_of_the_service_is_ahead(auditor: Officer) -> None:
    owner = Officer(auditor.cloud)
    key_id = owner.run(key_task, display_name="fresh", vault_id=auditor.vault_id())["resource"]["id"]
    made = auditor.stored(key_id).data["timeCreated"]
    behind = datetime.datetime.fromisoformat(made.replace("Z", "+00:00")).timestamp() - 290
    object.__setattr__(auditor.session.clock, "wall", lambda: behind)
    found = one(auditor, key_id=key_id)
    assert found["current_version_age_days"] == 0
    assert [each["age_days"] for each in found["versions"]] == [0]


def test_versions_the_newest_first_with_their_ages(auditor: Officer) -> None:
    auditor.cloud.clock.advance(10 * DAY)
    found = one(auditor, key_id=auditor.key_id("cmk-two-versions"))
    assert [each["age_days"] for each in found["versions"]] == [10, 39]
    assert [each["is_current"] for each in found["versions"]] == [True, False]
    assert found["versions"][0]["id"] == found["current_key_version"]


def test_all_keys_of_a_vault_by_name(auditor: Officer) -> None:
    for where in ({"vault_id": auditor.vault_id()}, {"vault_name": "security-vault"}):
        options: dict[str, Any] = {
            **where,
            **({"vault_compartment_id": auditor.compartment()} if "vault_name" in where else {}),
        }
        result = auditor.run(task, **options)
        names = [each["display_name"] for each in result["resources"]]
        assert names == sorted(name for name in auditor.cloud.catalogue["keys"] if name != "cmk-phx")
        assert result["unreadable"] == []
        assert result["notices"] == []


def test_keys_in_other_compartments_than_their_vault(cloud: Cloud) -> None:
    admin = Officer(cloud, "admin")
    options: dict[str, Any] = {"display_name": "elsewhere", "vault_id": admin.vault_id()}
    made = admin.run(key_task, compartment_id=admin.compartment("projx"), **options)["resource"]
    assert one(admin, **options)["id"] == made["id"]
    assert made["id"] in {each["id"] for each in admin.run(task, vault_id=admin.vault_id())["resources"]}
    admin.fault(operation="search_resources", status=503, code="ServiceUnavailable")
    result = admin.run(task, **options)
    assert result["resources"] == []
    assert codes(result) == ["ResourceSearchUnavailable"]
    assert result["notices"][0]["failure"]["status"] == 503
    assert one(admin, compartment_id=admin.compartment("projx"), **options)["id"] == made["id"]


def test_two_of_one_name_are_both_reported(cloud: Cloud) -> None:
    admin = Officer(cloud, "admin")
    other = admin.run(key_task, display_name="other", vault_id=admin.vault_id())["resource"]["id"]
    admin.run(key_task, key_id=other, display_name="cmk")
    result = admin.run(task, display_name="cmk", vault_id=admin.vault_id())
    assert {each["id"] for each in result["resources"]} == {other, admin.key_id("cmk")}


def test_a_name_that_no_key_has(auditor: Officer) -> None:
    assert auditor.run(task, display_name="no-such-key", vault_id=auditor.vault_id())["resources"] == []


def test_it_reports_what_the_key_module_reports(auditor: Officer) -> None:
    named: dict[str, Any] = {"display_name": "cmk", "vault_id": auditor.vault_id()}
    assert auditor.run(key_task, check=True, **named)["resource"].items() <= one(auditor, **named).items()


def test_replicas(cloud: Cloud) -> None:
    officer = Officer(cloud)
    officer.allow("Allow service keymanagementservice to manage vaults in tenancy")
    named: dict[str, Any] = {
        "display_name": "replicated",
        "compartment_id": officer.compartment(),
        "replica_region": PHX,
    }
    vault_id = officer.run(vault_task, **named)["resource"]["id"]
    key_id = officer.run(key_task, display_name="new", vault_id=vault_id)["resource"]["id"]
    [replica] = one(officer, key_id=key_id)["replicas"]
    assert (replica["region"], replica["lifecycle_state"]) == (PHX, "ENABLED")
    there = one(Officer(cloud, region=PHX), key_id=key_id)
    assert there["is_primary"] is False
    assert there["region"] == PHX
    assert there["management_endpoint"] == replica["management_endpoint"]


def test_a_schedule(make_cloud: MakeCloud) -> None:
    officer = Officer(make_cloud(auto_rotation_vaults="any"))
    named: dict[str, Any] = {"display_name": "new", "vault_id": officer.vault_id()}
    officer.run(key_task, auto_rotation_interval_days=90, **named)
    assert one(officer, **named)["auto_rotation_interval_days"] == 90


def test_a_deleted_key_is_reported_only_when_it_is_requested(cloud: Cloud) -> None:
    auditor = Officer(cloud, "auditor")
    auditor.cloud.clock.advance(31 * DAY)
    gone = auditor.key_id("cmk-pending-deletion")
    assert gone not in {each["id"] for each in auditor.run(task, vault_id=auditor.vault_id())["resources"]}
    assert one(auditor, key_id=gone, vault_id=auditor.vault_id())["lifecycle_state"] == "DELETED"


def test_what_may_be_listed_and_not_read_is_reported(auditor: Officer) -> None:
    auditor.fault(operation="get_key", resource=auditor.key_id("cmk-rsa"), status=404, code="NotAuthorizedOrNotFound")
    result = auditor.run(task, vault_id=auditor.vault_id())
    [unreadable] = result["unreadable"]
    assert unreadable["id"] == auditor.key_id("cmk-rsa")
    assert unreadable["code"] == "NotAuthorizedOrNotFound"
    assert any("read keys" in each for each in unreadable["missing_statements"])
    assert result["notices"] == []
    assert len(result["resources"]) == len(auditor.cloud.catalogue["keys"]) - 2
    with pytest.raises(Failure) as caught:
        auditor.run(task, key_id=auditor.key_id("cmk-rsa"), vault_id=auditor.vault_id())
    assert caught.value.status == 404


def test_denied(cloud: Cloud) -> None:
    newcomer = Officer(cloud, "newcomer")
    with pytest.raises(NotFoundOrDenied) as caught:
        newcomer.run(task, vault_id=newcomer.vault_id())
    assert lacks(caught.value, "read vaults")
    with pytest.raises(NotFoundOrDenied) as caught:
        newcomer.run(task, key_id=newcomer.key_id("cmk"))
    assert names(caught.value, newcomer.key_id("cmk"))


def test_a_burst_of_429_on_everything(auditor: Officer) -> None:
    auditor.fault(probability=0.3, status=429, code="TooManyRequests")
    assert len(auditor.run(task, vault_id=auditor.vault_id())["resources"]) == len(auditor.cloud.catalogue["keys"]) - 1


def test_requests_are_as_few_as_possible(auditor: Officer) -> None:
    one(auditor, key_id=auditor.key_id("cmk"), vault_id=auditor.vault_id())
    assert auditor.sent() == ["get_vault", "list_vault_replicas", "get_key", "list_key_versions"]


KEY = "ocid1.key.oc1.iad.short.unique"
VAULT = "ocid1.vault.oc1.iad.short.unique"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("key_id", "vault_id")),
        ({"display_name": "cmk"}, ("key_id", "vault_id")),
        ({"display_name": "cmk", "key_id": KEY}, ("key_id", "display_name")),
        ({"key_id": "cmk"}, ("key_id", "'cmk'")),
        ({"key_id": ""}, ("key_id",)),
        ({"vault_id": KEY}, ("vault_id", KEY)),
        ({"vault_name": "v"}, ("vault_compartment_id",)),
        ({"vault_name": "v", "compartment_id": VAULT}, ("compartment_id", VAULT)),
        ({"vault_id": VAULT, "compartment_id": "security"}, ("compartment_id", "'security'")),
        ({"vault_id": VAULT, "display_name": " "}, ("display_name",)),
    ],
)
def test_wrong_options_are_refused_before_any_request(
    auditor: Officer, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(Failure) as caught:
        auditor.run(task, **options)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, *named)
    assert auditor.requests() == []


@pytest.mark.parametrize(
    "chosen",
    [{variant.name: choice} for variant in (*VARIANTS, *SEARCH) for choice in variant.choices[1:]],
    ids=lambda chosen: "+".join(chosen.values()),
)
def test_the_same_in_every_variant(make_cloud: MakeCloud, chosen: dict[str, str]) -> None:
    auditor = Officer(make_cloud(**chosen), "auditor")
    assert len(auditor.run(task, vault_id=auditor.vault_id())["resources"]) == len(auditor.cloud.catalogue["keys"]) - 1
    assert one(auditor, key_id=auditor.key_id("cmk"))["current_version_age_days"] == 29
