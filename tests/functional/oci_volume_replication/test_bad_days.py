# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume_replication on bad days: others who write, lagging reads, killed runs and failing replicas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_volume_replication.replicas import (
    MANAGED,
    PHX,
    Kind,
    change,
    domain,
    end,
    keys,
    killed,
    refused,
    replicate,
    reported,
    source_id,
    there,
)
from tests.officer import Officer


@pytest.mark.parametrize(
    "trouble", [{"status": 429}, {"status": 500}, {"status": 503}], ids=lambda each: each["status"]
)
def test_passing_trouble_passes(operator: Officer, kind: Kind, trouble: dict[str, Any]) -> None:
    operator.fault(operation="*", times=3, **trouble)
    assert replicate(operator, kind)["verified"]
    assert len(there(operator, kind)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_that_breaks_doubles_nothing(operator: Officer, kind: Kind, when: str) -> None:
    operator.fault(operation=kind.update, times=1, reset=when)
    made = replicate(operator, kind)
    assert made["changed"]
    assert made["verified"]
    assert len(there(operator, kind)) == 1
    operator.fault(operation=kind.update, times=1, reset=when)
    assert end(operator, kind)["changed"]
    assert there(operator, kind) == []


@pytest.mark.parametrize("moment", ["request", "wait"])
def test_a_killed_run_is_taken_up_again(operator: Officer, kind: Kind, moment: str) -> None:
    """Killed between the request and its answer, or while it waits: there is one replica all the same."""
    if moment == "request":
        operator.fault(operation=kind.update, reset="after")
        operator.fault(operation=kind.update.replace("update", "get"), skip=1, reset="before")
        with pytest.raises(Failure):
            replicate(operator, kind)
        operator.cloud.gateway.faults.clear()
    else:
        killed(operator, lambda: replicate(operator, kind))
    done = replicate(operator, kind)
    assert not done["changed"]
    assert done["verified"]
    assert len(there(operator, kind)) == 1


@pytest.mark.parametrize("reads", [1, 3])
def test_a_read_that_lags_behind_costs_no_replica(operator: Officer, kind: Kind, reads: int) -> None:
    """The read shows the list from before the last change: the etag tells, and it is read again."""
    second: dict[str, Any] = {"availability_domain": domain(operator, PHX, 2)}
    replicate(operator, kind)
    change(operator, source_id(operator, kind), {"displayName": "renamed"})
    # What was there before the last change is the list without the replica.
    source = operator.stored(source_id(operator, kind))
    assert source.before is not None
    source.before.pop(kind.reported, None)
    operator.fault(operation=kind.update.replace("update", "get"), times=reads, stale=True)
    made = replicate(operator, kind, **second)
    assert made["verified"]
    assert len(there(operator, kind)) == 2
    assert len(reported(operator, kind)) == 2


def meanwhile(operator: Officer, kind: Kind, *happenings: Callable[[], Any]) -> None:
    """Someone else acts right after the module's read and before its write."""
    client = operator.session.client("core", "BlockstorageClient")
    update = getattr(client, kind.update)
    pending = list(happenings)

    def updating(*arguments: Any, **options: Any) -> Any:
        while pending:
            pending.pop(0)()
        return update(*arguments, **options)

    setattr(client, kind.update, updating)


def test_a_change_by_someone_else_is_kept(operator: Officer, kind: Kind) -> None:
    """Two runs at once: the second finds its list outdated, reads it anew, and both replicas are there."""
    colleague = Officer(operator.cloud, "admin")
    other: dict[str, Any] = {"availability_domain": domain(operator, PHX, 2)}
    meanwhile(operator, kind, lambda: replicate(colleague, kind, **other))
    made = replicate(operator, kind)
    assert made["changed"]
    assert made["verified"]
    assert len(there(operator, kind)) == 2
    assert len(made["replicas"]) == 2

    meanwhile(operator, kind, lambda: end(colleague, kind, **other))
    assert end(operator, kind)["verified"]
    assert there(operator, kind) == []


def test_someone_else_may_want_the_same(operator: Officer, kind: Kind) -> None:
    colleague = Officer(operator.cloud, "admin")
    meanwhile(operator, kind, lambda: replicate(colleague, kind))
    made = replicate(operator, kind)
    assert not made["changed"]
    assert made["verified"]
    assert len(there(operator, kind)) == 1
    meanwhile(operator, kind, lambda: end(colleague, kind))
    assert not end(operator, kind)["changed"]


def test_an_end_is_for_the_replica_that_was_seen(operator: Officer, kind: Kind) -> None:
    colleague = Officer(operator.cloud, "admin")
    replicate(operator, kind)
    meanwhile(operator, kind, lambda: end(colleague, kind), lambda: replicate(colleague, kind))
    failure = refused(operator, kind, state="terminated")
    assert failure.kind == "Conflict"
    assert [each.id for each in there(operator, kind)] == [failure.resource]


def test_a_key_is_not_changed_of_what_someone_else_has_ended(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind, kms_key_id=MANAGED)
    # The source no longer tells of it, though the region still does.
    replica = there(operator, kind)[0]
    read, pending = operator.stored(source_id(operator, kind)), [{kind.reported: None}]
    client = operator.session.client("core", "BlockstorageClient")
    get = getattr(client, kind.update.replace("update", "get"))

    def getting(*arguments: Any, **options: Any) -> Any:
        answer = get(*arguments, **options)
        if pending:
            operator.cloud.tenancy.store.change(read, pending.pop())
        return answer

    setattr(client, kind.update.replace("update", "get"), getting)
    mark = operator.now
    failure = refused(operator, kind)
    assert failure.kind == "Outdated"
    assert names(failure, replica.id)
    assert operator.writes(after=mark) == []


def test_a_key_is_changed_though_someone_else_changes_the_list(make_cloud: MakeCloud, kind: Kind) -> None:
    operator = Officer(make_cloud(**{kind.change_variant: "applied"}), "projx-operator")
    colleague = Officer(operator.cloud, "admin")
    replicate(operator, kind, kms_key_id=MANAGED)
    other: dict[str, Any] = {"availability_domain": domain(operator, PHX, 2)}
    meanwhile(operator, kind, lambda: replicate(colleague, kind, **other))
    changed = replicate(operator, kind)
    assert changed["changed"]
    assert changed["verified"]
    assert keys(operator, kind) == {operator.key_id("cmk-phx")}
    assert len(there(operator, kind)) == 2


def test_a_replica_that_fails_ends_the_waiting_at_once(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.update, times=1, ends_in="FAULTY")
    start = operator.cloud.clock.now()
    failure = refused(operator, kind)
    assert failure.kind == "ResourceFailed"
    assert operator.cloud.clock.now() - start < 60
    assert failure.results["changed"]
    assert failure.results["resource"] == {"id": there(operator, kind)[0].id, "type": kind.stored}


def test_waiting_ends_in_time_and_reports_what_was_made(operator: Officer, kind: Kind) -> None:
    failure = refused(operator, kind, wait_timeout=2)
    assert failure.kind == "TimedOut"
    assert names(failure, "PROVISIONING")
    assert failure.operation == "".join(part.title() for part in kind.update.split("_"))
    assert failure.results["resource"]["id"] == there(operator, kind)[0].id


def test_a_write_that_is_dropped_is_no_success(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.update, times=1, not_applied=True)
    failure = refused(operator, kind)
    assert failure.kind == "NotApplied"
    assert failure.opc_request_id
    assert there(operator, kind) == []
    made = replicate(operator, kind)
    operator.fault(operation=kind.update, times=1, not_applied=True)
    failure = refused(operator, kind, state="terminated")
    assert failure.kind == "NotApplied"
    assert not failure.results["changed"]
    assert [each.id for each in there(operator, kind)] == [made["resource"]["id"]]
