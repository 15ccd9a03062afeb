# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault with clients of both of its hosts, and shortcuts to call them."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding, aes_key_wrap_with_padding
from oci.key_management import models

from tests.unit.simulator.services.keyed_tenancy import KeyedTenancy

Clients = Callable[..., Any]
OAEP_SHA256 = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label=None)
WITH_AES, WITHOUT_AES = "RSA_OAEP_AES_SHA256", "RSA_OAEP_SHA256"
INVALID = (400, "InvalidParameter")
INCORRECT_STATE = (409, "IncorrectState")
NOT_FOUND = (404, "NotAuthorizedOrNotFound")


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


class Vault:
    """A tenancy's vault with its crypto client, and shortcuts to call it."""

    def __init__(self, tenancy: KeyedTenancy, client: Clients) -> None:
        self.tenancy = tenancy
        self.keys = tenancy.keys
        self.crypto = client("key_management.KmsCryptoClient", endpoint=tenancy.vault.crypto_endpoint)

    def software_key(self, algorithm: str, length: int) -> str:
        created = self.keys.create_key(
            models.CreateKeyDetails(
                compartment_id=self.tenancy.security,
                display_name="s",
                key_shape=models.KeyShape(algorithm=algorithm, length=length),
                protection_mode="SOFTWARE",
            )
        ).data
        self.tenancy.wait(10)
        return str(created.id)

    def encrypt(self, key_id: str, plaintext: bytes = b"secret", **details: Any) -> Any:
        return self.crypto.encrypt(models.EncryptDataDetails(key_id=key_id, plaintext=b64(plaintext), **details)).data

    def decrypt(self, key_id: str, ciphertext: str, **details: Any) -> Any:
        return self.crypto.decrypt(models.DecryptDataDetails(key_id=key_id, ciphertext=ciphertext, **details)).data

    def sign(self, key_id: str, algorithm: str, message: bytes, **details: Any) -> Any:
        return self.crypto.sign(
            models.SignDataDetails(key_id=key_id, signing_algorithm=algorithm, message=b64(message), **details)
        ).data

    def verify(self, signed: Any, message: bytes, **details: Any) -> bool:
        return bool(
            self.crypto.verify(
                models.VerifyDataDetails(
                    key_id=signed.key_id,
                    key_version_id=signed.key_version_id,
                    signing_algorithm=signed.signing_algorithm,
                    signature=signed.signature,
                    message=b64(message),
                    **details,
                )
            ).data.is_signature_valid
        )

    def public_key(self, key_id: str) -> Any:
        return serialization.load_pem_public_key(self.public_pem(key_id).encode())

    def wrapping_key(self) -> rsa.RSAPublicKey:
        public_key = serialization.load_pem_public_key(self.keys.get_wrapping_key().data.public_key.encode())
        assert isinstance(public_key, rsa.RSAPublicKey)
        return public_key

    def import_key(self, material: str, algorithm: str = "AES", length: int = 32, **details: Any) -> Any:
        return self.keys.import_key(
            models.ImportKeyDetails(
                compartment_id=self.tenancy.security,
                display_name="imported",
                key_shape=models.KeyShape(algorithm=algorithm, length=length),
                wrapped_import_key=models.WrappedImportKey(key_material=material, wrapping_algorithm=WITH_AES),
                **details,
            )
        ).data

    def export(self, key_id: str, wrapping_key: rsa.RSAPrivateKey, algorithm: str) -> Any:
        return self.crypto.export_key(
            models.ExportKeyDetails(key_id=key_id, algorithm=algorithm, public_key=pem(wrapping_key))
        ).data

    def public_pem(self, key_id: str) -> str:
        version_id = self.keys.get_key(key_id).data.current_key_version
        return str(self.keys.get_key_version(key_id, version_id).data.public_key)


def pem(private_key: Any) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return str(private_key.public_key().public_bytes(serialization.Encoding.PEM, form), "ascii")


def wrapped(public_key: rsa.RSAPublicKey, material: bytes) -> str:
    temporary = os.urandom(32)
    return b64(public_key.encrypt(temporary, OAEP_SHA256) + aes_key_wrap_with_padding(temporary, material))


def unwrapped(private_key: rsa.RSAPrivateKey, exported: Any) -> bytes:
    content = base64.b64decode(exported.encrypted_key)
    if exported.algorithm == WITHOUT_AES:
        return private_key.decrypt(content, OAEP_SHA256)
    size = private_key.key_size // 8
    return aes_key_unwrap_with_padding(private_key.decrypt(content[:size], OAEP_SHA256), content[size:])
