# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Makes, changes and retires a vault, step by step, and waits for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional

from .._core.errors import Conflict
from .._core.following import GONE, PASSING, Follower, ReadingWhatWasMade, Step
from .._core.known import known
from .._core.making import Making
from .._core.progress import Progress
from .._core.session import Session
from .._core.waiting import Patience
from . import deletion
from .vault import Vault, Vaults


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
        self,
        request: Mapping[str, Any],
        ended: Iterable[str],
        look: Callable[[], Optional[Vault]],
    ) -> tuple[Vault, bool]:
        """The vault that the request asks for, and whether that was made; if not, C(look) has found it there already.

        C(ended) are the OCIDs of those that had its name.
        """
        identity = {name: request[name] for name in ("compartment_id", "display_name")}
        making = Making(self._session, self._vaults.get, self._progress, self._patience)
        made = making.once(
            lambda token: self._vaults.create(**request, token=token),
            look,
            operation="CreateVault",
            identity=identity,
            ended=ended,
        )
        if isinstance(made, Vault):
            return made, False
        seen = known(self._progress.seen)
        if self._patience is None:
            return seen, True
        read = ReadingWhatWasMade(lambda: self._vaults.get(seen.id), seen, self._session.clock)
        follower = Follower("vault", seen.id, read, self._patience, self._session, self._progress)
        return follower.see_through(made.accepted, is_active, f"make the vault {request['display_name']}"), True

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
            conflict.advise(
                "A vault cannot be deleted before its keys: if one of them is due later, increase deletion_days."
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
