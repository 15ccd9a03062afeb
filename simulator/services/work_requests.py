# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work requests of the core services: started by a service, read on the regional `iaas` host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..iam.requirements import required
from ..protocol.call import Call
from ..tenancy.clock import timestamp
from ..tenancy.resource import Resource
from ..tenancy.store import Store
from ..tenancy.variants import Variant
from .service import Service

# The part of the duration during which the work is ACCEPTED and not started (assumed).
_ACCEPTED_PART = 0.25


def start_work_request(
    store: Store,
    region: str,
    operation_type: str,
    compartment_id: str,
    *,
    resources: Sequence[Resource],
    related: Sequence[Resource] = (),
    seconds: float,
    action: str = "UPDATED",
    started_by: str = "",
    error: str = "",
) -> Resource:
    """Create a work request that is ACCEPTED, then IN_PROGRESS and, after `seconds`, SUCCEEDED.

    With an `error` it ends in FAILED and reports it. `action` is what happens to the resources (CREATED, UPDATED,
    DELETED). `related` are resources that the work involves without changing them; they come first and are always
    RELATED (assumed). `started_by` is the qualified operation, whose permission is required to read the work request.
    States and fields are the SDK's (oci-facts.md section 7); the duration is the caller's assumption.
    """
    now = store.clock.now()
    affected = [_affected(resource, "RELATED") for resource in related]
    started, finished = timestamp(now + seconds * _ACCEPTED_PART), timestamp(now + seconds)
    work_request = store.add(
        "work_request",
        {
            "operationType": operation_type,
            "status": "ACCEPTED",
            "compartmentId": compartment_id,
            "resources": [*affected, *(_affected(resource, "IN_PROGRESS") for resource in resources)],
            "percentComplete": 0.0,
            "timeAccepted": timestamp(now),
        },
        region=region,
        hidden={"started_by": started_by, "errors": [], "logs": []},
    )
    _log(work_request)
    store.after(seconds * _ACCEPTED_PART, work_request, {"status": "IN_PROGRESS", "timeStarted": started}, then=_log)
    store.after(
        seconds,
        work_request,
        {
            "status": "FAILED" if error else "SUCCEEDED",
            "percentComplete": 100.0,
            "timeFinished": finished,
            "resources": [*affected, *(_affected(resource, action) for resource in resources)],
        },
        then=_log,
    )
    if error:
        work_request.hidden["errors"] = [{"code": "InternalError", "message": error, "timestamp": finished}]
    return work_request


def _affected(resource: Resource, action: str) -> dict[str, Any]:
    # The entity of an `AutonomousDatabase` is `autonomousDatabase`, below `/20160918/autonomousDatabases` (assumed).
    entity = resource.kind.model[0].lower() + resource.kind.model[1:]
    return {
        "actionType": action,
        "entityType": entity,
        "identifier": resource.id,
        "entityUri": f"/20160918/{entity}s/{resource.id}",
    }


def _log(work_request: Resource) -> None:
    data = work_request.data
    when = data.get("timeFinished") or data.get("timeStarted") or data["timeAccepted"]
    message = f"{data['operationType']} is {data['status']}"
    work_request.hidden["logs"] = [*work_request.hidden["logs"], {"message": message, "timestamp": when}]


class WorkRequests(Service):
    """The Work Requests client, for the work of every core service."""

    package = "work_requests"
    client = "WorkRequestClient"

    def get_work_request(self, call: Call) -> Resource:
        """One work request."""
        return self._readable(call)

    def list_work_requests(self, call: Call) -> list[Resource]:
        """Those of a compartment, or of one resource in it."""
        requested = call.query.get("resourceId")
        return [
            work_request
            for work_request in self.in_compartment(call, "work_request")
            if requested is None or any(part["identifier"] == requested for part in work_request.data["resources"])
        ]

    def list_work_request_errors(self, call: Call) -> list[dict[str, Any]]:
        """The reason of the failure; empty unless it failed."""
        work_request = self._readable(call)
        return _sorted(call, work_request.hidden["errors"]) if work_request.data["status"] == "FAILED" else []

    def list_work_request_logs(self, call: Call) -> list[dict[str, Any]]:
        """The progress so far."""
        return _sorted(call, self._readable(call).hidden["logs"])

    @staticmethod
    def _readable(call: Call) -> Resource:
        """The target. Reading it requires the permission of the operation that started the work (D-COREP)."""
        work_request = call.the_target()
        started_by = work_request.hidden["started_by"]
        for permission in required(started_by) if started_by else ():
            call.require(permission, work_request.compartment_id)
        return work_request


def _sorted(call: Call, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Newest first, as the client documents, unless `sortOrder` is ASC."""
    return entries if str(call.query.get("sortOrder", "DESC")).upper() == "ASC" else entries[::-1]


SERVICES: tuple[type[Service], ...] = (WorkRequests,)
VARIANTS: tuple[Variant, ...] = ()
