# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Whether an audit passes: computed from its counts, never raised, so that reports exist when a play fails on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._core.errors import BadOption
from . import rules
from .delta import NEW
from .judging import NONCOMPLIANT, UNKNOWN

# What no policy of the tenancy allows to be read.
EXEMPT_REASONS = ("oracle_managed_compartment",)


@dataclass(frozen=True)
class GateOptions:
    """What an audit must meet: a coverage in percent, and no findings of these severities."""

    minimum_coverage: float = 100.0
    severities: tuple[str, ...] = rules.SEVERITIES
    new_only: bool = False
    allow_unknown: bool = False


def parse(given: Mapping[str, Any]) -> GateOptions:
    """The options. Raises BadOption."""
    minimum = given["minimum_coverage"]
    if not 0 <= minimum <= 100:
        raise BadOption(
            f"gate.minimum_coverage must be a percentage from 0 to 100, not {minimum:g}", option="gate.minimum_coverage"
        )
    severities = tuple(given["severities"]) if given["severities"] is not None else rules.SEVERITIES
    return GateOptions(minimum, severities, given["new_only"], given["allow_unknown"])


class Gate:
    """Counts what an audit must not have."""

    def __init__(self, options: GateOptions) -> None:
        self._options = options
        self._failing = 0
        self._unknown = 0

    def add(self, finding: Mapping[str, Any]) -> None:
        """Count a finding."""
        options = self._options
        if finding["exception"] is not None or (options.new_only and finding["delta"] not in (None, NEW)):
            return
        if finding["status"] == NONCOMPLIANT and finding["severity"] in options.severities:
            self._failing += 1
        elif finding["status"] == UNKNOWN and finding["reason"] not in EXEMPT_REASONS:
            self._unknown += 1

    def as_result(self, percent: float) -> dict[str, Any]:
        """Whether the audit passes, with the reasons why not. `percent` is its coverage."""
        reasons: list[dict[str, Any]] = []
        new = "new " if self._options.new_only else ""
        if self._failing:
            reasons.append(_reason("noncompliant", self._failing, f"{_counted(self._failing, new)} noncompliant"))
        if self._unknown and not self._options.allow_unknown:
            reasons.append(_reason("unknown", self._unknown, f"{_counted(self._unknown, new)} unknown"))
        if percent < self._options.minimum_coverage:
            text = f"{percent:g} % of the lists were read, and {self._options.minimum_coverage:g} % are required"
            reasons.append(_reason("coverage", percent, text))
        return {"passed": not reasons, "reasons": reasons}


def _reason(code: str, value: float, text: str) -> dict[str, Any]:
    return {"code": code, "value": value, "text": text}


def _counted(count: int, new: str) -> str:
    return f"1 {new}finding is" if count == 1 else f"{count} {new}findings are"
