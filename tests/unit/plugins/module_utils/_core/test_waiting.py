# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting, on a clock that moves only by sleeping."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import ResourceFailed, TimedOut
from ansible_collections.cmk.oci.plugins.module_utils._core.waiting import Patience, wait_until
from tests.unit.plugins.fake_time import FakeTime


def wait(fake_time: FakeTime, states: list[str], *, timeout: float = 100, longest_pause: float = 30) -> str:
    def is_done(state: str) -> bool:
        if state == "FAULTY":
            raise ResourceFailed("it is FAULTY")
        return state == "AVAILABLE"

    found: str = wait_until(
        is_done,
        lambda: states.pop(0) if len(states) > 1 else states[0],
        describe=lambda state: f"state {state}",
        what="the volume",
        resource="ocid",
        patience=Patience(timeout, longest_pause),
        clock=fake_time.clock(),
    )
    return found


def test_nothing_to_wait_for(fake_time: FakeTime) -> None:
    assert wait(fake_time, ["AVAILABLE"]) == "AVAILABLE"
    assert fake_time.slept == []


def test_pauses_grow_up_to_the_longest(fake_time: FakeTime) -> None:
    wait(fake_time, ["PROVISIONING"] * 6 + ["AVAILABLE"], longest_pause=5)
    assert fake_time.slept == [1, 2, 4, 5, 5, 5]


def test_failure_ends_the_waiting_at_once(fake_time: FakeTime) -> None:
    with pytest.raises(ResourceFailed):
        wait(fake_time, ["PROVISIONING", "FAULTY"])
    assert fake_time.slept == [1]


def test_time_out_reports_the_last_state_after_a_last_look(fake_time: FakeTime) -> None:
    with pytest.raises(TimedOut) as raised:
        wait(fake_time, ["PROVISIONING"], timeout=10)
    assert sum(fake_time.slept) == 10
    assert raised.value.as_result()["kind"] == "TimedOut"
    assert raised.value.reason.startswith("Waited 10 s for the volume; last seen: state PROVISIONING")
