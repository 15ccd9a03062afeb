# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A denied change of key names the statements that are missing, and not those that policies hold already."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure, Policies
from ansible_collections.cmk.oci.plugins.module_utils._iam import policy_lookup
from simulator.cloud import Cloud
from tests.contract.rows import BOOT_VOLUME, BUCKET, VOLUME, VOLUME_BACKUP, Row
from tests.failures import lacks, verdict
from tests.operator import Operator
from tests.policies import READS, other_words, what_cannot_be_decided

OF_SERVICE, OF_GROUP = "to use keys in", "to use key-delegate in"

ROWS = [VOLUME, BOOT_VOLUME, VOLUME_BACKUP, BUCKET]


@pytest.fixture(params=ROWS, ids=lambda row: row.kind)
def operator(cloud: Cloud, request: pytest.FixtureRequest) -> Operator:
    row: Row = request.param
    return Operator(cloud, row)


def refusal(operator: Operator) -> Failure:
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(operator.row.oracle_managed), "cmk")
    assert caught.value.kind != "BadOption"
    return caught.value


def no_service(operator: Operator) -> None:
    operator.revoke("services-use-keys")


def no_delegate(operator: Operator) -> None:
    operator.revoke("projx-operators", unless=lambda statement: "key-delegate" not in statement)


@pytest.fixture
def reader(operator: Operator) -> Operator:
    """One who may read policies."""
    operator.allow(*READS)
    return operator


def test_only_the_service_is_missing(reader: Operator) -> None:
    no_service(reader)
    failure = refusal(reader)
    assert verdict(failure) == "missing"
    assert len(failure.missing_statements) == 1
    assert lacks(failure, "Allow service", OF_SERVICE)


def test_only_the_group_is_missing(reader: Operator) -> None:
    if reader.row is BUCKET:
        reader.cloud.tenancy.variants.choose("update_bucket_needs_delegate", "yes")
    no_delegate(reader)
    failure = refusal(reader)
    assert lacks(failure, OF_GROUP)
    assert not lacks(failure, "Allow service")


def test_both_are_missing(reader: Operator) -> None:
    no_service(reader)
    no_delegate(reader)
    failure = refusal(reader)
    assert lacks(failure, OF_SERVICE)
    assert lacks(failure, OF_GROUP)
    assert len(failure.missing_statements) == 2


def test_a_group_may_be_named_by_its_ocid(reader: Operator) -> None:
    no_service(reader)
    no_delegate(reader)
    group = reader.cloud.catalogue["groups"]["projx-admin-group"]
    reader.allow(f"Allow group id {group} to use key-delegate in tenancy")
    assert not lacks(refusal(reader), OF_GROUP)


def test_what_all_policies_hold_is_said_to_be_held(reader: Operator) -> None:
    """Then it is the resource, or policies that do not work yet."""
    reader.fault(operation=reader.row.assign, status=404, code="NotAuthorizedOrNotFound")
    failure = refusal(reader)
    assert (verdict(failure), failure.missing_statements) == ("held", ())


@pytest.mark.parametrize("without", range(len(READS)), ids=lambda number: READS[number].split(" in ")[0])
def test_what_may_not_be_read_is_not_called_missing(operator: Operator, without: int) -> None:
    """What the operator cannot look up stays in the list, as for one who may read nothing."""
    no_service(operator)
    operator.allow(*(each for number, each in enumerate(READS) if number != without))
    failure = refusal(operator)
    assert lacks(failure, OF_SERVICE)
    # No service is in any group.
    is_about_groups = "users" in READS[without] or "groups" in READS[without]
    assert verdict(failure) == ("missing" if is_about_groups else "unknown")
    assert not (is_about_groups and lacks(failure, OF_GROUP))


def test_who_may_read_nothing_gets_the_whole_list(operator: Operator) -> None:
    no_service(operator)
    failure = refusal(operator)
    assert lacks(failure, OF_SERVICE)
    assert lacks(failure, OF_GROUP)
    assert len(failure.missing_statements) == 3
    assert verdict(failure) == "unknown"


@pytest.mark.parametrize("trouble", [{"status": 500, "code": "InternalServerError"}, {"truncated": True}], ids=str)
def test_trouble_with_the_explanation_hides_nothing(reader: Operator, trouble: dict[str, Any]) -> None:
    no_service(reader)
    reader.fault(operation="list_policies", **trouble)
    failure = refusal(reader)
    assert failure.operation.lower() == reader.row.assign.split(".")[1].replace("_", "")
    assert failure.opc_request_id
    assert len(failure.missing_statements) == 3


