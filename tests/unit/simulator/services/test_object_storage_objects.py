# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects, their versions, uploads, re-encryption and copies through the real SDK."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import oci
import pytest
from oci.object_storage import models

from simulator.cloud import Cloud
from simulator.gateway.faults import Effects, Rule
from tests.unit.simulator.services.keyed_tenancy import HOME, OTHER, KeyedTenancy, refusal

NS = "axexample"


class Storage(KeyedTenancy):
    """A tenancy with a bucket under a key."""

    def __init__(self, cloud: Cloud, client: Callable[..., Any]) -> None:
        super().__init__(cloud, client)
        self.storage = client("object_storage.ObjectStorageClient")
        self.allow(f"Allow service objectstorage-{HOME} to use keys in compartment security")
        self.first = self.key()
        self.bucket("b", kms_key_id=self.first)

    def bucket(self, name: str, **details: Any) -> None:
        wanted = models.CreateBucketDetails(name=name, compartment_id=self.projx, **details)
        self.storage.create_bucket(NS, wanted)

    def put(self, name: str, body: bytes = b"data", *, bucket: str = "b", **options: Any) -> Any:
        return self.storage.put_object(NS, bucket, name, body, **options)

    def read(self, name: str, *, bucket: str = "b", **options: Any) -> bytes:
        content: bytes = self.storage.get_object(NS, bucket, name, **options).data.content
        return content

    def assign(self, key_id: str, *, bucket: str = "b") -> None:
        self.storage.update_bucket(NS, bucket, models.UpdateBucketDetails(kms_key_id=key_id))

    def names(self, **options: Any) -> list[str]:
        return [one.name for one in self.storage.list_objects(NS, "b", **options).data.objects]

    def reencrypt(self, **options: Any) -> str:
        return str(self.storage.reencrypt_bucket(NS, "b", **options).headers["opc-work-request-id"])

    def status(self, work_id: str) -> str:
        return str(self.storage.get_work_request(work_id).data.status)


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Storage:
    return Storage(cloud, client)


# -- objects ------------------------------------------------------------------------------------------------------


def test_an_object_comes_back_as_it_was_put(tenancy: Storage) -> None:
    put = tenancy.put("a/b c.txt", b"hello", content_type="text/plain", opc_meta={"owner": "me"})
    got = tenancy.storage.get_object(NS, "b", "a/b c.txt")
    assert got.data.content == b"hello"
    assert got.headers["content-type"] == "text/plain"
    assert got.headers["opc-meta-owner"] == "me"
    assert got.headers["etag"] == put.headers["etag"]
    assert got.headers["content-md5"] == put.headers["opc-content-md5"] == "XUFAKrxLKna5cZ2REBfFkg=="


def test_head_tells_the_size_without_the_content(tenancy: Storage) -> None:
    tenancy.put("o", b"12345")
    head = tenancy.storage.head_object(NS, "b", "o")
    assert (head.status, head.headers["content-length"], head.headers["storage-tier"]) == (200, "5", "Standard")


@pytest.mark.parametrize(
    ("wanted", "part"), [("bytes=1-2", b"el"), ("bytes=3-", b"lo"), ("bytes=-1", b"o")], ids=["inner", "from", "last"]
)
def test_a_range_of_an_object(tenancy: Storage, wanted: str, part: bytes) -> None:
    tenancy.put("o", b"hello")
    got = tenancy.storage.get_object(NS, "b", "o", range=wanted)
    assert (got.status, got.data.content) == (206, part)
    assert refusal(lambda: tenancy.read("o", range="bytes=9-"))[0] == 416


def test_what_is_not_there_is_not_found(tenancy: Storage) -> None:
    assert refusal(lambda: tenancy.read("missing")) == (404, "ObjectNotFound")
    assert refusal(lambda: tenancy.storage.delete_object(NS, "b", "missing")) == (404, "ObjectNotFound")
    assert refusal(lambda: tenancy.put("o", bucket="missing")) == (404, "BucketNotFound")


