# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for other programs, by the schemas and rules of their formats, whatever names resources have."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit import judging, rules
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports import as_csv, as_sarif, wording
from tests.unit.audit_reports import standards
from tests.unit.audit_reports.samples import (
    EXCEPTION,
    HOSTILE,
    compartments,
    findings,
    gone,
    item,
    outcome,
    scope,
    text_of,
)

NAMES = tuple(HOSTILE.values())

COUNT = 600

STARTED_MILLISECONDS = 1796097600000


def one(**changed: Any) -> dict[str, Any]:
    """A finding of a volume with the Oracle-managed key."""
    found = next(each for each in findings(50) if each["reason"] == "oracle_managed")
    return {**found, "exception": None, "expired_exception": None, "delta": None, **changed}


def of_status(status: str) -> dict[str, Any]:
    return next(each for each in findings(500) if wording.status_of(each) == status)


# -- CSV ---------------------------------------------------------------------------------------------------------------


def rows(name: str, **options: Any) -> list[dict[str, str]]:
    text = text_of(name, findings(COUNT, NAMES), **options)
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\r\n").writerows(table)
    assert again.getvalue() == text
    assert {len(row) for row in table} == {len(table[0])}
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def test_csv_has_a_row_for_each_finding() -> None:
    table = rows("findings.csv")
    assert [row["uid"] for row in table] == [each["uid"] for each in findings(COUNT, NAMES)]
    assert {row["status"] for row in table} <= set(judging.STATUSES)
    assert {row["is_excepted"] for row in table} == {"yes", "no"}
    excepted = next(row for row in table if row["is_excepted"] == "yes")
    assert (excepted["status"], excepted["exception_id"]) == ("noncompliant", EXCEPTION["id"])


def test_csv_holds_no_formula_and_no_control_character() -> None:
    found = 0
    for row in rows("findings.csv"):
        for cell in row.values():
            assert not re.match("[\\s\x00-\x20\x7f-\xa0\u200b-\u200f\ufeff]*[=+@\uff1d\uff0b\uff20-]", cell), repr(cell)
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", cell), repr(cell)
            assert not cell.startswith(("\t", "\r", "\n"))
            found += cell.startswith("'")
    assert found > 50


def test_csv_keeps_names_otherwise() -> None:
    names = {row["resource_name"] for row in rows("findings.csv")}
    for each in ("quotes", "script", "cdata", "long", "emoji", "template", "right to left"):
        assert HOSTILE[each] in names, each
    assert "'" + HOSTILE["formula"] in names


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "\uff1d1", "\x00=1"]
)
def test_what_a_spreadsheet_takes_for_a_formula_is_a_text(text: str) -> None:
    assert as_csv.safe(text).startswith("'")


