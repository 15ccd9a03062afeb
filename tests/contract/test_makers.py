# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every maker keeps every promise about creating: predicted, created once, found again, clear when denied."""

from __future__ import annotations

import functools
import importlib
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils import _tasks
from simulator.cloud import Cloud
from tests.contract.creation import Creation
from tests.contract.makers import MAKERS, Maker
from tests.contract.rows import ROWS
from tests.failures import names
from tests.many import at_once
from tests.officer import Officer

TASKS = 10

REFUSAL = "refusal of a proxy"

LOST: Mapping[str, Mapping[str, Any]] = {
    "connection reset": {"reset": "after"},
    "answer cut short": {"truncated": True},
    "gateway timeout": {"answer_status": 504, "body": ""},
    REFUSAL: {"answer_status": 403, "body": {"code": "Forbidden", "message": "Blocked."}, "foreign": True},
}
"""How the answer to a request can be lost that the service has carried out."""


class Killed(BaseException):
    """The process ends here."""


def makers_that(applies: Callable[[Maker], Any]) -> pytest.MarkDecorator:
    """Runs a test for the makers that a promise can be about."""
    chosen = [each for each in MAKERS if applies(each)]
    return pytest.mark.parametrize("maker", chosen, ids=[each.name for each in chosen], indirect=True)


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.name)
def maker(request: pytest.FixtureRequest) -> Maker:
    chosen: Maker = request.param
    return chosen


@pytest.fixture
def creation(cloud: Cloud, maker: Maker) -> Creation:
    return Creation(cloud, maker)


def test_every_module_is_under_contract() -> None:
    names_of_tasks = [
        path.stem for path in Path(_tasks.__path__[0]).glob("oci_*.py") if not path.stem.endswith("_info")
    ]
    tasks = [importlib.import_module(f"{_tasks.__name__}.{name}") for name in names_of_tasks]
    of_types = [id(row.argument_spec) for row in ROWS]
    assert {each for each in tasks if id(each.ARGUMENT_SPEC) not in of_types} == {maker.task for maker in MAKERS}


def test_what_cannot_apply_has_its_reason() -> None:
    for maker in MAKERS:
        assert bool(maker.name_option) is bool(maker.chosen_by) is not bool(maker.unambiguous)
        assert bool(maker.passing_state) is not bool(maker.ready_at_once)
        assert maker.indexed is not bool(maker.no_second)


def test_check_mode_predicts_what_is_created(creation: Creation) -> None:
    so_far = creation.officer.now
    predicted = creation.run(check=True)
    assert creation.officer.writes(after=so_far) == []
    assert creation.there == []
    done = creation.run()
    assert predicted["changed"] is done["changed"] is True
    assert predicted.keys() == done.keys()
    assert_predicted(creation.maker, predicted["resource"], done["resource"])
    assert_predicted(creation.maker, predicted["diff"]["after"], done["diff"]["after"])
    assert done["verified"] is True
    assert done["notices"] == []
    assert len(creation.there) == 1


def assert_predicted(maker: Maker, predicted: Mapping[str, Any], done: Mapping[str, Any]) -> None:
    """Every field is what it becomes, or `None` where only the service knows."""
    assert predicted.keys() == done.keys()
    for name, value in done.items():
        if name == "resources":
            for pair in zip(predicted[name], value, strict=True):
                assert_predicted(maker, *pair)
            continue
        allowed = (value, None) if name in maker.unpredictable else (value,)
        assert predicted[name] in allowed, name


def test_again_changes_nothing(creation: Creation) -> None:
    done = creation.run()
    so_far = creation.officer.now
    for check in (True, False):
        again = creation.run(check=check)
        assert again["changed"] is False
        assert again["resource"] == done["resource"]
    assert creation.officer.writes(after=so_far) == []


