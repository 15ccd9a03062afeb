# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluation of policies: subjects, locations, conditions, and whole policies."""

from __future__ import annotations

import timeit

import pytest

from simulator.iam.evaluation import Grants, Policy, Principal, validate
from simulator.iam.statements import InvalidStatement
from tests.unit.simulator.iam.named_places import TENANCY, Allows, Names, ocid

KEY = "ocid1.key.oc1.iad.bexample.abuw"
OTHER_KEY = "ocid1.key.oc1.iad.bexample.other"
SERVICE_GRANT = f"Allow service blockstorage to use keys in compartment security where target.key.id = {KEY}"
GROUP_GRANT = f"Allow group projx-admin-group to use key-delegate in compartment security where target.key.id = '{KEY}'"


def test_both_documented_key_grants_work_for_their_subject_only(
    allows: Allows, projx_admin: Principal, block_storage: Principal
) -> None:
    """The pair of D-BVK: the service uses the key, the group delegates it, and neither can do the other's part."""
    requested = {
        (subject, permission): allows(
            SERVICE_GRANT,
            GROUP_GRANT,
            principal=principal,
            permission=permission,
            variables={"target.key.id": KEY},
        )
        for subject, principal in (("service", block_storage), ("group", projx_admin))
        for permission in ("KEY_ENCRYPT", "KEY_DECRYPT", "KEY_ASSOCIATE", "KEY_DISASSOCIATE")
    }
    assert {question for question, answer in requested.items() if answer} == {
        ("service", "KEY_ENCRYPT"),
        ("service", "KEY_DECRYPT"),
        ("group", "KEY_ASSOCIATE"),
        ("group", "KEY_DISASSOCIATE"),
    }


@pytest.mark.parametrize(
    ("variables", "allowed"),
    [
        ({"target.key.id": KEY}, True),
        ({"target.key.id": KEY.upper()}, True),
        ({"target.key.id": OTHER_KEY}, False),
        ({}, False),
    ],
    ids=["the key", "case", "another key", "no key in the request"],
)
def test_condition_on_the_key(
    allows: Allows, block_storage: Principal, variables: dict[str, str], allowed: bool
) -> None:
    assert allows(SERVICE_GRANT, principal=block_storage, permission="KEY_INSPECT", variables=variables) is allowed


