# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that are too deep or too large are rejected before anything else happens."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulator.gateway.sizes import LARGEST_JSON, LARGEST_KEPT, LARGEST_UPLOAD
from simulator.protocol.messages import Request
from tests.clouds import Clouds
from tests.unit.simulator.gateway.fuzzed_tenancy import HOSTS, Fuzzed, check


@pytest.fixture(scope="module")
def fuzzed() -> Fuzzed:
    return Fuzzed(Clouds("default").make())


DEEP = 100_000


@pytest.mark.parametrize(
    ("api", "path", "verb"),
    [
        ("kms", "/20180608/vaults", "POST"),
        ("iaas", "/20160918/volumes", "POST"),
        ("identity", "/20160918/policies", "POST"),
        ("objectstorage", "/n/ns/b", "POST"),
        ("query", "/20180409/resources", "POST"),
        ("auth", "/v1/x509", "POST"),
        ("auth", "/v1/authentication/refresh", "POST"),
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"[" * DEEP + b"]" * DEEP,
        b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        b'{"definedTags":' + b'{"a":' * 900 + b"1" + b"}" * 901,
        b'{"freeformTags":' + b"[" * 150 + b"]" * 150 + b"}",
        b"[" * DEEP,
    ],
    ids=["lists", "objects", "tags", "just too deep", "unfinished"],
)
def test_a_body_without_bottom(api: str, path: str, verb: str, body: bytes, fuzzed: Fuzzed) -> None:
    request = fuzzed.sign(Request(verb=verb, host=HOSTS[api], path=path, query_string="", headers={}, body=body))
    response = fuzzed.cloud.handle(request)
    check(response)
    code = json.loads(response.body)["code"]
    assert (response.status, code) in ((400, "CannotParseRequest"), (401, "NotAuthenticated"))
    assert api == "auth" or response.status == 400


@pytest.mark.parametrize(
    ("api", "verb", "path", "most", "code"),
    [
        ("kms", "POST", "/20180608/vaults", LARGEST_JSON, "PayloadTooLarge"),
        ("identity", "PUT", "/20160918/policies/x", LARGEST_JSON, "PayloadTooLarge"),
        ("identity", "GET", "/20160918/regions", LARGEST_JSON, "PayloadTooLarge"),
        ("auth", "POST", "/v1/x509", LARGEST_JSON, "PayloadTooLarge"),
        ("objectstorage", "POST", "/n/ns/b/b", LARGEST_JSON, "RequestEntityTooLarge"),
        ("objectstorage", "POST", "/n/ns/b/b/u/o", LARGEST_JSON, "RequestEntityTooLarge"),
        ("objectstorage", "PUT", "/n/ns/b/b/o/o", LARGEST_UPLOAD, "RequestEntityTooLarge"),
        ("objectstorage", "PUT", "/n/ns/b/b/u/o", LARGEST_UPLOAD, "RequestEntityTooLarge"),
    ],
)
def test_a_body_that_is_too_large(api: str, verb: str, path: str, most: int, code: str, fuzzed: Fuzzed) -> None:
    def answer(size: str, body: bytes = b"") -> tuple[int, Any]:
        request = Request(verb, HOSTS[api], path, "", {"content-length": size}, body)
        response = fuzzed.cloud.handle(request)
        check(response)
        return response.status, json.loads(response.body)["code"]

    assert answer(str(min(most, LARGEST_KEPT))) == (401, "NotAuthenticated")
    if most > LARGEST_KEPT:
        assert answer(str(LARGEST_KEPT + 1)) == answer(str(most)) == (501, "MethodNotImplemented")
    assert answer(str(most + 1)) == (413, code)
    if most == LARGEST_JSON:
        assert answer("1", b" " * (most + 1)) == (413, code)
