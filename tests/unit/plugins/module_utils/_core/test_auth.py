# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signers, as far as they can be made without a network."""

from __future__ import annotations

from pathlib import Path

import oci
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ansible_collections.cmk.oci.plugins.module_utils._core import auth
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption, NotAuthenticated
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import Settings, resolve
from tests.unit.plugins.conftest import PASS_PHRASE

FINGERPRINT = ":".join(["ab"] * 16)
BASE = {
    "tenancy": "ocid1.tenancy.oc1..t",
    "api_user": "ocid1.user.oc1..u",
    "api_user_fingerprint": FINGERPRINT,
    "region": "us-ashburn-1",
}


def given(**params: object) -> Settings:
    def no_file(path: str) -> str:
        raise FileNotFoundError(path)

    return resolve({**BASE, **params}, {}, no_file)


def test_key_from_a_file(tmp_path: Path, pem: str, fingerprint: str) -> None:
    path = tmp_path / "key.pem"
    path.write_text(pem + "OCI_API_KEY\n")
    signer = auth.signer(given(api_user_key_file=str(path), api_user_fingerprint=fingerprint))
    assert isinstance(signer, oci.signer.Signer)
    assert signer.api_key == f"{BASE['tenancy']}/{BASE['api_user']}/{fingerprint}"


def test_security_token(tmp_path: Path, pem: str) -> None:
    token = tmp_path / "token"
    token.write_text("abc.def.ghi\n")
    settings = given(auth_type="session_token", security_token_file=str(token), api_user_key_content=pem)
    assert auth.signer(settings).api_key == "ST$abc.def.ghi"


def public_pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def elliptic_pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def test_bad_keys_are_named_in_one_sentence_without_their_text(
    private_key: rsa.RSAPrivateKey, pem: str, encrypted_pem: str
) -> None:
    table = {
        "pass phrase.*api_user_key_pass_phrase": given(api_user_key_content=encrypted_pem),
        "pass phrase of the task option api_user_key_pass_phrase": given(
            api_user_key_content=encrypted_pem, api_user_key_pass_phrase="wrong-" + PASS_PHRASE
        ),
        "public key": given(api_user_key_content=public_pem(private_key)),
        "PEM": given(api_user_key_content="something else entirely"),
        "damaged": given(api_user_key_content=pem[:200] + pem[-40:]),
        "RSA": given(api_user_key_content=elliptic_pem()),
    }
    for words, settings in table.items():
        with pytest.raises(BadOption, match=words) as raised:
            auth.signer(settings)
        message = str(raised.value)
        assert "of the task option api_user_key_content" in message
        assert "MII" not in message
        assert PASS_PHRASE not in message
        assert raised.value.__cause__ is None
        assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize("kind", ["missing", "folder", "binary"])
def test_unreadable_key_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "key.pem"
    if kind == "folder":
        path.mkdir()
    elif kind == "binary":
        path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadOption, match=r"/key\.pem .*api_user_key_file"):
        auth.signer(given(api_user_key_file=str(path)))


def test_resource_principal_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OCI_RESOURCE_PRINCIPAL_VERSION", raising=False)
    with pytest.raises(NotAuthenticated, match=r"resource_principal.* OCI_RESOURCE_PRINCIPAL_VERSION"):
        auth.signer(given(auth_type="resource_principal"))


def test_workload_identity_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    with pytest.raises(NotAuthenticated, match=r"workload_identity.* pod"):
        auth.signer(given(auth_type="oke_workload_identity"))


def test_resource_principal(monkeypatch: pytest.MonkeyPatch, pem: str) -> None:
    """Version 2.2, with a token whose time never ends."""
    monkeypatch.setenv("OCI_RESOURCE_PRINCIPAL_VERSION", "2.2")
    monkeypatch.setenv("OCI_RESOURCE_PRINCIPAL_RPST", "e30.eyJleHAiOiA5OTk5OTk5OTk5fQ.e30")
    monkeypatch.setenv("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM", pem)
    monkeypatch.setenv("OCI_RESOURCE_PRINCIPAL_REGION", "us-phoenix-1")
    signer = auth.signer(given(auth_type="resource_principal"))
    assert signer.region == "us-phoenix-1"
