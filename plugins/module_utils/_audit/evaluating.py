# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Judges what was collected, resource by resource, and hands each finding to the reports: in constant memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, Protocol

from .coverage import READ, summary
from .delta import OPEN, Delta
from .exceptions import Exceptions
from .expectations import KeyMap
from .gate import Gate
from .gathering import GatheredKeys
from .items import Item, KeySeen
from .judging import UNKNOWN, Requirements, verdicts
from .places import Places
from .records import as_time, record
from .rules import SEVERITIES
from .tally import Tally


class Sink(Protocol):
    """Receives each finding."""

    def add(self, finding: Mapping[str, Any]) -> None:
        """Take a finding."""


class Returned:
    """The findings that a task returns: at most so many, the worst first.

    Open ones precede the others, the more severe ones the less severe ones, and noncompliant ones those that are
    unknown.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[tuple[bool, int, bool], list[Mapping[str, Any]]] = {}

    def add(self, finding: Mapping[str, Any]) -> None:
        """Take a finding."""
        is_open = finding["status"] in OPEN and finding["exception"] is None
        severity = SEVERITIES.index(finding["severity"]) if is_open else 0
        kept = self._kept.setdefault((not is_open, -severity, finding["status"] == UNKNOWN), [])
        if len(kept) < self._most:
            kept.append(finding)

    @property
    def findings(self) -> list[Mapping[str, Any]]:
        """Those to return."""
        return [each for rank in sorted(self._kept) for each in self._kept[rank]][: self._most]


@dataclass
class Ledger:
    """What all findings of a run pass: comparison, counts, gate and reports, in this order."""

    tally: Tally
    gate: Gate
    sinks: Sequence[Sink]
    delta: Optional[Delta] = None
    rest: list[dict[str, Any]] = field(default_factory=list)

    def add(self, finding: dict[str, Any]) -> None:
        """Take a finding."""
        if self.delta is not None:
            self.delta.compare(finding)
        self.tally.add(finding)
        self.gate.add(finding)
        for each in self.sinks:
            each.add(finding)

    def end(self, coverage: Sequence[Mapping[str, Any]]) -> None:
        """Note the earlier findings of which there is none now; the open ones are kept for the reports."""
        if self.delta is None:
            return
        read = frozenset(
            (each["region"], each["compartment_id"], each["type"])
            for each in coverage
            if each["is_scope"] and each["outcome"] == READ
        )
        for each in self.delta.rest(read):
            self.tally.add_rest(each["delta"])
            if each["status"] in OPEN:
                self.rest.append(each)


@dataclass(frozen=True)
class Judge:
    """Finds what the rules state of resources."""

    places: Places
    keys: Mapping[tuple[str, str], KeySeen]
    key_map: KeyMap
    exceptions: Exceptions
    requirements: Requirements
    observed_at: str
    owner_tags: Sequence[str]
    gathered: GatheredKeys

    def findings(self, item: Item) -> Iterator[dict[str, Any]]:
        """Yield the findings of a resource."""
        self.gathered.add(item)
        expected = self.key_map.expected(item, self.places)
        key = None if item.kms_key_id is None else self.keys.get((item.kms_key_id, item.region))
        for verdict in verdicts(item, key, expected, self.requirements):
            finding = record(
                verdict,
                item,
                key,
                expected,
                self.places,
                observed_at=self.observed_at,
                owner_tags=self.owner_tags,
            )
            active, expired = self.exceptions.applied(verdict, item, self.places)
            finding["exception"], finding["expired_exception"] = active, expired
            yield finding


def outcome(
    ledger: Ledger, exceptions: Sequence[Mapping[str, Any]], coverage: Sequence[Mapping[str, Any]], wall: float
) -> dict[str, Any]:
    """What reports show after the findings."""
    ledger.end(coverage)
    totals = summary(coverage)
    return {
        "finished_at": as_time(wall),
        "coverage": coverage,
        "exceptions": exceptions,
        "summary": ledger.tally.as_result(totals),
        "gate": ledger.gate.as_result(totals["percent"]),
        "gone": ledger.rest,
    }