def test_conditions_on_a_put(tenancy: Storage) -> None:
    etag = tenancy.put("o", b"1", if_none_match="*").headers["etag"]
    assert refusal(lambda: tenancy.put("o", b"2", if_none_match="*")) == (412, "IfNoneMatchFailed")
    assert refusal(lambda: tenancy.put("o", b"2", if_match="other")) == (412, "NoEtagMatch")
    assert refusal(lambda: tenancy.put("new", b"2", if_match=etag)) == (412, "NoEtagMatch")
    tenancy.put("o", b"2", if_match=etag)
    assert tenancy.read("o") == b"2"


def test_a_body_that_does_not_fit_its_digest_is_refused(tenancy: Storage) -> None:
    assert refusal(lambda: tenancy.put("o", b"x", content_md5="AAAA")) == (400, "UnmatchedContentMD5")


def test_lists_by_prefix_bounds_and_delimiter(tenancy: Storage) -> None:
    for name in ("a", "b/1", "b/2", "b/c/3", "d"):
        tenancy.put(name)
    assert tenancy.names() == ["a", "b/1", "b/2", "b/c/3", "d"]
    assert tenancy.names(start="b/2", end="d") == ["b/2", "b/c/3"]
    assert tenancy.names(start_after="b/2") == ["b/c/3", "d"]
    folded = tenancy.storage.list_objects(NS, "b", delimiter="/").data
    assert ([one.name for one in folded.objects], folded.prefixes) == (["a", "d"], ["b/"])
    inner = tenancy.storage.list_objects(NS, "b", prefix="b/", delimiter="/").data
    assert ([one.name for one in inner.objects], inner.prefixes) == (["b/1", "b/2"], ["b/c/"])


def test_a_list_pages_in_its_body_and_tells_fields_when_asked(tenancy: Storage) -> None:
    for name in ("a", "b", "c"):
        tenancy.put(name)
    page = tenancy.storage.list_objects(NS, "b", limit=2, fields="name,size,etag,md5,timeCreated").data
    assert ([one.name for one in page.objects], page.next_start_with) == (["a", "b"], "c")
    assert (page.objects[0].size, page.objects[0].storage_tier) == (4, None)
    assert tenancy.names(start=page.next_start_with) == ["c"]
    assert refusal(lambda: tenancy.names(fields="kmsKeyId")) == (400, "InvalidParameter")


def test_a_rename_keeps_the_content(tenancy: Storage) -> None:
    tenancy.put("old", b"x")
    tenancy.storage.rename_object(NS, "b", models.RenameObjectDetails(source_name="old", new_name="new"))
    assert (tenancy.names(), tenancy.read("new")) == (["new"], b"x")


def test_several_are_deleted_at_once(tenancy: Storage) -> None:
    tenancy.put("a")
    wanted = [models.BatchDeleteObjectIdentifier(object_name=name) for name in ("a", "missing")]
    result = tenancy.storage.batch_delete_objects(NS, "b", models.BatchDeleteObjectsDetails(objects=wanted)).data
    assert [one.object_name for one in result.deleted] == ["a"]
    assert [(one.object_name, one.status_code) for one in result.failed] == [("missing", 404)]
    assert tenancy.names() == []


def test_an_archived_object_must_be_restored(tenancy: Storage) -> None:
    tenancy.put("o")
    details = models.UpdateObjectStorageTierDetails(object_name="o", storage_tier="Archive")
    tenancy.storage.update_object_storage_tier(NS, "b", details)
    assert refusal(lambda: tenancy.read("o")) == (409, "NotRestored")
    assert tenancy.storage.head_object(NS, "b", "o").headers["archival-state"] == "Archived"


