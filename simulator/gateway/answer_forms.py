# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the responses of each kind of host have in common: request ids, headers and the form of errors."""

from __future__ import annotations

from ..catalog.endpoints import IDENTITY_DOMAIN, resolve
from ..protocol.messages import Request, Response
from ..protocol.parameters import encode
from ..protocol.problems import ServiceProblem
from ..tenancy.tenancy import Tenancy

_NO_BODY = 204


class AnswerForm:
    """The form of most services.

    Request ids: the client's own id and two of the service (oci-cli issue 646); the first part is empty if the client
    sent none. The two headers: responses of `iaas` in logs of `oci --debug` that public CI jobs printed in 2025.
    """

    content_type = "application/json"

    def request_id(self, request: Request, tenancy: Tenancy) -> str:
        """The id of this request."""
        parts = (
            request.headers.get("opc-request-id", ""),
            tenancy.identifiers.hexadecimal(32),
            tenancy.identifiers.hexadecimal(32),
        )
        return "/".join(parts)

    def problem(self, problem: ServiceProblem) -> Response:
        """The response to a rejected request."""
        return Response(problem.status, dict(problem.headers), encode(self.problem_body(problem)))

    def problem_body(self, problem: ServiceProblem) -> dict[str, object]:
        """The body of an error."""
        return {"code": problem.code, "message": problem.message}

    def add_headers(self, request: Request, response: Response, request_id: str) -> None:
        """Add the headers of every response."""
        response.headers.setdefault("content-type", self.content_type)
        response.headers["opc-request-id"] = request_id
        response.headers.setdefault("x-content-type-options", "nosniff")
        response.headers.setdefault("strict-transport-security", "max-age=31536000; includeSubDomains;")


# The text of Object Storage for a request without a valid signature (the same CI logs: the body has 109 bytes).
_CHALLENGE = 'Casper realm="AUTH_casper"'
_NOT_AUTHENTICATED = "The required information to complete authentication was not provided."


class ObjectStorageForm(AnswerForm):
    """Object Storage.

    Sources: responses to `oci os ns get --debug` and to `curl --head` that public repositories print, and the example
    in
    https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/usingpreauthenticatedrequests_topic-Working_with_PreAuthenticated_Requests.htm.
    The exposed headers are all headers of the response, and `opc-client-info`, sorted by name.
    """

    def request_id(self, request: Request, tenancy: Tenancy) -> str:
        """`iad-1:` and 64 characters of URL-safe base64."""
        endpoint = resolve(request.host)
        region = tenancy.regions.get(endpoint.region) if endpoint else None
        key = (region or tenancy.regions[tenancy.home_region]).key.lower()
        return f"{key}-1:{tenancy.identifiers.url_safe(64)}"

    def problem(self, problem: ServiceProblem) -> Response:
        """The usual form; a missing signature is answered with a challenge."""
        if problem.status != 401:
            return super().problem(problem)
        worded = ServiceProblem(problem.status, problem.code, _NOT_AUTHENTICATED, problem.headers)
        response = super().problem(worded)
        response.headers["www-authenticate"] = _CHALLENGE
        return response

    def add_headers(self, request: Request, response: Response, request_id: str) -> None:
        """Security and CORS headers; only a response with a body has a content type (observed: PutObject has none)."""
        headers = response.headers
        if response.body:
            headers.setdefault("content-type", self.content_type)
        if "opc-client-request-id" in request.headers:
            headers["opc-client-request-id"] = request.headers["opc-client-request-id"]
        headers["opc-request-id"] = request_id
        headers["x-api-id"] = "native"
        headers["x-content-type-options"] = "nosniff"
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        headers["access-control-allow-origin"] = "*"
        headers["access-control-allow-methods"] = "POST,PUT,GET,HEAD,DELETE,OPTIONS"
        headers["access-control-allow-credentials"] = "true"
        shown = {*headers, "date", "opc-client-info", *(["content-length"] if response.status != _NO_BODY else [])}
        headers["access-control-expose-headers"] = ",".join(sorted(name.lower() for name in shown))


_SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
_IDCS_ERROR = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"


class IdentityDomainForm(AnswerForm):
    """Identity domains: errors as in SCIM, with Oracle's message id if there is one.

    https://docs.oracle.com/en-us/iaas/Content/Identity/api-getstarted/OCISResponseBody.htm. Request ids as in the
    response to `oci identity-domains api-key create` that a public CI log prints.
    """

    content_type = "application/json;charset=utf-8"

    def request_id(self, request: Request, tenancy: Tenancy) -> str:
        """The client's own id, and 17 letters and digits."""
        return f"{request.headers.get('opc-request-id', '')}/{tenancy.identifiers.letters(9)}50000000"

    def problem_body(self, problem: ServiceProblem) -> dict[str, object]:
        """A code that is a message id is returned; other codes are the gateway's and have no counterpart here."""
        has_message_id = problem.code.startswith("error.")
        return {
            "schemas": [_SCIM_ERROR, _IDCS_ERROR] if has_message_id else [_SCIM_ERROR],
            "detail": problem.message,
            "status": str(problem.status),
            **({_IDCS_ERROR: {"messageId": problem.code}} if has_message_id else {}),
        }


_COMMON = AnswerForm()
_BY_API: dict[str, AnswerForm] = {"objectstorage": ObjectStorageForm(), IDENTITY_DOMAIN: IdentityDomainForm()}


def form_of(host: str) -> AnswerForm:
    """The form of the responses of a host."""
    endpoint = resolve(host)
    return _BY_API.get(endpoint.api, _COMMON) if endpoint else _COMMON
