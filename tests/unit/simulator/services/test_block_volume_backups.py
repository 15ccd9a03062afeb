# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups of volumes and boot volumes, their copies and their keys, through the real SDK."""

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


def test_a_backup_on_its_way(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    created = tenancy.block.create_volume_backup(models.CreateVolumeBackupDetails(volume_id=volume.id)).data
    assert (created.type, created.source_type, created.size_in_gbs, created.compartment_id) == (
        "INCREMENTAL",
        "MANUAL",
        50,
        tenancy.projx,
    )
    assert created.kms_key_id is None
    states = [created.lifecycle_state]
    for seconds in (3, 10):
        tenancy.wait(seconds)
        states.append(tenancy.block.get_volume_backup(created.id).data.lifecycle_state)
    assert states == ["REQUEST_RECEIVED", "CREATING", "AVAILABLE"]


def test_backups_are_found_by_their_volume(tenancy: BlockVolumeTenancy) -> None:
    volume, other = tenancy.volume(), tenancy.volume()
    backup = tenancy.backup(volume, display_name="b")
    tenancy.backup(other)
    listed = tenancy.block.list_volume_backups(tenancy.projx, volume_id=volume.id).data
    assert [found.id for found in listed] == [backup.id]
    assert len(tenancy.block.list_volume_backups(tenancy.projx).data) == 2


def test_the_key_of_a_backup(tenancy: BlockVolumeTenancy) -> None:
    key, other = tenancy.key(), tenancy.key()
    volume = tenancy.volume(kms_key_id=key)
    assert tenancy.backup(volume).kms_key_id == key
    backup = tenancy.backup(volume, kms_key_id=other)
    assert backup.kms_key_id == other

    def rekey(key_id: str | None, **more: Any) -> Any:
        details = models.UpdateVolumeBackupDetails(kms_key_id=key_id, **more)
        return tenancy.block.update_volume_backup(backup.id, details).data

    assert rekey(key).kms_key_id == key
    assert rekey(None, display_name="new").kms_key_id == key
    # The empty string is the documented way to the Oracle-managed key (D-BVK).
    assert rekey("").kms_key_id is None
    assert tenancy.block.get_volume_backup(backup.id).data.display_name == "new"
    assert refusal(lambda: rekey(tenancy.key("RSA", 256))) == (400, "InvalidParameter")


@pytest.mark.parametrize("choice", ["applied", "ignored"])
def test_the_key_of_a_boot_volume_backup(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("boot_volume_backup_key", choice)
    key, other = tenancy.key(), tenancy.key()
    boot_volume = tenancy.boot_volume(kms_key_id=key)
    expected = other if choice == "applied" else key
    assert tenancy.boot_backup(boot_volume, kms_key_id=other).kms_key_id == expected
    backup = tenancy.boot_backup(boot_volume)
    details = models.UpdateBootVolumeBackupDetails(kms_key_id=other, display_name="new")
    updated = tenancy.block.update_boot_volume_backup(backup.id, details).data
    assert (updated.kms_key_id, updated.display_name) == (expected, "new")


def test_boot_volume_backups(tenancy: BlockVolumeTenancy) -> None:
    boot_volume = tenancy.boot_volume()
    backup = tenancy.boot_backup(boot_volume)
    assert (backup.boot_volume_id, backup.image_id) == (boot_volume.id, boot_volume.image_id)
    listed = tenancy.block.list_boot_volume_backups(tenancy.projx, boot_volume_id=boot_volume.id).data
    assert [found.id for found in listed] == [backup.id]
    moved = models.ChangeBootVolumeBackupCompartmentDetails(compartment_id=tenancy.projy)
    tenancy.block.change_boot_volume_backup_compartment(backup.id, moved)
    assert tenancy.block.get_boot_volume_backup(backup.id).data.compartment_id == tenancy.projy
    copy = tenancy.block.copy_boot_volume_backup(
        backup.id, models.CopyBootVolumeBackupDetails(destination_region=OTHER)
    ).data
    assert tenancy.other.get_boot_volume_backup(copy.id).data.source_boot_volume_backup_id == backup.id
    tenancy.block.delete_boot_volume_backup(backup.id)
    tenancy.wait()
    assert tenancy.block.get_boot_volume_backup(backup.id).data.lifecycle_state == "TERMINATED"


def test_a_copy_appears_in_the_other_region(tenancy: BlockVolumeTenancy) -> None:
    key, far = tenancy.key(), tenancy.key(region=OTHER)
    backup = tenancy.backup(tenancy.volume(kms_key_id=key))

    def copy(region: str = OTHER, **more: Any) -> Any:
        details = models.CopyVolumeBackupDetails(destination_region=region, **more)
        return tenancy.block.copy_volume_backup(backup.id, details).data

    plain, keyed = copy(), copy(kms_key_id=far, display_name="copy")
    assert (plain.kms_key_id, keyed.kms_key_id, keyed.display_name) == (None, far, "copy")
    assert (keyed.source_volume_backup_id, keyed.lifecycle_state) == (backup.id, "CREATING")
    assert refusal(lambda: tenancy.block.get_volume_backup(keyed.id)) == (404, "NotAuthorizedOrNotFound")
    tenancy.wait()
    assert tenancy.other.get_volume_backup(keyed.id).data.lifecycle_state == "AVAILABLE"
    copies = tenancy.other.list_volume_backups(tenancy.projx, source_volume_backup_id=backup.id).data
    assert {found.id for found in copies} == {plain.id, keyed.id}
    # The key must exist in the destination region (D-BVK).
    assert refusal(lambda: copy(kms_key_id=key)) == (404, "NotAuthorizedOrNotFound")
    assert refusal(lambda: copy("us-ashburn-1")) == (400, "InvalidParameter")
    assert refusal(lambda: copy("eu-frankfurt-1")) == (400, "InvalidParameter")


@pytest.mark.parametrize("choice", ["applied", "ignored"])
def test_whether_a_copy_of_a_boot_volume_backup_takes_its_key(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("boot_volume_backup_copy_key", choice)
    backup, far = tenancy.boot_backup(tenancy.boot_volume()), tenancy.key(region=OTHER)
    details = models.CopyBootVolumeBackupDetails(destination_region=OTHER, kms_key_id=far)
    copy = tenancy.block.copy_boot_volume_backup(backup.id, details).data
    assert copy.kms_key_id == (far if choice == "applied" else None)


@pytest.mark.parametrize("kind", ["volume_backup", "boot_volume_backup"])
def test_a_copy_has_a_work_request_where_its_source_is(tenancy: BlockVolumeTenancy, kind: str) -> None:
    """As the SDK's composite operations and Oracle's own modules read it."""
    if kind == "volume_backup":
        backup, details = tenancy.backup(tenancy.volume()), models.CopyVolumeBackupDetails(destination_region=OTHER)
    else:
        backup = tenancy.boot_backup(tenancy.boot_volume())
        details = models.CopyBootVolumeBackupDetails(destination_region=OTHER)
    response = getattr(tenancy.block, f"copy_{kind}")(backup.id, details)
    work_request_id = response.headers["opc-work-request-id"]
    seen = []
    for seconds in (0, 10, 9, 1):
        tenancy.wait(seconds)
        work = tenancy.client("work_requests.WorkRequestClient").get_work_request(work_request_id).data
        copy = getattr(tenancy.other, f"get_{kind}")(work.resources[-1].identifier).data
        seen.append((work.status, work.resources[-1].action_type, copy.lifecycle_state))
    assert copy.id == response.data.id
    assert seen == [
        ("ACCEPTED", "IN_PROGRESS", "CREATING"),
        ("IN_PROGRESS", "IN_PROGRESS", "CREATING"),
        ("IN_PROGRESS", "IN_PROGRESS", "CREATING"),
        ("SUCCEEDED", "CREATED", "AVAILABLE"),
    ]
    assert work.resources[-1].entity_type.lower() == kind.replace("_", "")
    elsewhere = tenancy.client("work_requests.WorkRequestClient", region=OTHER)
    assert refusal(lambda: elsewhere.get_work_request(work_request_id)) == (404, "NotAuthorizedOrNotFound")


def test_a_backup_is_moved_and_deleted(tenancy: BlockVolumeTenancy) -> None:
    backup = tenancy.backup(tenancy.volume())
    moved = models.ChangeVolumeBackupCompartmentDetails(compartment_id=tenancy.projy)
    tenancy.block.change_volume_backup_compartment(backup.id, moved)
    assert [found.id for found in tenancy.block.list_volume_backups(tenancy.projy).data] == [backup.id]
    tenancy.block.delete_volume_backup(backup.id)
    tenancy.wait()
    gone = tenancy.block.list_volume_backups(tenancy.projy, lifecycle_state="TERMINATED").data
    assert [found.id for found in gone] == [backup.id]
    rename = models.UpdateVolumeBackupDetails(display_name="late")
    assert refusal(lambda: tenancy.block.update_volume_backup(backup.id, rename)) == (409, "IncorrectState")


def test_retention_keeps_a_backup(tenancy: BlockVolumeTenancy) -> None:
    period = models.RetentionDuration(retention_time_amount=2, retention_time_unit="DAYS")
    backup = tenancy.backup(tenancy.volume(), retention_period=period, is_retention_lock_enabled=True)
    assert (backup.time_retention_expires_at - backup.time_created).days == 2
    assert refusal(lambda: tenancy.block.delete_volume_backup(backup.id)) == (409, "Conflict")
    shorter = models.UpdateVolumeBackupDetails(
        retention_period=models.RetentionDuration(retention_time_amount=1, retention_time_unit="DAYS")
    )
    assert refusal(lambda: tenancy.block.update_volume_backup(backup.id, shorter)) == (409, "Conflict")
    tenancy.wait(3 * 24 * 3600)
    tenancy.block.delete_volume_backup(backup.id)


def test_a_backup_requires_an_available_source(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    tenancy.rekey(volume, tenancy.key())
    details = models.CreateVolumeBackupDetails(volume_id=volume.id)
    assert refusal(lambda: tenancy.block.create_volume_backup(details)) == (409, "IncorrectState")
    nothing = models.CreateVolumeBackupDetails(volume_id="ocid1.volume.oc1.iad.none")
    expected = (400, "RelatedResourceNotAuthorizedOrNotFound")
    assert refusal(lambda: tenancy.block.create_volume_backup(nothing)) == expected
