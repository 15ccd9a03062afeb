# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of volumes and boot volumes through the real SDK, in every variant (oci-facts.md, section 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oci.core import models
from oci.identity.models import AddUserToGroupDetails, CreateGroupDetails, CreateUserDetails
from oci.key_management.models import ScheduleKeyDeletionDetails

from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from
from tests.unit.simulator.services.block_volume_tenancy import GRANT, OTHER, BlockVolumeTenancy, refusal

NOT_FOUND = (404, "NotAuthorizedOrNotFound")


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> BlockVolumeTenancy:
    return BlockVolumeTenancy(cloud, client)


@pytest.fixture
def ungranted(cloud: Cloud, client: Callable[..., Any]) -> BlockVolumeTenancy:
    return BlockVolumeTenancy(cloud, client, granted=False)


def test_assign_change_and_remove(tenancy: BlockVolumeTenancy) -> None:
    volume, key, other = tenancy.volume(), tenancy.key(), tenancy.key()
    assert tenancy.rekey(volume, key).data.kms_key_id == key
    assert tenancy.block.get_volume(volume.id).data.lifecycle_state == "PROVISIONING"
    assert refusal(lambda: tenancy.rekey(volume, other)) == (409, "IncorrectState")
    tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.lifecycle_state == "AVAILABLE"
    assert tenancy.block.get_volume_kms_key(volume.id).data.kms_key_id == key
    tenancy.rekey(volume, other)
    tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.kms_key_id == other
    assert tenancy.block.delete_volume_kms_key(volume.id).status == 204
    tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.kms_key_id is None


def test_boot_volumes_alike(tenancy: BlockVolumeTenancy) -> None:
    boot_volume, key = tenancy.boot_volume(), tenancy.key()
    assert refusal(lambda: tenancy.block.get_boot_volume_kms_key(boot_volume.id)) == NOT_FOUND
    details = models.UpdateBootVolumeKmsKeyDetails(kms_key_id=key)
    assert tenancy.block.update_boot_volume_kms_key(boot_volume.id, details).data.kms_key_id == key
    tenancy.wait()
    assert tenancy.block.get_boot_volume_kms_key(boot_volume.id).data.kms_key_id == key
    tenancy.block.delete_boot_volume_kms_key(boot_volume.id)
    tenancy.wait()
    assert tenancy.block.get_boot_volume(boot_volume.id).data.kms_key_id is None


def test_assigning_the_same_key_creates_a_new_data_key(tenancy: BlockVolumeTenancy) -> None:
    volume, key = tenancy.volume(), tenancy.key()
    assert tenancy.hidden(volume.id)["data_key_generation"] == 1
    for generation in (2, 3):
        tenancy.rekey(volume, key)
        tenancy.wait()
        assert tenancy.hidden(volume.id)["data_key_generation"] == generation


@pytest.mark.parametrize(("choice", "absent"), [("404", None), ("null", "")], ids=["404", "null"])
def test_without_a_key(tenancy: BlockVolumeTenancy, choice: str, absent: str | None) -> None:
    tenancy.play("block_kms_key_absent", choice)
    volume = tenancy.volume()
    if absent is None:
        assert refusal(lambda: tenancy.block.get_volume_kms_key(volume.id)) == NOT_FOUND
        assert refusal(lambda: tenancy.block.delete_volume_kms_key(volume.id)) == NOT_FOUND
    else:
        assert tenancy.block.get_volume_kms_key(volume.id).data.kms_key_id is None
        tenancy.block.delete_volume_kms_key(volume.id)
    assert tenancy.hidden(volume.id)["data_key_generation"] == 1


