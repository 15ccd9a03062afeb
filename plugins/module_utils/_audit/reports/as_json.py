# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The report in JSON, one finding a line so that it can be read line by line, and the findings alone as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..records import SCHEMA_VERSION
from ..rules import RULES
from .report import KIND, Data, Writer

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class JsonReport(Writer):
    """The whole report: everything that other formats show is in it."""

    _separator = ""

    def begin(self, run: Data) -> None:
        """Write what precedes the findings."""
        self.out.write(f'{{"schema_version":{encode(SCHEMA_VERSION)},"kind":{encode(KIND)},\n')
        self._write("run", dict(run))
        self._write_list("rules", (each.as_result() for each in RULES.values()))
        self.out.write('"findings":[')

    def add(self, finding: Data) -> None:
        """Write a finding as one line."""
        self.out.write(f"{self._separator}\n{encode(finding)}")
        self._separator = ","

    def end(self, outcome: Data) -> None:
        """Write what follows the findings."""
        self.out.write("\n],\n")
        self._write("finished_at", outcome["finished_at"])
        self._write_list("coverage", outcome["coverage"])
        self._write_list("exceptions", outcome["exceptions"])
        self._write("summary", outcome["summary"])
        self._write("gate", outcome["gate"])
        self._write_list("gone", outcome["gone"], end="\n")
        self.out.write("}\n")

    def _write(self, name: str, value: object) -> None:
        self.out.write(f"{encode(name)}:{encode(value)},\n")

    def _write_list(self, name: str, items: Iterable[object], end: str = ",\n") -> None:
        separator = ""
        self.out.write(f"{encode(name)}:[")
        for each in items:
            self.out.write(f"{separator}\n{encode(each)}")
            separator = ","
        self.out.write(f"\n]{end}")


class JsonLines(Writer):
    """The findings alone, one a line."""

    def add(self, finding: Data) -> None:
        """Write a finding as one line."""
        self.out.write(f"{encode(finding)}\n")
