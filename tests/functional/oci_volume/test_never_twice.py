# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume creates a volume once, however a run ends and whatever lists show."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from oci.core.models import ChangeVolumeCompartmentDetails, UpdateVolumeDetails

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume as task
from simulator.gateway.retry_tokens import Create, RetryTokens
from simulator.protocol.messages import Response
from tests.failures import advises, names
from tests.functional.oci_volume.volumes import (
    NEW,
    UNPREDICTABLE,
    WAYS,
    Way,
    refused,
    source_id,
    there,
    volume,
)
from tests.officer import Officer
from tests.results import codes, noted


def test_a_run_that_was_killed_is_run_again(operator: Officer, way: Way) -> None:
    """The list still lags behind when the second run begins: the retry token finds what the first one made."""
    operator.fault(operation="get_*volume", status=500, code="InternalServerError", skip=1 if way.source else 0)
    with pytest.raises(Failure):
        volume(operator, way)
    assert len(there(operator, way)) == 1
    operator.cloud.gateway.faults.clear()
    operator.fault(operation="list_*volumes", stale=True, times=1)
    reported = volume(operator, way)
    assert reported["verified"]
    assert len(there(operator, way)) == 1


def test_a_volume_of_the_name_that_has_ended_does_not_count(operator: Officer) -> None:
    first = volume(operator)["resource"]["id"]
    admin = Officer(operator.cloud, "admin")
    admin.session.client("core", "BlockstorageClient").delete_volume(first)
    second = volume(operator)
    assert second["changed"]
    assert second["resource"]["id"] != first
    assert not volume(operator)["changed"]


