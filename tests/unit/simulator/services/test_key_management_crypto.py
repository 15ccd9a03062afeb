# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cryptographic operations through the real SDK, verified with an independent library."""

from __future__ import annotations

import base64
import hashlib
import zlib
from functools import partial
from typing import Any

import oci
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from oci.key_management import models

from simulator.cloud import Cloud
from simulator.in_process import mount
from tests.unit.simulator.services.crypto_vault import INCORRECT_STATE, INVALID, NOT_FOUND, Clients, Vault, b64
from tests.unit.simulator.services.keyed_tenancy import KeyedTenancy, refusal


@pytest.fixture
def vault(cloud: Cloud, client: Clients) -> Vault:
    return Vault(KeyedTenancy(cloud, client), client)


@pytest.mark.parametrize("length", [16, 24, 32])
def test_a_ciphertext_is_decrypted(vault: Vault, length: int) -> None:
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
        assert refusal(partial(vault.decrypt, key_id, nonsense)) == INVALID


def test_a_vault_knows_only_its_own_keys(vault: Vault) -> None:
    key_id = vault.tenancy.key(vault=vault.tenancy.second_vault)
    assert refusal(lambda: vault.encrypt(key_id)) == NOT_FOUND
    assert refusal(lambda: vault.encrypt(vault.tenancy.vault.wrappingkey_id)) == NOT_FOUND


def test_too_long_input_is_rejected(vault: Vault) -> None:
    key_id = vault.tenancy.key()
    assert vault.encrypt(key_id, b"x" * 4096).ciphertext
    assert refusal(lambda: vault.encrypt(key_id, b"x" * 4097)) == INVALID
    assert refusal(lambda: vault.encrypt(key_id, associated_data={"a": "x" * 4096})) == INVALID
    details = models.EncryptDataDetails(key_id=key_id, plaintext="not base64")
    assert refusal(lambda: vault.crypto.encrypt(details)) == INVALID


@pytest.mark.parametrize("algorithm", ["RSA_OAEP_SHA_1", "RSA_OAEP_SHA_256"])
def test_the_public_rsa_key_encrypts_outside_of_the_vault(vault: Vault, algorithm: str) -> None:
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
def test_data_keys_are_returned_encrypted_and_optionally_in_plaintext(vault: Vault, with_plaintext: bool) -> None:
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
    first = vault.public_pem(key_id)
    assert vault.keys.create_key_version(key_id).data.public_key != first
    assert vault.keys.get_key_version(key_id, vault.keys.get_key(key_id).data.current_key_version).headers["etag"]


def test_material_repeats_with_the_seed() -> None:
    def public_keys() -> list[str]:
        cloud = Cloud(scenario="founded", frozen=True)

        def client(name: str, *, endpoint: str | None = None) -> Any:
            options = {"service_endpoint": endpoint} if endpoint else {}
            created = getattr(oci.key_management, name.split(".")[1], oci.identity.IdentityClient)(
                cloud.config("admin"), retry_strategy=oci.retry.NoneRetryStrategy(), **options
            )
            mount(created, cloud)
            return created

        cloud.gateway.throttling = False
        vault = Vault(KeyedTenancy(cloud, client), client)
        return [vault.public_pem(vault.tenancy.key("ECDSA", 32)), vault.public_pem(vault.tenancy.key("RSA", 256))]

    assert public_keys() == public_keys()


def test_permissions_of_users(vault: Vault, client: Clients) -> None:
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
    for _call in range(30):
        vault.encrypt(key_id)
