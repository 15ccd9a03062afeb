# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy for keys says what is intended, no more, is written once, and works for whom it names."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.modules import oci_kms_policy
from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource
from tests.clouds import MakeCloud
from tests.contract.rows import BUCKET, VOLUME
from tests.failures import advises, lacks, names
from tests.functional.oci_kms_policy.author import INTENT, Author
from tests.operator import Operator
from tests.results import codes

DOCUMENTED: dict[str, Any] = yaml.safe_load(oci_kms_policy.RETURN)

FEWER: dict[str, Any] = {**INTENT, "groups": []}


def test_the_statements_of_oracles_documents(author: Author) -> None:
    result = author.run(**INTENT, kms_key_ids=[author.key])
    only = f"in compartment id {author.security} where target.key.id = '{author.key}'"
    assert author.statements == [
        f"Allow service blockstorage to use keys {only}",
        f"Allow service objectstorage-us-ashburn-1 to use keys {only}",
        f"Allow group 'projx-admin-group' to use key-delegate {only}",
        f"Allow dynamic-group 'project-databases' to use keys {only}",
        f"Allow dynamic-group 'project-databases' to use vaults in compartment id {author.security}",
    ]
    assert result["changed"] is True
    assert result["added_statements"] == author.statements == result["resource"]["statements"]
    assert set(result["resource"]) == set(DOCUMENTED["resource"]["contains"])


def test_a_vault_may_be_in_another_compartment_than_its_keys(author: Author) -> None:
    vaults, root = str(author.cloud.catalogue["compartments"]["projy"]), author.cloud.tenancy.id
    wanted: dict[str, Any] = {
        "dynamic_groups": ["project-databases"],
        "vault_compartment_id": vaults,
        "compartment_id": root,
    }
    assert author.run(**wanted)["changed"] is True
    assert author.statements == [
        f"Allow dynamic-group 'project-databases' to use keys in compartment id {author.security}",
        f"Allow dynamic-group 'project-databases' to use vaults in compartment id {vaults}",
    ]
    assert author.run(**wanted)["changed"] is False


def test_before_the_policy_it_fails_and_after_it_it_works(author: Author) -> None:
    for row in (VOLUME, BUCKET):
        operator = Operator(author.cloud, row)
        resource = operator.id(row.oracle_managed)
        with pytest.raises(Failure):
            operator.assign(resource, "cmk")
    author.run(**INTENT, kms_key_ids=[author.key])
    author.cloud.clock.advance(120)
    for row in (VOLUME, BUCKET):
        operator = Operator(author.cloud, row)
        assert operator.assign(operator.id(row.oracle_managed), "cmk")["changed"] is True
        with pytest.raises(Failure):
            operator.assign(operator.id(row.oracle_managed), "cmk-other")


def test_check_mode_predicts(author: Author) -> None:
    predicted = author.run(check=True, **INTENT)
    assert author.writes() == []
    done = author.run(**INTENT)
    assert predicted["resource"].pop("id") is None
    assert done["resource"].pop("id")
    assert predicted["resource"] == done["resource"]
    more = {**INTENT, "groups": ["projx-admin-group", "projy-admin-group"]}
    assert author.run(check=True, **more) == {**author.run(**more)}


def test_it_merges_and_repairs(author: Author) -> None:
    author.run(**INTENT)
    policy = next(each for each in author.cloud.tenancy.store.listing("policy") if each.data["name"] == "cmk")
    by_hand = [f"Allow group auditors to inspect keys in compartment id {author.security}", *author.statements[1:]]
    author.cloud.tenancy.store.change(policy, {"statements": by_hand})
    result = author.run(**INTENT)
    assert result["added_statements"] == [f"Allow service blockstorage to use keys in compartment id {author.security}"]
    assert by_hand[0] in author.statements
    assert set(by_hand) < set(author.statements)


