# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The options that say which key a resource is to have, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core import ocid
from .._core.clients import Session
from .._core.errors import BadOption
from .._core.known import known
from .._core.options import policies_argument_spec, text, wait_argument_spec
from . import key_names
from .state import Desired

KEY_KINDS: Mapping[str, str] = {"key": "key"}
VAULT_KINDS: Mapping[str, str] = {"vault": "vault"}

KEY_ADVICE: Mapping[str, str] = {
    "vault": "give the OCID of one of its keys",
    "keyversion": "give the OCID of the key it is a version of",
}

GO_BACK = "to go back to the Oracle-managed key, say state=absent and name no key"

VAULT_ADVICE: Mapping[str, str] = {"key": "the key belongs in kms_key_id, and its vault is found from it"}


def key_argument_spec() -> dict[str, dict[str, Any]]:
    """The options that all modules have which assign a key, waiting and patience with policies included."""
    return {
        "kms_key_id": {"type": "str", "no_log": False},
        "kms_key_name": {"type": "str", "no_log": False},
        "vault_id": {"type": "str", "no_log": False},
        "validate_key": {"type": "bool", "default": True, "no_log": False},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present", "no_log": False},
        **wait_argument_spec(),
        **policies_argument_spec(),
    }


@dataclass(frozen=True)
class Wanted:
    """The key that the options ask for: by OCID or by name, or none for the Oracle-managed one."""

    kms_key_id: Optional[str]
    kms_key_name: Optional[str]
    vault_id: Optional[str]

    def desired(self, session: Session) -> Desired:
        """The same with the key's OCID, found where only its name is given. Raises BadOption or NotFoundOrDenied."""
        if self.kms_key_name is None:
            return Desired(self.kms_key_id, vault_id=self.vault_id)
        return Desired(key_names.find(session, known(self.vault_id), self.kms_key_name), vault_id=self.vault_id)


def wanted(params: Mapping[str, Any], *, not_with_absent: tuple[str, ...] = (), instead: str = "") -> Wanted:
    """Reads the options. Raises BadOption; nothing is asked of OCI.

    C(not_with_absent) are further options that make no sense with O(state=absent), C(instead) is what else may be
    given in place of a key.
    """
    kms_key_id, name, vault_id = (text(params, option) for option in ("kms_key_id", "kms_key_name", "vault_id"))
    if vault_id:
        ocid.require("vault_id", vault_id, VAULT_KINDS, VAULT_ADVICE)
    if params["state"] == "absent":
        for option in ("kms_key_id", "kms_key_name", *not_with_absent):
            if params[option]:
                raise BadOption(f"state=absent goes back to the Oracle-managed key and takes no {option}.")
        return Wanted(None, None, vault_id)
    if kms_key_id and name:
        raise BadOption("kms_key_id and kms_key_name both say which key: give one of them.")
    if not kms_key_id and not name:
        raise BadOption(f"state=present needs kms_key_id, or kms_key_name with vault_id{instead}; {GO_BACK}.")
    if name and not vault_id:
        raise BadOption("kms_key_name needs vault_id, the vault that holds the key: names are not unique beyond it.")
    if kms_key_id:
        ocid.require("kms_key_id", kms_key_id, KEY_KINDS, KEY_ADVICE, no_ocid=GO_BACK)
    return Wanted(kms_key_id, name, vault_id)
