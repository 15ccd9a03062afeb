# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault matrix sees what it is there to see: modules that do wrong as soon as an answer is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._core.notices import Notice
from simulator.gateway.faults import rule_from
from tests.clouds import Clouds
from tests.matrix.__main__ import all_scenarios, summary
from tests.matrix.cells import Cell, cells_of, effect_of, is_beyond_knowledge, sample
from tests.matrix.effects import EFFECTS, rules_of
from tests.matrix.invariants import LONGEST_MESSAGE, broken, broken_without_fault
from tests.matrix.running import Observed, Stage
from tests.matrix.scenario import Person, Scenario

models = oci.core.models
ROOT = Path(__file__).parents[2]

TROUBLE = Cell("stub:change", "core.get_volume", "error-404", "first")


class Task:
    """What the stubs do: all on the volume under the key `cmk-other`."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.volume_id = person.id("volumes", "data-wrong-key")
        self.previous = person.key_id("cmk-other")
        self.session = person.session
        self.block = self.session.client("core", "BlockstorageClient")

    def look(self) -> None:
        """The request that the trouble is with."""
        self.block.get_volume(self.volume_id)

    def change(self, volume: str = "data-wrong-key") -> None:
        details = models.UpdateVolumeKmsKeyDetails(kms_key_id=self.person.key_id("cmk"))
        self.block.update_volume_kms_key(self.person.id("volumes", volume), details)

    def create(self) -> None:
        details = models.CreateVolumeDetails(
            compartment_id=self.person.compartment("projx"), availability_domain=self.person.domain, size_in_gbs=50
        )
        self.block.create_volume(details)

    def retire_key(self) -> None:
        """What no service prevents."""
        self.person.cloud.tenancy.store.change(self.person.stored(self.previous), {"lifecycleState": "DISABLED"})

    def result(self, **reported: Any) -> dict[str, Any]:
        return {"changed": True, "previous_kms_key_id": self.previous, "verified": True, "notices": [], **reported}


def failed(task: Task, message: str = "It cannot be read.", **results: Any) -> Any:
    raise Failure(message, results=results)


def changed_and_failed(task: Task, message: str = "It cannot be read.", **results: Any) -> Any:
    task.change()
    return failed(task, message, **results)


def changed_and_doubtful(task: Task) -> Any:
    task.change()
    raise Failure("It cannot be read.").in_doubt(previous_kms_key_id=task.previous)


def changed(task: Task, **reported: Any) -> Any:
    task.change()
    return task.result(**reported)


def waits(task: Task) -> Any:
    while True:
        task.session.clock.sleep(30)


def sends(task: Task) -> Any:
    while True:
        task.look()


def defect(task: Task) -> Any:
    return dict[str, str]()["id"]


def creates(task: Task) -> Any:
    task.create()
    return changed(task)


def retires(task: Task) -> Any:
    task.retire_key()
    return changed(task)


def deletes(task: Task) -> Any:
    task.block.delete_volume(task.person.id("volumes", "data-right-key"))
    return changed(task)


def changes_another(task: Task) -> Any:
    task.change("data-oracle-managed")
    return changed(task)


def stage_of(misbehave: Callable[[Task], Any] | None, *, check: bool = False) -> Stage:
    """A module that does well, and misbehaves when the volume cannot be read; in check mode always."""
    people: list[Person] = []

    def run(of_module: Any) -> dict[str, Any]:
        task = Task(people[-1])
        try:
            task.look()
        except oci.exceptions.ServiceError:
            assert misbehave is not None
            return dict(misbehave(task))
        return task.result() if of_module.check_mode else dict(changed(task))

    def options(person: Person) -> dict[str, Any]:
        people.append(person)
        return {}

    task: Any = SimpleNamespace(ARGUMENT_SPEC={}, run=run)
    scenario = Scenario("stub", "change", task, options, target=lambda person: person.id("volumes", "data-wrong-key"))
    return Stage(dataclasses.replace(scenario, check=check), CLOUDS)


CLOUDS = Clouds("default")


def in_trouble(misbehave: Callable[[Task], Any], **how: Any) -> dict[str, str]:
    """What the matrix says to a module that does this when a read is refused."""
    stage = stage_of(misbehave, **how)
    return broken(stage, stage.run(TROUBLE), effect_of(TROUBLE))


@pytest.mark.parametrize(
    ("misbehave", "invariants"),
    [
        (defect, {"defect"}),
        (waits, {"endless"}),
        (sends, {"endless"}),
        (lambda task: task.session.clock.sleep(300) or changed(task), {"endless"}),
        (lambda task: task.result(), {"claims-change", "untrue"}),
        (lambda task: failed(task, changed=True, previous_kms_key_id=task.previous), {"claims-change"}),
        (changed_and_failed, {"hides-change"}),
        (lambda task: changed(task, changed=False), {"hides-change"}),
        (lambda task: changed(task, previous_kms_key_id=None), {"previous-key"}),
        (lambda task: changed_and_failed(task, changed=True), {"previous-key"}),
        (creates, {"twice"}),
        (retires, {"in-use", "loses"}),
        (deletes, {"loses"}),
        (changes_another, {"loses"}),
        (lambda task: task.result(changed=False), {"untrue"}),
        (lambda task: failed(task, "<html><title>Sign in</title>"), {"message", "no-json"}),
        (lambda task: failed(task, "'NoneType' object has no attribute 'id'."), {"message"}),
        (lambda task: failed(task, "It failed. " * (LONGEST_MESSAGE // 10)), {"length"}),
        (lambda task: failed(task, "It failed.\nAnd how."), {"message"}),
        (lambda task: failed(task, " "), {"message"}),
        (lambda task: failed(task, "The key is -----BEGIN PRIVATE KEY-----."), {"message", "no-json"}),
        (lambda task: changed(task, notices=[Notice("Odd", "TypeError: no such thing.")]), {"message"}),
        (
            lambda task: changed(task, notices=[Notice("Odd", "."), Notice("Odd", "<html>.")]),
            {"message", "no-json"},
        ),
        (lambda task: changed(task, resource=task), {"no-json"}),
        (lambda task: changed(task, resource="<body>"), {"no-json"}),
    ],
)
def test_what_goes_wrong_is_seen(misbehave: Callable[[Task], Any], invariants: set[str]) -> None:
    assert in_trouble(misbehave).keys() == invariants


@pytest.mark.parametrize(
    "behave",
    [
        failed,
        changed,
        lambda task: changed_and_failed(task, changed=True, previous_kms_key_id=task.previous),
        changed_and_doubtful,
        lambda task: task.result(changed=False, verified=False),
    ],
)
def test_what_is_right_passes(behave: Callable[[Task], Any]) -> None:
    assert in_trouble(behave) == {}


def test_check_mode_may_only_look() -> None:
    assert in_trouble(changed, check=True).keys() == {"check-mode", "loses"}
    assert in_trouble(lambda task: task.result(), check=True) == {}


def test_a_scenario_must_end_as_expected_when_nothing_is_wrong() -> None:
    stage = stage_of(None)
    assert broken_without_fault(stage) == {}
    stage.scenario = dataclasses.replace(stage.scenario, expects="refused")
    assert broken_without_fault(stage) == {"usual": "changed instead of refused: "}


def test_a_plausible_answer_deceives_where_there_is_no_second_witness() -> None:
    stage = stage_of(lambda task: task.result(changed=False))
    seen: Observed = stage.run(TROUBLE)
    assert broken(stage, seen, EFFECTS["stale"]) == {}
    stage.scenario = dataclasses.replace(stage.scenario, two_witnesses=True)
    assert broken(stage, seen, EFFECTS["stale"]).keys() == {"untrue"}


def test_every_module_is_tried() -> None:
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("oci_*.py")}
    scenarios = all_scenarios()
    assert {each.module for each in scenarios} == modules
    assert len({each.id for each in scenarios}) == len(scenarios)


@pytest.mark.parametrize("effect", EFFECTS.values(), ids=list(EFFECTS))
def test_every_effect_can_be_played(effect: Any) -> None:
    for when in effect.whens:
        for rule in rules_of(effect, "core.get_volume", when, requests_before=0):
            rule_from(rule)


def test_operations_are_found_by_running_the_task() -> None:
    stage = stage_of(None)
    assert [(each.operation, each.kind, each.times) for each in stage.sent] == [
        ("core.get_volume", "read", 1),
        ("core.update_volume_kms_key", "write", 1),
    ]
    cells = list(cells_of("stub:change", stage.sent))
    assert TROUBLE in cells
    assert Cell("stub:change", "core.update_volume_kms_key", "html-after", "first") in cells
    assert Cell("stub:change", "core.get_volume", "html-after", "first") not in cells
    assert Cell("stub:change", "core.get_volume", "html", "later") not in cells


def test_only_what_leaves_no_trace_is_left_out() -> None:
    cell = Cell("oci_volume_kms_key:volume rewrap", "core.update_volume_kms_key", "not-applied", "first")
    assert is_beyond_knowledge(cell)
    assert not is_beyond_knowledge(dataclasses.replace(cell, scenario="oci_volume_kms_key:volume assign"))
    assert not is_beyond_knowledge(dataclasses.replace(cell, effect="html-after"))
    bucket = Cell("oci_kms_key:retire used by one of buckets", "object_storage.get_bucket", "stale", "first")
    assert not is_beyond_knowledge(bucket), "the next read shows the key"
    assert is_beyond_knowledge(dataclasses.replace(bucket, when="every"))


def test_a_sample_is_the_same_for_the_same_seed_and_takes_from_each_scenario() -> None:
    cells = {
        scenario: [Cell(scenario, operation, "html", "first") for operation in "abcdefghij"] for scenario in ("s", "t")
    }
    drawn = sample(cells, 6, 1)
    assert drawn == sample(cells, 6, 1) != sample(cells, 6, 2)
    assert [each.scenario for each in drawn].count("s") == 3
    assert len(sample(cells, 100, 1)) == 20


def test_what_failed_is_summed_up_by_module_and_invariant() -> None:
    failed_cells = [
        ("stub:change/core.get_volume/html/first", {"defect": "x", "message": "y"}),
        ("stub:change/core.get_volume/null/first", {"defect": "x"}),
        ("stub:again", {"in-use": "z"}),
    ]
    assert [line.split() for line in summary(failed_cells)] == [
        ["stub", "defect", "2", "html", "1,", "null", "1"],
        ["stub", "in-use", "1", "nothing", "wrong", "1"],
        ["stub", "message", "1", "html", "1"],
    ]
