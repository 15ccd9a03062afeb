# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task assigns a key to resources of every assignable type, or to none of them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import assignable
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key_assignments as module
from simulator.cloud import Cloud
from tests.clouds import MakeCloud
from tests.contract.rows import FILE_SYSTEM, ROWS
from tests.failures import names
from tests.operator import Operator
from tests.results import rendered

DEFAULTS = {option: spec.get("default") for option, spec in module.ARGUMENT_SPEC.items()}
PHX_VOLUME = "projy-data-phx"


class Assignments:
    """An operator who runs the module."""

    def __init__(self, cloud: Cloud, user: str = "projx-operator") -> None:
        self.cloud = cloud
        self.operator = Operator(cloud, FILE_SYSTEM, user)
        self.key = self.operator.key("cmk")

    def run(self, resources: list[str], *, check: bool = False, **options: Any) -> dict[str, Any]:
        key = {} if options.get("state") == "absent" or "kms_key_ids" in options else {"kms_key_id": self.key}
        params = {**DEFAULTS, **key, "resources": resources, **options}
        return rendered(module.run(Task(params, lambda: self.operator.session, check)))

    def failure(self, resources: list[str], **options: Any) -> Failure:
        before = self.operator.now
        with pytest.raises(Failure) as caught:
            self.run(resources, **options)
        assert self.operator.writes(after=before) == []
        return caught.value

    def every(self, seed: str) -> list[str]:
        """A seeded resource of each type, as the option names it."""
        return [self.named(row.kind, f"{row.seeds}-{seed}") for row in ROWS]

    def named(self, kind: str, name: str) -> str:
        if kind == "buckets":
            return f"{self.cloud.tenancy.namespace}/{name}"
        return str(self.cloud.catalogue[kind][name])


@pytest.fixture
def assignments(cloud: Cloud) -> Assignments:
    return Assignments(cloud)


@pytest.mark.parametrize("seed", ["oracle-managed", "wrong-key"])
def test_resources_of_every_type_are_assigned_a_key_and_returned(assignments: Assignments, seed: str) -> None:
    everything = assignments.every(seed)
    predicted = assignments.run(everything, check=True)
    assigned = assignments.run(everything)
    assert predicted["resources"] == assigned["resources"]
    assert [each["type"] for each in assigned["resources"]] == [row.access.facts.name for row in ROWS]
    assert {each["type"] for each in assigned["resources"]} == {each.facts.name for each in assignable().values()}
    assert {each["kms_key_id"] for each in assigned["resources"]} == {assignments.key}
    assert all(each["changed"] and each["verified"] for each in assigned["resources"])
    still_needed = {each["type"] for each in assigned["resources"] if each["previous_key_still_needed"]}
    assert still_needed == (set() if seed == "oracle-managed" else {"bucket", "file_system"})
    assert not assignments.run(everything)["changed"]
    returned = assignments.run(everything, state="absent")
    assert {each["kms_key_id"] for each in returned["resources"]} == {None}
    assert not assignments.run(everything, state="absent")["changed"]


@pytest.mark.parametrize("first", ["ocid", "name"])
def test_a_resource_in_two_forms_is_assigned_once(assignments: Assignments, first: str) -> None:
    name = assignments.named("buckets", "bucket-oracle-managed")
    volume = assignments.named("volumes", "data-oracle-managed")
    bucket = str(assignments.run([name], check=True)["resources"][0]["id"])
    forms = [bucket, name] if first == "ocid" else [name, bucket]
    predicted = assignments.run([*forms, volume, volume], check=True)
    assigned = assignments.run([*forms, volume, volume])
    assert predicted["resources"] == assigned["resources"]
    assert [each["id"] for each in assigned["resources"]] == [bucket, volume]
    assert [each["previous_kms_key_id"] for each in assigned["resources"]] == [None, None]


def test_one_that_cannot_be_changed_leaves_all_others_alone(assignments: Assignments) -> None:
    everything = [*assignments.every("wrong-key"), FILE_SYSTEM.missing]
    failure = assignments.failure(everything)
    assert failure.kind == "NotFoundOrDenied"
    *others, missing = failure.results["resources"]
    assert missing["id"] == FILE_SYSTEM.missing
    assert missing["failure"]["operation"] == "GetFileSystem"
    assert missing["previous_key_still_needed"] is None
    assert not any(each["changed"] for each in failure.results["resources"])
    assert {each["kms_key_id"] for each in others} == {assignments.operator.key("cmk-other")}


def test_a_resource_that_is_listed_twice_is_changed_once(assignments: Assignments) -> None:
    resource_id = assignments.named("file_systems", "fs-oracle-managed")
    result = assignments.run([resource_id, f" {resource_id} "])
    assert [each["id"] for each in result["resources"]] == [resource_id]
    assert assignments.operator.writes() == ["file_storage.update_file_system"]


