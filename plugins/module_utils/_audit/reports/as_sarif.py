# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The findings for GitHub and other readers of SARIF 2.1.0, the most severe first, within the limits of GitHub."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any, TextIO
from urllib.parse import quote

from ..._core.tenancy import SEPARATOR
from ..judging import COMPLIANT, NONCOMPLIANT, NOT_APPLICABLE, UNKNOWN
from ..rules import RULES, SEVERITIES, Rule
from .as_json import encode
from .report import Data, Writer
from .wording import CLOSED, EXCEPTED, closed, remedy, status_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

HOME = "https://github.com/cmk-oci/cmk.oci"

# Of one run (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
MOST_RESULTS = 25_000

MOST_NOTIFICATIONS = 1_000

MOST_TAGS = 20

LEVELS: Mapping[str, str] = {
    "informational": "note",
    "low": "note",
    "medium": "warning",
    "high": "error",
    "critical": "error",
}

FAIL = "fail"

# `open` is what the standard has for not enough information to decide.
KINDS: Mapping[str, str] = {
    NONCOMPLIANT: FAIL,
    UNKNOWN: "open",
    COMPLIANT: "pass",
    NOT_APPLICABLE: "notApplicable",
}

# By which GitHub ranks what is no code: above 9.0 critical, above 7.0 high, above 4.0 medium.
SCORES: Mapping[str, str] = {"informational": "0.0", "low": "2.0", "medium": "5.0", "high": "8.0", "critical": "9.5"}

BASELINE: Mapping[str, str] = {"new": "new", "unchanged": "unchanged", "changed": "updated"}

INDEX: Mapping[str, int] = {name: number for number, name in enumerate(RULES)}

# Why a place could not be read, as the outcomes of the coverage name it.
UNREAD: Mapping[str, str] = {
    "denied": "The caller may not read the place",
    "throttled": "OCI answered too many requests",
    "failed": "OCI did not answer as documented",
}


class SarifLog(Writer):
    """Results for what is noncompliant or unknown, with those of an earlier report that are fixed or gone.

    Results wait in files, one for each severity, since only the most severe are kept where there are too many.
    """

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._waiting = [_Waiting() for _each in range(len(SEVERITIES) + 1)]
        self._run: Data = {}

    def begin(self, run: Data) -> None:
        """Begin the log with the rules."""
        self._run = run
        driver = {
            "name": "cmk.oci",
            "organization": "cmk",
            "informationUri": HOME,
            "version": run["collection_version"],
            "rules": [descriptor(each) for each in RULES.values()],
            "notifications": [{"id": name, "shortDescription": {"text": text}} for name, text in UNREAD.items()],
        }
        self.out.write(
            f'{{"$schema":{encode(SCHEMA)},"version":"2.1.0","runs":[{{"tool":{encode({"driver": driver})},\n'
        )

    def add(self, finding: Data) -> None:
        """Keep the result of a finding that needs attention, or needed it in the earlier report."""
        status = status_of(finding)
        if status in (NONCOMPLIANT, UNKNOWN):
            rank = 1 + SEVERITIES.index(finding["severity"])
        elif status == EXCEPTED or finding["delta"] in CLOSED:
            rank = 0
        else:
            return
        waiting = self._waiting[rank]
        waiting.count += 1
        if waiting.count <= MOST_RESULTS:
            waiting.file.write(f"{encode(result(finding))}\n")

    def end(self, outcome: Data) -> None:
        """Write the results and how the run ended."""
        gone = (closed(each, outcome["finished_at"]) for each in outcome["gone"] if each["delta"] in CLOSED)
        lines = itertools.chain(*(each.lines() for each in reversed(self._waiting)), map(encode, map(result, gone)))
        self.out.write('"results":[')
        for separator, line in zip(itertools.chain([""], itertools.repeat(",")), itertools.islice(lines, MOST_RESULTS)):
            self.out.write(f"{separator}\n{line}")
        left_out = max(0, sum(each.count for each in self._waiting) - MOST_RESULTS)
        tenancy = str(self._run["tenancy"])
        rest = {
            "invocations": [_invocation(self._run, outcome, left_out)],
            "automationDetails": {"id": f"cmk.oci/audit/{tenancy}/{self._run['id']}"},
            "columnKind": "utf16CodeUnits",
        }
        self.out.write(f"\n],\n{encode(rest)[1:]}]}}\n")


class _Waiting:
    """Results of one rank, as lines of a file without a name."""

    def __init__(self) -> None:
        self.count = 0
        self.file = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", newline="\n")  # noqa: SIM115

    def lines(self) -> Iterator[str]:
        """Yield the results, and remove them."""
        with self.file:
            self.file.seek(0)
            for line in self.file:
                yield line.rstrip("\n")


