# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of all simulated services."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from ..protocol.call import Call
from ..protocol.problems import ServiceProblem, not_found
from ..tenancy.clock import timestamp
from ..tenancy.kinds import KINDS
from ..tenancy.resource import Resource
from ..tenancy.tenancy import Tenancy

_NO_FILTERS = frozenset({"compartmentId", "limit", "page", "sortBy", "sortOrder"})
_SORTED_BY = {"TIMECREATED": "timeCreated", "DISPLAYNAME": "displayName", "NAME": "name"}


@functools.cache
def _kinds_named(package: str, parameter: str) -> frozenset[str]:
    """The kinds that a path parameter such as `vaultId` can name; empty if it names no known kind.

    `workRequestId` is the work request of the service itself. The tenancy is its root compartment.
    """
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", parameter.removesuffix("Id")).lower()
    own = frozenset(kind.name for kind in KINDS.values() if kind.package == package)
    named = own & {word} or frozenset(name for name in own if name.endswith(f"_{word}"))
    return named | {"tenancy"} if word == "compartment" else named


class Service:
    """Handlers for operations of one SDK client: public methods with the names of the SDK's, each with a `Call`.

    A handler returns a resource, a list of resources (which is divided into pages), a dict in wire form, text, bytes,
    `None`, or an `Answer`. It raises `ServiceProblem`; then all of its changes are undone.
    """

    package: str
    client: str
    throttled_as = ""
    """What operations without a documented limit are counted as (assumed), if the others of the client have one."""

    def __init__(self, tenancy: Tenancy) -> None:
        self.tenancy = tenancy
        self.store = tenancy.store

    def target(self, call: Call) -> Resource | None:
        """The resource that the first `...Id` of the path names, if it is visible in the called region."""
        for name, value in call.path.items():
            if name.endswith("Id"):
                resource = self.store.find(value, region=call.region)
                kinds = _kinds_named(self.package, name)
                if resource is None or (kinds and resource.kind.name not in kinds):
                    raise not_found()
                return resource
        return None

    def variables(self, call: Call) -> dict[str, Any]:
        """The variables about the target that policy conditions can test, besides those of every request."""
        return {}

    def circumstances(self, call: Call) -> tuple[str, ...]:
        """The circumstances that the required permissions depend on (see iam/requirements.py): the kind of source."""
        source = call.body.get("sourceDetails") if isinstance(call.body, dict) else None
        return (str(source["type"]),) if isinstance(source, dict) and "type" in source else ()

    def refusal(self, call: Call) -> ServiceProblem:
        """The error of the service for a caller without the permission."""
        return not_found()

    def now(self) -> str:
        """The tenancy's time in the format of OCI."""
        return timestamp(self.store.clock.now())

    def compartment(self, call: Call) -> str:
        """The compartment of a create or a list, which must exist and be active."""
        compartment_id = call.compartment_id()
        found = self.store.find(compartment_id or "")
        if found is None or found.kind.name not in ("compartment", "tenancy"):
            raise not_found()
        if call.operation.writes and found.state in ("DELETING", "DELETED"):
            raise not_found()
        return found.id

    def in_compartment(self, call: Call, kind: str) -> list[Resource]:
        """The resources of a kind in the compartment of a list, filtered and sorted according to its parameters."""
        return self.chosen(call, self.store.listing(kind, region=call.region, compartment_id=self.compartment(call)))

    @staticmethod
    def chosen(call: Call, resources: Iterable[Resource]) -> list[Resource]:
        """The resources that match the query parameters named like fields; newest first by default.

        The default order is the one that the SDK documents for most lists of Block Volume: time of creation,
        descending.
        """
        requested = {name: value for name, value in call.query.items() if name not in _NO_FILTERS}
        chosen = list(resources)
        if chosen:
            known = chosen[0].kind.schema.wire_names
            for name in requested.keys() & known:
                value = requested[name]
                if name == "lifecycleState":
                    chosen = [resource for resource in chosen if resource.state == value.upper()]
                else:
                    chosen = [resource for resource in chosen if resource.data.get(name) == value]
        by = _SORTED_BY.get(str(call.query.get("sortBy", "TIMECREATED")).upper(), "timeCreated")
        order = str(call.query.get("sortOrder", "DESC" if by == "timeCreated" else "ASC")).upper()
        if by == "timeCreated":
            # The store keeps the order of creation.
            return chosen[::-1] if order == "DESC" else chosen
        # "The DISPLAYNAME sort order is case sensitive" (docstrings of the lists in `sdk:core/blockstorage_client.py`).
        return sorted(chosen, key=lambda resource: str(resource.data.get(by, "")), reverse=order == "DESC")
