# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds the value of every authentication option: task before environment before profile before default.

Pure: the environment and the reading of files are passed in. Every value remembers where it came from, because
"which key did it use?" is the first question when a login fails.
"""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional
from urllib.parse import unquote, urlsplit

from . import config_file, redacting, regions
from .errors import BadOption
from .options import AUTH_OPTIONS, AUTH_TYPE_SYNONYMS, AUTH_TYPES, AuthOption
from .quoting import LONGEST, brief, quoted, quotes_of

OPTIONS: Mapping[str, AuthOption] = {option.name: option for option in AUTH_OPTIONS}

# What each kind of authentication requires; the profile is read only if one of these is specified nowhere else.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "api_key": ("tenancy", "api_user", "api_user_fingerprint", "api_user_key", "region"),
    "security_token": ("security_token_file", "api_user_key", "region"),
    "instance_obo_user": ("delegation_token_file",),
    "instance_principal": (),
    "resource_principal": (),
    "workload_identity": (),
}

# What each kind of authentication uses, in the order in which it is named; a profile often holds more.
USES: Mapping[str, tuple[str, ...]] = {
    "api_key": ("api_user", "api_user_fingerprint", "api_user_key_content", "api_user_key_file", "tenancy", "region"),
    "security_token": ("security_token_file", "api_user_key_content", "api_user_key_file", "region"),
    "instance_obo_user": ("delegation_token_file", "region"),
    "instance_principal": ("auth_purpose", "region"),
    "resource_principal": ("region",),
    "workload_identity": ("region",),
}
# Of these, what need not be named when the credentials are: the region of a request is a fact of its own.
NOT_NAMED = ("tenancy", "region")

# Where a text belongs that was found where it must not be.
BELONGS: Mapping[str, str] = {
    redacting.PRIVATE_KEY: "Specify the text as api_user_key_content (OCI_USER_KEY_CONTENT).",
    redacting.PUBLIC_KEY: "Remove it.",
    redacting.CERTIFICATE: "Write it to a file and specify the path.",
    redacting.TOKEN: "Write it to a file and specify the path as security_token_file or delegation_token_file.",
    redacting.LOOKS_SECRET: "Specify a private key as api_user_key_content (OCI_USER_KEY_CONTENT).",
    redacting.PASS_PHRASE: "Specify it as api_user_key_pass_phrase (OCI_USER_KEY_PASS_PHRASE).",
}

# Variables with secrets that the SDK reads by itself. A path in their place is none.
SECRET_VARIABLES = (
    "OCI_RESOURCE_PRINCIPAL_RPST",
    "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM",
    "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM_PASSPHRASE",
)
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")

# Two spellings of one value: a private key is specified as a file or as text.
PRIVATE_KEY = ("api_user_key_content", "api_user_key_file")

# Texts that may begin with a quote.
MAY_HAVE_QUOTES = ("api_user_key_content", "api_user_key_pass_phrase")

FINGERPRINT = re.compile(r"([0-9a-f]{2}:){15}[0-9a-f]{2}")
OCID_LIKE, TENANCY, USER = (
    re.compile(rf"ocid1\.{kind}(\.[A-Za-z0-9_-]*)+") for kind in ("[a-z0-9]+", "tenancy", "user")
)
PLAIN = re.compile(
    r"ocid1\.[a-z0-9]{1,40}\.[a-z0-9]{1,20}\.[a-z0-9-]{0,40}\.[a-z0-9]{1,80}|[a-z]{2,12}(-[a-z]{1,12}){1,3}-[0-9]"
)
REGION = re.compile(f"{regions.NAME.pattern}|{regions.KEY.pattern}")

# As in paths, `$HOME` and `${HOME}`.
VARIABLE = re.compile(r"\$(\w+|\{[^}]*\})", re.ASCII)

TASK, ENVIRONMENT, PROFILE, DEFAULT = range(4)


SESSION_HINT = "The profile holds a session token: to use it, set auth_type to security_token."


@dataclass(frozen=True)
class Value:
    """A value and its source, such as "the environment variable OCI_REGION"; the lower `rank` takes precedence."""

    text: str = field(repr=False)
    source: str
    rank: int

    @property
    def place(self) -> str:
        """Where it came from, for a message that names the option already."""
        return "the task" if self.rank == TASK else self.source


@dataclass(frozen=True)
class Settings:
    """The values found, by option name: options that are not specified are absent. And the task's environment."""

    values: Mapping[str, Value]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(self, option: str) -> Optional[str]:
        """The value, or `None`."""
        value = self.values.get(option)
        return None if value is None else value.text

    def named(self, option: str) -> str:
        """The option with its source, for messages: never the value."""
        value = self.values.get(option)
        return option if value is None else _named(option, value)

    @property
    def auth_type(self) -> str:
        """One of the keys of NEEDS."""
        return self.values["auth_type"].text

    @property
    def realm_specific_endpoints(self) -> Optional[bool]:
        """Whether realm-specific endpoints are requested, `None` if that is not specified."""
        text = self.get("realm_specific_endpoint_template_enabled")
        return None if text is None else text.lower() in ("true", "yes", "on", "1")

    @property
    def ignores_session(self) -> bool:
        """Whether there is a session token that is not used, since the key of a user is to sign."""
        return _ignores_session(self.auth_type, self.values)

    def describe(self) -> str:
        """The credentials in about 200 characters that show no secret: what is used, by the place it comes from."""
        places: dict[str, list[str]] = {}
        auth_type = self.values["auth_type"]
        if auth_type.rank != DEFAULT:
            places[auth_type.place] = [f"auth_type {self.auth_type}"]
        for option in USES[self.auth_type]:
            value = self.values.get(option)
            if value is not None and option not in NOT_NAMED:
                shown = "" if OPTIONS[option].no_log else f" {brief(value.text)}"
                places.setdefault(value.place, []).append(option + shown)
        named = [f"{', '.join(options)} (from {place})" for place, options in places.items()]
        return ", ".join(named) or f"auth_type {self.auth_type} (from {auth_type.place})"


