# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenancy people meet first: what `tenancy.json` tells of it, and what its people may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud

Clients = Callable[..., Any]


@pytest.fixture
def cloud() -> Cloud:
    """The default tenancy instead of a founded one."""
    made = Cloud(scenario="default", frozen=True)
    made.gateway.throttling = False
    return made


def test_both_hosts_of_every_vault_are_told(cloud: Cloud, client: Clients) -> None:
    for told in cloud.catalogue["vaults"].values():
        vault = client("key_management.KmsVaultClient", region=told["region"]).get_vault(told["id"]).data
        assert told["management_endpoint"] == vault.management_endpoint
        assert told["crypto_endpoint"] == vault.crypto_endpoint


def test_all_policies_and_dynamic_groups_are_told(cloud: Cloud, client: Clients) -> None:
    identity, root = client("identity.IdentityClient"), cloud.tenancy.id
    for kind in ("policies", "dynamic_groups"):
        there = getattr(identity, f"list_{kind}")(root).data
        assert cloud.catalogue[kind] == {one.name: one.id for one in there} != {}


@pytest.mark.parametrize("project", ["projx", "projy"])
def test_operators_find_the_home_region_and_their_project(cloud: Cloud, client: Clients, project: str) -> None:
    """Oracle's own identity modules ask for the regions first."""
    identity, root = client("identity.IdentityClient", user=f"{project}-operator"), cloud.tenancy.id
    regions = identity.list_region_subscriptions(root).data
    assert [one.region_name for one in regions if one.is_home_region] == [cloud.tenancy.home_region]
    accessible = identity.list_compartments(root, access_level="ACCESSIBLE").data
    assert {compartment.name for compartment in accessible} == {project, "security"}


def test_newcomers_do_not(cloud: Cloud, client: Clients) -> None:
    identity = client("identity.IdentityClient", user="newcomer")
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        identity.list_region_subscriptions(cloud.tenancy.id)
    assert caught.value.code == "NotAuthorizedOrNotFound"
