# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The parts of the page around its findings, each from the facts of the run or of its outcome."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ..._resources.resource_type import Control
from .. import controls
from ..judging import COMPLIANT, NONCOMPLIANT, NOT_APPLICABLE, UNKNOWN
from ..rules import RULES
from .html_text import escaped
from .report import Data
from .wording import EXCEPTED, remedy

STATUSES: Mapping[str, str] = {
    NONCOMPLIANT: "Noncompliant",
    UNKNOWN: "Unknown",
    EXCEPTED: "Excepted",
    COMPLIANT: "Compliant",
    NOT_APPLICABLE: "Not applicable",
}

OUTCOMES: Mapping[str, str] = {
    "read": "Read",
    "denied": "Denied",
    "throttled": "Throttled",
    "failed": "Failed",
    "filtered": "Filtered",
}

DELTAS: Mapping[str, str] = {
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "fixed": "fixed",
    "gone": "gone",
    "not_seen": "not seen in this run",
}

# Places that could not be read; the others are in coverage.csv.
MOST_PLACES = 200

# Of a message of such a place.
MOST_CHARACTERS = 400


def title(run: Data) -> str:
    """The title of the page."""
    return f"Encryption audit: {escaped(run['tenancy_name'] or run['tenancy'])}"


def header(run: Data, outcome: Data) -> str:
    """What was audited, and when."""
    badges = []
    if run.get("environment"):
        badges.append(f'<span class="badge">{escaped(run["environment"])}</span> ')
    if run.get("redacted"):
        badges.append('<span class="badge">redacted</span> ')
    regions = ", ".join(run["regions"])
    themes = "".join(f'<option value="{each.lower()}">{each}' for each in ("Auto", "Light", "Dark"))
    return (
        f"<header>\n<div><h1>Encryption audit <bdi>{escaped(run['tenancy_name'] or '')}</bdi></h1>\n"
        f"<p>{''.join(badges)}<code>{escaped(run['tenancy'])}</code></p>\n"
        f'<p class="soft">{time(run["started_at"])} to {time(outcome["finished_at"])} · {escaped(regions)}</p>\n'
        f'</div>\n<select id="theme" aria-label="Colors" hidden>{themes}</select>\n</header>\n'
    )


def time(text: str) -> str:
    """A time, all of which are in UTC, as people read it."""
    return escaped(text.replace("T", " ").replace("+00:00", " UTC"))


def verdict(outcome: Data) -> str:
    """Whether the gate is passed, and why not."""
    gate = outcome["gate"]
    reasons = "".join(f"<li>{escaped(each['text'])}" for each in gate["reasons"])
    state, word = ("verdict passed", "Passed") if gate["passed"] else ("verdict", "Not passed")
    return f'<div class="{state}"><strong>{word}</strong>{f"<ul>{reasons}</ul>" if reasons else ""}</div>\n'


def counts(outcome: Data) -> str:
    """The numbers: findings by status, the coverage, and what changed since the earlier report."""
    summary = outcome["summary"]
    coverage, excepted = summary["coverage"], summary["excepted"]
    by_status = {**summary["by_status"], EXCEPTED: excepted}
    by_status[NONCOMPLIANT] -= excepted
    tiles = "".join(
        f'<div class="tile"><b class="c-{name}">{by_status[name]:,}</b>{label}</div>\n'
        for name, label in STATUSES.items()
    )
    percent = coverage["percent"]
    places = {name: coverage.get(name, 0) for name in OUTCOMES}
    read = _bar(f"Coverage: {percent:g} %", places, OUTCOMES)
    found = _bar(
        f"{summary['findings']:,} findings on {summary['resources']:,} resources",
        {name: by_status[name] for name in STATUSES},
        STATUSES,
    )
    return f'<div class="tiles">\n{tiles}</div>\n<div class="bars">\n{found}{read}</div>\n{_delta(summary["delta"])}'


