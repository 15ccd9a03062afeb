# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds, with Resource Search, what the lists lack. The index proves nothing by what it leaves out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any, Optional, Union

from .._core import pages
from .._core.errors import Failure, NotFoundOrDenied
from .._core.pool import run_all
from .._resources.access import Readable
from .coverage import Coverage, Entry, failed
from .items import Item, Unreadable, item_of, unread_item, unreadable
from .scope import Scope

GONE = ("TERMINATED", "DELETED")

# Seconds for which a list may lack what was just created, and how many resources of a type are read one by one.
YOUNG = 600.0
MOST_READS = 500


class UnlistedResources:
    """Reads what the index shows and no list did. `gone` counts what no longer exists."""

    def __init__(self, scope: Scope, coverage: Coverage, is_known: Callable[[str], bool], *, workers: int) -> None:
        self._scope = scope
        self._coverage = coverage
        self._is_known = is_known
        self._workers = workers
        self.gone = 0

    def find(self, kinds: list[Readable]) -> Iterator[tuple[Readable, list[Item]]]:
        """Yield what is found of each kind."""
        found = run_all([lambda kind=kind: self._items(kind) for kind in kinds], workers=self._workers)  # type: ignore[misc]  # as in _core/pool
        for kind, items in zip(kinds, found):
            self.gone += sum(each is None for each in items)
            there = [each for each in items if each is not None]
            if there:
                yield kind, there

    def _items(self, kind: Readable) -> list[Optional[Item]]:
        """What the index shows of a kind and no list did; `None` for what is gone."""
        root = self._scope.places.directory.root.id
        entry = Entry(kind.session.region, root, kind.facts.name, "SearchResources", is_scope=False)
        try:
            missed = [each for each in self._indexed(kind, entry) if self._is_missed(kind, each)]
        except Failure as failure:
            self._coverage.add(failed(entry, unreadable(failure)))
            return []
        if len(missed) > MOST_READS:
            problem = (
                f"Resource Search shows {len(missed)} resources that no list does, and {MOST_READS} of them are read"
            )
            self._coverage.add(failed(entry, Unreadable("not_listed", problem, operation=entry.operation)))
        else:
            self._coverage.add(entry)
        return [self._read(kind, each) for each in missed[:MOST_READS]]

    def _indexed(self, kind: Readable, entry: Entry) -> Iterator[Any]:
        query = f"query {kind.facts.query_name} resources"
        action = f"search for every {kind.facts.label}"
        for each in pages.each(kind.session, query, action=action, resource=self._scope.session.tenancy):
            entry.count += 1
            yield each

    def _is_missed(self, kind: Readable, found: Any) -> bool:
        if str(found.lifecycle_state).upper() in GONE or not self._scope.has_compartment(found.compartment_id):
            return False
        return not self._is_known(kind.identity(kind.address_of(found))) and not self._is_young(found)

    def _is_young(self, found: Any) -> bool:
        created = found.time_created
        is_known = isinstance(created, datetime.datetime)
        return is_known and self._scope.session.clock.wall() - created.timestamp() < YOUNG

    def _read(self, kind: Readable, found: Any) -> Union[Item, None]:
        name = kind.address_of(found)
        try:
            seen = kind.read(name)
        except NotFoundOrDenied:
            # Where the list was denied, its compartment is unknown already; else the index lags behind.
            return None
        except Failure as failure:
            return unread_item(kind, name, found.compartment_id, failure)
        return None if seen.lifecycle_state in kind.facts.gone_states else item_of(kind, seen)