def test_what_means_the_same_or_allows_more_is_left_alone(author: Author) -> None:
    author.run(**INTENT)
    policy = next(each for each in author.cloud.tenancy.store.listing("policy") if each.data["name"] == "cmk")
    store = author.cloud.tenancy.store
    store.change(policy, {"statements": [each.replace(" to ", "   TO ") for each in author.statements]})
    assert author.run(**INTENT)["changed"] is False
    store.change(policy, {"statements": ["Allow any-user to manage all-resources in tenancy"]})
    assert author.run(**INTENT)["changed"] is False


def test_purging_is_requested(author: Author) -> None:
    author.run(**INTENT)
    fewer = {**INTENT, "dynamic_groups": []}
    assert author.run(**fewer)["changed"] is False
    result = author.run(**fewer, purge=True)
    assert len(result["removed_statements"]) == 2
    assert author.statements == result["resource"]["statements"]
    assert len(author.statements) == 3


def test_what_others_write_meanwhile_stays_and_is_not_waited_for(author: Author) -> None:
    author.run(**FEWER)
    store = author.cloud.tenancy.store
    policy = next(each for each in store.listing("policy") if each.data["name"] == "cmk")
    theirs = "Allow group auditors to inspect keys in tenancy"
    author.operator.fault(operation="update_policy", status=412, code="NoEtagMatch", times=1)
    # While the policy does not read as written yet, they add theirs.
    author.operator.fault(operation="get_policy", skip=2, times=1, stale=True)

    def add_theirs(written: Resource) -> None:
        store.change(written, {"statements": [*written.data["statements"], theirs]})

    store.after(1, policy, then=add_theirs)
    result = author.run(**INTENT)
    assert result["verified"] is True
    assert len(author.statements) == 6
    assert theirs in author.statements


def test_taken_out_is_not_what_a_wider_statement_still_allows(author: Author) -> None:
    author.run(**INTENT)
    store = author.cloud.tenancy.store
    policy = next(each for each in store.listing("policy") if each.data["name"] == "cmk")
    wider = f"Allow service blockstorage, FssOc1Prod to use keys in compartment id {author.security}"
    store.change(policy, {"statements": [wider]})
    for check in (True, False):
        result = author.run(check=check, services=["block_volume"], state="absent")
        assert result["changed"] is False
        assert codes(result) == ["StatementNotRemoved"]
        assert result["notices"][0]["resource"] == result["resource"]["id"]
        assert wider in result["notices"][0]["text"]
    assert author.statements == [wider]


@pytest.mark.parametrize("option", ["home_region", "compartment_id", "vault_compartment_id"])
def test_an_empty_option_is_rejected(author: Author, option: str) -> None:
    with pytest.raises(Failure) as caught:
        author.run(check=False, services=["block_volume"], **dict[str, Any]({option: ""}))
    assert (caught.value.kind, caught.value.option) == ("BadOption", option)
    assert author.operator.requests() == []


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"kms_key_ids": ["ocid1.key.oc1.iad.v.k", "ocid1.key.oc2.iad.v.k"]}, "kms_key_ids[1]"),
        ({"kms_key_ids": {"us-ashburn-1": "ocid1.key.oc2.iad.v.k"}}, "kms_key_ids.us-ashburn-1"),
        ({"kms_key_ids": "ocid1.key.oc1.iad.v.k,ocid1.key.oc2.iad.v.k"}, "kms_key_ids[1]"),
        ({"key_compartment_id": "ocid1.compartment.oc2..x"}, "key_compartment_id"),
        ({"groups": ["ocid1.group.oc2..x"]}, "groups[0]"),
    ],
    ids=["list", "map", "text", "compartment", "group"],
)
def test_an_ocid_of_another_realm_is_rejected(author: Author, options: dict[str, Any], option: str) -> None:
    with pytest.raises(Failure) as caught:
        author.run(check=True, services=["block_volume"], **options)
    assert (caught.value.kind, caught.value.option) == ("BadOption", option)
    assert author.operator.requests() == []


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"groups": ["Key Opps"]}, ("groups", "'Key Opps'")),
        (
            {"services": ["object_storage"], "regions": ["us-ashbrun-1"]},
            ("regions", "us-ashbrun-1", "us-ashburn-1", "us-phoenix-1"),
        ),
        (
            {"services": ["block_volume"], "home_region": "us-phoenix-1"},
            ("home_region", "us-phoenix-1", "us-ashburn-1"),
        ),
        ({"services": ["block_volume"], "compartment_id": "projy"}, ("compartment_id",)),
    ],
    ids=["group", "region", "home region", "compartment"],
)
def test_what_can_be_known_to_fail_is_refused_before_anything_is_written(
    author: Author, options: dict[str, Any], named: tuple[str, ...], check: bool
) -> None:
    if "compartment_id" in options:
        options = {**options, "compartment_id": author.cloud.catalogue["compartments"][options["compartment_id"]]}
    with pytest.raises(Failure) as caught:
        author.run(check=check, **options)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, *named)
    assert author.writes() == []


