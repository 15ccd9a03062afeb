# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings, runs and outcomes as an audit has them, of any number, with names that somebody chose to do harm."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from ansible_collections.cmk.oci.plugins.module_utils._audit import judging, records, rules
from ansible_collections.cmk.oci.plugins.module_utils._audit.expectations import ANY, Expectation
from ansible_collections.cmk.oci.plugins.module_utils._audit.items import Item, KeySeen, Unreadable
from ansible_collections.cmk.oci.plugins.module_utils._audit.judging import Requirements
from ansible_collections.cmk.oci.plugins.module_utils._audit.places import Places
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.formats import FORMATS
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.report import Report
from ansible_collections.cmk.oci.plugins.module_utils._core.tenancy import Compartment, Directory

HOSTILE = {
    "quotes": "a \"b\" 'c' `d`",
    "lines": "one\r\ntwo\nthree\rfour\u2028five\u2029six\x85seven",
    "formula": "=cmd|'/c calc'!A0",
    "formula after a blank": " \ufeff=1+1",
    "wide formula": "\uff1d1+1",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "script": "<script>alert(document.domain)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "end of script": "</script><script>alert(1)//",
    "comment": "<!-- --> <!--<script>",
    "cdata": "a]]>b<![CDATA[c",
    "entity": "&lt;&#60;&amp;&nbsp;",
    "control": "a\x00b\x01c\x1bd\x7fe\x0bf\x9bg",
    "right to left": "invoice\u202egpj.exe\u200f\u2066x\u2069",
    "surrogate": "half \ud800 and \udfff",
    "no characters": "\ufffe\uffff",
    "long": "x" * 255,
    "template": "{{ lookup('pipe', 'id') }} ${jndi:ldap://x} %n%s",
    "path": "../../etc/passwd\\..\\",
    "url": "javascript:alert(1)//#?&%20",
    "emoji": "\U0001f512 clé ключ 鍵",
    "empty": "",
    "blank": "  ",
}

REGIONS = ("us-ashburn-1", "eu-frankfurt-1")

KINDS = ("volume", "boot_volume", "bucket", "file_system", "autonomous_database", "volume_backup")

STARTED, FINISHED = "2026-12-01T04:00:00+00:00", "2026-12-01T04:10:00+00:00"

DENIED = Unreadable(
    reason="denied",
    message="Could not list the volumes of ocid1.compartment.oc1..secretplace: not found or denied",
    operation="ListVolumes",
    status=404,
    code="NotAuthorizedOrNotFound",
    opc_request_id="REQ/1/2",
    missing_statements=("Allow group <your group> to inspect volumes in compartment 'secret-place'",),
)

EXCEPTION = {
    "id": "EX-2026-017",
    "reason": "vendor appliance, no key support",
    "owner": "storage-team@example.com",
    "expires": "2027-03-31",
    "category": "waiver",
    "ticket": "CHG-8812",
}


def unique(text: str) -> str:
    """The part of an OCID that identifies."""
    return "aaaaaaaa" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:52]


def compartments(names: tuple[str, ...]) -> Places:
    """A tenancy with one compartment for each name."""
    root = Compartment("ocid1.tenancy.oc1..root", "acme-tenancy", None, None, ("acme-tenancy",))
    below = [Compartment(f"ocid1.compartment.oc1..{unique(each)}", each, root.id, None, (each,)) for each in names]
    return Places(Directory((root, *below), {}))


