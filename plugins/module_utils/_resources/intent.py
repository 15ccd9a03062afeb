# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The options that describe who is to use keys, shared by the modules that write policies and look them up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core import ocid, tenancy
from .._core.errors import BadOption
from .._core.options import given_text
from .._core.quoting import quoted
from .._core.regions import required_region
from .._core.session import Session
from .._iam import needs
from .._iam.needs import Need, Party
from .._iam.policies import require_compartment
from . import registry
from .assignment import ORACLE_MANAGED, is_oracle_managed

# The Vault service replicates vaults by a right of its own, which is for all vaults of the tenancy:
# https://docs.oracle.com/en-us/iaas/Content/KeyManagement/Tasks/replicatingvaults.htm
KEY_MANAGEMENT = "key_management"
KEY_MANAGEMENT_SERVICE = "keymanagementservice"

INTENT_SPEC: Mapping[str, Any] = {
    "key_compartment_id": {"type": "str", "no_log": False},
    "vault_compartment_id": {"type": "str", "no_log": False},
    "kms_key_ids": {"type": "raw", "aliases": ["kms_key_id"], "no_log": False},
    "services": {
        "type": "list",
        "elements": "str",
        "choices": [*registry.principals(), KEY_MANAGEMENT],
        "default": [],
        "no_log": False,
    },
    "regions": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "groups": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "dynamic_groups": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "home_region": {"type": "str", "no_log": False},
}

NAME = re.compile(r"[\w .-]{1,100}", re.ASCII)

# The option of the keys.
KEYS = "kms_key_ids"

KEY_KINDS: Mapping[str, str] = {"key": "key"}
KEY_ADVICE: Mapping[str, str] = {"vault": "specify the OCIDs of its keys"}


@dataclass(frozen=True)
class Intent:
    """Who is to use which keys, as far as it is known before any request is sent.

    Without a `key_compartment_id` it is about nothing but what the Vault service needs.
    """

    key_compartment_id: Optional[str]
    vault_compartment_id: Optional[str]
    kms_key_ids: tuple[str, ...]
    services: tuple[str, ...]
    regions: tuple[str, ...]
    groups: tuple[Party, ...]
    dynamic_groups: tuple[Party, ...]
    home_region: Optional[str]

    @property
    def is_about_keys(self) -> bool:
        """Whether anybody is to use keys, besides the Vault service itself."""
        return bool(self.groups or self.dynamic_groups or set(self.services) - {KEY_MANAGEMENT})

    def needs(self, region: str, *, tenancy_id: str) -> list[Need]:
        """What has to be allowed; `region` counts where no regions are named."""
        found: list[Need] = []
        if self.key_compartment_id is not None and self.vault_compartment_id is not None:
            found = needs.of_intent(
                services=self._principals(self.regions or (region,), self.key_compartment_id.split(".")[2]),
                groups=self.groups,
                dynamic_groups=self.dynamic_groups,
                compartment_id=self.key_compartment_id,
                vault_compartment_id=self.vault_compartment_id,
                kms_key_ids=self.kms_key_ids,
            )
        if KEY_MANAGEMENT in self.services:
            found.append(Need(Party("service", KEY_MANAGEMENT_SERVICE), "manage", "vaults", tenancy_id))
        return found

    def _principals(self, regions: tuple[str, ...], realm: str) -> list[str]:
        known = registry.principals()
        requested = [known[each] for each in self.services if each != KEY_MANAGEMENT]
        return [name for each in requested for name in each.principals(regions=regions, realm=realm)]

    def home(self, session: Session) -> str:
        """The home region. Raises BadOption for regions that the tenancy is not subscribed to."""
        home, subscribed = tenancy.find_home_region(session, self.home_region)
        if subscribed is not None:
            for at, region in enumerate(self.regions):
                subscribed.require(f"regions[{at}]", region)
        return home


def intent(params: Mapping[str, Any]) -> Intent:
    """Parse and validate the options. Raises BadOption."""
    groups = _parties("groups", "group", params)
    dynamic = _parties("dynamic_groups", "dynamic-group", params)
    services = tuple(params["services"])
    if not (services or groups or dynamic):
        raise BadOption(
            "No option specifies who is to use the keys",
            advice=("Specify at least one of services, groups and dynamic_groups.",),
            option="services",
        )
    of_keys = bool(groups or dynamic or set(services) - {KEY_MANAGEMENT})
    specified, vaults = params["key_compartment_id"], given_text(params, "vault_compartment_id")
    home_region = given_text(params, "home_region")
    if of_keys and specified is None:
        raise BadOption(
            "key_compartment_id, the compartment of the keys, is missing",
            advice=(f"Specify it. Only services=[{KEY_MANAGEMENT}] does not require it.",),
            option="key_compartment_id",
        )
    key_compartment_id = require_compartment("key_compartment_id", specified) if specified is not None else None
    return Intent(
        key_compartment_id=key_compartment_id,
        vault_compartment_id=require_compartment("vault_compartment_id", vaults) if vaults else key_compartment_id,
        kms_key_ids=_key_ids(params["kms_key_ids"]),
        services=services,
        regions=tuple(
            dict.fromkeys(required_region(f"regions[{at}]", each) for at, each in enumerate(params["regions"]))
        ),
        groups=groups,
        dynamic_groups=dynamic,
        home_region=required_region("home_region", home_region) if home_region else None,
    )


def _parties(option: str, kind: str, params: Mapping[str, Any]) -> tuple[needs.Party, ...]:
    return tuple(needs.party(f"{option}[{at}]", kind, each) for at, each in enumerate(params[option]))


def policy_name(text: str) -> str:
    """A name that a policy can have. Raises BadOption."""
    name = text.strip()
    if not NAME.fullmatch(name):
        raise BadOption(
            f"policy_name must have at most 100 letters, digits, blanks and . _ -, and {quoted(name)} is no such name",
            option="policy_name",
        )
    return name


def _key_ids(specified: Any) -> tuple[str, ...]:
    """The keys of a list, of a map by region, or the one that is specified. Raises BadOption."""
    named = _keys_by_path(specified)
    if not all(isinstance(each, str) for each in named.values()):
        raise BadOption("kms_key_ids must be a list of OCIDs of keys, or a map of them by region", option=KEYS)
    if specified is not None and not named:
        raise BadOption(
            "kms_key_ids is empty, which would allow every key of the compartment",
            advice=("Specify keys, or omit the option.",),
            option=KEYS,
        )
    found = [ocid.require(path, each.strip(), KEY_KINDS, KEY_ADVICE).text for path, each in named.items()]
    return tuple(dict.fromkeys(found))


def _keys_by_path(specified: Any) -> dict[str, Any]:
    """What may be an OCID of a key, by its path in the options. Raises BadOption."""
    if isinstance(specified, Mapping):
        for region in specified:
            required_region("Each name in kms_key_ids", str(region), path=KEYS)
        # The map serves the modules that assign keys as well, and the Oracle-managed key needs no policy.
        listed = {f"{KEYS}.{region}": each for region, each in specified.items() if not is_oracle_managed(str(each))}
        if specified and not listed:
            raise BadOption(
                f"kms_key_ids names {ORACLE_MANAGED} only, which requires no policy",
                advice=("Specify a key, or omit the option.",),
                option=KEYS,
            )
        return listed
    if isinstance(specified, str):
        return {f"{KEYS}[{at}]": each for at, each in enumerate(specified.split(","))} if specified else {}
    if specified is not None and not isinstance(specified, (list, tuple)):
        return {KEYS: specified}
    return {f"{KEYS}[{at}]": each for at, each in enumerate(specified or ())}
