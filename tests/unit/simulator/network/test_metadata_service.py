# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents of the metadata service, and the requests that it rejects."""

from __future__ import annotations

import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from oci.auth.auth_utils import get_tenancy_id_from_certificate

from simulator.cloud import Cloud
from simulator.network.metadata_service import MetadataService

HEADERS = {"authorization": "Bearer Oracle"}


def text(cloud: Cloud, path: str) -> str:
    found = MetadataService(cloud).answer(path, HEADERS)
    assert found.status == 200
    return found.body.decode()


def test_the_whole_document_and_its_parts(cloud: Cloud) -> None:
    document = json.loads(text(cloud, "instance/"))
    assert document["tenantId"] == document["compartmentId"] == cloud.tenancy.id
    assert text(cloud, "instance/id") == document["id"]
    assert json.loads(text(cloud, "instance/regionInfo")) == document["regionInfo"]
    assert text(cloud, "instance/regionInfo/regionIdentifier") == "us-ashburn-1"


@pytest.mark.parametrize(("region", "short"), [("us-ashburn-1", "iad"), ("us-phoenix-1", "phx")])
def test_the_region(cloud: Cloud, region: str, short: str) -> None:
    cloud.machine.become({"region": region})
    assert text(cloud, "instance/region") == short
    assert text(cloud, "instance/canonicalRegionName") == region
    assert f".{short}." in text(cloud, "instance/id")


def test_certificate_and_key_belong_together(cloud: Cloud) -> None:
    certificate = x509.load_pem_x509_certificate(text(cloud, "identity/cert.pem").encode())
    key = load_pem_private_key(text(cloud, "identity/key.pem").encode(), None)
    assert certificate.public_key() == key.public_key()
    assert get_tenancy_id_from_certificate(certificate) == cloud.tenancy.id
    intermediate = x509.load_pem_x509_certificate(text(cloud, "identity/intermediate.pem").encode())
    certificate.verify_directly_issued_by(intermediate)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("instance/region", {}, 401),
        ("instance/region", {"authorization": "Bearer somebody"}, 401),
        ("instance/region", {**HEADERS, "x-forwarded-for": "10.0.0.1"}, 401),
        ("instance/nothing", HEADERS, 404),
        ("instance/region/key", HEADERS, 404),
        ("identity/nothing.pem", HEADERS, 404),
        ("elsewhere", HEADERS, 404),
    ],
)
def test_refusals(cloud: Cloud, path: str, headers: dict[str, str], status: int) -> None:
    assert MetadataService(cloud).answer(path, headers).status == status


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"region": "eu-zurich-1"}, "not subscribed"),
        ({"compartment_id": "ocid1.compartment.oc1..none"}, "no compartment"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_instance_that_cannot_be(cloud: Cloud, changes: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        cloud.machine.become(changes)


def test_reading_the_instance_changes_no_identifier() -> None:
    """Two tenancies of one seed stay identical after any reads, and the instance is the same after a reset."""
    one, other = Cloud(scenario="founded", frozen=True), Cloud(scenario="founded", frozen=True)
    one.machine.become({"region": "us-phoenix-1"})
    assert one.tenancy.identifiers.etag() == other.tenancy.identifiers.etag()
    one.reset(scenario="founded")
    assert one.machine.instance.id == other.machine.instance.id
