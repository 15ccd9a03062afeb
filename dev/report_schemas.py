# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the JSON Schemas of the reports of an audit, with the reasons, severities and outcomes that the code has.

With `--check` nothing is written: it names what differs, and exits with 1 if anything does.
"""

from __future__ import annotations

import json
import pathlib
import sys
from collections.abc import Mapping
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._audit import coverage, delta, exceptions, judging, records, rules
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports import report
from ansible_collections.cmk.oci.plugins.module_utils._audit.tally import COLUMNS

FOLDER = pathlib.Path(__file__).parents[1] / "docs/schemas"

ADDRESS = "https://raw.githubusercontent.com/cmk-oci/cmk.oci/main/docs/schemas"

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
TIME: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$",
}
DAY: Schema = {"type": "string", "format": "date"}
NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
UID: Schema = {"type": "string", "pattern": f"^{records.UID_PREFIX}[0-9a-f]{{{records.UID_LENGTH}}}$"}
SEVERITY: Schema = {"enum": list(rules.SEVERITIES)}
TAGS: Schema = {"type": "object", "additionalProperties": TEXT}
PERCENT: Schema = {"type": "number", "minimum": 0, "maximum": 100}


def record(fields: Mapping[str, Any], *optional: str, **more: Any) -> Schema:
    """An object with exactly these fields, all of which it must have but for the optional ones."""
    required = [name for name in fields if name not in optional]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": dict(fields),
        **more,
    }


def or_null(schema: Schema) -> Schema:
    """A value that may be absent."""
    return {**schema, "type": [schema["type"], "null"]}


def listed(schema: Schema) -> Schema:
    """A list of such values."""
    return {"type": "array", "items": schema}


def described(description: str, schema: Schema) -> Schema:
    """A value with what it means."""
    return {"description": description, **schema}


EXCEPTION = {
    "id": TEXT,
    "reason": TEXT,
    "owner": TEXT,
    "expires": DAY,
    "category": {"enum": [*exceptions.CATEGORIES]},
    "ticket": or_null(TEXT),
}

CURRENT_KEY = record(
    {
        "ocid": TEXT,
        "name": or_null(TEXT),
        "vault_id": or_null(TEXT),
        "lifecycle_state": or_null(TEXT),
        "protection_mode": or_null(TEXT),
        "enabled_versions": or_null(COUNT),
        "age_days": or_null(COUNT),
        "region": TEXT,
    }
)

EXPECTED_KEY = record({"ocid": or_null(TEXT), "name": or_null(TEXT), "vault_id": or_null(TEXT), "key": TEXT})

REFERENCE = record({"standard": TEXT, "control": TEXT})

RESOURCE = record(
    {
        "ocid": described("The OCID; of a bucket only where it is known.", or_null(TEXT)),
        "identity": described("The OCID; of a bucket /n/<namespace>/b/<name>@<region>.", TEXT),
        "name": or_null(TEXT),
        "type": NAME,
        "region": TEXT,
        "availability_domain": or_null(TEXT),
        "compartment_id": TEXT,
        "compartment_path": or_null(TEXT),
        "owner": or_null(TEXT),
        "freeform_tags": TAGS,
        "defined_tags": {"type": "object", "additionalProperties": TAGS},
        "lifecycle_state": or_null(TEXT),
        "time_created": or_null(TIME),
    }
)

REQUEST = record(
    {
        "operation": or_null(TEXT),
        "status": or_null({"type": "integer"}),
        "code": or_null(TEXT),
        "opc_request_id": or_null(TEXT),
    }
)

REMEDIATION = record(
    {
        "module": or_null(TEXT),
        "arguments": {"type": "object"},
        "missing_statements": listed(TEXT),
    }
)

FINDING = record(
    {
        "uid": described("The same in all runs for one rule and one resource.", UID),
        "rule_id": NAME,
        "status": {"enum": [*judging.STATUSES]},
        "reason": {"enum": [each for reasons in judging.REASONS.values() for each in reasons]},
        "severity": SEVERITY,
        "message": described("For people; it may change in any release.", TEXT),
        "resource": RESOURCE,
        "key": record(
            {
                "current": or_null(CURRENT_KEY),
                "provider": described("Where the key is, if it is not in OCI Vault.", or_null(TEXT)),
                "expected": or_null(EXPECTED_KEY),
                "source_of_expectation": described("The entry of the key map.", TEXT),
            }
        ),
        "request": described("The request that failed.", or_null(REQUEST)),
        "exception": described("The exception that holds; it does not change the status.", or_null(record(EXCEPTION))),
        "expired_exception": or_null(record(EXCEPTION)),
        "delta": {"enum": [delta.NEW, delta.UNCHANGED, delta.CHANGED, delta.FIXED, None]},
        "first_seen": TIME,
        "last_seen": TIME,
        "observed_at": TIME,
        "remediation": described("The task that ends the finding.", or_null(REMEDIATION)),
        "references": listed(REFERENCE),
    },
    allOf=[
        {
            "if": {"properties": {"status": {"const": status}}},
            "then": {"properties": {"reason": {"enum": list(reasons)}}},
        }
        for status, reasons in judging.REASONS.items()
    ],
)

COVERAGE = record(
    {
        "region": TEXT,
        "compartment_id": TEXT,
        "compartment_path": or_null(TEXT),
        "type": TEXT,
        "operation": TEXT,
        "outcome": {"enum": [*coverage.OUTCOMES]},
        "is_scope": {"type": "boolean", "description": "Whether it decides that the place was read."},
        "count": COUNT,
        "seconds": {"type": "number", "minimum": 0},
        "opc_request_id": or_null(TEXT),
        "message": or_null(TEXT),
        "missing_statements": listed(TEXT),
    }
)

COUNTS = dict.fromkeys(COLUMNS, COUNT)

SUMMARY = record(
    {
        "findings": COUNT,
        "resources": COUNT,
        "by_status": described("An excepted finding is noncompliant.", record(dict.fromkeys(judging.STATUSES, COUNT))),
        "excepted": COUNT,
        "by_severity": described(
            "Of what is noncompliant and not excepted.", record(dict.fromkeys(rules.SEVERITIES, COUNT))
        ),
        "by_rule": {"type": "object", "additionalProperties": record(COUNTS)},
        "by_type_and_region": listed(record({"type": NAME, "region": TEXT, **COUNTS})),
        "delta": record(dict.fromkeys(delta.DELTAS, COUNT)),
        "coverage": record({"percent": PERCENT, **dict.fromkeys(coverage.OUTCOMES, COUNT)}),
    }
)

GONE = record(
    {
        "uid": UID,
        "rule_id": NAME,
        "status": {"enum": [*delta.OPEN]},
        "reason": NAME,
        "delta": {"enum": [delta.GONE, delta.NOT_SEEN]},
        "first_seen": TIME,
        "resource": record(
            {
                "ocid": or_null(TEXT),
                "identity": TEXT,
                "name": or_null(TEXT),
                "type": NAME,
                "region": TEXT,
                "compartment_id": TEXT,
            }
        ),
    }
)

RUN = record(
    {
        "id": TEXT,
        "tenancy": TEXT,
        "tenancy_name": or_null(TEXT),
        "regions": listed(TEXT),
        "types": listed(NAME),
        "filters": {"type": "object"},
        "rules_version": described("Reports of different versions are not compared.", TEXT),
        "collection_version": TEXT,
        "started_at": TIME,
        "slice": {"type": ["object", "null"]},
        "environment": described("Where the audit ran, if it was no real tenancy.", TEXT),
        "redacted": described("Whether names and OCIDs are replaced by pseudonyms.", FLAG),
    },
    "slice",
    "environment",
    "redacted",
)

RULE = record({"id": NAME, "title": TEXT, "severity": SEVERITY, "references": listed(REFERENCE)})

REASON_OF_GATE = record({"code": NAME, "value": {"type": "number"}, "text": TEXT})

REPORT = record(
    {
        "schema_version": {"const": records.SCHEMA_VERSION},
        "kind": {"const": report.KIND},
        "run": RUN,
        "rules": listed(RULE),
        "findings": listed({"$ref": "finding.schema.json"}),
        "finished_at": TIME,
        "coverage": listed({"$ref": "coverage.schema.json"}),
        "exceptions": listed(
            record(
                {
                    **EXCEPTION,
                    "rules": listed(TEXT),
                    "state": {"enum": [exceptions.ACTIVE, exceptions.EXPIRING, exceptions.EXPIRED]},
                    "matched": COUNT,
                }
            )
        ),
        "summary": SUMMARY,
        "gate": record({"passed": FLAG, "reasons": listed(REASON_OF_GATE)}),
        "gone": described("Open findings of the earlier report of which this run has none.", listed(GONE)),
    }
)

SCHEMAS: Mapping[str, tuple[str, Schema]] = {
    "report.schema.json": ("The report of an encryption audit: report.json", REPORT),
    "finding.schema.json": ("A finding of an encryption audit: each line of findings.jsonl", FINDING),
    "coverage.schema.json": ("What became of one operation in one place", COVERAGE),
}


def documents() -> dict[str, Schema]:
    """Every schema by the name of its file."""
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{ADDRESS}/{name}",
            "title": title,
            **schema,
        }
        for name, (title, schema) in SCHEMAS.items()
    }


def main(arguments: list[str]) -> int:
    """Write the schemas, or name those that differ."""
    differing = []
    for name, schema in documents().items():
        path, text = FOLDER / name, json.dumps(schema, indent=2) + "\n"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        differing.append(name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    if differing and "--check" in arguments:
        print(f"python dev/report_schemas.py would change {', '.join(differing)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
