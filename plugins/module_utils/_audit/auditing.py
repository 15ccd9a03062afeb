# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""One audit from the login to its report: collect, judge, report."""

from __future__ import annotations

import gc
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any, Optional

from .._core import tenancy
from .._core.errors import BadOption, NotFoundOrDenied
from .._core.options import known
from .._core.session import Session
from . import exceptions
from .collecting import Collector, Progress
from .coverage import FILTERED, READ, note_keys, unread_scopes
from .delta import Delta
from .evaluating import Judge, Ledger, Returned, outcome
from .exceptions import Exceptions
from .gate import Gate
from .gathering import GatheredKeys
from .key_facts import KeyFacts
from .places import Places, read_places
from .records import COLLECTION_VERSION, as_time
from .reports.formats import FORMATS
from .reports.report import Report
from .reports.store import Bucket
from .request import Reporting, Request
from .rules import VERSION
from .scope import Scope, Selection
from .spool import Spool
from .tally import Tally

# Of what was not read, so many entries are returned; reports have all.
MOST_UNREAD = 100

# New objects after which garbage is collected.
SELDOM = 50_000

# Returns the session of the task, which logs in when it is first needed: a merge of files needs none.
LogIn = Callable[[], Session]


def audit(request: Request, session: Session, progress: Progress) -> dict[str, Any]:
    """Return the result of an audit; `progress` receives lines about it. Raises Failure."""
    with seldom_collected():
        return _audited(request, session, progress)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let garbage be collected seldom, and among new objects only.

    The SDK has very many classes, which each full collection looks at: a fifth of the time of an audit. What an audit
    creates is freed by its references.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _audited(request: Request, session: Session, progress: Progress) -> dict[str, Any]:
    if request.reporting.bucket is not None:
        Bucket(session, request.reporting.bucket, option="report_bucket").check()
    began = session.clock.wall()
    places = read_places(session)
    scope = Scope(session, request.selection, places, tenancy.regions(session))
    key_map, accepted = request.key_map.resolved(places), exceptions.resolved(request.exceptions, places)
    keys = KeyFacts(session, places)
    with closing(Spool()) as spool:
        collector = Collector(scope, keys, spool, workers=request.workers, progress=progress)
        try:
            collector.collect()
        finally:
            seen_keys = keys.all()
        if request.slice is None:
            # In one slice of an audit, there need not be a resource with the tags.
            note_keys(collector.coverage, seen_keys.values(), places)
        if request.slice is None:
            _require_tags(request.selection, collector)
        wall = session.clock.wall()
        counted, gathered = Exceptions(accepted, wall=wall, warn_days=request.warn_days), GatheredKeys()
        judge = Judge(
            places,
            seen_keys,
            key_map,
            counted,
            request.requirements,
            observed_at=as_time(wall),
            owner_tags=request.owner_tags,
            gathered=gathered,
        )

        def findings() -> Iterator[dict[str, Any]]:
            for each in _in_order(collector, places):
                for item in spool.items(each):
                    yield from judge.findings(item)
            counted.check()

        return report(
            request,
            _run(request, scope, began),
            findings(),
            coverage=lambda: [each.as_result(places) for each in collector.coverage.entries],
            exceptions_of_run=counted.as_results,
            log_in=lambda: session,
            wall=wall,
            key_map=lambda: gathered.as_key_map(places) if request.gathers_key_map else None,
        )


