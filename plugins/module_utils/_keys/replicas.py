# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Replicas of vaults and keys in other regions: which exist, which to create, and when they are ready."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

from .._core.errors import (
    Accepted,
    BadOption,
    CannotDo,
    Conflict,
    Failure,
    NotAuthenticated,
    NotFoundOrDenied,
    ResourceFailed,
    Unreachable,
)
from .._core.following import CONFIRMATION_TIME, read_until
from .._core.notices import Notice
from .._core.options import known
from .._core.quoting import quoted
from .._core.session import Session
from .._core.tenancy import readable_regions
from .._core.waiting import Patience, wait_until
from .._iam.authorization_retry import foreseen, permitted
from .._resources.usage import Cause, Usage
from .follower import Progress
from .key_writes import Keys
from .vault import (
    CREATE_REPLICA,
    SERVICE_MAY_REPLICATE,
    Replica,
    Vault,
    Vaults,
    required_to_replicate,
    sufficient_to_replicate,
)

CREATING, CREATED, DELETING, DELETED = "CREATING", "CREATED", "DELETING", "DELETED"

# What to do about a replica in another region.
LEAVE, REMOVE = "Run again once that replica is deleted.", "Delete that replica first."

# Seconds between two reads for a replica whose request was not answered.
PAUSE = 5.0


def existing(replicas: Iterable[Replica]) -> tuple[Replica, ...]:
    """Those that are not gone."""
    return tuple(each for each in replicas if each.status != DELETED)


def described(replicas: Iterable[Replica]) -> list[dict[str, Any]]:
    """The replicas as results show them."""
    return [
        {
            "region": each.region,
            "status": each.status,
            "management_endpoint": each.management_endpoint,
            "crypto_endpoint": each.crypto_endpoint,
        }
        for each in existing(replicas)
    ]


def missing(vault: Vault, replicas: Iterable[Replica], region: str) -> bool:
    """Whether a replica is to be created in the region. Raises CannotDo when the vault cannot have one there."""
    for replica in existing(replicas):
        if replica.region != region:
            raise CannotDo(
                f"The vault {vault.id} cannot be replicated to {region}, since it is replicated to "
                f"{replica.region} (status {replica.status}) and can have one replica only",
                advice=(LEAVE if replica.status == DELETING else REMOVE, "Or omit replica_region."),
                resource=vault.id,
            )
        if replica.status != DELETING:
            return False
    if vault.is_replicable is False:
        raise CannotDo(
            f"The vault {vault.id} cannot be replicated: it was created before its type could be "
            "(isVaultReplicable is false)",
            advice=("Create a new vault.",),
            resource=vault.id,
        )
    return True


def doubt(vault: Vault, replicas: Iterable[Replica], usage: Usage) -> None:
    """Note that it is unknown where else keys of a vault are used, if it has a replica that no list shows."""
    if vault.replication_id is not None and not existing(replicas):
        usage.doubt(f"the region of the replica of the vault {vault.id}, which ListVaultReplicas lacks", Cause.REPLICA)


def check_region(session: Session, region: str, compartment_id: str) -> None:
    """Raises BadOption for a region in which nothing can be created."""
    known_regions = readable_regions(session)
    if known_regions is not None:
        known_regions.require("replica_region", region)
        return
    named = f"replica_region names the region {quoted(region)}"
    try:
        Vaults(session.in_region(region)).listed(compartment_id)
    except NotAuthenticated:
        # The session's own region accepts the credentials, and a region knows only the tenancies subscribed to it.
        raise BadOption(
            f"{named}, to which the tenancy seems not to be subscribed",
            advice=("Correct it, or subscribe to that region first.",),
            option="replica_region",
        ) from None
    except Unreachable as failure:
        raise BadOption(
            f"{named}, which cannot be reached: {failure.reason}",
            option="replica_region",
            advice=("Correct it, or the network.",),
            **failure.request(),
        ) from None
    except NotFoundOrDenied:
        pass


