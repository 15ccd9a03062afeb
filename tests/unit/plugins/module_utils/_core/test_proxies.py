# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real proxy on this host stands between a client and OCI, and does not let it through."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import resolve
from tests.unit.plugins.fake_time import FakeTime

VOLUME = "ocid1.volume.oc1.iad.x"
PAGE = b"Content-Type: text/html\r\nContent-Length: 22\r\n\r\n<html>Sign in</html>\r\n"
ANSWERS = {
    "demands credentials": b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n" + PAGE,
    "forbids": b"HTTP/1.1 403 Forbidden\r\n" + PAGE,
    "sends on": b"HTTP/1.1 302 Found\r\nLocation: https://sign-in.proxy.example/\r\n" + PAGE,
    "says nothing": b"HTTP/1.1 204 No Content\r\n\r\n",
    "answers itself": b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n" + PAGE,
    "hangs up": b"",
}


class Proxy(socketserver.BaseRequestHandler):
    """Reads one request and answers it as the server says."""

    def handle(self) -> None:
        self.request.settimeout(5)
        self.request.recv(65536)
        self.request.sendall(self.server.answer)  # type: ignore[attr-defined]  # set by the fixture


@pytest.fixture(params=ANSWERS)
def proxy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The environment of a host whose requests go through it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Proxy) as server:
        server.answer = ANSWERS[request.param]  # type: ignore[attr-defined]  # set by the fixture
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_address[1]}")
        for name in ("NO_PROXY", "no_proxy", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.delenv(name, raising=False)
        yield request.param
        server.shutdown()


@pytest.mark.parametrize("operation", ["GetVolume", "ListVolumes", "DeleteVolumeKmsKey"])
def test_the_proxy_is_named(proxy: str, operation: str, pem: str, fingerprint: str, fake_time: FakeTime) -> None:
    given = {
        "tenancy": "ocid1.tenancy.oc1..t",
        "api_user": "ocid1.user.oc1..u",
        "api_user_fingerprint": fingerprint,
        "api_user_key_content": pem,
        "region": "us-ashburn-1",
    }
    session = Session(resolve(given, {}, open), clock=fake_time.clock())
    client = session.client("core", "BlockstorageClient")
    calls = {
        "GetVolume": lambda: client.get_volume(VOLUME),
        "ListVolumes": client.list_volumes,
        "DeleteVolumeKmsKey": lambda: client.delete_volume_kms_key(VOLUME),
    }
    with (
        pytest.raises(Failure) as caught,
        session.doing("do it", service="core", operation=operation, resource=VOLUME),
    ):
        calls[operation]()
    assert (caught.value.kind, caught.value.operation) == ("Unreachable", operation)
    assert len(caught.value.advice) == 1
    assert "HTTPS_PROXY" in caught.value.advice[0]
    assert "<html" not in str(caught.value)
    assert len(str(caught.value)) < 500
    assert caught.value.may_be_applied is (proxy in ("answers itself", "hangs up"))
