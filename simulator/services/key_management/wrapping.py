# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wraps and unwraps key material for import into and export from a vault.

`sdk:key_management/models/wrapped_import_key.py`: RSA_OAEP_SHA256 encrypts the material with the RSA key itself;
RSA_OAEP_AES_SHA256 encrypts a temporary AES key with it, which wraps the material (RFC 5649), and joins both.
"""

from __future__ import annotations

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

_WITH_AES = "RSA_OAEP_AES_SHA256"
_TEMPORARY_KEY_BYTES = 32


def _oaep() -> padding.OAEP:
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label=None)


def wrap(algorithm: str, public_key: rsa.RSAPublicKey, content: bytes) -> bytes:
    """Wrapped material; raises ValueError for material that is too long for the RSA key alone."""
    if algorithm != _WITH_AES:
        return public_key.encrypt(content, _oaep())
    temporary = os.urandom(_TEMPORARY_KEY_BYTES)
    return public_key.encrypt(temporary, _oaep()) + aes_key_wrap_with_padding(temporary, content)


def unwrap(algorithm: str, private_key: rsa.RSAPrivateKey, wrapped: bytes) -> bytes:
    """The material; raises ValueError for any other content."""
    if algorithm != _WITH_AES:
        return private_key.decrypt(wrapped, _oaep())
    size = private_key.key_size // 8
    temporary = private_key.decrypt(wrapped[:size], _oaep())
    try:
        return aes_key_unwrap_with_padding(temporary, wrapped[size:])
    except InvalidUnwrap as error:
        raise ValueError("The key material cannot be unwrapped.") from error
