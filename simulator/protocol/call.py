# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request inside the cloud: everything that a service needs to answer it."""

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
    """A result with headers or a status of its own."""

    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None


@dataclass
class Call:
    """A parsed and authenticated request.

    `path`, `query` and `headers` contain the operation's parameters by wire name, converted to int or bool according to
    the SDK; `body` is the validated JSON body without its null fields, or bytes if the operation accepts a stream.
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
    """The etag for `if-match`, if it is not that of the target but of a part of it."""

    @property
    def region(self) -> str:
        """The region that received the request."""
        return self.endpoint.region

    def compartment_id(self) -> str | None:
        """The compartment of the target, otherwise the one in the body or the query."""
        if self.target is not None:
            return self.target.compartment_id
        named = self.body.get("compartmentId") if isinstance(self.body, dict) else None
        return named or self.query.get("compartmentId")

    def allows(self, permission: str, compartment_id: str, **variables: Any) -> bool:
        """Whether the caller holds a permission in a compartment; `__` in the name of a variable stands for a dot."""
        named = {name.replace("__", ".").replace("_", "-"): value for name, value in variables.items()}
        return self.tenancy.access.allows(
            self.principal,
            permission,
            compartment_id=compartment_id,
            variables={**self.request_variables(), **named, "request.permission": permission},
        )

    def require(self, permission: str, compartment_id: str, **variables: Any) -> None:
        """Raise the error of OCI for a caller without the permission."""
        if not self.allows(permission, compartment_id, **variables):
            raise not_found()

    def request_variables(self) -> dict[str, Any]:
        """The variables of every request that conditions can test, except those of the principal (D-PSYN, general)."""
        return {
            "request.operation": self.operation.api_name,
            "request.region": self.tenancy.regions[self.region].key.lower(),
        }

    def related(self, id: str, *kinds: str, permission: str | None = None) -> Resource:
        """A resource that the body names, of one of these kinds and in this region, which the caller may use."""
        resource = self.tenancy.store.find(id, region=self.region)
        if resource is None or (kinds and resource.kind.name not in kinds):
            raise related_not_found(id)
        if permission is not None and not self.allows(permission, resource.compartment_id):
            raise related_not_found(id)
        return resource

    def seen(self, resource: Resource) -> Mapping[str, Any]:
        """The data of a resource as this call returns it: for a stale read, the data before its last change."""
        if self.effects.stale and resource.before is not None:
            return resource.before
        return resource.data

    def seen_etag(self, resource: Resource) -> str:
        """The etag that goes with `seen`."""
        return resource.etag_before if self.effects.stale else resource.etag

    def the_target(self) -> Resource:
        """The resource that the path names; raises 404 if there is none."""
        if self.target is None:
            raise not_found()
        return self.target
