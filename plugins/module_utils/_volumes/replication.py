# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The replicas of one source: the lists to request, how a replica is followed until it is listed or ended, results."""

from __future__ import annotations

from typing import Any, Optional

from .._assign.assigning import Assigned
from .._core import tenancy
from .._core.errors import Accepted, Conflict, Failure, NotApplied, NotFoundOrDenied, ResourceFailed
from .._core.following import CONFIRMATION_TIME, ENOUGH_AT_THE_END, Confirmation, Stage, read_until
from .._core.notices import Notice
from .._core.waiting import Patience, wait_until
from .._resources.assignment import Assignment
from .._resources.replica_list import Entry, Source, Sources
from .._resources.volume_replica import VolumeReplicaKeys
from .creation import GONE

ENDED, FAULTY = "TERMINATED", "FAULTY"

RUN_AGAIN = "Run again, or report the request that was accepted to Oracle Support."


def previous(kms_key_id: Optional[str]) -> dict[str, Any]:
    """The key that a replica had before, as results show it."""
    return {"previous_kms_key_id": kms_key_id}


def with_entry(source: Source, new: Entry) -> Optional[tuple[Entry, ...]]:
    """The list with one replica more; `None` when there is one in its domain."""
    return None if source.entry(new.availability_domain) else (*source.entries, new)


def without_entry(source: Source, ended: Entry) -> Optional[tuple[Entry, ...]]:
    """The list without one replica. Raises Conflict when there is a newer one in the same domain."""
    there = source.entry(ended.availability_domain)
    if there is None:
        return None
    if there.replica_id != ended.replica_id:
        raise Conflict(
            f"The replica {ended.replica_id} of {source.id} no longer exists, and another client has "
            f"created {there.replica_id} in {ended.availability_domain}",
            advice=("Run again if that is to end as well.",),
            resource=there.replica_id,
        )
    return source.without(ended.availability_domain)


def key_of(assigned: Assigned) -> Optional[str]:
    """The key that a replica has now."""
    return assigned.outcome.after.kms_key_id


def listed(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """All replicas of a source, as its own list shows them."""
    return [
        {
            "id": each.replica_id,
            "availability_domain": each.availability_domain,
            "region": tenancy.region_in(each.availability_domain),
            "display_name": each.display_name,
            "kms_key_id": each.kms_key_id,
        }
        for each in sorted(entries, key=lambda each: each.availability_domain)
    ]


def creation_result(
    resource: dict[str, Any], entries: tuple[Entry, ...], verified: bool, notices: list[Notice]
) -> dict[str, Any]:
    """The result for a new replica."""
    return {
        "changed": True,
        "resource": resource,
        "previous_kms_key_id": None,
        "verified": verified,
        "replicas": listed(entries),
        "diff": {"before": {}, "after": resource},
        "notices": notices,
    }


def end_result(
    access: VolumeReplicaKeys, replica: Assignment, state: str, entries: tuple[Entry, ...]
) -> dict[str, Any]:
    """The result for a replica that has ended, or is about to."""
    before = access.describe(replica, None)
    return {
        "changed": True,
        "resource": {**before, "lifecycle_state": state},
        "previous_kms_key_id": replica.kms_key_id,
        "verified": state == ENDED,
        "replicas": listed(entries),
        "diff": {"before": before, "after": {}},
        "notices": [],
    }


def result_without_replica(source: Source, notices: list[Notice]) -> dict[str, Any]:
    """The result where there is no replica to end."""
    return {
        "changed": False,
        "resource": None,
        "previous_kms_key_id": None,
        "verified": True,
        "replicas": listed(source.entries),
        "diff": {"before": {}, "after": {}},
        "notices": notices,
    }


class Following:
    """Follows the replica of one source until the list of its source shows it, or until it has ended."""

    def __init__(
        self, sources: Sources, source_id: str, access: VolumeReplicaKeys, patience: Optional[Patience]
    ) -> None:
        self._sources = sources
        self._source_id = source_id
        self._access = access
        self._patience = patience
        self._clock = sources.session.clock

    def created(self, written: Source, availability_domain: str, accepted: Accepted) -> Entry:
        """Return the new replica in the list of its source. Raises NotApplied when it does not appear."""
        began, answered = self._clock.now(), [written]

        def look() -> Optional[Entry]:
            try:
                seen = answered.pop() if answered else self._sources.get(self._source_id)
            except Failure as failure:
                raise self._access.after_write(failure, accepted).report(changed=True, **previous(None)) from None
            entry = seen.entry(availability_domain)
            return entry if entry is not None and entry.replica_id is not None else None

        until = self._sources.session.deadline.after(began, CONFIRMATION_TIME)
        entry = read_until(look, lambda seen: seen is not None, clock=self._clock, until=until)
        if entry is None:
            raise self.not_created(availability_domain, accepted, self._clock.now() - began)
        return entry

    def not_created(self, availability_domain: str, accepted: Accepted, waited: float) -> Failure:
        """Return the failure of a replica that does not appear; after less than the usual time it may still do so."""
        may_come = waited < ENOUGH_AT_THE_END
        failure = NotApplied(
            f"After {waited:.0f} s the list of replicas of {self._source_id} has none in {availability_domain}"
            f"{', which may have been too early' if may_come else ''}",
            advice=(RUN_AGAIN,),
            resource=self._source_id,
            results={"changed": may_come, **previous(None)},
        )
        return failure.after_write(accepted, service="core", region=self._sources.session.region)

    def end_of(self, replica: Assignment, accepted: Accepted) -> str:
        """Return the state of the replica once it has ended; without patience, as one read shows it."""
        try:
            if self._patience is None:
                return self._state(replica.resource_id)
            confirmation: Confirmation[str] = Confirmation(
                lambda state: _stage(state, replica.resource_id),
                lambda state, seconds: _give_up(state, replica.resource_id, seconds),
                self._clock,
            )
            return wait_until(
                confirmation,
                lambda: self._state(replica.resource_id),
                describe=str,
                what=f"the end of the replica {replica.resource_id}",
                resource=replica.resource_id,
                patience=self._patience,
                clock=self._clock,
            )
        except Failure as failure:
            failure = self._access.after_write(failure, accepted)
            is_untouched = isinstance(failure, NotApplied) and self._is_listed(replica)
            failure.report(changed=not is_untouched, **previous(replica.kms_key_id))
            raise failure from None

    def _state(self, replica_id: str) -> str:
        try:
            return str(self._access.read(replica_id).lifecycle_state)
        except NotFoundOrDenied:
            return ENDED

    def _is_listed(self, replica: Assignment) -> bool:
        """Whether the source still has the replica, as far as that can be read."""
        try:
            entries = self._sources.get(self._source_id).entries
        except Failure:
            return False
        return replica.resource_id in [each.replica_id for each in entries]


def _stage(state: str, replica_id: str) -> Stage:
    if state == FAULTY:
        raise ResourceFailed(f"The replica {replica_id} was to end and has become {state}.", resource=replica_id)
    if state == ENDED:
        return Stage.DONE
    return Stage.UNDER_WAY if state in GONE else Stage.UNCHANGED


def _give_up(state: str, replica_id: str, seconds: float) -> None:
    raise NotApplied(
        f"After {seconds:.0f} s the replica {replica_id} is still {state}", advice=(RUN_AGAIN,), resource=replica_id
    )
