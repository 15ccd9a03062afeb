# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The default tenancy: the content of `tenancy.json`, and the permissions of its users."""

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
    created = Cloud(scenario="default", frozen=True)
    created.gateway.throttling = False
    return created


def test_both_hosts_of_every_vault_are_listed(cloud: Cloud, client: Clients) -> None:
    for returned in cloud.catalogue["vaults"].values():
        vault = client("key_management.KmsVaultClient", region=returned["region"]).get_vault(returned["id"]).data
        assert returned["management_endpoint"] == vault.management_endpoint
        assert returned["crypto_endpoint"] == vault.crypto_endpoint


def test_all_policies_and_dynamic_groups_are_listed(cloud: Cloud, client: Clients) -> None:
    identity, root = client("identity.IdentityClient"), cloud.tenancy.id
    for kind in ("policies", "dynamic_groups"):
        there = getattr(identity, f"list_{kind}")(root).data
        assert cloud.catalogue[kind] == {one.name: one.id for one in there} != {}


def test_a_backup_policy_copies_to_the_other_region(cloud: Cloud, client: Clients) -> None:
    """With the permissions of the operators of its project."""
    block = client("core.BlockstorageClient", user="projx-operator")
    policy = block.get_volume_backup_policy(cloud.catalogue["volume_backup_policies"]["weekly-with-copies"]).data
    assert (policy.destination_region, len(policy.schedules)) == (cloud.catalogue["regions"][1], 1)


@pytest.mark.parametrize(("project", "of_keys"), [("projx", {"security", "vaults"}), ("projy", {"security"})])
def test_operators_find_the_home_region_and_their_project(
    cloud: Cloud, client: Clients, project: str, of_keys: set[str]
) -> None:
    """Oracle's own identity modules list the regions first."""
    identity, root = client("identity.IdentityClient", user=f"{project}-operator"), cloud.tenancy.id
    regions = identity.list_region_subscriptions(root).data
    assert [one.region_name for one in regions if one.is_home_region] == [cloud.tenancy.home_region]
    accessible = identity.list_compartments(root, access_level="ACCESSIBLE").data
    assert {compartment.name for compartment in accessible} == {project, *of_keys}


def test_newcomers_cannot_list_the_regions(cloud: Cloud, client: Clients) -> None:
    identity = client("identity.IdentityClient", user="newcomer")
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        identity.list_region_subscriptions(cloud.tenancy.id)
    assert caught.value.code == "NotAuthorizedOrNotFound"
