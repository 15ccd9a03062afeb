# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public buckets and pre-authenticated requests, made by the `oci` command and read by a client that cannot sign."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.cli import Cli

HOST = "https://objectstorage.us-ashburn-1.oraclecloud.com"


def fetch(path: str, *, verb: str = "GET", body: bytes | None = None) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of a request without a signature; the environment leads it to the tenancy."""
    request = urllib.request.Request(f"{HOST}{path}", method=verb, data=body)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(), {name.lower(): value for name, value in refused.headers.items()}


@pytest.fixture
def bucket(cli: Cli, tenancy: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The name of a private bucket that is the test's own and has the object `o`."""
    name = str(request.node.name).replace("_", "-")
    content = tmp_path / "o"
    content.write_bytes(b"hello")
    compartment_id = tenancy["compartments"]["projx"]
    cli(f"oci os bucket create --name {name} --compartment-id {compartment_id}")
    cli(f"oci os object put --bucket-name {name} --name o --file {content}")
    return name


@pytest.fixture
def place(bucket: str, tenancy: dict[str, Any]) -> str:
    """The bucket's path."""
    return f"/n/{tenancy['namespace']}/b/{bucket}"


def test_a_bucket_is_private_until_it_is_public(cli: Cli, bucket: str, place: str) -> None:
    status, body, headers = fetch(f"{place}/o/o")
    assert (status, json.loads(body)["code"]) == (404, "BucketNotFound")
    cli(f"oci os bucket update --name {bucket} --public-access-type ObjectReadWithoutList")
    status, body, headers = fetch(f"{place}/o/o")
    assert (status, body, headers["x-api-id"]) == (200, b"hello", "native")
    assert headers["version-id"]
    assert "version-id" in headers["access-control-expose-headers"].split(",")
    assert fetch(f"{place}/o")[0] == 404
    cli(f"oci os bucket update --name {bucket} --public-access-type ObjectRead")
    assert json.loads(fetch(f"{place}/o")[1])["objects"] == [{"name": "o"}]
    assert fetch(f"{place}/o/o", verb="PUT", body=b"x")[0] == 401
    cli(f"oci os bucket update --name {bucket} --public-access-type NoPublicAccess")
    assert fetch(f"{place}/o/o")[0] == 404


def test_an_address_opens_what_it_is_for(cli: Cli, bucket: str) -> None:
    made = cli(
        f"oci os preauth-request create --bucket-name {bucket} --name writes --access-type AnyObjectReadWrite "
        "--bucket-listing-action ListObjects --object-name in/ --time-expires 2099-01-01T00:00:00Z"
    )["data"]
    uri = made["access-uri"]
    assert fetch(f"{uri}in/new", verb="PUT", body=b"made")[0] == 200
    assert fetch(f"{uri}in/new")[1] == b"made"
    assert [each["name"] for each in json.loads(fetch(uri)[1])["objects"]] == ["in/new"]
    assert fetch(f"{uri}o")[0] == fetch(f"{uri}in/new", verb="DELETE")[0] == 404
    (listed,) = cli(f"oci os preauth-request list --bucket-name {bucket}")["data"]
    assert "access-uri" not in listed
    cli(f"oci os preauth-request delete --bucket-name {bucket} --par-id {made['id']} --force")
    assert fetch(f"{uri}in/new")[0] == 404
