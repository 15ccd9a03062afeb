# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_backup_copy creates a copy once, however a run ends and whatever lists show."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_backup_copy.copies import (
    GROUP,
    HOME,
    MANAGED,
    PHX,
    SEES_ALL,
    Kind,
    copy,
    keys_there,
    refused,
    resources,
    second_key,
    source_id,
    there,
)
from tests.officer import Officer
from tests.results import codes


class Killed(Exception):
    """The end of a run in the middle of its work."""


def kill(operator: Officer, kind: Kind) -> None:
    """Kill a run when it begins to wait for the copy."""

    def die(seconds: float) -> None:
        raise Killed

    killed = Officer(operator.cloud, "projx-operator")
    killed.session.clock = replace(killed.session.clock, sleep=die)
    with pytest.raises(Killed):
        copy(killed, kind)
    assert len(there(operator, kind)) == 1


def test_killed_in_the_middle_and_run_again_while_lists_lag_it_makes_no_second_copy(
    operator: Officer, kind: Kind
) -> None:
    kill(operator, kind)
    assert there(operator, kind)[0].state == "CREATING"
    operator.fault(operation="search_resources", body={"items": []})
    operator.fault(operation=f"list_{kind.name}s", times=1, stale=True)
    again = copy(operator, kind)
    assert again["verified"]
    assert operator.writes() == [kind.copy] * 2, "asked again, under the same token"
    assert [each.id for each in there(operator, kind)] == [again["resource"]["id"]]


@pytest.mark.parametrize("otherwise", ["key", "name"])
def test_killed_and_run_again_with_other_options_it_makes_no_second_copy(
    operator: Officer, kind: Kind, otherwise: str
) -> None:
    kill(operator, kind)
    operator.fault(operation=f"list_{kind.name}s", stale=True)
    options: dict[str, Any] = {"kms_key_id": second_key(operator)} if otherwise == "key" else {"display_name": "other"}
    again = copy(operator, kind, **options)
    assert again["verified"]
    assert again["changed"] is (otherwise == "key")
    assert [each.id for each in there(operator, kind)] == [again["resource"]["id"]]
    assert keys_there(operator, kind) == {options.get("kms_key_id", operator.key_id("cmk-phx"))}


@pytest.mark.parametrize(
    ("is_listed", "seconds", "otherwise"),
    [
        pytest.param(*each, bool(number % 2), id=f"{each[0]} listed-{each[1]} s later-{number % 2} other key")
        for number, each in enumerate(itertools.product((True, False), (0, 300, 8 * 3600)))
    ],
)
def test_a_copy_that_was_deleted_is_created_again(
    operator: Officer, kind: Kind, is_listed: bool, seconds: int, otherwise: bool
) -> None:
    """How long what has ended stays in lists is not known."""
    first = copy(operator, kind)["resource"]["id"]
    client = Officer(operator.cloud, "admin", region=PHX).session.client("core", "BlockstorageClient")
    getattr(client, f"delete_{kind.name}")(first)
    if not is_listed:
        operator.cloud.tenancy.store.remove(operator.stored(first, PHX))
    operator.cloud.clock.advance(seconds)
    options: dict[str, Any] = {"kms_key_id": MANAGED} if otherwise else {}
    made = copy(operator, kind, **options)
    assert made["changed"]
    assert made["verified"]
    assert made["resource"]["id"] != first
    assert {each["kms_key_id"] for each in resources(made)} == {None if otherwise else operator.key_id("cmk-phx")}
    assert not copy(operator, kind, **options)["changed"]


@pytest.mark.parametrize("times", ["own", "of_request", "of_original"])
@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_a_copy_that_no_read_shows_is_replaced_only_if_it_is_older_for_certain(
    make_cloud: MakeCloud, kind: Kind, times: str, wait: bool
) -> None:
    """The service answers a known token with a copy that reads do not show: it may still come, unless it is old."""
    operator = Officer(make_cloud(block_backup_copy_times=times), "projx-operator")
    operator.allow(SEES_ALL, policy="projx-operators")
    first = copy(operator, kind)["resource"]["id"]
    operator.cloud.tenancy.store.remove(operator.stored(first, PHX))
    operator.cloud.clock.advance(3600)
    if times != "of_original":
        made = copy(operator, kind, wait=wait)
        assert made["changed"]
        assert [each.id for each in there(operator, kind)] == [made["resource"]["id"]]
        return
    failure = refused(operator, kind, wait=wait)
    assert failure.kind == "TimedOut"
    assert names(failure, first)
    assert failure.results["resource"]["id"] == first
    assert there(operator, kind) == []


@pytest.mark.parametrize("times", ["own", "of_request", "of_original"])
@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_reads_that_never_show_the_copy_make_no_second_one(
    make_cloud: MakeCloud, kind: Kind, times: str, wait: bool
) -> None:
    operator = Officer(make_cloud(block_backup_copy_times=times), "projx-operator")
    operator.allow(SEES_ALL, policy="projx-operators")
    operator.fault(operation=f"get_{kind.name}", region=PHX, status=404, code="NotAuthorizedOrNotFound")
    operator.fault(operation=f"list_{kind.name}s", region=PHX, stale=True)
    began = operator.cloud.clock.now()
    failure = refused(operator, kind, wait=wait, wait_timeout=120)
    (made,) = there(operator, kind)
    assert failure.results == {"changed": True, "resource": {"id": made.id}}
    assert operator.cloud.clock.now() - began <= 130
    mark = operator.now
    assert not refused(operator, kind, wait=wait, wait_timeout=120).results.get("changed")
    assert operator.writes(after=mark) in ([], [kind.copy]), "under the same token, if at all"
    assert [each.id for each in there(operator, kind)] == [made.id]


