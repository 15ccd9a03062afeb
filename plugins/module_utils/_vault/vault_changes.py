# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Makes, changes and retires a vault, step by step, and waits for each step."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Optional

from .._assign.access import Accepted
from .._core.clients import Session
from .._core.errors import Conflict
from .._core.retry_tokens import retry_token
from .._core.waiting import Patience
from . import deletion
from .making import There, make_once
from .progress import Progress
from .settling import GONE, PASSING, Follower, ReadingWhatWasMade, Step
from .vaults import Vault, Vaults


class VaultChanges:
    """Changes to vaults. Without C(patience) it looks once after a change."""

    def __init__(
        self, session: Session, vaults: Vaults, patience: Optional[Patience], progress: Progress[Vault]
    ) -> None:
        self._session = session
        self._vaults = vaults
        self._patience = patience
        self._progress = progress

    def make(
        self, compartment_id: str, display_name: str, vault_type: str, tags: Mapping[str, Any], before: There
    ) -> Vault:
        """A new vault, or the one that the same request has just made."""
        request = (compartment_id, display_name, vault_type, tags)

        def ask(former: AbstractSet[str]) -> tuple[Vault, Accepted]:
            told = {"region": self._session.region, "request": request}
            return self._vaults.create(*request, retry_token("CreateVault", told, former))

        vault, accepted = make_once(ask, self._vaults.get, compartment_id, before, self._progress, self._session.region)
        if self._patience is None:
            self._progress.accepted()
            return vault
        read = ReadingWhatWasMade(lambda: self._vaults.get(vault.id), vault, self._session.clock)
        return Follower("vault", vault.id, read, self._patience, self._session, self._progress).make(
            Step(f"make the vault {display_name}", lambda: accepted, is_active)
        )

    def settle(self, vault: Vault, aim: str) -> Vault:
        """The vault once what is under way has ended; C(aim) is what for ("use the vault …")."""
        if vault.lifecycle_state not in PASSING or self._patience is None:
            return vault
        return self._follower(vault.id).settled(is_active, aim)

    def update(self, vault: Vault, changes: Mapping[str, Any]) -> Vault:
        """The vault with these changes."""
        return self._follower(vault.id).make(
            Step(
                f"update the vault {vault.id}",
                lambda: self._vaults.update(vault, changes),
                lambda seen: is_active(seen) and has(seen, changes),
            )
        )

    def bring_back(self, vault: Vault) -> Vault:
        """The vault once it is not to be deleted any more."""
        follower = self._follower(vault.id)
        if vault.lifecycle_state != "PENDING_DELETION" and self._patience is not None:
            vault = follower.settled(
                lambda seen: seen.lifecycle_state == "PENDING_DELETION",
                f"cancel the deletion of the vault {vault.id}",
                GONE,
            )
        return follower.make(
            Step(
                f"cancel the deletion of the vault {vault.id}",
                lambda: self._vaults.cancel_deletion(vault),
                is_active,
                GONE,
            )
        )

    def retire(self, vault: Vault, days: int) -> Vault:
        """The vault once it is scheduled for deletion in so many days."""
        follower = self._follower(vault.id)
        vault = self.settle(vault, f"schedule the deletion of the vault {vault.id}")
        when = deletion.asked_time(days, self._session.clock.wall())
        try:
            return follower.make(
                Step(
                    f"schedule the deletion of the vault {vault.id}",
                    lambda: self._vaults.schedule_deletion(vault, when),
                    lambda seen: seen.lifecycle_state in ("PENDING_DELETION", *GONE),
                    (),
                )
            )
        except Conflict as conflict:
            conflict.args = (
                f"{conflict} A vault cannot be deleted before its keys: if one of them is due later, give more "
                "deletion_days.",
            )
            raise

    def _follower(self, vault_id: str) -> Follower[Vault]:
        return Follower(
            "vault", vault_id, lambda: self._vaults.get(vault_id), self._patience, self._session, self._progress
        )


def is_active(vault: Vault) -> bool:
    """Whether the vault can be used."""
    return vault.lifecycle_state == "ACTIVE"


def has(vault: Vault, changes: Mapping[str, Any]) -> bool:
    """Whether the vault is as the changes make it."""
    return all(getattr(vault, name) == value for name, value in changes.items())
