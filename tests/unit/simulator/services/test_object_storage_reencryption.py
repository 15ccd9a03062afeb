# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of objects, re-encryption and copies, through the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oci.object_storage import models

from simulator.cloud import Cloud
from simulator.gateway.faults import Rule
from simulator.protocol.effects import Effects
from tests.unit.simulator.services.keyed_tenancy import HOME, OTHER, refusal
from tests.unit.simulator.services.object_storage_tenancy import NS, Storage


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Storage:
    return Storage(cloud, client)


def test_an_object_keeps_the_key_it_was_written_with(tenancy: Storage) -> None:
    tenancy.put("old")
    second = tenancy.key()
    tenancy.assign(second)
    tenancy.put("new")
    tenancy.disable(tenancy.first)
    assert refusal(lambda: tenancy.read("old")) == (400, "BadRequest")
    assert tenancy.read("new") == b"data"
    assert tenancy.names() == ["new", "old"]


def test_re_encryption_frees_all_objects_and_versions_from_the_old_key(tenancy: Storage) -> None:
    tenancy.storage.update_bucket(NS, "b", models.UpdateBucketDetails(versioning="Enabled"))
    version = tenancy.put("old", b"1").headers["version-id"]
    tenancy.put("old", b"2")
    tenancy.assign(tenancy.key())
    work = tenancy.reencrypt()
    assert tenancy.status(work) == "ACCEPTED"
    tenancy.wait(2)
    assert tenancy.status(work) == "IN_PROGRESS"
    tenancy.wait(60)
    done = tenancy.storage.get_work_request(work).data
    assert (done.status, done.percent_complete, done.operation_type) == ("COMPLETED", 100.0, "REENCRYPT")
    assert done.time_finished > done.time_started > done.time_accepted
    assert done.resources[0].metadata["BUCKET"] == "b"
    tenancy.disable(tenancy.first)
    assert (tenancy.read("old"), tenancy.read("old", version_id=version)) == (b"2", b"1")


def test_objects_written_after_the_call_are_not_re_encrypted(tenancy: Storage) -> None:
    second = tenancy.key()
    tenancy.assign(second)
    tenancy.reencrypt()
    third = tenancy.key()
    tenancy.put("later", opc_sse_kms_key_id=third)
    tenancy.wait(60)
    tenancy.disable(third)
    assert refusal(lambda: tenancy.read("later")) == (400, "BadRequest")


def test_re_encryption_needs_a_key_on_the_bucket(tenancy: Storage) -> None:
    tenancy.bucket("plain")
    assert refusal(lambda: tenancy.storage.reencrypt_bucket(NS, "plain")) == (400, "InvalidParameter")


def test_re_encryption_fails_when_the_old_key_is_disabled(tenancy: Storage) -> None:
    tenancy.put("old")
    tenancy.assign(tenancy.key())
    tenancy.disable(tenancy.first)
    work = tenancy.reencrypt()
    tenancy.wait(60)
    assert tenancy.status(work) == "FAILED"
    assert "old" in tenancy.storage.list_work_request_errors(work).data[0].message
    assert tenancy.storage.list_work_request_logs(work).data[0].message
    tenancy.enable(tenancy.first)
    tenancy.disable(tenancy.first)
    assert refusal(lambda: tenancy.read("old")) == (400, "BadRequest")


def test_only_the_bucket_key_leaves_objects_alone(tenancy: Storage) -> None:
    tenancy.put("old")
    tenancy.assign(tenancy.key())
    work = tenancy.reencrypt(is_reencrypt_bucket_key_only=True)
    tenancy.wait(60)
    assert tenancy.status(work) == "COMPLETED"
    tenancy.disable(tenancy.first)
    assert refusal(lambda: tenancy.read("old")) == (400, "BadRequest")


def test_a_cancelled_re_encryption_changes_nothing(tenancy: Storage) -> None:
    tenancy.put("old")
    tenancy.assign(tenancy.key())
    work = tenancy.reencrypt()
    tenancy.storage.cancel_work_request(work)
    assert tenancy.status(work) == "CANCELING"
    tenancy.wait(60)
    assert tenancy.status(work) == "CANCELED"
    assert refusal(lambda: tenancy.storage.cancel_work_request(work)) == (409, "IncorrectState")
    tenancy.disable(tenancy.first)
    assert refusal(lambda: tenancy.read("old")) == (400, "BadRequest")


def test_a_fault_can_fail_the_work_request(tenancy: Storage) -> None:
    tenancy.put("old")
    tenancy.assign(tenancy.key())
    effects = Effects(work_request_error="out of luck")
    tenancy.cloud.gateway.faults.add(Rule(operation="reencrypt_bucket", effects=effects))
    work = tenancy.reencrypt()
    tenancy.wait(60)
    assert tenancy.status(work) == "FAILED"
    assert tenancy.storage.list_work_request_errors(work).data[0].message == "out of luck"
    tenancy.disable(tenancy.first)
    assert refusal(lambda: tenancy.read("old")) == (400, "BadRequest")


def test_work_requests_are_listed_by_compartment(tenancy: Storage) -> None:
    work = tenancy.reencrypt()
    assert [one.id for one in tenancy.storage.list_work_requests(tenancy.projx).data] == [work]
    assert tenancy.storage.list_work_requests(tenancy.projy).data == []


def test_one_object_is_re_encrypted_at_once(tenancy: Storage) -> None:
    tenancy.put("old")
    tenancy.assign(tenancy.key())
    tenancy.storage.reencrypt_object(NS, "b", "old", models.ReencryptObjectDetails())
    tenancy.disable(tenancy.first)
    assert tenancy.read("old") == b"data"


# -- copies -------------------------------------------------------------------------------------------------------


def copy_details(**changes: Any) -> Any:
    requested = {
        "source_object_name": "o",
        "destination_region": OTHER,
        "destination_namespace": NS,
        "destination_bucket": "copies",
        "destination_object_name": "copy",
    }
    return models.CopyObjectDetails(**{**requested, **changes})


def test_a_copy_arrives_in_the_other_region(tenancy: Storage) -> None:
    tenancy.put("o")
    elsewhere = tenancy.client("object_storage.ObjectStorageClient", region=OTHER)
    elsewhere.create_bucket(NS, models.CreateBucketDetails(name="copies", compartment_id=tenancy.projx))
    found = refusal(lambda: tenancy.storage.copy_object(NS, "b", copy_details()))
    assert found == (400, "InsufficientServicePermissions")
    tenancy.allow(f"Allow service objectstorage-{HOME} to manage object-family in compartment projx")
    work = tenancy.storage.copy_object(NS, "b", copy_details()).headers["opc-work-request-id"]
    assert refusal(lambda: elsewhere.get_object(NS, "copies", "copy")) == (404, "ObjectNotFound")
    tenancy.wait(10)
    assert tenancy.storage.get_work_request(work).data.operation_type == "COPY_OBJECT"
    assert tenancy.status(work) == "COMPLETED"
    assert elsewhere.get_object(NS, "copies", "copy").data.content == b"data"


def test_a_copy_needs_a_bucket_to_go_to(tenancy: Storage) -> None:
    tenancy.put("o")
    assert refusal(lambda: tenancy.storage.copy_object(NS, "b", copy_details())) == (404, "BucketNotFound")
    details = copy_details(source_object_name="missing")
    assert refusal(lambda: tenancy.storage.copy_object(NS, "b", details)) == (404, "ObjectNotFound")
