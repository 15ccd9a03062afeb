# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each request that OCI rejects is rejected with OCI's status and code (oci-facts.md, sections 1 to 3 and 9)."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from simulator.in_process import mount

Clients = Callable[..., Any]


def refusal(call: Callable[[], Any]) -> tuple[int, str | None]:
    """Status and code of the error."""
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    assert caught.value.request_id
    return caught.value.status, caught.value.code


def test_wrong_signature(cloud: Cloud) -> None:
    config = cloud.config("admin")
    other = cloud.credentials.private_key("ocid1.user.oc1..somebodyelse")[0]
    client = oci.core.BlockstorageClient({**config, "key_content": other})
    mount(client, cloud)
    assert refusal(lambda: client.list_volumes(compartment_id=cloud.tenancy.id)) == (401, "NotAuthenticated")


@pytest.mark.parametrize(
    ("skew", "admitted"),
    [(0, True), (290, True), (-290, True), (310, False), (-310, False), (86400, False)],
    ids=["exact", "ahead within", "behind within", "ahead", "behind", "a day"],
)
def test_clock_skew_beyond_five_minutes(cloud: Cloud, client: Clients, skew: int, admitted: bool) -> None:
    date = formatdate(cloud.clock.wall() + skew, usegmt=True)
    identity = client("identity.IdentityClient")

    def ask() -> Any:
        return identity.base_client.call_api("/regions", "GET", header_params={"date": date, "accept": "*/*"})

    if admitted:
        assert ask().status == 200
    else:
        assert refusal(ask) == (401, "NotAuthenticated")


def sloppy(cloud: Cloud, *, headers: tuple[str, ...], body_headers: tuple[str, ...]) -> dict[str, Any]:
    """Client arguments with a signer that signs these headers only."""
    config = cloud.config("admin")
    signer = oci.signer.Signer(
        config["tenancy"],
        config["user"],
        config["fingerprint"],
        None,
        private_key_content=config["key_content"],
    )
    signer.create_signers(signer.api_key, signer.private_key, list(headers), list(body_headers))
    return {"config": config, "signer": signer}


SIGNED = ("date", "(request-target)", "host")
SIGNED_BODY = ("content-length", "content-type", "x-content-sha256")


@pytest.mark.parametrize("left_out", SIGNED)
def test_a_header_that_must_be_signed_is_not(cloud: Cloud, left_out: str) -> None:
    headers = tuple(name for name in SIGNED if name != left_out)
    client = oci.core.BlockstorageClient(**sloppy(cloud, headers=headers, body_headers=SIGNED_BODY))
    mount(client, cloud)
    assert refusal(lambda: client.list_volumes(compartment_id=cloud.tenancy.id)) == (401, "NotAuthenticated")


def test_a_body_that_is_not_signed(cloud: Cloud) -> None:
    client = oci.key_management.KmsVaultClient(**sloppy(cloud, headers=SIGNED, body_headers=("content-length",)))
    mount(client, cloud)
    details = oci.key_management.models.CreateVaultDetails(
        compartment_id=cloud.tenancy.id, display_name="v", vault_type="DEFAULT"
    )
    assert refusal(lambda: client.create_vault(details)) == (401, "NotAuthenticated")


def test_a_body_that_was_changed_on_the_way(cloud: Cloud, client: Clients) -> None:
    vaults = client("key_management.KmsVaultClient")
    handle = cloud.handle

    def tamper(request: Any) -> Any:
        request.body = request.body.replace(b'"mine"', b'"ours"')
        return handle(request)

    cloud.handle = tamper  # type: ignore[method-assign]  # intercepted
    details = oci.key_management.models.CreateVaultDetails(
        compartment_id=cloud.tenancy.id, display_name="mine", vault_type="DEFAULT"
    )
    assert refusal(lambda: vaults.create_vault(details)) == (401, "NotAuthenticated")


