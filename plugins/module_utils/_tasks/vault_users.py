# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Who is under any key of a vault."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from .._core import ocid
from .._core.session import Session
from .._core.waiting import Patience
from .._keys import replicas
from .._keys.vault import Replica, Vault
from .._keys.vault_keys import Held
from .._resources.survey import Search
from .._resources.usage import Cause, Usage


def users_of_vault(
    session: Session, vault: Vault, held: Held, copies: Iterable[Replica], patience: Optional[Patience]
) -> Usage:
    """Who is under one of the vault's keys, here or where it is replicated. Raises Failure as `Search.usage` does."""
    if not held.keys and held.unlisted is None:
        return Usage()
    mark = _mark(vault.id)

    def is_wanted(kms_key_id: str) -> bool:
        # A key the caller may not see still names its vault.
        return kms_key_id in held.keys or (mark is not None and _mark(kms_key_id) == mark)

    there = replicas.there(copies)
    compartments = [vault.compartment_id, *(each.compartment_id for each in held.keys.values())]
    regions = [session.region, *(each.region for each in there)]
    usage = Search(session, regions, is_wanted, compartments=compartments, patience=patience).usage()
    if held.unlisted is not None:
        usage.doubt(held.unlisted, Cause.UNLISTED)
    replicas.doubt(vault, there, usage)
    return usage


def _mark(text: str) -> Optional[str]:
    """The part of an OCID that a vault and its keys share (oci-facts.md section 1)."""
    named = ocid.parse(text)
    return named.extra[0] if named is not None and named.extra else None
