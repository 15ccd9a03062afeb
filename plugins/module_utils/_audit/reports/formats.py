# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The formats of a report by the names of their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TextIO

from .as_csv import CoverageTable, ExceptionsTable, FindingsTable
from .as_html import HtmlPage
from .as_json import JsonLines, JsonReport
from .as_junit import JunitSuite
from .as_ocsf import OcsfEvents
from .as_sarif import SarifLog
from .reading import FILE_NAME
from .report import Writer

FORMATS: Mapping[str, Callable[[TextIO], Writer]] = {
    FILE_NAME: JsonReport,
    "findings.jsonl": JsonLines,
    "findings.csv": FindingsTable,
    "coverage.csv": CoverageTable,
    "exceptions.csv": ExceptionsTable,
    "report.html": HtmlPage,
    "report.ocsf.json": OcsfEvents,
    "report.sarif": SarifLog,
    "report.junit.xml": JunitSuite,
}
"""The writer of each file."""

FILES: Mapping[str, tuple[str, ...]] = {
    "json": (FILE_NAME,),
    "jsonl": ("findings.jsonl",),
    "html": ("report.html",),
    "csv": ("findings.csv", "coverage.csv", "exceptions.csv"),
    "ocsf": ("report.ocsf.json",),
    "sarif": ("report.sarif",),
    "junit": ("report.junit.xml",),
}
"""The files of each format, by the names that options have for them."""