def resolve(params: Mapping[str, Any], environ: Mapping[str, str], read_text: Callable[[str], str]) -> Settings:
    """The settings for a task. `read_text` returns the text of a file or raises OSError.

    Raises BadOption when something needed is given nowhere, or a value cannot be right.
    """
    values = {option.name: value for option in AUTH_OPTIONS if (value := _given(option, params, environ)) is not None}
    auth_type = _auth_type(values["auth_type"])
    values["auth_type"] = auth_type
    _keep_one_private_key(values)
    missing = _missing(values, auth_type.text)
    profile_names_region = "region" not in values and values["config_profile_name"].rank != DEFAULT
    profile_problem = None
    if missing or profile_names_region:
        _check_places(values, ("config_file_location", "config_profile_name"))
        _check_quotes(values, ("config_file_location",))
        try:
            values = {**_profile_values(values, missing, environ, read_text), **values}
            _keep_one_private_key(values)
        except BadOption as problem:
            # Principals find their region without a profile, so only what is needed makes its absence an error.
            profile_problem = problem
    missing = _missing(values, auth_type.text)
    if missing:
        raise _nothing_given(missing, auth_type, values, profile_problem)
    _check_places(values, (*USES[auth_type.text], "cert_bundle"))
    _check_quotes(values, (*USES[auth_type.text], "cert_bundle", "realm_specific_endpoint_template_enabled"))
    _check_shapes(values, auth_type.text)
    return Settings(values, environ)


def secrets(params: Mapping[str, Any], environ: Mapping[str, str]) -> set[str]:
    """The secret texts that a task or its environment holds, so that what leaves can be searched for them."""
    hidden = [option for option in AUTH_OPTIONS if option.no_log]
    found = {text for option in hidden for text in redacting.texts(params.get(option.name))}
    found.update(value.text for option in hidden if (value := _given(option, params, environ)) and value.rank != TASK)
    for name, text in environ.items():
        if name in PROXIES:
            found.add(_password(text))
        elif redacting.secret_kind(text) or (name in SECRET_VARIABLES and not os.path.isabs(text)):
            found.add(text)
    return {text for text in found if len(text) > 3}


