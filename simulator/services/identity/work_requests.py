# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work requests of Identity, on its own host: the outcome of deleting and moving compartments."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from .identity_service import IdentityService

_ACTIONS = {"DELETE_COMPARTMENT": "DELETED", "MOVE_COMPARTMENT": "UPDATED"}


class WorkRequests(IdentityService):
    """The progress of asynchronous operations."""

    def get_work_request(self, call: Call) -> Resource:
        """One work request."""
        return call.the_target()

    def list_work_requests(self, call: Call) -> list[Resource]:
        """Those of a compartment, or of one resource in it."""
        requested = call.query.get("resourceIdentifier")
        return [
            request
            for request in self.in_compartment(call, "identity_work_request")
            if requested is None or request.data["resources"][0]["identifier"] == requested
        ]


def accept(
    service: IdentityService, operation_type: str, compartment: Resource, *, seconds: float, problem: str = ""
) -> Answer:
    """A 202 with a work request that ends after so many seconds, successfully or with the specified error.

    It belongs to the parent of the compartment (assumed), which still exists when the compartment does not.
    """
    now = service.store.clock.now()
    request = service.store.add(
        "identity_work_request",
        {
            "operationType": operation_type,
            "compartmentId": compartment.data["compartmentId"],
            "status": "IN_PROGRESS",
            "resources": [
                {
                    "identifier": compartment.id,
                    "entityType": "compartment",
                    "actionType": "IN_PROGRESS",
                    "entityUri": f"/20160918/compartments/{compartment.id}",
                }
            ],
            "errors": [],
            "logs": [],
            "timeAccepted": timestamp(now),
            "timeStarted": timestamp(now),
            "percentComplete": 0.0,
        },
    )
    finished = timestamp(now + seconds)
    ended: dict[str, Any] = {"status": "SUCCEEDED", "percentComplete": 100.0, "timeFinished": finished}
    if problem:
        ended["status"] = "FAILED"
        ended["errors"] = [{"code": "IncorrectState", "message": problem, "timestamp": finished}]
    action = "FAILED" if problem else _ACTIONS[operation_type]
    ended["resources"] = [{**request.data["resources"][0], "actionType": action}]
    service.store.after(seconds, request, ended)
    return Answer(headers={"opc-work-request-id": request.id}, status=202)
