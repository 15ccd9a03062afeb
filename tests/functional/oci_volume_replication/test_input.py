# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume_replication rejects keys, domains and sources that cannot be, and names missing statements."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.failures import advises, lacks, names
from tests.functional.oci_volume_replication.replicas import (
    ASH,
    GROUP,
    MANAGED,
    PHX,
    Kind,
    change,
    domain,
    end,
    other_key,
    refused,
    replicate,
    source_id,
    there,
)
from tests.officer import Officer
from tests.results import codes


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_that_will_not_do(operator: Officer, kind: Kind, check: bool) -> None:
    disabled = other_key(operator, "off")
    change(operator, disabled, {"lifecycleState": "DISABLED"}, PHX)
    doubled = other_key(operator, "two")
    home = operator.stored(operator.vault_id("security-vault-phx"), PHX)
    admin = Officer(operator.cloud, "admin", region=PHX)
    admin.session.client(
        "key_management", "KmsManagementClient", endpoint=home.data["managementEndpoint"]
    ).create_key_version(doubled)
    mark = operator.now
    for key_id, why in (
        (disabled, "DISABLED"),
        (other_key(operator, "rsa", algorithm="RSA", length=256), "RSA"),
        (doubled, "2"),
        (operator.key_id("cmk"), PHX),
    ):
        failure = refused(operator, kind, kms_key_id=key_id, check=check)
        assert failure.kind == "KeyUnusable"
        assert names(failure, key_id, why)
    assert [each for each in operator.writes(after=mark) if each != "create_key"] == []


def test_a_key_that_is_missing(operator: Officer, kind: Kind) -> None:
    missing = operator.key_id("cmk-phx")[:-4] + "none"
    failure = refused(operator, kind, kms_key_id=missing)
    assert failure.status == 404
    assert str(failure).index(missing) < str(failure).index(f"{failure.status} {failure.code}")
    assert names(failure, "GetKey")
    assert there(operator, kind) == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_domain_that_will_not_do(operator: Officer, kind: Kind, check: bool) -> None:
    own, other = domain(operator, ASH), domain(operator)
    for name, named in (
        (own, own),
        (other.replace("AD-1", "AD-9"), other),
        (f"Wrong:{other.split(':')[1]}", other),
        ("PHX-AD-1", "'PHX-AD-1'"),
        ("", "replica_region"),
    ):
        options = {"kms_key_id": operator.key_id("cmk")} if name == own else {}
        failure = refused(operator, kind, availability_domain=name, check=check, **options)
        assert failure.kind == "BadOption"
        assert names(failure, named)
    failure = refused(operator, kind, replica_region="iad", check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "replica_region", "us-ashburn-1", domain(operator), PHX)
    assert operator.writes() == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_the_end_of_what_is_in_no_domain_is_refused(operator: Officer, kind: Kind, check: bool) -> None:
    replicate(operator, kind)
    for name in (domain(operator).lower(), domain(operator).replace("AD-1", "AD-9")):
        failure = refused(operator, kind, state="terminated", availability_domain=name, check=check)
        assert failure.kind == "BadOption"
        assert names(failure, PHX, f"'{name}'", domain(operator))
    assert len(there(operator, kind)) == 1
    operator.revoke("projx-operators", "all-resources")
    reported = end(operator, kind, availability_domain=domain(operator).replace("AD-1", "AD-9"))
    assert not reported["changed"]
    assert codes(reported) == ["AvailabilityDomainNotChecked"]


def test_domains_that_may_not_be_listed_are_left_to_the_service(operator: Officer, kind: Kind) -> None:
    operator.revoke("projx-operators", "all-resources")
    unseen = domain(operator).replace("AD-1", "AD-9")
    predicted = replicate(operator, kind, availability_domain=unseen, check=True)
    assert "AvailabilityDomainNotChecked" in codes(predicted)
    failure = refused(operator, kind, availability_domain=unseen)
    assert failure.status == 400
    assert replicate(operator, kind)["verified"]


def test_a_region_without_subscription_is_named(operator: Officer, kind: Kind) -> None:
    for state in ("present", "terminated"):
        options = {"state": state, **({"kms_key_id": MANAGED} if state == "present" else {})}
        failure = refused(operator, kind, availability_domain="Uocm:SA-SAOPAULO-1-AD-1", **options)
        assert failure.kind == "BadOption"
        assert names(failure, "availability_domain", "'sa-saopaulo-1'", PHX)
    options = {"availability_domain": "Uocm:MARS-AD-1", "replica_region": "eu-mars-1", "kms_key_id": MANAGED}
    assert names(refused(operator, kind, **options), "replica_region", "'eu-mars-1'")
    operator.revoke("projx-operators", "tenancies")
    failure = refused(operator, kind, availability_domain="Uocm:SA-SAOPAULO-1-AD-1")
    assert failure.kind == "NotAuthenticated"
    assert advises(failure, "sa-saopaulo-1")


@pytest.mark.parametrize("again", [False, True], ids=["made", "found"])
def test_a_replica_that_reads_do_not_show_yet_is_looked_for(operator: Officer, kind: Kind, again: bool) -> None:
    if again:
        replicate(operator, kind)
    operator.fault(operation=f"get_{kind.stored}", times=2, status=404, code="NotAuthorizedOrNotFound")
    assert replicate(operator, kind)["verified"]


def test_a_source_that_cannot_be(operator: Officer, kind: Kind) -> None:
    for wrong, named in (
        (operator.cloud.catalogue["volume_backups"]["backup-right-key"], "'volumebackup'"),
        (operator.key_id("cmk"), "'key'"),
        ("data", "'data'"),
    ):
        failure = refused(operator, kind, source_id=wrong)
        assert failure.kind == "BadOption"
        assert names(failure, "source_id", named)
    change(operator, source_id(operator, kind), {"lifecycleState": "FAULTY"})
    for options in ({}, {"state": "terminated"}, {"wait": False}):
        failure = refused(operator, kind, **options)
        assert failure.kind == "ResourceFailed"


def test_who_may_nothing_with_keys_gets_the_missing_statements(cloud: Cloud, kind: Kind) -> None:
    newcomer = Officer(cloud, "newcomer")
    failure = refused(newcomer, kind)
    assert failure.code == "NotAuthorizedOrNotFound"
    key_id = newcomer.key_id("cmk-phx")
    verb = "manage volume-groups" if kind is GROUP else "use volumes"
    assert lacks(failure, f"Allow group <your group> to {verb} in compartment id {newcomer.compartment('projx')}")
    assert lacks(failure, "key-delegate", f"where target.key.id = '{key_id}'")
    assert lacks(failure, "Allow service blockstorage to use keys", f"where target.key.id = '{key_id}'")
    assert there(newcomer, kind) == []
    # It may do without a key.
    assert replicate(newcomer, kind, kms_key_id=MANAGED)["verified"]


def test_who_may_not_see_the_source_gets_that_reason(cloud: Cloud, kind: Kind) -> None:
    failure = refused(Officer(cloud, "projy-operator"), kind)
    assert failure.code == "NotAuthorizedOrNotFound"
    assert lacks(failure, "Allow group <your group> to inspect")
