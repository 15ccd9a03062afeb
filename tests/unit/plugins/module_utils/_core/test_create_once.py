# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""At most one thing is created by a run, whatever the service answers and shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import errors
from ansible_collections.cmk.oci.plugins.module_utils._core.create_once import Created, Match, create_once
from ansible_collections.cmk.oci.plugins.module_utils._core.waiting import Patience
from tests.unit.plugins.fake_time import FakeTime

HOUR = 3600.0


@dataclass(frozen=True)
class Thing:
    id: str


Answer: TypeAlias = Created[Thing]


def answer(resource_id: str, age: float | None = 0.0) -> Answer:
    return Created(Thing(resource_id), errors.Accepted("CreateIt", "1"), age)


@dataclass
class Service:
    """Answers by tokens, as OCI does; what it has created is compared by `matches`, unseen where it has none."""

    time: FakeTime
    earlier: list[Answer] = field(default_factory=list)
    matches: dict[str, Match] = field(default_factory=dict)
    failures: list[errors.Failure] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    known: dict[str, Answer] = field(default_factory=dict)

    def create(self, token: str) -> Answer:
        self.tokens.append(token)
        if token not in self.known:
            if self.earlier:
                self.known[token] = self.earlier.pop(0)
            else:
                self.created.append(f"new-{len(self.created) + 1}")
                self.known[token] = answer(self.created[-1])
        if self.failures:
            raise self.failures.pop(0)
        return self.known[token]

    def compare(self, created: Answer) -> Match:
        if created.id not in self.matches:
            raise errors.NotFoundOrDenied("not there")
        return self.matches[created.id]

    def run(self, *, timeout: float | None = 300.0) -> Answer | str:
        patience = None if timeout is None else Patience(timeout, 30)
        clock = self.time.clock()
        if patience:
            patience.deadline.start(clock.now(), patience.timeout)
        found: Answer | str = create_once(
            self.create,
            operation="CreateIt",
            identity={"name": "it"},
            ended=(),
            compare=self.compare,
            find_existing=lambda: self.shown[0] if self.shown else None,
            adopt=lambda found, accepted: Created(Thing(found), accepted),
            clock=clock,
            patience=patience,
        )
        return found


@pytest.fixture
def service(fake_time: FakeTime) -> Service:
    return Service(fake_time)


def lost() -> errors.Failure:
    return errors.Unreachable("no answer", may_be_applied=True)


def test_it_is_returned_once_it_is_seen(service: Service) -> None:
    service.matches["new-1"] = Match.SAME
    assert service.run() == answer("new-1")


@pytest.mark.parametrize("timeout", [20.0, 300.0, 5000.0, None])
def test_what_is_never_seen_stays_the_only_one(service: Service, timeout: float | None) -> None:
    began = service.time.clock().now()
    with pytest.raises(errors.TimedOut) as caught:
        service.run(timeout=timeout)
    assert service.created == ["new-1"]
    assert caught.value.results == {"changed": True, "resource": {"id": "new-1"}}
    assert caught.value.is_in_doubt
    assert service.time.clock().now() - began <= (timeout or 60) + 2


@pytest.mark.parametrize("match", [Match.OTHER, Match.ENDED])
def test_what_may_be_of_this_run_is_not_created_again(service: Service, match: Match) -> None:
    service.matches["new-1"] = match
    with pytest.raises(errors.Conflict) as caught:
        service.run()
    assert service.created == ["new-1"]
    assert caught.value.results["changed"] is True


@pytest.mark.parametrize("match", [Match.OTHER, Match.ENDED])
@pytest.mark.parametrize("age", [30.0, HOUR])
def test_what_is_older_than_the_run_is_ruled_out(service: Service, match: Match, age: float) -> None:
    service.earlier = [answer("old-1", age), answer("old-2", age)]
    service.matches = {"old-1": match, "old-2": match, "new-1": Match.SAME}
    assert service.run() == answer("new-1")
    assert len(set(service.tokens)) == 3


def test_what_is_old_and_not_seen_has_been_deleted(service: Service) -> None:
    service.earlier, service.matches = [answer("old-1", HOUR)], {"new-1": Match.SAME}
    assert service.run() == answer("new-1")


def test_what_is_not_seen_and_not_old_enough_may_lag_behind(service: Service) -> None:
    service.earlier = [answer("old-1", 200.0)]
    with pytest.raises(errors.TimedOut) as caught:
        service.run(timeout=120)
    assert service.created == []
    assert caught.value.results["changed"] is False
    assert not caught.value.is_in_doubt


@pytest.mark.parametrize(("match", "creates"), [(Match.ENDED, True), (Match.OTHER, False), (None, False)])
def test_what_does_not_show_its_age(service: Service, match: Match | None, creates: bool) -> None:
    service.earlier = [answer("it", None)]
    service.matches = {"new-1": Match.SAME, **({"it": match} if match else {})}
    if creates:
        assert service.run() == answer("new-1")
        return
    with pytest.raises(errors.Failure):
        service.run()
    assert service.created == []


@pytest.mark.parametrize("times", [1, 2])
def test_a_lost_answer_is_requested_again_under_its_token(service: Service, times: int) -> None:
    service.failures = [lost() for dummy in range(times)]
    service.matches["new-1"] = Match.SAME
    assert service.run() == answer("new-1")
    assert (len(set(service.tokens)), len(service.tokens)) == (1, times + 1)


def test_what_lists_show_after_lost_answers_was_created(service: Service) -> None:
    service.failures, service.shown = [lost() for dummy in range(5)], ["new-1"]
    found = service.run()
    assert isinstance(found, Created)
    assert (found.id, found.accepted, found.age) == ("new-1", errors.Accepted("CreateIt", None), None)
    assert service.created == ["new-1"]


def test_what_lists_do_not_show_after_lost_answers_may_have_been_created(service: Service) -> None:
    service.failures = [lost() for dummy in range(5)]
    with pytest.raises(errors.Unreachable) as caught:
        service.run()
    assert caught.value.may_be_applied
    assert caught.value.advice
    assert caught.value.results["changed"] is True
    assert service.created == ["new-1"]


def test_a_refusal_is_a_refusal(service: Service) -> None:
    service.failures = [errors.Refused("no")]
    with pytest.raises(errors.Refused):
        service.run()
    assert len(service.tokens) == 1
