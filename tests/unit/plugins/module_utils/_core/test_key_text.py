# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys in every form in which they arrive: accepted alike as a file and as text, or refused in one sentence."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from ansible_collections.cmk.oci.plugins.module_utils._core import auth
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import resolve
from tests.secrets import FORMS
from tests.unit.plugins.conftest import PASS_PHRASE

Sign = Callable[..., object]


@pytest.fixture
def sign(tmp_path: Path, fingerprint: str) -> Sign:
    """The signer for a key that is given as a text or as a file; as a file if it is bytes."""

    def make(key: str | bytes, *, as_file: bool = False, **more: str) -> object:
        given = {
            "tenancy": "ocid1.tenancy.oc1..t",
            "api_user": "ocid1.user.oc1..u",
            "api_user_fingerprint": fingerprint,
            "region": "us-ashburn-1",
        }
        if isinstance(key, bytes) or as_file:
            path = tmp_path / "key.pem"
            path.write_bytes(key if isinstance(key, bytes) else key.encode())
            given["api_user_key_file"] = str(path)
        else:
            given["api_user_key_content"] = key
        return auth.signer(resolve({**given, **more}, {}, open))

    return make


ACCEPTED: Mapping[str, Callable[[str], str]] = {
    **{name: FORMS[name] for name in FORMS if name not in ("no END", "no BEGIN")},
    "base64": lambda pem: base64.b64encode(pem.encode()).decode(),
    "base64 in lines": lambda pem: base64.encodebytes(pem.encode()).decode(),
    "label of OCI": lambda pem: pem + "OCI_API_KEY\n",
    "attributes before": lambda pem: "Bag Attributes\n    friendlyName: key\n" + pem,
    "twice": lambda pem: pem + pem,
    "blanks around": lambda pem: "\n  " + pem + "  \n\n",
    "indented": lambda pem: "\n".join(f"    {line}" for line in pem.splitlines()),
}


@pytest.mark.parametrize("as_file", [False, True], ids=["text", "file"])
@pytest.mark.parametrize("form", ACCEPTED)
def test_accepted(sign: Sign, pem: str, encrypted_pem: str, form: str, as_file: bool) -> None:
    change = ACCEPTED[form]
    assert sign(change(pem), as_file=as_file)
    assert sign(change(encrypted_pem), as_file=as_file, api_user_key_pass_phrase=PASS_PHRASE)
    # It does no harm if there is no need for it.
    assert sign(change(pem), as_file=as_file, api_user_key_pass_phrase=PASS_PHRASE)


@pytest.mark.parametrize("form", ["as it is", "written ends", "one line", "CRLF"])
def test_keys_of_older_formats(sign: Sign, private_key: rsa.RSAPrivateKey, form: str) -> None:
    for encryption in (NoEncryption(), BestAvailableEncryption(PASS_PHRASE.encode())):
        pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, encryption).decode()
        assert sign(FORMS[form](pem), api_user_key_pass_phrase=PASS_PHRASE)


def test_files_in_other_encodings(sign: Sign, pem: str) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        assert sign(pem.encode(encoding))


def test_certificate_beside_the_key(sign: Sign, private_key: rsa.RSAPrivateKey, pem: str) -> None:
    assert sign(certificate(private_key) + public(private_key) + pem)


def test_pass_phrase_beyond_ascii(sign: Sign, private_key: rsa.RSAPrivateKey) -> None:
    locked = BestAvailableEncryption("pässwörd".encode())
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked).decode()
    assert sign(pem, api_user_key_pass_phrase="pässwörd")


def certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
    since = datetime.datetime(2026, 1, 1)
    signed = builder.not_valid_before(since).not_valid_after(since.replace(year=2030)).sign(key, hashes.SHA256())
    return signed.public_bytes(Encoding.PEM).decode()


def public(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def refused(key: rsa.RSAPrivateKey, pem: str) -> dict[str, str | bytes]:
    """What is refused, by words of the message."""
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    return {
        "OpenSSH.*'ssh-keygen": key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, plain).decode(),
        "is a public key": public(key),
        "is a public key. Specify the private key.": key.public_key()
        .public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        .decode(),
        "certificate": certificate(key),
        "token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
        "DER.*'openssl pkey -inform DER": key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, plain),
        "PKCS #12.*'openssl pkcs12": pkcs12.serialize_key_and_certificates(None, key, None, None, plain),
        "lacks its last line": pem.partition("-----END")[0],
        "lacks its first line": pem.split("\n", 1)[1],
        "lacks its first and its last line": "\n".join(pem.strip().splitlines()[1:-1]),
        "is one of 2 private keys": pem + other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, plain).decode(),
        "is damaged": pem[:200] + pem[-40:],
        "path of a file": "~/.oci/oci_api_key.pem",
        "PuTTY": "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n",
        "is not a private key in PEM form": "hunter2 hunter2",
        "is empty": b"\n",
        "cannot be read: it is not text": b"\xff\xfe\x00",
    }


def test_refused_in_one_sentence(sign: Sign, private_key: rsa.RSAPrivateKey, pem: str) -> None:
    for words, key in refused(private_key, pem).items():
        for as_file in (False, True):
            with pytest.raises(BadOption, match=words) as raised:
                sign(key, as_file=as_file)
            message = str(raised.value)
            assert "api_user_key_file" in message if isinstance(key, bytes) or as_file else "api_user_key_content"
            assert "MII" not in message
            assert "\n" not in message
            assert len(message) < 300
            assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_fingerprint_of_another_key(sign: Sign, pem: str, fingerprint: str) -> None:
    given = ":".join(["ab"] * 16)
    with pytest.raises(BadOption) as raised:
        sign(pem, api_user_fingerprint=given)
    assert str(raised.value) == (
        f"the task option api_user_fingerprint is {given}, and the private key of the task option api_user_key_content "
        f"has the fingerprint {fingerprint}. Specify the key and the fingerprint of the same API key."
    )
    assert sign(pem, api_user_fingerprint=fingerprint.upper())


def test_relative_path_is_shown_as_a_whole(sign: Sign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadOption, match=f"The file {tmp_path}/keys/absent.pem of the task option .* cannot be read"):
        sign("", api_user_key_content="", api_user_key_file="keys/absent.pem")
