# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
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

from ansible_collections.cmk.oci.plugins.module_utils._core.sdk import sdk
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
    ("params", "words"),
    [
        ({"volume_id": "my-volume", "kms_key_id": KEY}, "volume_id must be the OCID of a block volume"),
        ({"volume_id": "", "kms_key_id": KEY}, "and it is empty"),
        ({"volume_id": KEY, "kms_key_id": KEY}, "the key belongs in kms_key_id"),
        (
            {"volume_id": "ocid1.bootvolumebackup.oc1.iad.x", "kms_key_id": KEY},
            "a backup has a key of its own, which oci_backup_kms_key changes",
        ),
        ({"volume_id": "ocid1.volumegroup.oc1.iad.x", "kms_key_id": KEY}, "a group has no key of its own"),
        (
            {"volume_id": VOLUME},
            "needs kms_key_id, kms_key_ids, or kms_key_name with vault_id; to go back to the Oracle-managed key, say",
        ),
        ({"volume_id": VOLUME, "kms_key_id": ""}, "say state=absent"),
        (
            {"volume_id": VOLUME, "boot_volume_id": "ocid1.bootvolume.oc1.iad.b", "kms_key_id": KEY},
            "volume_id and boot_volume_id are two names of one option and have different values",
        ),
        ({"volume_id": VOLUME, "kms_key_id": "volumes-key"}, "kms_key_id must be the OCID of a key (ocid1.key.…)"),
        ({"volume_id": VOLUME, "kms_key_id": "ocid1.vault.oc1.iad.v.x"}, "give the OCID of one of its keys"),
        ({"volume_id": VOLUME, "kms_key_id": KEY, "vault_id": KEY}, "vault_id must be the OCID of a vault"),
        (
            {"volume_id": VOLUME, "kms_key_id": KEY, "state": "absent"},
            "state=absent goes back to the Oracle-managed key",
        ),
        ({"volume_id": VOLUME, "rewrap": True, "state": "absent"}, "takes no rewrap"),
        ({"volume_id": VOLUME, "kms_key_id": KEY, "wait_timeout": 0}, "wait_timeout must be 1 second or more"),
        (
            {"volume_id": VOLUME, "kms_key_id": KEY, "wait_timeout": 10**400},
            "wait_timeout must be at most 31622400 seconds",
        ),
        ({"volume_id": VOLUME, "kms_key_id": KEY, "policy_timeout": 10**30}, "policy_timeout must be at most 31622400"),
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
def test_options(run_module: RunModule, params: dict[str, Any], words: str) -> None:
    assert words in assert_one_clear_failure(run_module(**params), "BadOption")


def given(**more: Any) -> dict[str, Any]:
    return {"volume_id": VOLUME, "kms_key_id": KEY, **more}


def test_no_credentials_anywhere(run_module: RunModule) -> None:
    message = assert_one_clear_failure(run_module(**given()), "BadOption")
    assert "does not exist" in message
    assert "needs tenancy, api_user, api_user_fingerprint, api_user_key_file or api_user_key_content, region" in message


def test_unknown_profile(run_module: RunModule, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[work]\nregion=us-ashburn-1\n")
    result = run_module(**given(config_file_location=str(config), config_profile_name="play"))
    assert "The profile 'play'" in assert_one_clear_failure(result, "BadOption")


def test_missing_region(run_module: RunModule, pem: str) -> None:
    credentials = {**CREDENTIALS, "region": None, "api_user_key_content": pem}
    message = assert_one_clear_failure(run_module(**given(**credentials)), "BadOption")
    assert "needs region, which neither the task nor the environment gives" in message


@pytest.mark.parametrize("kind", ["missing", "binary"])
def test_unreadable_key_file(run_module: RunModule, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "key.pem"
    if kind == "binary":
        path.write_bytes(b"\xff\xfe\x00")
    message = assert_one_clear_failure(run_module(**given(**CREDENTIALS, api_user_key_file=str(path))), "BadOption")
    assert str(path) in message


def test_missing_pass_phrase(run_module: RunModule, encrypted_pem: str) -> None:
    message = assert_one_clear_failure(
        run_module(**given(**CREDENTIALS, api_user_key_content=encrypted_pem)), "BadOption"
    )
    assert "is protected by a pass phrase: give it as api_user_key_pass_phrase" in message


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
    assert "cannot be opened with the pass phrase" in assert_one_clear_failure(result, "BadOption")
    printed = json.dumps(result)
    for secret in [wrong, *secrets_of(encrypted_pem)]:
        assert secret not in printed


@pytest.mark.parametrize("option", ["api_user_key_file", "config_file_location", "kms_key_id", "api_user"])
def test_key_text_in_the_wrong_option_is_not_shown(run_module: RunModule, pem: str, option: str) -> None:
    result = run_module(**{**given(**CREDENTIALS), option: pem})
    message = assert_one_clear_failure(result, "BadOption")
    assert f"{option} holds the text of a private key; the text belongs in api_user_key_content" in message
    assert not any(line in json.dumps(result) for line in secrets_of(pem))


def test_bad_fingerprint(run_module: RunModule, pem: str) -> None:
    params = {**CREDENTIALS, "api_user_fingerprint": "00:11", "api_user_key_content": pem}
    message = assert_one_clear_failure(run_module(**given(**params)), "BadOption")
    assert "must be 16 pairs of hexadecimal digits" in message


def test_two_private_keys(run_module: RunModule, pem: str) -> None:
    result = run_module(**given(**CREDENTIALS, api_user_key_content=pem, api_user_key_file="/x"))
    assert "The private key is given twice" in assert_one_clear_failure(result, "BadOption")


@pytest.fixture
def no_sdk_yet() -> None:
    """As in a process that has not used the SDK yet."""
    sdk.cache_clear()


@pytest.mark.usefixtures("no_sdk_yet")
def test_sdk_missing(run_module: RunModule, pem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oci", None)
    result = run_module(**given(**CREDENTIALS, api_user_key_content=pem))
    assert "cannot be imported by" in assert_one_clear_failure(result, "SdkMissing")


@pytest.mark.usefixtures("no_sdk_yet")
def test_sdk_too_old(run_module: RunModule, pem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oci.version, "__version__", "2.1.0")
    result = run_module(**given(**CREDENTIALS, api_user_key_content=pem))
    assert "has oci 2.1.0" in assert_one_clear_failure(result, "SdkMissing")


def test_unknown_choice_in_the_environment(run_module: RunModule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCI_AUTH_TYPE", "password")
    assert "auth_type 'password'" in assert_one_clear_failure(run_module(**given()), "BadOption")
