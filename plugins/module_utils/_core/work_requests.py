# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Waits for work that a service does after its answer, and reports why it failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from . import pages
from .errors import Failure, NotFoundOrDenied, WorkFailed
from .session import Session
from .waiting import Patience, wait_until

# Work requests are read with the client of the service itself, or with that of all core services.
CLIENTS: Mapping[str, str] = {"work_requests": "WorkRequestClient", "object_storage": "ObjectStorageClient"}

# Core services return SUCCEEDED, Object Storage COMPLETED (oci-facts.md trap 18).
DONE = ("SUCCEEDED", "COMPLETED")
FAILED = ("FAILED", "CANCELING", "CANCELED")

# The last lines of a log are those about the failure.
LINES = 5


def wait(session: Session, service: str, work_request_id: str, *, what: str, resource: str, patience: Patience) -> bool:
    """Waits until the work is done; `False` when the work request may not be read, so that nothing is known.

    `service` is one of CLIENTS, `what` completes "waited for". Raises WorkFailed with the service's own errors, or
    TimedOut.
    """
    client = session.client(service, CLIENTS[service])

    def read() -> Any:
        with session.doing(
            f"follow the work request {work_request_id}",
            service=service,
            operation="GetWorkRequest",
            resource=work_request_id,
        ):
            return client.get_work_request(work_request_id).data

    def has_ended(work: Any) -> bool:
        if work.status in FAILED:
            reported = _reported(session, client, service, work_request_id)
            raise WorkFailed(
                f"The work request {work_request_id}, {what}, {_ended(work.status)}: "
                f"{reported or 'the service reports no reason'}.",
                resource=resource,
                service_message=reported or None,
            )
        return work.status in DONE

    try:
        wait_until(
            has_ended,
            read,
            describe=lambda work: f"{work.status}, {work.percent_complete or 0:g} % done",
            what=f"the work request {work_request_id}, {what}",
            resource=resource,
            patience=patience,
            clock=session.clock,
        )
    except NotFoundOrDenied:
        return False
    return True


def _ended(status: str) -> str:
    return "failed" if status == "FAILED" else f"was cancelled ({status})"


def _reported(session: Session, client: Any, service: str, work_request_id: str) -> str:
    """What the service reports about a failure: its errors, else the end of its log, else nothing."""
    lines = _read(session, client, service, work_request_id, "errors") or _read(
        session, client, service, work_request_id, "logs"
    )
    return "; ".join(lines or ())


def _read(session: Session, client: Any, service: str, work_request_id: str, which: str) -> Optional[list[str]]:
    operations = {"errors": "ListWorkRequestErrors", "logs": "ListWorkRequestLogs"}
    list_call = getattr(client, f"list_work_request_{which}")
    try:
        with session.doing(
            f"read the {which} of the work request {work_request_id}",
            service=service,
            operation=operations[which],
            resource=work_request_id,
        ):
            found = list(pages.items(list_call, work_request_id))
    except Failure:
        return None
    return [_line(each) for each in found][-LINES:]


def _line(entry: Any) -> str:
    """An error or a line of the log, without the full stop."""
    code = getattr(entry, "code", None)
    return " ".join(f"{code + ': ' if code else ''}{entry.message}".split()).rstrip(".")
