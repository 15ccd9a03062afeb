# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deny statements take precedence, and their verbs include the higher ones: denypolicies.htm, "Metaverb Inversion"."""

from __future__ import annotations

import pytest

from simulator.iam.evaluation import Principal, Rules, validate
from simulator.iam.permissions import FAMILIES, RESOURCE_TYPES, denied, granted
from tests.unit.simulator.iam.named_places import TENANCY, Allows, Names, ocid

KEY = "ocid1.key.oc1.iad.bexample.abuw"
EVERYTHING = "Allow any-user to manage all-resources in tenancy"
ENABLED = Rules(deny=True)
BUCKETS = ("BUCKET_INSPECT", "BUCKET_READ", "BUCKET_UPDATE", "BUCKET_DELETE")


@pytest.mark.parametrize(
    ("action", "left"),
    [
        ("manage buckets", ("BUCKET_INSPECT", "BUCKET_READ", "BUCKET_UPDATE")),
        ("use buckets", ("BUCKET_INSPECT", "BUCKET_READ")),
        ("read object-family", ("BUCKET_INSPECT",)),
        ("inspect buckets", ()),
        ("inspect all-resources", ()),
        ("{BUCKET_INSPECT}", ("BUCKET_READ", "BUCKET_UPDATE", "BUCKET_DELETE")),
        ("manage keys", BUCKETS),
    ],
)
def test_a_denied_verb_takes_the_higher_ones_along(
    allows: Allows, projx_admin: Principal, action: str, left: tuple[str, ...]
) -> None:
    statements = (EVERYTHING, f"Deny group projx-admin-group to {action} in tenancy")
    answers = [each for each in BUCKETS if allows(*statements, principal=projx_admin, permission=each)]
    assert answers == list(left)


@pytest.mark.parametrize("resource_type", [*RESOURCE_TYPES, *FAMILIES, "all-resources"])
def test_denied_and_remaining_permissions_are_complementary(resource_type: str) -> None:
    whole = granted("manage", resource_type)
    assert denied("inspect", resource_type) == whole
    for verb, below in (("read", "inspect"), ("use", "read"), ("manage", "use")):
        assert denied(verb, resource_type) | granted(below, resource_type) == whole
        assert not denied(verb, resource_type) & granted(below, resource_type)


@pytest.mark.parametrize(
    ("denial", "is_allowed"),
    [
        ("Deny any-user to use keys in tenancy", False),
        ("deny any-group to use keys in tenancy", False),
        ("deny service blockstorage to use keys in tenancy", True),
        ("deny group Administrators to use keys in tenancy", True),
        ("deny group Administrators, projx-admin-group to use keys in compartment security", False),
        ("deny group projx-admin-group to use keys in compartment projects", True),
        (f"deny any-user to use keys in tenancy where target.key.id = '{KEY}'", False),
        (f"deny any-user to use keys in tenancy where target.key.id != '{KEY}'", True),
        ("deny any-user to use keys in tenancy where target.vault.id != 'v'", True),
        ("deny any-user to use keys in tenancy where all {request.permission = 'KEY_SIGN'}", True),
        ("deny any-user to use keys in tenancy where !target.vault.id", False),
        ("deny any-user to use keys in tenancy where !target.key.id", True),
        ("deny any-user to manage keys in tenancy", True),
        ("deny endorse group projx-admin-group to use keys in any-tenancy", True),
        ("deny admit group projx-admin-group of tenancy T to use keys in tenancy", True),
    ],
)
def test_a_denial_counts_where_it_applies(
    allows: Allows, projx_admin: Principal, denial: str, is_allowed: bool
) -> None:
    variables = {"target.key.id": KEY}
    assert (
        allows(denial, EVERYTHING, principal=projx_admin, permission="KEY_ENCRYPT", variables=variables) is is_allowed
    )


@pytest.mark.parametrize("permission", ["KEY_ENCRYPT", "SOMETHING_NEW"])
def test_the_default_administrators_are_exempt(
    allows: Allows, administrator: Principal, projx_admin: Principal, permission: str
) -> None:
    statements = (EVERYTHING, "deny any-user to inspect all-resources in tenancy")
    assert allows(*statements, principal=administrator, permission=permission)
    assert not allows(*statements, principal=projx_admin, permission=permission)


def test_permissions_that_no_table_names_are_denied_with_everything_only(
    allows: Allows, projx_admin: Principal
) -> None:
    def is_allowed(denied: str) -> bool:
        denial = f"deny any-user to manage {denied} in tenancy"
        return allows(EVERYTHING, denial, principal=projx_admin, permission="SOMETHING_NEW")

    assert not is_allowed("all-resources")
    assert is_allowed("keys")


@pytest.mark.parametrize("statement", ["deny any-user to use keys in tenancy", "Deny admit group A of tenancy T to x"])
def test_only_where_they_are_enabled(names: Names, statement: str) -> None:
    validate(statement, TENANCY, names, ENABLED)
    with pytest.raises(ValueError, match="Deny statement passed into a Allow compilation"):
        validate(statement, TENANCY, names)


def test_they_can_only_name_existing_resources(names: Names) -> None:
    for statement in (
        "deny group nobody to use keys in tenancy",
        "deny any-user to use keys in compartment nowhere",
        f"deny any-user to use keys in compartment id {ocid('compartment', 'nowhere')}",
    ):
        with pytest.raises(ValueError, match="does not exist"):
            validate(statement, TENANCY, names, ENABLED)
