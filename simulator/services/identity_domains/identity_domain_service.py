# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of the resources of an identity domain: how they are found, listed and shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, not_found
from ...tenancy.hosts import domain_of
from ...tenancy.resource import Resource
from ..service import Service
from .directory import Directory, scim_id
from .filters import InvalidFilter, parse, values_of
from .scim import PACKAGE, part, requested_attributes

# "The format of the ListResponse": the example of OCISResponseBody.htm; 50 and 1000 [sdk, docstring of `count`].
_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_USUAL_COUNT, _MOST = 50, 1000

_VARIABLES = {"user": "user", "group": "group", "dynamic_group": "dynamic-group"}


class IdentityDomainService(Service):
    """Resources of one kind in the domain of the called host."""

    package = PACKAGE
    client = "IdentityDomainsClient"
    kind = ""
    """The kind in the tenancy; empty if there is none."""

    def target(self, call: Call) -> Resource | None:
        """The resource that the path names by its id in the domain or by its OCID."""
        for requested in call.path.values():
            if self.kind:
                return self.found(call, self.kind, requested)
        return None

    def found(self, call: Call, kind: str, requested: str) -> Resource:
        """A resource of the domain; raises SCIM's 404."""
        for resource in self.directory(call).members(kind):
            if requested in (resource.id, scim_id(resource.id)):
                return resource
        raise no_such_resource(kind, requested)

    def variables(self, call: Call) -> dict[str, Any]:
        """`target.user.name` and the like, as for the classic API."""
        target = call.target
        if target is None or target.kind.name not in _VARIABLES:
            return {}
        return {f"target.{_VARIABLES[target.kind.name]}.{field}": str(target.data[field]) for field in ("id", "name")}

    def refusal(self, call: Call) -> ServiceProblem:
        """The status of a denial in a domain, which is a variant."""
        status = int(self.tenancy.variants["identity_domain_refusal"])
        return ServiceProblem(status, "error.common.auth.notAuthorized", "You do not have permission to do this.")

    def domain(self, call: Call) -> Resource:
        """The domain of the called host."""
        domain = domain_of(call.endpoint, self.tenancy)
        if domain is None:
            raise not_found()
        return domain

    def directory(self, call: Call) -> Directory:
        """The content of that domain."""
        return Directory(self.tenancy, self.domain(call))

    # -- answers ------------------------------------------------------------------------------------------------

    def one(self, call: Call, model: str, resource: Mapping[str, Any], *, status: int = 200) -> Answer:
        """One resource, with the requested attributes."""
        headers = {"etag": resource["meta"]["version"]}
        if status == 201:
            headers["location"] = resource["meta"]["location"]
        return Answer(part(resource, model, _shown(call)), headers=headers, status=status)

    def page(self, call: Call, model: str, resources: Iterable[Mapping[str, Any]]) -> Answer:
        """The resources that match the filter: sorted, divided into pages and with the requested attributes."""
        try:
            fits = parse(str(_parameter(call, "filter") or ""), model)
            chosen = [resource for resource in resources if fits(resource)]
        except InvalidFilter as error:
            raise ServiceProblem(400, "error.common.validation.invalidFilter", str(error)) from None
        by = _parameter(call, "sortBy")
        if by:
            chosen.sort(key=_sort_key(str(by)), reverse=str(_parameter(call, "sortOrder")).lower() == "descending")
        count = _number(call, "count", call.query.get("limit", _USUAL_COUNT))
        start = max(_start(call), 1)
        count = max(min(count, _MOST), 0)
        shown = _shown(call)
        page = [part(resource, model, shown) for resource in chosen[start - 1 : start - 1 + count]]
        headers = {"opc-total-items": str(len(chosen))}
        if count and start + len(page) <= len(chosen):
            headers["opc-next-page"] = str(start + len(page))
        body = {
            "schemas": [_LIST],
            "totalResults": len(chosen),
            "Resources": page,
            "startIndex": start,
            "itemsPerPage": count,
        }
        return Answer(body, headers=headers)


def no_such_resource(kind: str, requested: str) -> ServiceProblem:
    """The error for a resource that is not in the domain; wording and message id are assumed."""
    name = "".join(word.capitalize() for word in kind.split("_"))
    return ServiceProblem(
        404, "error.common.validation.resourceNotFound", f"{name} with id {requested} does not exist."
    )


def _parameter(call: Call, name: str) -> Any:
    """A parameter of a list, which a search has in its body."""
    return call.body.get(name) if isinstance(call.body, dict) and name in call.body else call.query.get(name)


def _start(call: Call) -> int:
    """The start of the page. The token of the next page is its number: assumed."""
    token = call.query.get("page")
    if token is None:
        return _number(call, "startIndex", 1)
    if not re.fullmatch(r"[0-9]{1,9}", str(token)):
        raise ServiceProblem(400, "error.common.validation.invalidPage", f"The page token '{token}' is not valid.")
    return int(token)


def _number(call: Call, name: str, usual: Any) -> int:
    value = _parameter(call, name)
    return int(usual if value is None else value)


def _shown(call: Call) -> Any:
    """The requested attributes; `attributeSets` is repeated, `attributes` separates names by commas."""
    searches = isinstance(call.body, dict) and call.operation.name.startswith("search_")
    if searches:
        return requested_attributes(call.body.get("attributes", ()), call.body.get("attributeSets", ()))
    sets = [
        item
        for name, value in parse_qsl(call.request.query_string)
        if name == "attributeSets"
        for item in value.split(",")
    ]
    return requested_attributes(str(call.query.get("attributes") or "").split(","), sets)


def _sort_key(path: str) -> Callable[[Mapping[str, Any]], str]:
    def key(resource: Mapping[str, Any]) -> str:
        return str(next(iter(values_of(resource, path)), "")).lower()

    return key
