# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instances: their certificate is exchanged for a token, and dynamic groups determine its permissions."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jwt
import oci
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from oci.auth.federation_client import AuthTokenRequestSigner
from oci.auth.signers.security_token_signer import X509FederationClientBasedSecurityTokenSigner

from simulator.cloud import Cloud
from simulator.principals.credentials import pem_of
from simulator.principals.instance_certificates import InstanceCertificates

Federate = Callable[..., Any]


def refusal(call: Callable[[], Any]) -> tuple[int, str | None]:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    return caught.value.status, caught.value.code


def test_the_token_names_the_instance(cloud: Cloud, federate: Federate) -> None:
    claims = jwt.decode(federate().get_security_token(), options={"verify_signature": False})
    instance = cloud.machine.instance
    assert (claims["sub"], claims["tenant"]) == (instance.id, cloud.tenancy.id)
    assert (claims["opc-instance"], claims["opc-compartment"]) == (instance.id, instance.compartment_id)
    assert claims["exp"] - claims["iat"] == 1200


@pytest.mark.parametrize(
    ("rule", "admitted"),
    [
        ("instance.compartment.id = '{projx}'", True),
        ("instance.compartment.id = '{projy}'", False),
        ("instance.id = '{instance}'", True),
        ("ALL {{instance.id = '{instance}', instance.compartment.id = '{projy}'}}", False),
        ("tag.operations.role.value = 'keeper'", True),
        ("tag.operations.role.value = 'guest'", False),
        ("resource.id = '{instance}'", False),
    ],
)
def test_dynamic_groups_decide(
    cloud: Cloud,
    federate: Federate,
    as_principal: Callable[..., Any],
    allow: Callable[..., None],
    rule: str,
    admitted: bool,
) -> None:
    places = cloud.catalogue["compartments"]
    cloud.machine.become({"compartment_id": places["projx"], "defined_tags": {"Operations": {"Role": "keeper"}}})
    allow(
        "Allow dynamic-group principals to inspect volumes in compartment projx",
        rule=rule.format(**places, instance=cloud.machine.instance.id),
    )
    volumes = as_principal(X509FederationClientBasedSecurityTokenSigner(federate()))
    if admitted:
        assert volumes.list_volumes(compartment_id=places["projx"]).data == []
    else:
        requested = refusal(lambda: volumes.list_volumes(compartment_id=places["projx"]))
        assert requested == (404, "NotAuthorizedOrNotFound")
    assert refusal(lambda: volumes.list_volumes(compartment_id=places["projy"]))[0] == 404


def test_a_certificate_of_another_authority(cloud: Cloud, federate: Federate, key: rsa.RSAPrivateKey) -> None:
    forged = (
        x509.CertificateBuilder()
        .subject_name(_leaf(cloud).subject)
        .issuer_name(_leaf(cloud).issuer)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_leaf(cloud).not_valid_before_utc)
        .not_valid_after(_leaf(cloud).not_valid_after_utc)
        .sign(key, SHA256())
    )
    text = forged.public_bytes(Encoding.PEM)
    client = federate(certificate=text, private_key=pem_of(key))
    assert refusal(client.get_security_token) == (401, "NotAuthenticated")


def test_a_chain_of_another_authority(cloud: Cloud, federate: Federate, key: rsa.RSAPrivateKey) -> None:
    """Leaf and intermediate match, but are not issued by the root."""
    leaf = _leaf(cloud)

    def forged(subject: x509.Name) -> bytes:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(leaf.issuer).serial_number(1)
        builder = builder.not_valid_before(leaf.not_valid_before_utc).not_valid_after(leaf.not_valid_after_utc)
        return builder.public_key(key.public_key()).sign(key, SHA256()).public_bytes(Encoding.PEM)

    client = federate(certificate=forged(leaf.subject), private_key=pem_of(key), intermediate=forged(leaf.issuer))
    assert refusal(client.get_security_token) == (401, "NotAuthenticated")


