# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A deletion is asked for at a time that the service takes, although clocks differ."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._keys.lifecycle import (
    age,
    as_text,
    check_days,
    days_until,
    time_of_deletion,
    time_to_request,
)

NOW = 1_800_000_000.0
DAY = 86400


@pytest.mark.parametrize("skew", [-300, 0, 300])
@pytest.mark.parametrize("days", range(7, 31))
def test_within_what_the_service_takes(days: int, skew: int) -> None:
    requested = time_to_request(days, NOW + skew)
    if requested is None:
        assert days == 30
        return
    assert 7 * DAY <= requested.timestamp() - NOW <= 30 * DAY
    assert abs(requested.timestamp() - NOW - days * DAY) <= 900


def test_days() -> None:
    for days in (7, 30):
        check_days(days)
    for days in (-1, 0, 6, 31):
        with pytest.raises(BadOption, match="7 to 30"):
            check_days(days)


def test_times_as_results_show_them() -> None:
    when = as_text(time_of_deletion(30, NOW))
    assert when == "2027-02-14T08:00:00+00:00"
    assert age(when, NOW) == -30 * DAY
    assert age(None, NOW) == float("inf")
    assert as_text(None) is None


@pytest.mark.parametrize("days", range(7, 31))
def test_the_fewest_days_that_are_enough(days: int) -> None:
    due = time_of_deletion(days, NOW - 3600)
    assert days_until(due, NOW) == days
    assert time_of_deletion(days, NOW) >= due
    assert days == 7 or time_of_deletion(days - 1, NOW) < due
    assert days_until(time_of_deletion(40, NOW), NOW) == 30