class Replication:
    """Creates the replica of one vault and waits for it."""

    def __init__(
        self, session: Session, vaults: Vaults, patience: Optional[Patience], progress: Progress[Vault]
    ) -> None:
        self._session = session
        self._vaults = vaults
        self._patience = patience
        self._progress = progress
        self.seen: tuple[Replica, ...] = ()

    def of(self, vault: Vault) -> tuple[Replica, ...]:
        """The replicas of the vault as they are now; `seen` has them from then on."""
        self.seen = self._vaults.replicas(vault)
        return self.seen

    def foresee_denial(self, compartment_id: str, region: str) -> list[Notice]:
        """A notice where policies lack what Oracle documents as required of the Vault service, for check mode.

        A statement that is missing does not stop a task: whether every realm requires it is not known (oci-facts.md
        section 8), and the service itself decides when the replica is created.
        """
        sufficient = sufficient_to_replicate(compartment_id)
        if not foreseen(self._session, (sufficient,), operation=CREATE_REPLICA):
            return []
        text = f"OCI may deny the replica in {region}, since no policy holds: {SERVICE_MAY_REPLICATE}."
        return [Notice("StatementMissing", text, compartment_id)]

    def create(self, vault: Vault, region: str) -> tuple[Replica, ...]:
        """Create a replica, and return all replicas of the vault. Raises Failure."""
        if self._patience is not None:
            self._wait(vault, region, {DELETING}, "the replica that is being deleted to be gone")
        accepted: Optional[Accepted] = None
        try:
            accepted = permitted(
                lambda: self._vaults.create_replica(vault, region),
                session=self._session,
                statements=required_to_replicate(vault),
                patience=self._patience,
            )
        except Failure as failure:
            if failure.may_be_applied:
                self._look_for(vault, region, failure)
                accepted = Accepted(CREATE_REPLICA, failure.opc_request_id)
            elif isinstance(failure, Conflict) and not missing(vault, self.of(vault), region):
                self._progress.contested("vault", vault.id, failure)
            else:
                raise
        if accepted is not None:
            self._progress.accepted()
        if self._patience is None:
            return self.of(vault)
        try:
            return self.wait(vault, region)
        except Failure as failure:
            if accepted is not None:
                failure.after_write(accepted, service="key_management", region=self._session.region)
            raise

    def _look_for(self, vault: Vault, region: str, failure: Failure) -> None:
        """Return once a replica shows whose request was not answered. Raises the failure when none does."""
        clock = self._session.clock
        window = CONFIRMATION_TIME if self._patience is None else self._patience.window(CONFIRMATION_TIME, clock)

        def is_listed() -> bool:
            try:
                return not missing(vault, self.of(vault), region)
            except CannotDo:
                raise
            except Failure:
                raise failure.in_doubt() from None

        if not read_until(is_listed, bool, clock=clock, until=clock.now() + window, pause=PAUSE):
            raise failure

    def wait(self, vault: Vault, region: str) -> tuple[Replica, ...]:
        """The vault's replicas once that in the region can be used. Raises ResourceFailed and TimedOut."""
        return self._wait(vault, region, {CREATING, None}, f"its replica in {region} to be {CREATED}", wanted=CREATED)

    def _wait(
        self, vault: Vault, region: str, passing: set[Optional[str]], what: str, *, wanted: Optional[str] = None
    ) -> tuple[Replica, ...]:
        patience = known(self._patience)

        def is_done(seen: tuple[Replica, ...]) -> bool:
            status = _status(seen, region)
            if status in passing:
                return False
            if wanted is not None and status != wanted:
                raise ResourceFailed(
                    f"The replica of the vault {vault.id} in {region} is {status}, and no waiting ends that.",
                    resource=vault.id,
                )
            return True

        return wait_until(
            is_done,
            lambda: self.of(vault),
            describe=lambda seen: f"the replica in {region} is {_status(seen, region) or 'not there'}",
            what=f"the vault {vault.id}, for {what}",
            resource=vault.id,
            patience=patience,
            clock=self._session.clock,
        )


def source_region_advice(vault: Vault, session: Session) -> CannotDo:
    """The failure when a replica is to be changed."""
    return CannotDo(
        f"The vault {vault.id} is a replica in {session.region}, and vaults and keys are changed in "
        "the region of the source only",
        advice=("Set region to that one.",),
        resource=vault.id,
    )


def _status(replicas: Iterable[Replica], region: str) -> Optional[str]:
    return next((each.status for each in existing(replicas) if each.region == region), None)


@dataclass(frozen=True)
class Copy:
    """A key in the region of a replica; its state is `None` when the replica does not show the key."""

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
        self.replicas = existing(Vaults(session).replicas(vault)) if vault.is_primary is not False else ()
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
        """The copies of a key as they are now; `seen` has them from then on."""
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
