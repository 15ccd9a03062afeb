# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed requests per second that the simulated tenancy answers over TLS, with a hundred thousand resources in it.

The server is bound to one core and the clients to the other. The rate per second of the server's own processor time
is what one core can do, whatever else the machine is busy with; the rate per second of the clock is what was seen.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import oci
from oci._vendor import requests

SECONDS = 5.0
CONNECTIONS = 32
_BUCKET = "/n/{namespace}/b/bucket-050-0000"
_CONTENT_LENGTH = b"content-length: "


def measure_simulator() -> Iterator[tuple[str, str]]:
    """Name and value of each measurement."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        started = time.monotonic()
        server = _start(root)
        try:
            tenancy = json.loads((root / "tenancy.json").read_text())
            yield "simulator: scenario `large` built and served in", f"{time.monotonic() - started:.1f} s"
            yield "simulator: resources", f"{_resources(tenancy):,}"
            client = _Client(root, tenancy, server.pid)
            volumes = f"/volumes?compartmentId={tenancy['compartments']['project-050']}&limit=10"
            for name, package, path in (
                ("ListRegions", "identity", "/regions"),
                ("ListVolumes, ten a page", "core", volumes),
                ("GetVolume", "core", f"/volumes/{client.first_volume(volumes)}"),
                ("GetBucket", "object_storage", _BUCKET.format(**tenancy)),
            ):
                seen, possible = client.rates(package, path)
                yield f"simulator: signed {name} over TLS, per second of one core", f"{possible:,.0f}"
                yield f"simulator: signed {name} over TLS, per second of the clock", f"{seen:,.0f}"
        finally:
            server.terminate()
            server.wait()


def _start(root: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "simulator", "serve", "--directory", str(root), "--scenario", "large"]
    command += ["--volumes", "100000", "--buckets", "100"]
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:1])
    server = subprocess.Popen(command)
    os.sched_setaffinity(0, cores[1:] or cores)
    while not (root / "tenancy.json").exists():
        if server.poll() is not None:
            raise RuntimeError("the simulated tenancy did not start")
        time.sleep(0.1)
    return server


def _processor_seconds(process: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resources(tenancy: dict[str, str]) -> int:
    session = requests.Session()
    session.trust_env = False
    return int(session.get(tenancy["control_url"]).json()["resources"])


class _Client:
    """Sends one signed request over and over on several connections: signing is the client's cost, not the server's."""

    def __init__(self, root: Path, tenancy: dict[str, str], server: int) -> None:
        self._server = server
        self._config = oci.config.from_file(str(root / "oci" / "config"), "admin")
        self._signer = oci.signer.Signer(
            self._config["tenancy"], self._config["user"], self._config["fingerprint"], self._config["key_file"]
        )
        self._trust = ssl.create_default_context(cafile=str(root / "ca.pem"))
        environment = (root / "env").read_text()
        proxy = next(line for line in environment.splitlines() if line.startswith("export HTTPS_PROXY="))
        self._proxy = urlsplit(proxy.partition("=")[2].strip("'"))

    def rates(self, package: str, path: str) -> tuple[float, float]:
        """Requests a second by the clock, and by the server's processor time."""
        host, request = self._signed(package, path)
        used = _processor_seconds(self._server)
        counts = [0] * CONNECTIONS
        stop = time.monotonic() + SECONDS

        def work(number: int) -> None:
            connection = self._connect(host)
            while time.monotonic() < stop:
                status, _body = _exchange(connection, request)
                if status != 200:
                    raise RuntimeError(f"{path} answered {status}")
                counts[number] += 1

        threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / SECONDS, sum(counts) / (_processor_seconds(self._server) - used)

    def first_volume(self, path: str) -> str:
        """The OCID of the first volume that a list answers."""
        host, request = self._signed("core", path)
        return str(json.loads(_exchange(self._connect(host), request)[1])[0]["id"])

    def _signed(self, package: str, path: str) -> tuple[str, bytes]:
        region = self._config["region"]
        host, version = {
            "core": (f"iaas.{region}.oraclecloud.com", "/20160918"),
            "identity": (f"identity.{region}.oci.oraclecloud.com", "/20160918"),
            "object_storage": (f"objectstorage.{region}.oraclecloud.com", ""),
        }[package]
        prepared = self._signer(requests.Request("GET", f"https://{host}{version}{path}").prepare())
        headers = "".join(f"{name}: {value}\r\n" for name, value in prepared.headers.items())
        return host, f"GET {prepared.path_url} HTTP/1.1\r\n{headers}\r\n".encode()

    def _connect(self, host: str) -> ssl.SSLSocket:
        raw = socket.create_connection((self._proxy.hostname, self._proxy.port))
        raw.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        if b" 200 " not in raw.recv(4096):
            raise RuntimeError(f"the proxy does not take us to {host}")
        return self._trust.wrap_socket(raw, server_hostname=host)


def _exchange(connection: ssl.SSLSocket, request: bytes) -> tuple[int, bytes]:
    """Status and body of the answer."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _end, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(_CONTENT_LENGTH)[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split(b" ")[1]), body
