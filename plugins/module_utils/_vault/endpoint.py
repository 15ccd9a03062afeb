# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Waits for the management endpoint of a vault: a host of its own, which may come later than the vault is ACTIVE."""

from __future__ import annotations

from typing import Optional

from .._core.clients import Session
from .._core.clock import Clock
from .._core.errors import NotFoundOrDenied, Unavailable, Unreachable
from .._core.waiting import Patience, wait_until
from .vaults import Vault

ANSWERS, DENIES, SILENT = "it answers", "it answers that nothing may be seen", "there is no answer"

# Seconds after which a host that denies is taken to mean it: one that does not know its vault yet says the same.
DENIAL_WINDOW = 60.0


def wait_for_answer(session: Session, vault: Vault, patience: Patience) -> Optional[str]:
    """Returns once the endpoint answers, with a warning if it does nothing but deny. Raises TimedOut."""
    last = wait_until(
        _Answers(session.clock),
        lambda: _ask(session, vault),
        describe=str,
        what=f"the management endpoint {vault.management_endpoint} of the vault {vault.id} to answer",
        resource=vault.id,
        patience=patience,
        clock=session.clock,
    )
    if last == ANSWERS:
        return None
    return (
        f"The management endpoint of the vault {vault.id} lets you list no keys, so whether it is ready could not be "
        "told; policies must hold "
        f'"Allow group <your group> to inspect keys in compartment id {vault.compartment_id}".'
    )


class _Answers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._denies_since: Optional[float] = None

    def __call__(self, said: str) -> bool:
        if said != DENIES:
            self._denies_since = None
            return said == ANSWERS
        if self._denies_since is None:
            self._denies_since = self._clock.now()
        return self._clock.now() - self._denies_since >= DENIAL_WINDOW


def _ask(session: Session, vault: Vault) -> str:
    client = session.client(
        "key_management", "KmsManagementClient", endpoint=vault.management_endpoint, attempts_without_answer=1
    )
    try:
        with session.doing(
            f"list the keys of the vault {vault.id}",
            service="key_management",
            operation="ListKeys",
            resource=vault.id,
        ):
            client.list_keys(vault.compartment_id, limit=1)
    except NotFoundOrDenied:
        return DENIES
    except (Unreachable, Unavailable):
        return SILENT
    return ANSWERS
