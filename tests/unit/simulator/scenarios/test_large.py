# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenario `large`: what its shape determines, as clients with different permissions see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from simulator.in_process import mount
from simulator.scenarios.shape import CONDITIONS, Shape, keys_from, shape_from
from tests.clouds import Clouds, for_one_test
from tests.unit.simulator.conftest import signer

Clients = Callable[..., Any]

HOME, OTHER = "us-ashburn-1", "us-phoenix-1"
SHAPE: dict[str, Any] = {
    "compartments": 3,
    "denied": 1,
    "regions": 2,
    "volumes": 96,
    "boot_volumes": 48,
    "volume_backups": 40,
    "boot_volume_backups": 16,
    "volume_replicas": 44,
    "boot_volume_replicas": 44,
    "buckets": 96,
    "file_systems": 48,
    "databases": 40,
    "keys": dict.fromkeys(CONDITIONS, 1),
}
KINDS = {
    "volumes": "volume",
    "boot_volumes": "boot_volume",
    "volume_backups": "volume_backup",
    "boot_volume_backups": "boot_volume_backup",
    "volume_replicas": "block_volume_replica",
    "boot_volume_replicas": "boot_volume_replica",
    "buckets": "bucket",
    "file_systems": "file_system",
    "databases": "autonomous_database",
}


@pytest.fixture(scope="module")
def filled() -> Clouds:
    return Clouds("large", SHAPE)


@pytest.fixture
def cloud(filled: Clouds) -> Cloud:
    """A large tenancy instead of a founded one."""
    created = for_one_test(filled.make())
    created.gateway.throttling = False
    return created


def facts(cloud: Cloud, kind: str) -> list[tuple[Any, ...]]:
    return [
        (one.id, one.region, one.data.get("displayName", one.data.get("name")), one.data.get("kmsKeyId"))
        for one in cloud.tenancy.store.listing(kind)
    ]


@pytest.mark.parametrize(("counted", "kind"), KINDS.items())
def test_resources_are_spread_over_compartments_and_regions(cloud: Cloud, counted: str, kind: str) -> None:
    resources = cloud.tenancy.store.listing(kind)
    assert len(resources) == SHAPE[counted]
    places = Counter((one.compartment_id, one.region) for one in resources)
    projects = {id for name, id in cloud.catalogue["compartments"].items() if name.startswith("project-")}
    assert places.keys() == {(project, region) for project in projects for region in (HOME, OTHER)}
    assert max(places.values()) - min(places.values()) <= 1


def test_file_systems_are_in_every_availability_domain(cloud: Cloud, client: Clients) -> None:
    files = client("file_storage.FileStorageClient")
    project = cloud.catalogue["compartments"]["project-000"]
    domains = cloud.catalogue["availability_domains"][HOME]
    assert [len(files.list_file_systems(project, domain).data) for domain in domains] == [2, 2, 2]


@pytest.mark.parametrize("kind", KINDS.values())
def test_the_seed_determines_everything(kind: str) -> None:
    shape = {**SHAPE, "compartments": 1, "denied": 0, "hostile": True}
    first, second, other = (Cloud(scenario="large", shape=shape, frozen=True, seed=seed) for seed in (7, 7, 8))
    assert facts(first, kind) == facts(second, kind)
    assert facts(first, kind) != facts(other, kind)

    def selected(cloud: Cloud) -> list[bool]:
        return [bool(key_id) and key_id.startswith("ocid1.key.") for *_others, key_id in facts(cloud, kind)]

    # A backup without a key of its own has that of its volume.
    assert selected(first) != selected(other) or kind.endswith("backup")


