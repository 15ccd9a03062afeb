# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request on its way through the cloud: everything a service needs to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..catalog.endpoints import Endpoint
from ..catalog.operations import Operation
from ..iam.evaluation import Principal
from ..tenancy.resource import Resource
from ..tenancy.tenancy import Tenancy
from .effects import Effects
from .messages import Request
from .problems import not_found, related_not_found


@dataclass
class Answer:
    """An answer that needs more than a body: headers, or a status of its own."""

    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None


@dataclass
class Call:
    """A request that is understood and authenticated.

    `path`, `query` and `headers` hold the operation's parameters by wire name, converted to int or bool where the SDK
    says so; `body` is the checked JSON body without its null fields, or bytes where the operation takes a stream.
    """

    tenancy: Tenancy
    request: Request
    endpoint: Endpoint
    operation: Operation
    principal: Principal
    request_id: str
    path: dict[str, str]
    query: dict[str, Any]
    headers: dict[str, Any]
    body: Any
    effects: Effects
    target: Resource | None = None
    etag: str | None = None
    """What if-match must name where it is not the target's own etag: that of a part of the target."""

    @property
    def region(self) -> str:
        """The region that was asked."""
        return self.endpoint.region

    def compartment_id(self) -> str | None:
        """The compartment the call is about: the target's, else the one it names in body or query."""
        if self.target is not None:
            return self.target.compartment_id
        named = self.body.get("compartmentId") if isinstance(self.body, dict) else None
        return named or self.query.get("compartmentId")

    def allows(self, permission: str, compartment_id: str, **variables: Any) -> bool:
        """Whether the caller holds a permission in a compartment; dots in variables are written `__`."""
        named = {name.replace("__", ".").replace("_", "-"): value for name, value in variables.items()}
        return self.tenancy.access.allows(
            self.principal,
            permission,
            compartment_id=compartment_id,
            variables={**self.request_variables(), **named, "request.permission": permission},
        )

    def require(self, permission: str, compartment_id: str, **variables: Any) -> None:
        """Refuse as OCI does when the caller lacks a permission."""
        if not self.allows(permission, compartment_id, **variables):
            raise not_found()

    def request_variables(self) -> dict[str, Any]:
        """What every policy condition may ask about a request, beyond the principal (D-PSYN; general variables)."""
        return {
            "request.operation": self.operation.api_name,
            "request.region": self.tenancy.regions[self.region].key.lower(),
        }

    def related(self, id: str, *kinds: str, permission: str | None = None) -> Resource:
        """A resource that the body names, of one of these kinds and in this region, which the caller may use so."""
        resource = self.tenancy.store.find(id, region=self.region)
        if resource is None or (kinds and resource.kind.name not in kinds):
            raise related_not_found(id)
        if permission is not None and not self.allows(permission, resource.compartment_id):
            raise related_not_found(id)
        return resource

    def seen(self, resource: Resource) -> Mapping[str, Any]:
        """The data of a resource as this call gets to see it: what it was before its last change on a stale read."""
        if self.effects.stale and resource.before is not None:
            return resource.before
        return resource.data

    def seen_etag(self, resource: Resource) -> str:
        """The etag that goes with `seen`."""
        return resource.etag_before if self.effects.stale else resource.etag

    def the_target(self) -> Resource:
        """The resource that the path names."""
        if self.target is None:
            raise not_found()
        return self.target
