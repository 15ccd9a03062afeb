# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Merges the reports of slices into one, as if one task had audited them all."""

from __future__ import annotations

import contextlib
import heapq
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._core.errors import BadOption
from .._core.quoting import brief
from . import coverage
from .auditing import LogIn, report
from .records import COLLECTION_VERSION
from .reports.reading import FILE_NAME, EarlierReport
from .reports.store import Bucket
from .request import Request
from .rules import VERSION

OPTION = "merge"


def merge(request: Request, log_in: LogIn, wall: float) -> dict[str, Any]:
    """Return the result of merging reports. Raises Failure, for a slice that is missing as well."""
    with contextlib.ExitStack() as stack:
        reports = _reports(request, log_in, stack)
        runs = [each.run for each in reports]
        _require_same(runs)
        _require_all(runs)
        return report(
            request,
            _run(runs),
            _findings(reports),
            coverage=lambda: coverage.merged(each.coverage for each in reports),
            exceptions_of_run=lambda: _exceptions(reports),
            log_in=log_in,
            wall=wall,
        )


def _reports(request: Request, log_in: LogIn, stack: contextlib.ExitStack) -> list[EarlierReport]:
    """The reports of the option: in the bucket of the report by prefixes, else by paths."""
    address = request.reporting.bucket
    if address is None:
        return [
            EarlierReport(path, option=f"{OPTION}[{at}]")
            for at, given in enumerate(request.merge)
            for path in _paths(f"{OPTION}[{at}]", given)
        ]
    bucket = Bucket(log_in(), address.at_root(), option=OPTION)
    return [stack.enter_context(bucket.earlier(f"{each.strip('/')}/{FILE_NAME}")) for each in request.merge]


def _paths(option: str, given: str) -> list[str]:
    """A report by its path, or by the folder of one or of several. Raises BadOption."""
    if not os.path.isdir(given) or os.path.exists(os.path.join(given, FILE_NAME)):
        return [given]
    names = sorted(os.listdir(given))
    found = [os.path.join(given, name) for name in names if os.path.exists(os.path.join(given, name, FILE_NAME))]
    if not found:
        raise BadOption(
            f"{option} is a folder without a {FILE_NAME}: {brief(given)}", advice=("Correct the path.",), option=option
        )
    return found


def _require_same(runs: Sequence[Mapping[str, Any]]) -> None:
    for name, value in (("rules_version", VERSION), ("tenancy", runs[0]["tenancy"])):
        for at, each in enumerate(runs):
            if each[name] != value:
                raise BadOption(
                    f"The report {at + 1} of {OPTION} has another {name} than the others",
                    advice=("Merge reports of one tenancy that one release wrote.",),
                    option=OPTION,
                )
    if len({bool(each.get("redacted")) for each in runs}) > 1:
        raise BadOption("Only some of the reports are redacted", advice=("Redact all, or none.",), option=OPTION)


def _require_all(runs: Sequence[Mapping[str, Any]]) -> None:
    """Raise BadOption unless there is one report of each slice that one of them expects."""
    slices = [each["slice"] for each in runs if each.get("slice")]
    seen = [each["id"] for each in slices]
    missing = sorted({name for each in slices for name in each["expected"]} - set(seen))
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise BadOption(
            f"{len(missing)} of {len(missing) + len(set(seen))} slices are missing: "
            f"{', '.join(map(brief, missing[:3]))}{more}",
            advice=("Audit them again, and merge all reports.",),
            option=OPTION,
        )
    repeated = sorted({each for each in seen if seen.count(each) > 1})
    if repeated:
        raise BadOption(
            f"Several reports are of the slice {brief(repeated[0])}", advice=("Merge one of each.",), option=OPTION
        )


def _run(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "tenancy": runs[0]["tenancy"],
        "tenancy_name": runs[0]["tenancy_name"],
        "regions": sorted({name for each in runs for name in each["regions"]}),
        "types": sorted({name for each in runs for name in each["types"]}),
        "filters": {"merged_from": [each["id"] for each in runs]},
        "rules_version": VERSION,
        "collection_version": COLLECTION_VERSION,
        "started_at": min(each["started_at"] for each in runs),
        "slice": None,
    }


def _findings(reports: Sequence[EarlierReport]) -> Iterator[dict[str, Any]]:
    """Yield the findings in the order of one report, each once."""
    shown: set[str] = set()
    for each in heapq.merge(*(each.findings() for each in reports), key=_place):
        if each["uid"] not in shown:
            shown.add(each["uid"])
            yield each


def _place(finding: Mapping[str, Any]) -> tuple[str, str, str]:
    resource = finding["resource"]
    return resource["region"], resource["compartment_path"] or resource["compartment_id"], resource["type"]


def _exceptions(reports: Sequence[EarlierReport]) -> list[dict[str, Any]]:
    """The exceptions of all, with what each is about in all of them."""
    merged: dict[str, dict[str, Any]] = {}
    for earlier in reports:
        for each in earlier.exceptions:
            known = merged.setdefault(each["id"], {**each, "matched": 0})
            known["matched"] += each["matched"]
    return list(merged.values())