@pytest.fixture(params=["refused", "answered"])
def same_token(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that comes again with another request: the documentation does not say what becomes of it."""
    if request.param == "answered":
        recall = RetryTokens.recall

        def answer(tokens: RetryTokens, create: Create, *, body: bytes, now: float) -> Response | None:
            held = tokens._answers.get(create)
            return recall(tokens, create, body=held.body if held else body, now=now)

        monkeypatch.setattr(RetryTokens, "recall", answer)


class Killed(Exception):
    """The end of a run in the middle of its work."""


def kill(operator: Officer, way: Way = WAYS[0], **options: Any) -> str:
    """Kill a run when it begins to wait for the volume that it has asked for; returns the volume's OCID."""

    def die(seconds: float) -> None:
        if there(operator, way):
            raise Killed
        operator.cloud.clock.advance(seconds)

    killed = Officer(operator.cloud, operator.user)
    killed.session.clock = replace(killed.session.clock, sleep=die)
    with pytest.raises(Killed):
        volume(killed, way, **options)
    return there(operator, way)[0].id


OTHERWISE: list[dict[str, Any]] = [
    {"kms_key_id": "cmk-other"},
    {"freeform_tags": {"a": "b"}},
    {"size_in_gbs": 70},
    {"availability_domain": 1},
]


@pytest.mark.usefixtures("same_token")
@pytest.mark.parametrize("otherwise", OTHERWISE, ids=[next(iter(each)) for each in OTHERWISE])
def test_a_killed_run_that_is_changed_and_run_again_makes_no_second_volume(
    operator: Officer, otherwise: dict[str, Any]
) -> None:
    first = kill(operator)
    options: dict[str, Any] = dict(otherwise)
    if "kms_key_id" in options:
        options["kms_key_id"] = operator.key_id(options["kms_key_id"])
    if "availability_domain" in options:
        options["availability_domain"] = operator.cloud.catalogue["availability_domains"][operator.region][1]
    operator.fault(operation="list_volumes", stale=True)
    reported = volume(operator, **options)
    assert reported["verified"]
    assert reported["resource"]["id"] == first
    assert reported["resource"]["kms_key_id"] == options.get("kms_key_id", operator.key_id("cmk"))
    assert [each.id for each in there(operator)] == [first]


@pytest.mark.usefixtures("same_token")
def test_a_killed_run_whose_source_is_another_one_now_makes_no_second_volume(operator: Officer) -> None:
    first = kill(operator, WAYS[1])
    operator.fault(operation="list_volumes", stale=True)
    failure = refused(operator, WAYS[1], source_id=operator.cloud.catalogue["volume_backups"]["backup-oracle-managed"])
    assert failure.kind == "CannotDo"
    assert names(failure, first, source_id(operator, WAYS[1]))
    assert [each.id for each in there(operator)] == [first]


def rename(operator: Officer, volume_id: str) -> None:
    admin = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient")
    admin.update_volume(volume_id, UpdateVolumeDetails(display_name="other"))


def move(operator: Officer, volume_id: str) -> None:
    admin = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient")
    elsewhere = ChangeVolumeCompartmentDetails(compartment_id=operator.compartment("projy"))
    admin.change_volume_compartment(volume_id, elsewhere)


def delete(operator: Officer, volume_id: str) -> None:
    Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient").delete_volume(volume_id)


def vanish(operator: Officer, volume_id: str) -> None:
    """How long what has ended stays in lists is not known: here for no time at all."""
    operator.cloud.tenancy.store.remove(operator.stored(volume_id))


ENDED = [
    pytest.param(end, seconds, bool(number % 2), id=f"{end.__name__}-{seconds} s later-{number % 2} other key")
    for number, (end, seconds) in enumerate(itertools.product((rename, move, delete, vanish), (0, 300, 8 * 3600)))
]
"""Whatever ends a volume, however long ago; every second task wants another key."""


@pytest.mark.usefixtures("same_token")
@pytest.mark.parametrize(("end", "seconds", "otherwise"), ENDED)
def test_what_a_task_does_not_name_any_more_is_left_alone(
    operator: Officer, end: Callable[[Officer, str], None], seconds: int, otherwise: bool
) -> None:
    first = volume(operator)["resource"]["id"]
    former = operator.stored(first)
    end(operator, first)
    operator.cloud.clock.advance(seconds)
    key = operator.key_id("cmk-other" if otherwise else "cmk")
    predicted = volume(operator, check=True, kms_key_id=key)
    made = volume(operator, kms_key_id=key)
    assert made["resource"]["id"] != first
    assert made["verified"]
    assert made["resource"]["display_name"] == NEW
    assert predicted["resource"] == {**made["resource"], **dict.fromkeys(UNPREDICTABLE)}
    assert [each.data["kmsKeyId"] for each in there(operator)] == [key]
    assert former.data["kmsKeyId"] == operator.key_id("cmk")
    assert not volume(operator, kms_key_id=key)["changed"]


def test_a_renamed_volume_is_not_brought_under_the_key(operator: Officer) -> None:
    first = volume(operator)["resource"]["id"]
    rename(operator, first)
    operator.run(task, volume_id=first, kms_key_id=operator.key_id("cmk-other"))
    mark = operator.now
    volume(operator)
    assert operator.stored(first).data["kmsKeyId"] == operator.key_id("cmk-other")
    assert not any("kms_key" in operation for operation in operator.writes(after=mark))


def test_the_same_name_serves_again_and_again(operator: Officer) -> None:
    made = []
    for end in (rename, vanish, move, delete, rename):
        made.append(volume(operator)["resource"]["id"])
        end(operator, made[-1])
        operator.cloud.clock.advance(1000)
    assert len(set(made)) == 5
    assert volume(operator)["resource"]["id"] not in made


def test_killed_after_what_was_there_before_has_been_renamed(operator: Officer) -> None:
    """The token that rules out the renamed one is the same in the second run."""
    rename(operator, volume(operator)["resource"]["id"])
    second = kill(operator)
    operator.fault(operation="list_volumes", stale=True)
    assert volume(operator)["resource"]["id"] == second
    assert len(there(operator)) == 1


def test_a_token_that_is_spent_while_the_volume_is_there_finds_it(operator: Officer) -> None:
    made = volume(operator)["resource"]["id"]
    operator.fault(operation="list_volumes", stale=True, times=3)
    operator.fault(operation="create_volume", status=409, code="InvalidatedRetryToken")
    reported = volume(operator)
    assert reported["resource"]["id"] == made
    assert not reported["changed"]


def test_a_token_that_is_spent_for_what_is_gone_is_replaced(operator: Officer) -> None:
    operator.fault(operation="create_volume", status=409, code="InvalidatedRetryToken", times=1)
    second = kill(operator)
    operator.fault(operation="create_volume", status=409, code="InvalidatedRetryToken", times=1)
    operator.fault(operation="list_volumes", stale=True)
    assert volume(operator)["resource"]["id"] == second
    assert len(there(operator)) == 1


def test_a_service_that_gives_another_name_is_read_once(operator: Officer) -> None:
    """What it creates is not what was asked for: an error that names it, and no second volume."""
    operator.cloud.tenancy.store.watch("volume", lambda made: made.data.update(displayName="other"))
    failure = refused(operator)
    assert failure.kind == "Conflict"
    assert operator.writes() == ["create_volume"]
    (made,) = operator.named("volume", "other")
    assert failure.results == {"changed": True, "resource": {"id": made.id}}
    assert names(failure, made.id)


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_reads_that_never_show_the_volume_make_no_second_one(operator: Officer, way: Way, wait: bool) -> None:
    """Neither in the same run nor in the next, and none after a day whose list is unreadable."""
    sources_read = int(way.source is not None and way.source[0] == f"{way.kind}s")
    operator.fault(operation=f"get_{way.kind}", status=404, code="NotAuthorizedOrNotFound", skip=sources_read)
    operator.fault(operation=f"list_{way.kind}s", stale=True)
    began = operator.cloud.clock.now()
    failure = refused(operator, way, wait=wait, wait_timeout=120)
    (made,) = there(operator, way)
    assert failure.results == {"changed": True, "resource": {"id": made.id}}
    assert operator.cloud.clock.now() - began <= 130
    assert not refused(operator, way, wait=wait, wait_timeout=120).results.get("changed")
    operator.cloud.gateway.faults.clear()
    operator.cloud.clock.advance(25 * 3600)
    operator.fault(operation=f"list_{way.kind}s", truncated=True)
    mark = operator.now
    assert not refused(operator, way, wait=wait).results.get("changed")
    assert operator.writes(after=mark) == []
    assert [each.id for each in there(operator, way)] == [made.id]


def test_a_volume_with_other_data_is_not_taken_for_the_restored_one(operator: Officer) -> None:
    volume(operator)
    mark = operator.now
    failure = refused(operator, WAYS[1])
    assert failure.kind == "CannotDo"
    assert names(failure, there(operator)[0].id)
    assert operator.writes(after=mark) == []


def test_a_boot_volume_with_other_data_is_to_be_given_by_its_ocid(operator: Officer) -> None:
    """The way out that the message names must not lead to an empty block volume."""
    boot = volume(operator, WAYS[3])["resource"]["id"]
    mark = operator.now
    failure = refused(
        operator, WAYS[3], source_id=operator.cloud.catalogue["boot_volume_backups"]["boot-backup-wrong-key"]
    )
    assert failure.kind == "CannotDo"
    assert names(failure, boot, "volume_id", "source_id")
    assert operator.writes(after=mark) == []
    assert not volume(operator, volume_id=boot)["changed"]


@pytest.mark.parametrize("check", [True, False])
def test_no_empty_block_volume_is_made_beside_a_boot_volume_of_the_name(operator: Officer, check: bool) -> None:
    boot = volume(operator, WAYS[3])["resource"]["id"]
    mark = operator.now
    ways: tuple[dict[str, Any], ...] = ({}, {"availability_domain": None})
    for options in ways:
        failure = refused(operator, check=check, **options)
        assert failure.kind == "CannotDo"
        assert names(failure, boot, "volume_id")
    assert operator.writes(after=mark) == []
    delete = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient").delete_boot_volume
    delete(boot)
    assert volume(operator, check=check)["changed"]


def test_what_is_otherwise_and_stays_so_is_said(operator: Officer) -> None:
    volume(operator, size_in_gbs=60)
    reported = volume(operator, size_in_gbs=80)
    assert not reported["changed"]
    assert reported["resource"]["size_in_gbs"] == 60
    assert codes(reported) == ["OptionNotApplied"]
    assert noted(reported, "OptionNotApplied") == [reported["resource"]["id"]]


def test_a_volume_that_does_not_come_up_is_reported_and_not_made_again(operator: Officer) -> None:
    operator.fault(operation="create_volume", ends_in="FAULTY", times=1)
    failure = refused(operator)
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"] == there(operator)[0].id
    assert failure.opc_request_id
    assert len(there(operator)) == 1
    for each in (failure, refused(operator), refused(operator, check=True)):
        assert each.kind == "ResourceFailed"
        assert names(each, "FAULTY")
        assert advises(each, "display_name")
    delete(operator, there(operator)[0].id)
    assert volume(operator)["verified"]


@pytest.mark.parametrize("state", ["FAULTY", "TERMINATED"])
@pytest.mark.parametrize("check", [True, False])
def test_a_volume_of_an_ocid_that_is_lost(operator: Officer, state: str, check: bool) -> None:
    made = volume(operator)["resource"]["id"]
    operator.cloud.tenancy.store.change(operator.stored(made), {"lifecycleState": state})
    failure = refused(operator, volume_id=made, check=check)
    assert failure.kind == "ResourceFailed"
    assert names(failure, state)
    assert advises(failure, "volume_id")
