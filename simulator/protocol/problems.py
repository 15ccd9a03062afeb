# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of OCI, in its own words."""

from __future__ import annotations

from collections.abc import Mapping


class ServiceProblem(Exception):
    """An error response: HTTP status, the code of OCI and its message (oci-facts.md, section 3)."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def not_found() -> ServiceProblem:
    """OCI's answer to both a missing resource and a missing permission (message: oci-cli issue 646)."""
    return ServiceProblem(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.")


def related_not_found(what: str) -> ServiceProblem:
    """The counterpart of `not_found` for a resource that the body names."""
    return ServiceProblem(
        400,
        "RelatedResourceNotAuthorizedOrNotFound",
        f"Authorization failed or requested resource not found: {what}",
    )


def not_authenticated() -> ServiceProblem:
    """A wrong signature, an unknown key or a wrong clock; OCI does not distinguish them."""
    return ServiceProblem(
        401,
        "NotAuthenticated",
        "The required information to complete authentication was not provided or was incorrect.",
    )


def invalid(message: str) -> ServiceProblem:
    """A parameter is invalid."""
    return ServiceProblem(400, "InvalidParameter", message)


def cannot_parse() -> ServiceProblem:
    """A body that is not JSON. The message is that of OCI: github.com/hitrov/oci-arm-host-capacity/issues/134."""
    return ServiceProblem(
        400, "CannotParseRequest", "Incorrectly formatted request. Please refer to our documentation for help."
    )


def missing(name: str) -> ServiceProblem:
    """A parameter is missing."""
    return ServiceProblem(400, "MissingParameter", f"Required parameter '{name}' is missing.")


def throttled() -> ServiceProblem:
    """Too many requests. The message is assumed; a header that states when to try again is not documented."""
    return ServiceProblem(429, "TooManyRequests", "Too many requests for the tenancy.")


def internal_error() -> ServiceProblem:
    """A failure inside the service. The message is assumed."""
    return ServiceProblem(500, "InternalServerError", "Internal Server Error")


def incorrect_state(message: str) -> ServiceProblem:
    """The state of the resource does not allow the request; transient."""
    return ServiceProblem(409, "IncorrectState", message)


def conflict(message: str) -> ServiceProblem:
    """The request conflicts with existing resources; not transient."""
    return ServiceProblem(409, "Conflict", message)


_MESSAGES = {problem.status: problem.message for problem in (not_authenticated(), not_found(), throttled())}


def usual_message(status: int) -> str:
    """The message of an error with this status, for fault rules that specify none."""
    return _MESSAGES.get(status, internal_error().message)
