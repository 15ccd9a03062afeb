# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cryptographic material of key versions."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from typing import Any, TypeAlias

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ...tenancy.resource import Resource

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Material: TypeAlias = bytes | PrivateKey
"""The bytes of an AES key, or a private key."""

_CURVES: Mapping[int, type[ec.EllipticCurve]] = {32: ec.SECP256R1, 48: ec.SECP384R1, 66: ec.SECP521R1}


def material(version: Resource, shape: Mapping[str, Any]) -> Material:
    """The material with which a key version of this shape encrypts and signs."""
    imported = version.hidden.get("imported")
    if imported:
        return read_imported(base64.b64decode(imported), shape)
    return _generated(str(version.hidden["secret"]), str(shape["algorithm"]), int(shape["length"]))


def read_imported(content: bytes, shape: Mapping[str, Any]) -> Material:
    """Imported material: the bytes of an AES key, or an RSA key in PKCS #8 [sdk, docstring of ImportKey].

    Raises ValueError if it does not have the shape.
    """
    algorithm, length = shape["algorithm"], shape["length"]
    if algorithm == "AES":
        if len(content) != length:
            raise ValueError(f"The key material has {len(content)} bytes, but the key's shape requires {length}.")
        return content
    if algorithm != "RSA":
        raise ValueError(f"{algorithm} keys cannot be imported.")
    private_key = serialization.load_der_private_key(content, password=None)
    if not isinstance(private_key, rsa.RSAPrivateKey):
        raise ValueError("The key material is not an RSA key.")
    if private_key.key_size != length * 8:
        raise ValueError(
            f"The key material has {private_key.key_size} bits, but the key's shape requires {length * 8}."
        )
    return private_key


def as_bytes(content: Material) -> bytes:
    """Material as it is wrapped for export: AES as bytes, private keys in PKCS #8 (assumed from ImportKey)."""
    if isinstance(content, bytes):
        return content
    return content.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_pem(private_key: PrivateKey) -> str:
    """The public key in PEM format."""
    pem = private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode("ascii")


@functools.cache
def _generated(secret: str, algorithm: str, length: int) -> Material:
    """Material derived from a secret: deterministic, but for RSA, which cannot be seeded, within one process only."""
    if algorithm == "AES":
        return hashlib.shake_256(secret.encode()).digest(length)
    if algorithm == "RSA":
        return rsa.generate_private_key(public_exponent=65537, key_size=length * 8)
    # A few bytes less than the curve's order, so that the number is always below it.
    number = int.from_bytes(hashlib.shake_256(secret.encode()).digest(length - 2), "big") + 1
    return ec.derive_private_key(number, _CURVES[length]())
