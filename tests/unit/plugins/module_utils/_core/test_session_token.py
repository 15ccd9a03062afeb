# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a session token tells before it is used."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from ansible_collections.cmk.oci.plugins.module_utils._core import auth

NOW = 1_800_000_000


def token(**claims: Any) -> str:
    return jwt.encode(claims, "any key of at least thirty-two bytes", algorithm="HS256")


@pytest.mark.parametrize(
    ("ends", "expected"),
    [(NOW + 1, None), (NOW, "expired at 2027-01-15 08:00:00 UTC"), (NOW - 60, "expired at 2027-01-15 07:59:00 UTC")],
    ids=["in time", "just now", "a minute ago"],
)
def test_end(private_key: rsa.RSAPrivateKey, ends: int, expected: str | None) -> None:
    assert auth.token_problem(token(exp=ends), private_key, wall=NOW) == expected


@pytest.mark.parametrize("form", ["text", "object"])
def test_key(private_key: rsa.RSAPrivateKey, form: str) -> None:
    def issued_for(key: rsa.RSAPrivateKey) -> str:
        described = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return token(jwk=json.dumps(described) if form == "text" else described)

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert auth.token_problem(issued_for(private_key), private_key, wall=NOW) is None
    found = auth.token_problem(issued_for(other), private_key, wall=NOW)
    assert found == "was issued for another private key than the one given"


@pytest.mark.parametrize(
    "text",
    ["", "abc", "a.b", "a.b.c", "a.!!!.c", "a.bnVsbA.c", token(), token(exp="soon", jwk=7), token(jwk="{")],
)
def test_what_cannot_be_read_is_left_to_the_service(private_key: rsa.RSAPrivateKey, text: str) -> None:
    assert auth.token_problem(text, private_key, wall=NOW) is None
