# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mounts the cloud below an SDK client of this process, without a socket; everything else is as over the network.

cloud = Cloud(scenario="default", frozen=True)
client = oci.core.BlockstorageClient(cloud.config("admin"))
mount(client, cloud)
"""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import urllib3
from oci._vendor.requests.adapters import HTTPAdapter
from oci._vendor.requests.exceptions import ChunkedEncodingError, ProxyError
from oci._vendor.requests.exceptions import ConnectionError as RequestsConnectionError

from .cloud import Cloud
from .protocol.messages import Request


def mount(client: Any, cloud: Cloud) -> None:
    """Route the requests of an SDK client, or of a requests session, to the cloud."""
    session = getattr(getattr(client, "base_client", client), "session", client)
    session.mount("https://", InProcess(cloud))
    session.trust_env = False


class InProcess(HTTPAdapter):  # type: ignore[misc]  # requests has no types
    """A transport adapter that passes requests to the cloud."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__()
        self._cloud = cloud

    def send(self, request: Any, *_arguments: Any, **_options: Any) -> Any:
        """Answer a prepared request. Delays advance the simulated time; a reset is a ConnectionError of the client."""
        url = urlsplit(request.url)
        if not self._cloud.serves(url.netloc):
            # As the proxy of a served cloud does: a response may redirect the client to another host.
            raise ProxyError("Tunnel connection failed: 403 Forbidden", request=request)
        headers = {str(name).lower(): _text(value) for name, value in request.headers.items()}
        response = self._cloud.handle(
            Request(
                verb=request.method,
                host=headers.get("host", url.netloc),
                path=url.path,
                query_string=url.query,
                headers=headers,
                body=_bytes(request.body),
            )
        )
        if response.delay:
            self._cloud.clock.advance(response.delay)
        if response.broken == "reset":
            raise RequestsConnectionError("Connection reset by peer", request=request)
        if response.broken == "truncated":
            raise ChunkedEncodingError("Connection broken: incomplete read", request=request)
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(response.body),
            headers=response.headers,
            status=response.status,
            preload_content=False,
            # The response to a HEAD states the length of a body that is not sent.
            request_method=request.method,
        )
        return self.build_response(request, raw)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode("utf-8")
    return body if isinstance(body, bytes) else bytes(body.read())