@pytest.mark.parametrize("times", [1, 0], ids=["once", "always"])
@pytest.mark.parametrize("how", LOST)
def test_a_lost_answer_creates_no_second(creation: Creation, how: str, times: int) -> None:
    so_far = creation.officer.now
    creation.officer.fault(operation=creation.maker.create, times=times, **LOST[how])
    done = creation.run()
    assert done["changed"] is True
    assert done["verified"] is True
    assert len(creation.there) == 1
    # What a proxy answers by itself is final, unless it reports that it is busy.
    assert times == 0 or how == REFUSAL or creation.creates(after=so_far) == 2, "it was repeated"
    assert creation.run()["changed"] is False


def test_reads_that_lag_create_no_second(creation: Creation) -> None:
    first = creation.run()
    for operation in creation.maker.lists:
        creation.officer.fault(operation=operation, times=1, stale=True)
    creation.run()
    assert len(creation.there) == 1
    assert creation.run()["resource"] == first["resource"]


@makers_that(lambda maker: maker.indexed)
@pytest.mark.parametrize("times", [1, 0], ids=["once", "always"])
def test_what_its_list_lacks_and_the_index_shows_is_not_created_twice(creation: Creation, times: int) -> None:
    first = creation.run()
    creation.cloud.clock.advance(25 * 3600)
    creation.hide(first["resource"]["id"], times=times)
    so_far = creation.officer.now
    for check in (True, False):
        again = creation.run(check=check)
        assert (again["changed"], again["resource"]["id"]) == (False, first["resource"]["id"])
    assert creation.officer.writes(after=so_far) == []


@makers_that(lambda maker: maker.indexed and maker.name_option)
def test_two_that_only_the_index_shows_are_ambiguous(creation: Creation) -> None:
    twins = creation.create_twins()
    creation.cloud.clock.advance(25 * 3600)
    creation.hide(*twins)
    so_far = creation.officer.now
    failure = creation.fails()
    assert failure.kind == "BadOption"
    assert names(failure, *twins, creation.maker.chosen_by)
    assert creation.officer.writes(after=so_far) == []


@makers_that(lambda maker: maker.indexed and maker.name_option)
@pytest.mark.parametrize("how", ["renamed", "ended"])
def test_what_the_index_shows_and_is_not_that_any_more_does_not_count(creation: Creation, how: str) -> None:
    """The index lags behind: it shows what has another name now, or can no longer be read."""
    first = creation.run()["resource"]["id"]
    creation.cloud.clock.advance(25 * 3600)
    creation.hide(first)
    if how == "renamed":
        creation.cloud.tenancy.store.change(creation.officer.stored(first), {"displayName": "renamed"})
        creation.cloud.tenancy.variants.choose("search_lag_seconds", "60")
    else:
        read = f"get_{creation.maker.kind}"
        creation.officer.fault(operation=read, resource=first, status=404, code="NotAuthorizedOrNotFound")
    if creation.maker.kind == "key" and how == "ended":
        assert creation.fails().kind == "NotFoundOrDenied"
        return
    done = creation.run()
    assert done["changed"] is True
    assert done["resource"]["id"] != first


def kill_after_the_write(creation: Creation) -> None:
    """End the run when the service has carried out the creation, before its answer arrives."""
    gateway, handle = creation.cloud.gateway, creation.cloud.gateway.handle

    def deadly(request: Any) -> Any:
        response = handle(request)
        (entry,) = gateway.journal.entries(after=creation.officer.now - 1)
        if entry.operation.endswith(f".{creation.maker.create}"):
            raise Killed
        return response

    gateway.handle = deadly  # type: ignore[method-assign]  # intercepted
    with pytest.raises(Killed):
        creation.run()
    creation.officer.behave()


def kill_while_waiting(creation: Creation) -> None:
    """End the run when it begins to wait."""

    def die(seconds: float) -> None:
        raise Killed

    clock = creation.officer.session.clock
    sleep = clock.sleep
    object.__setattr__(clock, "sleep", die)
    with pytest.raises(Killed):
        creation.run()
    object.__setattr__(clock, "sleep", sleep)


def assert_run_again(creation: Creation) -> dict[str, Any]:
    """The next run finds what the killed one has created, and so do all after it."""
    (created,) = creation.there
    again = creation.run()
    assert again["verified"] is True
    assert creation.there == [created]
    assert creation.run()["changed"] is False
    return again


