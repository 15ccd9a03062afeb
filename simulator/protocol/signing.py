# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifies request signatures, dates and body digests (oci-facts.md, section 2)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from .messages import Request
from .problems import ServiceProblem, not_authenticated

# "Clock skew over 5 minutes" [D-SIG, D-API].
MAXIMUM_SKEW_SECONDS = 300

_FIELD = re.compile(r'(\w+)="([^"]*)"')
ALWAYS_SIGNED = frozenset({"(request-target)", "host"})
# Signed if it is sent (`sdk:auth/signers/instance_principals_delegation_token_signer.py`).
DELEGATION_HEADER = "opc-obo-token"
_BODY_SIGNED = frozenset({"content-length", "content-type", "x-content-sha256"})


def verify(
    request: Request,
    *,
    public_key: Callable[[str], RSAPublicKey | None],
    now: float,
    body_is_signed: bool,
    always_signed: frozenset[str] = ALWAYS_SIGNED,
) -> str:
    """The `keyId` that signed the request; raises OCI's 401 if anything is wrong.

    `public_key` returns the key of a `keyId`. `body_is_signed` is false for the two Object Storage uploads whose body
    OCI does not require to be signed [D-SIG].
    """
    scheme, dummy, rest = request.headers.get("authorization", "").partition(" ")
    fields = dict(_FIELD.findall(rest))
    if scheme.lower() != "signature" or fields.get("algorithm") != "rsa-sha256" or fields.get("version", "1") != "1":
        raise not_authenticated()
    signed = fields.get("headers", "date").lower().split()
    needed = always_signed | ({DELEGATION_HEADER} & request.headers.keys())
    if body_is_signed and request.verb in ("POST", "PUT", "PATCH"):
        needed |= _BODY_SIGNED
    if not (needed <= set(signed) and {"date", "x-date"} & set(signed)):
        raise not_authenticated()
    _check_date(request, signed, now)
    if "x-content-sha256" in signed:
        _check_digest(request)
    key = public_key(fields.get("keyId", ""))
    if key is None:
        raise not_authenticated()
    try:
        signature = base64.b64decode(fields.get("signature", ""), validate=True)
        key.verify(signature, _signing_string(request, signed).encode("utf-8"), PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error):
        raise not_authenticated() from None
    return str(fields["keyId"])


def _check_date(request: Request, signed: list[str], now: float) -> None:
    text = request.headers.get("x-date" if "x-date" in signed else "date", "")
    try:
        sent = parsedate_to_datetime(text).timestamp()
    except ValueError:
        raise not_authenticated() from None
    if abs(now - sent) > MAXIMUM_SKEW_SECONDS:
        raise not_authenticated()


def _check_digest(request: Request) -> None:
    digest = base64.b64encode(hashlib.sha256(request.body).digest()).decode("ascii")
    if request.headers.get("x-content-sha256") != digest:
        raise not_authenticated()
    if request.headers.get("content-length", "0") != str(len(request.body)):
        raise ServiceProblem(400, "InvalidParameter", "The Content-Length header does not match the body.")


def _signing_string(request: Request, signed: list[str]) -> str:
    lines = []
    for name in signed:
        if name == "(request-target)":
            lines.append(f"(request-target): {request.verb.lower()} {request.target}")
        elif name == "host":
            lines.append(f"host: {request.host}")
        elif name in request.headers:
            lines.append(f"{name}: {request.headers[name]}")
        else:
            raise not_authenticated()
    return "\n".join(lines)