def misplaced(place: str, kind: str, *, option: str) -> BadOption:
    """The failure about a text that was put in a place where it must not be."""
    begins = place[:1].upper() + place[1:] if place.startswith(("the ", "a ")) else place
    advice = (BELONGS[kind],) if kind in BELONGS else ()
    return BadOption(f"{begins} holds {kind}", advice=advice, option=option)


def _password(url: str) -> str:
    """The password in the address of a proxy."""
    try:
        return unquote(urlsplit(url).password or "")
    except ValueError:
        return ""


def _given(option: AuthOption, params: Mapping[str, Any], environ: Mapping[str, str]) -> Optional[Value]:
    given = params.get(option.name)
    if given not in (None, ""):
        return Value(str(given), f"the task option {option.name}", TASK)
    for variable in option.environment:
        if environ.get(variable):
            return Value(
                _expand(option, environ[variable], environ), f"the environment variable {variable}", ENVIRONMENT
            )
    if option.default is not None:
        return Value(_expand(option, option.default, environ), "the default", DEFAULT)
    return None


def _expand(option: AuthOption, text: str, environ: Mapping[str, str]) -> str:
    """The text of a path with its variables and its home directory replaced, as `os.path` does in one's own process."""
    if option.type != "path":
        return text
    text = VARIABLE.sub(lambda found: environ.get(found.group(1).strip("{}"), found.group()), text)
    if text.partition("/")[0] != "~":
        return os.path.expanduser(text)  # at most the home directory of another user, which no variable names
    home = environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir
    return home.rstrip("/") + text[1:] or "/"


def _named(option: str, value: Value) -> str:
    return value.source if value.rank == TASK else f"{option} (from {value.source})"


def _auth_type(value: Value) -> Value:
    text = AUTH_TYPE_SYNONYMS.get(value.text, value.text)
    if text not in NEEDS:
        raise BadOption(
            f"auth_type {quoted(value.text)} (from {value.place}) is unknown",
            advice=(f"Specify one of {', '.join(AUTH_TYPES)}.",),
            option="auth_type",
        )
    return Value(text, value.source, value.rank)


def _keep_one_private_key(values: dict[str, Value]) -> None:
    """Drops the spelling of the private key that is outranked. Raises BadOption when both come from the same place."""
    both = [name for name in PRIVATE_KEY if name in values]
    if len(both) < 2:
        return
    first, second = sorted(both, key=lambda name: values[name].rank)
    if values[first].rank == values[second].rank:
        raise BadOption(
            f"The private key is specified twice, by {values[first].source} and by {values[second].source}",
            advice=("Specify it once.",),
            option=second,
        )
    del values[second]


def _missing(values: Mapping[str, Value], auth_type: str) -> list[str]:
    given = set(values) | ({"api_user_key"} if any(name in values for name in PRIVATE_KEY) else set())
    return [name for name in NEEDS[auth_type] if name not in given]


def _profile_values(
    values: dict[str, Value], missing: list[str], environ: Mapping[str, str], read_text: Callable[[str], str]
) -> dict[str, Value]:
    location, profile = values["config_file_location"], values["config_profile_name"]
    location = values["config_file_location"] = Value(os.path.abspath(location.text), location.source, location.rank)
    section = config_file.profile(
        location.text, source=location.source, name=profile.text, name_source=profile.source, read_text=read_text
    )
    source = f"the profile {brief(profile.text)} of {brief(location.text)}"
    if "api_user_key" in missing and section.get("key_content") and not section.get("key_file"):
        raise BadOption(
            f"{source[0].upper()}{source[1:]} holds key_content, which the OCI SDK rejects in a config file",
            advice=(
                (
                    "Write the key to a file and specify it as key_file, or use api_user_key_content "
                    "(OCI_USER_KEY_CONTENT)."
                ),
            ),
            option="api_user_key_content",
        )
    return {
        option.name: Value(_expand(option, section[option.profile_key], environ), source, PROFILE)
        for option in AUTH_OPTIONS
        if option.profile_key and section.get(option.profile_key)
    }


