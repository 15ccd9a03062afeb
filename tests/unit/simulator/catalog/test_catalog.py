# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations read from the SDK, and that every handler belongs to an existing one."""

from __future__ import annotations

import pytest

from simulator.catalog.endpoints import APIS, is_cloud_host, resolve
from simulator.catalog.models import UnfitBody, check_body
from simulator.catalog.recording import record
from simulator.catalog.routing import routes_of
from simulator.iam.requirements import required
from simulator.services.handlers import handler_names
from simulator.services.registry import SERVICES

OPERATIONS = {
    (operation.package, operation.client, operation.name): operation
    for client in {
        *(client for api in APIS for client in api.clients),
        *((each.package, each.client) for each in SERVICES),
    }
    for operation in record(*client)
}


@pytest.mark.parametrize(
    ("host", "api", "region", "vault"),
    [
        ("iaas.us-ashburn-1.oraclecloud.com", "iaas", "us-ashburn-1", None),
        ("iaas.us-ashburn-1.ds.oci.oraclecloud.com", "iaas", "us-ashburn-1", None),
        ("identity.eu-frankfurt-1.oci.oraclecloud.com:443", "identity", "eu-frankfurt-1", None),
        ("abc2-management.kms.us-phoenix-1.oraclecloud.com", "kms-management", "us-phoenix-1", "abc2"),
        ("abc2-management.kms.us-phoenix-1.oci.oraclecloud.com", "kms-management", "us-phoenix-1", "abc2"),
        ("ns.objectstorage.us-ashburn-1.oci.customer-oci.com", "objectstorage", "us-ashburn-1", None),
        ("filestorage.us-ashburn-1.oci.oraclecloud.com", "filestorage", "us-ashburn-1", None),
    ],
    ids=str,
)
def test_hosts(host: str, api: str, region: str, vault: str | None) -> None:
    endpoint = resolve(host)
    assert endpoint is not None
    assert (endpoint.api, endpoint.region, endpoint.vault) == (api, region, vault)


def test_other_hosts_are_no_endpoint() -> None:
    assert resolve("api.github.com") is None


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("iaas.us-ashburn-1.oraclecloud.com:443", True),
        ("abc2-management.kms.us-phoenix-1.oraclecloud.com:443", True),
        ("iaas.us-nowhere-1.oraclecloud.com:443", False),
        ("api.github.com:443", False),
        ("oraclecloud.com.example.org:443", False),
    ],
)
def test_only_hosts_of_the_cloud_are_reached(host: str, known: bool) -> None:
    assert is_cloud_host(host, domains=frozenset({"oraclecloud.com"})) is known


def test_every_operation_of_the_simulated_services_is_recorded() -> None:
    assert len(OPERATIONS) > 1200
    volume = OPERATIONS["core", "BlockstorageClient", "update_volume_kms_key"]
    assert (volume.verb, volume.path, volume.api_name) == (
        "PUT",
        "/20160918/volumes/{volumeId}/kmsKey",
        "UpdateVolumeKmsKey",
    )
    assert volume.signature.body_type == "oci.core.models.UpdateVolumeKmsKeyDetails"
    listing = OPERATIONS["core", "BlockstorageClient", "list_volumes"]
    assert listing.signature.query["sortBy"].allowed == ("TIMECREATED", "DISPLAYNAME")
    dry_run = OPERATIONS["database", "DatabaseClient", "configure_autonomous_database_vault_key"].signature.headers
    assert dry_run["opc-dry-run"].type == "bool"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.__name__)
def test_every_handler_belongs_to_an_existing_operation(service: type) -> None:
    names = handler_names(service)
    assert names
    for name in names:
        operation = OPERATIONS[service.package, service.client, name]  # type: ignore[attr-defined]  # a class of the SDK
        required(operation.qualified_name)


def test_an_objects_name_may_hold_slashes() -> None:
    found = routes_of("objectstorage").match("GET", "/n/ns/b/b%20k/o/a/b%2Fc")
    assert isinstance(found, tuple)
    assert (found[0].name, found[1]["bucketName"], found[1]["objectName"]) == ("get_object", "b k", "a/b/c")


def test_subtypes_are_checked_by_their_own_model() -> None:
    body = {"compartmentId": "c", "sourceDetails": {"type": "volumeBackup", "id": "b"}}
    assert check_body("core", "CreateVolumeDetails", body) == body
    for source in ({"type": "volumeBackup", "bogus": 1}, {"type": "nothing", "id": "b"}, {"id": "b"}):
        with pytest.raises(UnfitBody):
            check_body("core", "CreateVolumeDetails", {"compartmentId": "c", "sourceDetails": source})


def test_null_means_untouched_and_empty_is_a_value() -> None:
    assert check_body("core", "UpdateVolumeBackupDetails", {"kmsKeyId": "", "displayName": None}) == {"kmsKeyId": ""}
