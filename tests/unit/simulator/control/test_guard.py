# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to the control interface: only with the secret in its address, and not for web pages."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.responses import JSONResponse

from simulator.control.guard import Guard

SECRET, PORT = "s3cret", 4002
OWN = f"127.0.0.1:{PORT}"


async def _behind(scope: Any, receive: Any, send: Any) -> None:
    await JSONResponse({"path": scope["path"]})(scope, receive, send)


def ask(verb: str, target: str, **headers: str) -> tuple[int, Any]:
    """Status and JSON of the response to a request in the form of a server."""
    path, _, query = target.partition("?")
    sent: list[Any] = []
    named = [(name.encode(), value.encode()) for name, value in {"host": OWN, **headers}.items()]
    scope = {"type": "http", "method": verb, "path": path, "query_string": query.encode(), "headers": named}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Guard(_behind, secret=SECRET, port=PORT)(scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


@pytest.mark.parametrize("host", [OWN, f"localhost:{PORT}", f"LOCALHOST:{PORT}"])
@pytest.mark.parametrize(("requested", "reached"), [("", "/"), ("/", "/"), ("/faults", "/faults"), ("//x", "//x")])
def test_the_owner_reaches_it(host: str, requested: str, reached: str) -> None:
    assert ask("POST", f"/{SECRET}{requested}", host=host) == (200, {"path": reached})


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/faults", {}),
        ("/opc/v2/instance/", {"authorization": "Bearer Oracle"}),
        ("/S3CRET/faults", {}),
        ("/s3cre", {}),
        ("/s3crets/faults", {}),
        ("//s3cret/faults", {}),
        ("/x/s3cret/faults", {}),
        ("/faults?secret=s3cret", {}),
        ("/s3cret/faults", {"host": "evil.example"}),
        ("/s3cret/faults", {"host": f"evil.example:{PORT}"}),
        ("/s3cret/faults", {"host": "127.0.0.1"}),
        ("/s3cret/faults", {"host": f"127.0.0.1.evil.example:{PORT}"}),
        ("/s3cret/faults", {"host": ""}),
        ("/s3cret/faults", {"origin": "https://evil.example"}),
        ("/s3cret/faults", {"origin": "null"}),
        ("/s3cret/faults", {"origin": f"http://{OWN}"}),
        ("/s3cret/faults", {"sec-fetch-site": "cross-site"}),
        ("/s3cret/faults", {"sec-fetch-site": "same-origin"}),
    ],
    ids=str,
)
def test_other_requests_are_rejected(verb: str, path: str, headers: dict[str, str]) -> None:
    status, returned = ask(verb, path, **headers)
    assert status == 403
    assert list(returned) == ["error"]
    assert SECRET not in returned["error"]