def test_a_region_without_subscription(client: Clients) -> None:
    identity = client("identity.IdentityClient", region="eu-zurich-1")
    assert refusal(identity.list_regions) == (401, "NotAuthenticated")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"bogus": 1}, "CannotParseRequest"),
        ({"displayName": "v", "vaultType": "DEFAULT"}, "MissingParameter"),
        ({"compartmentId": 7, "displayName": "v", "vaultType": "DEFAULT"}, "CannotParseRequest"),
        ({"compartmentId": "x", "displayName": "v", "vaultType": "BEST"}, "InvalidParameter"),
        ("text", "CannotParseRequest"),
    ],
    ids=["unknown field", "missing field", "wrong type", "value that is not allowed", "no object"],
)
def test_a_body_that_does_not_fit_its_model(client: Clients, body: Any, code: str) -> None:
    vaults = client("key_management.KmsVaultClient").base_client
    call = {"header_params": {"content-type": "application/json", "accept": "application/json"}, "body": body}
    assert refusal(lambda: vaults.call_api("/20180608/vaults", "POST", **call)) == (400, code)


def test_an_operation_that_does_not_exist(client: Clients) -> None:
    identity = client("identity.IdentityClient").base_client
    assert refusal(lambda: identity.call_api("/nonsense", "GET")) == (404, "NotFound")
    assert refusal(lambda: identity.call_api("/regions", "DELETE")) == (405, "MethodNotAllowed")


def test_an_operation_that_is_not_simulated_is_named(client: Clients) -> None:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        client("core.VirtualNetworkClient").list_vcns("ocid1.compartment.oc1..x")
    assert (caught.value.status, caught.value.code) == (501, "MethodNotImplemented")
    assert "list_vcns" in caught.value.message


def test_a_service_that_is_not_simulated_is_named(client: Clients) -> None:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        client("streaming.StreamAdminClient").list_streams(compartment_id="ocid1.compartment.oc1..x")
    assert caught.value.status == 501
    assert "list_streams" in caught.value.message


def test_keys_are_not_known_on_the_regional_host(cloud: Cloud, client: Clients) -> None:
    keys = client("key_management.KmsManagementClient", endpoint="https://kms.us-ashburn-1.oraclecloud.com")
    assert refusal(lambda: keys.list_keys(cloud.tenancy.id)) == (404, "NotAuthorizedOrNotFound")


def test_writes_of_identity_outside_of_the_home_region(cloud: Cloud, client: Clients) -> None:
    identity = client("identity.IdentityClient", region="us-phoenix-1")
    details = oci.identity.models.CreateGroupDetails(compartment_id=cloud.tenancy.id, name="g", description="g")
    assert refusal(lambda: identity.create_group(details)) == (403, "NotAllowed")
    assert identity.list_groups(cloud.tenancy.id).status == 200


def test_a_caller_without_a_policy_learns_nothing(cloud: Cloud, client: Clients) -> None:
    admin = client("identity.IdentityClient")
    user = admin.create_user(
        oci.identity.models.CreateUserDetails(
            compartment_id=cloud.tenancy.id, name="u", description="u", email="u@x.org"
        )
    ).data
    cloud.catalogue["users"]["u"] = user.id
    cloud.clock.advance(60)
    volumes = client("core.BlockstorageClient", user="u")
    compartment = cloud.catalogue["compartments"]["projx"]
    denied = refusal(lambda: volumes.list_volumes(compartment_id=compartment))
    absent = refusal(lambda: volumes.get_volume("ocid1.volume.oc1.iad.nosuchthing"))
    assert denied == absent == (404, "NotAuthorizedOrNotFound")


def test_an_etag_that_does_not_match(cloud: Cloud, client: Clients) -> None:
    identity = client("identity.IdentityClient")
    group = identity.create_group(
        oci.identity.models.CreateGroupDetails(compartment_id=cloud.tenancy.id, name="g", description="g")
    )
    change = oci.identity.models.UpdateGroupDetails(description="other")
    assert refusal(lambda: identity.update_group(group.data.id, change, if_match="stale")) == (412, "NoEtagMatch")
    assert identity.update_group(group.data.id, change, if_match=group.headers["etag"]).data.description == "other"


def test_every_refusal_is_in_the_journal(cloud: Cloud, client: Clients) -> None:
    refusal(lambda: client("core.BlockstorageClient").get_volume("ocid1.volume.oc1.iad.nosuchthing"))
    last = list(cloud.gateway.journal.entries())[-1]
    assert (last.operation, last.status, last.outcome) == ("core.get_volume", 404, "NotAuthorizedOrNotFound")
