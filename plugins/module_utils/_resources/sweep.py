# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Lists every type in many compartments and regions at once, and reads what lists do not show."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional, Protocol

from .._core.errors import Failure, Unreachable
from .._core.pool import Pool, run_all
from .access import Readable
from .assignment import Assignment, Unread

# So many resources that have to be read one by one are one job.
READS_OF_A_JOB = 4

# So many resources are handed over at once.
BATCH = 200


@dataclass(frozen=True)
class Unit:
    """One list: what there is of a type in a compartment, in the region of the kind's session."""

    at: int
    kind: Readable
    compartment_id: str

    @property
    def region(self) -> str:
        """The region that is listed."""
        return self.kind.session.region


class Observer(Protocol):
    """Receives what a sweep finds, from many threads."""

    def seen(self, unit: Unit, found: Sequence[Assignment], *, place: int) -> None:
        """Resources of a unit; `place` is their place in it, since threads come in any order."""

    def unread(self, unit: Unit, resource_id: str, failure: Failure) -> None:
        """A resource of a unit that is listed and could not be read."""

    def listed(self, unit: Unit, failure: Optional[Failure], *, count: int, seconds: float) -> None:
        """The end of a list, or why it could not be read to its end."""


class Sweep:
    """Lists units with so many threads. A service that is not reached in a region is not tried for each compartment."""

    def __init__(self, units: Sequence[Unit], observer: Observer, *, workers: int) -> None:
        self._units = units
        self._observer = observer
        self._workers = workers
        self._unreachable: dict[tuple[str, str], Failure] = {}
        self._reached: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def run(self) -> None:
        """Return when everything is listed and read. Raises nothing that a service answers."""
        self._prepare()
        pool = Pool(min(self._workers, max(1, len(self._units))))
        for each in self._units:
            pool.submit(lambda unit=each: self._list(unit, pool), key=_host(each))  # type: ignore[misc]  # as in _core/pool
        pool.join()

    def _prepare(self) -> None:
        kinds = list({id(each.kind): each.kind for each in self._units}.values())
        run_all([functools.partial(_prepare, each) for each in kinds], workers=self._workers)

    def _list(self, unit: Unit, pool: Pool) -> None:
        clock = unit.kind.session.clock
        began, count, failure = clock.now(), 0, self._known_failure(unit)
        found: list[Assignment] = []
        unread: list[str] = []
        try:
            if failure is None:
                for each in unit.kind.entries(unit.compartment_id):
                    count += 1
                    if isinstance(each, Unread):
                        unread.append(each.resource_id)
                    else:
                        found.append(each)
                    if len(found) >= BATCH:
                        self._observer.seen(unit, found, place=count)
                        found = []
                    if len(unread) >= READS_OF_A_JOB:
                        self._submit_reads(unit, unread, pool, count)
                        unread = []
        except Failure as problem:
            failure = problem
        self._note(unit, failure)
        if found:
            self._observer.seen(unit, found, place=count)
        self._submit_reads(unit, unread, pool, count)
        self._observer.listed(unit, failure, count=count, seconds=clock.now() - began)

    def _submit_reads(self, unit: Unit, names: Sequence[str], pool: Pool, place: int) -> None:
        if names:
            pool.submit(lambda: self._read(unit, names, place), key=_host(unit))

    def _read(self, unit: Unit, names: Sequence[str], place: int) -> None:
        found: list[Assignment] = []
        for name in names:
            seen = unit.kind.completed(Unread(name))
            if isinstance(seen, Failure):
                self._observer.unread(unit, name, seen)
            elif seen.lifecycle_state not in unit.kind.facts.gone_states:
                found.append(seen)
        if found:
            self._observer.seen(unit, found, place=place)

    def _known_failure(self, unit: Unit) -> Optional[Failure]:
        with self._lock:
            return self._unreachable.get(_host(unit))

    def _note(self, unit: Unit, failure: Optional[Failure]) -> None:
        with self._lock:
            if not isinstance(failure, Unreachable):
                self._reached.add(_host(unit))
            elif _host(unit) not in self._reached:
                self._unreachable.setdefault(_host(unit), failure)


def _prepare(kind: Readable) -> None:
    # A failure is that of each list, which tries again.
    with contextlib.suppress(Failure):
        kind.prepare()


def _host(unit: Unit) -> tuple[str, str]:
    return unit.region, unit.kind.facts.service
