# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task returns the worst findings first, and no more than requested."""

from __future__ import annotations

from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._audit.evaluating import Returned


def finding(status: str, severity: str, *, excepted: bool = False) -> dict[str, Any]:
    return {"status": status, "severity": severity, "exception": {"id": "EX"} if excepted else None}


LOW, HIGH = finding("noncompliant", "low"), finding("noncompliant", "high")
CRITICAL, UNKNOWN = finding("noncompliant", "critical"), finding("unknown", "high")
EXCEPTED, COMPLIANT = finding("noncompliant", "critical", excepted=True), finding("compliant", "critical")


def returned(most: int) -> list[Any]:
    kept = Returned(most)
    for each in (COMPLIANT, EXCEPTED, LOW, UNKNOWN, HIGH, CRITICAL):
        kept.add(each)
    return list(kept.findings)


def test_the_worst_are_first() -> None:
    assert returned(4) == [CRITICAL, HIGH, UNKNOWN, LOW]


def test_the_others_follow_in_their_order() -> None:
    assert returned(100)[4:] == [COMPLIANT, EXCEPTED]


def test_the_worst_are_returned_even_if_they_come_last() -> None:
    assert returned(1) == [CRITICAL]
    assert returned(0) == []


def test_no_more_is_kept_of_a_severity_than_is_returned() -> None:
    kept = Returned(2)
    for _each in range(10):
        kept.add(LOW)
    assert kept.findings == [LOW, LOW]
    assert sum(map(len, kept._kept.values())) == 2
