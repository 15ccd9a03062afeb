# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume rejects wrong options, keys, sources and places, and names missing statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.failures import lacks, names
from tests.functional.oci_volume.volumes import (
    MANAGED,
    WAYS,
    Way,
    domain,
    refused,
    source_id,
    there,
    volume,
)
from tests.officer import Officer
from tests.policies import assert_only_the_service_is_missing, work_after


def wrong_input() -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Options, and what the failure has to name."""
    yield {"display_name": None}, ("display_name", "compartment_id", "volume_id")
    yield {"compartment_id": None}, ("display_name", "compartment_id", "volume_id")
    yield {"compartment_id": "projx"}, ("compartment_id", "projx")
    yield {"display_name": " "}, ("display_name",)
    yield {"source_id": "ocid1.volumegroup.oc1.iad.x"}, ("source_id", "ocid1.volumegroup.oc1.iad.x")
    yield {"source_id": "ocid1.image.oc1.iad.x"}, ("source_id", "ocid1.image.oc1.iad.x")
    yield {"volume_id": "ocid1.volumebackup.oc1.iad.x"}, ("volume_id", "source_id", "ocid1.volumebackup.oc1.iad.x")
    yield {"availability_domain": None}, ("availability_domain",)
    yield {"size_in_gbs": 0}, ("size_in_gbs", "50", "32768", "0")
    yield {"size_in_gbs": 99999999}, ("size_in_gbs", "50", "32768", "99999999")
    yield {"vpus_per_gb": 7}, ("vpus_per_gb", "0", "10", "20", "30", "120", "7")
    yield {"vpus_per_gb": 121}, ("vpus_per_gb", "30", "120", "121")
    yield {"vpus_per_gb": 0, "source_id": "ocid1.bootvolume.oc1.iad.x"}, ("vpus_per_gb", "10", "20", "30", "0")
    yield {"wait": False, "wait_for_hydration": True}, ("wait_for_hydration=true", "wait=false")
    yield {"kms_key_id": "cmk"}, ("kms_key_id", "'cmk'")
    yield {"kms_key_ids": {"iad": "ocid1.key.oc1.iad.v.x", "us-ashburn-1": MANAGED}}, ("kms_key_ids", "us-ashburn-1")
    yield {"kms_key_ids": {"us ashburn": MANAGED}}, ("kms_key_ids", "us ashburn")
    yield {"kms_key_ids": {"iad": 5}}, ("kms_key_ids.iad",)
    yield {"kms_key_ids": {"iad": MANAGED}, "kms_key_id": MANAGED}, ("kms_key_ids", "kms_key_id")
    yield {"kms_key_name": "cmk"}, ("kms_key_name", "vault_id")
    yield {"freeform_tags": {"a": True}}, ("freeform_tags.a",)


@pytest.mark.parametrize(("options", "named"), list(wrong_input()), ids=[str(index) for index in range(21)])
def test_wrong_input_is_refused_before_any_request(
    operator: Officer, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    failure = refused(operator, **options)
    assert failure.kind == "BadOption"
    assert names(failure, *named)
    assert operator.writes() == []


@pytest.mark.parametrize("key", ["cmk-disabled", "cmk-pending-deletion", "cmk-rsa", "cmk-two-versions", "cmk-phx"])
@pytest.mark.parametrize("check", [True, False])
def test_a_key_that_will_not_do_makes_no_volume(operator: Officer, key: str, check: bool) -> None:
    failure = refused(operator, kms_key_id=operator.key_id(key), check=check)
    assert failure.kind == "KeyUnusable"
    assert operator.writes() == []


def test_a_key_that_could_not_be_read_is_reported_first(operator: Officer, way: Way) -> None:
    missing = operator.key_id("cmk")[:-6] + "absent"
    failure = refused(operator, way, kms_key_id=missing)
    assert str(failure).index(missing) < str(failure).index(f"{failure.status} {failure.code}")
    assert names(failure, "GetKey")
    left = refused(operator, way, kms_key_id=missing, validate_key=False)
    assert not names(left, "GetKey")


def test_without_the_services_grant_the_statement_is_named(operator: Officer, way: Way) -> None:
    operator.revoke("services-use-keys", "blockstorage")
    failure = refused(operator, way)
    assert lacks(failure, "Allow service blockstorage to use keys")
    assert failure.opc_request_id
    assert there(operator, way) == []


def test_a_source_that_is_not_there_or_has_ended(operator: Officer) -> None:
    backup = source_id(operator, WAYS[1])
    missing = refused(operator, source_id="ocid1.volumebackup.oc1.iad.missing")
    assert missing.code == "NotAuthorizedOrNotFound"
    operator.cloud.tenancy.store.change(operator.stored(str(backup)), {"lifecycleState": "TERMINATED"})
    ended = refused(operator, WAYS[1])
    assert ended.kind == "ResourceFailed"
    assert names(ended, backup, "TERMINATED")
    assert operator.writes() == []


def test_a_size_below_that_of_the_source(operator: Officer) -> None:
    source = operator.stored(str(source_id(operator, WAYS[1])))
    operator.cloud.tenancy.store.change(source, {"sizeInGBs": 100})
    failure = refused(operator, WAYS[1], size_in_gbs=50, check=True)
    assert failure.kind == "BadOption"
    assert names(failure, "size_in_gbs", "50", "100")


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("wrong", ["AD-1", "Uocm:PHX-AD-1", "uocm:us-ashburn-ad-1"])
def test_a_domain_that_is_not_there(operator: Officer, wrong: str, check: bool) -> None:
    failure = refused(operator, availability_domain=wrong, check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "us-ashburn-1", f"'{wrong}'", domain(operator))
    assert operator.writes() == []


@pytest.mark.parametrize("check", [True, False])
def test_a_clone_is_where_its_source_is(operator: Officer, check: bool) -> None:
    other = operator.cloud.catalogue["availability_domains"][operator.region][1]
    failure = refused(operator, WAYS[2], availability_domain=other, check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "availability_domain", other, source_id(operator, WAYS[2]))
    assert operator.writes() == []


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("state", ["DISABLED", "PENDING_DELETION", "DELETED"])
def test_a_source_under_a_key_that_is_not_enabled(operator: Officer, way: Way, state: str, check: bool) -> None:
    key = operator.stored(operator.key_id("cmk"))
    operator.cloud.tenancy.store.change(key, {"lifecycleState": state})
    if way.source is None:
        assert volume(operator, way, kms_key_id=MANAGED, check=check)["changed"]
        return
    failure = refused(operator, way, kms_key_id=MANAGED, check=check)
    assert failure.kind == "KeyUnusable"
    assert names(failure, source_id(operator, way), "cmk", key.id, state)
    assert operator.writes() == []
    if not check:
        left = refused(operator, way, kms_key_id=MANAGED, validate_key=False)
        assert left.status == 400


def test_throttling_and_failures_of_the_service_are_survived(operator: Officer, way: Way) -> None:
    operator.fault(operation="create_*volume", status=429, code="TooManyRequests", times=2)
    operator.fault(operation="list_*volumes", status=500, times=1)
    assert volume(operator, way)["verified"]
    assert len(there(operator, way)) == 1


def test_the_volume_is_not_found_at_first(operator: Officer) -> None:
    operator.fault(operation="get_volume", status=404, code="NotAuthorizedOrNotFound", times=2)
    assert volume(operator)["verified"]


def test_no_second_volume_however_long_the_first_is_not_seen(operator: Officer) -> None:
    operator.fault(operation="get_volume", status=404, code="NotAuthorizedOrNotFound", times=100)
    operator.fault(operation="list_volumes", stale=True)
    assert volume(operator)["verified"]
    assert operator.writes().count("create_volume") == 1


def test_a_policy_written_a_moment_ago_is_waited_for(operator: Officer, way: Way) -> None:
    work_after(operator.cloud, 10)
    assert volume(operator, way)["verified"]


def test_a_denial_names_what_is_missing_and_no_more(operator: Officer) -> None:
    assert_only_the_service_is_missing(operator, refused)


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "run"])
@pytest.mark.parametrize("state", ["DELETING", "DELETED"])
def test_a_compartment_that_is_deleted_is_refused(operator: Officer, state: str, check: bool) -> None:
    compartment = operator.cloud.tenancy.store.find(operator.compartment("projx"))
    assert compartment is not None
    operator.cloud.tenancy.store.change(compartment, {"lifecycleState": state})
    failure = refused(operator, check=check)
    if state == "DELETING":
        assert failure.kind == "BadOption"
        assert names(failure, state)
    else:
        assert failure.code == "NotAuthorizedOrNotFound", "nobody sees what was in it"
    assert operator.writes() == []


def test_a_compartment_that_cannot_be_read_is_left_to_the_service(operator: Officer) -> None:
    operator.fault(operation="get_compartment", status=404, code="NotAuthorizedOrNotFound")
    assert volume(operator)["changed"]


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "run"])
def test_a_source_that_may_not_be_read_is_foreseen(operator: Officer, way: Way, check: bool) -> None:
    if way.source is None:
        return
    seeded = operator.stored(str(source_id(operator, way)))
    operator.cloud.tenancy.store.change(seeded, {"compartmentId": operator.compartment("projy")})
    failure = refused(operator, way, check=check)
    assert failure.code == "NotAuthorizedOrNotFound"
    assert failure.resource == source_id(operator, way)
    assert operator.writes() == []
