# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Protects the control interface from other users of the machine and from web pages."""

from __future__ import annotations

import hmac
from typing import Any

from starlette.responses import JSONResponse


class Guard:
    """An ASGI application in front of another one, which only clients with the secret reach.

    The secret is the first step of the path, so that a client needs the address only. Requests of web pages are
    rejected even with the secret: they have an `Origin`, or a `Host` whose name was pointed at this machine.
    """

    def __init__(self, application: Any, *, secret: str, port: int) -> None:
        self._application = application
        self._prefix = f"/{secret}"
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on without the secret, or answer 403."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        if refusal:
            await JSONResponse({"error": refusal}, status_code=403)(scope, receive, send)
            return
        path = scope["path"].removeprefix(self._prefix) or "/"
        await self._application({**scope, "path": path, "raw_path": path.encode("utf-8")}, receive, send)

    def _refusal(self, scope: Any) -> str:
        headers = [(name.lower(), value) for name, value in scope["headers"]]
        hosts = [value.decode("latin-1").lower() for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return "the request is for another host; use 127.0.0.1"
        if any(name == b"origin" for name, value in headers):
            return "requests of web pages are refused"
        if any(name == b"sec-fetch-site" and value != b"none" for name, value in headers):
            return "requests of web pages are refused"
        if not self._knows_secret(scope["path"]):
            return "the secret is missing; the address with it is OCI_SIMULATOR_CONTROL in the file env"
        return ""

    def _knows_secret(self, path: str) -> bool:
        step = "/" + path[1:].partition("/")[0]
        return hmac.compare_digest(step.encode("utf-8"), self._prefix.encode("utf-8"))
