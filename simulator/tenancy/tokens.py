# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security tokens: sessions of users, and principals of instances, resources and workloads."""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from .clock import Clock

_ISSUER = "authService.oracle.com"
_AUDIENCE = "oci"
# A token that delegates the rights of a user is not a login of that user, and the reverse (assumed).
_DELEGATION = "delegation"


@dataclass(frozen=True)
class Token:
    """The content of a valid token: the principal, and the key with which requests are signed."""

    kind: str
    subject: str
    attributes: Mapping[str, str]
    public_key: rsa.RSAPublicKey


class Tokens:
    """Issues and reads tokens. As in OCI, a token contains the public key of its holder (the `jwk` claim).

    Names of claims as in tokens in public repositories (the sample in gravitational/teleport's RFD on joining from
    Oracle Cloud) and as the SDK reads them; `attributes` is specific to the simulator, for dynamic groups and policies.
    """

    def __init__(self, clock: Clock, *, tenancy_id: str) -> None:
        self._clock = clock
        self._tenancy_id = tenancy_id

    def issue(
        self,
        *,
        kind: str,
        subject: str,
        public_key: rsa.RSAPublicKey,
        attributes: Mapping[str, str] | None = None,
        claims: Mapping[str, str] | None = None,
        lifetime_seconds: int = 3600,
    ) -> str:
        """A token for a user (`kind` user), an instance, a resource or a workload, with optional further `claims`."""
        return self._sign(
            {
                **(claims or {}),
                "ptype": kind,
                "jwk": json.dumps(RSAAlgorithm.to_jwk(public_key, as_dict=True)),
                "attributes": dict(attributes or {}),
            },
            subject=subject,
            lifetime_seconds=lifetime_seconds,
        )

    def delegate(self, *, user_id: str, lifetime_seconds: int = 3600) -> str:
        """A token with which an instance acts for a user (header `opc-obo-token`). Its form is assumed."""
        return self._sign({"ptype": "user", "ttype": _DELEGATION}, subject=user_id, lifetime_seconds=lifetime_seconds)

    def read(self, token: str) -> Token | None:
        """The token, unless it was not issued here or has expired."""
        claims = self._claims(token)
        try:
            public_key = RSAAlgorithm.from_jwk(claims["jwk"]) if claims else None
        except (KeyError, ValueError):
            return None
        if claims is None or not isinstance(public_key, rsa.RSAPublicKey):
            return None
        return Token(
            kind=str(claims["ptype"]),
            subject=str(claims["sub"]),
            attributes=dict(claims["attributes"]),
            public_key=public_key,
        )

    def delegating_user(self, token: str) -> str | None:
        """The user for whom the bearer of a delegation token acts, unless it was not issued here or has expired."""
        claims = self._claims(token)
        return str(claims["sub"]) if claims and claims.get("ttype") == _DELEGATION else None

    def _sign(self, claims: Mapping[str, Any], *, subject: str, lifetime_seconds: int) -> str:
        now = int(self._clock.wall())
        frame = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": subject,
            "tenant": self._tenancy_id,
            "iat": now,
            "exp": now + lifetime_seconds,
            "jti": str(uuid.uuid4()),
        }
        return jwt.encode({**claims, **frame}, _signing_key(), algorithm="RS256")

    def _claims(self, token: str) -> dict[str, Any] | None:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                _signing_key().public_key(),
                algorithms=["RS256"],
                issuer=_ISSUER,
                audience=_AUDIENCE,
                options={"verify_exp": False, "verify_iat": False, "require": ["sub", "exp", "tenant"]},
            )
        except (jwt.InvalidTokenError, ValueError):
            return None
        is_valid = claims["tenant"] == self._tenancy_id and claims["exp"] > self._clock.wall()
        return claims if is_valid else None


@functools.cache
def _signing_key() -> rsa.RSAPrivateKey:
    """The key of OCI's authentication service, shared by all tenancies and created at first use."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
