# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of the tenancy: found by id, listed by place, changed in transactions."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .clock import Clock
from .identifiers import Identifiers
from .kinds import KINDS
from .resource import Resource
from .timeline import Event, Timeline

# A work request reports a change that was accepted, so it outlives a change that was not applied.
WORK_REQUESTS = frozenset({"work_request", "object_storage_work_request", "identity_work_request"})


@dataclass
class Transaction:
    """The changes of one request, so that they can be undone or modified."""

    touched: dict[str, tuple[Resource, dict[str, Any], dict[str, Any], str]] = field(default_factory=dict)
    added: list[Resource] = field(default_factory=list)
    removed: list[Resource] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Store:
    """All resources, regional and global ones."""

    def __init__(self, *, clock: Clock, identifiers: Identifiers, home_region: str, ocid_parts: dict[str, str]) -> None:
        self.clock = clock
        self.identifiers = identifiers
        self.home_region = home_region
        self.ocid_parts = ocid_parts
        """The region part of the OCIDs of each region; regions can be added."""
        self.timeline = Timeline()
        self.revision: dict[str, int] = {}
        """The number of changes of each kind, so that derived data can be invalidated."""
        self._by_id: dict[str, Resource] = {}
        self._by_place: dict[str, dict[tuple[str, str], dict[str, Resource]]] = {}
        self._watchers: dict[str, list[Callable[[Resource], None]]] = {}
        self._transaction: Transaction | None = None
        self._event_due: float | None = None

    def __len__(self) -> int:
        return len(self._by_id)

    # -- reading ------------------------------------------------------------------------------------------------

    def find(self, id: str, *, kind: str | None = None, region: str | None = None) -> Resource | None:
        """The resource of that id, if it is of that kind and visible in that region."""
        resource = self._by_id.get(f"{id}@{region}") if region else None
        resource = resource or self._by_id.get(id)
        if resource is None or (kind is not None and resource.kind.name != kind):
            return None
        if region is not None and resource.kind.regional and resource.region != region:
            return None
        return resource

    def listing(self, kind: str, *, region: str | None = None, compartment_id: str | None = None) -> list[Resource]:
        """The resources of a kind in the order of creation; in all regions or compartments unless one is specified."""
        place = region if KINDS[kind].regional else self.home_region
        if place is not None and compartment_id is not None:
            return list(self._by_place.get(kind, {}).get((place, compartment_id), {}).values())
        return [
            resource
            for (of_region, _compartment), resources in self._by_place.get(kind, {}).items()
            if place in (None, of_region)
            for resource in resources.values()
            if compartment_id is None or resource.compartment_id == compartment_id
        ]

    # -- writing ------------------------------------------------------------------------------------------------

    def add(
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        region: str | None = None,
        id: str | None = None,
        hidden: Mapping[str, Any] | None = None,
    ) -> Resource:
        """Create a resource, with a new id by default. Raises ValueError for fields its model does not have."""
        facts = KINDS[kind]
        place = region if facts.regional and region else self.home_region
        new_id = id or self.identifiers.ocid(facts.ocid, self.ocid_parts[place] if facts.regional else "")
        stored = dict(data)
        if "id" in facts.schema.fields:
            stored["id"] = new_id
        resource = Resource(
            kind=facts, region=place, id=new_id, data=stored, etag=self.identifiers.etag(), hidden=dict(hidden or {})
        )
        resource.time_changed = resource.time_created = self.clock.now()
        self._check_fields(resource, stored)
        # A replica has the id of its source (oci-facts.md, section 8): the region distinguishes them.
        self._index(resource)
        self._count(resource)
        if self._transaction is not None:
            self._transaction.added.append(resource)
        return resource

    def change(self, resource: Resource, changes: Mapping[str, Any], **hidden: Any) -> None:
        """Set fields (`None` removes one) and assign a new etag, unless only internal state changes."""
        self._check_fields(resource, changes)
        self._remember(resource)
        if changes:
            resource.before, resource.etag_before = dict(resource.data), resource.etag
            resource.time_changed = self.clock.now()
            resource.etag = self.identifiers.etag()
        previous_place = resource.compartment_id
        for wire, value in changes.items():
            if value is None:
                resource.data.pop(wire, None)
            else:
                resource.data[wire] = value
        resource.hidden.update(hidden)
        if resource.compartment_id != previous_place:
            self._displace(resource, previous_place)
            self._place(resource)
        self._count(resource)

    def remove(self, resource: Resource) -> None:
        """Remove a resource."""
        for key in (resource.id, f"{resource.id}@{resource.region}"):
            if self._by_id.get(key) is resource:
                del self._by_id[key]
        self._displace(resource, resource.compartment_id)
        self.timeline.drop(resource)
        self._count(resource)
        if self._transaction is not None:
            self._transaction.removed.append(resource)

    def after(
        self,
        seconds: float,
        resource: Resource,
        changes: Mapping[str, Any] | None = None,
        *,
        then: Callable[[Resource], None] | None = None,
        removes: bool = False,
    ) -> None:
        """Schedule a change of fields, or the removal, of a resource after a number of simulated seconds.

        `then` must read and change that same resource only: a change that is not applied drops its events.
        """
        event = self.timeline.event(
            self.clock.now() + seconds, resource, dict(changes or {}), then=then, removes=removes
        )
        if self._transaction is None:
            self.timeline.add(event)
        else:
            self._transaction.events.append(event)

    def catch_up(self) -> None:
        """Process all events that are due."""
        try:
            upcoming = self.timeline.next_due()
            while upcoming is not None and upcoming <= self.clock.now():
                for event in self.timeline.due(self.clock.now()):
                    self._event_due = event.due
                    self._process(event)
                upcoming = self.timeline.next_due()
        finally:
            self._event_due = None

    def _process(self, event: Event) -> None:
        if event.removes:
            self.remove(event.resource)
            return
        if event.changes:
            self.change(event.resource, event.changes)
        if event.then is not None:
            event.then(event.resource)

    def event_time(self) -> float:
        """The time at which the current event was due, which may be before the present."""
        return self.clock.now() if self._event_due is None else self._event_due

    def watch(self, kind: str, watcher: Callable[[Resource], None]) -> None:
        """Call a function for every resource of a kind that is added, changed or removed, or whose change is undone."""
        self._watchers.setdefault(kind, []).append(watcher)

    # -- transactions -------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Apply everything in the block, or nothing if it raises."""
        transaction = self._transaction = Transaction()
        try:
            yield transaction
        except BaseException:
            self._undo(transaction, keep=frozenset())
            raise
        finally:
            self._transaction = None
        for event in transaction.events:
            self.timeline.add(event)

    def discard(self, transaction: Transaction) -> None:
        """Accepted but not applied: undo the open transaction, except the record that it was accepted."""
        self._undo(transaction, keep=WORK_REQUESTS)
        transaction.events = [event for event in transaction.events if event.resource.kind.name in WORK_REQUESTS]

    def _undo(self, transaction: Transaction, *, keep: frozenset[str]) -> None:
        open_transaction, self._transaction = self._transaction, None
        for resource in transaction.added:
            if resource.kind.name not in keep:
                self.remove(resource)
        for resource, data, hidden, etag in transaction.touched.values():
            if resource.kind.name not in keep and resource not in transaction.added:
                self._displace(resource, resource.compartment_id)
                resource.data, resource.hidden, resource.etag = data, hidden, etag
                self._place(resource)
                self._count(resource)
        for resource in transaction.removed:
            self._index(resource)
            self._count(resource)
        self._transaction = open_transaction

    def _remember(self, resource: Resource) -> None:
        transaction = self._transaction
        key = f"{resource.id}@{resource.region}"
        if transaction is not None and key not in transaction.touched:
            transaction.touched[key] = (
                resource,
                copy.deepcopy(resource.data),
                copy.deepcopy(resource.hidden),
                resource.etag,
            )

    # -- upkeep -------------------------------------------------------------------------------------------------

    def _index(self, resource: Resource) -> None:
        self._by_id[resource.id if resource.id not in self._by_id else f"{resource.id}@{resource.region}"] = resource
        self._place(resource)

    def _place(self, resource: Resource) -> None:
        places = self._by_place.setdefault(resource.kind.name, {})
        places.setdefault((resource.region, resource.compartment_id), {})[resource.id] = resource

    def _displace(self, resource: Resource, compartment_id: str) -> None:
        places = self._by_place.get(resource.kind.name, {})
        places.get((resource.region, compartment_id), {}).pop(resource.id, None)

    def _count(self, resource: Resource) -> None:
        self.revision[resource.kind.name] = self.revision.get(resource.kind.name, 0) + 1
        for watcher in self._watchers.get(resource.kind.name, ()):
            watcher(resource)

    @staticmethod
    def _check_fields(resource: Resource, fields: Mapping[str, Any]) -> None:
        unknown = fields.keys() - resource.kind.schema.wire_names
        if unknown:
            raise ValueError(f"{resource.kind.model} of the SDK has no field {sorted(unknown)}")