def test_a_mistake_in_the_explanation_hides_nothing(reader: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    no_service(reader)

    def mistaken(*_arguments: Any, **_options: Any) -> None:
        raise KeyError("a mistake")

    monkeypatch.setattr(policy_lookup, "look_up", mistaken)
    failure = refusal(reader)
    assert verdict(failure) == "unknown"
    assert len(failure.missing_statements) == 3


def test_policies_are_read_only_when_refused_and_seldom(reader: Operator) -> None:
    resource_id = reader.id(reader.row.oracle_managed)
    reader.assign(resource_id, "cmk")
    of_identity = [each for each in reader.requests() if each.operation.startswith("identity.")]
    assert of_identity == []
    reader.unassign(resource_id)
    no_service(reader)
    so_far = reader.now
    refusal(reader)
    requested = [each.operation for each in reader.requests(after=so_far) if each.operation.startswith("identity.")]
    assert not [each for each in reader.requests(after=so_far) if each.writes and each.operation != reader.row.assign]
    # The groups of the caller and of the tenancy; compartments and policies of both places and of what is above them.
    assert len(requested) <= 12
    assert len({each.path for each in reader.requests(after=so_far) if each.operation == "identity.list_policies"}) < 5


def test_services_are_looked_up_even_where_the_callers_groups_are_not_known(operator: Operator) -> None:
    if operator.row is BUCKET:
        operator.cloud.tenancy.variants.choose("update_bucket_needs_delegate", "yes")
    operator.allow(*READS[:2])
    no_delegate(operator)
    failure = refusal(operator)
    assert verdict(failure) == "unknown"
    assert len(failure.missing_statements) == 2
    assert all(each.startswith("Allow group") for each in failure.missing_statements)


WORDS = ["vault", "not another vault", "permissions", "everybody", "nested", "pattern"]
UNTOLD = ["parts", "operation", "type"]


@pytest.mark.parametrize("words", WORDS)
def test_only_the_group_is_missing_however_the_service_is_let(reader: Operator, words: str) -> None:
    if reader.row is BUCKET:
        reader.cloud.tenancy.variants.choose("update_bucket_needs_delegate", "yes")
    no_service(reader)
    no_delegate(reader)
    reader.allow(other_words(reader)[words])
    failure = refusal(reader)
    assert verdict(failure) == "missing"
    assert len(failure.missing_statements) == 1
    assert lacks(failure, f"{OF_GROUP} compartment id")


@pytest.mark.parametrize("words", UNTOLD)
def test_what_is_missing_for_certain_is_said_without_what_cannot_be_decided(reader: Operator, words: str) -> None:
    if reader.row is BUCKET:
        reader.cloud.tenancy.variants.choose("update_bucket_needs_delegate", "yes")
    no_service(reader)
    no_delegate(reader)
    reader.allow(what_cannot_be_decided(reader)[words])
    failure = refusal(reader)
    assert len(failure.missing_statements) == 1
    assert lacks(failure, OF_GROUP)


@pytest.mark.parametrize(
    "condition",
    ["request.networkSource.name = 'office'", "target.resource.tag.a.b = 'c'", "any {request.ad = 'a', x.y = 'z'}"],
)
def test_a_statement_that_cannot_be_evaluated_is_named(reader: Operator, condition: str) -> None:
    """Neither "missing" nor "held": what the policy depends on only OCI knows."""
    no_service(reader)
    statement = f"Allow any-user to use keys in tenancy where {condition}"
    reader.allow(statement)
    failure = refusal(reader)
    assert failure.policies == Policies("unknown", undecided=(statement,))
    assert lacks(failure, "Allow service")
    assert not lacks(failure, OF_GROUP)


@pytest.mark.parametrize(
    ("denial", "names"),
    [
        ("Deny any-user to use keys in tenancy", OF_SERVICE),
        ("Deny any-user to use key-family in compartment security", OF_SERVICE),
        (
            "Deny {service} to {{KEY_INSPECT, KEY_READ, KEY_ENCRYPT, KEY_DECRYPT, KEY_EXPORT, KEY_SIGN, KEY_VERIFY}} "
            "in tenancy",
            OF_SERVICE,
        ),
        ("Deny group projx-admin-group to use key-delegate in tenancy where target.vault.id = '{vault}'", OF_GROUP),
    ],
)
def test_a_statement_that_denies_it_is_named(reader: Operator, denial: str, names: str) -> None:
    if reader.row is BUCKET:
        reader.cloud.tenancy.variants.choose("update_bucket_needs_delegate", "yes")
    service = reader.row.access.facts.principal.format(region="us-ashburn-1")
    statement = denial.format(service=service, vault=reader.vault)
    reader.allow(statement)
    failure = refusal(reader)
    assert failure.policies == Policies("missing", denying=(statement,))
    assert lacks(failure, names)
