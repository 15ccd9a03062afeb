# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security tokens: sessions of users, and principals of instances and resources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from .clock import Clock

_ISSUER = "authService.oracle.com"


@dataclass(frozen=True)
class Token:
    """What a valid token says: who, and with which key requests are signed."""

    kind: str
    subject: str
    attributes: Mapping[str, str]
    public_key: rsa.RSAPublicKey


class Tokens:
    """Issues and reads tokens. As in OCI, a token carries the public key of its holder (the `jwk` claim)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key: rsa.RSAPrivateKey | None = None

    def issue(
        self,
        *,
        kind: str,
        subject: str,
        tenancy_id: str,
        public_key: rsa.RSAPublicKey,
        attributes: Mapping[str, str] | None = None,
        lifetime_seconds: int = 3600,
    ) -> str:
        """A token for a user (`kind` user), an instance or a resource."""
        now = int(self._clock.wall())
        claims = {
            "iss": _ISSUER,
            "sub": subject,
            "ptype": kind,
            "tenant": tenancy_id,
            "iat": now,
            "exp": now + lifetime_seconds,
            "jwk": json.dumps(RSAAlgorithm.to_jwk(public_key, as_dict=True)),
            "attributes": dict(attributes or {}),
        }
        return jwt.encode(claims, self._signing_key(), algorithm="RS256")

    def read(self, token: str) -> Token | None:
        """The token, unless it is not ours or has expired."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._signing_key().public_key(),
                algorithms=["RS256"],
                issuer=_ISSUER,
                options={"verify_exp": False},
            )
            if claims["exp"] <= self._clock.wall():
                return None
            public_key = RSAAlgorithm.from_jwk(claims["jwk"])
        except (jwt.InvalidTokenError, KeyError, ValueError):
            return None
        if not isinstance(public_key, rsa.RSAPublicKey):
            return None
        return Token(
            kind=str(claims["ptype"]),
            subject=str(claims["sub"]),
            attributes=dict(claims.get("attributes", {})),
            public_key=public_key,
        )

    def _signing_key(self) -> rsa.RSAPrivateKey:
        """Made when first needed: most runs never see a token."""
        if self._key is None:
            self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return self._key
