# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The options that select keys and vaults, and their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from .._core import ocid
from .._core.errors import BadOption
from .._core.options import given_text, wait_argument_spec
from .._core.regions import required_region
from .._resources.assignment import ORACLE_MANAGED, is_oracle_managed
from .lifecycle import LONGEST_DAYS

COMPARTMENT_ADVICE: Mapping[str, str] = {"vault": "specify the vault as vault_id"}

VAULT_ADVICE: Mapping[str, str] = {
    "key": "specify the key in its own option",
    "vaultsecret": "specify the vault of the secret",
    "compartment": "specify the compartment as compartment_id",
}

VAULT_KINDS: Mapping[str, str] = {"vault": "vault"}

KEY_KINDS: Mapping[str, str] = {"key": "key"}

KEY_ADVICE: Mapping[str, str] = {
    "vault": "specify the OCID of one of its keys",
    "keyversion": "specify the OCID of the key it is a version of",
}


def shared_argument_spec() -> dict[str, dict[str, Any]]:
    """Tags, deletion and its end, and waiting."""
    return {
        "freeform_tags": {"type": "dict", "no_log": False},
        "defined_tags": {"type": "dict", "no_log": False},
        "deletion_days": {"type": "int", "default": LONGEST_DAYS, "no_log": False},
        "reactivate": {"type": "bool", "default": True, "no_log": False},
        "ignore_unreadable": {"type": "bool", "default": False, "no_log": False},
        **wait_argument_spec(),
    }


def vault_id(params: Mapping[str, Any]) -> Optional[str]:
    """The OCID of a vault. Raises BadOption."""
    found = given_text(params, "vault_id")
    if found is not None:
        ocid.require("vault_id", found, VAULT_KINDS, VAULT_ADVICE)
    return found


def compartment_id(params: Mapping[str, Any], option: str = "compartment_id") -> Optional[str]:
    """The OCID of a compartment. Raises BadOption."""
    found = given_text(params, option)
    if found is not None:
        ocid.require(option, found, ocid.COMPARTMENT_KINDS, COMPARTMENT_ADVICE)
    return found


def keys_by_region(given: Optional[Mapping[str, Any]]) -> dict[str, str]:
    """The keys of the option kms_key_ids, by the full names of regions. Raises BadOption."""
    found: dict[str, str] = {}
    for region, key in (given or {}).items():
        name = required_region("Each name in kms_key_ids", str(region), path="kms_key_ids")
        if name in found:
            raise BadOption(
                f"kms_key_ids has two keys for {name}", advice=("Specify one.",), option=f"kms_key_ids.{region}"
            )
        if not isinstance(key, str):
            raise BadOption(
                f"kms_key_ids.{region} must be the OCID of a key, or {ORACLE_MANAGED}.", option=f"kms_key_ids.{region}"
            )
        found[name] = named_key(f"kms_key_ids.{region}", key.strip())
    return found


def named_key(option: str, text: str) -> str:
    """The OCID of a key, or the word for the Oracle-managed one. Raises BadOption."""
    if is_oracle_managed(text):
        return ORACLE_MANAGED
    oracle_managed = f"for the Oracle-managed key, specify {ORACLE_MANAGED}"
    return ocid.require(option, text, KEY_KINDS, KEY_ADVICE, no_ocid=oracle_managed).text


def key_of_region(by_region: Mapping[str, str], region: str) -> str:
    """The key of a region, as `keys_by_region` reads it. Raises BadOption when there is none."""
    if region not in by_region:
        raise BadOption(
            f"kms_key_ids has no key for {region}, where one is required. It has keys for "
            f"{', '.join(sorted(by_region))}",
            advice=(f"Add {region}, with a key's OCID or with {ORACLE_MANAGED}.",),
            option=f"kms_key_ids.{region}",
        )
    return by_region[region]