def test_a_dynamic_group_may_be_to_come_in_check_mode_only(author: Author) -> None:
    wanted: dict[str, Any] = {"dynamic_groups": ["nosuch"]}
    predicted = author.run(check=True, **wanted)
    assert codes(predicted) == ["DynamicGroupNotFound"]
    with pytest.raises(Failure) as caught:
        author.run(**wanted)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, "dynamic_groups", "'nosuch'")
    assert author.writes() == []


def test_a_failure_after_the_write_reports_the_policy(author: Author) -> None:
    author.operator.fault(operation="get_policy", status=404, code="NotAuthorizedOrNotFound")
    with pytest.raises(Failure) as caught:
        author.run(**INTENT, wait_timeout=10)
    assert caught.value.results["changed"] is True
    assert caught.value.results["resource"]["statements"] == author.statements


def test_a_region_may_be_named_by_its_key(author: Author) -> None:
    author.run(services=["object_storage"], regions=["IAD"])
    assert author.statements == [
        f"Allow service objectstorage-us-ashburn-1 to use keys in compartment id {author.security}"
    ]


def test_a_name_that_is_taken_elsewhere(author: Author) -> None:
    with pytest.raises(Failure) as caught:
        author.run(services=["block_volume"], policy_name="services-use-keys")
    assert (caught.value.kind, caught.value.code) == ("Conflict", "PolicyAlreadyExists")
    assert names(caught.value, "policy_name")


def test_more_statements_than_a_policy_may_have(make_cloud: MakeCloud) -> None:
    author = Author(make_cloud(statements_per_policy="50"))
    keys = [f"ocid1.key.oc1.iad.vault.k{number}" for number in range(51)]
    with pytest.raises(Failure) as caught:
        author.run(groups=["projx-admin-group"], kms_key_ids=keys)
    assert caught.value.code == "LimitExceeded"
    assert advises(caught.value, "policy_name")


def test_taking_statements_out(author: Author) -> None:
    author.run(**INTENT)
    databases: dict[str, Any] = {"dynamic_groups": ["project-databases"]}
    assert author.run(check=True, **databases, state="absent")["changed"] is True
    assert len(author.statements) == 5
    result = author.run(**databases, state="absent")
    assert len(result["removed_statements"]) == 2
    assert author.run(**databases, state="absent")["changed"] is False
    gone = author.run(**{**INTENT, "dynamic_groups": []}, state="absent")
    assert gone["resource"] is None
    assert author.statements == []
    assert author.run(**INTENT, state="absent")["changed"] is False


def test_writes_go_to_the_home_region_whatever_is_requested(author: Author) -> None:
    author.operator.session = author.operator.session.in_region("us-phoenix-1")
    author.run(services=["object_storage"])
    entry = next(each for each in author.operator.requests() if each.writes)
    assert entry.region == "us-ashburn-1"
    assert author.statements == [
        f"Allow service objectstorage-us-phoenix-1 to use keys in compartment id {author.security}"
    ]


