# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten tasks that want the same at the same moment create it once, whoever is first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from oci.core.models import CreateVolumeBackupPolicyDetails

from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_backup_copy,
    oci_backup_policy_assignment,
    oci_volume,
    oci_volume_replication,
)
from simulator.cloud import Cloud
from tests.officer import Officer

PHX = "us-phoenix-1"
TASKS = 10
PATIENCE = 60.0
NEW = "new-data"

Options = Callable[[Officer], dict[str, Any]]


@contextmanager
def meeting_before_the_write(cloud: Cloud) -> Iterator[None]:
    """The first write of each thread waits for those of all others: all have read by then."""
    handle, barrier, here = cloud.gateway.handle, threading.Barrier(TASKS), threading.local()

    def meet(request: Any) -> Any:
        if request.verb not in ("GET", "HEAD") and "20180409" not in request.path and not hasattr(here, "has_met"):
            here.has_met = True
            barrier.wait(PATIENCE)
        return handle(request)

    cloud.gateway.handle = meet  # type: ignore[method-assign]
    try:
        yield
    finally:
        cloud.gateway.handle = handle  # type: ignore[method-assign]


def at_once(cloud: Cloud, task: ModuleType, options: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of ten tasks, each with a session of its own."""
    people = [Officer(cloud, "projx-operator") for _number in range(TASKS)]
    for each in people:
        # Keys of API users are read once for all threads.
        assert each.session.region
    with meeting_before_the_write(cloud), ThreadPoolExecutor(TASKS) as pool:
        return list(pool.map(lambda person: person.run(task, **options), people))


def a_volume(operator: Officer) -> dict[str, Any]:
    return {
        "display_name": NEW,
        "compartment_id": operator.compartment("projx"),
        "availability_domain": operator.cloud.catalogue["availability_domains"][operator.region][0],
        "kms_key_id": operator.key_id("cmk"),
    }


def a_copy(operator: Officer) -> dict[str, Any]:
    operator.allow("Allow group projx-admin-group to inspect volume-family in tenancy", policy="projx-operators")
    return {
        "backup_id": operator.cloud.catalogue["volume_backups"]["backup-right-key"],
        "destination_region": PHX,
        "kms_key_id": operator.key_id("cmk-phx"),
    }


def a_replica(operator: Officer) -> dict[str, Any]:
    return {
        "source_id": operator.cloud.catalogue["volumes"]["data-right-key"],
        "availability_domain": operator.cloud.catalogue["availability_domains"][PHX][0],
        "kms_key_id": operator.key_id("cmk-phx"),
    }


def a_policy(operator: Officer) -> dict[str, Any]:
    operator.allow("Allow group projx-admin-group to inspect backup-policies in tenancy", policy="projx-operators")
    details = CreateVolumeBackupPolicyDetails(
        compartment_id=operator.compartment("projx"), display_name="copies", destination_region=PHX
    )
    client = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient")
    return {
        "asset_id": operator.cloud.catalogue["volumes"]["data-right-key"],
        "policy_id": client.create_volume_backup_policy(details).data.id,
        "kms_key_id": operator.key_id("cmk-phx"),
    }


@pytest.mark.parametrize(
    ("task", "options", "kind", "region"),
    [
        pytest.param(oci_volume, a_volume, "volume", "us-ashburn-1", id="volume"),
        pytest.param(oci_backup_copy, a_copy, "volume_backup", PHX, id="copy"),
        pytest.param(oci_volume_replication, a_replica, "block_volume_replica", PHX, id="replica"),
        pytest.param(
            oci_backup_policy_assignment, a_policy, "volume_backup_policy_assignment", "us-ashburn-1", id="policy"
        ),
    ],
)
def test_one_is_created_and_all_report_it(
    cloud: Cloud, task: ModuleType, options: Options, kind: str, region: str
) -> None:
    operator = Officer(cloud, "projx-operator")
    wanted = options(operator)
    before = {each.id for each in cloud.tenancy.store.listing(kind, region=region)}
    results = at_once(cloud, task, wanted)
    cloud.tenancy.store.catch_up()
    created = [each for each in cloud.tenancy.store.listing(kind, region=region) if each.id not in before]
    assert len(created) == 1
    assert any(each["changed"] for each in results)
    assert all(each["verified"] for each in results)
    assert {each["resource"]["kms_key_id"] for each in results} == {wanted["kms_key_id"]}
    if kind != "volume_backup_policy_assignment":
        # Each assignment takes the place of the one before, so that a later one may have come since a task has looked.
        assert {each["resource"]["id"] for each in results} == {created[0].id}
    if kind == "block_volume_replica":
        assert [each["changed"] for each in results].count(True) == 1, "lists are written on condition of the etag"
    assert not operator.run(task, **wanted)["changed"]
