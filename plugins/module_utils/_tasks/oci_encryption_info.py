# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_encryption_info: which key protects what, what breaks the rules, and what could not be read."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Optional

from .._audit import documents, exceptions, expectations, gate, scope
from .._audit.collecting import Collector
from .._audit.evaluating import Judge, Ledger, Returned, Sink, outcome
from .._audit.exceptions import ExceptionEntry, Exceptions
from .._audit.expectations import HSM, KeyMap
from .._audit.gate import Gate, GateOptions
from .._audit.gathering import GatheredKeys
from .._audit.judging import Requirements
from .._audit.key_facts import KeyFacts
from .._audit.places import Places, read_places
from .._audit.records import as_time
from .._audit.rules import SEVERITIES, VERSION
from .._audit.scope import Scope, Selection
from .._audit.spool import Spool
from .._audit.tally import Tally
from .._core import tenancy
from .._core.errors import BadOption, NotFoundOrDenied
from .._core.session import Session
from .._core.task import Task
from .._core.waiting import Patience

# Fewer attempts than a task about one resource has: what does not answer is noted, and the audit goes on.
ATTEMPTS_WITHOUT_ANSWER = 2

LONGEST_PAUSE = 30.0

# Of what was not read, so many entries are returned; reports have all.
MOST_UNREAD = 100

FEWEST_WORKERS, MOST_WORKERS = 1, 64


def _text_list() -> dict[str, Any]:
    return {"type": "list", "elements": "str", "no_log": False}


ARGUMENT_SPEC: Mapping[str, Any] = {
    "regions": _text_list(),
    "compartments": _text_list(),
    "include_children": {"type": "bool", "default": True},
    "exclude_compartments": _text_list(),
    "types": _text_list(),
    "freeform_tags": {"type": "dict"},
    "defined_tags": {"type": "dict"},
    "resources": _text_list(),
    "key_map": {"type": "raw", "no_log": False},
    "exceptions": {"type": "raw"},
    "exceptions_warn_days": {"type": "int", "default": 30},
    "minimum_protection_mode": {"type": "str", "choices": ["software", "hsm"], "default": "software"},
    "max_key_age_days": {"type": "int", "no_log": False},
    "owner_tags": _text_list(),
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
    "baseline": {"type": "raw"},
    "merge": _text_list(),
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
        "choices": ["json", "jsonl", "html", "csv", "ocsf", "sarif", "junit"],
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
class Request:
    """What the options request, once they are checked."""

    selection: Selection
    key_map: KeyMap
    exceptions: tuple[ExceptionEntry, ...]
    warn_days: int
    requirements: Requirements
    owner_tags: tuple[str, ...]
    gate: GateOptions
    allow_unknown_scopes: bool
    gathers_key_map: bool
    max_returned: int
    workers: int
    seconds: int


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    request = parse(task.parameters)
    if task.parameters["validate_only"]:
        return {"changed": False, "valid": True}
    session = task.log_in()
    session.attempts_without_answer = ATTEMPTS_WITHOUT_ANSWER
    session.begin(Patience(request.seconds, LONGEST_PAUSE))
    with closing(Spool()) as spool:
        return _audited(request, session, spool)


def parse(params: Mapping[str, Any]) -> Request:
    """The request of the options. Raises BadOption."""
    entries, more = documents.entries("key_map", params["key_map"], "key_map")
    listed, _unused = documents.entries("exceptions", params["exceptions"], "exceptions")
    for name in more:
        if name != "default":
            raise BadOption(
                f"key_map has the unknown field {name}",
                advice=("The fields are key_map and default.",),
                option="key_map",
            )
    return Request(
        selection=scope.parse(params),
        key_map=expectations.parse("key_map", entries, more.get("default")),
        exceptions=exceptions.parse("exceptions", listed),
        warn_days=_number(params, "exceptions_warn_days", 0, 3650),
        requirements=Requirements(
            hsm=params["minimum_protection_mode"] == HSM,
            max_key_age_days=None
            if params["max_key_age_days"] is None
            else _number(params, "max_key_age_days", 1, 36500),
        ),
        owner_tags=tuple(params["owner_tags"] or ()),
        gate=gate.parse(params["gate"]),
        allow_unknown_scopes=params["allow_unknown_scopes"],
        gathers_key_map=params["gathered"] == "key_map",
        max_returned=_number(params, "max_returned", 0, 100_000),
        workers=_number(params, "concurrency", FEWEST_WORKERS, MOST_WORKERS),
        seconds=_number(params, "wait_timeout", 1, 7 * 24 * 3600),
    )


def _number(params: Mapping[str, Any], option: str, fewest: int, most: int) -> int:
    found = int(params[option])
    if not fewest <= found <= most:
        raise BadOption(f"{option} must be from {fewest} to {most}, not {found}", option=option)
    return found


def _audited(request: Request, session: Session, spool: Spool) -> dict[str, Any]:
    began = session.clock.wall()
    places = read_places(session)
    scope_of_run = Scope(session, request.selection, places, tenancy.regions(session))
    key_map, accepted = request.key_map.resolved(places), exceptions.resolved(request.exceptions, places)
    keys = KeyFacts(session, places)
    collector = Collector(scope_of_run, keys, spool, workers=request.workers, progress=lambda line: None)
    try:
        collector.collect()
    finally:
        seen_keys = keys.all()
    _require_tags(request.selection, collector)
    counted = Exceptions(accepted, wall=session.clock.wall(), warn_days=request.warn_days)
    gathered, returned = GatheredKeys(), Returned(request.max_returned)
    sinks: list[Sink] = [returned]
    judge = Judge(
        places,
        seen_keys,
        key_map,
        counted,
        request.requirements,
        wall=session.clock.wall(),
        owner_tags=request.owner_tags,
        gathered=gathered,
    )
    ledger = Ledger(Tally(), Gate(request.gate), sinks)
    for each in _in_order(collector, places):
        for item in spool.items(each):
            for finding in judge.findings(item):
                ledger.add(finding)
    counted.check()
    end = outcome(ledger, counted.as_results(), collector.coverage, places)
    result = {
        "changed": False,
        "run": _run(session, scope_of_run, began),
        "findings": returned.findings,
        "findings_total": end["summary"]["findings"],
        "summary": end["summary"],
        "unread": [each for each in end["coverage"] if each["outcome"] not in ("read", "filtered")][:MOST_UNREAD],
        "exceptions": end["exceptions"],
        "gate": end["gate"],
        "key_map": gathered.as_key_map(places) if request.gathers_key_map else None,
    }
    _require_scopes(request, collector, result, places)
    return result


def _in_order(collector: Collector, places: Places) -> Sequence[int]:
    """The lists in the order of reports: by region, compartment and type."""

    def name(at: int) -> tuple[str, str, str]:
        unit = collector.units[at]
        return unit.region, places.path(unit.compartment_id) or unit.compartment_id, unit.kind.facts.name

    return sorted(range(len(collector.units)), key=name)


def _run(session: Session, scope_of_run: Scope, began: float) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "tenancy": session.tenancy,
        "tenancy_name": scope_of_run.places.directory.root.name,
        "regions": list(scope_of_run.regions),
        "filters": scope_of_run.selection.as_result(),
        "rules_version": VERSION,
        "started_at": as_time(began),
        "finished_at": as_time(session.clock.wall()),
    }