def _bar(heading: str, numbers: Mapping[str, int], labels: Mapping[str, str]) -> str:
    whole, at, pieces, key = sum(numbers.values()) or 1, 0.0, [], []
    for name, number in numbers.items():
        width = 1000.0 * number / whole
        pieces.append(f'<rect class="f-{name}" x="{at:.2f}" width="{width:.2f}" height="10"/>' if number else "")
        key.append(f'<li class="k-{name}">{labels[name]} {number:,}' if number else "")
        at += width
    return (
        f'<div class="tile"><p>{escaped(heading)}</p><svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" '
        f'role="img" aria-label="{escaped(heading)}">{"".join(pieces)}</svg><ul class="key">{"".join(key)}</ul></div>\n'
    )


def _delta(delta: Data) -> str:
    if not delta or not any(delta.values()):
        return ""
    words = " · ".join(f"{delta.get(name, 0):,} {label}" for name, label in DELTAS.items())
    return f'<p class="note">Since the earlier report: {words}</p>\n'


def tools() -> str:
    """What filters and groups the findings; the script fills it and shows it."""
    standards = "".join(f'<option value="{escaped(each)}">{escaped(each)}' for each in controls.STANDARDS)
    filters = "".join(
        f'<label>{label}<select id="by-{name}"><option value="">All</select></label>\n'
        for name, label in (
            ("severity", "Severity"),
            ("status", "Status"),
            ("type", "Type"),
            ("region", "Region"),
            ("rule", "Rule"),
        )
    )
    meets = {each.id: {"title": each.title, "controls": _by_standard(each.controls)} for each in RULES.values()}
    data = json.dumps(meets, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<script type="application/json" id="rules">{data}</script>\n<div class="tools" id="tools" hidden>\n'
        '<label>Search<input id="search" type="search" placeholder="Name, OCID, owner, …"></label>\n'
        f'{filters}<label>Group by<select id="group"><option value="">Compartment and rule{standards}</select></label>'
        '\n<button id="reset" type="button">Reset</button><span class="soft" id="shown" role="status"></span></div>\n'
    )


def _by_standard(found: Iterable[Control]) -> dict[str, str]:
    together: dict[str, list[str]] = {}
    for each in found:
        together.setdefault(each.standard, []).append(each.control)
    return {standard: f"{standard}: {', '.join(names)}" for standard, names in together.items()}


def explanation(finding: Data) -> str:
    """Why a finding is one, and what ends it."""
    text = escaped(finding["message"])
    exception, expired = finding["exception"], finding["expired_exception"]
    if exception is not None:
        text += (
            f"<small>Exception {escaped(exception['id'])} until {escaped(exception['expires'])}: "
            f"{escaped(exception['reason'])} ({escaped(exception['owner'])})</small>"
        )
    if expired is not None:
        text += (
            f"<small>Exception {escaped(expired['id'])} of {escaped(expired['owner'])} expired on "
            f"{escaped(expired['expires'])}</small>"
        )
    more = remedy(finding)
    return f"{text}<details><summary>What to do</summary><code>{escaped(more)}</code></details>" if more else text


def key(found: Data) -> str:
    """The key that a resource is encrypted with, and the one that is expected."""
    current, expected = found["current"], found["expected"]
    text = ""
    if found["provider"] is not None:
        text = f"of {escaped(found['provider'])}"
    elif current is not None:
        text = escaped(current["name"] or current["ocid"])
        if current["lifecycle_state"] is not None:
            text += f"<small>{escaped(current['lifecycle_state'])}</small>"
    if expected is not None:
        name = expected["name"] or expected["ocid"] or expected["key"]
        text += f"<small>expected: {escaped(name)} ({escaped(found['source_of_expectation'])})</small>"
    return text


