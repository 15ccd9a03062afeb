# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs and verifies with the private key of a key version."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from .key_material import Material, PrivateKey

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "SHA_224": hashes.SHA224(),
    "SHA_256": hashes.SHA256(),
    "SHA_384": hashes.SHA384(),
    "SHA_512": hashes.SHA512(),
}


def signer(content: Material, algorithm: str) -> PrivateKey:
    """The private key, if it can sign by this algorithm; raises ValueError otherwise."""
    requested = ec.EllipticCurvePrivateKey if algorithm.startswith("ECDSA") else rsa.RSAPrivateKey
    if isinstance(content, bytes) or not isinstance(content, requested):
        raise ValueError(f"The key cannot sign by {algorithm}.")
    return content


def sign(private_key: PrivateKey, algorithm: str, message: bytes, *, is_digest: bool) -> bytes:
    """A signature; for ECDSA in DER (assumed). Raises ValueError for a digest of the wrong length."""
    chosen = _hash(algorithm, message, is_digest=is_digest)
    if isinstance(private_key, rsa.RSAPrivateKey):
        return private_key.sign(message, _padding(algorithm), chosen)
    return private_key.sign(message, ec.ECDSA(chosen))


def is_valid(private_key: PrivateKey, algorithm: str, message: bytes, signature: bytes, *, is_digest: bool) -> bool:
    """Whether a signature is valid for this key and message; raises ValueError as `sign` does."""
    chosen = _hash(algorithm, message, is_digest=is_digest)
    try:
        if isinstance(private_key, rsa.RSAPrivateKey):
            private_key.public_key().verify(signature, message, _padding(algorithm), chosen)
        else:
            private_key.public_key().verify(signature, message, ec.ECDSA(chosen))
    except InvalidSignature:
        return False
    return True


def _padding(algorithm: str) -> padding.PSS | padding.PKCS1v15:
    if algorithm.endswith("PKCS1_V1_5"):
        return padding.PKCS1v15()
    chosen = _hash_of(algorithm)
    # A salt as long as the digest: assumed, the default of RFC 8017.
    return padding.PSS(padding.MGF1(chosen), salt_length=chosen.digest_size)


def _hash(algorithm: str, message: bytes, *, is_digest: bool) -> hashes.HashAlgorithm | Prehashed:
    chosen = _hash_of(algorithm)
    if not is_digest:
        return chosen
    if len(message) != chosen.digest_size:
        raise ValueError(f"A digest for {algorithm} has {chosen.digest_size} bytes, not {len(message)}.")
    return Prehashed(chosen)


def _hash_of(algorithm: str) -> hashes.HashAlgorithm:
    return next(chosen for name, chosen in _HASHES.items() if name in algorithm)
