# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of users: `oci session authenticate` opens them, `oci session refresh` extends them.

Source: `oci_cli/cli_session.py` of the CLI; a session lasts an hour at most.
"""

from __future__ import annotations

import json

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from ..protocol.messages import Request, Response
from ..protocol.problems import not_authenticated
from ..tenancy.tenancy import Tenancy
from .authentication import Authentication

SESSION_SECONDS = 3600


def open_session(
    tenancy: Tenancy, user_id: str, public_key: RSAPublicKey, *, lifetime_seconds: int = SESSION_SECONDS
) -> str:
    """A token with which the holder of the key acts as the user."""
    return tenancy.tokens.issue(
        kind="user",
        subject=user_id,
        public_key=public_key,
        claims={"ttype": "login"},
        lifetime_seconds=lifetime_seconds,
    )


class Sessions:
    """Extends sessions: POST `https://auth.<region>/v1/authentication/refresh`."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy
        self._authentication = Authentication(tenancy)

    def refresh(self, request: Request) -> Response:
        """A new token for the user and the key of `currentToken`, which must have signed the request."""
        principal = self._authentication.caller(request, body_is_signed=True)
        try:
            text = str(json.loads(request.body)["currentToken"])
        except (ValueError, KeyError, TypeError):
            raise not_authenticated() from None
        token = self._tenancy.tokens.read(text)
        if token is None or token.kind != "user" or token.subject != principal.id:
            raise not_authenticated()
        renewed = open_session(self._tenancy, token.subject, token.public_key)
        return Response(200, {}, json.dumps({"token": renewed}).encode("ascii"))
