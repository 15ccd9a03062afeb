# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What can go wrong, by what the user can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional


class Failure(Exception):
    """Ends the work on one resource: a message for people, and the same facts as data for playbooks.

    The data is what modules return as RV(failure). Facts that do not apply are V(None).
    """

    def __init__(
        self,
        message: str,
        *,
        code: Optional[str] = None,
        status: Optional[int] = None,
        operation: Optional[str] = None,
        opc_request_id: Optional[str] = None,
        resource: Optional[str] = None,
        service: Optional[str] = None,
        region: Optional[str] = None,
        endpoint: Optional[str] = None,
        may_be_applied: bool = False,
        results: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(message)
        self.code = code or type(self).__name__
        self.status = status
        self.operation = operation
        self.opc_request_id = opc_request_id
        self.resource = resource
        self.service = service
        self.region = region
        self.endpoint = endpoint
        # The call, or an earlier attempt of it, ended without a clear answer: a write may have been carried out.
        self.may_be_applied = may_be_applied
        # What was done before it failed, as the result of a module with several resources tells it.
        self.results = dict(results or {})

    def in_doubt(self, **results: Any) -> Failure:
        """The failure of a write of which nobody can tell whether it was carried out."""
        self.results = {**self.results, "changed": True, **results}
        self.args = (f"{self} It may have been done all the same: look at it before you run again.",)
        return self

    def as_result(self) -> dict[str, Any]:
        """The facts, as modules return them."""
        return {
            "code": self.code,
            "status": self.status,
            "operation": self.operation,
            "opc_request_id": self.opc_request_id,
            "resource": self.resource,
            "service": self.service,
            "region": self.region,
            "endpoint": self.endpoint,
        }


class UnexpectedAnswer(Exception):
    """What came back is not what the service documents; raised by `answers`, and translated like the SDK's own errors.

    `reason` completes "the answer …". `is_foreign` tells that something else than the service seems to have answered.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: Optional[int] = None,
        headers: Optional[Mapping[str, str]] = None,
        is_read: bool = False,
        is_foreign: bool = False,
        host: Optional[str] = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.headers = headers or {}
        self.is_read = is_read
        self.is_foreign = is_foreign
        self.host = host
        # As retries have it: a write that was answered by something else may have been carried out.
        self.may_be_applied = not is_read


class SdkMissing(Failure):
    """Install the OCI SDK for Python, or a newer one."""


class BadOption(Failure):
    """Correct an option, an environment variable or the config file."""


class NotAuthenticated(Failure):
    """Correct the credentials or the clock."""


class NotFoundOrDenied(Failure):
    """Correct the identifier or the policies: OCI does not say which of the two is wrong."""


class Refused(Failure):
    """The service understood the request and turned it down."""


class Conflict(Failure):
    """The resource changed or is busy: run again."""


class Throttled(Failure):
    """Slow down, or run again later."""


class Unavailable(Failure):
    """The service failed: run again later."""


class Unreachable(Failure):
    """Correct the network, the region or the trust in certificates."""


class BadAnswer(Failure):
    """What came back is not what the service documents; often a proxy answers in its place."""


class TimedOut(Failure):
    """Wait longer, or look at the resource."""


class ResourceFailed(Failure):
    """The resource itself is in a state that no waiting ends."""


class CannotDo(Failure):
    """The request makes no sense for this resource."""
