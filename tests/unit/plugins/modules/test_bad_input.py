# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input to oci_volume_kms_key: one clear sentence, no traceback, no secret. No server is there to be asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.sdk import MINIMUM_VERSION, sdk
from tests.unit.plugins.conftest import PASS_PHRASE

VOLUME = "ocid1.volume.oc1.iad.abuwcljr"
KEY = "ocid1.key.oc1.iad.bfqfhkltaaeuk.abuwcljr"
CREDENTIALS = {
    "tenancy": "ocid1.tenancy.oc1..t",
    "api_user": "ocid1.user.oc1..u",
    "api_user_fingerprint": ":".join(["ab"] * 16),
    "region": "us-ashburn-1",
}

pytestmark = pytest.mark.usefixtures("no_credentials")
RunModule = Callable[..., dict[str, Any]]


def assert_one_clear_failure(result: dict[str, Any], kind: str) -> str:
    assert result["failed"] is True
    assert result["failure"]["kind"] == result["failure"]["code"] == kind
    assert "Traceback" not in json.dumps(result)
    assert "exception" not in result
    assert not result.get("changed")
    message: str = result["msg"]
    assert message.endswith(".")
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"volume_id": "my-volume", "kms_key_id": KEY}, ["volume_id", "'my-volume'", "ocid1.volume."]),
        ({"volume_id": "", "kms_key_id": KEY}, ["volume_id", "empty"]),
        ({"volume_id": KEY, "kms_key_id": KEY}, ["volume_id", "kms_key_id"]),
        (
            {"volume_id": "ocid1.bootvolumebackup.oc1.iad.x", "kms_key_id": KEY},
            ["volume_id", "'bootvolumebackup'", "oci_backup_kms_key"],
        ),
        ({"volume_id": "ocid1.volumegroup.oc1.iad.x", "kms_key_id": KEY}, ["volume_id", "'volumegroup'", "group"]),
        (
            {"volume_id": VOLUME},
            ["state=present", "kms_key_id", "kms_key_ids", "kms_key_name", "vault_id", "state=absent"],
        ),
        ({"volume_id": VOLUME, "kms_key_id": ""}, ["kms_key_id", "state=absent"]),
        (
            {"volume_id": VOLUME, "boot_volume_id": "ocid1.bootvolume.oc1.iad.b", "kms_key_id": KEY},
            ["volume_id", "boot_volume_id"],
        ),
        ({"volume_id": VOLUME, "kms_key_id": "volumes-key"}, ["kms_key_id", "ocid1.key."]),
        ({"volume_id": VOLUME, "kms_key_id": "ocid1.vault.oc1.iad.v.x"}, ["kms_key_id", "'vault'", "keys"]),
        ({"volume_id": VOLUME, "kms_key_id": KEY, "vault_id": KEY}, ["vault_id", "vault"]),
        ({"volume_id": VOLUME, "kms_key_id": KEY, "state": "absent"}, ["state=absent", "kms_key_id"]),
        ({"volume_id": VOLUME, "rewrap": True, "state": "absent"}, ["rewrap"]),
        ({"volume_id": VOLUME, "kms_key_id": KEY, "wait_timeout": 0}, ["wait_timeout", "1 second"]),
        ({"volume_id": VOLUME, "kms_key_id": KEY, "wait_timeout": 10**400}, ["wait_timeout", "31622400"]),
        ({"volume_id": VOLUME, "kms_key_id": KEY, "policy_timeout": 10**30}, ["policy_timeout", "31622400"]),
    ],
    ids=[
        "name instead of OCID",
        "empty OCID",
        "key as volume",
        "backup as volume",
        "group as volume",
        "no key",
        "empty key",
        "two values of one option",
        "name instead of key",
        "vault as key",
        "key as vault",
        "key with absent",
        "rewrap with absent",
        "no time to wait",
        "too long to wait",
        "too long for policies",
    ],
)
def test_messages_about_options_name_them(run_module: RunModule, params: dict[str, Any], names: list[str]) -> None:
    assert_names(run_module(**params), *names)


def assert_names(result: dict[str, Any], *names: str, kind: str = "BadOption") -> None:
    """A message names options, values and ways out; the words around them are free."""
    message = assert_one_clear_failure(result, kind)
    assert [each for each in names if each not in message] == [], message


def given(**more: Any) -> dict[str, Any]:
    return {"volume_id": VOLUME, "kms_key_id": KEY, **more}


