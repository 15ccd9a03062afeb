# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients as a session creates them, with a transport in place of the network."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import certifi
import oci
import pytest
import urllib3
from oci._vendor.requests.adapters import HTTPAdapter

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption, NotFoundOrDenied
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session, trust
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import resolve
from tests.unit.plugins.fake_time import FakeTime

CREDENTIALS = {
    "tenancy": "ocid1.tenancy.oc1..t",
    "api_user": "ocid1.user.oc1..u",
}


VOLUME = json.dumps(
    {
        "id": "ocid1.volume.oc1.iad.x",
        "displayName": "data",
        "compartmentId": "ocid1.compartment.oc1..c",
        "availabilityDomain": "a",
        "lifecycleState": "AVAILABLE",
        "sizeInMBs": 51200,
        "timeCreated": "2026-01-01T00:00:00Z",
    }
).encode()


class Transport(HTTPAdapter):  # type: ignore[misc]  # requests has no types
    """Answers every request alike and keeps what was sent."""

    def __init__(self, *statuses: int, body: bytes = b'{"code": "Code", "message": "words"}') -> None:
        super().__init__()
        self._statuses = list(statuses)
        self._body = body
        self.sent: list[Any] = []
        self.options: list[Mapping[str, Any]] = []

    def send(self, request: Any, **options: Any) -> Any:
        self.sent.append(request)
        self.options.append(options)
        status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(self._body), headers={"opc-request-id": "R"}, status=status, preload_content=False
        )
        return self.build_response(request, raw)


@pytest.fixture
def log_in(pem: str, fingerprint: str, fake_time: FakeTime) -> Callable[..., Session]:
    def make(transport: Transport | None = None, **params: Any) -> Session:
        def prepare(client: Any) -> None:
            if transport is not None:
                client.base_client.session.mount("https://", transport)

        own = {"api_user_fingerprint": fingerprint, "api_user_key_content": pem, "region": "us-ashburn-1"}
        given = {**CREDENTIALS, **own, **params}
        return Session(resolve(given, {}, open), clock=fake_time.clock(), prepare=prepare)

    return make


def test_one_signer_for_a_login_and_one_client_for_each_thread(log_in: Callable[..., Session]) -> None:
    session = log_in()
    clients = [session.client("core", "BlockstorageClient") for dummy in range(2)]
    thread = threading.Thread(target=lambda: clients.append(session.client("core", "BlockstorageClient")))
    thread.start()
    thread.join()
    assert clients[0] is clients[1]
    assert clients[2] is not clients[0]
    assert {id(client.base_client.signer) for client in clients} == {id(session.signer)}


def test_clients_of_other_endpoints_and_regions_are_others(log_in: Callable[..., Session]) -> None:
    session = log_in()
    one = session.client("key_management", "KmsVaultClient")
    other = session.client("key_management", "KmsVaultClient", region="us-phoenix-1")
    keys = session.client("key_management", "KmsManagementClient", endpoint="https://v-management.kms.x.com/")
    assert "us-ashburn-1" in one.base_client.endpoint
    assert "us-phoenix-1" in other.base_client.endpoint
    assert keys.base_client.endpoint == "https://v-management.kms.x.com"


@pytest.mark.parametrize("region", ["iad", "IAD", "us-ashburn-1"])
def test_region_is_a_full_name(log_in: Callable[..., Session], region: str) -> None:
    assert log_in(region=region).region == "us-ashburn-1"


def test_every_client_retries_in_the_same_way_and_breaks_no_circuit(
    log_in: Callable[..., Session], fake_time: FakeTime
) -> None:
    """Ten failures in a row open the SDK's own circuit breaker, for every client of the process."""
    transport = Transport(*[503] * 15, 404)
    session = log_in(transport)
    for service, name, call in (
        ("core", "BlockstorageClient", "get_volume"),
        ("identity", "IdentityClient", "get_compartment"),
    ):
        transport.sent.clear()
        transport._statuses = [503] * 15 + [404]
        with pytest.raises(oci.exceptions.ServiceError) as raised:
            getattr(session.client(service, name), call)("ocid1.volume.oc1.iad.x")
        assert raised.value.status == 404
        assert len(transport.sent) == 16
    assert fake_time.slept


def test_creations_carry_one_retry_token(log_in: Callable[..., Session]) -> None:
    transport = Transport(500, 200, body=VOLUME)
    client = log_in(transport).client("core", "BlockstorageClient")
    client.create_volume(oci.core.models.CreateVolumeDetails(compartment_id="c", availability_domain="a"))
    tokens = [request.headers.get("opc-retry-token") for request in transport.sent]
    assert len(tokens) == 2
    assert tokens[0]
    assert tokens[0] == tokens[1]


def test_requests_name_the_collection(log_in: Callable[..., Session]) -> None:
    transport = Transport(200, body=VOLUME)
    log_in(transport).client("core", "BlockstorageClient").get_volume("ocid1.volume.oc1.iad.x")
    assert "Ansible cmk.oci" in transport.sent[0].headers["user-agent"]


