# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Waits for the management endpoint of a vault: a host of its own, which may come later than the vault is ACTIVE."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from .._core.clock import Clock
from .._core.errors import NotFoundOrDenied, Unavailable, Unreachable
from .._core.notices import Notice
from .._core.session import Session
from .._core.waiting import Patience, wait_until
from .vault import Vault

ANSWERS, DENIES, SILENT = "it answers", "it answers that nothing may be seen", "there is no answer"
NONE_YET = "the vault shows none"

# Seconds after which a host that denies is taken to mean it: one that does not know its vault yet says the same.
DENIAL_WINDOW = 60.0


def wait_for_answer(
    session: Session, vault: Vault, read: Callable[[], Vault], patience: Patience
) -> tuple[Vault, Optional[Notice]]:
    """The vault once its endpoint answers, with a notice if that does nothing but deny. Raises TimedOut."""
    endpoint = vault.management_endpoint
    asking = _Asking(session, vault, read)
    last = wait_until(
        _Answers(session.clock),
        asking,
        describe=str,
        what=f"the management endpoint {endpoint + ' ' if endpoint else ''}of the vault {vault.id} to answer",
        resource=vault.id,
        patience=patience,
        clock=session.clock,
    )
    if last == ANSWERS:
        return asking.vault, None
    text = (
        f"The management endpoint of the vault {vault.id} denies ListKeys, so it is not known whether it is ready. "
        f'It requires "Allow group <your group> to inspect keys in compartment id {vault.compartment_id}".'
    )
    return asking.vault, Notice("EndpointNotChecked", text, vault.id)


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


class _Asking:
    """Asks the endpoint, once the vault shows one; `vault` is as it was seen last."""

    def __init__(self, session: Session, vault: Vault, read: Callable[[], Vault]) -> None:
        self._session = session
        self._read = read
        self.vault = vault

    def __call__(self) -> str:
        if not self.vault.management_endpoint:
            self.vault = self._read()
        return _ask(self._session, self.vault) if self.vault.management_endpoint else NONE_YET


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
