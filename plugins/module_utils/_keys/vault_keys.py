# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The keys that a vault holds, and whether it may be deleted when it is to be, which is not before any of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Optional

from .._core.errors import CannotDo, NotFoundOrDenied
from .._core.session import Session
from . import deletion, names
from .key import Keys, MasterKey
from .names import NamedKey
from .vault import Vault, Vaults

# So many keys are told.
TOLD = 10


@dataclass(frozen=True)
class Held:
    """The keys of a vault that are not gone, by OCID, and what is not known of others; `None` if there are none."""

    keys: Mapping[str, NamedKey]
    unlisted: Optional[str] = None


def held_by(session: Session, vault: Vault) -> Held:
    """What a vault holds. Raises Failure when its keys cannot be listed."""
    keys: Mapping[str, NamedKey] = {}
    if vault.management_endpoint:
        listing = names.in_vault(session, vault.id, vault.management_endpoint, (vault.compartment_id,))
        keys = {
            each.id: each
            for each in listing.keys.values()
            if each.lifecycle_state not in names.GONE and each.id != vault.wrapping_key_id
        }
    # Lists are of one compartment, and the index leaves out what the caller may not see: so they are counted as well.
    count = Vaults(session).fewest_keys(vault)
    if count is None:
        return Held(keys, f"how many keys the vault {vault.id} holds (GetVaultUsage)")
    if count > len(keys):
        return Held(keys, f"{count - len(keys)} of the {count} keys of the vault {vault.id}, which no list shows")
    return Held(keys)


def check_due(session: Session, vault: Vault, held: Iterable[NamedKey], days: int) -> None:
    """Raises CannotDo when a key is to be deleted later than the vault in so many days; the service answers 409."""
    wall = session.clock.wall()
    when = deletion.asked_time(days, wall)
    if when is None:
        # No key can be scheduled for later than that.
        return
    late = {key.id: (key, due) for key, due in _going(session, vault, held) if due > when}
    if not late:
        return
    last = max(due for key, due in late.values())
    told = [f"{key.display_name} ({key.id}) on {key.time_of_deletion}" for key, due in late.values()]
    more = f", and {len(told) - TOLD} more" if len(told) > TOLD else ""
    raise CannotDo(
        f"The vault {vault.display_name} ({vault.id}) would be deleted on {deletion.as_text(when)}, and no vault can "
        f"be before its keys, of which these are to be deleted later: {', '.join(told[:TOLD])}{more}; give "
        f"deletion_days of {deletion.days_until(last, wall)} or more.",
        resource=vault.id,
    )


def _going(session: Session, vault: Vault, held: Iterable[NamedKey]) -> Iterator[tuple[MasterKey, datetime.datetime]]:
    """The keys that are to be deleted, and when; without those that may not be read."""
    keys = Keys(session, vault, endpoint=str(vault.management_endpoint))
    for each in held:
        if each.lifecycle_state not in names.GOING:
            continue
        try:
            # Lists do not tell when (oci-facts.md section 4).
            key = keys.get(each.id)
        except NotFoundOrDenied:
            continue
        if key.time_of_deletion is not None:
            yield key, datetime.datetime.fromisoformat(key.time_of_deletion)