def descriptor(rule: Rule) -> dict[str, Any]:
    """A rule; its tags are the controls that it meets."""
    tags = ["security", *(f"{each.standard} {each.control}" for each in rule.controls)]
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("_")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title}."},
        "helpUri": HOME,
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": tags[:MOST_TAGS], "security-severity": SCORES[rule.severity], "precision": "very-high"},
    }


def result(finding: Data) -> dict[str, Any]:
    """A finding as a result."""
    kind, resource = KINDS[finding["status"]], finding["resource"]
    found = {
        "ruleId": finding["rule_id"],
        "kind": kind,
        "level": LEVELS[finding["severity"]] if kind == FAIL else "none",
        "message": {"text": _message(finding)},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": uri(resource)}, "region": {"startLine": 1}},
                "logicalLocations": [{"fullyQualifiedName": resource["identity"], "kind": "resource"}],
            }
        ],
        "partialFingerprints": {
            "cmkOci/v1": finding["uid"],
            # The only one that GitHub compares.
            "primaryLocationLineHash": f"{finding['uid'].rpartition(':')[2]}:1",
        },
        "suppressions": _suppressions(finding),
        "properties": {
            "status": status_of(finding),
            "reason": finding["reason"],
            "severity": finding["severity"],
            "owner": resource["owner"],
            "firstSeen": finding["first_seen"],
            "exception": finding["exception"],
            "expiredException": finding["expired_exception"],
        },
    }
    if finding["rule_id"] in INDEX:
        found["ruleIndex"] = INDEX[finding["rule_id"]]
    state = "absent" if finding["delta"] in CLOSED else BASELINE.get(finding["delta"])
    return found if state is None else {**found, "baselineState": state}


def uri(resource: Data) -> str:
    """A path that stays the same while a resource keeps its name and its place."""
    path = (resource["compartment_path"] or resource["compartment_id"]).split(SEPARATOR)
    parts = ("oci", resource["region"], *path, resource["type"], resource["name"] or resource["identity"])
    return "/".join(map(_part, parts))


def _part(text: str) -> str:
    encoded = quote(text, safe="", errors="replace")
    # Such a part would lead elsewhere.
    return encoded if encoded.strip(".") else "%2E" * len(encoded) or "%20"


def _message(finding: Data) -> str:
    resource = finding["resource"]
    name = resource["name"] or resource["identity"]
    more = remedy(finding)
    text = f"{finding['message']}: {name} in {resource['compartment_path'] or resource['compartment_id']}."
    return f"{text} {more}" if more else text


def _suppressions(finding: Data) -> list[dict[str, Any]]:
    """The exception; the standard has no member for the day on which it expires, which is a property."""
    exception = finding["exception"]
    if status_of(finding) != EXCEPTED or exception is None:
        return []
    return [{"kind": "external", "status": "accepted", "justification": exception["reason"]}]


def _invocation(run: Data, outcome: Data, left_out: int) -> dict[str, Any]:
    unread = [each for each in outcome["coverage"] if each["outcome"] in UNREAD]
    notifications = [_notification(each) for each in unread[:MOST_NOTIFICATIONS]]
    if len(unread) > MOST_NOTIFICATIONS:
        text = f"{len(unread) - MOST_NOTIFICATIONS} more places could not be read: see coverage.csv."
        notifications.append({"level": "error", "message": {"text": text}})
    if left_out:
        text = f"{left_out} more results, which are less severe, are in findings.csv."
        notifications.append({"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": not unread,
        "startTimeUtc": _utc(run["started_at"]),
        "endTimeUtc": _utc(outcome["finished_at"]),
        "toolExecutionNotifications": notifications,
    }


def _notification(scope: Data) -> dict[str, Any]:
    place = f"{scope['region']}, {scope['compartment_path'] or scope['compartment_id']}"
    found: dict[str, Any] = {
        "descriptor": {"id": scope["outcome"], "index": list(UNREAD).index(scope["outcome"])},
        "level": "error",
        "message": {"text": f"{scope['operation']} in {place}: {scope['message'] or UNREAD[scope['outcome']]}"},
        "properties": {
            "region": scope["region"],
            "compartmentId": scope["compartment_id"],
            "type": scope["type"],
            "opcRequestId": scope["opc_request_id"],
            "missingStatements": scope["missing_statements"],
        },
    }
    rule = f"{scope['type']}_cmk"
    if rule in INDEX:
        found["associatedRule"] = {"id": rule, "index": INDEX[rule]}
    return found


def _utc(text: str) -> str:
    """A time of a report, all of which are in UTC, in the form that the standard requires."""
    return text.replace("+00:00", "Z")
