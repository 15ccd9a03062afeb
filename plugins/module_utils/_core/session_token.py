# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads what a session token says of itself, so that a session that has ended is named as such.

The service says no more than 401 to all of it. Tokens are JSON Web Tokens (RFC 7519) with the public key they were
issued for in the claim C(jwk), the modulus of which is C(n) (RFC 7517). The signature is the service's to check.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from typing import Any, Optional


def problem(token: str, private_key: Any, *, wall: float) -> Optional[str]:
    """Why the token cannot work with this RSA key at this Unix time, as the end of a sentence; V(None) if it may.

    A token that cannot be read is left to the service, since nothing but its own form is known here.
    """
    claims = _claims(token)
    ends = claims.get("exp")
    if isinstance(ends, (int, float)) and ends <= wall:
        when = datetime.fromtimestamp(ends, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
        return f"expired at {when}"
    modulus = _modulus(claims.get("jwk"))
    if modulus is not None and modulus != private_key.public_key().public_numbers().n:
        return "was issued for another private key than the one given"
    return None


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(_decode(parts[1]))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def _modulus(jwk: Any) -> Optional[int]:
    try:
        key = json.loads(jwk) if isinstance(jwk, str) else jwk
        return int.from_bytes(_decode(key["n"]), "big")
    except (ValueError, TypeError, KeyError):
        return None


def _decode(text: str) -> bytes:
    """Base64 for URLs, without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
