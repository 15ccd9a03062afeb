# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of buckets through the real SDK, in every variant."""

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

NOT_GRANTED = (404, "NotAuthorizedOrFoundKmsKey")


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Buckets:
    return Buckets(cloud, client)


def test_a_bucket_takes_changes_and_loses_its_key(tenancy: Buckets) -> None:
    first, second = tenancy.key(), tenancy.key()
    assert tenancy.bucket(kms_key_id=first).kms_key_id == first
    assert tenancy.update(kms_key_id=second).kms_key_id == second
    assert tenancy.update(metadata={}).kms_key_id == second
    assert tenancy.update(kms_key_id="").kms_key_id is None
    assert tenancy.get().kms_key_id is None


@pytest.mark.parametrize(
    ("variant", "code"),
    [("404 NotAuthorizedOrFoundKmsKey", NOT_GRANTED), ("400 BadRequest", (400, "BadRequest"))],
    ids=["404", "400"],
)
def test_without_the_services_grant_no_key(tenancy: Buckets, variant: str, code: tuple[int, str]) -> None:
    tenancy.play("bucket_key_not_granted", variant)
    key = tenancy.key()
    tenancy.bucket("plain")
    tenancy.bucket("keyed", kms_key_id=key)
    tenancy.forbid(tenancy.policy)
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        tenancy.bucket("new", kms_key_id=key)
    assert ((caught.value.status, caught.value.code), caught.value.message) == (
        code,
        "Caught RestClientException exception",
    )
    assert refusal(lambda: tenancy.update("plain", kms_key_id=key)) == code
    # KEY_DECRYPT is required to read the bucket [D-OSP].
    assert refusal(lambda: tenancy.get("keyed")) == code
    assert len(tenancy.storage.list_buckets("axexample", tenancy.projx).data) == 2


def test_the_grant_of_another_region_does_not_help(tenancy: Buckets) -> None:
    tenancy.forbid(tenancy.policy)
    tenancy.allow(f"Allow service objectstorage-{OTHER} to use keys in compartment security")
    key = tenancy.key()
    assert refusal(lambda: tenancy.bucket(kms_key_id=key)) == NOT_GRANTED


def test_the_caller_must_delegate_the_key(tenancy: Buckets) -> None:
    key = tenancy.key()
    name = tenancy.user("writer", "manage object-family in compartment projx")
    writer = tenancy.client("object_storage.ObjectStorageClient", user=name)
    create = models.CreateBucketDetails(name="b", compartment_id=tenancy.projx, kms_key_id=key)
    update = models.UpdateBucketDetails(kms_key_id=key)
    tenancy.bucket("plain")
    assert refusal(lambda: writer.create_bucket("axexample", create)) == NOT_GRANTED
    assert refusal(lambda: writer.update_bucket("axexample", "plain", update)) == NOT_GRANTED
    tenancy.play("update_bucket_needs_delegate", "no")
    assert refusal(lambda: writer.create_bucket("axexample", create)) == NOT_GRANTED
    assert writer.update_bucket("axexample", "plain", update).data.kms_key_id == key
    assert writer.update_bucket("axexample", "plain", models.UpdateBucketDetails(kms_key_id="")).data.kms_key_id is None


