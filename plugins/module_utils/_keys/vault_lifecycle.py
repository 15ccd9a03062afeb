# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates, updates and retires a vault, step by step, with its keys and its management endpoint."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core.errors import CannotDo, Conflict, NotFoundOrDenied, Unavailable, Unreachable
from .._core.notices import Notice
from .._core.session import Session
from .._core.waiting import Clock, Patience, wait_until
from . import lifecycle, names
from .follower import Creation, Follower, Progress, Step
from .key import Key
from .key_writes import Keys
from .lifecycle import (
    ACTIVE,
    CANCELLING_DELETION,
    GOING,
    GONE,
    PASSING,
    PENDING_DELETION,
    SCHEDULING_DELETION,
    UPDATING,
)
from .names import NamedKey
from .vault import Vault, Vaults

ANSWERS, DENIES, SILENT = "it answers", "it answers that nothing may be seen", "there is no answer"

NONE_YET = "the vault shows none"

# Seconds after which a host that denies is taken to mean it: one that does not know its vault yet denies as well.
DENIAL_WINDOW = 60.0

# The most keys in a message.
MOST_KEYS = 10


class VaultChanges:
    """Changes to vaults. Without `patience` it reads once after a change."""

    def __init__(
        self, session: Session, vaults: Vaults, patience: Optional[Patience], progress: Progress[Vault]
    ) -> None:
        self._session = session
        self._vaults = vaults
        self._patience = patience
        self._follower = Follower("vault", vaults.get, session=session, patience=patience, progress=progress)

    def create(
        self,
        request: Mapping[str, Any],
        ended: Iterable[str],
        find_existing: Callable[[], Optional[Vault]],
    ) -> tuple[Vault, bool]:
        """Return the requested vault, and whether it is new; if not, `find_existing` has found it.

        `ended` are the OCIDs of those that had its name.
        """
        identity = {name: request[name] for name in ("compartment_id", "display_name")}
        return Creation(self._follower, operation="CreateVault", identity=identity).once(
            lambda token: self._vaults.create(**request, token=token),
            find_existing,
            ended=ended,
            is_done=is_active,
            what=f"create the vault {request['display_name']}",
        )

    def settle(self, vault: Vault, aim: str) -> Vault:
        """The vault once what is under way has ended; `aim` is what for ("use the vault …")."""
        if vault.lifecycle_state not in PASSING or self._patience is None:
            return vault
        return self._follower.settled(vault.id, is_active, aim)

    def update(self, vault: Vault, changes: Mapping[str, Any]) -> Vault:
        """The vault with these changes."""
        return self._follower.apply(
            vault.id,
            Step(
                f"update the vault {vault.id}",
                lambda: self._vaults.update(vault, changes),
                lambda seen: is_active(seen) and has(seen, changes),
                state=UPDATING,
            ),
        )

    def cancel_deletion(self, vault: Vault) -> Vault:
        """The vault once it is not to be deleted any more."""
        if vault.lifecycle_state != PENDING_DELETION and self._patience is not None:
            vault = self._follower.settled(
                vault.id,
                lambda seen: seen.lifecycle_state == PENDING_DELETION,
                f"cancel the deletion of the vault {vault.id}",
                GONE,
            )
        return self._follower.apply(
            vault.id,
            Step(
                f"cancel the deletion of the vault {vault.id}",
                lambda: self._vaults.cancel_deletion(vault),
                is_active,
                GONE,
                state=CANCELLING_DELETION,
            ),
        )

    def retire(self, vault: Vault, days: int) -> Vault:
        """The vault once it is scheduled for deletion in so many days."""
        vault = self.settle(vault, f"schedule the deletion of the vault {vault.id}")
        when = lifecycle.time_to_request(days, self._session.clock.wall())
        try:
            return self._follower.apply(
                vault.id,
                Step(
                    f"schedule the deletion of the vault {vault.id}",
                    lambda: self._vaults.schedule_deletion(vault, when),
                    lambda seen: seen.lifecycle_state in (PENDING_DELETION, *GONE),
                    (),
                    state=SCHEDULING_DELETION,
                ),
            )
        except Conflict as conflict:
            conflict.advise("If a key of the vault is to be deleted later than the vault, increase deletion_days.")
            raise


def is_active(vault: Vault) -> bool:
    """Whether the vault can be used."""
    return vault.lifecycle_state == ACTIVE


def has(vault: Vault, changes: Mapping[str, Any]) -> bool:
    """Whether the vault is as the changes require."""
    return all(getattr(vault, name) == value for name, value in changes.items())