@pytest.mark.parametrize("lagging", ["us-ashburn-1", "us-phoenix-1"])
def test_it_waits_until_the_policy_reads_as_written(author: Author, lagging: str) -> None:
    """In the home region, and where the keys are used: a policy spreads from the one to the others."""
    regions = ["us-ashburn-1", "us-phoenix-1"]
    author.run(**FEWER, regions=regions)
    so_far, before = author.operator.now, author.cloud.clock.now()
    read_before_the_write = 1 if lagging == "us-ashburn-1" else 0
    author.operator.fault(operation="get_policy", region=lagging, skip=read_before_the_write, times=2, stale=True)
    result = author.run(**INTENT, regions=regions)
    assert result["verified"] is True
    assert result["resource"]["statements"] == author.statements
    requested = [(each.operation, each.region) for each in author.operator.requests(after=so_far)]
    written = requested.index(("identity.update_policy", "us-ashburn-1"))
    reads = [region for operation, region in requested[written:] if operation == "identity.get_policy"]
    assert reads == [region for region in regions for _read in range(3 if region == lagging else 1)]
    assert author.cloud.clock.now() > before, "it does not ask without a pause"


def test_a_policy_that_never_reads_as_written_is_a_time_out(author: Author) -> None:
    author.run(**FEWER)
    author.operator.fault(operation="get_policy", skip=1, stale=True)
    with pytest.raises(Failure) as caught:
        author.run(**INTENT, wait_timeout=60)
    assert caught.value.kind == "TimedOut"
    assert names(caught.value, "us-ashburn-1", "ACTIVE", "4"), "the last that was seen"


def test_without_waiting_the_policy_is_not_called_verified(author: Author) -> None:
    author.run(**FEWER)
    so_far = author.operator.now
    assert author.run(**INTENT, wait=False)["verified"] is False
    assert author.operator.requests(after=so_far)[-1].operation == "identity.update_policy"


def test_it_warns_near_the_limit(author: Author) -> None:
    policy = next(iter(author.cloud.tenancy.store.listing("policy")))
    many = [f"Allow group g{number} to inspect keys in tenancy" for number in range(450)]
    author.cloud.tenancy.store.change(policy, {"statements": many})
    assert codes(author.run(check=True, **INTENT)) == ["StatementLimitNear"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("services", "groups", "dynamic_groups")),
        ({"groups": ["a' to manage all-resources in tenancy where '"]}, ("groups",)),
        ({"groups": ["a\nAllow any-user to manage all-resources in tenancy"]}, ("groups",)),
        ({"dynamic_groups": ["a/b/c"]}, ("dynamic_groups", "a/b/c")),
        ({"groups": ["g"], "kms_key_ids": ["ocid1.vault.oc1.iad.a.b"]}, ("kms_key_ids", "ocid1.vault.oc1.iad.a.b")),
        ({"groups": ["g"], "compartment_id": "security"}, ("compartment_id", "'security'")),
        ({"groups": ["g"], "wait_timeout": 0}, ("wait_timeout", "0")),
        ({"groups": ["g"], "policy_name": "cmk\nx"}, ("policy_name",)),
        ({"groups": ["g"], "policy_name": " "}, ("policy_name",)),
    ],
    ids=["nobody", "a quote", "a line break", "slashes", "a vault", "a name", "no patience", "two lines", "blank"],
)
def test_wrong_options_are_refused_before_any_request(
    author: Author, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(Failure) as caught:
        author.run(**options)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, *named)
    assert author.operator.requests() == []


def test_who_may_not_write_policies_gets_the_missing_statements(cloud: Cloud) -> None:
    author = Author(cloud, user="security-officer")
    with pytest.raises(Failure) as caught:
        author.run(**INTENT, home_region="us-ashburn-1")
    assert lacks(caught.value, "policies in compartment")
    assert caught.value.opc_request_id


def test_who_may_not_read_the_home_region_is_advised_to_specify_it(cloud: Cloud) -> None:
    with pytest.raises(Failure) as caught:
        Author(cloud, user="newcomer").run(**INTENT)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, "home_region")
