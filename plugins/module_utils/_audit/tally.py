# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Counts findings, by what reports show at their top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Optional

from . import rules
from .delta import DELTAS
from .judging import COMPLIANT, NONCOMPLIANT, NOT_APPLICABLE, STATUSES, UNKNOWN

EXCEPTED = "excepted"

COLUMNS = (COMPLIANT, NONCOMPLIANT, EXCEPTED, UNKNOWN, NOT_APPLICABLE)


class Tally:
    """The counts of one run."""

    def __init__(self) -> None:
        self._findings = 0
        self._resources = 0
        self._last: Optional[str] = None
        self._by_status: Counter[str] = Counter()
        self._by_severity: Counter[str] = Counter()
        self._by_rule: dict[str, Counter[str]] = {}
        self._by_place: dict[tuple[str, str], Counter[str]] = {}
        self._delta: Counter[str] = Counter()

    def add(self, finding: Mapping[str, Any]) -> None:
        """Count a finding; those of one resource come one after the other."""
        resource = finding["resource"]
        column = finding["status"]
        if column == NONCOMPLIANT and finding["exception"] is not None:
            column = EXCEPTED
        self._findings += 1
        if resource["identity"] != self._last:
            self._last = resource["identity"]
            self._resources += 1
        self._by_status[finding["status"]] += 1
        if column == NONCOMPLIANT:
            self._by_severity[finding["severity"]] += 1
        self._by_rule.setdefault(finding["rule_id"], Counter())[column] += 1
        self._by_place.setdefault((resource["type"], resource["region"]), Counter())[column] += 1
        if finding["delta"] is not None:
            self._delta[finding["delta"]] += 1

    def add_rest(self, delta: str) -> None:
        """Count an earlier finding of which this run has none."""
        self._delta[delta] += 1

    def as_result(self, coverage: Mapping[str, Any]) -> dict[str, Any]:
        """The counts as reports show them."""
        return {
            "findings": self._findings,
            "resources": self._resources,
            "by_status": {each: self._by_status[each] for each in STATUSES},
            EXCEPTED: sum(counts[EXCEPTED] for counts in self._by_rule.values()),
            "by_severity": {each: self._by_severity[each] for each in rules.SEVERITIES},
            "by_rule": {name: _row(self._by_rule[name]) for name in rules.RULES if name in self._by_rule},
            "by_type_and_region": [
                {"type": name, "region": region, **_row(counts)}
                for (name, region), counts in sorted(self._by_place.items())
            ],
            "delta": {each: self._delta[each] for each in DELTAS},
            "coverage": dict(coverage),
        }


def _row(counts: Counter[str]) -> dict[str, int]:
    return {each: counts[each] for each in COLUMNS}
