# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What was read and what was not, for each region, compartment, type and operation."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core.tenancy import SEPARATOR
from .items import KeySeen, Unreadable
from .places import ORACLE_MANAGED_COMPARTMENT, Places

READ, DENIED, THROTTLED, FAILED, FILTERED = "read", "denied", "throttled", "failed", "filtered"

OUTCOMES = (READ, DENIED, THROTTLED, FAILED, FILTERED)

OF_REASON = {"denied": DENIED, "throttled": THROTTLED}


@dataclass
class Entry:
    """What became of one operation in one place. `count` is the number of resources that it showed or was about.

    `is_scope` says that it decides whether the place was read: a list does, and a cross-check does not.
    """

    region: str
    compartment_id: str
    type: str
    operation: str
    outcome: str = READ
    count: int = 0
    seconds: float = 0.0
    opc_request_id: Optional[str] = None
    message: Optional[str] = None
    missing_statements: tuple[str, ...] = ()
    is_scope: bool = True

    def as_result(self, places: Places) -> dict[str, Any]:
        """The entry as reports show it."""
        return {
            "region": self.region,
            "compartment_id": self.compartment_id,
            "compartment_path": places.path(self.compartment_id),
            "type": self.type,
            "operation": self.operation,
            "outcome": self.outcome,
            "is_scope": self.is_scope,
            "count": self.count,
            "seconds": round(self.seconds, 3),
            "opc_request_id": self.opc_request_id,
            "message": self.message,
            "missing_statements": list(self.missing_statements),
        }


class Coverage:
    """The entries of one run, which threads add to."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, str, str], Entry] = {}
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Add an entry, or what it counts to the one for the same place and operation with the worse outcome."""
        name = (entry.region, entry.compartment_id, entry.type, entry.operation)
        with self._lock:
            known = self._entries.setdefault(name, entry)
            if known is entry:
                return
            known.count += entry.count
            known.seconds += entry.seconds
            if known.outcome == READ and entry.outcome != READ:
                known.outcome, known.message = entry.outcome, entry.message
                known.opc_request_id, known.missing_statements = entry.opc_request_id, entry.missing_statements

    @property
    def entries(self) -> list[Entry]:
        """All entries, by region, compartment, type and operation."""
        return [self._entries[name] for name in sorted(self._entries)]


def failed(entry: Entry, problem: Unreadable) -> Entry:
    """The entry of an operation that failed."""
    entry.outcome = OF_REASON.get(problem.reason, FAILED)
    entry.message = problem.message
    entry.opc_request_id = problem.opc_request_id
    entry.missing_statements = problem.missing_statements
    return entry


def note_keys(coverage: Coverage, keys: Iterable[KeySeen], places: Places) -> None:
    """Add what became of the keys that resources name: one entry for each region, in the place of the tenancy."""
    root = places.directory.root.id
    for each in keys:
        entry = Entry(each.region, root, "key", "GetKey", count=1, is_scope=False)
        coverage.add(entry if each.problem is None else failed(entry, each.problem))


def summary(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How many lists were read, as numbers and as a percentage of those that were to be, by entries of reports.

    What may not be listed in the compartment that Oracle manages does not count: no policy allows it.
    """
    counts = dict.fromkeys(OUTCOMES, 0)
    for each in entries:
        if each["is_scope"] and not _is_of_oracle(each):
            counts[each["outcome"]] += 1
    expected = sum(counts.values()) - counts[FILTERED]
    percent = 100.0 if not expected else round(100.0 * counts[READ] / expected, 2)
    return {"percent": percent, **counts}


def _is_of_oracle(entry: Mapping[str, Any]) -> bool:
    path = entry["compartment_path"] or ""
    return entry["outcome"] == DENIED and path.split(SEPARATOR)[-1] == ORACLE_MANAGED_COMPARTMENT


def unread_scopes(entries: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The regions and compartments of which nothing was read although something was to be."""
    outcomes: dict[tuple[str, str], set[str]] = {}
    for each in entries:
        if each["is_scope"] and each["outcome"] != FILTERED and not _is_of_oracle(each):
            outcomes.setdefault((each["region"], each["compartment_id"]), set()).add(each["outcome"])
    return sorted(scope for scope, found in outcomes.items() if READ not in found)


def merged(reports: Iterable[Iterable[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """The entries of several reports: what one of them read is read, whatever the others left out."""
    best: dict[tuple[str, str, str, str], Mapping[str, Any]] = {}
    for entries in reports:
        for each in entries:
            name = (each["region"], each["compartment_id"], each["type"], each["operation"])
            known = best.get(name)
            if known is None or _rank(each) < _rank(known):
                best[name] = each
    return [best[name] for name in sorted(best)]


def _rank(entry: Mapping[str, Any]) -> tuple[int, int]:
    return OUTCOMES.index(entry["outcome"]), -entry["count"]