@pytest.mark.parametrize(
    ("subject", "users", "services", "databases"),
    [
        ("any-user", True, True, True),
        ("any-group", True, False, True),
        ("group projx-admin-group", True, False, False),
        ("group PROJX-ADMIN-GROUP", True, False, False),
        (f"group id {ocid('group', 'projx')}", True, False, False),
        (f"group id {ocid('dynamicgroup', 'databases')}", False, False, False),
        ("group 'Default'/'projx-admin-group'", True, False, False),
        ("group Employees/projx-admin-group", False, False, False),
        ("group Administrators, projx-admin-group", True, False, False),
        ("group Administrators", False, False, False),
        ("group nobody-made-this", False, False, False),
        ("dynamic-group databases", False, False, True),
        (f"dynamic-group id {ocid('dynamicgroup', 'databases')}", False, False, True),
        ("group databases", False, False, False),
        ("service blockstorage", False, True, False),
        ("service BlockStorage, oke", False, True, False),
        ("service objectstorage-us-ashburn-1", False, False, False),
        (f"service {ocid('group', 'projx')}", False, False, False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_subjects(
    allows: Allows,
    projx_admin: Principal,
    block_storage: Principal,
    database: Principal,
    subject: str,
    users: bool,
    services: bool,
    databases: bool,
) -> None:
    answers = [
        allows(f"Allow {subject} to use keys in tenancy", principal=principal, permission="KEY_ENCRYPT")
        for principal in (projx_admin, block_storage, database)
    ]
    assert answers == [users, services, databases]


@pytest.mark.parametrize(
    ("attached_to", "location", "reached"),
    [
        ("tenancy", "tenancy", {"tenancy", "security", "projects", "projx"}),
        ("tenancy", "compartment projects", {"projects", "projx"}),
        ("tenancy", "compartment PROJECTS:ProjX", {"projx"}),
        ("tenancy", "compartment projx", set()),
        ("tenancy", f"compartment id {ocid('compartment', 'projx')}", {"projx"}),
        ("tenancy", f"compartment id {TENANCY}", {"tenancy", "security", "projects", "projx"}),
        ("tenancy", f"compartment {ocid('compartment', 'projx')}", set()),
        ("projects", "compartment projx", {"projx"}),
        ("projects", "compartment projects", {"projects", "projx"}),
        ("projects", "compartment projects:projx", {"projx"}),
        ("projects", f"compartment id {ocid('compartment', 'projects')}", {"projects", "projx"}),
        ("projects", "tenancy", set()),
        ("projects", "compartment security", set()),
        ("projects", f"compartment id {ocid('compartment', 'security')}", set()),
        ("tenancy", "compartment nowhere:projx", set()),
    ],
)
def test_a_policy_reaches_its_location_and_all_below(
    allows: Allows, names: Names, projx_admin: Principal, attached_to: str, location: str, reached: set[str]
) -> None:
    where = TENANCY if attached_to == "tenancy" else ocid("compartment", attached_to)
    statement = f"Allow group projx-admin-group to read keys in {location}"
    answers = {
        compartment
        for compartment in ("tenancy", "security", "projects", "projx")
        if allows(statement, principal=projx_admin, permission="KEY_READ", compartment=compartment, attached_to=where)
    }
    assert answers == reached
    if reached:
        validate(statement, where, names)
    else:
        with pytest.raises(InvalidStatement, match="does not exist or is not part of the policy compartment subtree"):
            validate(statement, where, names)


def test_the_bootstrap_policy_grants_every_permission_even_unlisted_ones(
    allows: Allows, administrator: Principal, projx_admin: Principal
) -> None:
    bootstrap = "Allow group Administrators to manage all-resources in tenancy"
    for permission in ("KEY_ASSOCIATE", "POLICY_CREATE", "VOLUME_DELETE", "SOMETHING_NEW", "MANAGE_ALL_RESOURCES"):
        assert allows(bootstrap, principal=administrator, permission=permission)
        assert not allows(bootstrap, principal=projx_admin, permission=permission)


def test_using_all_resources_is_less_than_managing_them(allows: Allows, administrator: Principal) -> None:
    statement = "Allow group Administrators to use all-resources in tenancy"
    assert allows(statement, principal=administrator, permission="KEY_ENCRYPT")
    assert not allows(statement, principal=administrator, permission="KEY_DELETE")
    assert not allows(statement, principal=administrator, permission="MANAGE_ALL_RESOURCES")


def test_explicit_permissions_give_nothing_else(allows: Allows, projx_admin: Principal) -> None:
    statement = "Allow group projx-admin-group to {KEY_READ, KEY_ASSOCIATE} in tenancy"
    assert allows(statement, principal=projx_admin, permission="KEY_ASSOCIATE")
    assert not allows(statement, principal=projx_admin, permission="KEY_DISASSOCIATE")


def test_any_of_several_statements_is_enough(allows: Allows, projx_admin: Principal) -> None:
    statements = (
        f"Allow group projx-admin-group to use key-delegate in tenancy where target.key.id = '{OTHER_KEY}'",
        GROUP_GRANT,
    )
    assert allows(*statements, principal=projx_admin, permission="KEY_ASSOCIATE", variables={"target.key.id": KEY})


@pytest.mark.parametrize(
    ("condition", "permission", "allowed"),
    [
        ("request.permission != 'KEY_DELETE'", "KEY_READ", True),
        ("request.permission != 'KEY_DELETE'", "KEY_DELETE", False),
        (f"request.user.id = '{ocid('user', 'xenia')}'", "KEY_READ", True),
        (f"request.groups.id = '{ocid('group', 'projx')}'", "KEY_READ", True),
        ("request.groups.id = 'ocid1.group.oc1..other'", "KEY_READ", False),
        ("request.principal.type = 'user'", "KEY_READ", True),
        ("request.principal.type = 'cluster'", "KEY_READ", False),
        ("request.operation = 'GetKey'", "KEY_READ", True),
        ("request.operation = 'ListKeys'", "KEY_READ", False),
    ],
)
def test_conditions_on_the_request(
    allows: Allows, projx_admin: Principal, condition: str, permission: str, allowed: bool
) -> None:
    statement = f"Allow any-user to manage keys in tenancy where {condition}"
    variables = {"request.operation": "GetKey", "request.permission": "SOMETHING_STALE"}
    assert allows(statement, principal=projx_admin, permission=permission, variables=variables) is allowed


def test_a_resource_is_known_by_its_type_and_compartment(allows: Allows, database: Principal) -> None:
    for condition, allowed in (
        ("request.principal.type = 'autonomousdatabase'", True),
        (f"request.principal.compartment.id = '{ocid('compartment', 'projx')}'", True),
        ("request.user.id != 'x'", False),
    ):
        statement = f"Allow any-user to use keys in tenancy where {condition}"
        assert allows(statement, principal=database, permission="KEY_ENCRYPT") is allowed


@pytest.mark.parametrize(
    "statement",
    [
        "define group projx-admin-group as ocid1.group.oc1..projx",
        "endorse group projx-admin-group to manage all-resources in any-tenancy",
        "admit group projx-admin-group of tenancy T to manage all-resources in tenancy",
        "deny group projx-admin-group to manage all-resources in tenancy",
        "Allow any-user to associate keys in tenancy with volumes in tenancy",
        "Allow group projx-admin-group to manage unheard-of-things in tenancy",
    ],
)
def test_statements_that_are_not_evaluated_grant_nothing(
    allows: Allows, projx_admin: Principal, statement: str
) -> None:
    assert not allows(statement, principal=projx_admin, permission="KEY_READ")
    assert not Grants([Policy("p", TENANCY, (statement,))], Names()).reaches(projx_admin, TENANCY)


@pytest.mark.parametrize(
    ("location", "reached"),
    [
        ("tenancy", {"tenancy", "security", "projects", "projx"}),
        ("compartment projects", {"tenancy", "projects", "projx"}),
        ("compartment projects:projx", {"tenancy", "projects", "projx"}),
        ("compartment security", {"tenancy", "security"}),
    ],
)
def test_accessible_compartments_hold_a_grant_or_lead_to_one(
    names: Names, projx_admin: Principal, block_storage: Principal, location: str, reached: set[str]
) -> None:
    statement = f"Allow group projx-admin-group to inspect volumes in {location}"
    grants = Grants([Policy("p", TENANCY, (statement,))], names)
    ids = {
        name: TENANCY if name == "tenancy" else ocid("compartment", name)
        for name in ("tenancy", "security", "projects", "projx")
    }
    assert {name for name, compartment_id in ids.items() if grants.reaches(projx_admin, compartment_id)} == reached
    assert not any(grants.reaches(block_storage, compartment_id) for compartment_id in ids.values())


def test_inspecting_the_tenancy_makes_no_compartment_accessible(names: Names, projx_admin: Principal) -> None:
    statement = "Allow group projx-admin-group to inspect tenancies in tenancy"
    grants = Grants([Policy("p", TENANCY, (statement,))], names)
    assert grants.allows(projx_admin, "TENANCY_INSPECT", compartment_id=TENANCY, variables={})
    assert not grants.reaches(projx_admin, ocid("compartment", "projx"))


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("Allow group A to", "Invalid policy statement"),
        (
            "Allow group README to use keys in tenancy",
            "The group README specified in the policy statement does not exist under current compartment hierarchy",
        ),
        ("Allow dynamic-group nothing to use keys in tenancy", "The dynamic-group nothing specified"),
        ("Allow group auditors to use keys in tenancy", "The group auditors specified"),
        ("Allow service objectstorage to use keys in tenancy", "The service objectstorage specified"),
        ("Allow service nosuchservice to use keys in tenancy", "The service nosuchservice specified"),
        ("deny any-user to use keys in tenancy", "Deny statement passed into a Allow compilation"),
        (
            "Allow any-user to use keys in compartment projects:nowhere",
            "Compartment {projects:nowhere} does not exist or is not part of the policy compartment subtree",
        ),
    ],
)
def test_statements_that_a_policy_cannot_contain(names: Names, statement: str, message: str) -> None:
    with pytest.raises(InvalidStatement) as refusal:
        validate(statement, TENANCY, names)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    "statement",
    [
        "Allow group Employees/Auditors to inspect all-resources in tenancy",
        "Allow group id ocid1.group.oc1..unknown to inspect volumes in tenancy",
        "Allow group Administrators to manage virtual-network-family in tenancy",
        "define tenancy K as ocid1.tenancy.oc1..k",
        "endorse dynamic-group of-another-tenancy to use keys in tenancy K",
        "admit dynamic-group dg of tenancy T to use keys in tenancy",
        "Allow service blockstorage, objectstorage-eu-frankfurt-1 to use keys in compartment security",
    ],
)
def test_statements_that_a_policy_can_contain(names: Names, statement: str) -> None:
    validate(statement, TENANCY, names)


def test_a_question_among_many_policies_takes_microseconds(names: Names, projx_admin: Principal) -> None:
    """The gateway evaluates every request: 20 microseconds are the goal, 100 the limit on a busy machine."""
    policies = [
        Policy(
            f"p{number}",
            TENANCY,
            (
                f"Allow group id ocid1.group.oc1..g{number} to manage all-resources in compartment projects",
                f"Allow service blockstorage to use keys in compartment security where target.key.id = 'k{number}'",
                "Allow group projx-admin-group to use volumes in compartment security",
            ),
        )
        for number in range(100)
    ]
    policies.append(Policy("last", TENANCY, (GROUP_GRANT,)))
    grants = Grants(policies, names)

    def ask() -> None:
        assert grants.allows(
            projx_admin,
            "KEY_ASSOCIATE",
            compartment_id=ocid("compartment", "security"),
            variables={"target.key.id": KEY, "request.operation": "UpdateVolumeKmsKey"},
        )

    assert min(timeit.repeat(ask, number=1000, repeat=5)) / 1000 < 100e-6