def report(
    request: Request,
    run: Mapping[str, Any],
    findings: Iterator[dict[str, Any]],
    *,
    coverage: Callable[[], Sequence[Mapping[str, Any]]],
    exceptions_of_run: Callable[[], Sequence[Mapping[str, Any]]],
    log_in: LogIn,
    wall: float,
    key_map: Callable[[], Optional[list[dict[str, Any]]]] = lambda: None,
) -> dict[str, Any]:
    """Return the result, once the report of the findings is written. Raises Failure."""
    reporting = request.reporting
    returned = Returned(request.max_returned)
    with ExitStack() as stack:
        written, locations = _open_report(reporting, stack, log_in)
        ledger = Ledger(Tally(), Gate(request.gate), (returned, written), _delta(reporting, stack, log_in))
        written.begin(run)
        for each in findings:
            ledger.add(each)
        end = outcome(ledger, exceptions_of_run(), coverage(), wall)
        written.end(end)
    result = {
        "changed": False,
        "run": dict(run),
        "findings": returned.findings,
        "findings_total": end["summary"]["findings"],
        "summary": end["summary"],
        "unread": [each for each in end["coverage"] if each["outcome"] not in (READ, FILTERED)][:MOST_UNREAD],
        "exceptions": end["exceptions"],
        "gate": end["gate"],
        "key_map": key_map(),
        "report_files": locations,
    }
    if not request.allow_unknown_scopes:
        _require_scopes(end["coverage"], result)
    return result


def _open_report(reporting: Reporting, stack: ExitStack, log_in: LogIn) -> tuple[Report, list[str]]:
    """The report to write, and where its files will be."""
    if reporting.folder is None and reporting.bucket is None:
        return Report(()), []
    store = reporting.folder or Bucket(log_in(), known(reporting.bucket), option="report_bucket")
    files = stack.enter_context(store.files(reporting.names))
    writers = [FORMATS[name](files[name]) for name in reporting.names]
    return Report(writers, reporting.redaction), [store.location(name) for name in reporting.names]


def _delta(reporting: Reporting, stack: ExitStack, log_in: LogIn) -> Optional[Delta]:
    if reporting.baseline is not None:
        return Delta(reporting.baseline.findings())
    if reporting.baseline_bucket is None:
        return None
    earlier = stack.enter_context(Bucket(log_in(), reporting.baseline_bucket, option="baseline").earlier())
    return Delta(earlier.findings())


def _in_order(collector: Collector, places: Places) -> Sequence[int]:
    """The lists in the order of reports: by region, compartment and type."""

    def name(at: int) -> tuple[str, str, str]:
        unit = collector.units[at]
        return unit.region, places.path(unit.compartment_id) or unit.compartment_id, unit.kind.facts.name

    return sorted(range(len(collector.units)), key=name)


def _run(request: Request, scope: Scope, began: float) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "tenancy": scope.session.tenancy,
        "tenancy_name": scope.places.directory.root.name,
        "regions": list(scope.regions),
        "types": sorted({each.facts.name for each in scope.kinds()}),
        "filters": request.selection.as_result(),
        "rules_version": VERSION,
        "collection_version": COLLECTION_VERSION,
        "started_at": as_time(began),
        "slice": None if request.slice is None else dict(request.slice),
    }


def _require_tags(selection: Selection, collector: Collector) -> None:
    """Raise BadOption for tags that no resource has: they are misspelt, or there is nothing to audit."""
    counts = collector.counts
    if selection.tags and not counts.read and counts.other_tags:
        option = "defined_tags" if any(space for space, _key, _value in selection.tags) else "freeform_tags"
        raise BadOption(
            f"None of {counts.other_tags} resources has the tags of {option}", advice=("Correct them.",), option=option
        )


def _require_scopes(coverage: Sequence[Mapping[str, Any]], result: Mapping[str, Any]) -> None:
    """Raise NotFoundOrDenied for places of which nothing was read."""
    unread = unread_scopes(coverage)
    if not unread:
        return
    places = frozenset(unread)
    entries = [each for each in coverage if each["is_scope"] and (each["region"], each["compartment_id"]) in places]
    region, first = unread[0][0], entries[0]
    more = f" and {len(unread) - 1} more places" if len(unread) > 1 else ""
    raise NotFoundOrDenied(
        f"Nothing could be read of {first['compartment_path'] or first['compartment_id']} in {region}{more}, so what "
        "is there is unknown",
        advice=("Let your group read it, or specify allow_unknown_scopes=true.",),
        missing_statements=tuple(dict.fromkeys(name for each in entries for name in each["missing_statements"])),
        operation=first["operation"],
        opc_request_id=first["opc_request_id"],
        region=region,
        results={name: value for name, value in result.items() if name != "changed"},
    )
