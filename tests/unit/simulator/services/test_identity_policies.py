# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies: the statements that they can contain, and when these are in effect."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.cloud import Cloud
from tests.unit.simulator.services.identity_tenancy import (
    IDENTITY,
    PHOENIX,
    Clients,
    add_policy,
    add_user,
    models,
    refused,
)

NOT_FOUND = (404, "NotAuthorizedOrNotFound")
READ_GROUPS = "Allow group ann to inspect groups in tenancy"


@pytest.fixture
def identity(client: Clients) -> Any:
    return client(IDENTITY)


@pytest.fixture
def projx(cloud: Cloud) -> str:
    return str(cloud.catalogue["compartments"]["projx"])


@pytest.fixture
def ann(cloud: Cloud, client: Clients, identity: Any) -> Any:
    """A client of a user without permissions, in a tenancy where policies are in effect after ten seconds."""
    add_user(cloud, identity, "ann")
    cloud.tenancy.iam_propagation_seconds = 10
    return client(IDENTITY, user="ann")


def test_a_policy_is_creating_and_then_active(cloud: Cloud, identity: Any) -> None:
    details = models.CreatePolicyDetails(
        compartment_id=cloud.tenancy.id,
        name="p",
        description="d",
        statements=["Allow any-user to inspect volumes in tenancy"],
        version_date=date(2026, 1, 31),
    )

    created = identity.create_policy(details).data

    assert (created.lifecycle_state, created.statements) == ("CREATING", details.statements)
    assert created.version_date.date() == date(2026, 1, 31)
    cloud.clock.advance(2)
    assert identity.get_policy(created.id).data.lifecycle_state == "ACTIVE"


def test_the_list_is_of_one_compartment(cloud: Cloud, identity: Any, projx: str) -> None:
    created = add_policy(identity, projx, "p", "Allow any-user to inspect volumes in compartment projx")

    assert [policy.id for policy in identity.list_policies(projx).data] == [created.id]
    assert [policy.name for policy in identity.list_policies(cloud.tenancy.id).data] == ["Tenant Admin Policy"]


def test_names_are_unique_in_the_tenancy(identity: Any, projx: str) -> None:
    statement = "Allow any-user to inspect volumes in compartment projx"

    assert refused(lambda: add_policy(identity, projx, "TENANT ADMIN POLICY", statement)) == (
        409,
        "PolicyAlreadyExists",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "Allow group Nobody to read volumes in tenancy",
        "Allow group Administrators to read volumes in compartment nowhere",
        "Allow group Administrators to like volumes in tenancy",
        "Permit group Administrators to read volumes in tenancy",
        "Allow service objectstorage to use keys in tenancy",
        "",
    ],
    ids=["group", "compartment", "verb", "first-word", "service-without-region", "empty"],
)
def test_statements_that_do_not_suit(statement: str, cloud: Cloud, identity: Any) -> None:
    root = cloud.tenancy.id

    assert refused(lambda: add_policy(identity, root, "p", statement)) == (400, "InvalidParameter")
    assert [policy.name for policy in identity.list_policies(root).data] == ["Tenant Admin Policy"]


def test_a_policy_speaks_about_its_own_compartment_only(identity: Any, projx: str) -> None:
    elsewhere = "Allow any-user to inspect volumes in compartment projy"

    assert refused(lambda: add_policy(identity, projx, "p", elsewhere)) == (400, "InvalidParameter")
    assert refused(lambda: add_policy(identity, projx, "p")) == (400, "InvalidParameter")


@pytest.mark.parametrize(("most", "specified"), [("50", 51), ("500", 500)], ids=["in-one-policy", "in-the-hierarchy"])
def test_so_many_statements_and_no_more(most: str, specified: int, cloud: Cloud, identity: Any, projx: str) -> None:
    cloud.tenancy.variants.choose("statements_per_policy", most)
    statements = ["Allow any-user to inspect volumes in compartment projx"] * specified

    assert refused(lambda: add_policy(identity, projx, "p", *statements)) == (400, "LimitExceeded")
    add_policy(identity, projx, "p", *statements[1:])
    if most == "500":
        root = cloud.tenancy.id
        more = "Allow any-user to inspect volumes in tenancy"
        assert refused(lambda: add_policy(identity, root, "q", more)) == (400, "LimitExceeded")


def test_a_policy_counts_after_a_while(cloud: Cloud, ann: Any, identity: Any) -> None:
    root = cloud.tenancy.id

    add_policy(identity, root, "p", READ_GROUPS)

    cloud.clock.advance(9)
    assert refused(lambda: ann.list_groups(root)) == NOT_FOUND
    cloud.clock.advance(1)
    assert ann.list_groups(root).data


def test_new_statements_replace_the_old_ones_after_a_while(cloud: Cloud, ann: Any, identity: Any) -> None:
    root = cloud.tenancy.id
    policy = add_policy(identity, root, "p", READ_GROUPS)
    cloud.clock.advance(10)
    others = ["Allow group ann to inspect users in tenancy"]

    updated = identity.update_policy(policy.id, models.UpdatePolicyDetails(statements=others, description="new")).data

    assert (updated.statements, updated.description, updated.name) == (others, "new", "p")
    assert ann.list_groups(root).data
    assert refused(lambda: ann.list_users(root)) == NOT_FOUND
    cloud.clock.advance(10)
    assert refused(lambda: ann.list_groups(root)) == NOT_FOUND
    assert ann.list_users(root).data


