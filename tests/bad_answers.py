# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can become of an answer between OCI and a module: facts for the matrices of vaults and keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from simulator.protocol.messages import Response

Change = Callable[[Response], Any]

PAGE = b"<!DOCTYPE html><html><body>Sign in to the guest network</body></html>"


def of_a_proxy(response: Response) -> None:
    """A sign-in page."""
    response.status, response.body = 200, PAGE
    response.headers.clear()
    response.headers["content-type"] = "text/html"


def of_a_proxy_as_json(response: Response) -> None:
    """The same, by a proxy that passes headers on."""
    response.status, response.body = 200, PAGE


def nothing(response: Response) -> None:
    """No content."""
    response.status, response.body = 204, b""


def half(response: Response) -> None:
    """Half of the body."""
    response.body = response.body[: len(response.body) // 2]


def with_body(body: bytes) -> Change:
    """Another body."""

    def change(response: Response) -> None:
        response.body = body

    return change


def with_entries(choose: Callable[[list[dict[str, Any]]], list[Any]]) -> Change:
    """Other entries of a list."""

    def change(response: Response) -> None:
        held = json.loads(response.body)
        if isinstance(held, dict):
            held["items"] = choose(held["items"])
        else:
            held = choose(held)
        response.body = json.dumps(held).encode()
        response.headers.pop("opc-next-page", None)

    return change


def with_fields(**fields: Any) -> Change:
    """Other values of fields."""

    def change(response: Response) -> None:
        response.body = json.dumps({**json.loads(response.body), **fields}).encode()

    return change


def without_fields(*names: str) -> Change:
    """Without fields."""

    def change(response: Response) -> None:
        held = json.loads(response.body)
        response.body = json.dumps({name: value for name, value in held.items() if name not in names}).encode()

    return change


MALFORMED: Mapping[str, Change] = {
    "a sign-in page": of_a_proxy,
    "a sign-in page with the headers of OCI": of_a_proxy_as_json,
    "no content": nothing,
    "half a body": half,
    "an empty body": with_body(b""),
    "null": with_body(b"null"),
    "an object": with_body(b"{}"),
    "a text": with_body(b'"OK"'),
    "a list of null": with_body(b"[null]"),
    "a list of objects": with_body(b"[{}]"),
}
"""What is no answer of OCI to any read."""

SHORTENED: Mapping[str, Change] = {
    "an empty list": with_entries(lambda entries: []),
    "the first entry": with_entries(lambda entries: entries[:1]),
}
"""What is well-formed and not the whole list."""
