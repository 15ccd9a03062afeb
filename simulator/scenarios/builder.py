# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills a tenancy through its services, so that seeded resources are like all others."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from ..catalog.operations import Operation
from ..catalog.routing import known_operations
from ..gateway.gateway import Gateway
from ..iam.evaluation import Principal
from ..tenancy.resource import Resource


@functools.cache
def _operations() -> dict[str, Operation]:
    return {operation.qualified_name: operation for operation in known_operations()}


class Builder:
    """Calls operations as the tenancy's first administrator, and keeps the results by kind and name."""

    def __init__(self, gateway: Gateway, *, seed: int) -> None:
        self._gateway = gateway
        self.seed = seed
        self.tenancy = gateway.tenancy
        self.home = self.tenancy.home_region
        self.named: dict[str, dict[str, Resource]] = {}
        self._admin = Principal("user", "")

    def found(self, *, administrator: str, email: str) -> None:
        """Create the administrator, the group and the policy that every new tenancy has."""
        user = self.call("identity.create_user", body={
            "name": administrator, "description": "The first administrator", "email": email,
            "compartmentId": self.tenancy.id,
        }, authorize=False)  # fmt: skip
        group = self.call("identity.create_group", body={
            "name": "Administrators", "description": "Administrators", "compartmentId": self.tenancy.id,
        }, authorize=False)  # fmt: skip
        self.call("identity.add_user_to_group", body={"userId": user.id, "groupId": group.id}, authorize=False)
        policy = self.call("identity.create_policy", body={
            "name": "Tenant Admin Policy", "description": "Tenant Admin Policy", "compartmentId": self.tenancy.id,
            "statements": ["Allow group Administrators to manage all-resources in tenancy"],
        }, authorize=False)  # fmt: skip
        self.remember("users", administrator, user)
        self.remember("groups", "Administrators", group)
        self.remember("policies", "Tenant Admin Policy", policy)
        self._admin = self.tenancy.access.user(user.id)

    def call(
        self,
        operation: str,
        *,
        region: str | None = None,
        vault: Resource | None = None,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        authorize: bool = True,
    ) -> Any:
        """Call an operation with the rights of the administrator and return its result.

        `vault` selects the vault whose own host receives the call, for keys.
        """
        return self._gateway.perform(
            _operations()[operation],
            principal=self._admin,
            region=region or self.home,
            vault=vault.hidden["short"] if vault else None,
            path=path,
            query=query,
            body=body,
            authorize=authorize,
        )

    def create(self, kind: str, name: str, operation: str, **arguments: Any) -> Resource:
        """Create a resource and list it in `tenancy.json` under a kind and a name."""
        resource: Resource = self.call(operation, **arguments)
        self.remember(kind, name, resource)
        return resource

    def remember(self, kind: str, name: str, resource: Resource) -> None:
        """List a resource in `tenancy.json`."""
        self.named.setdefault(kind, {})[name] = resource

    def id(self, kind: str, name: str) -> str:
        """The OCID of a resource that was created before."""
        return self.named[kind][name].id

    def wait(self, seconds: float) -> None:
        """Advance the clock, so that pending changes complete."""
        self.tenancy.clock.advance(seconds)
        self.tenancy.store.catch_up()

    def reach_present(self, *, before: float = 0.0) -> None:
        """Advance to the present, or to so many seconds before it."""
        self.tenancy.clock.reach_present(before=before)
        self.tenancy.store.catch_up()

    def catalogue(self) -> dict[str, Any]:
        """The content of `tenancy.json`: the tenancy, and every listed resource by kind and name."""
        described: dict[str, Any] = {
            "tenancy_id": self.tenancy.id,
            "tenancy_name": self.tenancy.name,
            "namespace": self.tenancy.namespace,
            "home_region": self.home,
            "regions": list(self.tenancy.regions),
            "availability_domains": {
                name: list(region.availability_domains) for name, region in self.tenancy.regions.items()
            },
        }
        for kind in _KINDS:
            described[kind] = {
                name: self._describe(kind, resource) for name, resource in self.named.get(kind, {}).items()
            }
        return described

    @staticmethod
    def _describe(kind: str, resource: Resource) -> Any:
        if kind == "vaults":
            return {
                "id": resource.id,
                "region": resource.region,
                "management_endpoint": resource.data.get("managementEndpoint"),
                "crypto_endpoint": resource.data.get("cryptoEndpoint"),
            }
        return resource.id


_KINDS = (
    "compartments",
    "groups",
    "users",
    "dynamic_groups",
    "policies",
    "vaults",
    "keys",
    "volumes",
    "boot_volumes",
    "volume_backups",
    "boot_volume_backups",
    "volume_groups",
    "volume_group_backups",
    "volume_backup_policies",
    "buckets",
    "file_systems",
    "autonomous_databases",
)