def test_a_deleted_policy_stays_in_effect_for_a_while(cloud: Cloud, ann: Any, identity: Any) -> None:
    root = cloud.tenancy.id
    policy = add_policy(identity, root, "p", READ_GROUPS)
    cloud.clock.advance(10)

    identity.delete_policy(policy.id)

    assert refused(lambda: identity.get_policy(policy.id)) == NOT_FOUND
    assert "p" not in {each.name for each in identity.list_policies(root).data}
    assert ann.list_groups(root).data
    cloud.clock.advance(10)
    assert refused(lambda: ann.list_groups(root)) == NOT_FOUND
    assert cloud.tenancy.store.find(policy.id) is None


def test_grants_in_a_compartment_go_on_while_its_deletion_is_tried(
    cloud: Cloud, client: Clients, identity: Any, projx: str
) -> None:
    add_user(cloud, identity, "ann")
    add_policy(identity, cloud.tenancy.id, "p", "Allow group ann to inspect policies in compartment projx")
    add_policy(identity, projx, "inner", "Allow group ann to inspect volumes in compartment projx")
    ann = client(IDENTITY, user="ann")

    identity.delete_compartment(projx)

    assert identity.get_compartment(projx).data.lifecycle_state == "DELETING"
    assert [policy.name for policy in ann.list_policies(projx).data] == ["inner"]


def test_without_delay_a_policy_counts_and_ends_at_once(cloud: Cloud, ann: Any, identity: Any) -> None:
    root = cloud.tenancy.id
    cloud.tenancy.iam_propagation_seconds = 0

    policy = add_policy(identity, root, "p", READ_GROUPS)

    assert ann.list_groups(root).data
    identity.delete_policy(policy.id)
    assert refused(lambda: ann.list_groups(root)) == NOT_FOUND


def test_taking_effect_leaves_the_etag(cloud: Cloud, ann: Any, identity: Any) -> None:
    policy = add_policy(identity, cloud.tenancy.id, "p", READ_GROUPS)
    cloud.clock.advance(5)
    etag = identity.get_policy(policy.id).headers["etag"]
    cloud.clock.advance(10)

    renewed = models.UpdatePolicyDetails(description="new")
    assert refused(lambda: identity.update_policy(policy.id, renewed, if_match="wrong")) == (412, "NoEtagMatch")
    assert identity.update_policy(policy.id, renewed, if_match=etag).data.description == "new"


def test_policies_are_changed_in_the_home_region(cloud: Cloud, client: Clients, identity: Any) -> None:
    policy = add_policy(identity, cloud.tenancy.id, "p", "Allow any-user to inspect volumes in tenancy")
    phoenix = client(IDENTITY, region=PHOENIX)

    assert phoenix.get_policy(policy.id).data.name == "p"
    assert refused(lambda: phoenix.delete_policy(policy.id)) == (403, "NotAllowed")
    change = models.UpdatePolicyDetails(description="new")
    assert refused(lambda: phoenix.update_policy(policy.id, change)) == (403, "NotAllowed")


DENIAL = "Deny group ann to inspect groups in tenancy"


def test_deny_statements_are_refused_until_they_are_enabled(cloud: Cloud, ann: Any, identity: Any) -> None:
    root = cloud.tenancy.id
    assert refused(lambda: add_policy(identity, root, "denial", DENIAL)) == (400, "InvalidParameter")
    cloud.tenancy.variants.choose("deny_policies", "enabled")
    cloud.tenancy.iam_propagation_seconds = 0
    add_policy(identity, root, "allowed", READ_GROUPS)
    assert ann.list_groups(root).data
    add_policy(identity, root, "denial", DENIAL)
    assert refused(lambda: ann.list_groups(root)) == NOT_FOUND


def test_permissions_can_depend_on_the_kind_of_statement(cloud: Cloud, ann: Any, identity: Any) -> None:
    """The policy that OCI creates when deny statements are enabled prevents all others from writing them."""
    root = cloud.tenancy.id
    cloud.tenancy.variants.choose("deny_policies", "enabled")
    cloud.tenancy.iam_propagation_seconds = 0
    add_policy(
        identity,
        root,
        "default",
        "Allow group ann to manage policies in tenancy",
        "deny any-user to manage policies in tenancy where all {target.policy.type='deny', "
        "request.principal.id!='ocid1.user.oc1..somebody'}",
    )
    add_policy(ann, root, "allows", READ_GROUPS)
    assert refused(lambda: add_policy(ann, root, "denies", READ_GROUPS, DENIAL)) == NOT_FOUND
    created = add_policy(identity, root, "denies", DENIAL)
    assert refused(lambda: ann.delete_policy(created.id)) == NOT_FOUND


@pytest.mark.parametrize("choice", ["refused", "accepted"])
def test_statements_about_missing_resources(cloud: Cloud, identity: Any, choice: str) -> None:
    root = cloud.tenancy.id
    for variant in ("statements_about_deleted_compartments", "statements_about_unknown_services"):
        cloud.tenancy.variants.choose(variant, choice)
    details = models.CreateCompartmentDetails(compartment_id=root, name="gone", description="gone")
    gone = identity.create_compartment(details).data.id
    cloud.clock.advance(60)
    of_gone = f"Allow any-user to inspect volumes in compartment id {gone}"
    add_policy(identity, root, "before", of_gone)
    identity.delete_compartment(gone)
    cloud.clock.advance(3600)
    for number, statement in enumerate((of_gone, "Allow service nosuchservice to use keys in tenancy")):

        def write(name: str = f"after-{number}", statement: str = statement) -> Any:
            return add_policy(identity, root, name, statement)

        if choice == "accepted":
            write()
        else:
            assert refused(write) == (400, "InvalidParameter")
