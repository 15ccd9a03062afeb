# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the entries of lists contain: tags, times, states and keys, as the models of the SDK say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest
from oci._vendor import requests

from simulator.catalog.models import schema_of_type
from simulator.catalog.routing import known_operations
from simulator.cloud import Cloud
from simulator.in_process import mount
from tests.clouds import Clouds, for_one_test
from tests.unit.simulator.conftest import signer

Clients = Callable[..., Any]

HOME, OTHER = "us-ashburn-1", "us-phoenix-1"
COUNTED = ("volumes", "boot_volumes", "volume_backups", "boot_volume_backups", "buckets", "file_systems", "databases")
SHAPE = {"compartments": 1, "regions": 2, **dict.fromkeys(COUNTED, 2), "keys": {"good": 1}}

FACTS = (
    "id",
    "compartmentId",
    "displayName",
    "name",
    "lifecycleState",
    "timeCreated",
    "freeformTags",
    "definedTags",
    "systemTags",
    "kmsKeyId",
)
"""What an inventory reads; an entry has each of them that the model of the list has."""


@pytest.fixture(scope="module")
def filled() -> Clouds:
    return Clouds("large", SHAPE)


@pytest.fixture
def cloud(filled: Clouds) -> Cloud:
    """A shaped tenancy instead of a founded one."""
    created = for_one_test(filled.make())
    created.gateway.throttling = False
    return created


@pytest.fixture
def project(cloud: Cloud) -> str:
    return str(cloud.catalogue["compartments"]["project-000"])


@pytest.fixture
def extended(cloud: Cloud, client: Clients, project: str) -> None:
    """Replicas of both types of volumes, and a group with its backup, by the operations of the service."""
    models = oci.core.models
    domain = cloud.tenancy.regions[OTHER].availability_domains[0]
    key_id = cloud.catalogue["keys"]["cmk-phx"]
    block = client("core.BlockstorageClient")
    (volume,) = cloud.tenancy.store.listing("volume", region=HOME)
    (boot_volume,) = cloud.tenancy.store.listing("boot_volume", region=HOME)
    replicas = [models.BlockVolumeReplicaDetails(availability_domain=domain, xrr_kms_key_id=key_id)]
    block.update_volume(volume.id, models.UpdateVolumeDetails(block_volume_replicas=replicas))
    boot_replicas = [models.BootVolumeReplicaDetails(availability_domain=domain, xrr_kms_key_id=key_id)]
    block.update_boot_volume(boot_volume.id, models.UpdateBootVolumeDetails(boot_volume_replicas=boot_replicas))
    cloud.clock.advance(600)
    source = models.VolumeGroupSourceFromVolumesDetails(type="volumeIds", volume_ids=[volume.id])
    group = block.create_volume_group(
        models.CreateVolumeGroupDetails(
            availability_domain=volume.data["availabilityDomain"], compartment_id=project, source_details=source
        )
    ).data
    cloud.clock.advance(600)
    block.create_volume_group_backup(models.CreateVolumeGroupBackupDetails(volume_group_id=group.id))
    (database,) = cloud.tenancy.store.listing("autonomous_database", region=HOME)
    client("database.DatabaseClient").create_autonomous_database_backup(
        oci.database.models.CreateAutonomousDatabaseBackupDetails(autonomous_database_id=database.id)
    )
    cloud.clock.advance(600)


LISTS = {
    "core.list_volumes": ("iaas", HOME, "/20160918/volumes"),
    "core.list_boot_volumes": ("iaas", HOME, "/20160918/bootVolumes"),
    "core.list_volume_backups": ("iaas", HOME, "/20160918/volumeBackups"),
    "core.list_boot_volume_backups": ("iaas", HOME, "/20160918/bootVolumeBackups"),
    "core.list_volume_groups": ("iaas", HOME, "/20160918/volumeGroups"),
    "core.list_volume_group_backups": ("iaas", HOME, "/20160918/volumeGroupBackups"),
    "core.list_block_volume_replicas": ("iaas", OTHER, "/20160918/blockVolumeReplicas"),
    "core.list_boot_volume_replicas": ("iaas", OTHER, "/20160918/bootVolumeReplicas"),
    "file_storage.list_file_systems": ("filestorage", HOME, "/20171215/fileSystems"),
    "database.list_autonomous_databases": ("database", HOME, "/20160918/autonomousDatabases"),
    "database.list_autonomous_database_backups": ("database", HOME, "/20160918/autonomousDatabaseBackups"),
    "object_storage.list_buckets": ("objectstorage", HOME, "/n/axlarge/b"),
}
# Of which no request in this test sets tags.
_WITHOUT_TAGS = ("group", "replica", "database_backup")


@pytest.mark.usefixtures("extended")
@pytest.mark.parametrize(("operation", "place"), LISTS.items(), ids=LISTS)
def test_an_entry_has_what_its_model_has(
    cloud: Cloud, project: str, operation: str, place: tuple[str, str, str]
) -> None:
    api, region, path = place
    session = requests.Session()
    mount(session, cloud)
    domains = cloud.tenancy.regions[region].availability_domains
    query = {"compartmentId": project, "availabilityDomain": domains[0], "fields": "tags"}
    answer = session.get(
        f"https://{api}.{region}.oraclecloud.com{path}", params=query, auth=signer(cloud.config("admin"))
    )
    entry = _oldest(answer.json())
    recorded = next(one for one in known_operations() if one.qualified_name == operation)
    model = schema_of_type(recorded.package, str(recorded.response_type))
    assert model is not None
    assert entry.keys() <= model.fields.keys()
    assert [fact for fact in FACTS if fact in model.fields and fact not in entry] == []
    if not any(word in operation for word in _WITHOUT_TAGS):
        assert entry["freeformTags"] == {"project": "project-000"}
        assert entry["definedTags"]["Oracle-Tags"].keys() == {"CreatedBy", "CreatedOn"}


def _oldest(answered: Any) -> Any:
    """The last entry of a list or a collection, newest first: the backup of a group has younger ones."""
    return (answered["items"] if isinstance(answered, dict) else answered)[-1]


def test_buckets_are_listed_without_tags_unless_they_are_requested(cloud: Cloud, client: Clients, project: str) -> None:
    """The docstring of `list_buckets`: `tags` is the only value of `fields`. The key is never listed."""
    objects = client("object_storage.ObjectStorageClient")
    (bare,) = objects.list_buckets(cloud.tenancy.namespace, project).data
    (tagged,) = objects.list_buckets(cloud.tenancy.namespace, project, fields=["tags"]).data
    assert (bare.freeform_tags, tagged.freeform_tags) == (None, {"project": "project-000"})
    assert not hasattr(tagged, "kms_key_id")
