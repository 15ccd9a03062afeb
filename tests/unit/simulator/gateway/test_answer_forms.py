# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The headers of responses, and the bodies that services accept, by kind of host."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from simulator.protocol.messages import Request, Response
from simulator.services.registry import SERVICES
from tests.unit.simulator.services.keyed_tenancy import refusal

Clients = Callable[..., Any]
NS = "axexample"
STORAGE = "object_storage.ObjectStorageClient"
models = oci.object_storage.models


@pytest.fixture
def storage(cloud: Cloud, client: Clients) -> Any:
    """Object Storage with the bucket `b`, which is not versioned, and the object `o`."""
    created = client(STORAGE)
    details = models.CreateBucketDetails(name="b", compartment_id=cloud.catalogue["compartments"]["projx"])
    created.create_bucket(NS, details)
    created.put_object(NS, "b", "o", b"hello")
    return created


OPERATIONS: dict[str, Callable[[Any], Any]] = {
    "get_namespace": lambda storage: storage.get_namespace(),
    "list_buckets": lambda storage: storage.list_buckets(NS, storage.projx),
    "get_bucket": lambda storage: storage.get_bucket(NS, "b"),
    "head_bucket": lambda storage: storage.head_bucket(NS, "b"),
    "put_object": lambda storage: storage.put_object(NS, "b", "new", b"x"),
    "get_object": lambda storage: storage.get_object(NS, "b", "o"),
    "a part of it": lambda storage: storage.get_object(NS, "b", "o", range="bytes=0-1"),
    "head_object": lambda storage: storage.head_object(NS, "b", "o"),
    "list_objects": lambda storage: storage.list_objects(NS, "b"),
    "delete_object": lambda storage: storage.delete_object(NS, "b", "o"),
    "delete_bucket": lambda storage: (storage.delete_object(NS, "b", "o"), storage.delete_bucket(NS, "b"))[1],
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_answer_of_object_storage_has_its_headers(cloud: Cloud, storage: Any, operation: str) -> None:
    storage.projx = cloud.catalogue["compartments"]["projx"]
    answer = OPERATIONS[operation](storage)
    check_headers(answer.headers, key="iad")
    assert "opc-client-request-id" not in answer.headers


def test_the_request_id_of_the_client_is_returned(storage: Any) -> None:
    answer = storage.get_bucket(NS, "b", opc_client_request_id="MINE")
    assert answer.headers["opc-client-request-id"] == "MINE"
    check_headers(answer.headers, key="iad")


def check_headers(headers: Any, *, key: str) -> None:
    """The headers of public examples; the exposed ones are those of the response."""
    assert re.fullmatch(rf"{key}-1:[A-Za-z0-9_-]{{64}}", headers["opc-request-id"])
    assert headers["x-api-id"] == "native"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-allow-methods"] == "POST,PUT,GET,HEAD,DELETE,OPTIONS"
    assert headers["access-control-allow-credentials"] == "true"
    exposed = headers["access-control-expose-headers"].split(",")
    assert exposed == sorted(exposed)
    there = {name.lower() for name in headers} - {"access-control-expose-headers"}
    assert set(exposed) - {"content-length"} == there - {"content-length"} | {"opc-client-info"}


def test_refusals_of_object_storage_have_them_too(cloud: Cloud, client: Clients, storage: Any) -> None:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        client(STORAGE, region="us-phoenix-1").get_bucket(NS, "missing")
    check_headers(caught.value.headers, key="phx")
    unsigned = ask(cloud, "GET", "objectstorage.us-ashburn-1.oraclecloud.com", "/n", {"opc-client-request-id": "MINE"})
    check_headers(unsigned.headers, key="iad")
    assert unsigned.headers["www-authenticate"] == 'Casper realm="AUTH_casper"'
    assert unsigned.headers["opc-client-request-id"] == "MINE"
    assert len(unsigned.body) == 109


def ask(cloud: Cloud, verb: str, host: str, path: str, headers: dict[str, str] | None = None) -> Response:
    """A request without a signature."""
    return cloud.handle(Request(verb, host, path, "", {"host": host, **(headers or {})}, b""))


def test_objects_of_buckets_without_versions_have_one(storage: Any) -> None:
    put = storage.put_object(NS, "b", "o", b"x").headers["version-id"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", put)
    assert storage.get_object(NS, "b", "o").headers["version-id"] == put
    assert storage.head_object(NS, "b", "o").headers["version-id"] == put
    assert storage.put_object(NS, "b", "o", b"y").headers["version-id"] != put


def test_an_answer_without_a_body_has_no_content_type(storage: Any) -> None:
    assert "content-type" not in storage.put_object(NS, "b", "o", b"x").headers
    assert storage.list_objects(NS, "b").headers["content-type"] == "application/json"


def test_other_services_answer_with_security_headers(client: Clients) -> None:
    answer = client("identity.IdentityClient").list_regions()
    assert re.fullmatch(r"[0-9A-F]{32}/[0-9A-F]{32}/[0-9A-F]{32}", answer.headers["opc-request-id"])
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains;"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x-api-id" not in answer.headers


@pytest.mark.parametrize(("sent", "first"), [("MINE", "MINE"), ("", "")])
def test_a_request_id_starts_with_that_of_the_client(cloud: Cloud, sent: str, first: str) -> None:
    headers = {"opc-request-id": sent} if sent else {}
    answer = ask(cloud, "GET", "iaas.us-ashburn-1.oraclecloud.com", "/", headers)
    assert answer.headers["opc-request-id"].split("/")[0] == first
    assert [len(part) for part in answer.headers["opc-request-id"].split("/")[1:]] == [32, 32]


# -- fields that the SDK's models do not have ---------------------------------------------------------------------

BODY = {"object": "o2", "bogus": 1, "metadata": {"opc-meta-a": "b"}}
HEADERS = {"content-type": "application/json", "accept": "application/json"}


def raw(client: Any, path: str, body: Any) -> Any:
    return client.base_client.call_api(path, "POST", header_params=HEADERS, body=body, response_type="object")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/n/{NS}/b/b/u", BODY),
        (f"/n/{NS}/b/b/actions/renameObject", {"sourceName": "o", "newName": "n", "bogus": {"deep": []}}),
        (f"/n/{NS}/b/b/retentionRules", {"duration": {"timeAmount": 1, "timeUnit": "DAYS", "bogus": 1}}),
        (f"/n/{NS}/b/b", {"metadata": {"kept": "as it is"}, "bogus": None}),
    ],
    ids=["multipart upload", "rename", "inside of another", "null"],
)
def test_object_storage_ignores_fields_that_it_does_not_know(
    cloud: Cloud, storage: Any, path: str, body: dict[str, Any]
) -> None:
    assert raw(storage, path, body).status == 200
    cloud.tenancy.variants.choose("object_storage_unknown_fields", "refused")
    assert refusal(lambda: raw(storage, path, body)) == (400, "CannotParseRequest")


def test_known_fields_are_still_validated(storage: Any) -> None:
    assert refusal(lambda: raw(storage, f"/n/{NS}/b/b/u", {"bogus": 1})) == (400, "MissingParameter")
    assert refusal(lambda: raw(storage, f"/n/{NS}/b/b/u", {"object": [], "bogus": 1})) == (400, "CannotParseRequest")
    assert refusal(lambda: raw(storage, f"/n/{NS}/b/b/u", [])) == (400, "CannotParseRequest")


def test_other_services_reject_them_by_default(cloud: Cloud, client: Clients) -> None:
    body = {"compartmentId": cloud.tenancy.id, "name": "g", "description": "g", "bogus": 1}
    identity = client("identity.IdentityClient")
    assert refusal(lambda: raw(identity, "/groups", body)) == (400, "CannotParseRequest")
    cloud.tenancy.variants.choose("identity_unknown_fields", "ignored")
    assert raw(identity, "/groups", body).status == 200


def test_every_service_has_a_choice(cloud: Cloud) -> None:
    chosen = cloud.tenancy.variants.chosen()
    packages = {service.package for service in SERVICES}
    ignoring = {package for package in packages if chosen[f"{package}_unknown_fields"] == "ignored"}
    assert ignoring == {"object_storage"}
