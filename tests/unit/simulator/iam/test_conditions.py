# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluation of conditions: operators, patterns, several values, variables that do not apply."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from simulator.iam.conditions import parse_condition
from simulator.iam.scanning import Scanner

REQUEST: dict[str, str | Iterable[str]] = {
    "request.user.id": "ocid1.user.oc1..Ada",
    "request.groups.id": ("g1", "g2"),
    "request.permission": "KEY_READ",
    "request.utc-timestamp": "2026-11-22T10:30:00Z",
    "request.utc-timestamp.time-of-day": "23:30:00Z",
    "target.user.id": "ocid1.user.oc1..ada",
    "target.bucket.name": "Logs-2026-Archive",
    "target.none.id": (),
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("target.bucket.name = 'logs-2026-ARCHIVE'", True),
        ("target.bucket.name = 'logs'", False),
        ("target.bucket.name != 'logs'", True),
        ("target.bucket.name != 'LOGS-2026-archive'", False),
        ("TARGET.BUCKET.NAME = /logs*/", True),
        ("target.bucket.name = /*archive/", True),
        ("target.bucket.name = /*2026*/", True),
        ("target.bucket.name = /*2025*/", False),
        ("target.bucket.name = /archive*/", False),
        ("target.bucket.name = /logs-*-archive/", True),
        ("target.bucket.name = /logs-2026-archive/", True),
        ("target.bucket.name = /logs-2026/", False),
        ("target.bucket.name = /logs-2026-arch*archive/", False),
        ("target.bucket.name = /*/", True),
        ("target.bucket.name != /logs*/", False),
        ("target.bucket.name in ('a', /log*/)", True),
        ("target.bucket.name in ('a', 'b')", False),
        ("request.groups.id = 'g2'", True),
        ("request.groups.id = 'g3'", False),
        ("request.groups.id != 'g2'", False),
        ("request.groups.id != 'g3'", True),
        ("target.none.id = 'g3'", False),
        ("target.none.id != 'g3'", True),
        ("target.key.id = 'k'", False),
        ("target.key.id != 'k'", False),
        ("target.key.id in ('k')", False),
        ("request.user.id = target.user.id", True),
        ("request.user.id != target.user.id", False),
        ("request.user.id = target.key.id", False),
        ("request.user.id != target.key.id", False),
        ("any {target.key.id = 'k', request.permission = 'KEY_READ'}", True),
        ("all {target.key.id = 'k', request.permission = 'KEY_READ'}", False),
        ("all {request.permission != 'KEY_DELETE', any {request.user.id = 'x', request.groups.id = 'g1'}}", True),
        ("request.utc-timestamp before '2027-01-01T00:00Z'", True),
        ("request.utc-timestamp before '2026-11-22Z'", False),
        ("request.utc-timestamp before '2026-11-22T10:30Z'", False),
        ("request.utc-timestamp after '2026-11-22T10:29Z'", True),
        ("request.utc-timestamp after '2026-11-22T10:30:00Z'", False),
        ("request.utc-timestamp.time-of-day between '17:00:00Z' and '1:00:00Z'", True),
        ("request.utc-timestamp.time-of-day between '01:00:00Z' and '17:00:00Z'", False),
        ("request.utc-timestamp.month-of-year before '7'", False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_condition_holds(condition: str, holds: bool) -> None:
    assert parse_condition(Scanner(condition)).holds(REQUEST) is holds


def test_a_pattern_of_many_stars_is_answered_at_once() -> None:
    """Wildcards are matched one after the other; trying all combinations would never end here."""
    condition = parse_condition(Scanner("a = /" + "*a" * 200 + "b/"))
    assert not condition.holds({"a": "a" * 5000})
