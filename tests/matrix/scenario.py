# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One ordinary task of a module: who runs it, on which tenancy, with which options."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from simulator.cloud import Cloud
from tests.officer import Officer

HOME, PHX = "us-ashburn-1", "us-phoenix-1"
WAIT_TIMEOUT = 120

CHANGED, OK, REFUSED = "changed", "ok", "refused"

Options = Mapping[str, Any]


class Person(Officer):
    """Somebody who runs tasks as Ansible would: options by any of their names, one limit for the time they take."""

    def perform(self, task: ModuleType, options: Options, *, check: bool = False) -> dict[str, Any]:
        """The result of one task; raises whatever the module raises."""
        names = {
            name: option for option, facts in task.ARGUMENT_SPEC.items() for name in (option, *facts.get("aliases", ()))
        }
        given = {names[name]: value for name, value in options.items()}
        if "wait_timeout" in names:
            given.setdefault("wait_timeout", WAIT_TIMEOUT)
        return self.run(task, check=check, **given)

    def id(self, kind: str, name: str) -> str:
        """The OCID of a seeded resource."""
        return str(self.cloud.catalogue[kind][name])

    @property
    def domain(self) -> str:
        """An availability domain of the person's region."""
        return str(self.cloud.catalogue["availability_domains"][self.region][0])


@dataclass(frozen=True)
class Scenario:
    """A module, what is done with it, and what is there before.

    `target` is the resource whose key is assigned. `prepare` fills the tenancy; what it returns is handed to `options`
    and `target`. `probe` looks whether what a result says is so, and says what is not.
    """

    module: str
    name: str
    task: ModuleType
    options: Callable[..., Options]
    user: str = "projx-operator"
    region: str = HOME
    target: Callable[..., str] | None = None
    prepare: Callable[[Person], Any] | None = None
    probe: Callable[[Person, Mapping[str, Any]], str | None] | None = None
    check: bool = False
    expects: str = CHANGED
    """How it ends when nothing is wrong."""
    only: tuple[str, ...] = ("*",)
    """Patterns of the operations that the scenario is there for, where another one has tried the rest."""
    two_witnesses: bool = False
    """Whether the service has two ways to look at what is changed, so that one that lags behind does not deceive."""

    @property
    def id(self) -> str:
        """How cells name it."""
        return f"{self.module}:{self.name}"

    def person(self, cloud: Cloud) -> Person:
        """Who runs the task."""
        return Person(cloud, self.user, self.region)

    def with_what_was_prepared(self, function: Callable[..., Any], person: Person, prepared: Any) -> Any:
        """What a function of the scenario answers."""
        return function(person) if self.prepare is None else function(person, prepared)


def in_check_mode(scenario: Scenario) -> Scenario:
    """The same, foretold only."""
    return dataclasses.replace(scenario, name=f"{scenario.name}, check mode", check=True)


def earlier(scenario: Scenario, *, user: str | None = None) -> Callable[[Person], Any]:
    """Prepares a tenancy in which a scenario's task was run more than a day ago, past the life of retry tokens."""

    def prepare(person: Person) -> Any:
        prepared = scenario.prepare(person) if scenario.prepare else None
        runner = Person(person.cloud, user or scenario.user)
        runner.perform(scenario.task, scenario.with_what_was_prepared(scenario.options, runner, prepared))
        person.cloud.clock.advance(26 * 3600)
        return prepared

    return prepare


def again(scenario: Scenario) -> Scenario:
    """The same task a second time, when everything is as it should be."""

    def options(person: Person, prepared: Any) -> Options:
        requested: Options = scenario.with_what_was_prepared(scenario.options, person, prepared)
        return requested

    def target(person: Person, prepared: Any) -> str:
        assert scenario.target is not None
        return str(scenario.with_what_was_prepared(scenario.target, person, prepared))

    return dataclasses.replace(
        scenario,
        name=f"{scenario.name}, again",
        prepare=earlier(scenario),
        expects=OK,
        options=options,
        target=target if scenario.target else None,
    )


def allowing(*statements: str, policy: str) -> Callable[[Person], None]:
    """Prepares a tenancy in which a seeded policy holds more."""
    return functools.partial(_allow, statements=statements, policy=policy)


def _allow(person: Person, *, statements: tuple[str, ...], policy: str) -> None:
    person.allow(*statements, policy=policy)
