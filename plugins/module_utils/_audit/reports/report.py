# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What all formats of a report have in common: the writer of one file, and the report that feeds several writers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional, TextIO

from .redaction import Redaction

KIND = "cmk.oci.audit"

Data = Mapping[str, Any]


class Writer:
    """Writes one file. Findings come one by one, and there may be more of them than memory holds.

    `out` is a text file in UTF-8 that replaces what is no character, and writes line ends as they are.
    """

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def begin(self, run: Data) -> None:
        """Write what precedes the findings."""

    def add(self, finding: Data) -> None:
        """Write a finding, or count it."""

    def end(self, outcome: Data) -> None:
        """Write what follows the findings."""


class Report:
    """Writes the same findings to several files, redacted if it has a redaction."""

    def __init__(self, writers: Sequence[Writer], redaction: Optional[Redaction] = None) -> None:
        self._writers = tuple(writers)
        self._redaction = redaction

    def begin(self, run: Data) -> None:
        """Begin every file."""
        if self._redaction is not None:
            run = self._redaction.run(run)
        for each in self._writers:
            each.begin(run)

    def add(self, finding: Data) -> None:
        """Write a finding to every file."""
        if self._redaction is not None:
            finding = self._redaction.finding(finding)
        for each in self._writers:
            each.add(finding)

    def end(self, outcome: Data) -> None:
        """End every file."""
        if self._redaction is not None:
            outcome = self._redaction.outcome(outcome)
        for each in self._writers:
            each.end(outcome)
