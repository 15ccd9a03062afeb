# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources in transactions and in time."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource


@pytest.fixture
def group(cloud: Cloud) -> Resource:
    return cloud.tenancy.store.add(
        "group", {"name": "g", "compartmentId": cloud.tenancy.id, "lifecycleState": "ACTIVE"}
    )


def test_a_failed_transaction_has_no_effect(cloud: Cloud, group: Resource) -> None:
    store = cloud.tenancy.store
    etag, count = group.etag, len(store)

    def half_way() -> None:
        with store.transaction():
            store.change(group, {"description": "half"}, note="half")
            store.add("group", {"name": "other", "compartmentId": cloud.tenancy.id})
            store.after(1, group, {"lifecycleState": "DELETED"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    cloud.clock.advance(5)
    store.catch_up()
    assert (group.data.get("description"), group.etag, group.state) == (None, etag, "ACTIVE")
    assert "note" not in group.hidden
    assert len(store) == count


def test_resources_of_a_failed_transaction_are_not_listed(cloud: Cloud) -> None:
    store = cloud.tenancy.store
    before = store.listing("group")

    def half_way() -> None:
        with store.transaction():
            created = store.add("group", {"name": "other", "compartmentId": cloud.tenancy.id})
            store.change(created, {"description": "half"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert store.listing("group") == before


def test_a_removal_that_is_undone(cloud: Cloud, group: Resource) -> None:
    store = cloud.tenancy.store

    def half_way() -> None:
        with store.transaction():
            store.remove(group)
            assert store.find(group.id) is None
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert store.find(group.id) is group
    assert group in store.listing("group", compartment_id=cloud.tenancy.id)


def test_events_are_processed_in_order_on_access(cloud: Cloud, group: Resource) -> None:
    store = cloud.tenancy.store
    store.after(20, group, {"description": "second"})
    store.after(10, group, {"description": "first"})
    cloud.clock.advance(15)
    assert group.data.get("description") is None
    store.catch_up()
    assert group.data["description"] == "first"
    cloud.clock.advance(15)
    store.catch_up()
    assert group.data["description"] == "second"


def test_a_field_that_the_sdk_does_not_have_is_a_mistake_of_ours(cloud: Cloud, group: Resource) -> None:
    with pytest.raises(ValueError, match="descripton"):
        cloud.tenancy.store.change(group, {"descripton": "typo"})


def test_a_resource_that_moves_is_listed_where_it_is(cloud: Cloud) -> None:
    store = cloud.tenancy.store
    projx, projy = (cloud.catalogue["compartments"][name] for name in ("projx", "projy"))
    volume = store.add("volume", {"displayName": "v", "compartmentId": projx}, region="us-ashburn-1")
    store.change(volume, {"compartmentId": projy})
    assert store.listing("volume", region="us-ashburn-1", compartment_id=projx) == []
    assert store.listing("volume", region="us-ashburn-1", compartment_id=projy) == [volume]
    assert store.find(volume.id, region="us-phoenix-1") is None


def test_the_same_seed_creates_the_same_tenancy() -> None:
    one, same, other = (Cloud(scenario="default", frozen=True, seed=seed) for seed in (1, 1, 2))
    assert one.catalogue == same.catalogue
    assert one.catalogue["keys"]["cmk"] != other.catalogue["keys"]["cmk"]
