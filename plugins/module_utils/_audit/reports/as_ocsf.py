# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The findings as an array of OCSF events of the class Compliance Finding (2003), https://schema.ocsf.io/1.5.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from ..judging import COMPLIANT, FACTS, NONCOMPLIANT, NOT_APPLICABLE, UNKNOWN
from .as_json import encode
from .report import Data, Writer
from .wording import CLOSED, EXCEPTED, closed, milliseconds, remedy, status_of, title_of

VERSION = "1.5.0"

CATEGORY, CLASS = 2, 2003

CREATE, UPDATE, CLOSE = 1, 2, 3

ACTIVITIES: Mapping[int, str] = {CREATE: "Create", UPDATE: "Update", CLOSE: "Close"}

NEW, IN_PROGRESS, SUPPRESSED, RESOLVED = 1, 2, 3, 4

STATUSES: Mapping[int, str] = {
    NEW: "New",
    IN_PROGRESS: "In Progress",
    SUPPRESSED: "Suppressed",
    RESOLVED: "Resolved",
}

# `Warning` is what the schema has for no result for lack of information.
COMPLIANCE: Mapping[str, tuple[int, str]] = {
    COMPLIANT: (1, "Pass"),
    UNKNOWN: (2, "Warning"),
    NONCOMPLIANT: (3, "Fail"),
    NOT_APPLICABLE: (99, "Not Applicable"),
}

SEVERITIES: Mapping[str, tuple[int, str]] = {
    "informational": (1, "Informational"),
    "low": (2, "Low"),
    "medium": (3, "Medium"),
    "high": (4, "High"),
    "critical": (5, "Critical"),
}

RULE_ANALYTIC = 1

OCI_COMPARTMENT = 12


class OcsfEvents(Writer):
    """One event for each finding, and one that closes each finding that is fixed or gone."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._separator = ""
        self._run: Data = {}
        self._metadata: Data = {}

    def begin(self, run: Data) -> None:
        """Begin the array."""
        self._run = run
        self._metadata = {
            "version": VERSION,
            "profiles": ["cloud", "datetime"],
            "uid": run["id"],
            "tenant_uid": run["tenancy"],
            "product": {
                "name": "cmk.oci",
                "vendor_name": "cmk",
                "version": run["collection_version"],
                "url_string": "https://github.com/cmk-oci/cmk.oci",
            },
        }
        self.out.write("[")

    def add(self, finding: Data) -> None:
        """Write the event of a finding."""
        self._write(finding, *activity_and_status(finding))

    def end(self, outcome: Data) -> None:
        """Write the events that close findings, and end the array."""
        for each in outcome["gone"]:
            if each["delta"] in CLOSED:
                self._write(closed(each, outcome["finished_at"]), CLOSE, RESOLVED)
        self.out.write("\n]\n")

    def _write(self, finding: Data, activity: int, status: int) -> None:
        self.out.write(f"{self._separator}\n{encode(self._event(finding, activity, status))}")
        self._separator = ","

    def _event(self, finding: Data, activity: int, status: int) -> dict[str, Any]:
        resource, rule = finding["resource"], finding["rule_id"]
        severity, severity_name = SEVERITIES[finding["severity"]]
        title = title_of(rule)
        return {
            "activity_id": activity,
            "activity_name": ACTIVITIES[activity],
            "category_uid": CATEGORY,
            "category_name": "Findings",
            "class_uid": CLASS,
            "class_name": "Compliance Finding",
            "type_uid": CLASS * 100 + activity,
            "type_name": f"Compliance Finding: {ACTIVITIES[activity]}",
            "time": milliseconds(finding["observed_at"]),
            "time_dt": finding["observed_at"],
            "severity_id": severity,
            "severity": severity_name,
            "status_id": status,
            "status": STATUSES[status],
            "message": finding["message"],
            "metadata": {**self._metadata, "event_code": rule},
            "finding_info": {
                "uid": finding["uid"],
                "title": title,
                "desc": finding["message"],
                "first_seen_time": milliseconds(finding["first_seen"]),
                "last_seen_time": milliseconds(finding["last_seen"]),
                "analytic": {"type_id": RULE_ANALYTIC, "type": "Rule", "uid": rule, "name": title},
            },
            "compliance": _compliance(finding, title),
            "cloud": _cloud(resource, self._run),
            "resources": [_resource(resource)],
            "unmapped": {
                "status": status_of(finding),
                "reason": finding["reason"],
                "delta": finding["delta"],
                "exception": finding["exception"],
                "key": finding["key"],
            },
            **_remediation(finding),
        }


def activity_and_status(finding: Data) -> tuple[int, int]:
    """What happened to a finding since the earlier report, and where it stands."""
    delta, status = finding["delta"], status_of(finding)
    activity = CREATE if delta in (None, "new") else UPDATE
    if delta in CLOSED:
        return CLOSE, RESOLVED
    if status == EXCEPTED:
        return activity, SUPPRESSED
    if status == NONCOMPLIANT and activity == UPDATE:
        return activity, IN_PROGRESS
    return activity, NEW


def _compliance(finding: Data, title: str) -> dict[str, Any]:
    status, name = COMPLIANCE[finding["status"]]
    references = finding["references"]
    standards = list(dict.fromkeys(each["standard"] for each in references))
    compliance = {
        "status_id": status,
        "status": name,
        "status_details": [finding["message"]],
        "standards": standards,
        "requirements": [f"{each['standard']} {each['control']}" for each in references],
        "checks": [
            {"uid": finding["rule_id"], "name": title, "status_id": status, "status": name, "standards": standards}
        ],
    }
    return {**compliance, "control": references[0]["control"]} if references else compliance


def _cloud(resource: Data, run: Data) -> dict[str, Any]:
    account = {"type_id": OCI_COMPARTMENT, "type": "OCI Compartment", "uid": resource["compartment_id"]}
    if resource["compartment_path"] is not None:
        account["name"] = resource["compartment_path"]
    org = {"uid": run["tenancy"], "name": run["tenancy_name"]} if run["tenancy_name"] else {"uid": run["tenancy"]}
    return {"provider": "Oracle Cloud", "region": resource["region"], "account": account, "org": org}


def _resource(resource: Data) -> dict[str, Any]:
    facts = FACTS.get(resource["type"])
    found = {
        "uid": resource["identity"],
        "type": resource["type"] if facts is None else facts.label,
        "region": resource["region"],
    }
    if resource["name"] is not None:
        found["name"] = resource["name"]
    if resource["availability_domain"] is not None:
        found["zone"] = resource["availability_domain"]
    if resource["owner"] is not None:
        found["owner"] = {"name": resource["owner"]}
    return found


def _remediation(finding: Data) -> dict[str, Any]:
    desc = remedy(finding)
    return {} if desc is None else {"remediation": {"desc": desc}}
