# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asynchronous work, and its work requests."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from ...protocol.call import Call
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from .in_namespace import InNamespace

# The duration is assumed; the states are the SDK's: COMPLETED is success (oci-facts.md, section 6).
START_SECONDS = 1

_CANCELLED = ("CANCELING", "CANCELED")


class BackgroundWork(InNamespace):
    """For re-encryption and copies: ACCEPTED, IN_PROGRESS, then COMPLETED or FAILED."""

    def start_work(
        self,
        call: Call,
        operation_type: str,
        resources: Sequence[dict[str, Any]],
        *,
        seconds: float,
        reason_to_fail: Callable[[], str | None],
    ) -> Resource:
        """Start work that ends after so many seconds, and fails if `reason_to_fail` returns a reason."""
        now = self.store.clock.now()
        work = self.store.add(
            "object_storage_work_request",
            {
                "operationType": operation_type,
                "status": "ACCEPTED",
                "compartmentId": call.the_target().compartment_id,
                "resources": list(resources),
                "percentComplete": 0.0,
                "timeAccepted": timestamp(now),
            },
            region=call.region,
            # Not an OCID: assumed from the form of the other ids of Object Storage.
            id=str(uuid.UUID(self.tenancy.identifiers.hexadecimal(32))),
            hidden={"errors": [], "logs": [{"message": f"{operation_type} accepted", "timestamp": timestamp(now)}]},
        )
        self.store.after(START_SECONDS, work, {"status": "IN_PROGRESS", "timeStarted": timestamp(now + START_SECONDS)})

        finished = timestamp(now + seconds)

        def look_back(work: Resource) -> None:
            reason = reason_to_fail()
            if reason:
                # The code is assumed.
                work.hidden["errors"] = [{"code": "KmsKeyUnusable", "message": reason, "timestamp": finished}]
                self.store.change(work, {"status": "FAILED"})

        ending = {"status": "COMPLETED", "percentComplete": 100.0, "timeFinished": finished}
        self.store.after(seconds, work, ending, then=look_back)
        return work


def is_cancelled(work: Resource) -> bool:
    """Whether it was canceled."""
    return work.data["status"] in _CANCELLED


def described_bucket(bucket: Resource, action: str) -> dict[str, Any]:
    """A bucket among the resources of a work request; the names of the metadata are assumed."""
    return {
        "actionType": action,
        "entityType": "bucket",
        "identifier": bucket.id,
        "entityUri": f"/n/{bucket.data['namespace']}/b/{bucket.data['name']}",
        "metadata": {"REGION": bucket.region, "NAMESPACE": bucket.data["namespace"], "BUCKET": bucket.data["name"]},
    }


def described_object(bucket: Resource, name: str, action: str) -> dict[str, Any]:
    """An object among the resources of a work request."""
    described = described_bucket(bucket, action)
    return {
        **described,
        "entityType": "object",
        "entityUri": f"{described['entityUri']}/o/{name}",
        "metadata": {**described["metadata"], "OBJECT": name},
    }
