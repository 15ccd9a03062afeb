# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenancy of the policy tests, its principals, and a policy evaluated in one call."""

from __future__ import annotations

import pytest

from simulator.iam.conditions import Variables
from simulator.iam.evaluation import Grants, Policy, Principal
from tests.unit.simulator.iam.named_places import TENANCY, Allows, Names, ocid


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def allows(names: Names) -> Allows:
    """Whether one policy with these statements grants the permission."""

    def ask(
        *statements: str,
        principal: Principal,
        permission: str,
        compartment: str = "security",
        attached_to: str = TENANCY,
        variables: Variables | None = None,
    ) -> bool:
        grants = Grants([Policy("ocid1.policy.oc1..test", attached_to, statements)], names)
        where = TENANCY if compartment == "tenancy" else ocid("compartment", compartment)
        return grants.allows(principal, permission, compartment_id=where, variables=variables or {})

    return ask


@pytest.fixture
def administrator() -> Principal:
    return Principal("user", ocid("user", "ada"), group_ids=frozenset({ocid("group", "administrators")}))


@pytest.fixture
def projx_admin() -> Principal:
    return Principal("user", ocid("user", "xenia"), group_ids=frozenset({ocid("group", "projx")}))


@pytest.fixture
def block_storage() -> Principal:
    return Principal("service", "blockstorage")


@pytest.fixture
def database() -> Principal:
    return Principal(
        "resource",
        ocid("autonomousdatabase", "sales"),
        dynamic_group_ids=frozenset({ocid("dynamicgroup", "databases")}),
        attributes={
            "resource.type": "autonomousdatabase",
            "resource.id": ocid("autonomousdatabase", "sales"),
            "resource.compartment.id": ocid("compartment", "projx"),
        },
    )
