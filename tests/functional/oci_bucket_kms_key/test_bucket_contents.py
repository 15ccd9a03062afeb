# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in a bucket keeps its key until it is re-encrypted, and nothing pretends otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.cloud import Cloud
from tests.clouds import MakeCloud
from tests.contract.rows import BUCKET
from tests.failures import advises, lacks, names
from tests.operator import Operator

REENCRYPT = "object_storage.reencrypt_bucket"


@pytest.fixture
def operator(cloud: Cloud) -> Operator:
    return Operator(cloud, BUCKET)


@pytest.fixture
def bucket(operator: Operator) -> str:
    """A bucket under the wrong key with an object in it."""
    bucket_id = operator.id("bucket-wrong-key")
    client = operator.session.client("object_storage", "ObjectStorageClient")
    client.put_object(namespace(operator), operator.address(bucket_id), "old.txt", b"written before")
    return bucket_id


def namespace(operator: Operator) -> str:
    return str(operator.cloud.tenancy.namespace)


def read_object(operator: Operator, bucket_id: str) -> bytes:
    client = operator.session.client("object_storage", "ObjectStorageClient")
    return bytes(client.get_object(namespace(operator), operator.address(bucket_id), "old.txt").data.content)


def disable(operator: Operator, key: str) -> None:
    resource = operator.cloud.tenancy.store.find(operator.key(key))
    assert resource is not None
    operator.cloud.tenancy.store.change(resource, {"lifecycleState": "DISABLED"})


def test_without_reencryption_the_result_says_that_the_former_key_is_needed(operator: Operator, bucket: str) -> None:
    result = operator.assign(bucket, "cmk")
    assert result["previous_key_still_needed"] is True
    assert result["reencrypted"] is False
    assert result["work_request_id"] is None
    assert result["previous_kms_key_id"] == operator.key("cmk-other")
    assert result["notices"] == []
    disable(operator, "cmk-other")
    with pytest.raises(Exception, match="RestClientException"):
        read_object(operator, bucket)
    assert operator.assign(bucket, "cmk")["previous_key_still_needed"] is None, "without a change nothing is known"


def test_reencryption_frees_the_former_key(operator: Operator, bucket: str) -> None:
    before = operator.cloud.clock.now()
    result = operator.assign(bucket, "cmk", reencrypt=True)
    assert (result["changed"], result["reencrypted"], result["previous_key_still_needed"]) == (True, True, False)
    assert result["work_request_id"]
    assert operator.writes()[-2:] == ["object_storage.update_bucket", REENCRYPT]
    assert operator.cloud.clock.now() - before > 5, "it was waited for"
    disable(operator, "cmk-other")
    assert read_object(operator, bucket) == b"written before"


def test_reencryption_can_be_made_up_for(operator: Operator, bucket: str) -> None:
    operator.assign(bucket, "cmk")
    so_far = operator.now
    assert operator.assign(bucket, "cmk", reencrypt=True, check=True)["changed"] is True
    assert operator.writes(after=so_far) == []
    result = operator.assign(bucket, "cmk", reencrypt=True)
    assert (result["changed"], result["reencrypted"]) == (True, True)
    assert operator.writes(after=so_far) == [REENCRYPT]


@pytest.mark.parametrize("wait", [True, False], ids=["waiting", "without waiting"])
def test_check_mode_predicts_the_reencryption(operator: Operator, bucket: str, wait: bool) -> None:
    predicted = operator.assign(bucket, "cmk", reencrypt=True, wait=wait, check=True)
    done = operator.assign(bucket, "cmk", reencrypt=True, wait=wait)
    assert done.pop("work_request_id")
    assert predicted.pop("work_request_id") is None
    assert predicted == done


def test_without_waiting_it_is_not_called_done(operator: Operator, bucket: str) -> None:
    result = operator.assign(bucket, "cmk", reencrypt=True, wait=False)
    assert result["reencrypted"] is False
    assert result["previous_key_still_needed"] is True
    assert result["work_request_id"]
    assert result["notices"] == []