def test_an_empty_list_changes_nothing(assignments: Assignments) -> None:
    result = assignments.run([])
    assert (result["changed"], result["resources"]) == (False, [])


def test_a_bucket_is_found_by_its_ocid(assignments: Assignments) -> None:
    bucket_id = str(assignments.cloud.catalogue["buckets"]["bucket-oracle-managed"])
    assigned = assignments.run([bucket_id])["resources"][0]
    assert (assigned["id"], assigned["name"], assigned["changed"]) == (bucket_id, "bucket-oracle-managed", True)


def test_a_bucket_that_the_index_does_not_show_is_not_found(assignments: Assignments) -> None:
    failure = assignments.failure(["ocid1.bucket.oc1.iad.nosuchbucket"])
    assert (failure.kind, failure.resource) == ("NotFoundOrDenied", "ocid1.bucket.oc1.iad.nosuchbucket")


def test_a_bucket_that_has_only_the_name_of_another_is_not_taken_for_it(assignments: Assignments) -> None:
    bucket_id = str(assignments.cloud.catalogue["buckets"]["bucket-oracle-managed"])
    handle = assignments.cloud.gateway.handle

    def created_again(request: Any) -> Any:
        response = handle(request)
        if "/b/bucket-oracle-managed" in request.path:
            response.body = response.body.replace(bucket_id.encode(), bucket_id[:-1].encode() + b"x")
        return response

    assignments.cloud.gateway.handle = created_again  # type: ignore[method-assign]  # intercepted
    assert assignments.failure([bucket_id]).kind == "NotFoundOrDenied"


def test_each_resource_is_changed_in_its_region(make_cloud: MakeCloud) -> None:
    cloud = make_cloud()
    officer = Assignments(cloud, "projy-operator")
    security = cloud.catalogue["compartments"]["security"]
    officer.operator.allow(f"Allow group projy-admin-group to use key-delegate in compartment id {security}")
    here, there = officer.named("volumes", "projy-data"), officer.named("volumes", PHX_VOLUME)
    keys = {"us-ashburn-1": officer.operator.key("cmk"), "us-phoenix-1": officer.operator.key("cmk-phx")}
    result = officer.run([here, there], kms_key_ids=keys)
    assert [(each["region"], each["kms_key_id"]) for each in result["resources"]] == list(keys.items())


@pytest.mark.parametrize(
    ("resource", "reported"),
    [
        ("fs-1", "fs-1"),
        ("", "resources"),
        ("a/b/c", "a/b/c"),
        ("/bucket", "/bucket"),
        ("ocid1.blockvolumereplica.oc1.iad.unique", "oci_volume_replication"),
        ("ocid1.volumegroupbackup.oc1.iad.unique", "oci_backup_kms_key"),
        ("ocid1.key.oc1.iad.short.unique", "kms_key_id"),
    ],
)
def test_what_names_no_assignable_resource_is_refused_before_any_request(
    assignments: Assignments, resource: str, reported: str
) -> None:
    failure = assignments.failure([assignments.named("file_systems", "fs-oracle-managed"), resource])
    assert failure.kind == "BadOption"
    assert names(failure, "resources")
    assert names(failure, reported)
    assert list(assignments.operator.requests()) == []


@pytest.mark.parametrize(
    ("statement", "held"),
    [
        ("Allow service FssOc1Prod to use keys in tenancy", True),
        ("Allow service FssOc2Prod to use keys in tenancy", False),
        ("Allow service blockstorage to use keys in tenancy", False),
    ],
)
def test_a_denial_is_explained_by_the_policies_of_either_form(
    assignments: Assignments, statement: str, held: bool
) -> None:
    """The service of older policies suffices, and so is not missing."""
    operator = assignments.operator
    operator.allow(
        "Allow group projx-admin-group to inspect policies in tenancy",
        "Allow group projx-admin-group to inspect compartments in tenancy",
        "Allow group projx-admin-group to inspect groups in tenancy",
        "Allow group projx-admin-group to inspect users in tenancy",
        "Allow group projx-admin-group to inspect dynamic-groups in tenancy",
        statement,
    )
    operator.revoke("services-use-keys")
    trouble = {"status": 404, "code": "RelatedResourceNotAuthorizedOrNotFound"}
    operator.fault(operation="file_storage.update_file_system", **trouble)
    with pytest.raises(Failure) as caught:
        assignments.run([assignments.named("file_systems", "fs-oracle-managed")])
    is_missing = any("dynamic-group" in each for each in caught.value.missing_statements)
    assert is_missing is not held
