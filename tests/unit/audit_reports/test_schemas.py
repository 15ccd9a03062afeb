# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every JSON that is written is as its published schema has it, and the schema is as the code has it."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
import referencing

from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.redaction import Redaction
from dev import report_schemas
from tests.unit.audit_reports.samples import HOSTILE, findings, gone, outcome, run, scope, text_of

NAMES = tuple(HOSTILE.values())


def validator(name: str) -> Any:
    documents = report_schemas.documents()
    registry = referencing.Registry().with_resources(
        (each["$id"], referencing.Resource.from_contents(each)) for each in documents.values()
    )
    return jsonschema.Draft202012Validator(
        documents[name], registry=registry, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


@pytest.mark.parametrize("redaction", [None, Redaction("salt")], ids=["plain", "redacted"])
def test_reports_are_as_their_schema(redaction: Redaction | None) -> None:
    end = outcome(gone=[gone(), gone("not_seen", 8)])
    text = text_of("report.json", findings(600, NAMES), redaction=redaction, outcome=end)
    validator("report.schema.json").validate(json.loads(text))


def test_the_smallest_report_is_as_its_schema() -> None:
    text = text_of("report.json", [], outcome=outcome(coverage=[], exceptions=[]), run=run(tenancy_name=None))
    validator("report.schema.json").validate(json.loads(text))


def test_lines_are_as_the_schema_of_a_finding() -> None:
    schema = validator("finding.schema.json")
    lines = text_of("findings.jsonl", findings(600, NAMES)).split("\n")
    assert lines.pop() == ""
    assert len(lines) == 600
    for each in lines:
        schema.validate(json.loads(each))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("status",), "passed"),
        (("reason",), "expected_key"),
        (("severity",), "urgent"),
        (("uid",), "cmk-oci:1"),
        (("first_seen",), "yesterday"),
        (("more",), 1),
        (("resource", "more"), 1),
        (("key", "current"), {"ocid": "x"}),
        (("references",), [{"standard": "x"}]),
    ],
)
def test_the_schema_of_a_finding_is_strict(path: tuple[str, ...], value: Any) -> None:
    found = next(each for each in findings(50) if each["reason"] == "oracle_managed")
    schema = validator("finding.schema.json")
    schema.validate(found)
    changed = copy.deepcopy(found)
    place = changed
    for each in path[:-1]:
        place = place[each]
    place[path[-1]] = value
    assert not schema.is_valid(changed)


def test_every_field_of_a_finding_is_required() -> None:
    found, schema = next(findings(1)), validator("finding.schema.json")
    for name in found:
        assert not schema.is_valid({other: value for other, value in found.items() if other != name}), name


def test_coverage_is_as_its_schema() -> None:
    schema = validator("coverage.schema.json")
    for each in ("read", "denied", "throttled", "failed", "filtered"):
        schema.validate(scope(each))
    assert not schema.is_valid(scope(outcome="skipped"))


def test_the_published_schemas_are_those_of_the_code() -> None:
    assert report_schemas.main(["--check"]) == 0
    for name, document in report_schemas.documents().items():
        jsonschema.Draft202012Validator.check_schema(document)
        assert json.loads((report_schemas.FOLDER / name).read_text(encoding="utf-8")) == document