@pytest.mark.parametrize("text", ["", "a", "1", "a=1", "ocid1.volume.oc1..x", "/n/a/b/c@d", "a\n=1", '"', "é"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert as_csv.safe(text) == text


def test_the_header_of_a_table_does_not_change() -> None:
    """Programs read it: a column may be added at the end, and none may be renamed or moved."""
    assert list(rows("coverage.csv")[0]) == list(as_csv.COVERAGE)
    assert list(rows("exceptions.csv")[0]) == list(as_csv.EXCEPTIONS)
    assert list(rows("findings.csv")[0]) == list(as_csv.FINDINGS)
    assert as_csv.FINDINGS[:8] == (
        "uid", "rule_id", "status", "is_excepted", "reason", "severity", "message", "resource_type",
    )  # fmt: skip
    assert all(re.fullmatch("[a-z_]+", each) for each in (*as_csv.FINDINGS, *as_csv.COVERAGE, *as_csv.EXCEPTIONS))


def test_coverage_and_exceptions_are_tables() -> None:
    assert [row["outcome"] for row in rows("coverage.csv")] == ["read", "denied", "throttled", "failed", "filtered"]
    assert rows("exceptions.csv")[0]["rules"] == "volume_cmk"


# -- OCSF --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ocsf() -> Any:
    return standards.ocsf()


def events(**options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text_of("report.ocsf.json", **options))
    return found


def test_ocsf_is_as_its_schema(ocsf: Any) -> None:
    found = events(found=findings(COUNT, NAMES), outcome=outcome(gone=[gone(), gone("not_seen", 8)]))
    assert len(found) == COUNT + 1
    for each in found:
        ocsf.validate(each)


def test_the_schema_of_ocsf_sees_mistakes(ocsf: Any) -> None:
    event = events(found=[one()])[0]
    mistakes: tuple[dict[str, Any], ...] = (
        {"activity_id": 7},
        {"class_uid": 2004},
        {"time": "2026-12-01"},
        {"severity_id": None},
        {"unknown_member": 1},
        {"finding_info": {}},
        {"cloud": {}},
        {"compliance": {**event["compliance"], "status_id": 5}},
    )
    for changed in mistakes:
        assert not ocsf.is_valid({**event, **changed}), changed


def test_ocsf_of_nothing_is_an_empty_array() -> None:
    assert events(found=[]) == []


def test_ocsf_counts_milliseconds() -> None:
    event = events(found=[one()])[0]
    assert event["time"] == STARTED_MILLISECONDS
    assert event["finding_info"]["first_seen_time"] == STARTED_MILLISECONDS


@pytest.mark.parametrize(
    ("changed", "activity", "status", "compliance"),
    [
        ({}, 1, 1, 3),
        ({"delta": "new"}, 1, 1, 3),
        ({"delta": "unchanged"}, 2, 2, 3),
        ({"delta": "changed"}, 2, 2, 3),
        ({"exception": EXCEPTION}, 1, 3, 3),
        ({"exception": EXCEPTION, "delta": "unchanged"}, 2, 3, 3),
        ({"status": "compliant"}, 1, 1, 1),
        ({"status": "compliant", "delta": "fixed"}, 3, 4, 1),
        ({"status": "unknown"}, 1, 1, 2),
        ({"status": "not_applicable"}, 1, 1, 99),
    ],
)
def test_statuses_in_ocsf(changed: dict[str, Any], activity: int, status: int, compliance: int) -> None:
    event = events(found=[one(**changed)])[0]
    assert (event["activity_id"], event["type_uid"]) == (activity, 200300 + activity)
    assert (event["status_id"], event["compliance"]["status_id"]) == (status, compliance)


def test_ocsf_closes_what_is_gone() -> None:
    event = events(found=[], outcome=outcome(gone=[gone(), gone("not_seen", 8)]))
    assert [(each["activity_id"], each["status_id"], each["finding_info"]["uid"]) for each in event] == [
        (3, 4, gone()["uid"])
    ]


# -- SARIF -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sarif() -> Any:
    return standards.sarif()


def log(found: Any, **options: Any) -> dict[str, Any]:
    document = json.loads(text_of("report.sarif", found, **options))
    only: dict[str, Any] = document["runs"][0]
    return only


@pytest.mark.parametrize("count", [0, 1, COUNT])
def test_sarif_is_as_its_schema(sarif: Any, count: int) -> None:
    end = outcome(gone=[gone(), gone("not_seen", 8)])
    sarif.validate(json.loads(text_of("report.sarif", findings(count, NAMES), outcome=end)))


def test_the_schema_of_sarif_sees_mistakes(sarif: Any) -> None:
    document = json.loads(text_of("report.sarif", [one()]))
    document["runs"][0]["results"][0]["kind"] = "bad"
    assert not sarif.is_valid(document)


def test_sarif_has_what_needs_attention() -> None:
    found = list(findings(COUNT))
    expected = {each["uid"] for each in found if each["status"] in ("noncompliant", "unknown")}
    results = log(found)["results"]
    assert {each["partialFingerprints"]["cmkOci/v1"] for each in results} == expected
    by_kind = {each["kind"]: each for each in results}
    assert by_kind["open"]["level"] == "none"
    assert {each["level"] for each in results if each["kind"] == "fail"} == {"warning", "error"}
    ids = [each["id"] for each in log(found)["tool"]["driver"]["rules"]]
    assert ids == list(rules.RULES)
    assert all(ids[each["ruleIndex"]] == each["ruleId"] for each in results)


def test_sarif_suppresses_exceptions() -> None:
    plain, excepted = log([one(), one(exception=EXCEPTION)])["results"]
    assert plain["suppressions"] == []
    assert excepted["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": EXCEPTION["reason"]}
    ]
    assert excepted["properties"]["exception"]["expires"] == EXCEPTION["expires"]


def test_sarif_has_a_state_where_an_earlier_report_was_compared() -> None:
    found = [
        *(one(delta=each) for each in (None, "new", "unchanged", "changed")),
        one(delta="fixed", status="compliant", reason="customer_managed"),
    ]
    results = log(found, outcome=outcome(gone=[gone(), gone("not_seen", 8)]))["results"]
    states = [each.get("baselineState") for each in results]
    assert states == [None, "new", "unchanged", "updated", "absent", "absent"]
    assert [each["kind"] for each in results][-2:] == ["pass", "fail"]


def test_sarif_names_what_could_not_be_read() -> None:
    invocation = log([])["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert [each["descriptor"]["id"] for each in invocation["toolExecutionNotifications"]] == [
        "denied",
        "throttled",
        "failed",
    ]
    assert log([], outcome=outcome(coverage=[scope()]))["invocations"][0] == {
        "executionSuccessful": True,
        "startTimeUtc": "2026-12-01T04:00:00Z",
        "endTimeUtc": "2026-12-01T04:10:00Z",
        "toolExecutionNotifications": [],
    }


def test_sarif_keeps_the_most_severe_within_the_limits_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_sarif, "MOST_RESULTS", 5)
    monkeypatch.setattr(as_sarif, "MOST_NOTIFICATIONS", 2)
    severities = ("low", "high", "medium", "critical", "low", "high", "medium", "low")
    found = [one(severity="critical", exception=EXCEPTION), *(one(severity=each) for each in severities)]
    only = log(found, outcome=outcome(gone=[gone()]))
    assert [each["properties"]["severity"] for each in only["results"]] == [
        "critical",
        "high",
        "high",
        "medium",
        "medium",
    ]
    notes = [each["message"]["text"] for each in only["invocations"][0]["toolExecutionNotifications"]]
    assert notes[2:] == [
        "1 more places could not be read: see coverage.csv.",
        "4 more results, which are less severe, are in findings.csv.",
    ]