@pytest.mark.parametrize("change", [True, False], ids=["with a change of key", "without"])
def test_a_reencryption_that_fails_is_a_failure_with_its_log(operator: Operator, bucket: str, change: bool) -> None:
    operator.fault(operation=REENCRYPT, work_request_error="The key cmk-other cannot decrypt.")
    with pytest.raises(Failure) as caught:
        operator.assign(bucket, "cmk" if change else "cmk-other", reencrypt=True)
    assert caught.value.kind == "WorkFailed"
    assert caught.value.service_message == "InternalError: The key cmk-other cannot decrypt"
    assert caught.value.opc_request_id
    assert (caught.value.service, caught.value.operation) == ("object_storage", "ReencryptBucket")
    assert (operator.key("cmk") in caught.value.reason) is change
    assert caught.value.results.get("changed", False) is change
    assert ("previous_kms_key_id" in caught.value.results) is change


def test_a_reencryption_that_takes_too_long_is_a_failure(operator: Operator, bucket: str) -> None:
    with pytest.raises(Failure) as caught:
        operator.assign(bucket, "cmk", reencrypt=True, wait_timeout=2)
    assert caught.value.kind == "TimedOut"
    assert names(caught.value, "IN_PROGRESS")
    assert caught.value.results == {"changed": True, "previous_kms_key_id": operator.key("cmk-other")}
    assert operator.key("cmk") in caught.value.reason


def test_reencryption_needs_a_key(operator: Operator, bucket: str) -> None:
    with pytest.raises(Failure) as caught:
        operator.unassign(bucket, reencrypt=True)
    assert caught.value.kind == "BadOption"
    assert operator.writes() == ["object_storage.put_object"]


def test_the_namespace_may_be_given_and_is_found_otherwise(operator: Operator) -> None:
    bucket_id = operator.id("bucket-right-key")
    so_far = operator.now
    assert operator.assign(bucket_id, "cmk", namespace_name=namespace(operator))["changed"] is False
    assert "object_storage.get_namespace" not in [entry.operation for entry in operator.requests(after=so_far)]
    with pytest.raises(Failure) as caught:
        operator.assign(bucket_id, "cmk", namespace_name="somebodyelses")
    assert caught.value.code == "NamespaceNotFound"
    assert names(caught.value, "somebodyelses/bucket-right-key")


def test_a_mistyped_name_creates_nothing(operator: Operator) -> None:
    buckets = len(operator.cloud.tenancy.store.listing("bucket"))
    ways: tuple[dict[str, Any], ...] = ({"kms_key_id": operator.key("cmk")}, {"state": "absent"})
    for options in ways:
        with pytest.raises(Failure) as caught:
            operator.run("bucket-rigth-key", **options)
        assert caught.value.code == "BucketNotFound"
        assert lacks(caught.value, "read buckets")
    assert len(operator.cloud.tenancy.store.listing("bucket")) == buckets
    assert operator.writes() == []


CHOICES: dict[str, Any] = {variant.name: variant.choices for variant in BUCKET.variants}


@pytest.mark.parametrize("choice", CHOICES["bucket_key_unusable"])
@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_bucket_whose_key_is_disabled_is_not_one_without_a_key(
    make_cloud: MakeCloud, choice: str, check: bool
) -> None:
    operator = Operator(make_cloud(bucket_key_unusable=choice), BUCKET)
    bucket_id = operator.id("bucket-disabled-key")
    for options in ({"kms_key_id": operator.key("cmk")}, {"state": "absent"}):
        with pytest.raises(Failure) as caught:
            operator.run(bucket_id, check=check, **options)
        assert caught.value.kind == "KeyUnusable"
        assert (caught.value.operation, caught.value.code) == ("GetBucket", caught.value.service_code)
        assert caught.value.code != caught.value.kind, "it is the service's own"
        assert lacks(caught.value, "Allow service objectstorage-us-ashburn-1 to use keys")
        assert caught.value.opc_request_id
    assert operator.writes() == []


@pytest.mark.parametrize("choice", CHOICES["security_zone_refusal"])
def test_a_security_zone_refuses_the_oracle_managed_key_clearly(make_cloud: MakeCloud, choice: str) -> None:
    operator = Operator(make_cloud(security_zone_refusal=choice), BUCKET)
    bucket_id = operator.id("bucket-security-zone")
    with pytest.raises(Failure) as caught:
        operator.unassign(bucket_id)
    assert sum("security zone" in each for each in caught.value.advice) == 1
    assert not advises(caught.value, "home region")
    assert operator.key_of(bucket_id) == operator.key("cmk")
    assert operator.assign(bucket_id, "cmk-other")["changed"] is True, "another key is fine"
