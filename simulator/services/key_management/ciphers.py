# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypts and decrypts with the material of a key version."""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALGORITHMS = {"AES": ("AES_256_GCM",), "RSA": ("RSA_OAEP_SHA_1", "RSA_OAEP_SHA_256"), "ECDSA": ()}
"""`sdk:key_management/models/encrypt_data_details.py`; that AES_256_GCM stands for every length of AES is assumed."""

# The structure of OCI's symmetric ciphertexts is not documented. One in a public repository starts with the letter A
# and is 37 bytes longer than its plaintext: enough for a mark of the version, a nonce and the authentication tag.
_FORMAT = b"A"
_MARK_BYTES = 8
_NONCE_BYTES = 12
_HASHES: dict[str, hashes.HashAlgorithm] = {"RSA_OAEP_SHA_1": hashes.SHA1(), "RSA_OAEP_SHA_256": hashes.SHA256()}


def mark(version_id: str) -> bytes:
    """The mark by which a symmetric ciphertext identifies the version of its key."""
    return hashlib.sha256(version_id.encode()).digest()[:_MARK_BYTES]


def mark_in(ciphertext: bytes) -> bytes:
    """The mark in a symmetric ciphertext; empty if there is none."""
    return ciphertext[1 : 1 + _MARK_BYTES] if ciphertext.startswith(_FORMAT) else b""


def seal(aes_key: bytes, version_id: str, plaintext: bytes, associated_data: bytes) -> bytes:
    """A symmetric ciphertext."""
    nonce = os.urandom(_NONCE_BYTES)
    return _FORMAT + mark(version_id) + nonce + AESGCM(aes_key).encrypt(nonce, plaintext, associated_data)


def unseal(aes_key: bytes, ciphertext: bytes, associated_data: bytes) -> bytes:
    """The plaintext; raises ValueError for another key, other associated data or a modified ciphertext."""
    sealed = ciphertext[1 + _MARK_BYTES :]
    try:
        return AESGCM(aes_key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], associated_data)
    except InvalidTag as error:
        raise ValueError("The ciphertext does not fit the key and the associated data.") from error


def encrypt_asymmetrically(public_key: rsa.RSAPublicKey, algorithm: str, plaintext: bytes) -> bytes:
    """An RSA ciphertext; raises ValueError for a plaintext that is too long."""
    return public_key.encrypt(plaintext, _oaep(algorithm))


def decrypt_asymmetrically(private_key: rsa.RSAPrivateKey, algorithm: str, ciphertext: bytes) -> bytes:
    """The plaintext; raises ValueError for any other ciphertext."""
    return private_key.decrypt(ciphertext, _oaep(algorithm))


def _oaep(algorithm: str) -> padding.OAEP:
    chosen = _HASHES[algorithm]
    return padding.OAEP(padding.MGF1(chosen), chosen, label=None)
