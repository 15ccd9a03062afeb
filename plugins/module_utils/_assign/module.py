# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body that all modules share which assign a key to one resource with an OCID."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional

from .._core import entry, ocid
from .._core.clients import Session
from .._core.errors import BadOption
from .._core.options import wait_argument_spec
from .._core.waiting import Patience
from .access import KeyAccess
from .keys import KeyReader
from .preflight import Preflight
from .reconcile import Outcome, reconcile
from .state import Desired

KEY_KINDS: Mapping[str, str] = {"key": "key"}
VAULT_KINDS: Mapping[str, str] = {"vault": "vault"}

KEY_ADVICE: Mapping[str, str] = {
    "vault": "give the OCID of one of its keys",
    "keyversion": "give the OCID of the key it is a version of",
}


def argument_spec(id_option: str, aliases: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The options of such a module, without those for authentication."""
    return {
        id_option: {"type": "str", "required": True, "aliases": list(aliases), "no_log": False},
        "kms_key_id": {"type": "str", "no_log": False},
        "vault_id": {"type": "str", "no_log": False},
        "rewrap": {"type": "bool", "default": False, "no_log": False},
        "validate_key": {"type": "bool", "default": True, "no_log": False},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present", "no_log": False},
        **wait_argument_spec(),
    }


def run(types: Sequence[type[KeyAccess]], *, id_option: str, aliases: Sequence[str], advice: Mapping[str, str]) -> None:
    """Runs such a module for resources of some types. C(advice) says what to do with OCIDs of other kinds."""

    def body(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
        return assign(types, params, login, check_mode, id_option=id_option, advice=advice)

    entry.run(body, argument_spec(id_option, aliases))


def assign(
    types: Sequence[type[KeyAccess]],
    params: Mapping[str, Any],
    login: Callable[[], Session],
    check_mode: bool,
    *,
    id_option: str,
    advice: Mapping[str, str],
) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    by_kind = {each.facts.ocid_kind: each for each in types}
    labels = {kind: each.facts.label for kind, each in by_kind.items()}
    named = ocid.require(id_option, params[id_option].strip(), labels, advice)
    desired = _desired(params)
    vault_id = params["vault_id"]
    if vault_id:
        ocid.require("vault_id", vault_id, VAULT_KINDS)
    patience = _patience(params)
    session = login()
    access = by_kind[named.kind](session)
    reader = KeyReader(session, vault_id or None) if params["validate_key"] else None
    preflight = Preflight(access.facts, session.region, reader)
    outcome = reconcile(
        access,
        named.text,
        desired,
        preflight=preflight,
        check_mode=check_mode,
        patience=patience,
        clock=session.clock,
    )
    return _result(access, outcome, preflight)


def _desired(params: Mapping[str, Any]) -> Desired:
    kms_key_id: Optional[str] = params["kms_key_id"]
    if params["state"] == "absent":
        for option in ("kms_key_id", "rewrap"):
            if params[option]:
                raise BadOption(f"state=absent goes back to the Oracle-managed key and takes no {option}.")
        return Desired(None)
    if not kms_key_id or not kms_key_id.strip():
        raise BadOption("state=present needs kms_key_id; to go back to the Oracle-managed key, say state=absent.")
    key = ocid.require("kms_key_id", kms_key_id.strip(), KEY_KINDS, KEY_ADVICE)
    return Desired(key.text, rewrap=params["rewrap"])


def _patience(params: Mapping[str, Any]) -> Optional[Patience]:
    for option in ("wait_timeout", "wait_interval"):
        if params[option] < 1:
            raise BadOption(f"{option} must be 1 second or more, not {params[option]}.")
    return Patience(params["wait_timeout"], params["wait_interval"]) if params["wait"] else None


def _result(access: KeyAccess, outcome: Outcome, preflight: Preflight) -> dict[str, Any]:
    before, after = (access.describe(seen, preflight.name(seen.kms_key_id)) for seen in (outcome.before, outcome.after))
    warnings = list(preflight.warnings)
    if not outcome.verified:
        warnings.append(
            f"The service accepted the change for {outcome.after.resource_id}, but did not show it yet; with wait=true "
            "it would have been waited for."
        )
    return {
        "changed": outcome.changed,
        "resource": after,
        "previous_kms_key_id": outcome.before.kms_key_id,
        "verified": outcome.verified,
        "diff": {"before": before, "after": after},
        "warnings": warnings,
    }
