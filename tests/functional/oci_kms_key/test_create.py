# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_key creates one key of a name, of the requested shape."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption, Failure
from ansible_collections.cmk.oci.plugins.module_utils._resources import registry
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_kms_key.keys import (
    NEW,
    PHX,
    able_to_look,
    key,
    predictable,
    refused,
)
from tests.officer import Officer
from tests.results import codes, noted


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
    assert "create_key" not in officer.sent(after=so_far)
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


def test_what_is_not_requested_is_not_compared(officer: Officer) -> None:
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
    place: dict[str, Any] = {
        name: admin.compartment(each) if each in ("security", "projx") else each for name, each in where.items()
    }
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


def test_without_search_one_gets_notice_that_not_all_was_seen(officer: Officer) -> None:
    officer.fault(operation="search_resources", status=404, code="NotAuthorizedOrNotFound")
    made = key(officer, compartment_id=officer.compartment())
    assert made["changed"]
    assert codes(made) == ["ResourceSearchUnavailable"]
    assert made["notices"][0]["failure"]["status"] == 404


def test_a_vault_that_is_just_being_made_is_waited_for(officer: Officer) -> None:
    named: dict[str, Any] = {"display_name": "fresh", "compartment_id": officer.compartment()}
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


def test_requests_are_as_few_as_possible(officer: Officer) -> None:
    key(officer, name="cmk")
    assert officer.sent() == [
        "get_vault",
        "list_vault_replicas",
        "list_keys",
        "search_resources",
        "get_key",
    ]
    so_far = officer.now
    key(officer, key_id=officer.key_id("cmk"), vault_id=officer.vault_id())
    assert officer.sent(after=so_far) == ["get_vault", "list_vault_replicas", "get_key"]


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
