# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The options that select a key for a resource whose region is known only later.

Left out, the key of what is restored, replicated or copied would silently be the Oracle-managed one (oci-facts.md
trap 6). So it must be said, and there is a word for that key. A map of keys by region serves tasks that reach into
several.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._assign.assigning import Assigning, Request
from .._assign.options import VAULT_ADVICE, Wanted
from .._core import ocid, tenancy
from .._core.errors import BadOption
from .._core.options import policies_argument_spec, text
from .._core.session import Session
from .._core.waiting import Patience
from .._keys.options import ORACLE_MANAGED, VAULT_KINDS, key_of_region, keys_by_region, named_key


def key_argument_spec() -> dict[str, dict[str, Any]]:
    """The options, patience with policies included."""
    return {
        "kms_key_id": {"type": "str", "no_log": False},
        "kms_key_ids": {"type": "dict", "no_log": False},
        "kms_key_name": {"type": "str", "no_log": False},
        "vault_id": {"type": "str", "no_log": False},
        "validate_key": {"type": "bool", "default": True, "no_log": False},
        **policies_argument_spec(),
    }


@dataclass(frozen=True)
class KeyChoice:
    """The key that the options ask for: the same one wherever it is used, or one for each region."""

    kms_key_id: Optional[str]
    by_region: Mapping[str, str]
    kms_key_name: Optional[str]
    vault_id: Optional[str]
    validate_key: bool

    def in_region(self, region: str) -> Wanted:
        """The key in one region. Raises BadOption when the map has none for it."""
        if self.kms_key_name is not None:
            return Wanted(None, self.kms_key_name, self.vault_id)
        named = key_of_region(self.by_region, region) if self.by_region else self.kms_key_id
        return Wanted(None if named == ORACLE_MANAGED else named, None, self.vault_id)

    def assigning(self, session: Session, *, check_mode: bool, patience: Optional[Patience]) -> Assigning:
        """What gives resources of the session's region the key. Raises BadOption."""
        for region in self.by_region:
            tenancy.require(session, "kms_key_ids", region)
        wanted = self.in_region(session.region)
        return Assigning(session, Request(wanted, self.validate_key, check_mode, patience))


def key_choice(params: Mapping[str, Any], *, what: str) -> KeyChoice:
    """Reads the options. Raises BadOption; C(what) is to get the key, as in "the new volume"."""
    one, name, vault_id = (text(params, option) for option in ("kms_key_id", "kms_key_name", "vault_id"))
    by_region = keys_by_region(params["kms_key_ids"])
    given = [
        option for option, value in (("kms_key_id", one), ("kms_key_ids", by_region), ("kms_key_name", name)) if value
    ]
    if len(given) > 1:
        raise BadOption(f"{' and '.join(given)} both select the key", advice=("Specify one of them.",), option=given[1])
    if not given:
        raise BadOption(
            f"No option selects the key of {what}",
            advice=(
                (
                    f"Specify kms_key_id, kms_key_ids, or kms_key_name with vault_id; kms_key_id={ORACLE_MANAGED} "
                    "is the Oracle-managed key."
                ),
            ),
            option="kms_key_id",
        )
    if name and not vault_id:
        raise BadOption(
            "kms_key_name requires vault_id, since names of keys are unique in their vault only",
            advice=("Specify the vault that holds the key.",),
            option="vault_id",
        )
    if vault_id:
        ocid.require("vault_id", vault_id, VAULT_KINDS, VAULT_ADVICE)
    return KeyChoice(named_key("kms_key_id", one) if one else None, by_region, name, vault_id, params["validate_key"])
