# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Config files that are not as they should be: one sentence, which quotes no secret."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.task import task_in
from tests.secrets import FORMS
from tests.unit.plugins.conftest import PASS_PHRASE

USER = "user=ocid1.user.oc1..u\n"
PROFILE = f"[DEFAULT]\n{USER}tenancy=ocid1.tenancy.oc1..t\nregion=us-ashburn-1\nfingerprint={':'.join(['ab'] * 16)}\n"


@pytest.fixture(autouse=True)
def nothing_else(no_credentials: Path) -> None:
    """No config file and no variable but those of the test."""


def login(params: dict[str, object]) -> Session:
    return task_in(os.environ, params).log_in()


def refusal(**params: object) -> str:
    with pytest.raises(BadOption) as raised:
        assert login(params).signer
    message = str(raised.value)
    assert "\n" not in message
    assert "PRIVATE KEY" not in message
    assert "s3cret" not in message
    return message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (USER, "is malformed: it has no line such as [DEFAULT] before line 1"),
        (f"[DEFAULT]\n{USER}{USER}", "is malformed: it has the option 'user' twice in the profile 'DEFAULT', again at"),
        (f"[A]\n{USER}[A]\n", "is malformed: it has the profile 'A' twice, again at line 3: keep one"),
        ("[DEFAULT]\npass_phrase s3cret\n", "is malformed at line 2"),
        ("", "is not in the config file"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "holds a token; specify the file that holds"),
    ],
    ids=["no header", "option twice", "profile twice", "no sign of equality", "empty", "token"],
)
def test_bad_file(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    assert words in refusal(config_file_location=str(path))


def test_no_file_of_profiles(tmp_path: Path, pem: str) -> None:
    path = tmp_path / "config"
    path.write_text(pem)
    assert "holds the text of a private key; specify the file that" in refusal(config_file_location=str(path))
    path.write_bytes(b"\x00\xff\x80")
    assert "cannot be read: it is not text in UTF-8" in refusal(config_file_location=str(path))
    path.unlink()
    path.mkdir()
    assert "cannot be read: Is a directory" in refusal(config_file_location=str(path))


def test_byte_order_mark_and_line_ends_of_windows(tmp_path: Path, pem: str, fingerprint: str) -> None:
    path, key = tmp_path / "config", tmp_path / "key.pem"
    key.write_text(pem)
    text = PROFILE.replace(":".join(["ab"] * 16), fingerprint) + f"key_file={key}\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert login({"config_file_location": str(path)}).signer


@pytest.mark.parametrize("way", ["task", "environment"])
@pytest.mark.parametrize("text", ["key", "profile"])
def test_text_in_place_of_the_path(way: str, text: str, pem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = pem if text == "key" else PROFILE
    if way == "environment":
        monkeypatch.setenv("OCI_CONFIG_FILE", given)
    message = refusal(**({"config_file_location": given} if way == "task" else {}))
    place = "the environment variable OCI_CONFIG_FILE" if way == "environment" else "task option config_file_location"
    assert place in message
    assert ("holds the text of a private key" if text == "key" else "must be the path of a file, and it has") in message


def test_key_content_in_a_profile(tmp_path: Path, pem: str) -> None:
    """The SDK refuses it, so that the neighbours' tools could not use the profile either."""
    path = tmp_path / "config"
    path.write_text(PROFILE + "key_content=" + FORMS["written ends"](pem))
    message = refusal(config_file_location=str(path))
    assert f"The profile DEFAULT of {path} holds key_content, which the OCI SDK rejects in a config file" in message
    # It is in nobody's way when the key comes from elsewhere.
    with pytest.raises(BadOption, match=r"and the private key of .* has the fingerprint"):
        assert login({"config_file_location": str(path), "api_user_key_content": pem}).signer


@pytest.mark.parametrize(
    ("variable", "belongs"),
    [
        ("OCI_USER_KEY_FILE", "Specify the text as api_user_key_content (OCI_USER_KEY_CONTENT)"),
        ("OCI_USER_ID", "Specify the text as api_user_key_content"),
        ("OCI_REGION", "Specify the text as api_user_key_content"),
        ("OCI_CONFIG_PROFILE", "Specify the text as api_user_key_content"),
        ("OCI_ANSIBLE_CERT_BUNDLE", "Specify the text as api_user_key_content"),
    ],
)
def test_key_in_another_variable(
    variable: str, belongs: str, pem: str, fingerprint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = {
        "OCI_TENANCY": "ocid1.tenancy.oc1..t",
        "OCI_USER_FINGERPRINT": fingerprint,
        "OCI_USER_KEY_FILE": "/nowhere/key.pem",
        "OCI_USER_ID": "ocid1.user.oc1..u",
        **({} if variable == "OCI_CONFIG_PROFILE" else {"OCI_REGION": "us-ashburn-1"}),
        variable: pem,
    }
    for name, text in everything.items():
        monkeypatch.setenv(name, text)
    message = refusal()
    assert f"(from the environment variable {variable}) holds the text of a private key" in message
    assert belongs in message


QUOTED = {
    "user": "ocid1.user.oc1..u",
    "tenancy": "ocid1.tenancy.oc1..t",
    "region": "us-ashburn-1",
    "fingerprint": ":".join(["ab"] * 16),
    "key_file": "~/.oci/key.pem",
    "security_token_file": "~/.oci/token",
    "delegation_token_file": "~/.oci/delegation",
}
USED_BY = {"security_token_file": "security_token", "delegation_token_file": "instance_obo_user"}


@pytest.mark.parametrize("quotes", ['""', "''", "``", "\u201c\u201d", "\u2018\u2019"])
@pytest.mark.parametrize("name", QUOTED)
def test_values_in_quotes(tmp_path: Path, name: str, quotes: str) -> None:
    """The SDK and the CLI take them for a part of the value, too."""
    path = tmp_path / "config"
    given = {**QUOTED, name: quotes[0] + QUOTED[name] + quotes[1]}
    path.write_text("[DEFAULT]\n" + "".join(f"{each} = {text}\n" for each, text in given.items()))
    message = refusal(config_file_location=str(path), auth_type=USED_BY.get(name, "api_key"))
    assert message == (
        f"The value of {name} in the profile DEFAULT of {path} is in quotes, and config files take values without "
        "quotes. Remove the quotes."
    )


def test_quotes_of_values_that_are_not_used(tmp_path: Path, pem: str, fingerprint: str) -> None:
    path = tmp_path / "config"
    path.write_text("[DEFAULT]\n" + "".join(f"{each} = '{text}'\n" for each, text in QUOTED.items()))
    everything = {
        "tenancy": QUOTED["tenancy"],
        "api_user": QUOTED["user"],
        "api_user_fingerprint": fingerprint,
        "api_user_key_content": pem,
    }
    assert "The value of region in the profile DEFAULT" in refusal(config_file_location=str(path), **everything)
    assert login({"config_file_location": str(path), **everything, "region": "us-ashburn-1"}).signer


@pytest.mark.parametrize("variable", ["OCI_REGION", "OCI_USER_ID", "OCI_USER_KEY_FILE", "OCI_CONFIG_FILE"])
def test_variables_in_quotes(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as those that `docker run --env-file` passes on."""
    everything = {"OCI_TENANCY": QUOTED["tenancy"], "OCI_USER_FINGERPRINT": QUOTED["fingerprint"], variable: '"x"'}
    for name, text in {"OCI_USER_ID": "ocid1.user.oc1..u", "OCI_USER_KEY_FILE": "/key", **everything}.items():
        monkeypatch.setenv(name, text)
    if variable not in ("OCI_CONFIG_FILE", "OCI_REGION"):
        monkeypatch.setenv("OCI_REGION", "us-ashburn-1")
    assert refusal().endswith(f"(from the environment variable {variable}) is in quotes. Remove the quotes.")


@pytest.mark.parametrize("quotes", ['"', "'", ""])
def test_pass_phrase_in_quotes(tmp_path: Path, encrypted_pem: str, fingerprint: str, quotes: str) -> None:
    """Quotes may belong to it, so that only one that opens nothing is suspect; it is never shown."""
    path, key = tmp_path / "config", tmp_path / "key.pem"
    key.write_text(encrypted_pem)
    text = PROFILE.replace(":".join(["ab"] * 16), fingerprint) + f"key_file={key}\n"
    path.write_text(f"{text}pass_phrase={quotes}s3cret phrase{quotes}\n")
    message = refusal(config_file_location=str(path))
    assert (
        f"cannot be opened with the pass phrase of api_user_key_pass_phrase (from the profile DEFAULT of {path})"
        in (message)
    )
    assert message.endswith(", which is in quotes. Remove the quotes, unless they belong to it.") == bool(quotes)
    path.write_text(f"{text}pass_phrase={PASS_PHRASE}\n")
    assert login({"config_file_location": str(path)}).signer
