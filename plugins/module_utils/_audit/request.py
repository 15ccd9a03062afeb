# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What a task requests of the audit, once its options are checked: nothing here sends a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core.errors import BadOption
from .._core.options import text
from .._core.quoting import quoted
from . import documents, exceptions, expectations, gate, scope
from .exceptions import ExceptionEntry
from .expectations import HSM, KeyMap
from .gate import GateOptions
from .judging import Requirements
from .reports.formats import FILES
from .reports.reading import EarlierReport
from .reports.redaction import Redaction, new_salt
from .reports.store import Address, Folder
from .rules import SEVERITIES
from .scope import Selection

FEWEST_WORKERS, MOST_WORKERS = 1, 64

YEARS = 100 * 366

WEEK = 7 * 24 * 3600


def _texts() -> dict[str, Any]:
    return {"type": "list", "elements": "str", "no_log": False}


ARGUMENT_SPEC: Mapping[str, Any] = {
    "regions": _texts(),
    "compartments": _texts(),
    "include_children": {"type": "bool", "default": True},
    "exclude_compartments": _texts(),
    "types": _texts(),
    "freeform_tags": {"type": "dict"},
    "defined_tags": {"type": "dict"},
    "resources": _texts(),
    "key_map": {"type": "raw", "no_log": False},
    "exceptions": {"type": "raw"},
    "exceptions_warn_days": {"type": "int", "default": 30},
    "minimum_protection_mode": {"type": "str", "choices": ["software", "hsm"], "default": "software"},
    "max_key_age_days": {"type": "int", "no_log": False},
    "owner_tags": _texts(),
    "baseline": {"type": "raw"},
    "gate": {
        "type": "dict",
        "default": {},
        "apply_defaults": True,
        "options": {
            "minimum_coverage": {"type": "float", "default": 100.0},
            "severities": {"type": "list", "elements": "str", "choices": list(SEVERITIES)},
            "new_only": {"type": "bool", "default": False},
            "allow_unknown": {"type": "bool", "default": False},
        },
    },
    "allow_unknown_scopes": {"type": "bool", "default": False},
    "merge": {"type": "list", "elements": "path", "no_log": False},
    "slice": {
        "type": "dict",
        "options": {
            "id": {"type": "str", "required": True},
            "expected": {"type": "list", "elements": "str", "required": True},
        },
    },
    "report_path": {"type": "path"},
    "report_bucket": {
        "type": "dict",
        "options": {
            "name": {"type": "str", "required": True},
            "namespace": {"type": "str"},
            "prefix": {"type": "str", "default": ""},
        },
    },
    "report_formats": {
        "type": "list",
        "elements": "str",
        "choices": list(FILES),
        "default": ["json", "html", "csv"],
    },
    "redact": {"type": "bool", "default": False},
    "redact_salt": {"type": "str", "no_log": True},
    "gathered": {"type": "str", "choices": ["key_map"]},
    "validate_only": {"type": "bool", "default": False},
    "max_returned": {"type": "int", "default": 500},
    "concurrency": {"type": "int", "default": 32},
    "wait_timeout": {"type": "int", "default": 3600},
}


@dataclass(frozen=True)
class Reporting:
    """Where the report goes, and where an earlier one is: a file, a bucket, or neither."""

    folder: Optional[Folder]
    bucket: Optional[Address]
    names: tuple[str, ...]
    redaction: Optional[Redaction]
    baseline: Optional[EarlierReport]
    baseline_bucket: Optional[Address]


@dataclass(frozen=True)
class Request:
    """What the options request."""

    selection: Selection
    key_map: KeyMap
    exceptions: tuple[ExceptionEntry, ...]
    warn_days: int
    requirements: Requirements
    owner_tags: tuple[str, ...]
    gate: GateOptions
    allow_unknown_scopes: bool
    merge: tuple[str, ...]
    slice: Optional[Mapping[str, Any]]
    reporting: Reporting
    gathers_key_map: bool
    max_returned: int
    workers: int
    seconds: int