def test_versions_are_kept_while_versioning_is_enabled(tenancy: Storage) -> None:
    tenancy.storage.update_bucket(NS, "b", models.UpdateBucketDetails(versioning="Enabled"))
    first = tenancy.put("o", b"1").headers["version-id"]
    tenancy.put("o", b"2")
    deleted = tenancy.storage.delete_object(NS, "b", "o")
    assert deleted.headers["is-delete-marker"] == "true"
    assert refusal(lambda: tenancy.read("o")) == (404, "ObjectNotFound")
    assert tenancy.read("o", version_id=first) == b"1"
    versions = tenancy.storage.list_object_versions(NS, "b").data.items
    assert [one.is_delete_marker for one in versions] == [True, False, False]
    assert refusal(lambda: tenancy.storage.delete_bucket(NS, "b")) == (409, "BucketNotEmpty")
    for version in versions:
        tenancy.storage.delete_object(NS, "b", "o", version_id=version.version_id)
    assert tenancy.storage.list_object_versions(NS, "b").data.items == []


def test_rights_on_objects_differ_for_new_and_existing_ones(tenancy: Storage) -> None:
    tenancy.put("there")
    name = tenancy.user("overwriter", "use objects in compartment projx")
    overwriter = tenancy.client("object_storage.ObjectStorageClient", user=name)
    overwriter.put_object(NS, "b", "there", b"again")
    assert refusal(lambda: overwriter.put_object(NS, "b", "new", b"x")) == (404, "BucketNotFound")


def test_an_object_that_was_not_stored_is_not_there(tenancy: Storage) -> None:
    tenancy.cloud.gateway.faults.add(Rule(operation="put_object", times=1, effects=Effects(not_applied=True)))
    tenancy.put("o")
    assert tenancy.names() == []


def test_customer_provided_keys_are_refused_by_name(tenancy: Storage) -> None:
    options = {"opc_sse_customer_algorithm": "AES256", "opc_sse_customer_key": "x", "opc_sse_customer_key_sha256": "y"}
    assert refusal(lambda: tenancy.put("o", **options)) == (501, "MethodNotImplemented")


# -- uploads in parts ---------------------------------------------------------------------------------------------


def test_the_upload_manager_of_the_sdk_sends_parts(tenancy: Storage) -> None:
    manager = oci.object_storage.UploadManager(tenancy.storage, allow_parallel_uploads=False)
    body = bytes(range(256)) * 40_960
    response = manager.upload_stream(NS, "b", "big", io.BytesIO(body), part_size=4 * 1024 * 1024)
    assert response.headers["opc-multipart-md5"].endswith("-3")
    assert tenancy.read("big") == body


def test_an_upload_is_listed_until_it_is_aborted(tenancy: Storage) -> None:
    details = models.CreateMultipartUploadDetails(object="big")
    upload = tenancy.storage.create_multipart_upload(NS, "b", details).data
    tenancy.storage.upload_part(NS, "b", "big", upload.upload_id, 1, b"part")
    parts = tenancy.storage.list_multipart_upload_parts(NS, "b", "big", upload.upload_id).data
    assert [(part.part_number, part.size) for part in parts] == [(1, 4)]
    assert [one.object for one in tenancy.storage.list_multipart_uploads(NS, "b").data] == ["big"]
    assert refusal(lambda: tenancy.storage.delete_bucket(NS, "b")) == (409, "BucketNotEmpty")
    tenancy.storage.abort_multipart_upload(NS, "b", "big", upload.upload_id)
    assert tenancy.storage.list_multipart_uploads(NS, "b").data == []
    again = lambda: tenancy.storage.abort_multipart_upload(NS, "b", "big", upload.upload_id)  # noqa: E731
    assert refusal(again) == (404, "NoSuchUpload")


def test_a_commit_names_what_was_uploaded(tenancy: Storage) -> None:
    details = models.CreateMultipartUploadDetails(object="big")
    upload = tenancy.storage.create_multipart_upload(NS, "b", details).data
    parts = [models.CommitMultipartUploadPartDetails(part_num=1, etag="x")]
    commit = models.CommitMultipartUploadDetails(parts_to_commit=parts)
    found = refusal(lambda: tenancy.storage.commit_multipart_upload(NS, "b", "big", upload.upload_id, commit))
    assert found == (400, "InvalidParameter")


