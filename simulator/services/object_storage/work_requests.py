# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work requests on Object Storage's own host."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import incorrect_state
from ...tenancy.resource import Resource
from .in_namespace import InNamespace

# Assumed.
CANCEL_SECONDS = 2


class WorkRequests(InNamespace):
    """Work requests that `BackgroundWork` creates."""

    def get_work_request(self, call: Call) -> Resource:
        """One work request."""
        return call.the_target()

    def list_work_requests(self, call: Call) -> list[Resource]:
        """Those of a compartment, newest first."""
        return self.in_compartment(call, "object_storage_work_request")

    def list_work_request_errors(self, call: Call) -> list[dict[str, Any]]:
        """The errors of a failed one."""
        work = call.the_target()
        ended = work.data.get("timeFinished", work.data["timeAccepted"])
        return [{"timestamp": ended, **error} for error in work.hidden["errors"]]

    def list_work_request_logs(self, call: Call) -> list[dict[str, Any]]:
        """The log of its steps."""
        return list(call.the_target().hidden["logs"])

    def cancel_work_request(self, call: Call) -> Answer:
        """Cancel one that has not ended."""
        work = call.the_target()
        if work.data["status"] not in ("ACCEPTED", "IN_PROGRESS"):
            raise incorrect_state(f"The work request is {work.data['status']}; it cannot be cancelled.")
        self.store.timeline.drop(work)
        self.store.change(work, {"status": "CANCELING"})
        self.store.after(CANCEL_SECONDS, work, {"status": "CANCELED"})
        return Answer(status=202)