def parse(params: Mapping[str, Any]) -> Request:
    """The request of the options. Raises BadOption."""
    age = params["max_key_age_days"]
    return Request(
        selection=scope.parse(params),
        key_map=_key_map(params["key_map"]),
        exceptions=exceptions.parse("exceptions", _exceptions(params["exceptions"])),
        warn_days=_number(params, "exceptions_warn_days", 0, YEARS),
        requirements=Requirements(
            hsm=params["minimum_protection_mode"] == HSM,
            max_key_age_days=None if age is None else _number(params, "max_key_age_days", 1, YEARS),
        ),
        owner_tags=tuple(params["owner_tags"] or ()),
        gate=gate.parse(params["gate"]),
        allow_unknown_scopes=params["allow_unknown_scopes"],
        merge=tuple(params["merge"] or ()),
        slice=_slice(params["slice"]),
        reporting=_reporting(params),
        gathers_key_map=params["gathered"] == "key_map",
        max_returned=_number(params, "max_returned", 0, 100_000),
        workers=_number(params, "concurrency", FEWEST_WORKERS, MOST_WORKERS),
        seconds=_number(params, "wait_timeout", 1, WEEK),
    )


def _key_map(given: Any) -> KeyMap:
    entries, more = documents.entries("key_map", given, "key_map")
    for name in more:
        if name != "default":
            raise BadOption(
                f"key_map has the unknown field {quoted(str(name))}",
                advice=("The fields are key_map and default.",),
                option="key_map",
            )
    return expectations.parse("key_map", entries, more.get("default"))


def _exceptions(given: Any) -> Any:
    entries, more = documents.entries("exceptions", given, "exceptions")
    for name in more:
        raise BadOption(
            f"exceptions has the unknown field {quoted(str(name))}",
            advice=("The only field is exceptions.",),
            option="exceptions",
        )
    return entries


def _number(params: Mapping[str, Any], option: str, fewest: int, most: int) -> int:
    found = int(params[option])
    if not fewest <= found <= most:
        raise BadOption(f"{option} must be from {fewest} to {most}, not {found}", option=option)
    return found


def _slice(given: Optional[Mapping[str, Any]]) -> Optional[Mapping[str, Any]]:
    if given is None:
        return None
    if given["id"] not in given["expected"]:
        raise BadOption(
            f"slice.expected does not contain the slice {quoted(given['id'])}",
            advice=("Specify the ids of all slices.",),
            option="slice.expected",
        )
    return {"id": given["id"], "expected": list(given["expected"])}


def _reporting(params: Mapping[str, Any]) -> Reporting:
    path, bucket = text(params, "report_path"), _address("report_bucket", params["report_bucket"])
    if path is not None and bucket is not None:
        raise BadOption(
            "report_path and report_bucket both specify where the report goes",
            advice=("Specify one of them.",),
            option="report_bucket",
        )
    salt = text(params, "redact_salt")
    if salt is not None and not params["redact"]:
        raise BadOption(
            "redact_salt has no effect without redact=true",
            advice=("Omit it, or specify redact=true.",),
            option="redact_salt",
        )
    names = (name for each in dict.fromkeys(params["report_formats"] or ()) for name in FILES[each])
    baseline = params["baseline"]
    is_text = isinstance(baseline, str)
    if is_text and not baseline.strip():
        raise BadOption("baseline is empty", advice=("Specify a report, or omit the option.",), option="baseline")
    return Reporting(
        folder=None if path is None else Folder(path, option="report_path"),
        bucket=bucket,
        names=tuple(names) if path or bucket else (),
        redaction=Redaction(salt or new_salt()) if params["redact"] else None,
        baseline=EarlierReport(baseline.strip(), option="baseline") if is_text else None,
        baseline_bucket=None if is_text else _address("baseline", baseline),
    )


def _address(option: str, given: Any) -> Optional[Address]:
    """A bucket and the beginning of the names of its objects. Raises BadOption."""
    if given is None:
        return None
    if not isinstance(given, Mapping) or not set(given) <= {"name", "namespace", "prefix"} or not given.get("name"):
        raise BadOption(
            f"{option} must be a mapping of the name of a bucket, and of namespace and prefix if required"
            + ("; or a path" if option == "baseline" else ""),
            option=option,
        )
    return Address(str(given["name"]), given.get("namespace") or None, str(given.get("prefix") or ""))