def test_no_credentials_anywhere(run_module: RunModule) -> None:
    needed = "tenancy", "api_user", "api_user_fingerprint", "api_user_key_file", "api_user_key_content", "region"
    assert_names(run_module(**given()), "config", *needed)


def test_unknown_profile(run_module: RunModule, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[work]\nregion=us-ashburn-1\n")
    result = run_module(**given(config_file_location=str(config), config_profile_name="play"))
    assert_names(result, "'play'", "config_profile_name", str(config), "work")


def test_missing_region(run_module: RunModule, pem: str) -> None:
    credentials = {**CREDENTIALS, "region": None, "api_user_key_content": pem}
    assert_names(run_module(**given(**credentials)), "requires region")


@pytest.mark.parametrize("kind", ["missing", "binary"])
def test_unreadable_key_file(run_module: RunModule, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "key.pem"
    if kind == "binary":
        path.write_bytes(b"\xff\xfe\x00")
    assert_names(run_module(**given(**CREDENTIALS, api_user_key_file=str(path))), str(path), "api_user_key_file")


def test_missing_pass_phrase(run_module: RunModule, encrypted_pem: str) -> None:
    result = run_module(**given(**CREDENTIALS, api_user_key_content=encrypted_pem))
    assert_names(result, "api_user_key_content", "api_user_key_pass_phrase")


def secrets_of(pem: str) -> list[str]:
    """Every line of a key, since a line is enough to give it away."""
    return [line for line in pem.splitlines() if not line.startswith("-----")]


@pytest.mark.parametrize("where", ["task", "environment"])
def test_wrong_pass_phrase_is_not_shown(
    run_module: RunModule, encrypted_pem: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "not-" + PASS_PHRASE
    if where == "task":
        params = given(**CREDENTIALS, api_user_key_content=encrypted_pem, api_user_key_pass_phrase=wrong)
    else:
        monkeypatch.setenv("OCI_USER_KEY_PASS_PHRASE", wrong)
        monkeypatch.setenv("OCI_USER_KEY_CONTENT", encrypted_pem)
        params = given(**CREDENTIALS)
    result = run_module(**params)
    assert_names(result, "api_user_key_pass_phrase" if where == "task" else "OCI_USER_KEY_PASS_PHRASE")
    printed = json.dumps(result)
    for secret in [wrong, *secrets_of(encrypted_pem)]:
        assert secret not in printed


@pytest.mark.parametrize("option", ["api_user_key_file", "config_file_location", "kms_key_id", "api_user"])
def test_key_text_in_the_wrong_option_is_not_shown(run_module: RunModule, pem: str, option: str) -> None:
    result = run_module(**{**given(**CREDENTIALS), option: pem})
    assert_names(result, option, "api_user_key_content")
    assert not any(line in json.dumps(result) for line in secrets_of(pem))


def test_bad_fingerprint(run_module: RunModule, pem: str) -> None:
    params = {**CREDENTIALS, "api_user_fingerprint": "00:11", "api_user_key_content": pem}
    assert_names(run_module(**given(**params)), "api_user_fingerprint", "16 pairs")


def test_two_private_keys(run_module: RunModule, pem: str) -> None:
    result = run_module(**given(**CREDENTIALS, api_user_key_content=pem, api_user_key_file="/x"))
    assert_names(result, "api_user_key_content", "api_user_key_file")


@pytest.fixture
def no_sdk_yet() -> None:
    """As in a process that has not used the SDK yet."""
    sdk.cache_clear()


@pytest.mark.usefixtures("no_sdk_yet")
def test_sdk_missing(run_module: RunModule, pem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oci", None)
    result = run_module(**given(**CREDENTIALS, api_user_key_content=pem))
    assert_names(result, "oci", sys.executable, "ansible_python_interpreter", kind="SdkMissing")


@pytest.mark.usefixtures("no_sdk_yet")
def test_sdk_too_old(run_module: RunModule, pem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oci.version, "__version__", "2.1.0")
    result = run_module(**given(**CREDENTIALS, api_user_key_content=pem))
    assert_names(result, "oci 2.1.0", MINIMUM_VERSION, sys.executable, kind="SdkMissing")


def test_unknown_choice_in_the_environment(run_module: RunModule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCI_AUTH_TYPE", "password")
    assert_names(run_module(**given()), "auth_type 'password'", "OCI_AUTH_TYPE", "api_key")