def test_the_caller_must_delegate_the_old_key_too(tenancy: Buckets) -> None:
    old, new = tenancy.key(), tenancy.key()
    tenancy.bucket(kms_key_id=old)
    name = tenancy.user(
        "writer",
        "manage object-family in compartment projx",
        f"use key-delegate in compartment security where target.key.id = '{new}'",
    )
    writer = tenancy.client("object_storage.ObjectStorageClient", user=name)
    details = models.UpdateBucketDetails(kms_key_id=new)
    assert refusal(lambda: writer.update_bucket("axexample", "b", details)) == NOT_GRANTED


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        ("400 BadRequest", (400, "BadRequest")),
        ("404 NotAuthorizedOrFoundKmsKey", NOT_GRANTED),
        ("409 IncorrectState", (409, "IncorrectState")),
    ],
    ids=["400", "404", "409"],
)
def test_with_a_disabled_key_the_bucket_lists_but_does_not_open(
    tenancy: Buckets, variant: str, code: tuple[int, str]
) -> None:
    tenancy.play("bucket_key_unusable", variant)
    key = tenancy.key()
    tenancy.bucket(kms_key_id=key)
    tenancy.bucket("plain")
    tenancy.disable(key)
    assert refusal(tenancy.get) == code
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        tenancy.storage.head_bucket("axexample", "b")
    assert caught.value.status == code[0]
    assert [one.name for one in tenancy.storage.list_buckets("axexample", tenancy.projx).data] == ["b", "plain"]
    assert refusal(lambda: tenancy.update("plain", kms_key_id=key)) == code
    tenancy.enable(key)
    assert tenancy.get().kms_key_id == key


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_a_bucket_leaves_a_disabled_key(tenancy: Buckets, choice: str) -> None:
    tenancy.play("bucket_leaves_unusable_key", choice)
    old, new = tenancy.key(), tenancy.key()
    tenancy.bucket(kms_key_id=old)
    tenancy.disable(old)
    if choice == "accepted":
        assert tenancy.update(kms_key_id=new).kms_key_id == new
    else:
        assert refusal(lambda: tenancy.update(kms_key_id=new)) == (400, "BadRequest")


@pytest.mark.parametrize("delegated", ["yes", "no"])
def test_a_bucket_cannot_leave_a_key_pending_deletion(tenancy: Buckets, delegated: str) -> None:
    tenancy.play("update_bucket_needs_delegate", delegated)
    key = tenancy.key()
    tenancy.bucket(kms_key_id=key)
    tenancy.schedule_deletion(key)
    assert refusal(lambda: tenancy.update(kms_key_id="")) == (400, "BadRequest")


def test_an_asymmetric_key_does_not_do(tenancy: Buckets) -> None:
    key = tenancy.key("RSA", 256)
    assert refusal(lambda: tenancy.bucket(kms_key_id=key)) == (400, "BadRequest")


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        ("409 Conflict", (409, "Conflict")),
        ("400 InvalidParameter", (400, "InvalidParameter")),
        ("403 NotAllowed", (403, "NotAllowed")),
        ("404 NotAuthorizedOrNotFound", (404, "NotAuthorizedOrNotFound")),
    ],
    ids=["409", "400", "403", "404"],
)
def test_a_security_zone_demands_a_key(tenancy: Buckets, variant: str, code: tuple[int, str]) -> None:
    tenancy.play("security_zone_refusal", variant)
    key = tenancy.key()
    tenancy.bucket(kms_key_id=key)
    tenancy.bucket("plain")
    zone = tenancy.store.find(tenancy.projx)
    assert zone is not None
    zone.hidden["security_zone"] = True
    assert refusal(lambda: tenancy.update(kms_key_id="")) == code
    assert refusal(lambda: tenancy.bucket("new")) == code
    assert tenancy.get().kms_key_id == key
    assert tenancy.update("plain", metadata={"a": "b"}).metadata == {"a": "b"}


def test_a_flagged_bucket_is_as_in_a_security_zone(tenancy: Buckets) -> None:
    created = tenancy.bucket(kms_key_id=tenancy.key())
    bucket = tenancy.store.find(created.id)
    assert bucket is not None
    bucket.hidden["security_zone"] = True
    assert refusal(lambda: tenancy.update(kms_key_id="")) == (409, "Conflict")


def test_a_key_change_that_is_accepted_but_not_applied(tenancy: Buckets) -> None:
    tenancy.bucket()
    tenancy.cloud.gateway.faults.add(Rule(operation="update_bucket", effects=Effects(not_applied=True)))
    key = tenancy.key()
    assert tenancy.update(kms_key_id=key).kms_key_id == key
    assert tenancy.get().kms_key_id is None


def test_a_stale_read_returns_the_previous_key(tenancy: Buckets) -> None:
    tenancy.bucket()
    key = tenancy.key()
    tenancy.update(kms_key_id=key)
    tenancy.cloud.gateway.faults.add(Rule(operation="get_bucket", times=1, effects=Effects(stale=True)))
    assert tenancy.get().kms_key_id is None
    assert tenancy.get().kms_key_id == key
