# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The compute instance that this machine represents to its clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..tenancy.clock import timestamp
from ..tenancy.identifiers import Identifiers
from ..tenancy.kinds import KINDS
from ..tenancy.regions import Region
from ..tenancy.resource import Resource
from ..tenancy.tenancy import Tenancy

# Separate identifiers, so that the instance does not change the OCIDs of the seeded tenancy.
_SEED_APART = 1_000_003


@dataclass(frozen=True)
class Instance:
    """The properties of an instance that its metadata, its certificate and matching rules use."""

    id: str
    image_id: str
    tenancy_id: str
    compartment_id: str
    region: Region
    time_created: str
    display_name: str = "simulated-instance"
    shape: str = "VM.Standard.E5.Flex"
    defined_tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def attributes(self) -> dict[str, str]:
        """The attributes that matching rules of dynamic groups can test.

        https://docs.oracle.com/en-us/iaas/Content/Identity/dynamicgroups/Writing_Matching_Rules_to_Define_Dynamic_Groups.htm
        """
        tags = {
            f"tag.{namespace}.{key}.value".lower(): value
            for namespace, keys in self.defined_tags.items()
            for key, value in keys.items()
        }
        return {"instance.id": self.id, "instance.compartment.id": self.compartment_id, **tags}

    def document(self) -> dict[str, Any]:
        """The document that the metadata service returns at `/instance/`.

        `region` is the short key in the regions that are old enough to have one.
        """
        domain = self.region.availability_domains[0]
        return {
            "availabilityDomain": domain,
            "canonicalRegionName": self.region.name,
            "compartmentId": self.compartment_id,
            "definedTags": {namespace: dict(keys) for namespace, keys in self.defined_tags.items()},
            "displayName": self.display_name,
            "faultDomain": "FAULT-DOMAIN-1",
            "hostname": self.display_name,
            "id": self.id,
            "image": self.image_id,
            "metadata": {},
            "ociAdName": domain.split(":", 1)[-1].lower(),
            "region": self.region.ocid_part,
            "regionInfo": {
                "realmDomainComponent": self.region.domain,
                "realmKey": "oc1",
                "regionIdentifier": self.region.name,
                "regionKey": self.region.key,
            },
            "shape": self.shape,
            "state": "Running",
            "tenantId": self.tenancy_id,
            "timeCreated": self.time_created,
        }


class Machine:
    """The instance that this machine represents; initially one in the root compartment."""

    def __init__(self, tenancy: Tenancy, *, seed: int) -> None:
        self._tenancy = tenancy
        self._seed = seed
        self.instance = self._create(tenancy.regions[tenancy.home_region])
        self._register()

    def become(self, changes: Mapping[str, Any]) -> Instance:
        """Represent an instance with other properties: `compartment_id`, `region`, `display_name`, `defined_tags`.

        Raises ValueError for a region that is not subscribed and for a compartment that does not exist.
        """
        requested = dict(changes)
        unknown = requested.keys() - {"compartment_id", "region", "display_name", "defined_tags"}
        if unknown:
            raise ValueError(f"an instance has no {sorted(unknown)}")
        compartment = self._tenancy.store.find(requested.get("compartment_id", self._tenancy.id))
        if compartment is None or compartment.kind.name not in ("compartment", "tenancy"):
            raise ValueError(f"there is no compartment {requested['compartment_id']}")
        region = requested.pop("region", self.instance.region.name)
        if region not in self._tenancy.regions:
            raise ValueError(f"the tenancy is not subscribed to {region}")
        moved = region != self.instance.region.name
        instance = self._create(self._tenancy.regions[region]) if moved else self.instance
        self.instance = replace(instance, **requested)
        self._register()
        return self.instance

    def _register(self) -> None:
        """Register the instance with Compute, so that volumes can be attached to it."""
        now = self.instance
        data = {
            "id": now.id,
            "compartmentId": now.compartment_id,
            "availabilityDomain": now.region.availability_domains[0],
            "lifecycleState": "RUNNING",
        }
        self._tenancy.instances[now.id] = Resource(
            kind=KINDS["instance"], region=now.region.name, id=now.id, data=data, etag="", hidden={}
        )

    def _create(self, region: Region) -> Instance:
        identifiers = Identifiers(self._seed + _SEED_APART)
        return Instance(
            id=identifiers.ocid("instance", region.ocid_part),
            image_id=identifiers.ocid("image", region.ocid_part),
            tenancy_id=self._tenancy.id,
            compartment_id=self._tenancy.id,
            region=region,
            time_created=timestamp(self._tenancy.clock.now()),
        )
