# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cloud as an ASGI application. Connections are broken where a fault rule requires it."""

from __future__ import annotations

import asyncio
import uuid
from email.utils import formatdate
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..cloud import Cloud
from ..gateway.sizes import LARGEST_JSON, declared_size, has_body, largest_body
from ..protocol.messages import Request, Response
from ..protocol.parameters import encode
from ..protocol.problems import cannot_parse

_TRANSPORT = "cloud.transport"


class Protocol(HttpToolsProtocol):
    """Exposes the connection to the application, which ASGI does not, so that it can be broken."""

    def on_message_begin(self) -> None:
        """Called by the parser at the start of a request."""
        super().on_message_begin()
        cast("dict[str, Any]", self.scope)[_TRANSPORT] = self.transport

    def send_400_response(self, msg: str) -> None:
        """Called for data that is not HTTP. The response has a code and a request id like every other (assumed)."""
        problem = cannot_parse()
        body = encode({"code": problem.code, "message": problem.message})
        headers = f"content-type: application/json\r\nopc-request-id: {uuid.uuid4().hex.upper()}\r\nconnection: close"
        head = f"HTTP/1.1 400 Bad Request\r\n{headers}\r\ncontent-length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()


class Application:
    """The ASGI callable."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["raw_path"].decode("latin-1")
        largest = LARGEST_JSON
        if has_body(headers):
            largest = largest_body(scope["method"], headers.get("host", ""), path)
        # A body that is too large is rejected without requesting it (100 Continue) and without keeping it.
        body = b""
        if declared_size(headers.get("content-length", "")) <= largest:
            received = await _body(receive, largest)
            if received is None:
                return
            body = received
        response = self._cloud.handle(
            Request(
                verb=scope["method"],
                host=headers.get("host", ""),
                path=path,
                query_string=scope["query_string"].decode("latin-1"),
                headers=headers,
                body=body,
            )
        )
        if response.delay:
            await asyncio.sleep(response.delay)
        await _send(response, scope, send)


async def _body(receive: Any, largest: int) -> bytes | None:
    """The body, or its beginning if it is larger; `None` if the client has disconnected."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > largest or not message.get("more_body", False):
            return b"".join(parts)


async def _send(response: Response, scope: Any, send: Any) -> None:
    if response.broken == "reset":
        scope[_TRANSPORT].abort()
        return
    headers = {"content-length": str(len(response.body)), **response.headers}
    if "date" not in headers:
        headers["date"] = formatdate(usegmt=True)
    if response.status in (204, 304):
        headers.pop("content-length")
    await send(
        {
            "type": "http.response.start",
            "status": response.status,
            "headers": [(name.encode("latin-1"), str(value).encode("latin-1")) for name, value in headers.items()],
        }
    )
    if response.broken == "truncated":
        half = response.body[: len(response.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        scope[_TRANSPORT].close()
        return
    await send({"type": "http.response.body", "body": response.body})
