# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads keys and certificates from JSON: PEM, or PEM without its first and last line and its line breaks."""

from __future__ import annotations

import base64
import re

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

_FRAME = re.compile(r"-----(?:BEGIN|END) [A-Z ]+-----|\s")


def public_key_in(text: str) -> RSAPublicKey:
    """The RSA key in the text. Raises ValueError."""
    try:
        key = load_der_public_key(_der(text))
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("the public key cannot be read; specify it as PEM") from None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("the public key is not an RSA key")
    return key


def certificate_in(text: str) -> x509.Certificate:
    """The certificate in the text. Raises ValueError."""
    return x509.load_der_x509_certificate(_der(text))


def _der(text: str) -> bytes:
    return base64.b64decode(_FRAME.sub("", text), validate=True)
