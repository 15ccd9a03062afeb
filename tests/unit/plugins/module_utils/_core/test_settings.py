# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where each authentication value comes from."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.options import (
    AUTH_OPTIONS,
    AUTH_TYPE_SYNONYMS,
    AuthOption,
    auth_argument_spec,
)
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import NEEDS, Settings, resolve, secrets

FINGERPRINT = ":".join(["ab"] * 16)
OTHER_FINGERPRINT = ":".join(["cd"] * 16)
COMPLETE = {
    "tenancy": "ocid1.tenancy.oc1..task",
    "api_user": "ocid1.user.oc1..task",
    "api_user_fingerprint": FINGERPRINT,
    "api_user_key_file": "/task.pem",
    "region": "us-ashburn-1",
}
PROFILE = f"""
[DEFAULT]
tenancy=ocid1.tenancy.oc1..profile
user=ocid1.user.oc1..profile
fingerprint={OTHER_FINGERPRINT}
key_file=/profile.pem
pass_phrase=100%_secret
region=eu-frankfurt-1

[SESSION]
security_token_file=/token
key_file=/session.pem

[other]
region=uk-london-1
"""


def no_file(path: str) -> str:
    raise FileNotFoundError(path)


def files(**texts: str) -> Mapping[str, str]:
    return texts


def settings(
    params: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    config: str | None = None,
) -> Settings:
    def read(path: str) -> str:
        if config is None:
            raise FileNotFoundError(path)
        return config

    return resolve(params or {}, environ or {}, read)


# Every option that has all three places, with three values that pass the checks of shape.
THREE_PLACES = {
    "tenancy": ("ocid1.tenancy.oc1..a", "ocid1.tenancy.oc1..b", "ocid1.tenancy.oc1..c"),
    "api_user": ("ocid1.user.oc1..a", "ocid1.user.oc1..b", "ocid1.user.oc1..c"),
    "api_user_fingerprint": tuple(":".join([pair] * 16) for pair in ("aa", "bb", "cc")),
    "api_user_key_file": ("/a.pem", "/b.pem", "/c.pem"),
    "api_user_key_pass_phrase": ("a", "b", "c"),
    "region": ("us-ashburn-1", "us-phoenix-1", "uk-london-1"),
}
OPTIONS = {option.name: option for option in AUTH_OPTIONS}


