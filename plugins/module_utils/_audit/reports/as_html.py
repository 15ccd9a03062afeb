# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The report as one page for people: what needs attention first, and as much of it as a browser shows at once."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from ..judging import NONCOMPLIANT, UNKNOWN
from ..rules import RULES, SEVERITIES
from . import html_parts as parts
from .html_assets import POLICY, SCRIPT, STYLE
from .html_text import escaped
from .report import Data, Writer
from .wording import EXCEPTED, status_of, title_of

MOST_ROWS = 5_000

# Of all rows together; so many rows take this only if names are long, and the rest of the page a tenth of it.
MOST_BYTES = 4_400_000

COLUMNS = ("Severity", "Status", "Resource", "Type", "Region", "Finding", "Key", "Owner", "Since")

# How much a row matters, and when it came; what to sort it by; its group; the row itself.
Row = tuple[tuple[int, int], tuple[str, ...], tuple[str, str], str]


class HtmlPage(Writer):
    """Keeps the rows that matter most, at most `MOST_ROWS`, and writes the page at the end."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._run: Data = {}
        self._rows: list[Row] = []
        self._found: Counter[str] = Counter()

    def begin(self, run: Data) -> None:
        """Keep the facts of the run."""
        self._run = run

    def add(self, finding: Data) -> None:
        """Keep a finding that needs attention; an excepted one counts least."""
        status = status_of(finding)
        if status not in (NONCOMPLIANT, UNKNOWN, EXCEPTED):
            return
        self._found[status] += 1
        number = sum(self._found.values())
        importance = (0 if status == EXCEPTED else 1 + SEVERITIES.index(finding["severity"]), -number)
        is_full = len(self._rows) >= MOST_ROWS
        if is_full and importance < self._rows[0][0]:
            return
        row = _row(importance, finding, status)
        if is_full:
            heapq.heapreplace(self._rows, row)
        else:
            heapq.heappush(self._rows, row)

    def end(self, outcome: Data) -> None:
        """Write the page."""
        self.out.write(
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
            f"<title>{parts.title(self._run)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        )
        self.out.write(parts.header(self._run, outcome))
        self.out.write(f"<main>\n{parts.verdict(outcome)}{parts.counts(outcome)}")
        self._write_findings()
        for part in (parts.by_type_and_region, parts.unread, parts.exceptions):
            self.out.write(part(outcome))
        self.out.write(f"{parts.rules()}</main>\n{parts.footer(self._run)}")
        self.out.write(f"<script>{SCRIPT}</script>\n</body>\n</html>\n")

    def _write_findings(self) -> None:
        rows = self._rows_that_fit()
        self.out.write('<h2 id="list">Findings that need attention</h2>\n')
        if not rows:
            self.out.write('<p class="note">There are none.</p>\n')
            return
        left_out = sum(self._found.values()) - len(rows)
        if left_out:
            self.out.write(
                f'<p class="note">These are the {len(rows):,} most severe. {left_out:,} more are in findings.csv.</p>\n'
            )
        heads = "".join(f'<th scope="col"><button>{each}</button>' for each in COLUMNS)
        self.out.write(
            '<p class="note" id="absent" hidden>The finding of this link is not on this page: see findings.csv.</p>\n'
            f'{parts.tools()}<div class="scroll"><table id="findings">\n<thead><tr>{heads}<th></thead>\n'
        )
        rows.sort(key=lambda row: row[1])
        for (place, rule), members in itertools.groupby(rows, key=lambda row: row[2]):
            self._write_group(place, rule, [row[3] for row in members])
        self.out.write("</table></div>\n")

    def _write_group(self, place: str, rule: str, rows: list[str]) -> None:
        self.out.write(
            f'<tbody data-place="{escaped(place)}" data-rule="{escaped(rule)}">\n<tr class="g"><th colspan="10" '
            f'scope="rowgroup"><bdi>{escaped(place)}</bdi> <span>· {escaped(title_of(rule))} · {len(rows)}</span>\n'
        )
        self.out.writelines(rows)

    def _rows_that_fit(self) -> list[Row]:
        """The rows that matter most, as many as the page has room for."""
        rows = sorted(self._rows, reverse=True)
        sizes = itertools.accumulate(len(row[3].encode("utf-8", "replace")) for row in rows)
        return [row for row, size in zip(rows, sizes) if size <= MOST_BYTES]


def _row(importance: tuple[int, int], finding: Data, status: str) -> Row:
    resource = finding["resource"]
    place = resource["compartment_path"] or resource["compartment_id"]
    severity = finding["severity"]
    rule = finding["rule_id"]
    order = (
        "1" if status == EXCEPTED else "0",
        place,
        _rank(RULES[rule].severity if rule in RULES else severity),
        rule,
        _rank(severity),
        resource["name"] or "",
        finding["uid"],
    )
    return importance, order, (place, rule), "".join(_cells(finding, status, severity))


def _rank(severity: str) -> str:
    return str(len(SEVERITIES) - SEVERITIES.index(severity))


def _cells(finding: Data, status: str, severity: str) -> Iterator[str]:
    resource = finding["resource"]
    uid = escaped(finding["uid"])
    name = resource["name"] or resource["identity"]
    since = finding["first_seen"][:10]
    yield f'<tr id="{uid}"><td class="{severity}">{severity}<td class="c-{status}">{status}'
    yield f"<td>{escaped(name)}"
    if name != resource["identity"]:
        yield f"<small>{escaped(resource['identity'])}</small>"
    yield f"<td>{escaped(resource['type'])}<td>{escaped(resource['region'])}<td>{parts.explanation(finding)}"
    yield f"<td>{parts.key(finding['key'])}<td>{escaped(resource['owner'] or '')}<td>{escaped(since)}"
    if finding["delta"] == "new":
        yield " new"
    yield f'<td><a class="link" href="#{uid}" title="Link to this finding">#</a>\n'
