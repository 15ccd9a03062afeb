# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volumes and boot volumes through the real SDK: create, list, update, move, delete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from oci.core import models

from simulator.cloud import Cloud
from tests.unit.simulator.services.block_volume_tenancy import OTHER, BlockVolumeTenancy, refusal
from tests.unit.simulator.services.identity_tenancy import add_user


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> BlockVolumeTenancy:
    return BlockVolumeTenancy(cloud, client)


def create(tenancy: BlockVolumeTenancy, **details: Any) -> Any:
    requested = {"compartment_id": tenancy.projx, "availability_domain": tenancy.domain, **details}
    return tenancy.block.create_volume(models.CreateVolumeDetails(**requested)).data


def test_a_volume_from_nothing(tenancy: BlockVolumeTenancy) -> None:
    created = create(tenancy, display_name="data")
    assert (created.lifecycle_state, created.size_in_gbs, created.size_in_mbs) == ("PROVISIONING", 1024, 1048576)
    assert (created.vpus_per_gb, created.is_hydrated, created.kms_key_id, created.volume_group_id) == (
        10,
        None,
        None,
        None,
    )
    assert (created.block_volume_replicas, created.autotune_policies, created.is_auto_tune_enabled) == (None, [], False)
    tenancy.wait()
    settled = tenancy.block.get_volume(created.id).data
    assert (settled.lifecycle_state, settled.is_hydrated, settled.block_volume_replicas) == ("AVAILABLE", True, None)