@pytest.mark.parametrize(
    ("option", "variable"),
    [(OPTIONS[name], variable) for name in THREE_PLACES for variable in OPTIONS[name].environment],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
@pytest.mark.parametrize("given", list(itertools.product([True, False], repeat=2)), ids=str)
def test_task_wins_over_environment_wins_over_profile(
    option: AuthOption, variable: str, given: tuple[bool, bool]
) -> None:
    in_task, in_environment, in_profile = THREE_PLACES[option.name]
    lines = {name: f"{OPTIONS[name].profile_key}={values[2]}" for name, values in THREE_PLACES.items()}
    found = settings(
        {option.name: in_task} if given[0] else {},
        {variable: in_environment} if given[1] else {},
        "[DEFAULT]\n" + "\n".join(lines.values()),
    )
    expected = in_task if given[0] else in_environment if given[1] else in_profile
    place = "task option" if given[0] else variable if given[1] else "profile DEFAULT"
    assert found.get(option.name) == expected
    assert place in found.values[option.name].source


@pytest.mark.parametrize("name", ["OCI_ANSIBLE_AUTH_TYPE", "OCI_AUTH_TYPE"])
def test_task_wins_over_environment_for_auth_type(name: str) -> None:
    assert settings({**COMPLETE, "auth_type": "api_key"}, {name: "instance_principal"}).auth_type == "api_key"
    assert settings({}, {name: "instance_principal"}).auth_type == "instance_principal"


@pytest.mark.parametrize(
    ("spelling", "meaning"),
    [("session_token", "security_token"), ("oke_workload_identity", "workload_identity"), ("api_key", "api_key")],
)
def test_spellings_of_the_neighbours_are_understood(spelling: str, meaning: str) -> None:
    given = {**COMPLETE, "security_token_file": "/token", "auth_type": spelling}
    assert settings(given).auth_type == meaning


@pytest.mark.parametrize("place", ["OCI_ANSIBLE_AUTH_TYPE", "OCI_AUTH_TYPE", "task"])
@pytest.mark.parametrize("wrong", ["password", "API_KEY", "session token", "'api_key'"])
def test_unknown_kinds_of_authentication_name_all_that_are_known(place: str, wrong: str) -> None:
    """The spellings of the neighbours, too: whatever is named is accepted, and whatever is accepted is named."""
    params, environ = ({"auth_type": wrong}, {}) if place == "task" else ({}, {place: wrong})
    with pytest.raises(BadOption) as raised:
        settings(params, environ)
    named = str(raised.value).rstrip(".").partition("Specify one of ")[2].split(", ")
    assert set(named) == {*NEEDS, *AUTH_TYPE_SYNONYMS}
    assert named == auth_argument_spec()["auth_type"]["choices"]
    for each in named:
        assert settings({**COMPLETE, "security_token_file": "/x", "delegation_token_file": "/x", "auth_type": each})


def test_no_config_file_is_needed_when_all_is_given() -> None:
    assert settings(COMPLETE).get("api_user_key_file") == "/task.pem"


def test_no_config_file_is_read_when_all_is_given() -> None:
    def fail(path: str) -> str:
        raise AssertionError(f"read {path}")

    assert resolve(COMPLETE, {}, fail).get("region") == "us-ashburn-1"
    for auth_type in ("instance_principal", "resource_principal", "workload_identity"):
        assert resolve({"auth_type": auth_type}, {}, fail).get("region") is None


def test_principal_takes_the_region_of_a_profile_that_was_requested() -> None:
    found = settings({"auth_type": "instance_principal", "config_profile_name": "other"}, {}, PROFILE)
    assert found.get("region") == "uk-london-1"
    without = settings({"auth_type": "instance_principal", "config_profile_name": "other"}, {}, None)
    assert without.get("region") is None


def test_profile_inherits_from_default_and_percent_signs_are_plain() -> None:
    found = settings({"config_profile_name": "other"}, {}, PROFILE)
    assert found.get("api_user") == "ocid1.user.oc1..profile"
    assert found.get("region") == "uk-london-1"
    assert found.get("api_user_key_pass_phrase") == "100%_secret"


PLACES = {"HOME": "/home/someone", "PLACE": "/secrets", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("~/key.pem", "/home/someone/key.pem"),
        ("$PLACE/key.pem", "/secrets/key.pem"),
        ("${PLACE}/key.pem", "/secrets/key.pem"),
        ("${PLACE}${EMPTY}/$ABSENT/${ABSENT}", "/secrets/$ABSENT/${ABSENT}"),
        ("~root/key.pem", os.path.expanduser("~root/key.pem")),
        ("/a~/~", "/a~/~"),
        ("~no-such-user/key.pem", "~no-such-user/key.pem"),
    ],
)
def test_paths_are_expanded_by_the_environment_of_the_task(
    monkeypatch: pytest.MonkeyPatch, text: str, path: str
) -> None:
    for name in PLACES:
        monkeypatch.setenv(name, "/of/the/process")
    given = settings({}, {**PLACES, "OCI_USER_KEY_FILE": text}, PROFILE)
    assert given.get("api_user_key_file") == path
    in_profile = settings({}, PLACES, PROFILE.replace("/profile.pem", text))
    assert in_profile.get("api_user_key_file") == path


def test_without_home_it_is_that_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    expected = os.path.expanduser("~/key.pem")
    monkeypatch.setenv("HOME", "/of/the/process")
    assert settings({}, {"OCI_USER_KEY_FILE": "~/key.pem"}, PROFILE).get("api_user_key_file") == expected