@pytest.mark.parametrize("kind", ["volume", "boot_volume", "bucket", "file_system"])
def test_every_condition_has_its_part(cloud: Cloud, kind: str) -> None:
    resources = cloud.tenancy.store.listing(kind)
    names = {id: name for name, id in cloud.catalogue["keys"].items()}

    def condition(key_id: str) -> str:
        name = names.get(key_id, "foreign" if key_id else "oracle-managed").removesuffix("-phx")
        return "good" if name == "cmk" else name.removeprefix("cmk-")

    found = Counter(condition(one.data.get("kmsKeyId", "")) for one in resources)
    assert found == dict.fromkeys(CONDITIONS, len(resources) // len(CONDITIONS))
    # Those of the other region have the keys of that region.
    there = {names.get(one.data.get("kmsKeyId", ""), "") for one in resources if one.region == OTHER}
    assert {name for name in there if not name.endswith("-phx")} == {"", "cmk-replicated"}


def test_a_replicated_key_is_the_same_in_both_regions(cloud: Cloud, client: Clients) -> None:
    key_id = cloud.catalogue["keys"]["cmk-replicated"]
    primary = cloud.tenancy.store.find(key_id, region=HOME)
    assert primary is not None
    for region, is_primary in ((HOME, True), (OTHER, False)):
        vault = client("key_management.KmsVaultClient", region=region).get_vault(primary.data["vaultId"]).data
        keys = client("key_management.KmsManagementClient", endpoint=vault.management_endpoint)
        key = keys.get_key(key_id).data
        assert (key.lifecycle_state, key.is_primary) == ("ENABLED", is_primary)
        databases = cloud.tenancy.store.listing("autonomous_database", region=region)
        assert {one.data["vaultId"] for one in databases if one.data["kmsKeyId"] == key_id} == {vault.id}


@pytest.mark.parametrize(("kind", "of"), [("block_volume_replica", "volume"), ("boot_volume_replica", "boot_volume")])
def test_replicas_are_in_the_other_region_under_its_keys(cloud: Cloud, kind: str, of: str) -> None:
    names = {id: name for name, id in cloud.catalogue["keys"].items()}
    found: Counter[str] = Counter()
    for replica in cloud.tenancy.store.listing(kind):
        source = cloud.tenancy.store.find(replica.data["blockVolumeId" if of == "volume" else "bootVolumeId"], kind=of)
        assert source is not None
        assert replica.region != source.region
        name = names[replica.data["kmsKeyId"]] if "kmsKeyId" in replica.data else ""
        assert name in ("", "cmk-replicated") or name.endswith("-phx") == (replica.region == OTHER)
        found[name.removesuffix("-phx")] += 1
    assert len(found) == len(CONDITIONS) - 1
    assert set(found.values()) == {4}


def test_the_conditions_of_the_keys(cloud: Cloud, client: Clients) -> None:
    vault = cloud.catalogue["vaults"]["security-vault"]
    keys = client("key_management.KmsManagementClient", endpoint=vault["management_endpoint"])

    def key(name: str) -> Any:
        return keys.get_key(cloud.catalogue["keys"][name]).data

    assert {name: key(f"cmk-{name}").lifecycle_state for name in ("other", "dying", "disabled", "deleted")} == {
        "other": "ENABLED", "dying": "ENABLED", "disabled": "DISABLED", "deleted": "DELETED",
    }  # fmt: skip
    assert key("cmk-pending-deletion").lifecycle_state == "PENDING_DELETION"
    assert (key("cmk").protection_mode, key("cmk-software").protection_mode) == ("HSM", "SOFTWARE")
    assert len(keys.list_key_versions(key("cmk-several-versions").id).data) == 3
    assert (key("cmk").time_created - key("cmk-old").time_created).days == 369
    cloud.clock.advance(31)
    assert key("cmk-dying").lifecycle_state == "DISABLED"
    assert key("cmk").lifecycle_state == "ENABLED"


def test_a_key_of_another_tenancy_is_found_by_no_one(cloud: Cloud, client: Clients) -> None:
    shown = {one.data.get("kmsKeyId") for one in cloud.tenancy.store.listing("volume", region=HOME)}
    foreign = next(str(id) for id in shown - {*cloud.catalogue["keys"].values(), None})
    short = foreign.split(".")[4]
    assert foreign.startswith("ocid1.key.oc1.iad.")
    keys = client(
        "key_management.KmsManagementClient",
        endpoint=f"https://{short}-management.kms.{HOME}.oraclecloud.com",
    )
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        keys.get_key(foreign)
    assert (caught.value.status, caught.value.code) == (404, "NotAuthorizedOrNotFound")
    database = next(
        one for one in cloud.tenancy.store.listing("autonomous_database", region=HOME)
        if one.data.get("kmsKeyId") == foreign
    )  # fmt: skip
    assert database.data["encryptionKey"]["kmsKeyId"] == foreign
    assert database.data["vaultId"] not in [one["id"] for one in cloud.catalogue["vaults"].values()]


def test_buckets_cannot_be_read_while_their_key_is_not_usable(cloud: Cloud, client: Clients) -> None:
    objects = client("object_storage.ObjectStorageClient")
    readable: dict[str, set[bool]] = {}
    names = {id: name for name, id in cloud.catalogue["keys"].items()}
    for bucket in cloud.tenancy.store.listing("bucket", region=HOME):
        key_id = bucket.data.get("kmsKeyId", "")
        name = names.get(key_id, "foreign" if key_id else "none")
        try:
            objects.get_bucket(cloud.tenancy.namespace, bucket.data["name"])
            readable.setdefault(name, set()).add(True)
        except oci.exceptions.ServiceError as error:
            readable.setdefault(name, set()).add(error.status not in (400, 404))
    unusable = {"cmk-disabled", "cmk-pending-deletion", "cmk-deleted", "foreign"}
    assert {name for name, seen in readable.items() if seen == {False}} == unusable
    assert {name for name, seen in readable.items() if seen == {True}} == readable.keys() - unusable


def listed(block: Any, compartment_id: str) -> int | str:
    try:
        return len(block.list_volumes(compartment_id=compartment_id).data)
    except oci.exceptions.ServiceError as error:
        return str(error.code)


@pytest.mark.parametrize(
    ("user", "open_project", "denied_project", "of_volume", "of_bucket", "of_key"),
    [
        ("auditor", 12, 12, 200, 200, 200),
        ("projx-auditor", 12, "NotAuthorizedOrNotFound", 200, 200, 200),
        ("keyless-auditor", 12, 12, 200, 200, 404),
        ("inspector", 12, 12, 200, 404, 404),
        ("newcomer", "NotAuthorizedOrNotFound", "NotAuthorizedOrNotFound", 404, 404, 404),
    ],
)
def test_what_each_user_reads(
    cloud: Cloud,
    client: Clients,
    user: str,
    open_project: int | str,
    denied_project: int | str,
    of_volume: int,
    of_bucket: int,
    of_key: int,
) -> None:
    """INSPECT lists volumes and reads them (D-COREP: VOLUME_INSPECT); GetBucket and GetKey need READ."""
    projects = cloud.catalogue["compartments"]
    block = client("core.BlockstorageClient", user=user)
    assert listed(block, projects["project-000"]) == open_project
    assert listed(block, projects["project-003"]) == denied_project

    def status(read: Callable[..., Any], *arguments: str) -> int:
        try:
            return int(read(*arguments).status)
        except oci.exceptions.ServiceError as error:
            return int(error.status)

    store, place = cloud.tenancy.store, {"region": HOME, "compartment_id": projects["project-000"]}
    bucket = next(one for one in store.listing("bucket", **place) if "kmsKeyId" not in one.data)
    objects = client("object_storage.ObjectStorageClient", user=user)
    vault = cloud.catalogue["vaults"]["security-vault"]
    keys = client("key_management.KmsManagementClient", user=user, endpoint=vault["management_endpoint"])
    assert status(block.get_volume, store.listing("volume", **place)[0].id) == of_volume
    assert status(objects.get_bucket, cloud.tenancy.namespace, bucket.data["name"]) == of_bucket
    assert status(keys.get_key, cloud.catalogue["keys"]["cmk"]) == of_key


def test_search_finds_every_resource_with_its_tags(cloud: Cloud, client: Clients) -> None:
    found: Counter[str] = Counter()
    for region in (HOME, OTHER):
        search = client("resource_search.ResourceSearchClient", region=region)
        query = oci.resource_search.models.StructuredSearchDetails(
            query="query volume, bootvolume, volumebackup, bootvolumebackup, bucket, filesystem, autonomousdatabase "
            "resources where freeformTags.key = 'project'"
        )
        for one in oci.pagination.list_call_get_all_results(search.search_resources, query).data:
            found[one.resource_type] += 1
            assert one.defined_tags["Oracle-Tags"]["CreatedBy"] == "default/admin"
    assert found == {
        "Volume": 96, "BootVolume": 48, "VolumeBackup": 40, "BootVolumeBackup": 16, "Bucket": 96, "FileSystem": 48,
        "AutonomousDatabase": 40,
    }  # fmt: skip


def test_compartments_are_nested_as_deep_as_the_shape(client: Clients) -> None:
    cloud = Cloud(scenario="large", shape={"compartments": 6, "depth": 3, "volumes": 0}, frozen=True)
    parents = {one.data["name"]: one.data["compartmentId"] for one in cloud.tenancy.store.listing("compartment")}
    ids = cloud.catalogue["compartments"]
    assert [parents[f"project-{number:03}"] for number in range(6)] == [
        ids[name] for name in ("projx", "project-000", "project-001", "projx", "project-003", "project-004")
    ]


def test_hostile_names_reach_the_client_unchanged() -> None:
    shape = {"compartments": 3, "volumes": 60, "buckets": 20, "hostile": True}
    cloud = Cloud(scenario="large", shape=shape, frozen=True)
    block = oci.core.BlockstorageClient(cloud.config(), signer=signer(cloud.config()))
    mount(block, cloud)
    projects = (id for name, id in cloud.catalogue["compartments"].items() if name.startswith("project-"))
    names = " ".join(one.display_name for id in projects for one in block.list_volumes(compartment_id=id).data)
    for wanted in ("\n", '"', "=cmd", "<script>", "\u202e", "\u200f"):
        assert wanted in names
    tags = cloud.tenancy.store.listing("bucket")[0].data["freeformTags"]
    assert any("<script>" in value for value in tags.values())
    assert any(name.startswith("=") for name in tags)
    assert len({one.data["name"] for one in cloud.tenancy.store.listing("bucket")}) == 20


def test_the_default_shape_is_that_of_the_measurements() -> None:
    assert shape_from({}) == Shape()
    assert (Shape().compartments, Shape().volumes, Shape().regions) == (100, 100_000, 1)
    assert Shape().keys == {"oracle-managed": 2, "good": 1}
    # Whoever counts one type wants no hundred thousand volumes besides.
    assert (shape_from({"buckets": 3}).buckets, shape_from({"buckets": 3}).volumes) == (3, 0)
    assert shape_from({"compartments": 7}).volumes == 100_000


@pytest.mark.parametrize(
    ("described", "message"),
    [
        ({"volume": 3}, "a shape has no 'volume'"),
        ({"volumes": -1}, "'volumes' of a shape must be a whole number from 0 to 2000000, not -1"),
        ({"volumes": True}, "'volumes' of a shape must be a whole number"),
        ({"compartments": 0}, "'compartments' of a shape must be a whole number from 1 to 10000"),
        ({"regions": 7}, "'regions' of a shape must be a whole number from 1 to 6"),
        ({"depth": 6}, "'depth' of a shape must be a whole number from 1 to 5"),
        ({"hostile": 1}, "'hostile' of a shape must be true or false"),
        ({"keys": {"best": 1}}, "'keys' of a shape has no condition 'best'"),
        ({"keys": {"good": -1}}, "'good' of the keys of a shape must be 0 to 1000 parts"),
        ({"keys": {"good": 0}}, "must have at least one condition"),
        ({"keys": []}, "'keys' of a shape must be an object"),
        ({"volume_backups": 5}, "'volume_backups' of a shape requires 'volumes' in every compartment and region"),
        ({"volumes": 5, "volume_replicas": 1}, "'volume_replicas' of a shape requires at least two 'regions'"),
        (
            {"boot_volume_replicas": 1, "regions": 2},
            "'boot_volume_replicas' of a shape requires as many 'boot_volumes'",
        ),
        ({"volumes": 1, "keys": {"replicated": 1}}, "'replicated' of the keys of a shape requires two 'regions'"),
        ({"boot_volume_backups": 9, "boot_volumes": 8, "compartments": 9}, "requires 'boot_volumes'"),
    ],
)
def test_a_shape_that_cannot_be_built_is_refused(described: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="shape") as caught:
        shape_from(described)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["good", "good=", "good=x", "good=1,,", "best=1", "good=0", "good=-1", "good=²"])
def test_keys_as_text(text: str) -> None:
    assert keys_from("good=2,foreign=1") == {"good": 2, "foreign": 1}
    with pytest.raises(ValueError, match="keys"):
        keys_from(text)


def test_only_large_has_a_shape() -> None:
    with pytest.raises(ValueError, match="only the scenario large has a shape, not founded"):
        Cloud(scenario="founded", shape={"volumes": 1})
