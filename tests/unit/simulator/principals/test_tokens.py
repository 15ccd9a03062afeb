# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests signed with a token: sessions, resource principals and delegations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jwt
import oci
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from oci.auth.signers import EphemeralResourcePrincipalSigner, SecurityTokenSigner
from oci.auth.signers.security_token_signer import X509FederationClientBasedSecurityTokenSigner

from simulator.cloud import Cloud
from simulator.in_process import mount
from simulator.principals.resource_principal import environment_of_resource
from simulator.principals.sessions import open_session

AsPrincipal = Callable[..., Any]
NOT_AUTHENTICATED = (401, "NotAuthenticated")
FUNCTION = "ocid1.fnfunc.oc1.iad.function"


def refusal(call: Callable[[], Any]) -> tuple[int, str | None]:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    return caught.value.status, caught.value.code


def session(cloud: Cloud, key: rsa.RSAPrivateKey, **specified: Any) -> str:
    return open_session(cloud.tenancy, cloud.catalogue["users"]["admin"], key.public_key(), **specified)


def test_a_session_is_its_user(cloud: Cloud, as_principal: AsPrincipal, key: rsa.RSAPrivateKey) -> None:
    identity = as_principal(SecurityTokenSigner(session(cloud, key), key), "identity.IdentityClient")
    assert identity.list_groups(cloud.tenancy.id).status == 200
    assert next(reversed(list(cloud.gateway.journal.entries()))).caller == cloud.catalogue["users"]["admin"]


def test_a_session_outlives_a_reset_as_api_keys_do(
    cloud: Cloud, as_principal: AsPrincipal, key: rsa.RSAPrivateKey
) -> None:
    token = session(cloud, key)
    cloud.reset(scenario="founded")
    identity = as_principal(SecurityTokenSigner(token, key), "identity.IdentityClient")
    assert identity.list_groups(cloud.tenancy.id).status == 200


def test_tokens_that_are_no_login(
    cloud: Cloud, as_principal: AsPrincipal, key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey
) -> None:
    admin = cloud.catalogue["users"]["admin"]
    forged = jwt.encode({"sub": admin, "iss": "authService.oracle.com", "aud": "oci"}, other_key, algorithm="RS256")
    elsewhere = Cloud(scenario="founded", seed=2, frozen=True)
    table = {
        "expired": (session(cloud, key, lifetime_seconds=0), key),
        "of another key": (session(cloud, key), other_key),
        "forged": (forged, key),
        "of another tenancy": (open_session(elsewhere.tenancy, admin, key.public_key()), key),
        "of nobody": (open_session(cloud.tenancy, "ocid1.user.oc1..nobody", key.public_key()), key),
        "a delegation": (cloud.tenancy.tokens.delegate(user_id=admin), key),
        "no token": ("abc", key),
    }
    for what, (token, signing_key) in table.items():
        identity = as_principal(SecurityTokenSigner(token, signing_key), "identity.IdentityClient")
        assert refusal(identity.list_regions) == NOT_AUTHENTICATED, what


def test_a_session_is_prolonged(cloud: Cloud, key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey) -> None:
    token = session(cloud, key, lifetime_seconds=60)
    requests = oci._vendor.requests.Session()
    mount(requests, cloud)

    def ask(named: str, signer: Any) -> Any:
        url = "https://auth.us-ashburn-1.oraclecloud.com/v1/authentication/refresh"
        return requests.post(url, json={"currentToken": named}, auth=signer)

    answer = ask(token, SecurityTokenSigner(token, key))
    claims = jwt.decode(answer.json()["token"], options={"verify_signature": False})
    assert (claims["sub"], claims["exp"] - claims["iat"]) == (cloud.catalogue["users"]["admin"], 3600)
    assert ask(token, SecurityTokenSigner(token, other_key)).status_code == 401
    assert ask("nonsense", SecurityTokenSigner(token, key)).status_code == 401
    of_another = open_session(cloud.tenancy, "ocid1.user.oc1..another", key.public_key())
    assert ask(of_another, SecurityTokenSigner(token, key)).status_code == 401


@pytest.mark.parametrize(("minutes", "admitted"), [(4, False), (5, True), (60, True), (61, False)], ids=str)
def test_a_user_opens_a_session(
    cloud: Cloud,
    client: Callable[..., Any],
    as_principal: AsPrincipal,
    key: rsa.RSAPrivateKey,
    minutes: int,
    admitted: bool,
) -> None:
    text = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    details = oci.identity_data_plane.models.GenerateUserSecurityTokenDetails(
        public_key=text, session_expiration_in_minutes=minutes
    )
    data_plane = client("identity_data_plane.DataplaneClient")
    if not admitted:
        assert refusal(lambda: data_plane.generate_user_security_token(details)) == (400, "InvalidParameter")
        return
    token = data_plane.generate_user_security_token(details).data.token
    assert as_principal(SecurityTokenSigner(token, key), "identity.IdentityClient").list_regions().status == 200


