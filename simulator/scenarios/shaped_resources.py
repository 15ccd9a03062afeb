# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of a shaped tenancy, created by the operations of their services, scope by scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..services.block_volume.boot_volumes import seed_boot_volume
from ..services.block_volume.volume_types import type_of
from ..tenancy.clock import timestamp
from ..tenancy.resource import Resource
from .builder import Builder
from .hostile import TAGS, display_names, plain_names
from .shape import Shape
from .shaped_keys import ShapedKeys, conditions


class Scope(NamedTuple):
    """A compartment in a region, with the number that its names contain."""

    number: int
    compartment_id: str
    region: str


class New(NamedTuple):
    """A resource to be created: where, its name, tags and key, and its position among those of its type there."""

    scope: Scope
    name: str
    tags: dict[str, Any]
    condition: str
    position: int


_Create = Callable[[New], Resource]


class ShapedResources:
    """Creates each type in all scopes before the next one, because backups need volumes that are settled."""

    def __init__(
        self,
        builder: Builder,
        shape: Shape,
        keys: ShapedKeys,
        compartments: Sequence[Resource],
        regions: Sequence[str],
    ) -> None:
        self._builder = builder
        self._shape = shape
        self._regions = tuple(regions)
        self._keys = keys
        self._scopes = [
            Scope(number, compartment.id, region)
            for number, compartment in enumerate(compartments)
            for region in regions
        ]
        self._created: dict[tuple[str, Scope], list[Resource]] = {}
        self._foreign: list[Resource] = []
        self._display_names = display_names()
        self._plain_names = plain_names()

    def create_storage(self) -> None:
        """Everything except databases."""
        self._fill("volumes", "volume", self._volume)
        self._fill("boot_volumes", "boot-volume", self._boot_volume)
        self._builder.wait(60)
        self._fill("volume_backups", "volume-backup", self._volume_backup)
        self._fill("boot_volume_backups", "boot-volume-backup", self._boot_volume_backup)
        self._fill("volume_replicas", "volume-replica", self._volume_replica, without=frozenset({"foreign"}))
        self._fill("boot_volume_replicas", "boot-replica", self._boot_volume_replica, without=frozenset({"foreign"}))
        self._fill("buckets", "bucket", self._bucket)
        self._fill("file_systems", "file-system", self._file_system)
        self._builder.wait(120)

    def create_databases(self) -> None:
        """Autonomous Databases, whose keys cannot be deleted: they require one that is usable for two hours."""
        self._fill("databases", "database", self._database, without=frozenset({"deleted"}))
        self._builder.wait(300)

    def make_foreign(self) -> None:
        """Show the key of another tenancy on the resources that were selected for it."""
        for resource in self._foreign:
            self._keys.make_foreign(resource)

    def _fill(self, counted: str, word: str, create: _Create, *, without: frozenset[str] = frozenset()) -> None:
        """Create as many resources as the shape has, spread evenly: the first scopes have one more if it is uneven."""
        total = getattr(self._shape, counted)
        selected = conditions(self._shape, seed=self._builder.seed, of=counted, without=without)
        least, more = divmod(total, len(self._scopes))
        numbers: dict[int, int] = {}
        for index, scope in enumerate(self._scopes):
            created = self._created.setdefault((counted, scope), [])
            tags = self._tags(scope)
            for position in range(least + (index < more)):
                condition = next(selected)
                number = numbers[scope.number] = numbers.get(scope.number, -1) + 1
                name = f"{word}-{scope.number:03}-{number:04}"
                resource = create(New(scope, name, tags, condition, position))
                created.append(resource)
                if condition == "foreign":
                    self._foreign.append(resource)

    def _volume(self, new: New) -> Resource:
        return self._call(
            new,
            "core.create_volume",
            {**self._placed(new), "availabilityDomain": self._domain(new), "sizeInGBs": 50},
        )

    def _boot_volume(self, new: New) -> Resource:
        return seed_boot_volume(
            self._builder.tenancy,
            region=new.scope.region,
            compartment_id=new.scope.compartment_id,
            availability_domain=self._domain(new),
            display_name=self._display_name(new),
            kms_key_id=self._keys.id(new.condition, new.scope.region),
            tags=new.tags,
        )

    def _volume_backup(self, new: New) -> Resource:
        return self._backup(new, "core.create_volume_backup", "volumes", "volumeId")

    def _boot_volume_backup(self, new: New) -> Resource:
        return self._backup(new, "core.create_boot_volume_backup", "boot_volumes", "bootVolumeId")

    def _backup(self, new: New, operation: str, counted: str, field: str) -> Resource:
        """A backup without a key of its own has that of its volume."""
        volumes = self._created[counted, new.scope]
        source = {field: volumes[new.position % len(volumes)].id}
        named = {"displayName": self._display_name(new), **new.tags, **self._keyed(new)}
        return self._call(new, operation, {**named, **source, "type": "FULL"})

    def _volume_replica(self, new: New) -> Resource:
        volume = self._created["volumes", new.scope][new.position]
        return self._replica(new, volume, "core.update_volume", "volumeId")

    def _boot_volume_replica(self, new: New) -> Resource:
        volume = self._created["boot_volumes", new.scope][new.position]
        return self._replica(new, volume, "core.update_boot_volume", "bootVolumeId")

    def _replica(self, new: New, volume: Resource, operation: str, parameter: str) -> Resource:
        """A replica in the next region, encrypted with a key of that region."""
        volume_type = type_of(volume)
        place = self._regions[(self._regions.index(new.scope.region) + 1) % len(self._regions)]
        details = {
            "availabilityDomain": self._builder.tenancy.regions[place].availability_domains[0],
            "displayName": self._display_name(new),
        }
        key_id = self._keys.id(new.condition, place)
        if key_id:
            details["xrrKmsKeyId"] = key_id
        self._call(new, operation, {volume_type.replicas: [details]}, path={parameter: volume.id})
        replica = self._builder.tenancy.store.find(volume.data[volume_type.replicas][0][volume_type.replica_id])
        assert replica is not None, f"{volume} has no replica"
        return replica

    def _bucket(self, new: New) -> Resource:
        return self._call(
            new,
            "object_storage.create_bucket",
            {
                "compartmentId": new.scope.compartment_id,
                "name": f"{next(self._plain_names)}.{new.name}" if self._shape.hostile else new.name,
                **new.tags,
                **self._keyed(new),
            },
            path={"namespaceName": self._builder.tenancy.namespace},
        )

    def _file_system(self, new: New) -> Resource:
        return self._call(
            new,
            "file_storage.create_file_system",
            {**self._placed(new), "availabilityDomain": self._domain(new)},
        )

    def _database(self, new: New) -> Resource:
        return self._call(
            new,
            "database.create_autonomous_database",
            {
                **self._placed(new),
                "dbName": new.name.replace("-", "").upper(),
                "dbWorkload": "OLTP",
                "computeModel": "ECPU",
                "computeCount": 2.0,
                "dataStorageSizeInTBs": 1,
                "adminPassword": "Simulated#Passw0rd",
                **({"vaultId": self._keys.vault_id(new.condition, new.scope.region)} if self._keyed(new) else {}),
            },
        )

    def _call(self, new: New, operation: str, body: dict[str, Any], *, path: dict[str, str] | None = None) -> Resource:
        resource: Resource = self._builder.call(operation, region=new.scope.region, path=path, body=body)
        return resource

    def _placed(self, new: New) -> dict[str, Any]:
        return {
            "compartmentId": new.scope.compartment_id,
            "displayName": self._display_name(new),
            **new.tags,
            **self._keyed(new),
        }

    def _keyed(self, new: New) -> dict[str, str]:
        """The field of a body with the key, if there is one."""
        key_id = self._keys.id(new.condition, new.scope.region)
        return {"kmsKeyId": key_id} if key_id else {}

    def _display_name(self, new: New) -> str:
        return next(self._display_names) if self._shape.hostile else new.name

    def _tags(self, scope: Scope) -> dict[str, Any]:
        """The defined tags are those of the tag defaults of a new tenancy (oci-facts.md; their values are assumed)."""
        hostile = TAGS if self._shape.hostile else {}
        created = {"CreatedBy": "default/admin", "CreatedOn": timestamp(self._builder.tenancy.clock.now())}
        return {
            "freeformTags": {"project": f"project-{scope.number:03}", **hostile},
            "definedTags": {"Oracle-Tags": created},
        }

    def _domain(self, new: New) -> str:
        """All availability domains of the region in turn."""
        domains = self._builder.tenancy.regions[new.scope.region].availability_domains
        return domains[new.position % len(domains)]
