# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves the cloud on loopback: the proxy, the TLS server behind it, the control interface and the metadata service."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from ..cloud import Cloud
from ..control.guard import Guard
from ..control.interface import control_application
from .application import Application, Protocol
from .certificates import Certificates
from .metadata_service import PATH, metadata_application
from .proxy import Proxy

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """The ports of a running cloud; 0 selects any free port."""

    proxy: int = 0
    control: int = 0


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((_LOOPBACK, port))
    listener.listen(1024)
    listener.setblocking(False)
    return listener


def _server(application: Any, **options: Any) -> uvicorn.Server:
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=120,
        **options,
    )
    config.load()
    server = uvicorn.Server(config)
    # This process handles signals itself, because it runs three servers.
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment, method-assign]  # see above
    return server


async def serve(
    cloud: Cloud,
    *,
    ports: Ports,
    bundle: Path,
    secret: str,
    ready: Callable[[Ports], None],
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until a signal arrives.

    `ready` is called with the ports when all are listening; the CA is written to `bundle`. Control interface and
    metadata service are below the path `/<secret>`.
    """
    loop = asyncio.get_running_loop()
    stopping = stop or asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    certificates = Certificates()
    certificates.write_bundle(bundle)
    tls_socket, control_socket, proxy_socket = _listen(0), _listen(ports.control), _listen(ports.proxy)
    api = _server(
        Application(cloud),
        http=Protocol,
        ssl_context_factory=lambda *_given: certificates.server_context(),
        # The cloud dates its responses by its own clock.
        date_header=False,
    )
    own = Starlette(routes=[Mount(PATH, metadata_application(cloud)), Mount("/", control_application(cloud))])
    control = _server(Guard(own, secret=secret, port=control_socket.getsockname()[1]))
    proxy = await loop.create_server(
        lambda: Proxy(
            target_port=tls_socket.getsockname()[1],
            admits=cloud.serves,
        ),
        sock=proxy_socket,
    )
    running = [
        asyncio.create_task(api.serve(sockets=[tls_socket])),
        asyncio.create_task(control.serve(sockets=[control_socket])),
    ]
    while not (api.started and control.started):
        await asyncio.sleep(0.01)
    ready(Ports(proxy=proxy_socket.getsockname()[1], control=control_socket.getsockname()[1]))
    await stopping.wait()
    proxy.close()
    for server in (api, control):
        server.should_exit = True
        server.force_exit = True
    await asyncio.gather(*running, return_exceptions=True)
