# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds the vault and the key that a task selects, and the endpoint where the key is managed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core import ocid
from .._core.errors import BadOption, CannotDo, Failure, NotFoundOrDenied
from .._core.notices import Notice, brief
from .._core.options import given_text, known
from .._core.quoting import quoted
from .._core.session import Session
from . import names, options
from .key import Key
from .key_writes import Keys
from .lifecycle import GOING
from .names import choose
from .options import KEY_ADVICE, KEY_KINDS
from .reading import KeyReader
from .vault import Vault, Vaults

UNSEARCHED_ADVICE = "Run again later, or specify key_id, or as compartment_id the compartment of the key."


@dataclass(frozen=True)
class Place:
    """Which vault a task means: by OCID, or by its name in a compartment."""

    vault_id: Optional[str]
    vault_name: Optional[str]
    compartment_id: Optional[str]


def place_argument_spec() -> dict[str, dict[str, Any]]:
    """The options that select a vault and a key."""
    return {
        "key_id": {"type": "str", "aliases": ["id", "kms_key_id"], "no_log": False},
        "display_name": {"type": "str", "aliases": ["name", "kms_key_name"], "no_log": False},
        "vault_id": {"type": "str", "no_log": False},
        "vault_name": {"type": "str", "no_log": False},
        "vault_compartment_id": {"type": "str", "no_log": False},
        "compartment_id": {"type": "str", "no_log": False},
    }


def place(params: Mapping[str, Any]) -> Place:
    """The vault in the options. Raises BadOption."""
    vault_id, name = options.vault_id(params), given_text(params, "vault_name")
    own = options.compartment_id(params, "vault_compartment_id")
    if vault_id and name:
        raise BadOption(
            "vault_id and vault_name both select the vault", advice=("Specify one of them.",), option="vault_name"
        )
    if own and not name:
        raise BadOption(
            "vault_compartment_id is the compartment in which vault_name is searched for, and vault_name is missing",
            advice=("Specify vault_name, or omit vault_compartment_id.",),
            option="vault_name",
        )
    compartment_id = own or options.compartment_id(params)
    if name and not compartment_id:
        raise BadOption(
            "vault_name requires vault_compartment_id or compartment_id, since names are unique in a compartment only",
            advice=("Specify the compartment of the vault.",),
            option="vault_compartment_id",
        )
    return Place(vault_id, name, compartment_id if name else None)


def key_id(params: Mapping[str, Any]) -> Optional[str]:
    """The OCID of a key. Raises BadOption."""
    found = given_text(params, "key_id")
    if found is not None:
        ocid.require("key_id", found, KEY_KINDS, {**KEY_ADVICE, "vault": "specify the vault as vault_id"})
    return found


class Finder:
    """Finds vaults and keys with one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.vaults = Vaults(session)
        self.notices: list[Notice] = []
        self.ended: list[str] = []
        self._unsearched: Optional[Failure] = None

    def vault(self, where: Place, key_id: Optional[str]) -> Vault:
        """The specified vault, or else that of the key. Raises BadOption and NotFoundOrDenied."""
        if where.vault_id is not None:
            return self.vaults.get(where.vault_id)
        if where.vault_name is not None:
            return self._named(where.vault_name, str(where.compartment_id))
        return self.vaults.get(self._vault_of(known(key_id)))

    def keys(self, vault: Vault) -> Keys:
        """Access to the keys of a vault. Raises CannotDo when it has no endpoint yet."""
        if not vault.management_endpoint:
            raise CannotDo(
                f"The vault {vault.display_name} ({vault.id}) is {vault.lifecycle_state} and has no management "
                "endpoint: its keys cannot be managed.",
                resource=vault.id,
            )
        return Keys(self._session, vault, endpoint=vault.management_endpoint)

    def called(self, keys: Keys, name: Optional[str], compartment_id: Optional[str]) -> list[names.NamedKey]:
        """The keys of a vault, or those of that very name, in whatever compartment and state."""
        vault = keys.vault
        compartments = [vault.compartment_id, *([compartment_id] if compartment_id else [])]
        listing = names.in_vault(self._session, vault.id, str(vault.management_endpoint), compartments, name)
        self._unsearched = listing.unsearched
        if listing.unsearched is not None:
            text = (
                f"Resource Search could not be queried ({brief(listing.unsearched)}), so keys of the vault {vault.id} "
                f"in compartments other than {' and '.join(dict.fromkeys(compartments))} were not found."
            )
            self.notices.append(Notice("ResourceSearchUnavailable", text, vault.id, listing.unsearched))
        self.ended = [each.id for each in listing.keys.values() if each.display_name == name]
        return [
            each
            for each in listing.keys.values()
            if each.id != vault.wrapping_key_id and name in (None, each.display_name)
        ]

    def key(
        self, keys: Keys, key_id: Optional[str], name: Optional[str], compartment_id: Optional[str], *, to_delete: bool
    ) -> Optional[Key]:
        """The key that is selected by its OCID or its name; `None` when no key has the name. Raises BadOption.

        Where it is `None`, `ended` are then the OCIDs of those that had the name. Raises the failure of Resource Search
        where only that could show the key. A task that states in which compartment the key is to be created does not
        depend on it: that compartment was listed.
        """
        if key_id is not None:
            return keys.get(key_id)
        name = known(name)
        called = {each.id: each for each in self.called(keys, name, compartment_id)}
        while True:
            found = choose(
                called.values(),
                name,
                what="key",
                where=f"The vault {keys.vault.display_name} ({keys.vault.id})",
                option="key_id",
                to_delete=to_delete,
            )
            is_staying = found is not None and found.lifecycle_state not in GOING
            if self._unsearched is not None and not is_staying and (to_delete or compartment_id is None):
                raise names.unsearched(self._unsearched, keys.vault.id, name, UNSEARCHED_ADVICE)
            key = None if found is None else keys.get(found.id)
            if found is None or key is None or found.is_listed or key.display_name == name:
                return key
            # It has another name since, which Resource Search does not show yet.
            del called[found.id]

    def _named(self, name: str, compartment_id: str) -> Vault:
        where = f"The compartment {compartment_id}"
        called = [each for each in self.vaults.listed(compartment_id) if each.display_name == name]
        found = choose(called, name, what="vault", where=where, option="vault_id", to_delete=False)
        if found is None:
            raise BadOption(
                f"{where} has no visible vault with the name {quoted(name)}",
                advice=("Correct vault_name, or create the vault with oci_kms_vault first.",),
                option="vault_name",
                resource=compartment_id,
            )
        return self.vaults.get(found.id)

    def _vault_of(self, key_id: str) -> str:
        reading = KeyReader(self._session, count_versions=False).read(key_id)
        if reading.key is not None:
            return reading.key.vault_id
        if reading.elsewhere is not None:
            raise BadOption(
                f"The key {key_id} is in {reading.elsewhere}, and its vault has no replica in {self._session.region}",
                advice=(f"Set region to {reading.elsewhere}.",),
                option="region",
                resource=key_id,
            )
        raise NotFoundOrDenied(
            f"The key {key_id} could not be found: {reading.problem}",
            advice=("Specify vault_id, if the vault of the key is known.",),
            resource=key_id,
            service="key_management",
            region=self._session.region,
        )
