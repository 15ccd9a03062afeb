# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cryptographic operations, imports and exports through the real SDK; checked with a library of our own."""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Callable
from typing import Any

import oci
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding, aes_key_wrap_with_padding
from oci.key_management import models

from simulator.cloud import Cloud
from tests.unit.simulator.services.keyed_tenancy import KeyedTenancy, refusal

Clients = Callable[..., Any]
OAEP_SHA256 = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label=None)
INVALID = (400, "InvalidParameter")
INCORRECT_STATE = (409, "IncorrectState")
NOT_FOUND = (404, "NotAuthorizedOrNotFound")


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


class Vault:
    """A tenancy's vault with its crypto client, and short ways to call it."""

    def __init__(self, tenancy: KeyedTenancy, client: Clients) -> None:
        self.tenancy = tenancy
        self.keys = tenancy.keys
        self.crypto = client("key_management.KmsCryptoClient", endpoint=tenancy.vault.crypto_endpoint)

    def software_key(self, algorithm: str, length: int) -> str:
        made = self.keys.create_key(
            models.CreateKeyDetails(
                compartment_id=self.tenancy.security,
                display_name="s",
                key_shape=models.KeyShape(algorithm=algorithm, length=length),
                protection_mode="SOFTWARE",
            )
        ).data
        self.tenancy.wait(10)
        return str(made.id)

    def encrypt(self, key_id: str, plaintext: bytes = b"secret", **details: Any) -> Any:
        return self.crypto.encrypt(
            models.EncryptDataDetails(key_id=key_id, plaintext=b64(plaintext), **details)
        ).data

    def decrypt(self, key_id: str, ciphertext: str, **details: Any) -> Any:
        return self.crypto.decrypt(
            models.DecryptDataDetails(key_id=key_id, ciphertext=ciphertext, **details)
        ).data

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
        version_id = self.keys.get_key(key_id).data.current_key_version
        pem = self.keys.get_key_version(key_id, version_id).data.public_key
        return serialization.load_pem_public_key(pem.encode())

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


WITH_AES, WITHOUT_AES = "RSA_OAEP_AES_SHA256", "RSA_OAEP_SHA256"


