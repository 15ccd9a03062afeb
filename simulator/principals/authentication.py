# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifies the principal that sent a request."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ..iam.evaluation import Principal
from ..protocol.messages import Request
from ..protocol.problems import not_authenticated
from ..protocol.signing import DELEGATION_HEADER, verify
from ..tenancy.tenancy import Tenancy
from ..tenancy.tokens import Token

_TOKEN_PREFIX = "ST$"


class Authentication:
    """API keys (`<tenancy>/<user>/<fingerprint>`) and tokens (`ST$<token>`), oci-facts.md section 2."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy
        self._keys: dict[str, RSAPublicKey] = {}
        self._keys_revision = -1

    def caller(self, request: Request, *, body_is_signed: bool) -> Principal:
        """The principal that signed the request; raises OCI's 401."""
        key_id = verify(
            request, public_key=self._public_key, now=self._tenancy.clock.wall(), body_is_signed=body_is_signed
        )
        if key_id.startswith(_TOKEN_PREFIX):
            token = self._tenancy.tokens.read(key_id.removeprefix(_TOKEN_PREFIX))
            if token is None:
                raise not_authenticated()
            return self._principal_of(token, delegation=request.headers.get(DELEGATION_HEADER))
        return self._tenancy.access.user(key_id.split("/")[1])

    def _principal_of(self, token: Token, *, delegation: str | None) -> Principal:
        """The principal of a token. With a delegation, an instance acts only as the user who granted it (assumed)."""
        if token.kind == "user":
            return self._active_user(token.subject)
        if delegation is not None and token.kind == "instance":
            return self._active_user(self._tenancy.tokens.delegating_user(delegation))
        return self._tenancy.access.with_dynamic_groups(token.kind, token.subject, token.attributes)

    def _active_user(self, user_id: str | None) -> Principal:
        user = self._tenancy.store.find(user_id, kind="user") if user_id else None
        if user is None or user.state != "ACTIVE":
            raise not_authenticated()
        return self._tenancy.access.user(user.id)

    def _public_key(self, key_id: str) -> RSAPublicKey | None:
        if key_id.startswith(_TOKEN_PREFIX):
            token = self._tenancy.tokens.read(key_id.removeprefix(_TOKEN_PREFIX))
            return token.public_key if token else None
        store = self._tenancy.store
        revision = store.revision.get("api_key", 0) + store.revision.get("user", 0)
        if revision != self._keys_revision:
            self._keys_revision = revision
            self._keys = self._active_keys()
        return self._keys.get(key_id)

    def _active_keys(self) -> dict[str, RSAPublicKey]:
        keys = {}
        for api_key in self._tenancy.store.listing("api_key"):
            user = self._tenancy.store.find(str(api_key.data["userId"]), kind="user")
            if user is None or user.state != "ACTIVE" or api_key.state != "ACTIVE":
                continue
            key = load_pem_public_key(str(api_key.data["keyValue"]).encode("ascii"))
            if isinstance(key, RSAPublicKey):
                keys[f"{self._tenancy.id}/{user.id}/{api_key.data['fingerprint']}"] = key
        return keys
