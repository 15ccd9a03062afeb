# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A write of a policy or dynamic group whose answer is lost is looked for, and never unchanged when it was made."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_dynamic_group, oci_kms_policy
from simulator.cloud import Cloud
from tests.failures import is_in_doubt
from tests.officer import Officer


@dataclass(frozen=True)
class Write:
    """A task that writes, after others that set the scene, and what of the tenancy it changes."""

    task: ModuleType
    operation: str
    kind: str
    reads: tuple[str, ...]
    named: dict[str, Any]
    first: dict[str, Any] | None
    then: dict[str, Any]

    @property
    def verb(self) -> str:
        """Of the request that writes."""
        return {"create": "POST", "update": "PUT", "delete": "DELETE"}[self.operation.split("_")[0]]


POLICY = {"policy_name": "cmk"}
GROUP = {"name": "databases"}
READS_OF_POLICY, READS_OF_GROUP = ("get_policy", "list_policies"), ("get_dynamic_group", "list_dynamic_groups")
VOLUMES, BUCKETS = {"services": ["block_volume"]}, {"services": ["object_storage"]}
ONE, OTHER = {"resource_ids": ["ocid1.filesystem.oc1.iad.a"]}, {"resource_ids": ["ocid1.filesystem.oc1.iad.b"]}
ABSENT = {"state": "absent"}

WRITES = [
    Write(oci_kms_policy, "create_policy", "policy", READS_OF_POLICY, POLICY, None, VOLUMES),
    Write(oci_kms_policy, "update_policy", "policy", READS_OF_POLICY, POLICY, VOLUMES, BUCKETS),
    Write(oci_kms_policy, "delete_policy", "policy", READS_OF_POLICY, POLICY, VOLUMES, {**VOLUMES, **ABSENT}),
    Write(oci_dynamic_group, "create_dynamic_group", "dynamic_group", READS_OF_GROUP, GROUP, None, ONE),
    Write(oci_dynamic_group, "update_dynamic_group", "dynamic_group", READS_OF_GROUP, GROUP, ONE, OTHER),
    Write(oci_dynamic_group, "delete_dynamic_group", "dynamic_group", READS_OF_GROUP, GROUP, ONE, ABSENT),
]

LOSSES: dict[str, dict[str, Any]] = {"reset": {"reset": "after"}, "truncated": {"truncated": True}}


class Scene:
    """One write in one tenancy."""

    def __init__(self, cloud: Cloud, write: Write) -> None:
        self.cloud = cloud
        self.write = write
        self.officer = Officer(cloud, "admin")
        place = {"key_compartment_id": self.officer.compartment()} if write.task is oci_kms_policy else {}
        self.options = {**write.named, **place}
        if write.first is not None:
            self.officer.run(write.task, **self.options, **write.first)

    def run(self, **more: Any) -> dict[str, Any]:
        return self.officer.run(self.write.task, **self.options, **self.write.then, **more)

    def held(self) -> Any:
        """What the tenancy holds."""
        name = next(iter(self.write.named.values()))
        return [
            (each.data.get("statements"), each.data.get("matchingRule"))
            for each in self.cloud.tenancy.store.listing(self.write.kind)
            if each.data["name"] == name and each.state != "DELETED"
        ]


@pytest.fixture(params=WRITES, ids=lambda write: write.operation)
def scene(cloud: Cloud, request: pytest.FixtureRequest) -> Scene:
    return Scene(cloud, request.param)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("times", [1, 2, 0], ids=["once", "twice", "always"])
@pytest.mark.parametrize("wait", [True, False], ids=["waiting", "not waiting"])
def test_what_was_done_is_changed(scene: Scene, loss: str, times: int, wait: bool) -> None:
    before = scene.held()
    scene.officer.fault(operation=scene.write.operation, times=times, **LOSSES[loss])
    result = scene.run(wait=wait)
    assert result["changed"] is True
    assert scene.held() != before
    assert result["diff"]["before"] != result["diff"]["after"]
    if scene.write.task is oci_kms_policy:
        assert bool(result["added_statements"]) is not bool(result["removed_statements"])
    scene.cloud.gateway.faults.clear()
    assert scene.run()["changed"] is False


@pytest.mark.parametrize("loss", LOSSES)
def test_what_cannot_be_read_back_may_have_been_done(scene: Scene, loss: str) -> None:
    before = scene.held()
    scene.officer.fault(operation=scene.write.operation, **LOSSES[loss])

    def break_reads() -> None:
        for operation in scene.write.reads:
            scene.officer.fault(operation=operation, status=500)

    scene.officer.before(scene.write.verb, "", break_reads)
    with pytest.raises(Failure) as caught:
        scene.run()
    assert scene.held() != before
    assert is_in_doubt(caught.value)
    assert caught.value.operation.lower() == scene.write.operation.replace("_", "")


@pytest.mark.parametrize("status", [500, 503])
def test_what_was_not_done_is_not_changed(scene: Scene, status: int) -> None:
    before = scene.held()
    scene.officer.fault(operation=scene.write.operation, status=status)
    with pytest.raises(Failure) as caught:
        scene.run()
    assert scene.held() == before
    assert not caught.value.results.get("changed")
    assert caught.value.status == status


def test_what_others_have_deleted_is_created_again(cloud: Cloud) -> None:
    for write in (WRITES[1], WRITES[4]):
        scene = Scene(cloud, write)
        scene.officer.before("PUT", "", functools.partial(_delete, scene))
        assert scene.run()["changed"] is True
        assert len(scene.held()) == 1


def _delete(scene: Scene) -> None:
    name = next(iter(scene.write.named.values()))
    store = scene.cloud.tenancy.store
    store.remove(next(each for each in store.listing(scene.write.kind) if each.data["name"] == name))