# -- keys and re-encryption ---------------------------------------------------------------------------------------


def test_an_object_stays_under_the_key_it_was_written_with(tenancy: Storage) -> None:
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


def test_what_is_written_after_the_call_is_not_re_encrypted(tenancy: Storage) -> None:
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


def test_a_fault_lets_the_work_fail(tenancy: Storage) -> None:
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
    wanted = {
        "source_object_name": "o",
        "destination_region": OTHER,
        "destination_namespace": NS,
        "destination_bucket": "copies",
        "destination_object_name": "copy",
    }
    return models.CopyObjectDetails(**{**wanted, **changes})


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


# -- rules of a bucket --------------------------------------------------------------------------------------------


def test_a_lifecycle_policy_is_kept_and_told(tenancy: Storage) -> None:
    get = lambda: tenancy.storage.get_object_lifecycle_policy(NS, "b")  # noqa: E731
    assert refusal(get) == (404, "LifecyclePolicyNotFound")
    rule = models.ObjectLifecycleRule(name="r", action="DELETE", time_amount=30, time_unit="DAYS", is_enabled=True)
    details = models.PutObjectLifecyclePolicyDetails(items=[rule])
    etag = tenancy.storage.put_object_lifecycle_policy(NS, "b", details).headers["etag"]
    assert get().data.items[0].name == "r"
    assert tenancy.storage.get_bucket(NS, "b").data.object_lifecycle_policy_etag == etag
    delete = tenancy.storage.delete_object_lifecycle_policy
    assert refusal(lambda: delete(NS, "b", if_match="other")) == (412, "NoEtagMatch")
    delete(NS, "b", if_match=etag)
    assert refusal(get) == (404, "LifecyclePolicyNotFound")


def test_a_retention_rule_keeps_objects(tenancy: Storage) -> None:
    tenancy.put("o")
    duration = models.Duration(time_amount=1, time_unit="DAYS")
    details = models.CreateRetentionRuleDetails(display_name="keep", duration=duration)
    rule = tenancy.storage.create_retention_rule(NS, "b", details).data
    assert [one.id for one in tenancy.storage.list_retention_rules(NS, "b").data.items] == [rule.id]
    assert tenancy.storage.get_retention_rule(NS, "b", rule.id).data.display_name == "keep"
    assert refusal(lambda: tenancy.storage.delete_object(NS, "b", "o")) == (409, "Conflict")
    assert refusal(lambda: tenancy.put("o")) == (409, "Conflict")
    tenancy.wait(25 * 3600)
    tenancy.storage.delete_object(NS, "b", "o")
    renamed = models.UpdateRetentionRuleDetails(display_name="no more")
    assert tenancy.storage.update_retention_rule(NS, "b", rule.id, renamed).data.display_name == "no more"
    tenancy.storage.delete_retention_rule(NS, "b", rule.id)
    assert refusal(lambda: tenancy.storage.get_retention_rule(NS, "b", rule.id)) == (404, "RetentionRuleNotFound")


def test_a_pre_authenticated_request_tells_its_address_once(tenancy: Storage) -> None:
    expires = datetime.now(UTC) + timedelta(days=1)
    details = models.CreatePreauthenticatedRequestDetails(
        name="share", access_type="ObjectRead", object_name="o", time_expires=expires
    )
    made = tenancy.storage.create_preauthenticated_request(NS, "b", details).data
    assert made.access_uri.endswith(f"/n/{NS}/b/b/o/o")
    listed = tenancy.storage.list_preauthenticated_requests(NS, "b").data
    assert [(one.id, hasattr(one, "access_uri")) for one in listed] == [(made.id, False)]
    assert tenancy.storage.get_preauthenticated_request(NS, "b", made.id).data.name == "share"
    tenancy.storage.delete_preauthenticated_request(NS, "b", made.id)
    assert tenancy.storage.list_preauthenticated_requests(NS, "b").data == []
