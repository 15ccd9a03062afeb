# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas that are repeated, or omitted, in the list of their source, in every variant."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from oci.core import models

from simulator.cloud import Cloud
from tests.unit.simulator.services.block_volume_tenancy import OTHER, BlockVolumeTenancy, refusal

Clients = Callable[..., Any]


@pytest.fixture
def tenancy(cloud: Cloud, client: Clients) -> BlockVolumeTenancy:
    return BlockVolumeTenancy(cloud, client)


def relist(tenancy: BlockVolumeTenancy, volume_id: str, *entries: dict[str, Any]) -> list[Any]:
    """Apply a list of replicas to a volume; returns the resulting list."""
    requested = [
        models.BlockVolumeReplicaDetails(**{"availability_domain": tenancy.other_domain, **entry}) for entry in entries
    ]
    tenancy.block.update_volume(volume_id, models.UpdateVolumeDetails(block_volume_replicas=requested))
    tenancy.wait()
    return list(tenancy.block.get_volume(volume_id).data.block_volume_replicas or [])


def relist_group(tenancy: BlockVolumeTenancy, group_id: str, key: str | None) -> None:
    requested = models.VolumeGroupReplicaDetails(availability_domain=tenancy.other_domain, xrr_kms_key_id=key)
    tenancy.block.update_volume_group(group_id, models.UpdateVolumeGroupDetails(volume_group_replicas=[requested]))
    tenancy.wait()


def key_of(tenancy: BlockVolumeTenancy, info: Any) -> str | None:
    """The key that the replica itself shows, which is also the one in its source."""
    key = tenancy.other.get_block_volume_replica(info.block_volume_replica_id).data.kms_key_id
    assert key == info.kms_key_id
    return None if key is None else str(key)


@pytest.mark.parametrize("choice", ["applied", "ignored", "refused"])
def test_an_entry_named_again_with_another_key(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_replica_key_change", choice)
    first, second = tenancy.key(region=OTHER), tenancy.key(region=OTHER)
    volume = tenancy.volume()
    (created,) = relist(tenancy, volume.id, {"xrr_kms_key_id": first, "display_name": "r"})
    for requested, comes in ((second, second), ("", None)):
        if choice == "refused":
            assert refusal(partial(relist, tenancy, volume.id, {"xrr_kms_key_id": requested}))[0] == 400
            continue
        (again,) = relist(tenancy, volume.id, {"xrr_kms_key_id": requested})
        assert again.block_volume_replica_id == created.block_volume_replica_id
        assert again.display_name == "r"
        assert key_of(tenancy, again) == (comes if choice == "applied" else first)
    # Repeating the key is not a change.
    present = tenancy.block.get_volume(volume.id).data.block_volume_replicas[0].kms_key_id
    assert [each.kms_key_id for each in relist(tenancy, volume.id, {"xrr_kms_key_id": present})] == [present]


@pytest.mark.parametrize("choice", ["stays", "oracle_managed"])
def test_an_entry_named_again_without_its_key(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_replica_key_left_out", choice)
    key, volume = tenancy.key(region=OTHER), tenancy.volume()
    relist(tenancy, volume.id, {"xrr_kms_key_id": key})
    (again,) = relist(tenancy, volume.id, {"display_name": "named"})
    assert again.display_name == "named"
    assert key_of(tenancy, again) == (key if choice == "stays" else None)


@pytest.mark.parametrize("choice", ["ignored", "applied", "refused"])
def test_the_entry_of_a_group_named_again_with_another_key(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_group_replica_key_change", choice)
    first, second = tenancy.key(region=OTHER), tenancy.key(region=OTHER)
    volume, boot_volume = tenancy.volume(), tenancy.boot_volume()
    group = tenancy.group(volume, boot_volume)
    relist_group(tenancy, group.id, first)
    if choice == "refused":
        assert refusal(lambda: relist_group(tenancy, group.id, second)) == (400, "InvalidParameter")
    else:
        relist_group(tenancy, group.id, second)
    comes = second if choice == "applied" else first
    (info,) = tenancy.block.get_volume_group(group.id).data.volume_group_replicas
    assert info.kms_key_id == comes
    (of_volume,) = tenancy.block.get_volume(volume.id).data.block_volume_replicas
    assert key_of(tenancy, of_volume) == comes
    (of_boot_volume,) = tenancy.block.get_boot_volume(boot_volume.id).data.boot_volume_replicas
    assert of_boot_volume.kms_key_id == comes
    # A new member is replicated with the key of the group's replica.
    joined = tenancy.volume()
    details = models.UpdateVolumeGroupDetails(volume_ids=[volume.id, boot_volume.id, joined.id])
    tenancy.block.update_volume_group(group.id, details)
    assert tenancy.block.get_volume(joined.id).data.block_volume_replicas[0].kms_key_id == comes


@pytest.mark.parametrize("choice", ["stays", "ends"])
def test_a_member_replica_that_is_missing_in_the_list_of_the_volume(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_member_replica_left_out", choice)
    volume = tenancy.volume()
    group = tenancy.group(volume)
    relist_group(tenancy, group.id, None)
    (of_group,) = tenancy.block.get_volume(volume.id).data.block_volume_replicas
    own = {"availability_domain": tenancy.second_domain}
    # A replica in the list is not changed.
    both = relist(tenancy, volume.id, {}, own)
    assert both[0].block_volume_replica_id == of_group.block_volume_replica_id
    assert len(both) == 2
    left = relist(tenancy, volume.id, own)
    stays = [of_group.block_volume_replica_id] if choice == "stays" else []
    assert [each.block_volume_replica_id for each in left] == [*stays, both[1].block_volume_replica_id]
