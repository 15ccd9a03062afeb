# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata service of the instance that this machine represents: IMDS, version 2 only.

https://docs.oracle.com/en-us/iaas/Content/Compute/Tasks/gettingmetadata.htm. Clients find it by OCI_METADATA_BASE_URL,
which the SDK reads in place of http://169.254.169.254/opc/v2 (oci-facts.md, section 2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..cloud import Cloud

PATH = "/opc/v2"
"""The path below which it is served."""

_AUTHORIZATION = "Bearer Oracle"
_FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host")


class Found(NamedTuple):
    """A response: status, media type, body."""

    status: int
    media_type: str
    body: bytes


_NOT_FOUND = Found(404, "text/plain", b"404 - Not Found")
# Requests without the header, and forwarded ones, "are rejected": the status is assumed.
_REJECTED = Found(401, "text/plain", b"401 - Unauthorized")


class MetadataService:
    """The documents that an instance reads about itself."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def answer(self, path: str, headers: Mapping[str, str]) -> Found:
        """The document at a path below PATH; header names are lower-case."""
        if headers.get("authorization") != _AUTHORIZATION or any(name in headers for name in _FORWARDING):
            return _REJECTED
        steps = [step for step in path.split("/") if step]
        if steps[:1] == ["identity"]:
            return self._identity(steps[1:])
        if steps[:1] != ["instance"]:
            return _NOT_FOUND
        found: Any = self._cloud.machine.instance.document()
        for step in steps[1:]:
            if not isinstance(found, dict) or step not in found:
                return _NOT_FOUND
            found = found[step]
        if isinstance(found, dict):
            return Found(200, "application/json", json.dumps(found, indent=2).encode("utf-8"))
        return Found(200, "text/plain", str(found).encode("utf-8"))

    def _identity(self, steps: list[str]) -> Found:
        certificates, now = self._cloud.instance_certificates, self._cloud.clock.wall()
        certificate, key = certificates.issue(self._cloud.machine.instance, now=now)
        files = {"cert.pem": certificate, "key.pem": key, "intermediate.pem": certificates.intermediate()}
        if len(steps) != 1 or steps[0] not in files:
            return _NOT_FOUND
        return Found(200, "text/plain", files[steps[0]])


def metadata_application(cloud: Cloud) -> Starlette:
    """The service as an ASGI application, to be mounted at PATH."""
    service = MetadataService(cloud)

    async def answer(request: Request) -> Response:
        found = service.answer(request.path_params["path"], dict(request.headers))
        return Response(found.body, status_code=found.status, media_type=found.media_type)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET"])])
