# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide about reports describes what is written."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._audit.reports import as_html, as_ocsf, as_sarif, store
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.formats import FILES, FORMATS
from tests.unit.audit_reports.samples import EXCEPTION, findings
from tests.unit.test_guides import GUIDES, table_rows

GUIDE = (GUIDES / "guide_reports.rst").read_text(encoding="utf-8")

TABLES = [table_rows(each.partition("\n\n.. ")[0].partition("\n\nWhat ")[0]) for each in GUIDE.split(".. list-table::")]


def test_the_guide_is_listed() -> None:
    extra = (GUIDES.parent / "extra-docs.yml").read_text(encoding="utf-8")
    assert "- guide_reports\n" in extra


def test_every_format_is_described_with_its_files() -> None:
    described = {name: tuple(cells[0].split(", ")) for name, cells in TABLES[1].items() if name != "Format"}
    assert described == FILES
    assert sorted(name for names in FILES.values() for name in names) == sorted(FORMATS)


def test_the_example_is_a_part_of_a_finding() -> None:
    example = json.loads(re.findall(r"\.\. code-block:: json\n\n((?:   .*\n)+)", GUIDE)[0])
    matching = ("oracle_managed", "volume_cmk")
    real = next(each for each in findings(200) if (each["reason"], each["rule_id"]) == matching)
    assert example.keys() <= real.keys()
    assert example["resource"].keys() <= real["resource"].keys()
    for name in ("rule_id", "status", "reason", "severity", "message"):
        assert example[name] == real[name]


def test_the_statements_are_those_of_a_denial() -> None:
    for permissions in (store.TO_WRITE, store.TO_READ):
        (statement,) = store.statements("<bucket>", permissions)
        assert statement in GUIDE


def test_the_numbers_of_ocsf_are_those_of_events() -> None:
    base = next(each for each in findings(50) if each["reason"] == "oracle_managed")
    base = {**base, "exception": None, "delta": None}
    cases: dict[str, dict[str, Any]] = {
        "compliant": {"status": "compliant"},
        "compliant, fixed since the earlier report": {"status": "compliant", "delta": "fixed"},
        "noncompliant": {},
        "noncompliant, in the earlier report as well": {"delta": "unchanged"},
        "noncompliant with an exception": {"exception": EXCEPTION},
        "unknown": {"status": "unknown"},
        "not_applicable": {"status": "not_applicable"},
    }
    rows = {name: cells for name, cells in TABLES[2].items() if name != "Finding"}
    assert rows.keys() == cases.keys()
    for name, changed in cases.items():
        finding = {**base, **changed}
        expected = [*as_ocsf.activity_and_status(finding), as_ocsf.COMPLIANCE[finding["status"]][0]]
        assert [int(each) for each in rows[name]] == expected, name


def test_the_limits_are_those_of_the_code() -> None:
    assert f"at most {as_html.MOST_ROWS:,} findings" in GUIDE
    assert f"accepts {as_sarif.MOST_RESULTS:,} results" in GUIDE
    assert f"OCSF {as_ocsf.VERSION}" in GUIDE


def test_the_schemas_are_named() -> None:
    folder = pathlib.Path(__file__).parents[3] / "docs/schemas"
    assert all(f"``{path.name}``" in GUIDE for path in folder.glob("*.json"))
