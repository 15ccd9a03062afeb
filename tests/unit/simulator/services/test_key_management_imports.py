# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import and export of key material through the real SDK."""

from __future__ import annotations

import base64
import functools
import os

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from oci.key_management import models

from simulator.cloud import Cloud
from tests.unit.simulator.services.crypto_vault import (
    INVALID,
    OAEP_SHA256,
    WITH_AES,
    WITHOUT_AES,
    Clients,
    Vault,
    b64,
    pem,
    unwrapped,
    wrapped,
)
from tests.unit.simulator.services.keyed_tenancy import KeyedTenancy, refusal


@pytest.fixture
def vault(cloud: Cloud, client: Clients) -> Vault:
    return Vault(KeyedTenancy(cloud, client), client)


@pytest.fixture(scope="module")
def own_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def test_imported_aes_material_encrypts(vault: Vault) -> None:
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
    assert vault.public_pem(key.id) == pem(own_rsa_key)
    signed = vault.sign(key.id, "SHA_256_RSA_PKCS1_V1_5", b"message")
    assert base64.b64decode(signed.signature) == own_rsa_key.sign(b"message", padding.PKCS1v15(), hashes.SHA256())


def test_unsuitable_material_is_not_imported(vault: Vault, own_rsa_key: rsa.RSAPrivateKey) -> None:
    public_key = vault.wrapping_key()
    for material, algorithm, length in (
        (wrapped(public_key, os.urandom(16)), "AES", 32),
        (wrapped(own_rsa_key.public_key(), os.urandom(32)), "AES", 32),
        (wrapped(public_key, b"no key at all"), "RSA", 256),
        (wrapped(public_key, os.urandom(32)), "ECDSA", 32),
        (b64(b"short"), "AES", 32),
        ("not base64", "AES", 32),
    ):
        assert refusal(functools.partial(vault.import_key, material, algorithm, length)) == INVALID
    assert vault.keys.list_keys(vault.tenancy.security).data == []


def test_keys_in_hardware_never_leave_it(vault: Vault, own_rsa_key: rsa.RSAPrivateKey) -> None:
    assert refusal(lambda: vault.export(vault.tenancy.key(), own_rsa_key, WITH_AES)) == INVALID


def test_exported_private_keys_sign_alike(vault: Vault, own_rsa_key: rsa.RSAPrivateKey) -> None:
    key_id = vault.software_key("RSA", 256)
    private_key = serialization.load_der_private_key(
        unwrapped(own_rsa_key, vault.export(key_id, own_rsa_key, WITH_AES)), None
    )
    assert pem(private_key) == vault.public_pem(key_id)
    assert refusal(lambda: vault.export(key_id, own_rsa_key, WITHOUT_AES)) == INVALID


def test_an_export_needs_a_key_of_ones_own(vault: Vault) -> None:
    no_rsa_key = pem(ec.generate_private_key(ec.SECP256R1()))
    details = models.ExportKeyDetails(key_id=vault.software_key("AES", 32), algorithm=WITH_AES, public_key=no_rsa_key)
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