def _require_tags(selection: Selection, collector: Collector) -> None:
    """Raise BadOption for tags that no resource has: they are misspelt, or there is nothing to audit."""
    counts = collector.counts
    if selection.tags and not counts.read and counts.other_tags:
        option = "defined_tags" if any(space for space, _key, _value in selection.tags) else "freeform_tags"
        raise BadOption(
            f"None of {counts.other_tags} resources has the tags of {option}", advice=("Correct them.",), option=option
        )


def _require_scopes(request: Request, collector: Collector, result: Mapping[str, Any], places: Places) -> None:
    """Raise NotFoundOrDenied for places of which nothing was read, unless that is allowed."""
    unread = collector.coverage.unread_scopes()
    if not unread or request.allow_unknown_scopes:
        return
    region, compartment_id = unread[0]
    named = places.path(compartment_id) or compartment_id
    more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
    entries = [each for each in collector.coverage.entries if (each.region, each.compartment_id) in set(unread)]
    statements = tuple(dict.fromkeys(statement for each in entries for statement in each.missing_statements))
    raise NotFoundOrDenied(
        f"Nothing could be read in {named} in {region}{more}, so what is there is unknown",
        advice=("Let your group read it, or specify allow_unknown_scopes=true.",),
        missing_statements=statements,
        results={name: value for name, value in result.items() if name != "changed"},
        **_request_of(entries[0].operation, entries[0].opc_request_id, region),
    )


def _request_of(operation: str, opc_request_id: Optional[str], region: str) -> dict[str, Any]:
    return {"operation": operation, "opc_request_id": opc_request_id, "region": region}
