# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public buckets and pre-authenticated requests: which requests are served without a signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import oci
import orjson
import pytest
from oci.object_storage import models

from simulator.cloud import Cloud
from simulator.gateway.faults import Rule
from simulator.protocol.effects import Effects
from simulator.protocol.messages import Request, Response
from tests.unit.simulator.services.keyed_tenancy import refusal
from tests.unit.simulator.services.object_storage_tenancy import NS, Storage

HOST = "objectstorage.us-ashburn-1.oraclecloud.com"
IN_BUCKET = f"/n/{NS}/b/b"
ACCESS_TYPES = [
    "ObjectRead",
    "ObjectWrite",
    "ObjectReadWrite",
    "AnyObjectRead",
    "AnyObjectWrite",
    "AnyObjectReadWrite",
]


class Anybody:
    """Sends a request without a signature."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def __call__(
        self, verb: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None, host: str = HOST
    ) -> Response:
        where = urlsplit(path)
        specified = {"host": host, "content-length": str(len(body)), **(headers or {})}
        return self.cloud.handle(Request(verb, host, where.path, where.query, specified, body))

    def outcome(self, verb: str, path: str, **options: Any) -> tuple[int, str]:
        answer = self(verb, path, **options)
        return answer.status, str(orjson.loads(answer.body).get("code")) if answer.status >= 400 and answer.body else ""


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Storage:
    created = Storage(cloud, client)
    created.put("o", b"hello")
    created.put("folder/a b.txt", b"inside")
    return created


@pytest.fixture
def anybody(cloud: Cloud) -> Anybody:
    return Anybody(cloud)


def last(cloud: Cloud) -> Any:
    return list(cloud.gateway.journal.entries())[-1]


# -- public buckets -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "reads", "lists"),
    [("NoPublicAccess", 404, 404), ("ObjectReadWithoutList", 200, 404), ("ObjectRead", 200, 200)],
)
def test_reading_a_public_bucket(tenancy: Storage, anybody: Anybody, access: str, reads: int, lists: int) -> None:
    tenancy.storage.update_bucket(NS, "b", models.UpdateBucketDetails(public_access_type=access))

    assert anybody("GET", f"{IN_BUCKET}/o/o").status == reads
    assert anybody("HEAD", f"{IN_BUCKET}/o/o").status == reads
    assert anybody("GET", f"{IN_BUCKET}/o").status == anybody("GET", f"{IN_BUCKET}/o/?fields=size").status == lists
    assert anybody("GET", f"{IN_BUCKET}/o/missing").status == 404
    refused = {
        "GET": [IN_BUCKET, f"/n/{NS}/b", "/n", f"/n/{NS}", f"{IN_BUCKET}/p", f"{IN_BUCKET}/objectversions"],
        "HEAD": [IN_BUCKET],
        "PUT": [f"{IN_BUCKET}/o/o"],
        "POST": [IN_BUCKET, f"{IN_BUCKET}/actions/renameObject", f"{IN_BUCKET}/p", f"/n/{NS}/b"],
        "DELETE": [f"{IN_BUCKET}/o/o", IN_BUCKET],
    }
    for verb, paths in refused.items():
        for path in paths:
            assert anybody(verb, path, body=b"{}").status in (401, 404), (verb, path)
    assert tenancy.read("o") == b"hello"


def test_an_object_of_a_public_bucket_is_returned_unchanged(tenancy: Storage, anybody: Anybody) -> None:
    tenancy.storage.update_bucket(NS, "b", models.UpdateBucketDetails(public_access_type="ObjectRead"))

    whole = anybody("GET", f"{IN_BUCKET}/o/folder/a%20b.txt?httpResponseContentType=text/x")
    part = anybody("GET", f"{IN_BUCKET}/o/o", headers={"range": "bytes=1-2"})
    listed = anybody("GET", f"{IN_BUCKET}/o")

    assert (whole.body, whole.headers["content-type"]) == (b"inside", "text/x")
    assert (part.status, part.body) == (206, b"el")
    assert [each["name"] for each in orjson.loads(listed.body)["objects"]] == ["folder/a b.txt", "o"]
    entry = last(tenancy.cloud)
    assert (entry.operation, entry.caller, entry.status, entry.writes) == (
        "object_storage.list_objects",
        "",
        200,
        False,
    )


def test_an_unusable_key_closes_a_public_bucket_too(tenancy: Storage, anybody: Anybody) -> None:
    tenancy.storage.update_bucket(NS, "b", models.UpdateBucketDetails(public_access_type="ObjectRead"))
    tenancy.disable(tenancy.first)
    assert anybody("GET", f"{IN_BUCKET}/o/o").status == 400


@pytest.mark.parametrize(
    ("variant", "expected"),
    [("404 BucketNotFound", (404, "BucketNotFound")), ("401 NotAuthenticated", (401, "NotAuthenticated"))],
)
def test_a_private_bucket_and_none_look_alike(
    tenancy: Storage, anybody: Anybody, variant: str, expected: tuple[int, str]
) -> None:
    tenancy.cloud.tenancy.variants.choose("unsigned_private_bucket", variant)
    for path in (f"{IN_BUCKET}/o/o", f"/n/{NS}/b/missing/o/o", "/n/other/b/b/o/o"):
        assert anybody.outcome("GET", path) == expected
        assert last(tenancy.cloud).operation == "object_storage.get_object"


@pytest.mark.parametrize(
    ("verb", "host", "path"),
    [
        ("GET", HOST, "/n"),
        ("GET", HOST, f"/n/{NS}/b?compartmentId=x"),
        ("PUT", HOST, f"{IN_BUCKET}/o/o"),
        ("DELETE", HOST, f"{IN_BUCKET}/o/o"),
        ("GET", "iaas.us-ashburn-1.oraclecloud.com", "/20160918/volumes"),
        ("GET", "identity.us-ashburn-1.oci.oraclecloud.com", "/20160918/regions"),
        ("GET", "iaas.us-ashburn-1.oraclecloud.com", f"/p/token{IN_BUCKET}/o/o"),
    ],
)
def test_anything_else_must_be_signed(tenancy: Storage, anybody: Anybody, verb: str, host: str, path: str) -> None:
    expected = (404, "NotFound") if path.startswith("/p/") else (401, "NotAuthenticated")
    assert anybody.outcome(verb, path, host=host, body=b"") == expected


def test_a_signature_that_is_wrong_is_no_way_around(tenancy: Storage, anybody: Anybody) -> None:
    wrong = {"authorization": 'Signature version="1",keyId="a/b/c",algorithm="rsa-sha256",signature="x"'}
    assert anybody.outcome("GET", f"{IN_BUCKET}/o/o", headers=wrong) == (401, "NotAuthenticated")


def test_callers_without_permissions_can_read_public_buckets(tenancy: Storage) -> None:
    name = tenancy.user("nobody", "inspect users in tenancy")
    nobody = tenancy.client("object_storage.ObjectStorageClient", user=name)
    assert refusal(lambda: nobody.get_object(NS, "b", "o")) == (404, "BucketNotFound")
    tenancy.storage.update_bucket(NS, "b", models.UpdateBucketDetails(public_access_type="ObjectReadWithoutList"))
    assert nobody.get_object(NS, "b", "o").data.content == b"hello"
    assert refusal(lambda: nobody.list_objects(NS, "b")) == (404, "BucketNotFound")
    assert refusal(lambda: nobody.get_bucket(NS, "b")) == (404, "BucketNotFound")


def test_preflight_requests_are_answered(anybody: Anybody, tenancy: Storage) -> None:
    requested = {"origin": "https://x.example", "access-control-request-headers": "authorization,date"}
    answer = anybody("OPTIONS", f"{IN_BUCKET}/o/o", headers=requested)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "authorization,date"
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert last(tenancy.cloud).writes is False


# -- pre-authenticated requests -----------------------------------------------------------------------------------


def address(tenancy: Storage, access_type: str, *, client: Any = None, minutes: int = 60, **details: Any) -> str:
    """The path of a new pre-authenticated request."""
    expires = datetime.fromtimestamp(tenancy.cloud.clock.now(), UTC) + timedelta(minutes=minutes)
    requested = models.CreatePreauthenticatedRequestDetails(
        name="par", access_type=access_type, time_expires=expires, **details
    )
    created = (client or tenancy.storage).create_preauthenticated_request(NS, "b", requested).data
    assert created.full_path.endswith(created.access_uri)
    return str(created.access_uri)


@pytest.mark.parametrize("access_type", ACCESS_TYPES)
def test_each_type_of_access_permits_its_operations(tenancy: Storage, anybody: Anybody, access_type: str) -> None:
    one = not access_type.startswith("Any")
    path = address(tenancy, access_type, object_name="o" if one else None)
    assert path.endswith("/o/o" if one else "/o/")
    of_object = path if one else f"{path}o"
    other = path.replace("/o/o", "/o/folder/a%20b.txt") if one else f"{path}folder/a%20b.txt"
    reads, writes = "Read" in access_type, access_type.endswith("Write")

    assert anybody("GET", of_object).status == anybody("HEAD", of_object).status == (200 if reads else 404)
    assert anybody("PUT", of_object, body=b"new").status == (200 if writes else 404)
    assert tenancy.read("o") == (b"new" if writes else b"hello")
    assert anybody("GET", other).status == (404 if one or not reads else 200)
    assert anybody("PUT", path[: path.index("/o/")] + "/o/made", body=b"x").status == (
        404 if one or not writes else 200
    )
    assert anybody.outcome("DELETE", of_object) == (404, "BucketNotFound")
    assert anybody.outcome("GET", path[: path.index("/o/")] + "/o/") == (404, "BucketNotFound")
    assert anybody("GET", path[: path.index("/o/")]).status in (401, 404)


@pytest.mark.parametrize("access_type", ACCESS_TYPES)
@pytest.mark.parametrize("listing", ["ListObjects", "Deny", None])
def test_lists_are_opened_on_their_own(
    tenancy: Storage, anybody: Anybody, access_type: str, listing: str | None
) -> None:
    name = None if access_type.startswith("Any") else "o"
    path = address(tenancy, access_type, object_name=name, bucket_listing_action=listing)
    answer = anybody("GET", f"{path[: path.index('/o/')]}/o/?limit=1&fields=name,size")
    if listing == "ListObjects" and access_type in ("AnyObjectRead", "AnyObjectReadWrite"):
        body = orjson.loads(answer.body)
        assert [(each["name"], each["size"]) for each in body["objects"]] == [("folder/a b.txt", 6)]
        assert body["nextStartWith"] == "o"
    else:
        assert answer.status == 404


def test_a_prefix_limits_access_and_lists(tenancy: Storage, anybody: Anybody) -> None:
    path = address(tenancy, "AnyObjectReadWrite", object_name="folder/", bucket_listing_action="ListObjects")
    assert path.endswith("/o/")
    assert anybody("GET", f"{path}folder/a%20b.txt").body == b"inside"
    assert anybody("GET", f"{path}o").status == anybody("PUT", f"{path}new", body=b"x").status == 404
    for query in ("", "?prefix=o", "?prefix=folder/a"):
        listed = orjson.loads(anybody("GET", path + query).body)["objects"]
        assert [each["name"] for each in listed] == ["folder/a b.txt"]


def test_an_address_expires_and_can_be_closed(tenancy: Storage, anybody: Anybody) -> None:
    soon = address(tenancy, "ObjectRead", object_name="o", minutes=5)
    later = address(tenancy, "ObjectRead", object_name="o", minutes=60)
    tenancy.cloud.clock.advance(5 * 60 - 1)
    assert anybody("GET", soon).status == 200
    tenancy.cloud.clock.advance(2)
    assert anybody.outcome("GET", soon) == (404, "BucketNotFound")
    assert anybody("GET", later).status == 200
    for each in tenancy.storage.list_preauthenticated_requests(NS, "b").data:
        tenancy.storage.delete_preauthenticated_request(NS, "b", each.id)
    assert anybody.outcome("GET", later) == (404, "BucketNotFound")


def test_an_address_is_returned_once(tenancy: Storage) -> None:
    path = address(tenancy, "ObjectRead", object_name="o")
    token = path.split("/")[2]
    (listed,) = tenancy.storage.list_preauthenticated_requests(NS, "b").data
    got = tenancy.storage.get_preauthenticated_request(NS, "b", listed.id)
    assert token not in f"{listed}{got.data}{got.headers}{listed.id}"
    assert len(token) == 64


@pytest.mark.parametrize("change", ["token", "bucket", "namespace", "region"])
def test_another_address_opens_nothing(tenancy: Storage, anybody: Anybody, change: str) -> None:
    tenancy.bucket("other")
    path = address(tenancy, "ObjectRead", object_name="o")
    changed = {
        "token": path.replace(path.split("/")[2], "x" * 64),
        "bucket": path.replace("/b/b/", "/b/other/"),
        "namespace": path.replace(f"/n/{NS}/", "/n/other/"),
        "region": path,
    }[change]
    host = HOST.replace("ashburn", "phoenix") if change == "region" else HOST
    assert anybody.outcome("GET", changed, host=host) == (404, "BucketNotFound")


def test_an_address_has_the_permissions_of_its_creator(tenancy: Storage, anybody: Anybody) -> None:
    policy = "manage buckets in tenancy", "read objects in tenancy"
    name = tenancy.user("maker", *policy)
    maker = tenancy.client("object_storage.ObjectStorageClient", user=name)
    assert refusal(lambda: address(tenancy, "ObjectWrite", object_name="o", client=maker)) == (404, "BucketNotFound")
    path = address(tenancy, "ObjectRead", object_name="o", client=maker)
    assert anybody("GET", path).status == 200
    for entry in tenancy.cloud.tenancy.store.listing("policy"):
        if name in str(entry.data["statements"]):
            tenancy.cloud.tenancy.store.remove(entry)
    assert anybody.outcome("GET", path) == (404, "BucketNotFound")


def test_an_upload_in_parts_by_address(tenancy: Storage, anybody: Anybody) -> None:
    path = address(tenancy, "ObjectWrite", object_name="big one")
    headers = {"opc-multipart": "true", "content-type": "text/plain", "opc-meta-a": "b"}
    begun = orjson.loads(anybody("PUT", path, headers=headers).body)
    assert (begun["object"], begun["bucket"]) == ("big one", "b")
    parts = begun["accessUri"].replace(" ", "%20")
    assert parts.endswith(f"/u/big%20one/id/{begun['uploadId']}/")

    assert anybody("GET", parts).status == 404
    assert anybody("PUT", f"{parts}1", body=b"first ").status == 200
    assert anybody("PUT", f"{parts}2", body=b"second").status == 200
    assert anybody("PUT", f"{parts.replace(begun['uploadId'], 'other')}2", body=b"x").status == 404
    assert anybody("POST", parts).status == 200

    got = tenancy.storage.get_object(NS, "b", "big one")
    assert (got.data.content, got.headers["content-type"], got.headers["opc-meta-a"]) == (
        b"first second",
        "text/plain",
        "b",
    )
    entries = tenancy.cloud.gateway.journal.entries()
    done = [each for each in entries if each.status == 200 and each.path.startswith("/p/")]
    assert [(each.operation.removeprefix("object_storage."), each.caller, each.writes) for each in done] == [
        ("create_multipart_upload", "", True),
        ("upload_part", "", True),
        ("upload_part", "", True),
        ("commit_multipart_upload", "", True),
    ]


def test_an_upload_by_address_can_be_aborted(tenancy: Storage, anybody: Anybody) -> None:
    path = address(tenancy, "AnyObjectWrite")
    begun = orjson.loads(anybody("PUT", f"{path}big", headers={"opc-multipart": "true"}).body)
    assert anybody("DELETE", begun["accessUri"]).status == 204
    assert tenancy.storage.list_multipart_uploads(NS, "b").data == []
    assert anybody("PUT", f"{begun['accessUri']}1", body=b"x").status == 404


def test_faults_meet_unsigned_requests_too(tenancy: Storage, anybody: Anybody) -> None:
    path = address(tenancy, "ObjectRead", object_name="o")
    tenancy.cloud.gateway.faults.add(
        Rule(operation="get_object", effects=Effects(status=503, code="ServiceUnavailable"))
    )
    assert anybody.outcome("GET", path) == (503, "ServiceUnavailable")


def test_a_bucket_with_addresses_is_not_deleted(tenancy: Storage) -> None:
    tenancy.bucket("empty")
    expires = datetime.fromtimestamp(tenancy.cloud.clock.now(), UTC) + timedelta(hours=1)
    requested = models.CreatePreauthenticatedRequestDetails(
        name="par", access_type="AnyObjectRead", time_expires=expires
    )
    created = tenancy.storage.create_preauthenticated_request(NS, "empty", requested).data
    assert refusal(lambda: tenancy.storage.delete_bucket(NS, "empty")) == (409, "BucketNotEmpty")
    tenancy.storage.delete_preauthenticated_request(NS, "empty", created.id)
    assert tenancy.storage.delete_bucket(NS, "empty").status == 204


def test_times_of_expiry_are_compared_as_times(tenancy: Storage) -> None:
    soon = datetime.fromtimestamp(tenancy.cloud.clock.now(), UTC) + timedelta(minutes=30)
    body = {"name": "p", "accessType": "ObjectRead", "objectName": "o"}

    def make(written: str) -> Any:
        headers = {"content-type": "application/json", "accept": "application/json"}
        return tenancy.storage.base_client.call_api(
            f"{IN_BUCKET}/p", "POST", header_params=headers, body={**body, "timeExpires": written}
        )

    # A time one hour east of Greenwich is earlier than it looks.
    assert refusal(lambda: make((soon + timedelta(minutes=-1)).strftime("%Y-%m-%dT%H:%M:%S+01:00"))) == (
        400,
        "InvalidParameter",
    )
    assert make((soon - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S-01:00")).status == 200


def test_the_sdk_itself_needs_no_signature_for_an_address(tenancy: Storage, cloud: Cloud) -> None:
    from simulator.in_process import mount

    path = address(tenancy, "ObjectRead", object_name="o")
    session = oci._vendor.requests.Session()
    mount(session, cloud)
    answer = session.get(f"https://{HOST}{path}")
    assert (answer.status_code, answer.content) == (200, b"hello")
