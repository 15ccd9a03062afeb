# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Options that many modules share, as facts: authentication, waiting, policy timeout and tags.

Names and environment variables are those of the collections oracle.oci and ansible.oci, so that task files and AWX
credential types written for them keep working.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional, TypeVar

from .errors import BadOption

Value = TypeVar("Value")

# Spellings of the neighbours that mean one of our choices.
AUTH_TYPE_SYNONYMS: Mapping[str, str] = {
    "session_token": "security_token",
    "oke_workload_identity": "workload_identity",
}

AUTH_TYPES: tuple[str, ...] = (
    "api_key",
    "instance_principal",
    "instance_obo_user",
    "resource_principal",
    "security_token",
    "session_token",
    "workload_identity",
    "oke_workload_identity",
)

# Seconds for which a denied write is repeated unless policy_timeout is specified.
POLICY_TIMEOUT = 20

Freeform = Mapping[str, str]

Defined = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class AuthOption:
    """One authentication option: where else its value may come from, and whether it must never be shown.

    `environment` is in order of precedence. A path may use `~` and environment variables.
    """

    name: str
    type: str = "str"
    environment: tuple[str, ...] = ()
    profile_key: Optional[str] = None
    default: Optional[str] = None
    choices: tuple[str, ...] = ()
    no_log: bool = False


def auth_argument_spec() -> dict[str, dict[str, Any]]:
    """The argument spec of the authentication options.

    None has a default here: the environment and the profile take precedence over the default.
    """
    return {option.name: _argument(option) for option in AUTH_OPTIONS}


def wait_argument_spec() -> dict[str, dict[str, Any]]:
    """The argument spec of the waiting options."""
    return {
        "wait": {"type": "bool", "default": True, "no_log": False},
        "wait_timeout": {"type": "int", "default": 1200, "no_log": False},
        "wait_interval": {"type": "int", "default": 30, "no_log": False},
    }


def text(params: Mapping[str, Any], option: str) -> Optional[str]:
    """A text without surrounding blanks; `None` where it is absent or blank."""
    return (params[option] or "").strip() or None


def given_text(params: Mapping[str, Any], option: str) -> Optional[str]:
    """A text that must not be blank if it is specified. Raises BadOption."""
    found = text(params, option)
    if found is None and params[option] is not None:
        raise BadOption(f"{option} is empty", advice=("Specify a value, or omit the option.",), option=option)
    return found


def superfluous(option: str, reason: str) -> BadOption:
    """The failure of an option that does not apply."""
    return BadOption(reason, advice=(f"Omit {option}.",), option=option)


def policies_argument_spec() -> dict[str, dict[str, Any]]:
    """The argument spec of the option for how long policies may take to become effective."""
    return {"policy_timeout": {"type": "int", "default": POLICY_TIMEOUT, "no_log": False}}


def _argument(option: AuthOption) -> dict[str, Any]:
    argument: dict[str, Any] = {"type": option.type, "no_log": option.no_log}
    if option.choices:
        argument["choices"] = list(option.choices)
    return argument


@dataclass(frozen=True)
class RequestedTags:
    """The requested tags, `None` for those that are not managed."""

    freeform: Optional[Freeform] = None
    defined: Optional[Defined] = None

    def changes(self, freeform: Freeform, defined: Defined) -> dict[str, Any]:
        """What to write of a resource with these tags, by field; empty when it has them."""
        changes: dict[str, Any] = {}
        if self.freeform is not None and self.freeform != freeform:
            changes["freeform_tags"] = dict(self.freeform)
        if self.defined is not None:
            wanted = _without_empty({**defined, **self.defined})
            if wanted != _without_empty(defined):
                changes["defined_tags"] = wanted
        return changes


def parse_tags(params: Mapping[str, Any]) -> RequestedTags:
    """The tags in the options. Raises BadOption."""
    freeform, defined = params["freeform_tags"], params["defined_tags"]
    return RequestedTags(
        None if freeform is None else _texts("freeform_tags", freeform),
        None if defined is None else {name: _namespace(name, tags) for name, tags in defined.items()},
    )


def _namespace(name: str, tags: Any) -> dict[str, str]:
    if not isinstance(tags, Mapping):
        raise BadOption(
            f"defined_tags.{name} must be a mapping of the tags of that namespace to their values",
            option=f"defined_tags.{name}",
        )
    return _texts(f"defined_tags.{name}", tags)


def _texts(where: str, tags: Mapping[str, Any]) -> dict[str, str]:
    for name, value in tags.items():
        # YAML reads yes and 2024-01-01 as other types, and the text that was meant cannot be determined.
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise BadOption(f"{where}.{name} must be a text", advice=("Put it in quotes.",), option=f"{where}.{name}")
    return {str(name): str(value) for name, value in tags.items()}


def _without_empty(defined: Defined) -> dict[str, dict[str, str]]:
    return {name: dict(tags) for name, tags in defined.items() if tags}


AUTH_OPTIONS: tuple[AuthOption, ...] = (
    AuthOption(
        "auth_type", environment=("OCI_ANSIBLE_AUTH_TYPE", "OCI_AUTH_TYPE"), default="api_key", choices=AUTH_TYPES
    ),
    AuthOption("auth_purpose", choices=("service_principal",)),
    AuthOption("config_file_location", type="path", environment=("OCI_CONFIG_FILE",), default="~/.oci/config"),
    AuthOption("config_profile_name", environment=("OCI_CONFIG_PROFILE",), default="DEFAULT"),
    AuthOption("tenancy", environment=("OCI_TENANCY", "OCI_TENANCY_ID"), profile_key="tenancy"),
    AuthOption("region", environment=("OCI_REGION",), profile_key="region"),
    AuthOption("api_user", environment=("OCI_USER_ID",), profile_key="user"),
    # No secret, and shown only where it is wrong.
    AuthOption("api_user_fingerprint", environment=("OCI_USER_FINGERPRINT",), profile_key="fingerprint", no_log=True),
    AuthOption("api_user_key_file", type="path", environment=("OCI_USER_KEY_FILE",), profile_key="key_file"),
    AuthOption("api_user_key_content", environment=("OCI_USER_KEY_CONTENT",), no_log=True),
    AuthOption(
        "api_user_key_pass_phrase", environment=("OCI_USER_KEY_PASS_PHRASE",), profile_key="pass_phrase", no_log=True
    ),
    AuthOption(
        "security_token_file",
        type="path",
        environment=("OCI_SECURITY_TOKEN_FILE",),
        profile_key="security_token_file",
    ),
    AuthOption(
        "delegation_token_file",
        type="path",
        environment=("OCI_DELEGATION_TOKEN_FILE",),
        profile_key="delegation_token_file",
    ),
    AuthOption("cert_bundle", type="path", environment=("OCI_ANSIBLE_CERT_BUNDLE", "REQUESTS_CA_BUNDLE")),
    AuthOption(
        "realm_specific_endpoint_template_enabled",
        type="bool",
        environment=("OCI_REALM_SPECIFIC_SERVICE_ENDPOINT_TEMPLATE_ENABLED",),
    ),
)


def returned_tags(tags: Optional[Mapping[str, Any]]) -> dict[str, Any]:
    """Tags as an answer has them, without what is null."""
    return {name: value for name, value in (tags or {}).items() if value is not None}


def known(value: Optional[Value]) -> Value:
    """Narrow an optional value that was validated earlier; its absence is a defect."""
    if value is None:
        raise AssertionError("a value is missing that was validated earlier")
    return value