def item(number: int, name: str, places: Places) -> Item:
    """A resource with a name, of a kind and in a place that follow from its number."""
    kind = KINDS[number % len(KINDS)]
    region = REGIONS[number // 7 % 2]
    compartment = places.ids[1 + number // 11 % (len(places.ids) - 1)]
    facts: dict[str, Any] = {
        "type": kind,
        "region": region,
        "compartment_id": compartment,
        "name": name,
        "lifecycle_state": "AVAILABLE",
        "time_created": "2026-05-01T00:00:00+00:00",
        "freeform_tags": {"Owner-Team": f"{name} team"},
        "defined_tags": {"Oracle-Tags": {"CreatedBy": "default/first.last@example.com"}},
    }
    if kind == "bucket":
        return Item(identity=f"/n/acmespace/b/bucket-{number}@{region}", **facts)
    ocid = f"ocid1.{kind.replace('_', '')}.oc1.iad.{unique(str(number))}"
    domain = "Uocm:US-ASHBURN-AD-1" if "volume" in kind else None
    key = None if number % 5 < 3 else f"ocid1.key.oc1.iad.b5q2cxxxaaaba.{unique(f'key{number % 40}')}"
    problem = DENIED if number % 10 == 9 else None
    return Item(identity=ocid, ocid=ocid, availability_domain=domain, kms_key_id=key, problem=problem, **facts)


def key_of(found: Item) -> KeySeen | None:
    """The key that a resource names."""
    if found.kms_key_id is None:
        return None
    number = int(found.kms_key_id[-2:], 16)
    state = ("ENABLED", "ENABLED", "ENABLED", "DISABLED", "PENDING_DELETION")[number % 5]
    return KeySeen(
        id=found.kms_key_id,
        region=found.region,
        name="billing-master-key",
        vault_id="ocid1.vault.oc1.iad.b5q2cxxxaaaba." + unique("vault"),
        lifecycle_state=state,
        protection_mode="SOFTWARE",
        enabled_versions=2,
        age_days=400,
        is_foreign=False,
    )


def findings(count: int, names: tuple[str, ...] = ("data",)) -> Iterator[dict[str, Any]]:
    """That many findings, of resources with these names in turn."""
    places = compartments(names if len(names) > 1 else ("prod", "sandbox", "secret-place"))
    requirements = Requirements(hsm=True, max_key_age_days=365)
    expected = Expectation("prod-map", ANY)
    made = (
        records.record(verdict, found, key, expected, places, observed_at=STARTED, owner_tags=("Owner-Team",))
        for number in itertools.count()
        for found in (item(number, names[number % len(names)], places),)
        for key in (key_of(found),)
        for verdict in judging.verdicts(found, key, expected, requirements)
    )
    for number, each in enumerate(itertools.islice(made, count)):
        if each["status"] == "noncompliant" and number % 4 == 0:
            each["exception"] = dict(EXCEPTION)
        elif each["status"] == "noncompliant" and number % 9 == 0:
            each["expired_exception"] = {**EXCEPTION, "id": "EX-2025-001"}
        each["delta"] = ("new", "unchanged", "changed", None)[number % 4]
        yield each


def run(**changed: Any) -> dict[str, Any]:
    """The facts of a run."""
    return {
        "id": "6d0f7a52-7d3f-4c0e-9c58-0a4b6d1d6b11",
        "tenancy": "ocid1.tenancy.oc1..root",
        "tenancy_name": "acme-tenancy",
        "regions": list(REGIONS),
        "types": list(KINDS),
        "filters": {"regions": ["all"], "compartments": ["prod:apps"], "include_children": True, "tags": ["a.b=c"]},
        "rules_version": rules.VERSION,
        "collection_version": "0.1.0",
        "started_at": STARTED,
        "slice": None,
        **changed,
    }


def scope(outcome: str = "read", **changed: Any) -> dict[str, Any]:
    """An entry of the coverage."""
    is_read = outcome in ("read", "filtered")
    return {
        "region": REGIONS[0],
        "compartment_id": "ocid1.compartment.oc1..secretplace",
        "compartment_path": "secret-place",
        "type": "volume",
        "operation": "ListVolumes",
        "outcome": outcome,
        "is_scope": True,
        "count": 3 if is_read else 0,
        "seconds": 0.25,
        "opc_request_id": None if is_read else "REQ/1/2",
        "message": None if is_read else DENIED.message,
        "missing_statements": list(DENIED.missing_statements) if outcome == "denied" else [],
        **changed,
    }


def outcome(**changed: Any) -> dict[str, Any]:
    """What follows the findings."""
    return {
        "finished_at": FINISHED,
        "coverage": [scope(), scope("denied"), scope("throttled"), scope("failed"), scope("filtered")],
        "exceptions": [{**EXCEPTION, "rules": ["volume_cmk"], "state": "active", "matched": 3}],
        "summary": {
            "findings": 10,
            "resources": 8,
            "by_status": {"compliant": 4, "noncompliant": 4, "unknown": 1, "not_applicable": 1},
            "excepted": 1,
            "by_severity": {"informational": 0, "low": 0, "medium": 2, "high": 1, "critical": 0},
            "by_rule": {
                "volume_cmk": {"compliant": 4, "noncompliant": 3, "excepted": 1, "unknown": 1, "not_applicable": 1}
            },
            "by_type_and_region": [
                {
                    "type": "volume",
                    "region": REGIONS[0],
                    "compliant": 4,
                    "noncompliant": 3,
                    "excepted": 1,
                    "unknown": 1,
                    "not_applicable": 1,
                }
            ],
            "delta": {"new": 1, "unchanged": 2, "changed": 0, "fixed": 1, "gone": 1, "not_seen": 0},
            "coverage": {"percent": 25.0, "read": 1, "denied": 1, "throttled": 1, "failed": 1, "filtered": 1},
        },
        "gate": {
            "passed": False,
            "reasons": [
                {"code": "noncompliant", "value": 3, "text": "3 findings are noncompliant"},
                {"code": "coverage", "value": 25.0, "text": "25 % of the lists were read, and 100 % are required"},
            ],
        },
        "gone": [],
        **changed,
    }


def gone(delta: str = "gone", number: int = 7) -> dict[str, Any]:
    """A finding of an earlier report of which there is none now."""
    found = item(number, "old-data", compartments(("prod",)))
    return {
        "uid": records.uid("volume_cmk", found.identity),
        "rule_id": "volume_cmk",
        "status": "noncompliant",
        "reason": "oracle_managed",
        "delta": delta,
        "first_seen": "2026-11-01T00:00:00+00:00",
        "resource": {
            "ocid": found.ocid,
            "identity": found.identity,
            "name": found.name,
            "type": found.type,
            "region": found.region,
            "compartment_id": found.compartment_id,
        },
    }


def written(files: dict[str, TextIO], found: Iterable[dict[str, Any]], **options: Any) -> None:
    """Write a report to files by their names; `options` are those of the report, and `run` and `outcome`."""
    facts, end = options.pop("run", None) or run(), options.pop("outcome", None) or outcome()
    report = Report([FORMATS[name](file) for name, file in files.items()], **options)
    report.begin(facts)
    for each in found:
        report.add(each)
    report.end(end)


def texts_of(names: Iterable[str], found: Iterable[dict[str, Any]], **options: Any) -> dict[str, str]:
    """What the files of a report contain, by their names."""
    with contextlib.ExitStack() as stack:
        files: dict[str, TextIO] = {
            name: stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", newline=""))
            for name in names
        }
        written(files, found, **options)
        for each in files.values():
            each.seek(0)
        return {name: file.read() for name, file in files.items()}


def text_of(name: str, found: Iterable[dict[str, Any]], **options: Any) -> str:
    """What one file of a report contains."""
    return texts_of([name], found, **options)[name]
