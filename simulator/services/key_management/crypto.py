# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cryptographic operations on a vault's crypto host: encrypt, decrypt, data keys, sign, verify, export."""

from __future__ import annotations

import base64
import binascii
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ...protocol.call import Call
from ...protocol.problems import incorrect_state, invalid, not_found
from ...tenancy.resource import Resource
from . import ciphers, signatures, wrapping
from .creation import checked_shape, versions_of
from .hosts import OnVaultHost
from .key_material import Material, PrivateKey, as_bytes, material
from .lifecycle import is_wrapping_key

# "You can have a message up to 4096 bytes in size" (`sdk:key_management/models/sign_data_details.py`); the same for a
# plaintext is assumed.
_LONGEST_MESSAGE = 4096
# "fewer than 4096 characters" (`sdk:key_management/models/encrypt_data_details.py`).
_LONGEST_ASSOCIATED_DATA = 4095
_WRAPPING_KEY_BITS = (2048, 3072, 4096)


class Crypto(OnVaultHost):
    """The data plane of vaults and replicas. The SDK documents no limit for it: it is not throttled (assumed).

    A key that does not support the operation is a 400 InvalidParameter, a key or version that is not ENABLED a 409
    IncorrectState: assumed.
    """

    client = "KmsCryptoClient"
    throttled_as = ""

    def target(self, call: Call) -> Resource | None:
        """The key that the body names, which must be in the vault of the called host."""
        key = self.store.find(call.body["keyId"], kind="key", region=call.region)
        if key is None or key.data["vaultId"] != self.vault(call).id or is_wrapping_key(key):
            raise not_found()
        return key

    def encrypt(self, call: Call) -> dict[str, Any]:
        """With the current version, unless another one is specified."""
        version = self._version(call)
        algorithm = _encryption_algorithm(call)
        ciphertext = _encrypt(call, version, algorithm, _decoded(call, "plaintext", longest=_LONGEST_MESSAGE))
        return {"ciphertext": _encoded(ciphertext), **_version_fields(version), "encryptionAlgorithm": algorithm}

    def decrypt(self, call: Call) -> dict[str, Any]:
        """A symmetric ciphertext identifies its version, so old versions decrypt; for RSA it must be specified."""
        key, ciphertext = call.the_target(), _decoded(call, "ciphertext")
        algorithm = _encryption_algorithm(call)
        version = self._version_of(call, ciphertext) if algorithm in ciphers.ALGORITHMS["AES"] else self._version(call)
        content = material(version, key.data["keyShape"])
        with _refused():
            if isinstance(content, rsa.RSAPrivateKey):
                plaintext = ciphers.decrypt_asymmetrically(content, algorithm, ciphertext)
            else:
                plaintext = ciphers.unseal(_aes(content), ciphertext, _associated_data(call))
        return {**_shown(plaintext), **_version_fields(version), "encryptionAlgorithm": algorithm}

    def generate_data_encryption_key(self, call: Call) -> dict[str, Any]:
        """A random AES key, encrypted with the current version and optionally in plaintext."""
        shape = checked_shape(call.body["keyShape"])
        if shape["algorithm"] != "AES":
            raise invalid("Data encryption keys are AES keys.")
        version, data_key = self._version(call), os.urandom(shape["length"])
        ciphertext = _encrypt(call, version, _encryption_algorithm(call), data_key)
        return {"ciphertext": _encoded(ciphertext), **(_shown(data_key) if call.body["includePlaintextKey"] else {})}

    def sign(self, call: Call) -> dict[str, Any]:
        """The signature of a message or, with messageType DIGEST, of its digest."""
        version, algorithm = self._version(call), call.body["signingAlgorithm"]
        message = _decoded(call, "message", longest=_LONGEST_MESSAGE)
        with _refused():
            signature = signatures.sign(_signer(call, version), algorithm, message, is_digest=_is_digest(call))
        return {"signature": _encoded(signature), **_version_fields(version), "signingAlgorithm": algorithm}

    def verify(self, call: Call) -> dict[str, Any]:
        """A wrong signature is a result, not an error."""
        version, algorithm = self._version(call), call.body["signingAlgorithm"]
        message, signature = _decoded(call, "message", longest=_LONGEST_MESSAGE), _decoded(call, "signature")
        with _refused():
            private_key = _signer(call, version)
            valid = signatures.is_valid(private_key, algorithm, message, signature, is_digest=_is_digest(call))
        return {"isSignatureValid": valid}

    def export_key(self, call: Call) -> dict[str, Any]:
        """Only software-protected keys can be exported: "keys on a hardware security module can never" [sdk]."""
        key, version = call.the_target(), self._version(call)
        if key.data["protectionMode"] != "SOFTWARE":
            raise invalid(f"A key of protection mode {key.data['protectionMode']} cannot be exported.")
        algorithm, content = call.body["algorithm"], as_bytes(material(version, key.data["keyShape"]))
        with _refused():
            wrapped = wrapping.wrap(algorithm, _wrapping_key(call.body["publicKey"]), content)
        return {
            **_version_fields(version),
            "vaultId": key.data["vaultId"],
            "timeCreated": version.data["timeCreated"],
            "encryptedKey": _encoded(wrapped),
            "algorithm": algorithm,
        }

    def _version(self, call: Call) -> Resource:
        """The version that the body names, or the current one; both it and its key must be ENABLED."""
        key = call.the_target()
        return _usable(key, self.version(key, call.body.get("keyVersionId", key.data["currentKeyVersion"])))

    def _version_of(self, call: Call, ciphertext: bytes) -> Resource:
        """The version of a symmetric ciphertext, which must be the specified one, if any."""
        key, mark = call.the_target(), ciphers.mark_in(ciphertext)
        for version in versions_of(self.tenancy, key):
            if ciphers.mark(version.id) == mark and call.body.get("keyVersionId", version.id) == version.id:
                return _usable(key, version)
        raise invalid("The ciphertext was not created by this key, or not by this version of it.")


