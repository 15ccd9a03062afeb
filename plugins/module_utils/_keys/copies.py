# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The copies of a key in the replicas of its vault: they carry the same OCID and follow the key after a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from .._core.errors import NotFoundOrDenied, Unreachable
from .._core.session import Session
from .._core.waiting import Patience, wait_until
from .key import Keys
from .replicas import CREATED, there
from .vault import Vault, Vaults


@dataclass(frozen=True)
class Copy:
    """A key in the region of a replica; its state is V(None) when the replica does not show the key."""

    region: str
    management_endpoint: str
    lifecycle_state: Optional[str]

    def described(self) -> dict[str, Any]:
        """The copy as results show it."""
        return {
            "region": self.region,
            "management_endpoint": self.management_endpoint,
            "lifecycle_state": self.lifecycle_state,
        }


class Copies:
    """Looks at the replicas of one vault, which it lists once."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self.vault = vault
        self.replicas = there(Vaults(session).replicas(vault)) if vault.is_primary is not False else ()
        self.endpoints = {
            each.region: each.management_endpoint
            for each in self.replicas
            if each.status == CREATED and each.management_endpoint and each.region != session.region
        }

        self.seen = tuple(Copy(region, at, None) for region, at in self.endpoints.items())

    @property
    def regions(self) -> list[str]:
        """Where keys of this vault can be used, or can have been until now."""
        return [self._session.region, *(each.region for each in self.replicas)]

    def of(self, key_id: str) -> tuple[Copy, ...]:
        """The copies of a key as they are now; C(seen) has them from then on."""
        self.seen = tuple(Copy(region, at, self._state(key_id, region, at)) for region, at in self.endpoints.items())
        return self.seen

    def predicted(self, state: str) -> tuple[Copy, ...]:
        """The copies of a key in that state, as they will be."""
        return tuple(Copy(region, at, state) for region, at in self.endpoints.items())

    def wait(self, key_id: str, state: str, patience: Patience) -> tuple[Copy, ...]:
        """The copies once all show the state of the key. Raises TimedOut."""
        if not self.endpoints:
            return ()
        return wait_until(
            lambda seen: all(each.lifecycle_state == state for each in seen),
            lambda: self.of(key_id),
            describe=lambda seen: ", ".join(f"{each.lifecycle_state or 'not there'} in {each.region}" for each in seen),
            what=f"the key {key_id} to be {state} in {' and '.join(self.endpoints)}, where its vault is replicated",
            resource=key_id,
            patience=patience,
            clock=self._session.clock,
        )

    def _state(self, key_id: str, region: str, endpoint: str) -> Optional[str]:
        try:
            return Keys(self._session, self.vault, endpoint=endpoint, region=region).get(key_id).lifecycle_state
        except (NotFoundOrDenied, Unreachable):
            return None
