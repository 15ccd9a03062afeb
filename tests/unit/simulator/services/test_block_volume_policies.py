# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup policies and their assignments through the real SDK."""

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


def policy(tenancy: BlockVolumeTenancy, **details: Any) -> Any:
    requested = {"compartment_id": tenancy.projx, "display_name": "p", **details}
    return tenancy.block.create_volume_backup_policy(models.CreateVolumeBackupPolicyDetails(**requested)).data


def assign(tenancy: BlockVolumeTenancy, asset: Any, policy_id: str, **details: Any) -> Any:
    requested = models.CreateVolumeBackupPolicyAssignmentDetails(asset_id=asset.id, policy_id=policy_id, **details)
    return tenancy.block.create_volume_backup_policy_assignment(requested).data


def assigned(tenancy: BlockVolumeTenancy, asset: Any) -> list[str]:
    found = tenancy.block.get_volume_backup_policy_asset_assignment(asset.id).data
    return [assignment.policy_id for assignment in found]


def test_the_policies_that_oracle_defines(tenancy: BlockVolumeTenancy) -> None:
    listed = tenancy.block.list_volume_backup_policies().data
    assert {found.display_name: len(found.schedules) for found in listed} == {"gold": 4, "silver": 3, "bronze": 2}
    there = tenancy.other.list_volume_backup_policies().data
    assert {found.id for found in there} == {found.id for found in listed}
    gold = tenancy.other.get_volume_backup_policy(listed[0].id).data
    assert gold.compartment_id is None
    rename = models.UpdateVolumeBackupPolicyDetails(display_name="mine")
    for call in (
        lambda: tenancy.block.update_volume_backup_policy(gold.id, rename),
        lambda: tenancy.block.delete_volume_backup_policy(gold.id),
    ):
        assert refusal(call) == (404, "NotAuthorizedOrNotFound")


def test_a_policy_of_the_tenancy(tenancy: BlockVolumeTenancy) -> None:
    schedule = models.VolumeBackupSchedule(backup_type="FULL", period="ONE_WEEK", retention_seconds=86400)
    created = policy(tenancy, schedules=[schedule], destination_region=OTHER)
    assert (created.destination_region, created.schedules[0].time_zone) == (OTHER, "UTC")
    listed = tenancy.block.list_volume_backup_policies(compartment_id=tenancy.projx).data
    assert [found.id for found in listed] == [created.id]
    details = models.UpdateVolumeBackupPolicyDetails(display_name="new", schedules=[], destination_region="")
    updated = tenancy.block.update_volume_backup_policy(created.id, details).data
    assert (updated.display_name, updated.schedules, updated.destination_region) == ("new", [], None)
    assert refusal(lambda: policy(tenancy, destination_region="eu-frankfurt-1")) == (400, "InvalidParameter")
    tenancy.block.delete_volume_backup_policy(created.id)
    assert refusal(lambda: tenancy.block.get_volume_backup_policy(created.id)) == (404, "NotAuthorizedOrNotFound")


def test_an_assignment_silently_replaces_the_one_before(tenancy: BlockVolumeTenancy) -> None:
    volume, first, second = tenancy.volume(), policy(tenancy), policy(tenancy)
    assert assigned(tenancy, volume) == []
    previous = assign(tenancy, volume, first.id)
    assert assigned(tenancy, volume) == [first.id]
    latter = assign(tenancy, volume, second.id)
    assert assigned(tenancy, volume) == [second.id]
    get = tenancy.block.get_volume_backup_policy_assignment
    assert refusal(lambda: get(previous.id)) == (404, "NotAuthorizedOrNotFound")
    assert get(latter.id).data.asset_id == volume.id
    assert refusal(lambda: tenancy.block.delete_volume_backup_policy(second.id)) == (409, "Conflict")
    tenancy.block.delete_volume_backup_policy_assignment(latter.id)
    assert assigned(tenancy, volume) == []


def test_the_key_of_copies_must_be_where_they_go(tenancy: BlockVolumeTenancy) -> None:
    near, far = tenancy.key(), tenancy.key(region=OTHER)
    volume, copying, staying = tenancy.volume(), policy(tenancy, destination_region=OTHER), policy(tenancy)
    assert assign(tenancy, volume, copying.id, xrc_kms_key_id=far).xrc_kms_key_id == far
    expected = (404, "NotAuthorizedOrNotFound")
    assert refusal(lambda: assign(tenancy, volume, copying.id, xrc_kms_key_id=near)) == expected
    assert refusal(lambda: assign(tenancy, volume, staying.id, xrc_kms_key_id=far)) == (400, "InvalidParameter")
    assert assigned(tenancy, volume) == [copying.id]


def test_a_policy_can_be_assigned_with_the_create(tenancy: BlockVolumeTenancy) -> None:
    far, copying = tenancy.key(region=OTHER), policy(tenancy, destination_region=OTHER)
    volume = tenancy.volume(backup_policy_id=copying.id, xrc_kms_key_id=far)
    group = tenancy.group(tenancy.volume(), backup_policy_id=copying.id)
    assert assigned(tenancy, volume) == assigned(tenancy, group) == [copying.id]
    tenancy.block.change_volume_compartment(
        volume.id, models.ChangeVolumeCompartmentDetails(compartment_id=tenancy.projy)
    )
    assert assigned(tenancy, volume) == [copying.id]
    tenancy.block.delete_volume(volume.id)
    tenancy.block.delete_volume_group(group.id)
    tenancy.block.delete_volume_backup_policy(copying.id)


def test_a_policy_that_is_not_there(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    expected = (400, "RelatedResourceNotAuthorizedOrNotFound")
    assert refusal(lambda: assign(tenancy, volume, "ocid1.volumebackuppolicy.oc1..none")) == expected
    nothing = "ocid1.volume.oc1.iad.none"
    call = tenancy.block.get_volume_backup_policy_asset_assignment
    assert refusal(lambda: call(nothing)) == (404, "NotAuthorizedOrNotFound")