def test_without_a_name_it_gets_one(tenancy: BlockVolumeTenancy) -> None:
    assert create(tenancy).display_name.startswith("volume20")


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"availability_domain": "Uocm:NOWHERE-AD-1"}, (400, "InvalidParameter")),
        ({"availability_domain": None}, (400, "MissingParameter")),
        ({"size_in_gbs": 49}, (400, "InvalidParameter")),
        ({"size_in_gbs": 32769}, (400, "InvalidParameter")),
        ({"size_in_mbs": 51201}, (400, "InvalidParameter")),
        ({"size_in_mbs": 51200, "size_in_gbs": 50}, (400, "InvalidParameter")),
        ({"vpus_per_gb": 15}, (400, "InvalidParameter")),
        ({"vpus_per_gb": 130}, (400, "InvalidParameter")),
        ({"compartment_id": "ocid1.compartment.oc1..none"}, (404, "NotAuthorizedOrNotFound")),
        ({"backup_policy_id": "ocid1.volumebackuppolicy.oc1..none"}, (400, "RelatedResourceNotAuthorizedOrNotFound")),
        ({"xrc_kms_key_id": "ocid1.key.oc1..none"}, (400, "InvalidParameter")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_invalid_creates(tenancy: BlockVolumeTenancy, details: dict[str, Any], expected: tuple[int, str]) -> None:
    assert refusal(lambda: create(tenancy, **details)) == expected
    assert tenancy.store.listing("volume") == []


def test_the_domain_of_another_region_is_refused(tenancy: BlockVolumeTenancy) -> None:
    assert refusal(lambda: create(tenancy, availability_domain=tenancy.other_domain)) == (400, "InvalidParameter")


def test_lists_filter_and_sort(tenancy: BlockVolumeTenancy) -> None:
    first = tenancy.volume(display_name="b")
    second = tenancy.volume(display_name="a", availability_domain=tenancy.second_domain)
    tenancy.volume(display_name="elsewhere", compartment_id=tenancy.projy)

    def listed(**filters: Any) -> list[str]:
        return [volume.id for volume in tenancy.block.list_volumes(compartment_id=tenancy.projx, **filters).data]

    assert listed() == [second.id, first.id]
    assert listed(sort_by="TIMECREATED", sort_order="ASC") == [first.id, second.id]
    assert listed(sort_by="DISPLAYNAME") == [second.id, first.id]
    assert listed(availability_domain=tenancy.domain) == [first.id]
    assert listed(display_name="a") == [second.id]
    assert listed(lifecycle_state="TERMINATED") == []


def test_a_list_without_a_compartment_depends_on_a_variant(tenancy: BlockVolumeTenancy) -> None:
    last = tenancy.volume(compartment_id=tenancy.projy)
    first, second = tenancy.volume(), tenancy.volume(compartment_id=tenancy.projy)
    boot_volume = tenancy.boot_volume()
    identity = tenancy.client("identity.IdentityClient")
    add_user(tenancy.cloud, identity, "reader", "Allow group reader to inspect volume-family in compartment projx")
    tenancy.wait(60)
    reader = tenancy.client("core.BlockstorageClient", user="reader")
    for client in (tenancy.block, reader):
        for refused in (client.list_volumes, client.list_boot_volumes, client.list_block_volume_replicas):
            assert refusal(refused) == (400, "MissingParameter")

    tenancy.play("block_list_without_compartment", "everything")
    assert [volume.id for volume in tenancy.block.list_volumes().data] == [second.id, first.id, last.id]
    assert [volume.id for volume in tenancy.block.list_volumes(sort_order="ASC", sort_by="TIMECREATED").data] == [
        last.id,
        first.id,
        second.id,
    ]
    assert [volume.id for volume in reader.list_volumes().data] == [first.id]
    assert [volume.id for volume in reader.list_boot_volumes().data] == [boot_volume.id]
    assert reader.list_boot_volume_replicas().data == tenancy.other.list_volumes().data == []
    # For a specified compartment, the permission is still checked.
    unseen = refusal(lambda: reader.list_volumes(compartment_id=tenancy.projy))
    assert unseen == (404, "NotAuthorizedOrNotFound")


def test_a_volume_is_unknown_in_another_region_and_as_another_type(tenancy: BlockVolumeTenancy) -> None:
    volume, boot_volume = tenancy.volume(), tenancy.boot_volume()
    for call in (
        lambda: tenancy.other.get_volume(volume.id),
        lambda: tenancy.block.get_boot_volume(volume.id),
        lambda: tenancy.block.get_volume(boot_volume.id),
    ):
        assert refusal(call) == (404, "NotAuthorizedOrNotFound")


def test_an_update_of_the_name_keeps_it_available(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    updated = tenancy.block.update_volume(
        volume.id, models.UpdateVolumeDetails(display_name="new", freeform_tags={"a": "b"})
    ).data
    assert (updated.display_name, updated.freeform_tags, updated.lifecycle_state) == ("new", {"a": "b"}, "AVAILABLE")


def test_a_resize_goes_through_provisioning(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    details = models.UpdateVolumeDetails(size_in_gbs=100, vpus_per_gb=20, is_auto_tune_enabled=True)
    updated = tenancy.block.update_volume(volume.id, details).data
    assert (updated.lifecycle_state, updated.size_in_gbs, updated.vpus_per_gb) == ("PROVISIONING", 100, 20)
    assert [policy.autotune_type for policy in updated.autotune_policies] == ["DETACHED_VOLUME"]
    assert refusal(lambda: tenancy.block.update_volume(volume.id, details)) == (409, "IncorrectState")
    tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.lifecycle_state == "AVAILABLE"
    smaller = models.UpdateVolumeDetails(size_in_gbs=60)
    assert refusal(lambda: tenancy.block.update_volume(volume.id, smaller)) == (400, "InvalidParameter")


def test_autotune_must_not_end_below_the_default(tenancy: BlockVolumeTenancy) -> None:
    policy = models.PerformanceBasedAutotunePolicy(max_vpus_per_gb=10)
    assert refusal(lambda: create(tenancy, vpus_per_gb=20, autotune_policies=[policy])) == (400, "InvalidParameter")
    fitting = models.PerformanceBasedAutotunePolicy(max_vpus_per_gb=40)
    assert create(tenancy, autotune_policies=[fitting]).autotune_policies[0].max_vpus_per_gb == 40


def test_the_etag_guards_an_update(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    etag = tenancy.block.get_volume(volume.id).headers["etag"]
    details = models.UpdateVolumeDetails(display_name="one")
    tenancy.block.update_volume(volume.id, details, if_match=etag)
    again = refusal(lambda: tenancy.block.update_volume(volume.id, details, if_match=etag))
    assert again == (412, "NoEtagMatch")


def test_a_deleted_volume_is_listed_for_a_while(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    tenancy.block.delete_volume(volume.id)
    assert tenancy.block.get_volume(volume.id).data.lifecycle_state == "TERMINATING"
    assert refusal(lambda: tenancy.block.delete_volume(volume.id)) == (409, "IncorrectState")
    tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.lifecycle_state == "TERMINATED"
    assert len(tenancy.block.list_volumes(compartment_id=tenancy.projx).data) == 1
    tenancy.wait(3600)
    assert tenancy.block.list_volumes(compartment_id=tenancy.projx).data == []


def test_an_attached_volume_cannot_be_deleted(tenancy: BlockVolumeTenancy) -> None:
    boot_volume = tenancy.boot_volume(attached=True)
    assert refusal(lambda: tenancy.block.delete_boot_volume(boot_volume.id)) == (409, "Conflict")


def test_a_clone_is_hydrated_later(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    source = models.VolumeSourceFromVolumeDetails(id=volume.id)
    # The availability domain can be omitted: it is that of the source.
    clone = create(tenancy, source_details=source, availability_domain=None)
    assert (clone.availability_domain, clone.size_in_gbs, clone.is_hydrated) == (tenancy.domain, 50, False)
    assert clone.source_details.id == volume.id
    tenancy.wait()
    assert tenancy.block.get_volume(clone.id).data.lifecycle_state == "AVAILABLE"
    tenancy.wait(100)
    assert tenancy.block.get_volume(clone.id).data.is_hydrated is True


def test_a_clone_stays_in_the_domain_of_its_source(tenancy: BlockVolumeTenancy) -> None:
    source = models.VolumeSourceFromVolumeDetails(id=tenancy.volume().id)
    elsewhere = {"source_details": source, "availability_domain": tenancy.second_domain}
    assert refusal(lambda: create(tenancy, **elsewhere)) == (400, "InvalidParameter")


def test_a_restored_volume_is_restoring_meanwhile(tenancy: BlockVolumeTenancy) -> None:
    backup = tenancy.backup(tenancy.volume())
    source = models.VolumeSourceFromVolumeBackupDetails(id=backup.id)
    restored = create(tenancy, source_details=source, availability_domain=tenancy.second_domain)
    states = []
    for seconds in (0, 5, 10):
        tenancy.wait(seconds)
        states.append(tenancy.block.get_volume(restored.id).data.lifecycle_state)
    assert states == ["PROVISIONING", "RESTORING", "AVAILABLE"]


def test_the_old_spelling_of_a_backup_as_source(tenancy: BlockVolumeTenancy) -> None:
    backup = tenancy.backup(tenancy.volume(size_in_gbs=60))
    restored = create(tenancy, volume_backup_id=backup.id)
    assert (restored.source_details.type, restored.size_in_gbs) == ("volumeBackup", 60)
    assert refusal(lambda: create(tenancy, volume_backup_id=backup.id, size_in_gbs=50)) == (400, "InvalidParameter")


def test_a_source_of_two_backups(tenancy: BlockVolumeTenancy) -> None:
    volume, stranger = tenancy.volume(), tenancy.volume()
    first, second, other = tenancy.backup(volume), tenancy.backup(volume), tenancy.backup(stranger)

    def delta(backup: Any, **options: Any) -> Any:
        source = models.VolumeSourceFromVolumeBackupDeltaDetails(
            first_backup_id=first.id, second_backup_id=backup.id, **options
        )
        return create(tenancy, source_details=source)

    assert delta(second).source_details.change_block_size_in_bytes == 4096
    assert refusal(lambda: delta(other)) == (400, "InvalidParameter")
    assert refusal(lambda: delta(second, change_block_size_in_bytes=5000)) == (400, "InvalidParameter")


def test_a_source_that_is_not_there(tenancy: BlockVolumeTenancy) -> None:
    source = models.VolumeSourceFromVolumeDetails(id="ocid1.volume.oc1.iad.none")
    assert refusal(lambda: create(tenancy, source_details=source)) == (400, "RelatedResourceNotAuthorizedOrNotFound")


def test_boot_volumes_from_their_sources(tenancy: BlockVolumeTenancy) -> None:
    boot_volume = tenancy.boot_volume()
    assert (boot_volume.lifecycle_state, boot_volume.size_in_gbs) == ("AVAILABLE", 50)
    assert (boot_volume.is_hydrated, boot_volume.boot_volume_replicas) == (True, None)
    assert boot_volume.image_id.startswith("ocid1.image.oc1.iad.")
    first, second = tenancy.boot_backup(boot_volume), tenancy.boot_backup(boot_volume)
    sources = [
        models.BootVolumeSourceFromBootVolumeDetails(id=boot_volume.id),
        models.BootVolumeSourceFromBootVolumeBackupDetails(id=first.id),
        models.BootVolumeSourceFromBootVolumeBackupDeltaDetails(first_backup_id=first.id, second_backup_id=second.id),
    ]
    for source in sources:
        details = models.CreateBootVolumeDetails(
            compartment_id=tenancy.projx, availability_domain=tenancy.domain, source_details=source
        )
        created = tenancy.block.create_boot_volume(details).data
        tenancy.wait()
        settled = tenancy.block.get_boot_volume(created.id).data
        assert (settled.lifecycle_state, settled.image_id) == ("AVAILABLE", boot_volume.image_id)
    assert len(tenancy.block.list_boot_volumes(compartment_id=tenancy.projx).data) == 4


def test_a_boot_volume_is_changed_moved_and_deleted(tenancy: BlockVolumeTenancy) -> None:
    boot_volume = tenancy.boot_volume()
    changed = tenancy.block.update_boot_volume(boot_volume.id, models.UpdateBootVolumeDetails(display_name="new")).data
    assert changed.display_name == "new"
    moved = models.ChangeBootVolumeCompartmentDetails(compartment_id=tenancy.projy)
    tenancy.block.change_boot_volume_compartment(boot_volume.id, moved)
    assert tenancy.block.get_boot_volume(boot_volume.id).data.compartment_id == tenancy.projy
    tenancy.block.delete_boot_volume(boot_volume.id)
    tenancy.wait()
    assert tenancy.block.get_boot_volume(boot_volume.id).data.lifecycle_state == "TERMINATED"


def test_a_volume_is_moved(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    tenancy.block.change_volume_compartment(
        volume.id, models.ChangeVolumeCompartmentDetails(compartment_id=tenancy.projy)
    )
    assert [found.id for found in tenancy.block.list_volumes(compartment_id=tenancy.projy).data] == [volume.id]
    assert tenancy.block.list_volumes(compartment_id=tenancy.projx).data == []
    nowhere = models.ChangeVolumeCompartmentDetails(compartment_id="ocid1.compartment.oc1..none")
    expected = (400, "RelatedResourceNotAuthorizedOrNotFound")
    assert refusal(lambda: tenancy.block.change_volume_compartment(volume.id, nowhere)) == expected


def test_a_terminated_volume_cannot_be_moved(tenancy: BlockVolumeTenancy) -> None:
    volume, boot_volume = tenancy.volume(), tenancy.boot_volume()
    to_projy = models.ChangeVolumeCompartmentDetails(compartment_id=tenancy.projy)
    boot_to_projy = models.ChangeBootVolumeCompartmentDetails(compartment_id=tenancy.projy)
    tenancy.block.delete_volume(volume.id)
    tenancy.block.delete_boot_volume(boot_volume.id)
    expected = (409, "IncorrectState")
    for _state in ("TERMINATING", "TERMINATED"):
        assert refusal(lambda: tenancy.block.change_volume_compartment(volume.id, to_projy)) == expected
        assert refusal(lambda: tenancy.block.change_boot_volume_compartment(boot_volume.id, boot_to_projy)) == expected
        tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.compartment_id == tenancy.projx


def test_repeated_creates_with_one_token_create_one_volume(tenancy: BlockVolumeTenancy) -> None:
    details = models.CreateVolumeDetails(compartment_id=tenancy.projx, availability_domain=tenancy.domain)
    created = [tenancy.block.create_volume(details, opc_retry_token="t").data.id for _attempt in range(2)]
    assert created[0] == created[1]


def test_replicas_follow_the_list(tenancy: BlockVolumeTenancy) -> None:
    def replicated(*domains: str) -> Any:
        requested = [models.BlockVolumeReplicaDetails(availability_domain=name, display_name="r") for name in domains]
        return models.UpdateVolumeDetails(block_volume_replicas=requested)

    volume = tenancy.volume()
    updated = tenancy.block.update_volume(volume.id, replicated(tenancy.other_domain, tenancy.second_domain)).data
    assert updated.lifecycle_state == "PROVISIONING"
    far, near = updated.block_volume_replicas
    assert (far.availability_domain, near.availability_domain) == (tenancy.other_domain, tenancy.second_domain)
    replica = tenancy.other.get_block_volume_replica(far.block_volume_replica_id).data
    assert (replica.lifecycle_state, replica.block_volume_id, replica.size_in_gbs) == ("PROVISIONING", volume.id, 50)
    tenancy.wait()
    listed = tenancy.other.list_block_volume_replicas(compartment_id=tenancy.projx).data
    assert [(found.id, found.lifecycle_state) for found in listed] == [(replica.id, "AVAILABLE")]
    assert refusal(lambda: tenancy.block.delete_volume(volume.id)) == (409, "Conflict")

    tenancy.block.update_volume(volume.id, replicated(tenancy.second_domain))
    tenancy.wait()
    assert tenancy.other.get_block_volume_replica(replica.id).data.lifecycle_state == "TERMINATED"
    kept = tenancy.block.get_volume(volume.id).data.block_volume_replicas
    assert [info.block_volume_replica_id for info in kept] == [near.block_volume_replica_id]
    tenancy.block.update_volume(volume.id, replicated())
    tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.block_volume_replicas is None
    for wrong in ((tenancy.domain,), (tenancy.other_domain, tenancy.other_domain), ("Uocm:NOWHERE-AD-1",)):
        assert refusal(partial(tenancy.block.update_volume, volume.id, replicated(*wrong)))[0] == 400


def test_a_replica_is_activated_where_it_is(tenancy: BlockVolumeTenancy) -> None:
    key = tenancy.key(region=OTHER)
    replicas = [models.BlockVolumeReplicaDetails(availability_domain=tenancy.other_domain, xrr_kms_key_id=key)]
    volume = tenancy.volume(block_volume_replicas=replicas)
    info = volume.block_volume_replicas[0]
    assert info.kms_key_id == key
    source = models.VolumeSourceFromBlockVolumeReplicaDetails(id=info.block_volume_replica_id)
    details = models.CreateVolumeDetails(compartment_id=tenancy.projx, source_details=source)
    created = tenancy.other.create_volume(details).data
    assert (created.availability_domain, created.kms_key_id) == (tenancy.other_domain, key)
    replica = tenancy.other.get_block_volume_replica(info.block_volume_replica_id).data
    assert (replica.kms_key_id, replica.lifecycle_state) == (key, "ACTIVATING")
    tenancy.wait()
    assert tenancy.other.get_block_volume_replica(replica.id).data.lifecycle_state == "AVAILABLE"


def test_the_replica_of_a_boot_volume(tenancy: BlockVolumeTenancy) -> None:
    boot_volume = tenancy.boot_volume()
    replicas = [models.BootVolumeReplicaDetails(availability_domain=tenancy.other_domain)]
    tenancy.block.update_boot_volume(boot_volume.id, models.UpdateBootVolumeDetails(boot_volume_replicas=replicas))
    tenancy.wait()
    replica = tenancy.other.list_boot_volume_replicas(compartment_id=tenancy.projx).data[0]
    shown = tenancy.other.get_boot_volume_replica(replica.id).data
    assert (shown.boot_volume_id, shown.kms_key_id) == (boot_volume.id, None)
    source = models.BootVolumeSourceFromBootVolumeReplicaDetails(id=replica.id)
    details = models.CreateBootVolumeDetails(compartment_id=tenancy.projx, source_details=source)
    assert tenancy.other.create_boot_volume(details).data.availability_domain == tenancy.other_domain
