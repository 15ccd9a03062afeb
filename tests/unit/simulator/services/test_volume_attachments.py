# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments of volumes to instances, and their effect on keys and deletion."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from oci.core import models
from oci.key_management.models import ScheduleKeyDeletionDetails

from simulator.cloud import Cloud
from tests.unit.simulator.services.block_volume_tenancy import BlockVolumeTenancy, refusal


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> BlockVolumeTenancy:
    return BlockVolumeTenancy(cloud, client)


class Instances:
    """The Compute client of one user, and the only instance."""

    def __init__(self, tenancy: BlockVolumeTenancy, user: str = "admin") -> None:
        self.tenancy = tenancy
        self.compute = tenancy.client("core.ComputeClient", user=user)
        self.id = tenancy.cloud.machine.instance.id

    def attach(self, volume: Any, *, settled: bool = True, **details: Any) -> Any:
        """An attachment of a volume of either type."""
        named = {"instance_id": self.id, **details}
        if volume.id.startswith("ocid1.boot"):
            requested = models.AttachBootVolumeDetails(boot_volume_id=volume.id, **named)
            created = self.compute.attach_boot_volume(requested).data
        else:
            created = self.compute.attach_volume(
                models.AttachParavirtualizedVolumeDetails(volume_id=volume.id, **named)
            ).data
        if settled:
            self.tenancy.wait()
        return created

    def detach(self, attachment: Any) -> None:
        if attachment.id.startswith("ocid1.boot"):
            self.compute.detach_boot_volume(attachment.id)
        else:
            self.compute.detach_volume(attachment.id)

    def get(self, attachment: Any) -> Any:
        if attachment.id.startswith("ocid1.boot"):
            return self.compute.get_boot_volume_attachment(attachment.id).data
        return self.compute.get_volume_attachment(attachment.id).data

    def listed(self, volume: Any, **query: Any) -> list[str]:
        where = self.tenancy.cloud.tenancy.id
        if volume.id.startswith("ocid1.boot"):
            found = self.compute.list_boot_volume_attachments(
                self.tenancy.domain, where, boot_volume_id=volume.id, **query
            )
        else:
            found = self.compute.list_volume_attachments(where, volume_id=volume.id, **query)
        return [one.lifecycle_state for one in found.data]


@pytest.fixture
def instances(tenancy: BlockVolumeTenancy) -> Instances:
    return Instances(tenancy)


def either(tenancy: BlockVolumeTenancy, kind: str, **details: Any) -> Any:
    return tenancy.volume(**details) if kind == "volume" else tenancy.boot_volume(**details)


def delete(tenancy: BlockVolumeTenancy, volume: Any) -> Any:
    if volume.id.startswith("ocid1.boot"):
        return tenancy.block.delete_boot_volume(volume.id)
    return tenancy.block.delete_volume(volume.id)


def rekey(tenancy: BlockVolumeTenancy, volume: Any, key: str) -> Any:
    if volume.id.startswith("ocid1.boot"):
        details = models.UpdateBootVolumeKmsKeyDetails(kms_key_id=key)
        return tenancy.block.update_boot_volume_kms_key(volume.id, details)
    return tenancy.rekey(volume, key)


@pytest.mark.parametrize("kind", ["volume", "boot_volume"])
def test_an_attachment_is_created_and_deleted(tenancy: BlockVolumeTenancy, instances: Instances, kind: str) -> None:
    volume = either(tenancy, kind)
    attachment = instances.attach(volume, settled=False)
    assert attachment.lifecycle_state == "ATTACHING"
    assert attachment.compartment_id == tenancy.cloud.tenancy.id
    assert refusal(lambda: instances.detach(attachment)) == (409, "IncorrectState")
    tenancy.wait()
    assert instances.get(attachment).lifecycle_state == "ATTACHED"
    assert instances.get(attachment).instance_id == instances.id
    assert instances.listed(volume) == ["ATTACHED"]
    assert instances.listed(volume, instance_id="ocid1.instance.oc1..other") == []
    assert refusal(lambda: instances.attach(volume)) == (409, "Conflict")
    assert refusal(lambda: delete(tenancy, volume)) == (409, "Conflict")
    instances.detach(attachment)
    assert instances.listed(volume) == ["DETACHING"]
    assert refusal(lambda: delete(tenancy, volume)) == (409, "Conflict")
    tenancy.wait()
    assert instances.get(attachment).lifecycle_state == "DETACHED"
    delete(tenancy, volume)
    tenancy.wait(4000)
    assert refusal(lambda: instances.get(attachment)) == (404, "NotAuthorizedOrNotFound")


