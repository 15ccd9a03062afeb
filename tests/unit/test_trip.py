# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trip of one task stays short: `python -m tests.benchmark` prints where it leads."""

from __future__ import annotations

import pytest

from tests.benchmark.trip import Trip, trips

# Requests, calls and files at most. They are what was measured and a little more: lower them with the trip
# (docs/dev/decisions.md, "The trip of a task").
LIMITS = {"change a volume's key": (15, 760, 38), "copy a backup": (18, 700, 38)}

# What only a failure needs.
OF_FAILURES = {"_iam/policy_lookup.py", "_iam/verdicts.py", "_core/random_texts.py"}


@pytest.fixture(scope="module")
def measured() -> dict[str, Trip]:
    return {each.name: each for each in trips()}


@pytest.mark.parametrize("name", LIMITS)
def test_a_task_takes_no_detours(measured: dict[str, Trip], name: str) -> None:
    trip, (requests, calls, files) = measured[name], LIMITS[name]
    assert trip.requests <= requests
    assert trip.calls <= calls
    assert len(trip.files) <= files
    assert trip.calls > 100, "nothing was counted"
    assert not trip.files.keys() & OF_FAILURES
