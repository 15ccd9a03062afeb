# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw bytes sent to a served tenancy: the response is that of OCI, and the server continues."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.served import Served, serving

HOST = "iaas.us-ashburn-1.oraclecloud.com"
OBJECTS = "objectstorage.us-ashburn-1.oraclecloud.com"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("wire")) as one:
        yield one


class Wire:
    """A TLS connection through the proxy, to send any bytes."""

    def __init__(self, served: Served, host: str) -> None:
        proxy = urlsplit(served.variables["HTTPS_PROXY"])
        plain = socket.create_connection((str(proxy.hostname), int(proxy.port or 0)), timeout=20)
        plain.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        assert plain.recv(4096).startswith(b"HTTP/1.1 200")
        trust = ssl.create_default_context(cafile=str(served.bundle))
        self.tls = trust.wrap_socket(plain, server_hostname=host)

    def answer(self, sent: bytes) -> tuple[int, dict[str, str], Any]:
        """Status, headers and JSON of a response that arrives before the whole body was sent."""
        self.tls.sendall(sent)
        received = b""
        while b"\r\n\r\n" not in received:
            part = self.tls.recv(65_536)
            assert part, "the connection was closed without an answer"
            received += part
        head, _, body = received.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        while len(body) < int(headers.get("content-length", "0")):
            body += self.tls.recv(65_536)
        self.tls.close()
        return int(status.split()[1]), headers, json.loads(body) if body else None


@pytest.mark.parametrize(
    ("host", "request_line", "status", "code"),
    [
        (HOST, "POST /20160918/volumes", 413, "PayloadTooLarge"),
        (HOST, "POST /nonsense", 413, "PayloadTooLarge"),
        (OBJECTS, "POST /n/ns/b", 413, "RequestEntityTooLarge"),
    ],
)
def test_two_hundred_megabytes_are_refused_before_they_are_sent(
    served: Served, host: str, request_line: str, status: int, code: str
) -> None:
    head = f"{request_line} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 200000000\r\nExpect: 100-continue\r\n\r\n"
    answered, headers, returned = Wire(served, host).answer(head.encode())
    assert (answered, returned["code"]) == (status, code)
    assert headers["opc-request-id"]


def test_a_body_of_unknown_length_is_refused_when_it_is_too_large(served: Served) -> None:
    head = f"POST /20160918/volumes HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    answered, headers, returned = Wire(served, HOST).answer(head + chunk * 2)
    assert (answered, returned["code"]) == (413, "PayloadTooLarge")
    assert headers["opc-request-id"]


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\xff\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\x80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: \xe9\xff\r\nOpc-Request-Id: \xe9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 5_000 + b"\r\n",
    ],
    ids=lambda sent: repr(sent[:30]),
)
def test_any_input_is_answered(served: Served, sent: bytes) -> None:
    answered, headers, _reported = Wire(served, HOST).answer(sent)
    assert 400 <= answered < 500
    assert headers["opc-request-id"]
    assert served.control("/", verb="GET")["process_id"]


def test_dates_are_those_of_the_service(served: Served) -> None:
    _, headers, _reported = Wire(served, HOST).answer(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    served.control("/settings", {"clock_skew_seconds": 200 * 86_400}, verb="PUT")
    _, later, _reported = Wire(served, HOST).answer(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    served.control("/settings", {"clock_skew_seconds": 0}, verb="PUT")
    assert headers["date"] != later["date"]