@pytest.mark.parametrize("algorithm", ["fed-x509", "fed-x509-sha256", "other"])
def test_the_key_id_names_the_certificate(cloud: Cloud, federate: Federate, algorithm: str) -> None:
    client, leaf = federate(), _leaf(cloud)
    body = {
        "certificate": "".join(leaf.public_bytes(Encoding.PEM).decode().splitlines()[1:-1]),
        "intermediateCertificates": [cloud.instance_certificates.intermediate().decode()],
        "publicKey": client.session_key_supplier.get_key_pair()["public"]
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    }
    fingerprint = leaf.fingerprint(SHA256() if algorithm == "fed-x509-sha256" else SHA1()).hex(":")

    def ask(named: str) -> int:
        signer = AuthTokenRequestSigner(cloud.tenancy.id, named, client.leaf_certificate_retriever)
        signer.create_signers(
            f"{cloud.tenancy.id}/{algorithm}/{named}",
            client.leaf_certificate_retriever.get_private_key(),
            ["date", "(request-target)"],
            ["content-length", "content-type", "x-content-sha256"],
        )
        return int(client.requests_session.post(client.federation_endpoint, json=body, auth=signer).status_code)

    assert ask(fingerprint) == (401 if algorithm == "other" else 200)
    assert ask(fingerprint[:-2] + "zz") == 401


def test_a_leaf_is_no_intermediate(cloud: Cloud, federate: Federate) -> None:
    client = federate(intermediate=_leaf(cloud).public_bytes(Encoding.PEM))
    assert refusal(client.get_security_token) == (401, "NotAuthenticated")


def test_a_request_signed_by_another_key(federate: Federate, other_key: rsa.RSAPrivateKey) -> None:
    assert refusal(federate(private_key=pem_of(other_key)).get_security_token) == (401, "NotAuthenticated")


def test_an_instance_of_another_tenancy(cloud: Cloud, federate: Federate) -> None:
    stranger = replace(cloud.machine.instance, tenancy_id="ocid1.tenancy.oc1..another")
    certificate, private_key = cloud.instance_certificates.issue(stranger, now=cloud.clock.wall())
    client = federate(certificate=certificate, private_key=private_key)
    client.tenancy_id = "ocid1.tenancy.oc1..another"
    assert refusal(client.get_security_token) == (401, "NotAuthenticated")


def test_a_purpose_is_for_services_of_oracle(federate: Federate) -> None:
    assert refusal(federate(purpose="SERVICE_PRINCIPAL").get_security_token) == (401, "NotAuthenticated")


def test_a_region_without_subscription(federate: Federate) -> None:
    client = federate(endpoint="https://auth.eu-zurich-1.oraclecloud.com/v1/x509")
    assert refusal(client.get_security_token) == (401, "NotAuthenticated")


@pytest.mark.parametrize(
    ("days", "admitted"), [(0, True), (-1, False), (1, False)], ids=["now", "not yet", "no longer"]
)
def test_a_certificate_has_its_time(cloud: Cloud, days: int, admitted: bool) -> None:
    certificates, now = cloud.instance_certificates, cloud.clock.wall()
    between = x509.load_pem_x509_certificate(certificates.intermediate())
    time = now + days * 86400
    if admitted:
        holder = certificates.verify(_leaf(cloud), [between], now=time)
        assert holder.instance_id == cloud.machine.instance.id
    else:
        with pytest.raises(ValueError, match="not valid at this time"):
            certificates.verify(_leaf(cloud), [between], now=time)


def test_certificates_are_renewed_before_they_end(cloud: Cloud) -> None:
    certificates, now = InstanceCertificates(), cloud.clock.wall()
    first = certificates.issue(cloud.machine.instance, now=now)
    assert certificates.issue(cloud.machine.instance, now=now + 3600) == first
    assert certificates.issue(cloud.machine.instance, now=now + 4 * 3600) != first


def test_the_answer_of_a_request_that_is_no_json(cloud: Cloud, federate: Federate) -> None:
    session = federate().requests_session
    answer = session.post("https://auth.us-ashburn-1.oraclecloud.com/v1/x509", data=base64.b64encode(b"nothing"))
    assert (answer.status_code, answer.json()["code"]) == (401, "NotAuthenticated")


def _leaf(cloud: Cloud) -> x509.Certificate:
    text = cloud.instance_certificates.issue(cloud.machine.instance, now=cloud.clock.wall())[0]
    return x509.load_pem_x509_certificate(text)