@pytest.mark.parametrize("kind", ["volume", "boot_volume"])
@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_a_key_change_of_an_attached_volume(
    tenancy: BlockVolumeTenancy, instances: Instances, kind: str, choice: str
) -> None:
    tenancy.play("block_key_change_while_attached", choice)
    volume, key = either(tenancy, kind), tenancy.key()
    attachment = instances.attach(volume)
    if choice == "refused":
        assert refusal(lambda: rekey(tenancy, volume, key)) == (409, "Conflict")
        instances.detach(attachment)
        tenancy.wait()
    assert rekey(tenancy, volume, key).data.kms_key_id == key
    tenancy.wait()
    assert instances.listed(volume) == ["DETACHED" if choice == "refused" else "ATTACHED"]


@pytest.mark.parametrize("kind", ["volume", "boot_volume"])
def test_a_volume_whose_key_is_pending_deletion_cannot_be_attached(
    tenancy: BlockVolumeTenancy, instances: Instances, kind: str
) -> None:
    key = tenancy.key()
    volume = either(tenancy, kind, kms_key_id=key)
    tenancy.keys().schedule_key_deletion(key, ScheduleKeyDeletionDetails())
    tenancy.wait()
    assert refusal(lambda: instances.attach(volume)) == (400, "InvalidParameter")
    assert instances.listed(volume) == []


def test_several_attachments_only_where_each_is_shareable(tenancy: BlockVolumeTenancy, instances: Instances) -> None:
    volume = tenancy.volume()
    first = instances.attach(volume, is_shareable=True)
    assert refusal(lambda: instances.attach(volume)) == (409, "Conflict")
    second = instances.attach(volume, is_shareable=True)
    instances.detach(first)
    tenancy.wait()
    assert refusal(lambda: delete(tenancy, volume)) == (409, "Conflict")
    instances.detach(second)
    tenancy.wait()
    delete(tenancy, volume)


def test_volumes_that_cannot_be_attached(tenancy: BlockVolumeTenancy, instances: Instances) -> None:
    far = tenancy.volume(availability_domain=tenancy.second_domain)
    assert refusal(lambda: instances.attach(far)) == (400, "InvalidParameter")
    near = tenancy.volume()
    for wrong in ("ocid1.instance.oc1.iad.nosuchthing", near.id):
        assert refusal(partial(instances.attach, near, instance_id=wrong)) == (
            400,
            "RelatedResourceNotAuthorizedOrNotFound",
        )
    delete(tenancy, near)
    assert refusal(lambda: instances.attach(near)) == (409, "IncorrectState")


@pytest.mark.parametrize(
    ("missing", "refused"),
    [
        ("manage volume-attachments", (404, "NotAuthorizedOrNotFound")),
        ("use instances", (404, "NotAuthorizedOrNotFound")),
        ("use volumes", (400, "RelatedResourceNotAuthorizedOrNotFound")),
        ("", None),
    ],
)
def test_attaching_needs_three_permissions(
    tenancy: BlockVolumeTenancy, missing: str, refused: tuple[int, str] | None
) -> None:
    """AttachVolume: VOLUME_ATTACHMENT_CREATE, VOLUME_WRITE and INSTANCE_ATTACH_VOLUME (D-COREP)."""
    import oci

    identity, root = tenancy.client("identity.IdentityClient"), tenancy.cloud.tenancy.id
    group = identity.create_group(
        oci.identity.models.CreateGroupDetails(compartment_id=root, name="attachers", description="d")
    ).data
    user = identity.create_user(
        oci.identity.models.CreateUserDetails(compartment_id=root, name="a", description="d", email="a@example.org")
    ).data
    identity.add_user_to_group(oci.identity.models.AddUserToGroupDetails(user_id=user.id, group_id=group.id))
    tenancy.cloud.catalogue["users"]["a"] = user.id
    granted = {"manage volume-attachments", "use instances", "use volumes"} - {missing}
    tenancy.allow(*(f"Allow group attachers to {grant} in tenancy" for grant in sorted(granted)))
    volume, own = tenancy.volume(), Instances(tenancy, "a")
    if refused:
        assert refusal(lambda: own.attach(volume)) == refused
    else:
        own.detach(own.attach(volume))


def test_the_machine_is_an_instance_wherever_it_is(tenancy: BlockVolumeTenancy) -> None:
    tenancy.cloud.machine.become({"compartment_id": tenancy.projy, "region": "us-phoenix-1"})
    other = Instances(tenancy)
    volume = tenancy.volume()
    assert refusal(lambda: other.attach(volume)) == (400, "RelatedResourceNotAuthorizedOrNotFound")
    tenancy.cloud.machine.become({"region": "us-ashburn-1"})
    tenancy.cloud.machine.become({"compartment_id": tenancy.projy})
    assert Instances(tenancy).attach(volume).compartment_id == tenancy.projy