@pytest.mark.parametrize(
    ("params", "environ", "kept"),
    [
        ({"api_user_key_content": "TEXT"}, {"OCI_USER_KEY_FILE": "/env.pem"}, "api_user_key_content"),
        ({"api_user_key_file": "/task.pem"}, {"OCI_USER_KEY_CONTENT": "TEXT"}, "api_user_key_file"),
        ({}, {"OCI_USER_KEY_CONTENT": "TEXT"}, "api_user_key_content"),
    ],
    ids=["text in the task", "file in the task", "text in the environment, file in the profile"],
)
def test_the_two_spellings_of_the_private_key_are_one_value(
    params: dict[str, str], environ: dict[str, str], kept: str
) -> None:
    found = settings(params, environ, PROFILE)
    dropped = ({"api_user_key_content", "api_user_key_file"} - {kept}).pop()
    assert found.get(kept) is not None
    assert found.get(dropped) is None


@pytest.mark.parametrize(
    ("option", "wrong"), [("tenancy", "ocid1.user.oc1..a"), ("api_user", "ocid1.group.oc1..a")], ids=["tenancy", "user"]
)
def test_an_ocid_of_another_kind_is_rejected(option: str, wrong: str) -> None:
    lines = {name: f"{OPTIONS[name].profile_key}={values[2]}" for name, values in THREE_PLACES.items()}
    with pytest.raises(BadOption) as caught:
        settings(
            {}, {}, "[DEFAULT]\n" + "\n".join({**lines, option: f"{OPTIONS[option].profile_key}={wrong}"}.values())
        )
    assert caught.value.option == option
    assert wrong in caught.value.reason


def test_a_session_token_leaves_the_user_of_the_profile_unused() -> None:
    profile = "[DEFAULT]\nuser=ocid1.group.oc1..a\nsecurity_token_file=/t\nkey_file=/k\nregion=us-ashburn-1\n"
    assert settings({"auth_type": "security_token"}, {}, profile).get("security_token_file") == "/t"


def test_empty_values_count_as_not_given() -> None:
    found = settings({**COMPLETE, "region": ""}, {"OCI_REGION": ""}, PROFILE)
    assert found.get("region") == "eu-frankfurt-1"


@pytest.mark.parametrize(
    ("params", "environ", "config", "message"),
    [
        (
            {},
            {},
            None,
            r"\.oci/config \(from the default\).* tenancy, ",
        ),
        (
            {"config_profile_name": "nobody"},
            {},
            PROFILE,
            r"'nobody' \(from the task option config_profile_name\).* DEFAULT, SESSION, other",
        ),
        ({}, {}, "[DEFAULT]\nuser=ocid1.user.oc1..a", "requires tenancy, api_user_fingerprint, api_user_key_file or"),
        ({}, {"OCI_CONFIG_FILE": "/somewhere"}, None, r"/somewhere \(from the environment variable OCI_CONFIG_FILE\)"),
        (
            {"auth_type": "session_token"},
            {},
            "[DEFAULT]\nregion=a",
            "requires security_token_file, api_user_key_file or",
        ),
        (
            {},
            {"OCI_AUTH_TYPE": "magic"},
            None,
            "auth_type 'magic' .from the environment variable OCI_AUTH_TYPE.",
        ),
        (
            {**COMPLETE, "tenancy": "acme"},
            {},
            None,
            "the task option tenancy .*'acme'",
        ),
        ({**COMPLETE, "region": "us ashburn"}, {}, None, "region .*'us ashburn'"),
        (
            {**COMPLETE, "api_user_fingerprint": "ab:cd"},
            {},
            None,
            "the task option api_user_fingerprint .*16 pairs[^']*$",
        ),
        ({**COMPLETE, "api_user_key_content": "X"}, {}, None, "api_user_key_content.*api_user_key_file"),
        ({}, {}, "pass_phrase=s3cret", "malformed"),
        ({}, {}, "[DEFAULT]\nsecurity_token_file=/t", "auth_type .*security_token"),
    ],
    ids=[
        "nothing anywhere",
        "unknown profile",
        "incomplete profile",
        "missing file from the environment",
        "session token without its file",
        "unknown auth_type",
        "tenancy is not an OCID",
        "region with a space",
        "short fingerprint",
        "two private keys",
        "malformed file",
        "profile of a session",
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    params: dict[str, str], environ: dict[str, str], config: str | None, message: str
) -> None:
    with pytest.raises(BadOption, match=message) as raised:
        settings(params, environ, config)
    assert "s3cret" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert "\n" not in str(raised.value)


def test_what_else_is_missing_is_said_when_only_some_is() -> None:
    with pytest.raises(BadOption, match=r" /x .*region, which"):
        settings({**COMPLETE, "region": None}, {"OCI_CONFIG_FILE": "/x"})


def test_config_file_is_shown_with_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadOption, match=f" {Path.cwd()}/a/config "):
        settings({"config_file_location": "a/config"})
    assert settings({"config_file_location": "a/config"}, {}, PROFILE).values["region"].source == (
        f"the profile DEFAULT of {Path.cwd()}/a/config"
    )


