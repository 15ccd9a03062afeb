# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What has changed since an earlier report. A smaller audit must not look like progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Optional

from . import rules
from .judging import NONCOMPLIANT, UNKNOWN

NEW, UNCHANGED, CHANGED, FIXED, GONE, NOT_SEEN = "new", "unchanged", "changed", "fixed", "gone", "not_seen"

DELTAS = (NEW, UNCHANGED, CHANGED, FIXED, GONE, NOT_SEEN)

OPEN = (NONCOMPLIANT, UNKNOWN)


class Earlier(NamedTuple):
    """A finding of the earlier report, as far as it is compared."""

    rule_id: str
    status: str
    reason: str
    key: Optional[str]
    first_seen: str
    region: str
    compartment_id: str
    type: str
    identity: str
    ocid: Optional[str]
    name: Optional[str]


class Delta:
    """Compares the findings of this run with those of an earlier report, each once."""

    def __init__(self, earlier: Iterable[Mapping[str, Any]]) -> None:
        self._earlier = {str(each["uid"]): _earlier(each) for each in earlier if each.get("rule_id") in rules.RULES}
        self._shared: dict[str, str] = {}

    def compare(self, finding: dict[str, Any]) -> None:
        """Set `delta` and `first_seen` of a finding."""
        before = self._earlier.pop(finding["uid"], None)
        finding["delta"] = _delta(finding, before)
        if before is not None and not (finding["delta"] == NEW and finding["status"] in OPEN):
            finding["first_seen"] = before.first_seen

    def rest(self, read: frozenset[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
        """Yield the earlier findings of which this run has none.

        They are gone if the list that showed their resource was read, by region, compartment and type.
        """
        for uid, each in self._earlier.items():
            yield {
                "uid": uid,
                "rule_id": each.rule_id,
                "status": each.status,
                "reason": each.reason,
                "delta": GONE if (each.region, each.compartment_id, each.type) in read else NOT_SEEN,
                "first_seen": each.first_seen,
                "resource": {
                    "ocid": each.ocid,
                    "identity": each.identity,
                    "name": each.name,
                    "type": each.type,
                    "region": each.region,
                    "compartment_id": each.compartment_id,
                },
            }


def _earlier(finding: Mapping[str, Any]) -> Earlier:
    resource = finding["resource"]
    return Earlier(
        finding["rule_id"],
        finding["status"],
        finding["reason"],
        _key(finding),
        finding["first_seen"],
        resource["region"],
        resource["compartment_id"],
        resource["type"],
        resource["identity"],
        resource["ocid"],
        resource["name"],
    )


def _key(finding: Mapping[str, Any]) -> Optional[str]:
    current = finding["key"]["current"]
    return None if current is None else current["ocid"]


def _delta(finding: Mapping[str, Any], before: Optional[Earlier]) -> str:
    if before is None:
        return NEW
    is_open, was_open = finding["status"] in OPEN, before.status in OPEN
    if is_open and not was_open:
        return NEW
    if was_open and not is_open:
        return FIXED
    same = (finding["status"], finding["reason"], _key(finding)) == (before.status, before.reason, before.key)
    return UNCHANGED if same else CHANGED