def pem(private_key: Any) -> str:
    return (
        private_key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def wrapped(public_key: rsa.RSAPublicKey, material: bytes) -> str:
    temporary = os.urandom(32)
    return b64(public_key.encrypt(temporary, OAEP_SHA256) + aes_key_wrap_with_padding(temporary, material))


def unwrapped(private_key: rsa.RSAPrivateKey, exported: Any) -> bytes:
    content = base64.b64decode(exported.encrypted_key)
    if exported.algorithm == WITHOUT_AES:
        return private_key.decrypt(content, OAEP_SHA256)
    size = private_key.key_size // 8
    return aes_key_unwrap_with_padding(private_key.decrypt(content[:size], OAEP_SHA256), content[size:])


@pytest.fixture
def vault(cloud: Cloud, client: Clients) -> Vault:
    return Vault(KeyedTenancy(cloud, client), client)


@pytest.fixture(scope="module")
def own_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize("length", [16, 24, 32])
def test_what_was_encrypted_is_decrypted(vault: Vault, length: int) -> None:
    key_id = vault.tenancy.key(length=length)
    encrypted = vault.encrypt(key_id, b"HELLO WORLD")
    version_id = vault.keys.get_key(key_id).data.current_key_version
    assert (encrypted.key_id, encrypted.key_version_id) == (key_id, version_id)
    assert encrypted.encryption_algorithm == "AES_256_GCM"
    assert b"HELLO" not in base64.b64decode(encrypted.ciphertext)
    decrypted = vault.decrypt(key_id, encrypted.ciphertext)
    assert base64.b64decode(decrypted.plaintext) == b"HELLO WORLD"
    assert decrypted.plaintext_checksum == "2279966299"
    assert decrypted.key_version_id == version_id


def test_the_same_plaintext_is_never_encrypted_alike(vault: Vault) -> None:
    key_id = vault.tenancy.key()
    assert vault.encrypt(key_id).ciphertext != vault.encrypt(key_id).ciphertext


def test_associated_data_must_be_the_same(vault: Vault) -> None:
    key_id = vault.tenancy.key()
    ciphertext = vault.encrypt(key_id, associated_data={"a": "1", "b": "2"}).ciphertext
    assert vault.decrypt(key_id, ciphertext, associated_data={"b": "2", "a": "1"}).plaintext == b64(b"secret")
    assert refusal(lambda: vault.decrypt(key_id, ciphertext)) == INVALID
    assert refusal(lambda: vault.decrypt(key_id, ciphertext, associated_data={"a": "2", "b": "2"})) == INVALID


def test_old_versions_go_on_decrypting(vault: Vault) -> None:
    key_id = vault.tenancy.key()
    old = vault.encrypt(key_id)
    second = vault.keys.create_key_version(key_id).data.id
    new = vault.encrypt(key_id)
    assert new.key_version_id == second != old.key_version_id
    assert vault.decrypt(key_id, old.ciphertext).key_version_id == old.key_version_id
    assert vault.decrypt(key_id, new.ciphertext, key_version_id=second).plaintext == b64(b"secret")
    assert refusal(lambda: vault.decrypt(key_id, old.ciphertext, key_version_id=second)) == INVALID
    assert vault.encrypt(key_id, key_version_id=old.key_version_id).key_version_id == old.key_version_id
    vault.keys.schedule_key_version_deletion(key_id, old.key_version_id, models.ScheduleKeyVersionDeletionDetails())
    assert refusal(lambda: vault.decrypt(key_id, old.ciphertext)) == INCORRECT_STATE


@pytest.mark.parametrize("lose", ["disable", "schedule_deletion"])
def test_a_key_that_is_not_enabled_does_nothing(vault: Vault, lose: str) -> None:
    key_id = vault.tenancy.key()
    ciphertext = vault.encrypt(key_id).ciphertext
    getattr(vault.tenancy, lose)(key_id)
    shape = models.KeyShape(algorithm="AES", length=32)
    details = models.GenerateKeyDetails(key_id=key_id, include_plaintext_key=True, key_shape=shape)
    for call in (
        lambda: vault.encrypt(key_id),
        lambda: vault.decrypt(key_id, ciphertext),
        lambda: vault.crypto.generate_data_encryption_key(details),
    ):
        assert refusal(call) == INCORRECT_STATE
    if lose == "disable":
        vault.tenancy.enable(key_id)
        assert vault.decrypt(key_id, ciphertext).plaintext == b64(b"secret")


def test_a_ciphertext_of_another_key_or_a_changed_one_is_refused(vault: Vault) -> None:
    key_id, other = vault.tenancy.key(), vault.tenancy.key()
    ciphertext = vault.encrypt(key_id).ciphertext
    changed = bytearray(base64.b64decode(ciphertext))
    changed[-1] ^= 1
    assert refusal(lambda: vault.decrypt(other, ciphertext)) == INVALID
    assert refusal(lambda: vault.decrypt(key_id, b64(bytes(changed)))) == INVALID
    for nonsense in ("", "!", b64(b"A"), b64(b"nonsense")):
        assert refusal(lambda nonsense=nonsense: vault.decrypt(key_id, nonsense)) == INVALID


def test_a_vault_knows_only_its_own_keys(vault: Vault) -> None:
    key_id = vault.tenancy.key(vault=vault.tenancy.second_vault)
    assert refusal(lambda: vault.encrypt(key_id)) == NOT_FOUND
    assert refusal(lambda: vault.encrypt(vault.tenancy.vault.wrappingkey_id)) == NOT_FOUND


def test_what_is_too_long_is_refused(vault: Vault) -> None:
    key_id = vault.tenancy.key()
    assert vault.encrypt(key_id, b"x" * 4096).ciphertext
    assert refusal(lambda: vault.encrypt(key_id, b"x" * 4097)) == INVALID
    assert refusal(lambda: vault.encrypt(key_id, associated_data={"a": "x" * 4096})) == INVALID
    details = models.EncryptDataDetails(key_id=key_id, plaintext="not base64")
    assert refusal(lambda: vault.crypto.encrypt(details)) == INVALID


@pytest.mark.parametrize("algorithm", ["RSA_OAEP_SHA_1", "RSA_OAEP_SHA_256"])
def test_rsa_keys_encrypt_for_anybody_who_has_the_public_key(vault: Vault, algorithm: str) -> None:
    key_id = vault.tenancy.key("RSA", 256)
    encrypted = vault.encrypt(key_id, encryption_algorithm=algorithm)
    chosen = hashes.SHA1() if algorithm.endswith("_1") else hashes.SHA256()
    oaep = padding.OAEP(padding.MGF1(chosen), chosen, label=None)
    ours = b64(vault.public_key(key_id).encrypt(b"ours", oaep))
    for ciphertext, plaintext in ((encrypted.ciphertext, b"secret"), (ours, b"ours")):
        decrypted = vault.decrypt(key_id, ciphertext, encryption_algorithm=algorithm)
        assert base64.b64decode(decrypted.plaintext) == plaintext
    assert refusal(lambda: vault.encrypt(key_id)) == INVALID
    assert refusal(lambda: vault.encrypt(key_id, b"x" * 256, encryption_algorithm=algorithm)) == INVALID
    assert refusal(lambda: vault.encrypt(key_id, encryption_algorithm=algorithm, associated_data={"a": "b"})) == INVALID


def test_keys_encrypt_only_by_their_own_algorithms(vault: Vault) -> None:
    aes, ecdsa = vault.tenancy.key(), vault.tenancy.key("ECDSA", 32)
    assert refusal(lambda: vault.encrypt(aes, encryption_algorithm="RSA_OAEP_SHA_256")) == INVALID
    assert refusal(lambda: vault.encrypt(ecdsa)) == INVALID


@pytest.mark.parametrize("with_plaintext", [True, False])
def test_data_keys_come_encrypted_and_if_wished_as_they_are(vault: Vault, with_plaintext: bool) -> None:
    key_id = vault.tenancy.key()
    generated = vault.crypto.generate_data_encryption_key(
        models.GenerateKeyDetails(
            key_id=key_id,
            include_plaintext_key=with_plaintext,
            key_shape=models.KeyShape(algorithm="AES", length=24),
            associated_data={"a": "b"},
        )
    ).data
    decrypted = vault.decrypt(key_id, generated.ciphertext, associated_data={"a": "b"})
    data_key = base64.b64decode(decrypted.plaintext)
    assert len(data_key) == 24
    assert generated.plaintext == (b64(data_key) if with_plaintext else None)
    assert generated.plaintext_checksum == (str(zlib.crc32(data_key)) if with_plaintext else None)


@pytest.mark.parametrize("digest", ["SHA_224", "SHA_256", "SHA_384", "SHA_512"])
@pytest.mark.parametrize("scheme", ["RSA_PKCS_PSS", "RSA_PKCS1_V1_5"])
def test_rsa_signatures_hold_outside(vault: Vault, digest: str, scheme: str) -> None:
    key_id = vault.tenancy.key("RSA", 256)
    signed = vault.sign(key_id, f"{digest}_{scheme}", b"message")
    chosen = getattr(hashes, digest.replace("_", ""))()
    outside = padding.PKCS1v15() if "V1_5" in scheme else padding.PSS(padding.MGF1(chosen), padding.PSS.DIGEST_LENGTH)
    vault.public_key(key_id).verify(base64.b64decode(signed.signature), b"message", outside, chosen)
    assert vault.verify(signed, b"message")
    assert not vault.verify(signed, b"massage")
    of_digest = hashlib.new(digest.replace("_", "").lower(), b"message").digest()
    assert vault.verify(signed, of_digest, message_type="DIGEST")
    assert vault.verify(vault.sign(key_id, f"{digest}_{scheme}", of_digest, message_type="DIGEST"), b"message")
    assert refusal(lambda: vault.sign(key_id, f"{digest}_{scheme}", b"short", message_type="DIGEST")) == INVALID


@pytest.mark.parametrize(("length", "bits"), [(32, 256), (48, 384), (66, 512)])
def test_ecdsa_signatures_hold_outside(vault: Vault, length: int, bits: int) -> None:
    key_id = vault.tenancy.key("ECDSA", length)
    signed = vault.sign(key_id, f"ECDSA_SHA_{bits}", b"message")
    chosen = getattr(hashes, f"SHA{bits}")()
    vault.public_key(key_id).verify(base64.b64decode(signed.signature), b"message", ec.ECDSA(chosen))
    assert vault.verify(signed, b"message")
    assert not vault.verify(signed, b"massage")


@pytest.mark.parametrize(
    ("algorithm", "length", "by"),
    [("AES", 32, "ECDSA_SHA_256"), ("RSA", 256, "ECDSA_SHA_256"), ("ECDSA", 32, "SHA_256_RSA_PKCS_PSS")],
    ids=str,
)
def test_keys_sign_only_by_their_own_algorithms(vault: Vault, algorithm: str, length: int, by: str) -> None:
    key_id = vault.tenancy.key(algorithm, length)
    assert refusal(lambda: vault.sign(key_id, by, b"message")) == INVALID


def test_only_asymmetric_versions_have_a_public_key_and_each_its_own(vault: Vault) -> None:
    assert vault.keys.create_key_version(vault.tenancy.key()).data.public_key is None
    key_id = vault.tenancy.key("ECDSA", 48)
    first = pem_of(vault, key_id)
    assert vault.keys.create_key_version(key_id).data.public_key != first
    assert vault.keys.get_key_version(key_id, vault.keys.get_key(key_id).data.current_key_version).headers["etag"]


def pem_of(vault: Vault, key_id: str) -> str:
    return str(vault.keys.get_key_version(key_id, vault.keys.get_key(key_id).data.current_key_version).data.public_key)


def test_material_repeats_with_the_seed() -> None:
    def public_keys() -> list[str]:
        cloud = Cloud(scenario="founded", frozen=True)

        def client(name: str, *, endpoint: str | None = None) -> Any:
            from simulator.in_process import mount

            options = {"service_endpoint": endpoint} if endpoint else {}
            made = getattr(oci.key_management, name.split(".")[1], oci.identity.IdentityClient)(
                cloud.config("admin"), retry_strategy=oci.retry.NoneRetryStrategy(), **options
            )
            mount(made, cloud)
            return made

        cloud.gateway.throttling = False
        vault = Vault(KeyedTenancy(cloud, client), client)
        return [pem_of(vault, vault.tenancy.key("ECDSA", 32)), pem_of(vault, vault.tenancy.key("RSA", 256))]

    assert public_keys() == public_keys()


def test_imported_aes_material_is_what_encrypts(vault: Vault) -> None:
    material = os.urandom(32)
    key = vault.import_key(wrapped(vault.wrapping_key(), material), protection_mode="SOFTWARE")
    assert key.lifecycle_state == "CREATING"
    vault.tenancy.wait(10)
    assert vault.decrypt(key.id, vault.encrypt(key.id).ciphertext).plaintext == b64(b"secret")
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    exported = vault.export(key.id, own, WITHOUT_AES)
    assert unwrapped(own, exported) == material
    assert (exported.key_id, exported.vault_id) == (key.id, vault.tenancy.vault.id)
    version = vault.keys.get_key_version(key.id, exported.key_version_id).data
    assert (version.origin, version.time_created) == ("EXTERNAL", exported.time_created)


def test_imported_versions_become_current(vault: Vault) -> None:
    key_id = vault.software_key("AES", 32)
    material = os.urandom(32)
    content = b64(vault.wrapping_key().encrypt(material, OAEP_SHA256))
    details = models.ImportKeyVersionDetails(
        wrapped_import_key=models.WrappedImportKey(key_material=content, wrapping_algorithm=WITHOUT_AES)
    )
    version = vault.keys.import_key_version(key_id, details).data
    assert (version.origin, version.public_key) == ("EXTERNAL", None)
    assert vault.keys.get_key(key_id).data.current_key_version == version.id


def test_imported_rsa_keys_sign(vault: Vault, own_rsa_key: rsa.RSAPrivateKey) -> None:
    der = own_rsa_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key = vault.import_key(wrapped(vault.wrapping_key(), der), "RSA", 256)
    vault.tenancy.wait(10)
    assert pem_of(vault, key.id) == pem(own_rsa_key)
    signed = vault.sign(key.id, "SHA_256_RSA_PKCS1_V1_5", b"message")
    assert base64.b64decode(signed.signature) == own_rsa_key.sign(b"message", padding.PKCS1v15(), hashes.SHA256())


def test_what_does_not_fit_is_not_imported(vault: Vault, own_rsa_key: rsa.RSAPrivateKey) -> None:
    public_key = vault.wrapping_key()
    for material, algorithm, length in (
        (wrapped(public_key, os.urandom(16)), "AES", 32),
        (wrapped(own_rsa_key.public_key(), os.urandom(32)), "AES", 32),
        (wrapped(public_key, b"no key at all"), "RSA", 256),
        (wrapped(public_key, os.urandom(32)), "ECDSA", 32),
        (b64(b"short"), "AES", 32),
        ("not base64", "AES", 32),
    ):
        call = lambda m=material, a=algorithm, n=length: vault.import_key(m, a, n)  # noqa: E731
        assert refusal(call) == INVALID
    assert vault.keys.list_keys(vault.tenancy.security).data == []


def test_keys_in_hardware_never_leave_it(vault: Vault, own_rsa_key: rsa.RSAPrivateKey) -> None:
    assert refusal(lambda: vault.export(vault.tenancy.key(), own_rsa_key, WITH_AES)) == INVALID


def test_exported_private_keys_sign_alike(vault: Vault, own_rsa_key: rsa.RSAPrivateKey) -> None:
    key_id = vault.software_key("RSA", 256)
    private_key = serialization.load_der_private_key(
        unwrapped(own_rsa_key, vault.export(key_id, own_rsa_key, WITH_AES)), None
    )
    assert pem(private_key) == pem_of(vault, key_id)
    assert refusal(lambda: vault.export(key_id, own_rsa_key, WITHOUT_AES)) == INVALID


def test_an_export_needs_a_key_of_ones_own(vault: Vault) -> None:
    no_rsa_key = pem(ec.generate_private_key(ec.SECP256R1()))
    details = models.ExportKeyDetails(
        key_id=vault.software_key("AES", 32), algorithm=WITH_AES, public_key=no_rsa_key
    )
    assert refusal(lambda: vault.crypto.export_key(details)) == INVALID
    details.public_key = "no key"
    assert refusal(lambda: vault.crypto.export_key(details)) == INVALID


def test_the_wrapping_key_is_the_vaults_own(vault: Vault) -> None:
    wrapping = vault.keys.get_wrapping_key().data
    assert (wrapping.id, wrapping.vault_id) == (vault.tenancy.vault.wrappingkey_id, vault.tenancy.vault.id)
    assert vault.wrapping_key().key_size == 4096
    assert refusal(lambda: vault.keys.disable_key(wrapping.id)) == (409, "Conflict")
    assert vault.keys.list_keys(vault.tenancy.security).data == []
    usage = vault.tenancy.client("key_management.KmsVaultClient").get_vault_usage(wrapping.vault_id).data
    assert (usage.key_count, usage.key_version_count) == (0, 0)


def test_what_users_need(vault: Vault, client: Clients) -> None:
    key_id = vault.tenancy.key()
    vault.tenancy.user("user", "use keys in tenancy")
    vault.tenancy.user("reader", "read keys in tenancy")
    details = models.EncryptDataDetails(key_id=key_id, plaintext=b64(b"secret"))
    endpoint = vault.tenancy.vault.crypto_endpoint
    assert client("key_management.KmsCryptoClient", user="user", endpoint=endpoint).encrypt(details).data.ciphertext
    reader = client("key_management.KmsCryptoClient", user="reader", endpoint=endpoint)
    assert refusal(lambda: reader.encrypt(details)) == NOT_FOUND


def test_the_data_plane_is_not_throttled(vault: Vault, cloud: Cloud) -> None:
    cloud.gateway.throttling = True
    key_id = vault.tenancy.key()
    for _ in range(30):
        vault.encrypt(key_id)