def by_type_and_region(outcome: Data) -> str:
    """How many findings of each status there are of each type in each region."""
    rows = "".join(
        f"<tr><td>{escaped(each['type'])}<td>{escaped(each['region'])}"
        + "".join(f'<td class="n{_color(name, each.get(name, 0))}">{each.get(name, 0):,}' for name in STATUSES)
        + "\n"
        for each in outcome["summary"]["by_type_and_region"]
    )
    heads = "<th>Type<th>Region" + "".join(f'<th class="n">{label}' for label in STATUSES.values())
    return _table("Types and regions", heads, rows) if rows else ""


def _color(status: str, count: int) -> str:
    return f" c-{status}" if count else ""


def unread(outcome: Data) -> str:
    """What could not be read, and which statements are missing."""
    places = [each for each in outcome["coverage"] if each["outcome"] not in ("read", "filtered")]
    if not places:
        return ""
    rows = "".join(
        f"<tr><td>{escaped(each['region'])}<td>{escaped(each['compartment_path'] or each['compartment_id'])}"
        f"<td>{escaped(each['type'])}<td>{escaped(each['operation'])}<td>{escaped(each['outcome'])}"
        f"<td>{_reason(each)}\n"
        for each in places[:MOST_PLACES]
    )
    heads = "<th>Region<th>Compartment<th>Type<th>Operation<th>Outcome<th>Why"
    more = len(places) - MOST_PLACES
    note = f'<p class="note">{more:,} more are in coverage.csv.</p>\n' if more > 0 else ""
    return _table(f"What could not be read ({len(places):,})", heads, rows) + note


def _reason(place: Data) -> str:
    text = escaped((place["message"] or "")[:MOST_CHARACTERS])
    statements = "".join(f"<small><code>{escaped(each)}</code></small>" for each in place["missing_statements"][:5])
    return text + statements


def exceptions(outcome: Data) -> str:
    """The exceptions, with those that have expired or are about nothing."""
    found: Sequence[Data] = outcome["exceptions"]
    if not found:
        return ""
    rows = "".join(
        f'<tr><td>{escaped(each["id"])}<td>{escaped(each["state"])}<td class="n">{each["matched"]:,}'
        f"<td>{escaped(', '.join(each['rules']))}<td>{escaped(each['reason'])}<td>{escaped(each['owner'])}"
        f"<td>{escaped(each['expires'])}<td>{escaped(each['ticket'] or '')}\n"
        for each in found[:MOST_PLACES]
    )
    more = len(found) - MOST_PLACES
    note = f'<p class="note">{more:,} more are in exceptions.csv.</p>\n' if more > 0 else ""
    heads = '<th>Exception<th>State<th class="n">Findings<th>Rules<th>Reason<th>Owner<th>Expires<th>Ticket'
    return _table(f"Exceptions ({len(found):,})", heads, rows) + note


def rules() -> str:
    """Every rule with the controls that it meets."""
    rows = "".join(
        f"<tr><td><code>{each.id}</code><td>{escaped(each.title)}<td>{each.severity}"
        f"<td>{'; '.join(_control(control.standard, control.control) for control in each.controls)}\n"
        for each in RULES.values()
    )
    table = _table("", "<th>Rule<th>Requires<th>Severity<th>Controls", rows)
    return f"<details><summary>Rules and controls</summary>\n{table}</details>\n"


def _control(standard: str, control: str) -> str:
    name = f"{escaped(standard)} {escaped(control)}"
    address = controls.STANDARDS.get(standard)
    return f'<a href="{escaped(address)}" rel="noreferrer noopener">{name}</a>' if address else name


def _table(heading: str, heads: str, rows: str) -> str:
    start = f"<h2>{heading}</h2>\n" if heading else ""
    return f'{start}<div class="scroll"><table><thead><tr>{heads}</thead>\n<tbody>\n{rows}</tbody></table></div>\n'


def footer(run: Data) -> str:
    """What wrote the page."""
    return (
        f"<footer>Written by cmk.oci {escaped(run['collection_version'])}, rules {escaped(run['rules_version'])}, "
        f"run {escaped(run['id'])}. Compliant resources are counted here; each is in findings.csv.</footer>\n"
    )
