# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads that lag behind, a resource that is busy, and a change that is accepted and does not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import following
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import (
    Conflict,
    Failure,
    NotFoundOrDenied,
    Unreachable,
)
from ansible_collections.cmk.oci.plugins.module_utils._core.following import Confirmation, Stage
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Planned, unchanged
from ansible_collections.cmk.oci.plugins.module_utils._core.waiting import Clock, Deadline
from tests.unit.plugins.fake_time import FakeTime


class Work:
    """What of a session the loops require: its clock and its deadline."""

    def __init__(self, clock: Clock, seconds: float | None = None) -> None:
        self.clock = clock
        self.deadline = Deadline()
        if seconds is not None:
            self.deadline.start(clock.now(), seconds)


@pytest.fixture
def work(fake_time: FakeTime) -> Any:
    return Work(fake_time.clock())


def reading(*seen: object) -> Callable[[], Any]:
    """A read that shows one after the other, and the last one from then on. Failures are raised."""
    left: Iterator[object] = iter(seen)

    def read() -> object:
        now = next(left, seen[-1])
        if isinstance(now, Failure):
            raise now
        return now

    return read


def busy(*, may_be_applied: bool = False, code: str = "IncorrectState") -> Conflict:
    return Conflict("busy", status=409, code=code, may_be_applied=may_be_applied)


@pytest.mark.parametrize(("seen", "last", "seconds"), [("abc", "c", 4), ("ab", "b", 10), ("c", "c", 0)])
def test_reads_end_with_what_is_enough_or_with_the_time(work: Any, seen: str, last: str, seconds: float) -> None:
    began = work.clock.now()
    found = following.read_until(reading(*seen), lambda each: each == "c", clock=work.clock, until=began + 10)
    assert (found, work.clock.now() - began) == (last, seconds)


@pytest.mark.parametrize(("limit", "reads"), [(None, 4), (2.5, 2), (0.5, 1)])
def test_a_few_reads_end_with_the_task(fake_time: FakeTime, limit: float | None, reads: int) -> None:
    counted: list[int] = []
    session: Any = Work(fake_time.clock(), limit)
    following.read_again(lambda: counted.append(1), lambda seen: False, session)
    assert len(counted) == reads


def test_a_new_resource_is_read_until_it_is_found(work: Any) -> None:
    denied = NotFoundOrDenied("not yet")
    assert following.read_until_found(reading(denied, denied, "it"), work) == "it"
    began = work.clock.now()
    with pytest.raises(NotFoundOrDenied):
        following.read_until_found(reading(denied), work)
    assert work.clock.now() - began == following.CONFIRMATION_TIME


def test_a_write_that_cannot_be_read_back_is_in_doubt(work: Any) -> None:
    lost = Unreachable("no answer", may_be_applied=True)
    with pytest.raises(Unreachable) as caught:
        following.read_back(lost, reading(NotFoundOrDenied("denied")), bool, session=work, doubt={"previous": "a"})
    assert caught.value is lost
    assert caught.value.is_in_doubt
    assert caught.value.results == {"changed": True, "previous": "a"}


def test_a_busy_resource_is_read_between_attempts(work: Any) -> None:
    looks: list[Conflict] = []

    def look(conflict: Conflict) -> bool:
        looks.append(conflict)
        return False

    assert following.repeat_while_busy(reading(busy(), busy(code="LockConflict"), "done"), look, work) == "done"
    assert len(looks) == 2


@pytest.mark.parametrize(
    "conflict", [busy(may_be_applied=True), busy(code="InvalidatedRetryToken")], ids=["doubt", "other"]
)
def test_what_is_not_busy_is_not_repeated(work: Any, conflict: Conflict) -> None:
    with pytest.raises(Conflict):
        following.repeat_while_busy(reading(conflict, "done"), lambda seen: False, work)


def test_attempts_end_and_a_wait_for_the_resource_starts_their_time_again(work: Any) -> None:
    began = work.clock.now()
    with pytest.raises(Conflict):
        following.repeat_while_busy(reading(busy()), lambda seen: False, work)
    assert following.TOTAL_TIME - following.LONGEST_PAUSE <= work.clock.now() - began <= following.TOTAL_TIME
    waits = iter([True, True])

    def wait(conflict: Conflict) -> bool:
        work.clock.sleep(following.TOTAL_TIME)
        return next(waits, False)

    assert following.repeat_while_busy(reading(busy(), busy(), "done"), wait, work) == "done"


def test_only_an_uninterrupted_time_without_a_change_ends_it(fake_time: FakeTime) -> None:
    given_up: list[float] = []
    stages = {"old": Stage.UNCHANGED, "moving": Stage.UNDER_WAY, "new": Stage.DONE}
    confirm: Confirmation[str] = Confirmation(
        stages.__getitem__, lambda seen, seconds: given_up.append(seconds), fake_time.clock()
    )
    assert not confirm("old")
    fake_time.sleep(following.CONFIRMATION_TIME)
    assert not confirm("moving")
    assert not confirm("old")
    fake_time.sleep(following.CONFIRMATION_TIME - 1)
    assert not confirm("old")
    fake_time.sleep(1)
    assert confirm("old"), "a change that leaves no trace is done when giving up does not raise"
    assert given_up == [following.CONFIRMATION_TIME]
    assert confirm("new")


def test_check_mode_carries_out_nothing() -> None:
    written: list[str] = []
    planned: Planned[str | None] = Planned(lambda: "predicted", lambda: written.append("it"))
    assert planned.result(check_mode=True) == "predicted"
    assert written == []
    planned.result(check_mode=False)
    assert written == ["it"]
    assert unchanged("same").result(check_mode=True) == unchanged("same").result(check_mode=False) == "same"
