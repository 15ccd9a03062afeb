# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects, their versions and uploads, and the rules of their bucket, through the real SDK."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import oci
import pytest
from oci.object_storage import models

from simulator.cloud import Cloud
from simulator.gateway.faults import Rule
from simulator.protocol.effects import Effects
from tests.unit.simulator.services.keyed_tenancy import refusal
from tests.unit.simulator.services.object_storage_tenancy import NS, Storage


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Storage:
    return Storage(cloud, client)


# -- objects ------------------------------------------------------------------------------------------------------


def test_an_object_is_returned_unchanged(tenancy: Storage) -> None:
    put = tenancy.put("a/b c.txt", b"hello", content_type="text/plain", opc_meta={"owner": "me"})
    got = tenancy.storage.get_object(NS, "b", "a/b c.txt")
    assert got.data.content == b"hello"
    assert got.headers["content-type"] == "text/plain"
    assert got.headers["opc-meta-owner"] == "me"
    assert got.headers["etag"] == put.headers["etag"]
    assert got.headers["content-md5"] == put.headers["opc-content-md5"] == "XUFAKrxLKna5cZ2REBfFkg=="


def test_a_folder_is_an_object_whose_name_ends_with_a_slash(tenancy: Storage) -> None:
    tenancy.put("folder/", b"")
    tenancy.put("folder", b"x")
    assert tenancy.names() == ["folder", "folder/"]
    assert (tenancy.read("folder/"), tenancy.read("folder")) == (b"", b"x")


def test_head_returns_the_size_without_the_content(tenancy: Storage) -> None:
    tenancy.put("o", b"12345")
    head = tenancy.storage.head_object(NS, "b", "o")
    assert (head.status, head.headers["content-length"], head.headers["storage-tier"]) == (200, "5", "Standard")


@pytest.mark.parametrize(
    ("requested", "part"),
    [("bytes=1-2", b"el"), ("bytes=3-", b"lo"), ("bytes=-1", b"o")],
    ids=["inner", "from", "last"],
)
def test_a_range_of_an_object(tenancy: Storage, requested: str, part: bytes) -> None:
    tenancy.put("o", b"hello")
    got = tenancy.storage.get_object(NS, "b", "o", range=requested)
    assert (got.status, got.data.content) == (206, part)
    assert refusal(lambda: tenancy.read("o", range="bytes=9-"))[0] == 416


def test_a_missing_object_is_not_found(tenancy: Storage) -> None:
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


def test_a_list_is_paged_in_its_body_and_returns_requested_fields(tenancy: Storage) -> None:
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
    requested = [models.BatchDeleteObjectIdentifier(object_name=name) for name in ("a", "missing")]
    result = tenancy.storage.batch_delete_objects(NS, "b", models.BatchDeleteObjectsDetails(objects=requested)).data
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
    options: dict[str, Any] = {
        "opc_sse_customer_algorithm": "AES256",
        "opc_sse_customer_key": "x",
        "opc_sse_customer_key_sha256": "y",
    }
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
    assert refusal(lambda: tenancy.storage.abort_multipart_upload(NS, "b", "big", upload.upload_id)) == (
        404,
        "NoSuchUpload",
    )


def test_a_commit_requires_uploaded_parts(tenancy: Storage) -> None:
    details = models.CreateMultipartUploadDetails(object="big")
    upload = tenancy.storage.create_multipart_upload(NS, "b", details).data
    parts = [models.CommitMultipartUploadPartDetails(part_num=1, etag="x")]
    commit = models.CommitMultipartUploadDetails(parts_to_commit=parts)
    found = refusal(lambda: tenancy.storage.commit_multipart_upload(NS, "b", "big", upload.upload_id, commit))
    assert found == (400, "InvalidParameter")


# -- rules of a bucket --------------------------------------------------------------------------------------------


def test_a_lifecycle_policy_is_stored_and_returned(tenancy: Storage) -> None:
    def get() -> Any:
        return tenancy.storage.get_object_lifecycle_policy(NS, "b")

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


def test_a_lifecycle_policy_that_is_not_there_is_deleted_all_the_same(tenancy: Storage) -> None:
    """Oracle's own forced deletion of a bucket does so, and interprets a 404 as a missing bucket."""
    before = tenancy.storage.get_bucket(NS, "b").data.etag
    for _attempt in range(2):
        assert tenancy.storage.delete_object_lifecycle_policy(NS, "b").status == 204
    assert tenancy.storage.get_bucket(NS, "b").data.etag == before
    missing = refusal(lambda: tenancy.storage.delete_object_lifecycle_policy(NS, "none"))
    assert missing == (404, "BucketNotFound")


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


def test_a_pre_authenticated_request_returns_its_address_once(tenancy: Storage) -> None:
    expires = datetime.now(UTC) + timedelta(days=1)
    details = models.CreatePreauthenticatedRequestDetails(
        name="share", access_type="ObjectRead", object_name="o", time_expires=expires
    )
    created = tenancy.storage.create_preauthenticated_request(NS, "b", details).data
    assert created.access_uri.endswith(f"/n/{NS}/b/b/o/o")
    listed = tenancy.storage.list_preauthenticated_requests(NS, "b").data
    assert [(one.id, hasattr(one, "access_uri")) for one in listed] == [(created.id, False)]
    assert tenancy.storage.get_preauthenticated_request(NS, "b", created.id).data.name == "share"
    tenancy.storage.delete_preauthenticated_request(NS, "b", created.id)
    assert tenancy.storage.list_preauthenticated_requests(NS, "b").data == []
