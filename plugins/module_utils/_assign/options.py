# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The options that select the key of a resource, and their meaning.

Omitted, the key of what is restored, replicated or copied would silently be the Oracle-managed one (oci-facts.md trap
6). So it is required there, and a word stands for that key. A map of keys by region serves tasks that reach into
several regions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core import ocid
from .._core.errors import BadOption
from .._core.options import known, policies_argument_spec, superfluous, text, wait_argument_spec
from .._core.session import Session
from .._keys import names
from .._keys.options import KEY_ADVICE, KEY_KINDS, VAULT_KINDS, key_of_region, keys_by_region, named_key
from .._resources.assignment import ORACLE_MANAGED, Desired, is_oracle_managed

GO_BACK = "for the Oracle-managed key, specify state=absent and no key"


VAULT_ADVICE: Mapping[str, str] = {"key": "specify the key as kms_key_id, which determines its vault"}


def key_choice_argument_spec() -> dict[str, dict[str, Any]]:
    """The options that select a key, patience with policies included."""
    return {
        "kms_key_id": {"type": "str", "no_log": False},
        "kms_key_ids": {"type": "dict", "no_log": False},
        "kms_key_name": {"type": "str", "no_log": False},
        "vault_id": {"type": "str", "no_log": False},
        "validate_key": {"type": "bool", "default": True, "no_log": False},
        **policies_argument_spec(),
    }


def key_argument_spec() -> dict[str, dict[str, Any]]:
    """The options of all modules that assign a key to an existing resource, waiting included."""
    return {
        **key_choice_argument_spec(),
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present", "no_log": False},
        **wait_argument_spec(),
    }


@dataclass(frozen=True)
class KeySelection:
    """The key that the options select: by OCID, by name or by region, or none for the Oracle-managed one.

    `only_with_key` are options of the task that require a customer-managed key.
    """

    kms_key_id: Optional[str]
    kms_key_name: Optional[str]
    vault_id: Optional[str]
    by_region: Mapping[str, str] = field(default_factory=dict)
    only_with_key: tuple[str, ...] = ()

    def desired(self, session: Session) -> Desired:
        """The desired key, its OCID found where only its name is specified. Raises BadOption or NotFoundOrDenied."""
        if self.by_region:
            named = key_of_region(self.by_region, session.region)
            if is_oracle_managed(named):
                _refuse_without_key(self.only_with_key)
                return Desired(None, vault_id=self.vault_id)
            return Desired(named, vault_id=self.vault_id)
        if self.kms_key_name is None:
            return Desired(self.kms_key_id, vault_id=self.vault_id)
        return Desired(names.find(session, known(self.vault_id), self.kms_key_name), vault_id=self.vault_id)


def parse_key_selection(
    params: Mapping[str, Any], *, not_with_absent: tuple[str, ...] = (), instead: str = ""
) -> KeySelection:
    """Parses the options. Raises BadOption; no request is sent.

    `not_with_absent` are further options that `state=absent` does not take, `instead` is what else may be
    specified in place of a key.
    """
    kms_key_id, name, vault_id = (text(params, option) for option in ("kms_key_id", "kms_key_name", "vault_id"))
    by_region, only_with_key = params.get("kms_key_ids"), tuple(each for each in not_with_absent if params[each])
    if vault_id:
        ocid.require("vault_id", vault_id, VAULT_KINDS, VAULT_ADVICE)
    specified = (("kms_key_id", kms_key_id), ("kms_key_ids", by_region), ("kms_key_name", name))
    named = [option for option, key in specified if key]
    if params["state"] == "absent":
        if is_oracle_managed(kms_key_id):
            named.remove("kms_key_id")
        _refuse_absent([*named, *only_with_key])
        return KeySelection(None, None, vault_id)
    if len(named) > 1:
        raise BadOption(f"{' and '.join(named)} both select the key", advice=("Specify one of them.",), option=named[1])
    if not named:
        raise BadOption(
            f"state=present requires kms_key_id, kms_key_ids, or kms_key_name with vault_id{instead}",
            advice=(f"Specify one of them; {GO_BACK}.",),
            option="kms_key_id",
        )
    if name and not vault_id:
        raise BadOption(
            "kms_key_name requires vault_id, since names of keys are unique in their vault only",
            advice=("Specify the vault that holds the key.",),
            option="vault_id",
        )
    if by_region:
        return KeySelection(None, None, vault_id, keys_by_region(by_region), only_with_key)
    if is_oracle_managed(kms_key_id):
        _refuse_without_key(only_with_key)
        return KeySelection(None, None, vault_id)
    if kms_key_id:
        ocid.require("kms_key_id", kms_key_id, KEY_KINDS, KEY_ADVICE, no_ocid=GO_BACK)
    return KeySelection(kms_key_id, name, vault_id)


def _refuse_absent(specified: list[str]) -> None:
    for option in specified:
        raise superfluous(option, f"state=absent returns to the Oracle-managed key, so {option} does not apply")


def _refuse_without_key(specified: tuple[str, ...]) -> None:
    for option in specified:
        raise superfluous(option, f"{ORACLE_MANAGED} is the Oracle-managed key, to which {option} does not apply")


@dataclass(frozen=True)
class KeyChoice:
    """The key that the options select: the same one wherever it is used, or one for each region."""

    kms_key_id: Optional[str]
    by_region: Mapping[str, str]
    kms_key_name: Optional[str]
    vault_id: Optional[str]
    validate_key: bool

    def in_region(self, region: str) -> KeySelection:
        """The key in one region. Raises BadOption when the map has none for it."""
        if self.kms_key_name is not None:
            return KeySelection(None, self.kms_key_name, self.vault_id)
        named = key_of_region(self.by_region, region) if self.by_region else self.kms_key_id
        return KeySelection(None if is_oracle_managed(named) else named, None, self.vault_id)


def key_choice(params: Mapping[str, Any], *, what: str) -> KeyChoice:
    """Parses the options. Raises BadOption; `what` is to be encrypted with the key, as in "the new volume"."""
    one, name, vault_id = (text(params, option) for option in ("kms_key_id", "kms_key_name", "vault_id"))
    by_region = keys_by_region(params["kms_key_ids"])
    specified = [
        option for option, value in (("kms_key_id", one), ("kms_key_ids", by_region), ("kms_key_name", name)) if value
    ]
    if len(specified) > 1:
        raise BadOption(
            f"{' and '.join(specified)} both select the key", advice=("Specify one of them.",), option=specified[1]
        )
    if not specified:
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
