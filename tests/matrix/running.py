# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a scenario's task in this process, under a fault or none, and looks what became of the tenancy."""

from __future__ import annotations

import random
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from
from simulator.gateway.journal import Entry
from tests.clouds import Clouds
from tests.matrix.cells import Cell, Sent, effect_of, sent_in
from tests.matrix.effects import rules_of
from tests.matrix.scenario import WAIT_TIMEOUT, Person, Scenario
from tests.matrix.tenancy import Difference, Place, Tenancy, difference, held
from tests.simulator_defects import collected_defects

# Beyond this a run is ended: long enough to see it do a thing twice, short enough to see thousands of runs.
_SECONDS, _REQUESTS, _REAL_SECONDS = 1500.0, 1000, 60.0
# By then whatever the service had begun is over.
_SETTLED_AFTER = 2 * 3600.0


class Endless(BaseException):
    """The run goes on and on; nothing that runs may catch this."""


@dataclass(frozen=True)
class Observed:
    """What a run said, and what it did."""

    ended: str
    """`success`, `failure`, `defect` or `endless`."""
    seconds: float
    """Of simulated time."""
    requests: tuple[Entry, ...]
    before: Tenancy
    after: Tenancy
    """When the run ended."""
    settled: Tenancy
    """When the service had finished what was begun."""
    at_once: Difference
    lasting: Difference
    result: Mapping[str, Any] = field(default_factory=dict)
    """What playbooks get: of a failure what it tells beside its message."""
    message: str = ""
    is_in_doubt: bool = False
    """Whether the failure reports that a change may have been carried out."""
    complaint: str = ""
    """What the scenario's own look found to be false."""

    @property
    def wrote(self) -> bool:
        """Whether a change was asked for at all."""
        return any(entry.writes for entry in self.requests)

    @property
    def changed(self) -> bool:
        """What is said."""
        return self.result.get("changed") is True


class Stage:
    """A scenario with its tenancy, as it is before each run, and what the run does when nothing is wrong."""

    def __init__(self, scenario: Scenario, clouds: Clouds) -> None:
        self.scenario = scenario
        cloud = clouds.make()
        person = scenario.person(cloud)
        self._prepared = scenario.prepare(person) if scenario.prepare else None
        _ = person.session
        cloud.gateway.faults.clear()
        self._copy: Callable[[], Cloud] = clouds.keep(cloud)
        self.before = held(cloud)
        self._ageing = self._what_time_changes()
        self.usual = self.run(None)
        self.target = self._ask(scenario.target, scenario.person(cloud)) if scenario.target else None

    @property
    def sent(self) -> list[Sent]:
        """The operations that it sends when nothing is wrong, as far as the scenario is there for them."""
        patterns = self.scenario.only
        return [each for each in sent_in(self.usual.requests) if any(fnmatchcase(each.operation, p) for p in patterns)]

    def run(self, cell: Cell | None) -> Observed:
        """One run on a tenancy of its own, with the same jitter each time."""
        random.seed(str(cell))
        cloud = self._copy()
        person = self.scenario.person(cloud)
        options = self._ask(self.scenario.options, person)
        if cell is not None:
            for rule in self._rules(cell):
                cloud.gateway.faults.add(rule_from(rule))
        so_far, began = person.now, cloud.clock.now()
        result: Mapping[str, Any] = {}
        message, is_in_doubt = "", False
        of_simulator: list[str] = []
        try:
            with limited(cloud), collected_defects() as of_simulator:
                # Whoever logs in takes the clock along, and it must be the limited one.
                _ = person.session
                result = person.perform(self.scenario.task, options, check=self.scenario.check)
                ended = "success"
        except Failure as failure:
            ended, message, is_in_doubt = "failure", str(failure), failure.is_in_doubt
            result = {**failure.results, "failure": failure.as_result()}
        except Endless as endless:
            ended, message = "endless", str(endless)
        except Exception as defect:
            ended, message = "defect", _defect(defect)
        if of_simulator:
            ended, message = "defect", f"the simulated tenancy: {of_simulator[0]}"
        observed = self._observed(person, ended, result, message, began=began, so_far=so_far)
        return replace(observed, is_in_doubt=is_in_doubt)

    def _rules(self, cell: Cell) -> list[dict[str, Any]]:
        requested = [entry.operation for entry in self.usual.requests]
        return rules_of(effect_of(cell), cell.operation, cell.when, requests_before=requested.index(cell.operation))

    def _observed(
        self, person: Person, ended: str, result: Mapping[str, Any], message: str, *, began: float, so_far: int
    ) -> Observed:
        cloud = person.cloud
        seconds, requests, after = cloud.clock.now() - began, tuple(person.requests(after=so_far)), held(cloud)
        cloud.gateway.faults.clear()
        cloud.clock.advance(_SETTLED_AFTER)
        settled = held(cloud)
        probe = self.scenario.probe
        return Observed(
            ended=ended,
            seconds=seconds,
            requests=requests,
            before=self.before,
            after=after,
            settled=settled,
            at_once=difference(self.before, after, ageing=self._ageing),
            lasting=difference(self.before, settled, ageing=self._ageing),
            result=result,
            message=message,
            complaint=(probe(person, result) or "") if probe and ended in ("success", "failure") else "",
        )

    def _what_time_changes(self) -> frozenset[Place]:
        cloud = self._copy()
        cloud.clock.advance(_SECONDS + _SETTLED_AFTER)
        later = held(cloud)
        return frozenset(place for place in self.before if self.before[place] != later.get(place))

    def _ask(self, function: Callable[..., Any], person: Person) -> Any:
        return self.scenario.with_what_was_prepared(function, person, self._prepared)


@contextmanager
def limited(cloud: Cloud) -> Iterator[None]:
    """Ends what goes on too long in simulated time, in requests or in real time."""
    handle, advance, began = cloud.handle, cloud.clock.advance, cloud.clock.now()
    count, is_over = 0, False

    def limited_handle(request: Any) -> Any:
        nonlocal count
        count += 1
        if count > _REQUESTS:
            raise Endless(f"after {_REQUESTS} requests it still asks")
        return handle(request)

    def limited_advance(seconds: float) -> None:
        advance(seconds)
        if cloud.clock.now() - began > _SECONDS and not is_over:
            raise Endless(f"after {cloud.clock.now() - began:.0f} s it still waits")

    def too_slow(*_arguments: Any) -> None:
        raise Endless(f"after {_REAL_SECONDS:.0f} s of real time it still computes")

    cloud.handle, cloud.clock.advance = limited_handle, limited_advance  # type: ignore[method-assign]  # intercepted
    former = signal.signal(signal.SIGALRM, too_slow)
    signal.setitimer(signal.ITIMER_REAL, _REAL_SECONDS)
    try:
        yield
    finally:
        is_over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
        cloud.handle, cloud.clock.advance = handle, advance  # type: ignore[method-assign]  # intercepted


def _defect(defect: Exception) -> str:
    last = traceback.extract_tb(defect.__traceback__)[-1]
    ours = [each for each in traceback.extract_tb(defect.__traceback__) if "plugins/module_utils" in each.filename]
    place = ours[-1] if ours else last
    return f"{type(defect).__name__}: {defect} ({place.filename.rpartition('plugins/')[2]}:{place.lineno})"


def in_time(seconds: float) -> bool:
    """Whether a run that took so long has kept to its limit."""
    return seconds <= WAIT_TIMEOUT + 90
