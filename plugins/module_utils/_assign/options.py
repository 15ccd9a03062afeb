# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The options that select the key of a resource, and their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core import ocid
from .._core.errors import BadOption
from .._core.known import known
from .._core.options import policies_argument_spec, superfluous, text, wait_argument_spec
from .._core.session import Session
from .._keys import names
from .._keys.options import KEY_ADVICE, KEY_KINDS, ORACLE_MANAGED, VAULT_KINDS, key_of_region, keys_by_region
from .._resources.assignment import Desired

GO_BACK = "for the Oracle-managed key, specify state=absent and no key"


VAULT_ADVICE: Mapping[str, str] = {"key": "specify the key as kms_key_id, which determines its vault"}


def key_argument_spec() -> dict[str, dict[str, Any]]:
    """The options that all modules have which assign a key, waiting and patience with policies included."""
    return {
        "kms_key_id": {"type": "str", "no_log": False},
        "kms_key_ids": {"type": "dict", "no_log": False},
        "kms_key_name": {"type": "str", "no_log": False},
        "vault_id": {"type": "str", "no_log": False},
        "validate_key": {"type": "bool", "default": True, "no_log": False},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present", "no_log": False},
        **wait_argument_spec(),
        **policies_argument_spec(),
    }


@dataclass(frozen=True)
class Wanted:
    """The key that the options ask for: by OCID, by name or by region, or none for the Oracle-managed one.

    C(only_with_key) are options of the task that make no sense with the Oracle-managed key.
    """

    kms_key_id: Optional[str]
    kms_key_name: Optional[str]
    vault_id: Optional[str]
    by_region: Mapping[str, str] = field(default_factory=dict)
    only_with_key: tuple[str, ...] = ()

    def desired(self, session: Session) -> Desired:
        """The same with the key's OCID, found where only its name is given. Raises BadOption or NotFoundOrDenied."""
        if self.by_region:
            named = key_of_region(self.by_region, session.region)
            if named == ORACLE_MANAGED:
                _refuse_without_key(self.only_with_key)
                return Desired(None, vault_id=self.vault_id)
            return Desired(named, vault_id=self.vault_id)
        if self.kms_key_name is None:
            return Desired(self.kms_key_id, vault_id=self.vault_id)
        return Desired(names.find(session, known(self.vault_id), self.kms_key_name), vault_id=self.vault_id)


def wanted(params: Mapping[str, Any], *, not_with_absent: tuple[str, ...] = (), instead: str = "") -> Wanted:
    """Reads the options. Raises BadOption; nothing is asked of OCI.

    C(not_with_absent) are further options that make no sense with O(state=absent), C(instead) is what else may be
    given in place of a key.
    """
    kms_key_id, name, vault_id = (text(params, option) for option in ("kms_key_id", "kms_key_name", "vault_id"))
    by_region, only_with_key = params.get("kms_key_ids"), tuple(each for each in not_with_absent if params[each])
    if vault_id:
        ocid.require("vault_id", vault_id, VAULT_KINDS, VAULT_ADVICE)
    given = (("kms_key_id", kms_key_id), ("kms_key_ids", by_region), ("kms_key_name", name))
    named = [option for option, key in given if key]
    if params["state"] == "absent":
        if kms_key_id and kms_key_id.upper() == ORACLE_MANAGED:
            named.remove("kms_key_id")
        _refuse_absent([*named, *only_with_key])
        return Wanted(None, None, vault_id)
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
        return Wanted(None, None, vault_id, keys_by_region(by_region), only_with_key)
    if kms_key_id and kms_key_id.upper() == ORACLE_MANAGED:
        _refuse_without_key(only_with_key)
        return Wanted(None, None, vault_id)
    if kms_key_id:
        ocid.require("kms_key_id", kms_key_id, KEY_KINDS, KEY_ADVICE, no_ocid=GO_BACK)
    return Wanted(kms_key_id, name, vault_id)


def _refuse_absent(given: list[str]) -> None:
    for option in given:
        raise superfluous(option, f"state=absent returns to the Oracle-managed key, so {option} does not apply")


def _refuse_without_key(given: tuple[str, ...]) -> None:
    for option in given:
        raise superfluous(option, f"{ORACLE_MANAGED} is the Oracle-managed key, to which {option} does not apply")
