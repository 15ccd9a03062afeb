# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy of the clients: it connects every host of OCI to the simulated cloud."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

_END_OF_REQUEST = b"\r\n\r\n"
_MAXIMUM_REQUEST = 16_384


class _Pipe(asyncio.Protocol):
    """The server side of a tunnel."""

    def __init__(self, near: asyncio.Transport) -> None:
        self._near = near

    def data_received(self, data: bytes) -> None:
        self._near.write(data)

    def connection_lost(self, _error: Exception | None) -> None:
        self._near.close()


class Proxy(asyncio.Protocol):
    """The connection of one client. Only CONNECT to hosts of OCI is served; no other host can be reached."""

    def __init__(self, *, target_port: int, admits: Callable[[str], bool]) -> None:
        self._target_port = target_port
        self._admits = admits
        self._received = b""
        self._far: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._near = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._far is not None:
            self._far.write(data)
            return
        self._received += data
        if _END_OF_REQUEST not in self._received:
            if len(self._received) > _MAXIMUM_REQUEST:
                self._refuse("431 Request Header Fields Too Large")
            return
        verb, dummy, rest = self._received.partition(b" ")
        host = rest.partition(b" ")[0].decode("latin-1")
        if verb != b"CONNECT":
            self._refuse("405 Method Not Allowed")
        elif not self._admits(host):
            self._refuse("403 Forbidden")
        else:
            self._near.pause_reading()
            self._task = asyncio.get_running_loop().create_task(self._tunnel())

    async def _tunnel(self) -> None:
        loop = asyncio.get_running_loop()
        self._far, dummy = await loop.create_connection(lambda: _Pipe(self._near), "127.0.0.1", self._target_port)
        self._near.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._near.resume_reading()

    def _refuse(self, status: str) -> None:
        self._near.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode("ascii"))
        self._near.close()

    def connection_lost(self, _error: Exception | None) -> None:
        if self._far is not None:
            self._far.close()
