# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volume groups, their backups and replicas through the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oci.core import models

from simulator.cloud import Cloud
from tests.unit.simulator.services.block_volume_tenancy import OTHER, BlockVolumeTenancy, refusal


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> BlockVolumeTenancy:
    return BlockVolumeTenancy(cloud, client)


def group_backup(tenancy: BlockVolumeTenancy, group: Any, **details: Any) -> Any:
    created = tenancy.block.create_volume_group_backup(
        models.CreateVolumeGroupBackupDetails(volume_group_id=group.id, **details)
    ).data
    tenancy.wait()
    return tenancy.block.get_volume_group_backup(created.id).data


def update(tenancy: BlockVolumeTenancy, group: Any, *, preserve: bool | None = None, **details: Any) -> Any:
    options = {} if preserve is None else {"preserve_volume_replica": preserve}
    updated = tenancy.block.update_volume_group(group.id, models.UpdateVolumeGroupDetails(**details), **options).data
    tenancy.wait()
    return updated


def test_a_group_and_its_members(tenancy: BlockVolumeTenancy) -> None:
    volume, boot_volume, third = tenancy.volume(), tenancy.boot_volume(), tenancy.volume()
    group = tenancy.group(volume, boot_volume, display_name="g")
    assert (group.lifecycle_state, group.size_in_gbs) == ("AVAILABLE", 100)
    assert (group.is_hydrated, group.volume_group_replicas) == (None, None)
    assert tenancy.block.get_volume(volume.id).data.volume_group_id == group.id
    members = tenancy.block.list_volumes(compartment_id=tenancy.projx, volume_group_id=group.id).data
    assert [member.id for member in members] == [volume.id]
    assert refusal(lambda: tenancy.block.delete_volume(volume.id)) == (409, "Conflict")
    assert refusal(lambda: tenancy.group(volume, third)) == (409, "Conflict")

    updated = update(tenancy, group, volume_ids=[boot_volume.id, third.id], display_name="new")
    assert (updated.lifecycle_state, updated.display_name) == ("UPDATE_PENDING", "new")
    assert tenancy.block.get_volume(volume.id).data.volume_group_id is None
    assert tenancy.block.get_volume(third.id).data.volume_group_id == group.id
    assert tenancy.block.list_volume_groups(tenancy.projx).data[0].lifecycle_state == "AVAILABLE"

    resized = models.UpdateVolumeDetails(size_in_gbs=100)
    tenancy.block.update_volume(third.id, resized)
    assert tenancy.block.get_volume_group(group.id).data.size_in_gbs == 150
    tenancy.wait()
    tenancy.block.delete_volume_group(group.id)
    tenancy.wait()
    assert tenancy.block.get_volume_group(group.id).data.lifecycle_state == "TERMINATED"
    left = tenancy.block.get_volume(third.id).data
    assert (left.lifecycle_state, left.volume_group_id) == ("AVAILABLE", None)