def wait_for_answer(
    session: Session, vault: Vault, read: Callable[[], Vault], patience: Patience
) -> tuple[Vault, Optional[Notice]]:
    """The vault once its endpoint answers, with a notice if that does nothing but deny. Raises TimedOut."""
    endpoint = vault.management_endpoint
    probing = _Probing(session, vault, read)
    last = wait_until(
        _Answers(session.clock),
        probing,
        describe=str,
        what=f"the management endpoint {endpoint + ' ' if endpoint else ''}of the vault {vault.id} to answer",
        resource=vault.id,
        patience=patience,
        clock=session.clock,
    )
    if last == ANSWERS:
        return probing.vault, None
    text = (
        f"The management endpoint of the vault {vault.id} denies ListKeys, so it is not known whether it is ready. "
        f'It requires "Allow group <your group> to inspect keys in compartment id {vault.compartment_id}".'
    )
    return probing.vault, Notice("EndpointNotChecked", text, vault.id)


class _Answers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._denies_since: Optional[float] = None

    def __call__(self, answer: str) -> bool:
        if answer != DENIES:
            self._denies_since = None
            return answer == ANSWERS
        if self._denies_since is None:
            self._denies_since = self._clock.now()
        return self._clock.now() - self._denies_since >= DENIAL_WINDOW


class _Probing:
    """Sends a request to the endpoint, once the vault shows one; `vault` is as it was seen last."""

    def __init__(self, session: Session, vault: Vault, read: Callable[[], Vault]) -> None:
        self._session = session
        self._read = read
        self.vault = vault

    def __call__(self) -> str:
        if not self.vault.management_endpoint:
            self.vault = self._read()
        return _probe(self._session, self.vault) if self.vault.management_endpoint else NONE_YET


def _probe(session: Session, vault: Vault) -> str:
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


@dataclass(frozen=True)
class Held:
    """The keys of a vault that are not gone, by OCID, and what is not known of others; `None` if there are none."""

    keys: Mapping[str, NamedKey]
    unlisted: Optional[str] = None
    is_empty: bool = False
    """Whether two operations, which list and count keys, show that there are none."""


def held_by(session: Session, vault: Vault) -> Held:
    """What a vault holds. Raises Failure when its keys cannot be listed."""
    keys: Mapping[str, NamedKey] = {}
    if vault.management_endpoint:
        listing = names.in_vault(session, vault.id, vault.management_endpoint, (vault.compartment_id,))
        keys = {
            each.id: each
            for each in listing.keys.values()
            if each.lifecycle_state not in GONE and each.id != vault.wrapping_key_id
        }
    # Lists are of one compartment, and the index leaves out what the caller may not see: so they are counted as well.
    count = Vaults(session).fewest_keys(vault)
    if count is None:
        return Held(keys, f"how many keys the vault {vault.id} holds (GetVaultUsage)")
    if count > len(keys):
        return Held(keys, f"{count - len(keys)} of the {count} keys of the vault {vault.id}, which no list shows")
    return Held(keys, is_empty=not keys and bool(vault.management_endpoint))


def check_due(session: Session, vault: Vault, held: Iterable[NamedKey], days: int) -> None:
    """Raises CannotDo when a key is to be deleted later than the vault in so many days; the service answers 409."""
    wall = session.clock.wall()
    when = lifecycle.time_to_request(days, wall)
    if when is None:
        # No key can be scheduled for later than that.
        return
    late = {key.id: (key, due) for key, due in _going(session, vault, held) if due > when}
    if not late:
        return
    last = max(due for key, due in late.values())
    named = [f"{key.named} on {key.time_of_deletion}" for key, due in late.values()]
    more = f", and {len(named) - MOST_KEYS} more" if len(named) > MOST_KEYS else ""
    raise CannotDo(
        f"The vault {vault.display_name} ({vault.id}) would be deleted on {lifecycle.as_text(when)}, "
        "and no vault can be before its keys, of which these are to be deleted later: "
        f"{', '.join(named[:MOST_KEYS])}{more}",
        advice=(f"Specify deletion_days of {lifecycle.days_until(last, wall)} or more.",),
        resource=vault.id,
    )


def _going(session: Session, vault: Vault, held: Iterable[NamedKey]) -> Iterator[tuple[Key, datetime.datetime]]:
    """The keys that are to be deleted, and when; without those that may not be read."""
    keys = Keys(session, vault, endpoint=str(vault.management_endpoint))
    for each in held:
        if each.lifecycle_state not in GOING:
            continue
        try:
            # Lists do not show the date (oci-facts.md section 4).
            key = keys.get(each.id)
        except NotFoundOrDenied:
            continue
        if key.time_of_deletion is not None:
            yield key, datetime.datetime.fromisoformat(key.time_of_deletion)
