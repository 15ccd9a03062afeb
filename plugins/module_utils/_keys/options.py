# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The options that the modules for vaults and keys share, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from .._core import ocid
from .._core.options import given_text, wait_argument_spec
from .deletion import LONGEST_DAYS

COMPARTMENT_ADVICE: Mapping[str, str] = {"vault": "the vault belongs in vault_id"}

VAULT_ADVICE: Mapping[str, str] = {
    "key": "the key has an option of its own",
    "vaultsecret": "a secret is something else than a vault",
    "compartment": "the compartment belongs in compartment_id",
}

VAULT_KINDS: Mapping[str, str] = {"vault": "vault"}


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