def test_cert_bundle_of_the_task_wins_over_the_environment(
    log_in: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/environment.pem")
    transport = Transport(200, body=VOLUME)
    client = log_in(transport).client("core", "BlockstorageClient")
    client.get_volume("ocid1.volume.oc1.iad.x")
    trust(client.base_client.session, "/task.pem")
    client.get_volume("ocid1.volume.oc1.iad.x")
    assert [options["verify"] for options in transport.options] == ["/environment.pem", "/task.pem"]


def test_cert_bundle_is_used(log_in: Callable[..., Session]) -> None:
    client = log_in(cert_bundle=certifi.where()).client("core", "BlockstorageClient")
    assert client.base_client.session.get_adapter("https://").send.__name__ == "send_trusting"


@pytest.mark.parametrize("source", ["cert_bundle", "OCI_ANSIBLE_CERT_BUNDLE", "REQUESTS_CA_BUNDLE"])
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("absent", "exist"),
        ("folder", "directory"),
        ("empty", "no certificate"),
        ("damaged", "no certificate"),
    ],
)
def test_useless_bundle_is_named_before_any_request(tmp_path: Path, source: str, what: str, words: str) -> None:
    path = tmp_path / "bundle.pem"
    if what == "folder":
        path.mkdir()
    elif what != "absent":
        begin = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"
        path.write_text(begin if what == "damaged" else "")
    in_task = {"cert_bundle": str(path)} if source == "cert_bundle" else {}
    settings = resolve({"auth_type": "instance_principal", **in_task}, {} if in_task else {source: str(path)}, open)
    with pytest.raises(BadOption) as caught:
        Session(settings)
    assert [each for each in (str(path), source, words) if each not in caught.value.reason] == []


def test_folder_of_hashed_certificates_is_a_bundle(log_in: Callable[..., Session], tmp_path: Path) -> None:
    (tmp_path / "0a1b2c3d.0").write_text(Path(certifi.where()).read_text())
    assert log_in(cert_bundle=str(tmp_path))


def test_a_session_in_another_region_is_the_same_login(log_in: Callable[..., Session], tmp_path: Path) -> None:
    """Nothing is read again: neither the key nor the certificates."""
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(Path(certifi.where()).read_text())
    here = log_in(cert_bundle=str(bundle))
    own = here.client("core", "BlockstorageClient")
    bundle.unlink()
    there = here.in_region("us-phoenix-1", source="an option")
    assert (there.region, here.region) == ("us-phoenix-1", "us-ashburn-1")
    assert here.in_region("us-ashburn-1") is here
    assert there.signer is here.signer
    assert there.deadline is here.deadline
    assert there.tenancy == here.tenancy
    assert there.settings.named("region") == "region (from an option)"
    assert "us-phoenix-1" in there.client("core", "BlockstorageClient").base_client.endpoint
    assert here.client("core", "BlockstorageClient") is own


@pytest.mark.parametrize("enabled", [True, False])
def test_realm_specific_endpoints(log_in: Callable[..., Session], enabled: bool) -> None:
    session = log_in(realm_specific_endpoint_template_enabled=enabled)
    endpoint = session.client("object_storage", "ObjectStorageClient").base_client.endpoint
    assert ("customer-oci.com" in endpoint) is enabled


def test_clients_hold_no_secret(log_in: Callable[..., Session], pem: str) -> None:
    client = log_in(api_user_key_pass_phrase="hidden").client("core", "BlockstorageClient")
    assert pem not in repr(client.base_client.config)
    assert "hidden" not in repr(client.base_client.config)


def test_doing_names_the_region_and_the_credentials(log_in: Callable[..., Session]) -> None:
    session = log_in(Transport(404))
    with (
        pytest.raises(NotFoundOrDenied) as raised,
        session.doing("read it", service="core", operation="GetVolume", resource="ocid1.volume.oc1.iad.x"),
    ):
        session.client("core", "BlockstorageClient").get_volume("ocid1.volume.oc1.iad.x")
    assert raised.value.as_result()["region"] == "us-ashburn-1"
    assert raised.value.as_result()["opc_request_id"] == "R"


def test_the_same_login_in_another_region(log_in: Callable[..., Session]) -> None:
    session = log_in(Transport(200))
    other = session.in_region("us-phoenix-1")
    assert session.in_region("us-ashburn-1") is session
    assert (session.region, other.region) == ("us-ashburn-1", "us-phoenix-1")
    assert other.signer is session.signer
    assert other.clock is session.clock
    assert "us-phoenix-1" in other.client("identity", "IdentityClient").base_client.get_endpoint()


def test_the_tenancy_is_as_given(log_in: Callable[..., Session]) -> None:
    assert log_in().tenancy == CREDENTIALS["tenancy"]