@pytest.mark.parametrize("lags", [False, True], ids=["shown", "not shown yet"])
def test_killed_after_the_write_and_run_again(creation: Creation, lags: bool) -> None:
    kill_after_the_write(creation)
    if lags:
        for operation in creation.maker.lists:
            creation.officer.fault(operation=operation, times=1, stale=True)
    assert_run_again(creation)


@makers_that(lambda maker: maker.passing_state)
def test_killed_while_waiting_and_run_again(creation: Creation) -> None:
    so_far = creation.officer.now
    kill_while_waiting(creation)
    (created,) = creation.there
    assert creation.state_of(created) == creation.maker.passing_state
    predicted = creation.run(check=True)
    again = assert_run_again(creation)
    assert predicted["changed"] is again["changed"] is False
    assert_predicted(creation.maker, predicted["resource"], again["resource"])
    assert creation.creates(after=so_far) == 1


def test_denied_names_the_statements(creation: Creation) -> None:
    officer = Officer(creation.cloud, creation.maker.denied)
    failure = creation.fails(officer, **creation.maker.denied_options)
    assert failure.status == 404
    assert failure.opc_request_id
    assert failure.operation == "".join(word.title() for word in creation.maker.create.split("_"))
    assert list(failure.missing_statements) == [creation.text(each) for each in creation.maker.statements]
    assert creation.there == []
    assert not failure.results.get("changed")


def test_someone_else_is_faster(creation: Creation) -> None:
    twin = Officer(creation.cloud, creation.maker.user)
    so_far, done = creation.officer.now, list[dict[str, Any]]()
    creation.officer.before(*creation.maker.request, lambda: done.append(creation.run(twin)))
    done.append(creation.run())
    assert creation.creates(after=so_far) == 2, "both had read before one wrote"
    assert len(creation.there) == 1
    assert done[0]["changed"] is True
    theirs, ours = (each["resource"] for each in done)
    assert (theirs["id"] == ours["id"]) is not creation.maker.replaced
    assert without(theirs, "id") == without(ours, "id")
    assert all(each["verified"] for each in done)
    assert creation.run()["changed"] is False


def test_ten_at_once_create_one(creation: Creation) -> None:
    people = [Officer(creation.cloud, creation.maker.user) for _number in range(TASKS)]
    tasks = [functools.partial(creation.run, each) for each in people]
    results = at_once(creation.cloud, tasks, path=creation.maker.request[1])
    assert len(creation.there) == 1
    assert all(each["verified"] for each in results)
    changed = [each["changed"] for each in results].count(True)
    assert changed == 1 if creation.maker.conditional else changed >= 1
    again = creation.run()
    assert again["changed"] is False
    # A later creation may have come since a task has looked.
    left_out = ("id",) if creation.maker.replaced else ()
    for each in results:
        assert without(each["resource"], *left_out) == without(again["resource"], *left_out)


def without(resource: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    """A resource without some of its fields."""
    return {name: value for name, value in resource.items() if name not in fields}


def test_without_waiting_it_looks_once(creation: Creation) -> None:
    so_far, began = creation.officer.now, creation.cloud.clock.now()
    done = creation.run(wait=False)
    assert done["changed"] is True
    assert done["verified"] is creation.maker.shown_at_once
    assert done["notices"] == []
    assert done["resource"].get("lifecycle_state", "") == creation.maker.passing_state
    assert creation.cloud.clock.now() - began < 5
    waited = creation.run()
    assert waited["changed"] is False
    assert waited["verified"] is True
    assert waited["resource"].get("lifecycle_state") != creation.maker.passing_state
    assert len(creation.there) == 1
    assert creation.creates(after=so_far) == 1


@makers_that(lambda maker: maker.name_option)
def test_an_ambiguous_name_is_an_error_that_lists_both(creation: Creation) -> None:
    twins = creation.create_twins()
    so_far = creation.officer.now
    for check, state in itertools.product((True, False), creation.maker.states):
        failure = creation.fails(check=check, state=state)
        assert failure.kind == "BadOption"
        assert names(failure, *twins, creation.maker.chosen_by)
    assert creation.officer.writes(after=so_far) == []
