# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Who is under any key of a vault."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Optional

from .._core import ocid
from .._core.clients import Session
from . import replicas
from .user_search import Search
from .users import Usage
from .vaults import Replica, Vault, Vaults


def users_of_vault(session: Session, vault: Vault, keys: Collection[str], copies: Iterable[Replica]) -> Usage:
    """Who is under one of the vault's keys, here or where it is replicated. Raises Failure as C(Search.usage) does."""
    if not keys and Vaults(session).is_empty(vault):
        return Usage()
    mark = _mark(vault.id)

    def is_wanted(kms_key_id: str) -> bool:
        # A key the caller may not see still names its vault.
        return kms_key_id in keys or (mark is not None and _mark(kms_key_id) == mark)

    regions = [session.region, *(each.region for each in replicas.there(copies))]
    return Search(session, regions, is_wanted).usage()


def _mark(text: str) -> Optional[str]:
    """The part of an OCID that a vault and its keys share (oci-facts.md section 1)."""
    named = ocid.parse(text)
    return named.extra[0] if named is not None and named.extra else None
