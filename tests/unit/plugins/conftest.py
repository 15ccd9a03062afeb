# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the plugins share: a private key, an empty environment, a clock, a way to run a module."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ansible_collections.cmk.oci.plugins.modules import oci_volume_kms_key
from tests.unit.plugins.fake_time import FakeTime

PASS_PHRASE = "a-pass-phrase-nobody-may-see"


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture(scope="session")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


@pytest.fixture(scope="session")
def pem(private_key: rsa.RSAPrivateKey) -> str:
    return _pem(private_key, serialization.NoEncryption())


@pytest.fixture(scope="session")
def encrypted_pem(private_key: rsa.RSAPrivateKey) -> str:
    return _pem(private_key, serialization.BestAvailableEncryption(PASS_PHRASE.encode()))


@pytest.fixture(scope="session")
def fingerprint(private_key: rsa.RSAPrivateKey) -> str:
    """As OCI computes it: the MD5 of the public key in DER form."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = private_key.public_key().public_bytes(serialization.Encoding.DER, form)
    return hashlib.md5(public).digest().hex(":")


def _pem(key: rsa.RSAPrivateKey, encryption: serialization.KeySerializationEncryption) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, encryption).decode()


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home folder without a config file, and no variable in the environment that the collection reads.

    The machine's CA bundle, if REQUESTS_CA_BUNDLE names one, takes longer to read than all else that a task does.
    """
    for name in list(os.environ):
        if name.startswith("OCI_") or name == "REQUESTS_CA_BUNDLE":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def run_module(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Runs a module as Ansible would, oci_volume_kms_key unless another one is given, and returns what it prints."""

    def run(check_mode: bool = False, module: ModuleType = oci_volume_kms_key, **params: Any) -> dict[str, Any]:
        arguments = {**params, "_ansible_check_mode": check_mode, "_ansible_diff": True, "_ansible_verbosity": 4}
        with patch_module_args(arguments), pytest.raises(SystemExit):
            module.main()
        result: dict[str, Any] = json.loads(capsys.readouterr().out)
        return result

    return run