def _nothing_given(
    missing: list[str], auth_type: Value, values: Mapping[str, Value], problem: Optional[BadOption]
) -> BadOption:
    chosen = any(values[name].rank != DEFAULT for name in ("config_file_location", "config_profile_name"))
    if problem and chosen and len(missing) == len(NEEDS[auth_type.text]):
        # Everything was to come from the profile: what else would do is no news.
        return problem
    wanted = ["api_user_key_file or api_user_key_content" if name == "api_user_key" else name for name in missing]
    profile = f"the profile {brief(values['config_profile_name'].text)} of {brief(values['config_file_location'].text)}"
    before = f"{problem.reason}. Without it, a" if problem else "A"
    after = "" if problem else f", and {profile} does not have it either"
    hint = (SESSION_HINT,) if _ignores_session(auth_type.text, values) else ()
    return BadOption(
        f"{before}uthentication by {auth_type.text} (from {auth_type.source}) requires {', '.join(wanted)}, which "
        f"neither the task nor the environment has{after}",
        advice=(*(problem.advice if problem else ()), *hint),
        option=(problem.option if problem else None)
        or (PRIVATE_KEY[0] if missing[0] == "api_user_key" else missing[0]),
    )


def _ignores_session(auth_type: str, values: Mapping[str, Value]) -> bool:
    return auth_type == "api_key" and "security_token_file" in values


def _check_places(values: Mapping[str, Value], options: tuple[str, ...]) -> None:
    """Raises BadOption for a text in the place of the path of its file, or for a secret in the place of a name."""
    for option in options:
        value = values.get(option)
        if value is None or OPTIONS[option].no_log:
            continue
        # Most values are as they should be, and then they are too short and too plain for a secret.
        kind = None if PLAIN.fullmatch(value.text) else redacting.kind(value.text)
        if kind:
            raise misplaced(_named(option, value), kind, option=option)
        if OPTIONS[option].type == "path" and len(value.text.strip().splitlines()) > 1:
            raise BadOption(
                f"The value of {_named(option, value)} must be the path of a file, and it has several lines.",
                option=option,
            )


def _check_quotes(values: Mapping[str, Value], options: tuple[str, ...]) -> None:
    """Raises BadOption for a value in quotes: YAML and shells take them off, config files and most tools do not.

    A pass phrase and the text of a key may have them; what is wrong with these shows when the key is opened.
    """
    for option in options:
        value = values.get(option)
        problem = quotes_of(value.text) if value is not None and option not in MAY_HAVE_QUOTES else None
        if value is None or problem is None:
            continue
        if value.rank == PROFILE:
            where = f"{OPTIONS[option].profile_key} in {value.source}"
            raise BadOption(
                f"The value of {where} {problem}, and config files take values without quotes",
                advice=("Remove the quotes.",),
                option=option,
            )
        raise BadOption(
            f"The value of {_named(option, value)} {problem}", advice=("Remove the quotes.",), option=option
        )


def _check_shapes(values: dict[str, Value], auth_type: str) -> None:
    # Other kinds of authentication leave the user of a profile unused.
    user = USER if auth_type == "api_key" else OCID_LIKE
    for option, shape, words in (
        ("tenancy", TENANCY, "an OCID (ocid1.tenancy.…)"),
        ("api_user", user, "an OCID (ocid1.user.…)"),
        ("region", REGION, "the name of a region, such as us-ashburn-1, or its key, such as iad"),
        ("api_user_fingerprint", FINGERPRINT, "16 pairs of hexadecimal digits joined by colons"),
    ):
        value = values.get(option)
        if value is None:
            continue
        normal = value.text.strip() if option in ("tenancy", "api_user") else value.text.strip().lower()
        if not shape.fullmatch(normal):
            longest = regions.LONGEST if option == "region" else LONGEST
            instead = "" if OPTIONS[option].no_log else f", not {quoted(value.text, longest=longest)}"
            instead += f" ({regions.NO_DOMAIN})" if option == "region" and "." in value.text else ""
            raise BadOption(f"The value of {_named(option, value)} must be {words}{instead}.", option=option)
        values[option] = Value(normal, value.source, value.rank)
