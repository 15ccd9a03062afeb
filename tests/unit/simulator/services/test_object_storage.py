# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Namespaces and buckets through the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest
from oci.object_storage import models

from simulator.cloud import Cloud
from simulator.gateway.faults import Rule
from simulator.protocol.effects import Effects
from tests.unit.simulator.services.bucket_tenancy import Buckets
from tests.unit.simulator.services.keyed_tenancy import OTHER, refusal


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Buckets:
    return Buckets(cloud, client)


# -- namespaces ---------------------------------------------------------------------------------------------------


def test_the_namespace_is_a_bare_string_and_needs_no_permission(tenancy: Buckets) -> None:
    name = tenancy.user("nobody", "inspect users in tenancy")
    nobody = tenancy.client("object_storage.ObjectStorageClient", user=name)
    assert nobody.get_namespace().data == "axexample"
    assert refusal(lambda: nobody.list_buckets("axexample", tenancy.projx)) == (404, "NamespaceNotFound")


def test_the_namespace_of_a_compartment_needs_permission(tenancy: Buckets) -> None:
    assert tenancy.storage.get_namespace(compartment_id=tenancy.projx).data == "axexample"
    name = tenancy.user("nobody", "inspect users in tenancy")
    nobody = tenancy.client("object_storage.ObjectStorageClient", user=name)
    assert refusal(lambda: nobody.get_namespace(compartment_id=tenancy.projx)) == (404, "NamespaceNotFound")


def test_namespace_metadata_can_be_changed(tenancy: Buckets) -> None:
    before = tenancy.storage.get_namespace_metadata("axexample").data
    assert before.default_s3_compartment_id == tenancy.cloud.tenancy.id
    requested = models.UpdateNamespaceMetadataDetails(default_s3_compartment_id=tenancy.projx)
    tenancy.storage.update_namespace_metadata("axexample", requested)
    metadata = tenancy.storage.get_namespace_metadata("axexample").data
    assert metadata.default_s3_compartment_id == tenancy.projx
    assert metadata.default_swift_compartment_id == tenancy.cloud.tenancy.id


def test_private_endpoints_are_an_empty_list(tenancy: Buckets) -> None:
    assert tenancy.storage.list_private_endpoints("axexample", tenancy.projx).data == []
    assert refusal(lambda: tenancy.storage.list_private_endpoints("axexample", tenancy.projx + "x"))[0] == 404


def test_another_namespace_is_not_found(tenancy: Buckets) -> None:
    assert refusal(lambda: tenancy.storage.list_buckets("other", tenancy.projx)) == (404, "NamespaceNotFound")


# -- buckets ------------------------------------------------------------------------------------------------------


def test_a_bucket_has_the_fields_of_a_real_one(tenancy: Buckets) -> None:
    created = tenancy.bucket("logs")
    assert created.id.startswith("ocid1.bucket.oc1.iad.")
    assert (created.namespace, created.name, created.compartment_id) == ("axexample", "logs", tenancy.projx)
    assert (created.public_access_type, created.storage_tier, created.versioning) == (
        "NoPublicAccess",
        "Standard",
        "Disabled",
    )
    assert (created.object_events_enabled, created.replication_enabled, created.is_read_only) == (False, False, False)
    assert (created.metadata, created.freeform_tags, created.defined_tags) == ({}, {}, {})
    assert (created.kms_key_id, created.approximate_count, created.auto_tiering) == (None, None, None)
    assert created.created_by == tenancy.cloud.catalogue["users"]["admin"]
    response = tenancy.storage.get_bucket("axexample", "logs")
    assert response.data.etag == response.headers["etag"] == created.etag


def test_fields_add_details_of_a_bucket(tenancy: Buckets) -> None:
    tenancy.bucket()
    tenancy.storage.put_object("axexample", "b", "o", b"12345")
    bucket = tenancy.get(fields=["approximateCount", "approximateSize", "autoTiering"])
    assert (bucket.approximate_count, bucket.approximate_size, bucket.auto_tiering) == (1, 5, "Disabled")


def test_names_are_unique_in_a_region(tenancy: Buckets) -> None:
    tenancy.bucket("logs")
    assert refusal(lambda: tenancy.bucket("logs")) == (409, "BucketAlreadyExists")
    elsewhere = tenancy.client("object_storage.ObjectStorageClient", region=OTHER)
    details = models.CreateBucketDetails(name="logs", compartment_id=tenancy.projx)
    assert elsewhere.create_bucket("axexample", details).data.name == "logs"
    assert refusal(lambda: tenancy.bucket("no spaces")) == (400, "InvalidParameter")


def test_a_list_has_no_keys_and_no_tags_by_default(tenancy: Buckets) -> None:
    tenancy.bucket("two", freeform_tags={"a": "b"}, kms_key_id=tenancy.key())
    tenancy.bucket("one")
    listed = tenancy.storage.list_buckets("axexample", tenancy.projx).data
    assert [bucket.name for bucket in listed] == ["one", "two"]
    assert not hasattr(listed[1], "kms_key_id")
    assert listed[1].freeform_tags is None
    tagged = tenancy.storage.list_buckets("axexample", tenancy.projx, fields=["tags"]).data
    assert tagged[1].freeform_tags == {"a": "b"}
    assert tenancy.storage.list_buckets("axexample", tenancy.projy).data == []