def _usable(key: Resource, version: Resource) -> Resource:
    for resource, what in ((key, "key"), (version, "key version")):
        if resource.state != "ENABLED":
            raise incorrect_state(f"The {what} is in state {resource.state}; it must be ENABLED.")
    return version


@contextmanager
def _refused() -> Iterator[None]:
    """Convert an error of the cryptography into a 400."""
    try:
        yield
    except ValueError as error:
        raise invalid(str(error) or "The key cannot be used so.") from error


def _encryption_algorithm(call: Call) -> str:
    """The algorithm that the body names, or AES_256_GCM, if the key supports it."""
    algorithm = str(call.body.get("encryptionAlgorithm", "AES_256_GCM"))
    of_key = call.the_target().data["keyShape"]["algorithm"]
    if algorithm not in ciphers.ALGORITHMS[of_key]:
        raise invalid(f"An {of_key} key cannot encrypt by {algorithm}.")
    return algorithm


def _encrypt(call: Call, version: Resource, algorithm: str, plaintext: bytes) -> bytes:
    content = material(version, call.the_target().data["keyShape"])
    associated_data = _associated_data(call)
    with _refused():
        if isinstance(content, rsa.RSAPrivateKey):
            return ciphers.encrypt_asymmetrically(content.public_key(), algorithm, plaintext)
        return ciphers.seal(_aes(content), version.id, plaintext, associated_data)


def _aes(content: Material) -> bytes:
    if not isinstance(content, bytes):
        raise ValueError("The key is not symmetric.")
    return content


def _signer(call: Call, version: Resource) -> PrivateKey:
    content = material(version, call.the_target().data["keyShape"])
    return signatures.signer(content, call.body["signingAlgorithm"])


def _is_digest(call: Call) -> bool:
    return bool(call.body.get("messageType") == "DIGEST")


def _associated_data(call: Call) -> bytes:
    """The associated data in a canonical form, independent of its order."""
    associated = json.dumps(
        call.body.get("associatedData", {}), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    if len(associated) > _LONGEST_ASSOCIATED_DATA:
        raise invalid(f"associatedData must have fewer than {_LONGEST_ASSOCIATED_DATA + 1} characters.")
    if associated != "{}" and call.the_target().data["keyShape"]["algorithm"] != "AES":
        raise invalid("associatedData requires an AES key.")
    return associated.encode()


def _wrapping_key(pem: str) -> rsa.RSAPublicKey:
    public_key = load_pem_public_key(pem.encode())
    if not isinstance(public_key, rsa.RSAPublicKey) or public_key.key_size not in _WRAPPING_KEY_BITS:
        raise ValueError(f"publicKey must be an RSA key of one of {_WRAPPING_KEY_BITS} bits.")
    return public_key


def _decoded(call: Call, field: str, *, longest: int | None = None) -> bytes:
    """A base64 field of the body."""
    try:
        content = base64.b64decode(call.body[field], validate=True)
    except (binascii.Error, ValueError):
        raise invalid(f"{field} must be encoded in base64.") from None
    if longest is not None and len(content) > longest:
        raise invalid(f"{field} must not have more than {longest} bytes.")
    return content


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _shown(plaintext: bytes) -> dict[str, str]:
    """A plaintext and its checksum, a CRC-32 in decimal (as in a plaintext in public repositories)."""
    return {"plaintext": _encoded(plaintext), "plaintextChecksum": str(zlib.crc32(plaintext))}


def _version_fields(version: Resource) -> dict[str, str]:
    return {"keyId": version.data["keyId"], "keyVersionId": version.id}
