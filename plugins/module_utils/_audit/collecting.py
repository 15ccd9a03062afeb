# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Collects what is audited: the lists, the reads behind them, the keys, and what Resource Search knows besides."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from .._core.errors import Failure, NotFoundOrDenied
from .._core.pool import Pool
from .._resources.access import Readable
from .._resources.assignment import Assignment
from .._resources.registry import TYPES
from .._resources.sweep import Sweep, Unit
from .coverage import DENIED, FILTERED, Coverage, Entry, failed
from .items import COMPARTMENT, Item, item_of, unread_item, unread_place, unreadable
from .judging import FACTS
from .key_facts import KeyFacts
from .places import ORACLE_MANAGED_COMPARTMENT, read_places
from .scope import Scope
from .spool import Spool
from .unlisted import UnlistedResources

# Receives a line about the progress of the work.
Progress = Callable[[str], None]

# Seconds between two such lines.
PROGRESS_INTERVAL = 10.0

# What could not be read comes after what was.
LAST = sys.maxsize


@dataclass
class Counts:
    """What was found: `resources` that are audited, how many of them were read, what tags left out, what is gone."""

    resources: int = 0
    read: int = 0
    other_tags: int = 0
    gone: int = 0


class Collector:
    """Collects the resources of a scope into a spool, by the numbers of `units`; threads call it."""

    def __init__(self, scope: Scope, keys: KeyFacts, spool: Spool, *, workers: int, progress: Progress) -> None:
        self._scope = scope
        self._keys = keys
        self._spool = spool
        self._workers = workers
        self._progress = progress
        self._lock = threading.Lock()
        self._missing: dict[int, list[tuple[str, Failure]]] = {}
        self._unlisted: list[tuple[Unit, Failure]] = []
        self._ended = 0
        self._reported = scope.session.clock.now()
        self._known: set[int] = set()
        self.coverage = Coverage()
        self.counts = Counts()
        self.units: list[Unit] = []

    def collect(self) -> None:
        """Return when all is collected. Raises Failure for a single resource that does not exist."""
        if self._scope.selection.resources:
            self._read_resources()
            return
        places = self._scope.places
        if places.denial is not None:
            # There may be compartments in which the caller sees nothing.
            entry = Entry(self._scope.session.region, places.directory.root.id, COMPARTMENT, "ListCompartments")
            self.coverage.add(failed(entry, unreadable(places.denial)))
        kinds = self._scope.kinds()
        pairs = [(kind, each) for each in self._scope.compartments for kind in kinds]
        self.units = [Unit(at, kind, compartment_id) for at, (kind, compartment_id) in enumerate(pairs)]
        self._note_filtered()
        # The order of the work is that of the kinds, so that reads that follow from lists begin early.
        by_kind = {id(kind): at for at, kind in enumerate(kinds)}
        Sweep(sorted(self.units, key=lambda each: by_kind[id(each.kind)]), self, workers=self._workers).run()
        self._settle_missing()
        self._settle_unlisted()
        search = UnlistedResources(self._scope, self.coverage, self.is_known, workers=self._workers)
        for kind, items in search.find(kinds):
            at = len(self.units)
            self.units.append(Unit(at, kind, places.directory.root.id))
            self._add(at, kind, items, place=0)
        self.counts.gone += search.gone

    # -- what a sweep finds --------------------------------------------------------------------------------------

    def seen(self, unit: Unit, found: Sequence[Assignment], *, place: int) -> None:
        """Keep resources of a unit."""
        self._add(unit.at, unit.kind, [item_of(unit.kind, each) for each in found], place=place)

    def unread(self, unit: Unit, resource_id: str, failure: Failure) -> None:
        """Keep a resource that could not be read; whether it was deleted after it was listed is found out later."""
        if not isinstance(failure, NotFoundOrDenied):
            self._add_unread(unit, resource_id, failure)
            return
        with self._lock:
            self._missing.setdefault(unit.at, []).append((resource_id, failure))

    def listed(self, unit: Unit, failure: Optional[Failure], *, count: int, seconds: float) -> None:
        """Note the end of a list."""
        entry = _entry(unit, unit.kind.operations["list"])
        entry.count, entry.seconds = count, seconds
        if failure is None:
            self.coverage.add(entry)
        else:
            with self._lock:
                self._unlisted.append((unit, failure))
        self._report_progress()

    def is_known(self, identity: str) -> bool:
        """Whether a resource was found."""
        return hash(identity) in self._known

    def _add(self, at: int, kind: Readable, items: Sequence[Item], *, place: int) -> None:
        chosen = [each for each in items if self._scope.has_tags(each)]
        for each in chosen:
            if each.kms_key_id is not None:
                self._keys.want(each.kms_key_id, each.region, versions=FACTS[each.type].single_version_key)
        self._spool.add(at, chosen, place=place)
        with self._lock:
            self._known.update(hash(each.identity) for each in items)
            self.counts.resources += len(chosen)
            self.counts.read += sum(each.problem is None for each in chosen)
            self.counts.other_tags += len(items) - len(chosen)

    def _add_unread(self, unit: Unit, resource_id: str, failure: Failure) -> None:
        item = unread_item(unit.kind, resource_id, unit.compartment_id, failure)
        entry = _entry(unit, unit.kind.operations["get"])
        entry.count, entry.is_scope = 1, False
        self.coverage.add(failed(entry, unreadable(failure)))
        self._add(unit.at, unit.kind, [item], place=LAST)

    def _report_progress(self) -> None:
        clock = self._scope.session.clock
        with self._lock:
            self._ended += 1
            is_due = clock.now() - self._reported >= PROGRESS_INTERVAL
            if is_due:
                self._reported = clock.now()
        if is_due:
            self._progress(f"{self._ended} of {len(self.units)} lists read, {self.counts.resources} resources found")

    # -- what is settled afterwards ------------------------------------------------------------------------------

    def _settle_missing(self) -> None:
        """A resource that was listed and not found is gone if it is no longer listed; else it may not be read."""
        if not self._missing:
            return
        pool = Pool(min(self._workers, len(self._missing)))
        for at in sorted(self._missing):
            pool.submit(lambda at=at: self._settle_missing_of(self.units[at]))  # type: ignore[misc]  # as in _core/pool
        pool.join()

    def _settle_missing_of(self, unit: Unit) -> None:
        missing = self._missing[unit.at]
        try:
            listed = {each.resource_id for each in unit.kind.entries(unit.compartment_id)}
        except Failure:
            listed = {name for name, _failure in missing}
        for name, failure in sorted(missing, key=lambda each: each[0]):
            if name in listed:
                self._add_unread(unit, name, failure)
            else:
                with self._lock:
                    self.counts.gone += 1

    def _settle_unlisted(self) -> None:
        """A compartment that could not be listed has nothing to audit if it was deleted meanwhile."""
        if not self._unlisted:
            return
        now = read_places(self._scope.session)
        known = frozenset(now.ids)
        for unit, failure in self._unlisted:
            entry = _entry(unit, failure.operation or unit.kind.operations["list"])
            is_deleted = unit.compartment_id in now.directory.gone or (
                now.denial is None and unit.compartment_id not in known
            )
            if is_deleted:
                entry.outcome, entry.message = FILTERED, "The compartment was deleted during the audit"
                self.coverage.add(entry)
                continue
            self._add_unlisted(unit, failure, entry)

    def _add_unlisted(self, unit: Unit, failure: Failure, entry: Entry) -> None:
        problem, name = unreadable(failure), self._scope.places.name(unit.compartment_id)
        self.coverage.add(failed(entry, problem))
        if name == ORACLE_MANAGED_COMPARTMENT and entry.outcome == DENIED:
            problem = replace(problem, reason="oracle_managed_compartment")
        item = unread_place(unit.kind.facts.name, unit.region, unit.compartment_id, name, problem)
        self._spool.add(unit.at, [item], place=LAST)

    def _note_filtered(self) -> None:
        """Note the places and types that the options leave out."""
        scope = self._scope
        compartments, regions = frozenset(scope.compartments), frozenset(scope.regions)
        for kind in TYPES:
            name, operation = kind.facts.name, kind.operations["list"]
            for region in scope.all_regions:
                for each in scope.places.ids:
                    if not (each in compartments and region in regions and scope.has_type(name)):
                        self.coverage.add(Entry(region, each, name, operation, FILTERED))

    # -- single resources ----------------------------------------------------------------------------------------

    def _read_resources(self) -> None:
        names = self._scope.selection.resources
        kinds = [self._scope.kind_of(at, name) for at, name in enumerate(names)]
        root = self._scope.places.directory.root.id
        self.units = [Unit(at, kind, root) for at, kind in enumerate(kinds)]
        pool = Pool(min(self._workers, len(names)))
        for unit, name in zip(self.units, names):
            pool.submit(lambda unit=unit, name=name: self._read_resource(unit, name))  # type: ignore[misc]
        pool.join()

    def _read_resource(self, unit: Unit, name: str) -> None:
        try:
            seen = unit.kind.find(name)
        except NotFoundOrDenied as failure:
            failure.option = f"resources[{unit.at}]"
            raise
        except Failure as failure:
            entry = _entry(unit, failure.operation or unit.kind.operations["get"])
            entry.count = 1
            self.coverage.add(failed(entry, unreadable(failure)))
            self._add(unit.at, unit.kind, [unread_item(unit.kind, name, unit.compartment_id, failure)], place=0)
            return
        item = item_of(unit.kind, seen)
        entry = _entry(unit, unit.kind.operations["get"])
        entry.compartment_id, entry.count = item.compartment_id, 1
        self.coverage.add(entry)
        self._add(unit.at, unit.kind, [item], place=0)


def _entry(unit: Unit, operation: str) -> Entry:
    return Entry(unit.region, unit.compartment_id, unit.kind.facts.name, operation)