@pytest.mark.parametrize("choice", ["refused", "accepted"])
def test_an_empty_key(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_kms_key_empty_string", choice)
    volume = tenancy.volume(kms_key_id=tenancy.key())
    if choice == "refused":
        assert refusal(lambda: tenancy.rekey(volume, "")) == (400, "InvalidParameter")
    else:
        tenancy.rekey(volume, "")
    tenancy.wait()
    assert bool(tenancy.block.get_volume(volume.id).data.kms_key_id) == (choice == "refused")


def test_no_key_at_all_is_missing(tenancy: BlockVolumeTenancy) -> None:
    volume = tenancy.volume()
    assert refusal(lambda: tenancy.rekey(volume, None)) == (400, "MissingParameter")


@pytest.mark.parametrize("shown", ["at_once", "when_settled"])
@pytest.mark.parametrize(
    ("state", "seen"),
    [("PROVISIONING", "PROVISIONING"), ("AVAILABLE", "AVAILABLE"), ("UPDATE_PENDING", "UNKNOWN_ENUM_VALUE")],
)
def test_how_a_change_settles(tenancy: BlockVolumeTenancy, state: str, seen: str, shown: str) -> None:
    tenancy.play("block_kms_key_change_state", state)
    tenancy.play("block_kms_key_change_seconds", "60")
    tenancy.play("block_kms_key_shown", shown)
    volume, key = tenancy.volume(), tenancy.key()
    tenancy.rekey(volume, key)
    tenancy.wait(59)
    during = tenancy.block.get_volume(volume.id).data
    assert (during.lifecycle_state, during.kms_key_id) == (seen, key if shown == "at_once" else None)
    tenancy.wait(2)
    after = tenancy.block.get_volume(volume.id).data
    assert (after.lifecycle_state, after.kms_key_id) == ("AVAILABLE", key)


@pytest.mark.parametrize("choice", ["volume", "own"])
def test_the_etag_of_the_key(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_kms_key_etag", choice)
    volume = tenancy.volume(kms_key_id=tenancy.key())
    volume_etag = tenancy.block.get_volume(volume.id).headers["etag"]
    key_etag = tenancy.block.get_volume_kms_key(volume.id).headers["etag"]
    assert (key_etag == volume_etag) == (choice == "volume")
    other = tenancy.key()
    assert refusal(lambda: tenancy.rekey(volume, other, if_match="stale")) == (412, "NoEtagMatch")
    changed = tenancy.rekey(volume, other, if_match=key_etag)
    assert changed.headers["etag"] != key_etag
    tenancy.wait()
    assert refusal(lambda: tenancy.rekey(volume, other, if_match=key_etag)) == (412, "NoEtagMatch")


@pytest.mark.parametrize(
    ("choice", "expected"), [("404", NOT_FOUND), ("400", (400, "RelatedResourceNotAuthorizedOrNotFound"))]
)
def test_without_the_grant_of_the_service(
    ungranted: BlockVolumeTenancy, choice: str, expected: tuple[int, str]
) -> None:
    ungranted.play("block_key_not_granted", choice)
    volume, key = ungranted.volume(), ungranted.key()
    assert refusal(lambda: ungranted.rekey(volume, key)) == expected
    assert refusal(lambda: ungranted.volume(kms_key_id=key)) == expected
    assert ungranted.block.get_volume(volume.id).data.lifecycle_state == "AVAILABLE"
    ungranted.allow(f"{GRANT} where target.key.id = '{key}'")
    assert ungranted.rekey(volume, key).data.kms_key_id == key


def test_without_the_grant_to_delegate(tenancy: BlockVolumeTenancy, client: Callable[..., Any]) -> None:
    identity, root = client("identity.IdentityClient"), tenancy.cloud.tenancy.id
    group = identity.create_group(CreateGroupDetails(compartment_id=root, name="g", description="g")).data
    user = identity.create_user(
        CreateUserDetails(compartment_id=root, name="u", description="u", email="u@example.com")
    ).data
    identity.add_user_to_group(AddUserToGroupDetails(user_id=user.id, group_id=group.id))
    tenancy.allow("Allow group g to manage volume-family in compartment projx")
    tenancy.cloud.catalogue["users"]["u"] = user.id
    volume, key = tenancy.volume(), tenancy.key()
    block = client("core.BlockstorageClient", user="u")
    details = models.UpdateVolumeKmsKeyDetails(kms_key_id=key)
    assert refusal(lambda: block.update_volume_kms_key(volume.id, details)) == NOT_FOUND
    tenancy.allow("Allow group g to use key-delegate in compartment security")
    assert block.update_volume_kms_key(volume.id, details).data.kms_key_id == key


def test_a_key_that_is_not_there(tenancy: BlockVolumeTenancy) -> None:
    volume, elsewhere = tenancy.volume(), tenancy.key(region=OTHER)
    assert refusal(lambda: tenancy.rekey(volume, "ocid1.key.oc1.iad.x.none")) == NOT_FOUND
    assert refusal(lambda: tenancy.rekey(volume, elsewhere)) == NOT_FOUND
    assert refusal(lambda: tenancy.rekey(volume, "no-ocid")) == (400, "InvalidParameter")


def unusable(tenancy: BlockVolumeTenancy, kind: str) -> str:
    if kind == "RSA":
        return tenancy.key("RSA", 256)
    key, keys = tenancy.key(), tenancy.keys()
    if kind == "DISABLED":
        keys.disable_key(key)
    else:
        keys.schedule_key_deletion(key, ScheduleKeyDeletionDetails())
    tenancy.wait()
    return key


@pytest.mark.parametrize("choice", ["400 InvalidParameter", "409 IncorrectState", "404 NotAuthorizedOrNotFound"])
@pytest.mark.parametrize("kind", ["RSA", "DISABLED", "PENDING_DELETION"])
def test_keys_that_will_not_do(tenancy: BlockVolumeTenancy, kind: str, choice: str) -> None:
    tenancy.play("block_key_unusable", choice)
    volume, key = tenancy.volume(), unusable(tenancy, kind)
    status, code = choice.split()
    assert refusal(lambda: tenancy.rekey(volume, key)) == (int(status), code)


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_a_key_of_several_versions(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_key_versions", choice)
    volume, key = tenancy.volume(), tenancy.key()
    tenancy.keys().create_key_version(key)
    if choice == "refused":
        assert refusal(lambda: tenancy.rekey(volume, key)) == (400, "InvalidParameter")
    else:
        assert tenancy.rekey(volume, key).data.kms_key_id == key


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_a_short_key(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_key_under_256_bits", choice)
    volume, key = tenancy.volume(), tenancy.key("AES", 16)
    if choice == "refused":
        assert refusal(lambda: tenancy.rekey(volume, key)) == (400, "InvalidParameter")
    else:
        assert tenancy.rekey(volume, key).data.kms_key_id == key


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_an_attached_volume(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_key_change_while_attached", choice)
    boot_volume = tenancy.boot_volume(attached=True)
    details = models.UpdateBootVolumeKmsKeyDetails(kms_key_id=tenancy.key())

    def change() -> Any:
        return tenancy.block.update_boot_volume_kms_key(boot_volume.id, details)

    if choice == "refused":
        assert refusal(change) == (409, "Conflict")
    else:
        assert change().status == 200


def test_a_key_pending_deletion_cannot_be_left(tenancy: BlockVolumeTenancy) -> None:
    key, other = tenancy.key(), tenancy.key()
    volume = tenancy.volume(kms_key_id=key)
    tenancy.keys().schedule_key_deletion(key, ScheduleKeyDeletionDetails())
    tenancy.wait()
    assert refusal(lambda: tenancy.block.delete_volume_kms_key(volume.id)) == (400, "InvalidParameter")
    assert refusal(lambda: tenancy.rekey(volume, other)) == (400, "InvalidParameter")
    tenancy.keys().cancel_key_deletion(key)
    tenancy.wait()
    assert tenancy.rekey(volume, other).data.kms_key_id == other


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_leaving_a_disabled_key(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_unassign_disabled_key", choice)
    key = tenancy.key()
    volume = tenancy.volume(kms_key_id=key)
    tenancy.keys().disable_key(key)
    tenancy.wait()
    if choice == "refused":
        assert refusal(lambda: tenancy.block.delete_volume_kms_key(volume.id)) == (400, "InvalidParameter")
    else:
        tenancy.block.delete_volume_kms_key(volume.id)


@pytest.mark.parametrize("choice", ["inherits", "oracle_managed"])
def test_the_key_of_a_clone(tenancy: BlockVolumeTenancy, choice: str) -> None:
    tenancy.play("block_clone_without_key", choice)
    key, other = tenancy.key(), tenancy.key()
    source = models.VolumeSourceFromVolumeDetails(id=tenancy.volume(kms_key_id=key).id)
    assert tenancy.volume(source_details=source).kms_key_id == (key if choice == "inherits" else None)
    assert tenancy.volume(source_details=source, kms_key_id=other).kms_key_id == other


def test_a_restored_volume_has_the_specified_key_only(tenancy: BlockVolumeTenancy) -> None:
    key, other = tenancy.key(), tenancy.key()
    backup = tenancy.backup(tenancy.volume(kms_key_id=key))
    assert backup.kms_key_id == key
    source = models.VolumeSourceFromVolumeBackupDetails(id=backup.id)
    assert tenancy.volume(source_details=source).kms_key_id is None
    assert tenancy.volume(source_details=source, kms_key_id=other).kms_key_id == other


def test_backups_and_clones_require_the_key_of_their_source(tenancy: BlockVolumeTenancy) -> None:
    old, new = tenancy.key(), tenancy.key()
    volume = tenancy.volume(kms_key_id=old)
    backup = tenancy.backup(volume)
    tenancy.rekey(volume, new)
    tenancy.wait()
    assert tenancy.block.get_volume_backup(backup.id).data.kms_key_id == old
    tenancy.keys().disable_key(old)
    tenancy.wait()
    source = models.VolumeSourceFromVolumeBackupDetails(id=backup.id)
    assert refusal(lambda: tenancy.volume(source_details=source)) == (400, "InvalidParameter")
    assert tenancy.backup(tenancy.block.get_volume(volume.id).data).kms_key_id == new


def test_accepted_but_not_applied(tenancy: BlockVolumeTenancy) -> None:
    volume, key = tenancy.volume(), tenancy.key()
    tenancy.cloud.gateway.faults.add(rule_from({"operation": "update_volume_kms_key", "not_applied": True}))
    assert tenancy.rekey(volume, key).data.kms_key_id == key
    tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.kms_key_id is None
    assert tenancy.hidden(volume.id)["data_key_generation"] == 1


def test_a_change_that_ends_faulty(tenancy: BlockVolumeTenancy) -> None:
    volume, key = tenancy.volume(), tenancy.key()
    tenancy.cloud.gateway.faults.add(rule_from({"operation": "update_volume_kms_key", "ends_in": "FAULTY"}))
    tenancy.rekey(volume, key)
    tenancy.wait()
    assert tenancy.block.get_volume(volume.id).data.lifecycle_state == "FAULTY"


def test_a_stale_read_shows_the_key_before(tenancy: BlockVolumeTenancy) -> None:
    tenancy.play("block_kms_key_change_state", "AVAILABLE")
    key, other = tenancy.key(), tenancy.key()
    volume = tenancy.volume(kms_key_id=key)
    tenancy.rekey(volume, other)
    tenancy.cloud.gateway.faults.add(rule_from({"operation": "get_volume*", "stale": True}))
    assert tenancy.block.get_volume(volume.id).data.kms_key_id == key
    assert tenancy.block.get_volume_kms_key(volume.id).data.kms_key_id == key


@pytest.mark.parametrize("condition", ["request.kms-key.id != ''", "request.kms-key.id = '{key}'"])
def test_policies_can_demand_a_key(tenancy: BlockVolumeTenancy, client: Callable[..., Any], condition: str) -> None:
    identity, root = client("identity.IdentityClient"), tenancy.cloud.tenancy.id
    group = identity.create_group(CreateGroupDetails(compartment_id=root, name="g", description="g")).data
    user = identity.create_user(
        CreateUserDetails(compartment_id=root, name="u", description="u", email="u@example.com")
    ).data
    identity.add_user_to_group(AddUserToGroupDetails(user_id=user.id, group_id=group.id))
    key = tenancy.key()
    tenancy.allow(
        "Allow group g to use key-delegate in compartment security",
        f"Allow group g to manage volumes in compartment projx where {condition.format(key=key)}",
    )
    tenancy.cloud.catalogue["users"]["u"] = user.id
    block = client("core.BlockstorageClient", user="u")
    details = {"compartment_id": tenancy.projx, "availability_domain": tenancy.domain}
    assert refusal(lambda: block.create_volume(models.CreateVolumeDetails(**details))) == NOT_FOUND
    assert block.create_volume(models.CreateVolumeDetails(kms_key_id=key, **details)).data.kms_key_id == key