def test_incompatible_members(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    elsewhere = tenancy.volume(availability_domain=tenancy.second_domain)
    assert refusal(lambda: tenancy.group(volume, elsewhere)) == (400, "InvalidParameter")
    assert refusal(lambda: tenancy.group(volume, volume)) == (400, "InvalidParameter")
    many = [tenancy.boot_volume() for _number in range(65)]
    assert refusal(lambda: tenancy.group(*many)) == (400, "LimitExceeded")


def test_a_group_moves_with_its_members(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    group = tenancy.group(volume)
    tenancy.block.change_volume_group_compartment(
        group.id, models.ChangeVolumeGroupCompartmentDetails(compartment_id=tenancy.projy)
    )
    assert tenancy.block.get_volume_group(group.id).data.compartment_id == tenancy.projy
    assert tenancy.block.get_volume(volume.id).data.compartment_id == tenancy.projy


def test_members_of_a_group_backup_have_their_own_keys(tenancy: BlockVolumeTenancy) -> None:
    key = tenancy.key()
    keyed, plain = tenancy.volume(kms_key_id=key), tenancy.boot_volume()
    group = tenancy.group(keyed, plain)
    backup = group_backup(tenancy, group, display_name="gb")
    assert (backup.lifecycle_state, backup.size_in_gbs, backup.type) == ("AVAILABLE", 100, "INCREMENTAL")
    assert backup.volume_group_id == group.id
    of_keyed, of_plain = backup.volume_backup_ids
    member = tenancy.block.get_volume_backup(of_keyed).data
    assert (member.kms_key_id, member.volume_group_backup_id) == (key, backup.id)
    assert tenancy.block.get_boot_volume_backup(of_plain).data.kms_key_id is None
    # The keys of a group backup are changed member by member (section 5).
    details = models.UpdateVolumeBackupDetails(kms_key_id="")
    assert tenancy.block.update_volume_backup(of_keyed, details).data.kms_key_id is None
    assert refusal(lambda: tenancy.block.delete_volume_backup(of_keyed)) == (409, "Conflict")
    renamed = models.UpdateVolumeGroupBackupDetails(display_name="new")
    assert tenancy.block.update_volume_group_backup(backup.id, renamed).data.display_name == "new"
    listed = tenancy.block.list_volume_group_backups(tenancy.projx, volume_group_id=group.id).data
    assert [found.id for found in listed] == [backup.id]
    tenancy.block.change_volume_group_backup_compartment(
        backup.id, models.ChangeVolumeGroupBackupCompartmentDetails(compartment_id=tenancy.projy)
    )
    assert tenancy.block.get_volume_backup(of_keyed).data.compartment_id == tenancy.projy
    tenancy.block.delete_volume_group_backup(backup.id)
    tenancy.wait()
    assert tenancy.block.get_volume_group_backup(backup.id).data.lifecycle_state == "TERMINATED"
    assert tenancy.block.get_volume_backup(of_keyed).data.lifecycle_state == "TERMINATED"


def test_a_group_backup_is_copied_with_its_members(tenancy: BlockVolumeTenancy) -> None:
    far = tenancy.key(region=OTHER)
    backup = group_backup(tenancy, tenancy.group(tenancy.volume(), tenancy.boot_volume()))
    details = models.CopyVolumeGroupBackupDetails(destination_region=OTHER, kms_key_id=far)
    response = tenancy.block.copy_volume_group_backup(backup.id, details)
    copy = response.data
    assert "opc-work-request-id" not in response.headers
    assert copy.source_volume_group_backup_id == backup.id
    tenancy.wait()
    of_volume, of_boot = tenancy.other.get_volume_group_backup(copy.id).data.volume_backup_ids
    assert tenancy.other.get_volume_backup(of_volume).data.kms_key_id == far
    assert tenancy.other.get_boot_volume_backup(of_boot).data.kms_key_id == far


def test_groups_from_a_group_and_from_a_backup(tenancy: BlockVolumeTenancy) -> None:
    key = tenancy.key()
    group = tenancy.group(tenancy.volume(kms_key_id=key), tenancy.boot_volume())
    backup = group_backup(tenancy, group)
    clone = tenancy.group(source_details=models.VolumeGroupSourceFromVolumeGroupDetails(volume_group_id=group.id))
    restored = tenancy.group(
        source_details=models.VolumeGroupSourceFromVolumeGroupBackupDetails(volume_group_backup_id=backup.id),
        availability_domain=tenancy.second_domain,
    )
    for created, expected in ((clone, key), (restored, None)):
        assert (created.lifecycle_state, len(created.volume_ids)) == ("AVAILABLE", 2)
        volume = tenancy.block.get_volume(created.volume_ids[0]).data
        assert (volume.lifecycle_state, volume.volume_group_id, volume.kms_key_id) == (
            "AVAILABLE",
            created.id,
            expected,
        )
        assert not set(created.volume_ids) & set(group.volume_ids)
        assert created.is_hydrated is True


def test_a_group_of_new_volumes_is_hydrated_later(tenancy: BlockVolumeTenancy) -> None:
    group = tenancy.group(tenancy.volume())
    source = models.VolumeGroupSourceFromVolumeGroupDetails(volume_group_id=group.id)
    details = models.CreateVolumeGroupDetails(
        compartment_id=tenancy.projx, availability_domain=tenancy.domain, source_details=source
    )
    created = tenancy.block.create_volume_group(details).data
    seen = [created]
    for _moment in range(2):
        tenancy.wait(40)
        seen.append(tenancy.block.get_volume_group(created.id).data)
    assert [(one.lifecycle_state, one.is_hydrated) for one in seen] == [
        ("PROVISIONING", False),
        ("AVAILABLE", False),
        ("AVAILABLE", True),
    ]


def test_a_replicated_group(tenancy: BlockVolumeTenancy) -> None:
    far = tenancy.key(region=OTHER)
    volume, second, third = tenancy.volume(), tenancy.volume(), tenancy.boot_volume()
    requested = [
        models.VolumeGroupReplicaDetails(availability_domain=tenancy.other_domain, xrr_kms_key_id=far, display_name="r")
    ]
    group = tenancy.group(volume, second, volume_group_replicas=requested)
    info = group.volume_group_replicas[0]
    assert (info.kms_key_id, info.display_name) == (far, "r")
    assert refusal(lambda: tenancy.block.delete_volume_group(group.id)) == (409, "Conflict")
    replica = tenancy.other.get_volume_group_replica(info.volume_group_replica_id).data
    assert (replica.lifecycle_state, replica.volume_group_id) == ("AVAILABLE", group.id)
    listed = tenancy.other.list_block_volume_replicas(
        compartment_id=tenancy.projx, volume_group_replica_id=replica.id
    ).data
    assert {found.block_volume_id: found.kms_key_id for found in listed} == {volume.id: far, second.id: far}

    created = tenancy.other.create_volume_group(
        models.CreateVolumeGroupDetails(
            compartment_id=tenancy.projx,
            availability_domain=tenancy.other_domain,
            source_details=models.VolumeGroupSourceFromVolumeGroupReplicaDetails(volume_group_replica_id=replica.id),
        )
    ).data
    assert len(created.volume_ids) == 2
    tenancy.wait(100)
    assert tenancy.other.get_volume_group(created.id).data.lifecycle_state == "AVAILABLE"

    # A removed member keeps a replica of its own by default (SDK docstring of update_volume_group).
    update(tenancy, group, volume_ids=[second.id, third.id])
    kept = tenancy.block.get_volume(volume.id).data.block_volume_replicas[0]
    alone = tenancy.other.get_block_volume_replica(kept.block_volume_replica_id).data
    assert (alone.volume_group_replica_id, alone.lifecycle_state) == (None, "AVAILABLE")
    assert tenancy.block.get_boot_volume(third.id).data.boot_volume_replicas[0].kms_key_id == far
    update(tenancy, group, volume_ids=[third.id], preserve=False)
    assert tenancy.block.get_volume(second.id).data.block_volume_replicas is None
    update(tenancy, group, volume_group_replicas=[])
    assert (
        tenancy.other.list_volume_group_replicas(tenancy.other_domain, tenancy.projx).data[0].lifecycle_state
        == "TERMINATED"
    )
    assert tenancy.block.get_volume_group(group.id).data.volume_group_replicas is None
    assert tenancy.block.get_boot_volume(third.id).data.boot_volume_replicas is None
    tenancy.block.delete_volume_group(group.id)