@pytest.mark.parametrize("trouble", [{"truncated": True}, {"reset": "after"}, {"status": 500}], ids=str)
def test_an_unreadable_list_makes_no_copy(operator: Officer, kind: Kind, trouble: dict[str, Any]) -> None:
    """More than a day later, when tokens are forgotten, only the list tells that there is a copy."""
    first = copy(operator, kind)["resource"]["id"]
    operator.cloud.clock.advance(25 * 3600)
    mark = operator.now
    operator.fault(operation=f"list_{kind.name}s", region=PHX, **trouble)
    failure = refused(operator, kind)
    assert not failure.results.get("changed")
    assert operator.writes(after=mark) == []
    assert [each.id for each in there(operator, kind)] == [first]


def move(operator: Officer, resource_id: str, region: str, to: str) -> None:
    """Another project's compartment gets the backup."""
    store, target = operator.cloud.tenancy.store, operator.compartment(to)
    store.change(operator.stored(resource_id, region), {"compartmentId": target})


@pytest.mark.parametrize("hours", [0, 25])
@pytest.mark.parametrize("moved", ["copy", "original", "to the root compartment"])
def test_what_was_moved_makes_no_second_copy(operator: Officer, kind: Kind, moved: str, hours: int) -> None:
    operator.allow("Allow group projx-admin-group to manage volume-family in tenancy", policy="projx-operators")
    made = copy(operator, kind)["resource"]["id"]
    if moved == "to the root compartment":
        store = operator.cloud.tenancy.store
        store.change(operator.stored(made, PHX), {"compartmentId": operator.cloud.tenancy.id})
    else:
        resource_id, region = (made, PHX) if moved == "copy" else (source_id(operator, kind), HOME)
        move(operator, resource_id, region, to="projy")
    operator.cloud.clock.advance(hours * 3600)
    mark = operator.now
    reported = copy(operator, kind)
    assert not reported["changed"]
    assert reported["notices"] == []
    assert reported["resource"]["id"] == made
    assert operator.writes(after=mark) == []
    assert copy(operator, kind, kms_key_id=MANAGED)["changed"]
    assert [each.id for each in there(operator, kind)] == [made]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_an_existing_copy_that_cannot_be_seen_is_reported_as_possible(
    operator: Officer, kind: Kind, check: bool
) -> None:
    operator.revoke("projx-operators", SEES_ALL)
    made = copy(operator, kind)["resource"]["id"]
    move(operator, made, PHX, "projy")
    operator.cloud.clock.advance(25 * 3600)
    reported = copy(operator, kind, check=check)
    assert reported["changed"]
    assert reported["existing_copies_complete"] is False
    assert reported["notices"] == []
    assert copy(operator, kind)["changed"] is check


def test_a_copy_is_found_while_the_index_lags_behind(make_cloud: MakeCloud) -> None:
    """Within a day the retry token tells of it."""
    operator = Officer(make_cloud(search_lag_seconds="60"), "projx-operator")
    operator.allow(SEES_ALL, policy="projx-operators")
    made = copy(operator)["resource"]["id"]
    move(operator, made, PHX, "projy")
    assert copy(operator)["resource"]["id"] == made
    assert len(there(operator)) == 1


@pytest.mark.parametrize("trouble", [{"status": 404, "code": "NotAuthorizedOrNotFound"}, {"status": 400}])
def test_without_the_search_it_goes_on_and_says_so(operator: Officer, trouble: dict[str, Any]) -> None:
    operator.fault(operation="search_resources", **trouble)
    reported = copy(operator)
    assert reported["verified"]
    assert reported["existing_copies_complete"] is False
    assert codes(reported) == ["ResourceSearchUnavailable"]
    assert reported["notices"][0]["failure"]["status"] == trouble["status"]


def test_a_copy_under_way_is_waited_for(operator: Officer, kind: Kind) -> None:
    begun = copy(operator, kind, wait=False)
    assert begun["changed"]
    assert not begun["verified"]
    assert begun["resource"]["lifecycle_state"] == "CREATING"
    assert begun["notices"] == []
    unsure = copy(operator, kind, wait=False)
    assert not unsure["changed"]
    assert not unsure["verified"]
    seen = copy(operator, kind)
    assert not seen["changed"]
    assert seen["verified"]
    assert seen["resource"]["lifecycle_state"] == "AVAILABLE"
    assert operator.writes() == [kind.copy]


def test_reads_that_lag_behind_are_waited_for(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=f"get_{kind.name}", region=PHX, times=3, stale=True)
    made = copy(operator, kind)
    assert made["verified"]
    assert len(there(operator, kind)) == 1


def test_a_copy_that_cannot_be_read_yet_is_waited_for(operator: Officer, kind: Kind) -> None:
    operator.fault(
        operation=f"get_{kind.name}", region=PHX, times=3, status=404, code="NotAuthorizedOrNotFound", message="No."
    )
    assert copy(operator, kind)["verified"]
    assert len(there(operator, kind)) == 1


def test_a_group_copy_that_does_not_show_yet_what_is_in_it_is_not_verified(operator: Officer) -> None:
    copy(operator, GROUP, wait=False)
    operator.cloud.tenancy.store.change(there(operator, GROUP)[0], {"volumeBackupIds": []})
    result = copy(operator, GROUP, wait=False)
    assert result["resources"] == []
    assert not result["verified"]