def resource_signer(cloud: Cloud, **specified: Any) -> Any:
    place = cloud.catalogue["compartments"]["projx"]
    found = environment_of_resource(
        cloud.tenancy, id=FUNCTION, type="fnfunc", compartment_id=place, region="us-ashburn-1", **specified
    )
    return EphemeralResourcePrincipalSigner(
        session_token=found["OCI_RESOURCE_PRINCIPAL_RPST"],
        private_key=found["OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM"],
        region=found["OCI_RESOURCE_PRINCIPAL_REGION"],
    )


@pytest.mark.parametrize(
    ("statement", "rule", "admitted"),
    [
        ("dynamic-group principals", "ALL {resource.type = 'fnfunc', resource.compartment.id = '{projx}'}", True),
        ("dynamic-group principals", "resource.type = 'autonomousdatabase'", False),
        ("dynamic-group principals", "instance.compartment.id = '{projx}'", False),
        ("any-user where", "ALL {request.principal.type = 'fnfunc', request.principal.id = '{function}'}", True),
        ("any-user where", "request.principal.type = 'resource'", False),
    ],
)
def test_resource_principals(
    cloud: Cloud,
    as_principal: AsPrincipal,
    allow: Callable[..., None],
    statement: str,
    rule: str,
    admitted: bool,
) -> None:
    places = cloud.catalogue["compartments"]
    rule = rule.replace("{projx}", places["projx"]).replace("{function}", FUNCTION)
    if "where" in statement:
        allow(f"Allow any-user to inspect volumes in tenancy where {rule}")
    else:
        allow("Allow dynamic-group principals to inspect volumes in tenancy", rule=rule)
    signer = resource_signer(cloud)
    assert (signer.tenancy_id, signer.compartment_id) == (cloud.tenancy.id, places["projx"])
    volumes = as_principal(signer)
    if admitted:
        assert volumes.list_volumes(compartment_id=places["projy"]).data == []
    else:
        assert refusal(lambda: volumes.list_volumes(compartment_id=places["projy"]))[0] == 404


def test_an_expired_resource_principal(cloud: Cloud, as_principal: AsPrincipal) -> None:
    volumes = as_principal(resource_signer(cloud, lifetime_seconds=-1))
    requested = refusal(lambda: volumes.list_volumes(compartment_id=cloud.tenancy.id))
    assert requested == NOT_AUTHENTICATED


class DelegationSigner(X509FederationClientBasedSecurityTokenSigner):  # type: ignore[misc]  # the SDK has no types
    """Signs as InstancePrincipalsDelegationTokenSigner does, whose constructor requires a metadata service."""

    def __init__(self, federation: Any, delegation: str, *, signed: bool = True) -> None:
        self._delegation = delegation
        headers = ["date", "(request-target)", "host", *(["opc-obo-token"] if signed else [])]
        super().__init__(federation, generic_headers=headers)

    def do_request_sign(self, request: Any, enforce_content_headers: bool = True) -> Any:
        request.headers["opc-obo-token"] = self._delegation
        return super().do_request_sign(request, enforce_content_headers)


def test_an_instance_acts_for_a_user(
    cloud: Cloud, federate: Callable[..., Any], as_principal: AsPrincipal, key: rsa.RSAPrivateKey
) -> None:
    admin, tokens = cloud.catalogue["users"]["admin"], cloud.tenancy.tokens
    federation = federate()
    delegated = as_principal(DelegationSigner(federation, tokens.delegate(user_id=admin)), "identity.IdentityClient")
    assert delegated.list_groups(cloud.tenancy.id).status == 200
    assert next(reversed(list(cloud.gateway.journal.entries()))).caller == admin
    refused = {
        "expired": DelegationSigner(federation, tokens.delegate(user_id=admin, lifetime_seconds=0)),
        "of nobody": DelegationSigner(federation, tokens.delegate(user_id="ocid1.user.oc1..nobody")),
        "not signed": DelegationSigner(federation, tokens.delegate(user_id=admin), signed=False),
        "an instance's own": DelegationSigner(federation, federation.get_security_token()),
        "a session": DelegationSigner(federation, session(cloud, key)),
    }
    for what, signer in refused.items():
        identity = as_principal(signer, "identity.IdentityClient")
        assert refusal(identity.list_regions) == NOT_AUTHENTICATED, what