def test_the_limits_are_those_of_github() -> None:
    assert as_sarif.MOST_RESULTS == 25_000
    driver = log([])["tool"]["driver"]
    assert all(len(each["properties"]["tags"]) <= 20 for each in driver["rules"])


@pytest.mark.parametrize("name", NAMES, ids=list(HOSTILE))
def test_the_path_of_a_resource_is_one_path(name: str) -> None:
    resource = {**one()["resource"], "name": name, "compartment_path": "prod:apps", "type": "volume"}
    uri = as_sarif.uri(resource)
    assert re.fullmatch(r"oci/us-ashburn-1/prod/apps/volume/[A-Za-z0-9_.~%-]+", uri), uri


@pytest.mark.parametrize("name", [".", "..", "..."])
def test_no_path_leads_elsewhere(name: str) -> None:
    resource = {**one()["resource"], "name": name}
    assert not set(as_sarif.uri(resource).split("/")) & {".", "..", "..."}


# -- JUnit -------------------------------------------------------------------------------------------------------------


def suite(found: Any, **options: Any) -> ET.Element:
    return standards.junit_suite(text_of("report.junit.xml", found, **options))


def test_junit_counts_what_it_has() -> None:
    only = suite(findings(COUNT, NAMES))
    counts = {"tests": len(list(only.iter("testcase")))} | {
        name: len(list(only.iter(element)))
        for name, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    assert {name: int(only.attrib[name]) for name in counts} == counts
    assert counts["tests"] == COUNT
    assert all(counts.values())
    assert int(only.attrib["time"]) == 600
    assert only.attrib["timestamp"] == "2026-12-01T04:00:00"


def test_junit_of_nothing_is_a_suite() -> None:
    assert int(suite([]).attrib["tests"]) == 0


@pytest.mark.parametrize(
    ("status", "element"),
    [("compliant", None), ("noncompliant", "failure"), ("unknown", "error"), ("excepted", "skipped")],
)
def test_statuses_in_junit(status: str, element: str | None) -> None:
    (case,) = suite([of_status(status)])
    assert [each.tag for each in case] == ([] if element is None else [element])


def test_junit_skips_what_does_not_apply() -> None:
    (case,) = suite([one(status="not_applicable", reason="terminating")])
    assert case[0].tag == "skipped"


def test_each_case_has_a_name_of_its_own() -> None:
    """Programs that show them put those of one name together."""
    names = [(each.attrib["classname"], each.attrib["name"]) for each in suite(findings(COUNT)).iter("testcase")]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", NAMES, ids=list(HOSTILE))
def test_names_survive_in_junit(name: str) -> None:
    found = one()
    found["resource"] = {**found["resource"], "name": name}
    found["message"] = name
    (case,) = suite([found])
    kept = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", name)
    assert case.attrib["name"].partition("/")[2].startswith(kept)
    assert case[0].attrib["message"] == kept


# -- all of them -------------------------------------------------------------------------------------------------------


def test_buckets_are_identified_without_an_ocid() -> None:
    bucket = next(each for each in findings(20) if each["resource"]["type"] == "bucket")
    assert bucket["resource"]["ocid"] is None
    identity = item(2, "x", compartments(("prod",))).identity
    assert events(found=[bucket])[0]["resources"][0]["uid"] == identity == bucket["resource"]["identity"]
