# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regions: all of the realm, the subscribed ones, and their availability and fault domains."""

from __future__ import annotations

import base64
import hashlib

from oci.regions import REGION_REALMS, REGIONS_SHORT_NAMES

from ...protocol.call import Call
from ...protocol.problems import conflict, invalid, not_found
from ...tenancy.regions import region as region_named
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .identity_service import IdentityService

# The duration of a subscription is assumed.
SUBSCRIPTION_SECONDS = 60

_REALM = "oc1"
_FAULT_DOMAINS = ("FAULT-DOMAIN-1", "FAULT-DOMAIN-2", "FAULT-DOMAIN-3")


class Regions(IdentityService):
    """Regions of the public realm, as the SDK knows them."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        for name in tenancy.regions:
            self._subscribe(name, status="READY")

    def list_regions(self, call: Call) -> list[dict[str, str]]:
        """Every region of the realm."""
        return [{"key": key, "name": name} for key, name in sorted(_keys().items())]

    def list_region_subscriptions(self, call: Call) -> list[Resource]:
        """The subscribed regions, including those that are IN_PROGRESS."""
        return self.store.listing("region_subscription")

    def create_region_subscription(self, call: Call) -> Resource:
        """IN_PROGRESS, then READY: only then do the region's services serve the tenancy. It cannot be undone."""
        key = str(call.body["regionKey"]).upper()
        if key not in _keys():
            raise invalid(f"There is no region with the key '{key}'.")
        name = _keys()[key]
        if any(each.data["regionName"] == name for each in self.store.listing("region_subscription")):
            raise conflict(f"The tenancy is subscribed to region {key} already.")
        subscription = self._subscribe(name, status="IN_PROGRESS")
        self.store.after(SUBSCRIPTION_SECONDS, subscription, {"status": "READY"}, then=self._open)
        return subscription

    def list_availability_domains(self, call: Call) -> list[dict[str, str]]:
        """Those of the called region; they belong to the tenancy, whichever compartment is specified."""
        self.compartment(call)
        return [
            {"id": _ocid("availabilitydomain", name), "name": name, "compartmentId": self.tenancy.id}
            for name in self.tenancy.regions[call.region].availability_domains
        ]

    def list_fault_domains(self, call: Call) -> list[dict[str, str]]:
        """Three in every availability domain."""
        compartment_id = self.compartment(call)
        domain = str(call.query["availabilityDomain"])
        if domain not in self.tenancy.regions[call.region].availability_domains:
            raise not_found()
        return [
            {
                "id": _ocid("faultdomain", f"{domain}/{name}"),
                "name": name,
                "compartmentId": compartment_id,
                "availabilityDomain": domain,
            }
            for name in _FAULT_DOMAINS
        ]

    def _subscribe(self, name: str, *, status: str) -> Resource:
        keys = {long: short for short, long in _keys().items()}
        return self.store.add(
            "region_subscription",
            {
                "regionKey": keys[name],
                "regionName": name,
                "status": status,
                "isHomeRegion": name == self.tenancy.home_region,
            },
            hidden={"compartment_id": self.tenancy.id},
        )

    def _open(self, subscription: Resource) -> None:
        """Enable the region. Its availability domains have the prefix of the tenancy."""
        home = self.tenancy.regions[self.tenancy.home_region]
        prefix = home.availability_domains[0].split(":")[0]
        opened = region_named(str(subscription.data["regionName"]), prefix)
        self.tenancy.regions[opened.name] = opened
        self.store.ocid_parts[opened.name] = opened.ocid_part


def _keys() -> dict[str, str]:
    """Region names by key (`IAD`)."""
    return {key.upper(): name for key, name in REGIONS_SHORT_NAMES.items() if REGION_REALMS.get(name) == _REALM}


def _ocid(kind: str, name: str) -> str:
    """An OCID that depends on the name only."""
    digest = hashlib.sha256(name.encode()).digest() + b"\0\0\0"
    return f"ocid1.{kind}.oc1..aaaaaaaa{base64.b32encode(digest).decode().lower()[:52]}"