@pytest.mark.parametrize("region", ["us-ashburn-1", "US-Ashburn-1", "us-gov-ashburn-1", "iad", "IAD"])
def test_region(region: str) -> None:
    assert settings({**COMPLETE, "region": region}).get("region") == region.lower()


@pytest.mark.parametrize(
    ("region", "shown"),
    [
        ("1", "'1'"),
        ("us-ashburn", "'us-ashburn'"),
        ("us", "'us'"),
        ("us-ashburn-1\u200b", r"'us-ashburn-1\\u200b'"),
        ("us-ashburn-1.oraclecloud.com", "'us-ashburn-1.oraclecloud.com' .without a domain.*OCI_REGION_METADATA"),
    ],
    ids=["number", "no number", "two letters", "invisible character", "domain"],
)
def test_no_region(region: str, shown: str) -> None:
    with pytest.raises(BadOption, match=f"region .*OCI_REGION.* {shown}"):
        settings({**COMPLETE, "region": None}, {"OCI_REGION": region})


def test_task_options_are_named_once() -> None:
    found = settings(COMPLETE, {"OCI_AUTH_TYPE": "api_key"})
    assert found.named("api_user_key_file") == "the task option api_user_key_file"
    assert found.named("auth_type") == "auth_type (from the environment variable OCI_AUTH_TYPE)"
    assert found.describe() == (
        "auth_type api_key (from the environment variable OCI_AUTH_TYPE), api_user ocid1.user.oc1..task, "
        "api_user_fingerprint, api_user_key_file /task.pem (from the task)"
    )


def test_no_secret_is_shown() -> None:
    phrase, text = "hidden pass phrase", "-----BEGIN PRIVATE KEY-----"
    given = {**COMPLETE, "api_user_key_pass_phrase": phrase, "api_user_key_content": text, "api_user_key_file": None}
    found = settings(given)
    shown = repr(found) + found.describe() + found.named("api_user_key_content")
    for secret in (phrase, text, FINGERPRINT):
        assert secret not in shown
    assert secrets(given, {"OCI_USER_KEY_PASS_PHRASE": "other"}) == {phrase, text, FINGERPRINT}
    assert "other" in secrets({}, {"OCI_USER_KEY_PASS_PHRASE": "other"})


def test_options_have_no_defaults_so_that_given_stays_visible() -> None:
    for name, argument in auth_argument_spec().items():
        assert "default" not in argument, name
        assert "fallback" not in argument, name
        assert "no_log" in argument, name


def test_every_auth_type_that_may_be_chosen_is_known() -> None:
    meant = {
        settings({**COMPLETE, "security_token_file": "/t", "delegation_token_file": "/d", "auth_type": each}).auth_type
        for each in OPTIONS["auth_type"].choices
    }
    assert meant == set(NEEDS)