def test_many_buckets_are_paged(tenancy: Buckets) -> None:
    for number in range(7):
        tenancy.bucket(f"b{number}")
    listed = oci.pagination.list_call_get_all_results(
        tenancy.storage.list_buckets, "axexample", tenancy.projx, limit=3
    ).data
    assert [bucket.name for bucket in listed] == [f"b{number}" for number in range(7)]


def test_head_returns_the_etag(tenancy: Buckets) -> None:
    created = tenancy.bucket()
    response = tenancy.storage.head_bucket("axexample", "b")
    assert (response.status, response.headers["etag"]) == (200, created.etag)
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        tenancy.storage.head_bucket("axexample", "missing")
    assert (caught.value.status, caught.value.code) == (404, None)


def test_an_update_changes_specified_fields_only(tenancy: Buckets) -> None:
    created = tenancy.bucket(freeform_tags={"a": "b"}, metadata={"m": "n"})
    changed = tenancy.update(public_access_type="ObjectRead", versioning="Enabled")
    assert (changed.public_access_type, changed.versioning) == ("ObjectRead", "Enabled")
    assert (changed.freeform_tags, changed.metadata) == ({"a": "b"}, {"m": "n"})
    assert changed.etag not in (created.etag, None)


def test_if_match_guards_an_update(tenancy: Buckets) -> None:
    created = tenancy.bucket()
    tenancy.update(options={"if_match": created.etag}, metadata={"a": "1"})
    stale = {"if_match": created.etag}
    assert refusal(lambda: tenancy.update(options=stale, metadata={"a": "2"})) == (412, "NoEtagMatch")
    assert tenancy.get().metadata == {"a": "1"}


def test_an_unchanged_bucket_is_not_sent_again(tenancy: Buckets) -> None:
    created = tenancy.bucket()
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        tenancy.storage.get_bucket("axexample", "b", if_none_match=created.etag)
    assert caught.value.status == 304


def test_a_bucket_can_be_renamed_and_moved(tenancy: Buckets) -> None:
    tenancy.bucket("old")
    tenancy.bucket("taken")
    assert refusal(lambda: tenancy.update("old", name="taken")) == (409, "BucketAlreadyExists")
    tenancy.update("old", name="new", compartment_id=tenancy.projy)
    assert refusal(lambda: tenancy.get("old")) == (404, "BucketNotFound")
    assert [one.name for one in tenancy.storage.list_buckets("axexample", tenancy.projy).data] == ["new"]
    tenancy.bucket("old")


def test_moving_needs_a_right_where_the_bucket_goes(tenancy: Buckets) -> None:
    tenancy.bucket()
    name = tenancy.user("mover", "manage object-family in compartment projx")
    mover = tenancy.client("object_storage.ObjectStorageClient", user=name)
    details = models.UpdateBucketDetails(compartment_id=tenancy.projy)
    found = refusal(lambda: mover.update_bucket("axexample", "b", details))
    assert found == (400, "RelatedResourceNotAuthorizedOrNotFound")


def test_only_an_empty_bucket_is_deleted(tenancy: Buckets) -> None:
    tenancy.bucket()
    tenancy.storage.put_object("axexample", "b", "o", b"x")
    assert refusal(lambda: tenancy.storage.delete_bucket("axexample", "b")) == (409, "BucketNotEmpty")
    tenancy.storage.delete_object("axexample", "b", "o")
    assert tenancy.storage.delete_bucket("axexample", "b").status == 204
    assert refusal(tenancy.get) == (404, "BucketNotFound")
    tenancy.bucket()


def test_a_denied_caller_receives_bucket_not_found(tenancy: Buckets) -> None:
    tenancy.bucket()
    name = tenancy.user("lister", "inspect buckets in compartment projx")
    lister = tenancy.client("object_storage.ObjectStorageClient", user=name)
    assert len(lister.list_buckets("axexample", tenancy.projx).data) == 1
    assert refusal(lambda: lister.get_bucket("axexample", "b")) == (404, "BucketNotFound")


def test_a_condition_on_the_name_of_a_bucket(tenancy: Buckets) -> None:
    tenancy.bucket("open")
    tenancy.bucket("shut")
    name = tenancy.user("reader", "read buckets in compartment projx where target.bucket.name = 'open'")
    reader = tenancy.client("object_storage.ObjectStorageClient", user=name)
    assert reader.get_bucket("axexample", "open").data.name == "open"
    assert refusal(lambda: reader.get_bucket("axexample", "shut")) == (404, "BucketNotFound")


def test_a_missing_bucket_is_not_found(tenancy: Buckets) -> None:
    tenancy.cloud.gateway.faults.add(Rule(operation="create_bucket", times=1, effects=Effects(not_applied=True)))
    tenancy.bucket()
    assert refusal(tenancy.get) == (404, "BucketNotFound")
    tenancy.bucket()


def test_a_change_from_outside_shows_in_the_etag_of_the_body(tenancy: Buckets) -> None:
    created = tenancy.bucket()
    bucket = tenancy.store.find(created.id)
    assert bucket is not None
    tenancy.store.change(bucket, {"isReadOnly": True})
    assert tenancy.get().etag == bucket.etag
    tenancy.storage.make_bucket_writable("axexample", "b")
    assert tenancy.get().is_read_only is False


def test_replication_is_empty(tenancy: Buckets) -> None:
    tenancy.bucket()
    assert tenancy.storage.list_replication_policies("axexample", "b").data == []
    assert tenancy.storage.list_replication_sources("axexample", "b").data == []
