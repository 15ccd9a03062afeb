# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK's own clients and signers for principals, mounted on the cloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from oci.auth.certificate_retriever import PEMStringCertificateRetriever
from oci.auth.federation_client import X509FederationClient
from oci.auth.session_key_supplier import SessionKeySupplier

from simulator.cloud import Cloud
from simulator.in_process import mount

Federate = Callable[..., Any]


@pytest.fixture(scope="session")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def federate(cloud: Cloud) -> Federate:
    """Creates the SDK's federation client, as on the instance unless parts of the identity are specified."""

    def make(**values: Any) -> Any:
        certificate, private_key = cloud.instance_certificates.issue(cloud.machine.instance, now=cloud.clock.wall())
        between = values.pop("intermediate", cloud.instance_certificates.intermediate())
        leaf = PEMStringCertificateRetriever(
            certificate_pem=values.pop("certificate", certificate),
            private_key_pem=values.pop("private_key", private_key),
        )
        client = X509FederationClient(
            federation_endpoint=values.pop("endpoint", "https://auth.us-ashburn-1.oraclecloud.com/v1/x509"),
            tenancy_id=cloud.tenancy.id,
            session_key_supplier=SessionKeySupplier(key_size=1024),
            leaf_certificate_retriever=leaf,
            intermediate_certificate_retrievers=[PEMStringCertificateRetriever(certificate_pem=between)],
            retry_strategy=oci.retry.NoneRetryStrategy(),
            circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
            **values,
        )
        mount(client.requests_session, cloud)
        return client

    return make


@pytest.fixture
def as_principal(cloud: Cloud) -> Callable[..., Any]:
    """Creates an SDK client that signs with a signer of `oci.auth.signers`."""

    def make(signer: Any, name: str = "core.BlockstorageClient") -> Any:
        package, class_name = name.split(".")
        client = getattr(getattr(oci, package), class_name)(
            {"region": "us-ashburn-1"}, signer=signer, retry_strategy=oci.retry.NoneRetryStrategy()
        )
        mount(client, cloud)
        return client

    return make


@pytest.fixture
def allow(cloud: Cloud, client: Callable[..., Any]) -> Callable[..., None]:
    """Puts statements in effect, after a dynamic group `principals` if a matching rule is specified."""
    identity = client("identity.IdentityClient")
    models = oci.identity.models

    def put(*statements: str, rule: str | None = None) -> None:
        frame = {"compartment_id": cloud.tenancy.id, "description": "d"}
        if rule:
            identity.create_dynamic_group(
                models.CreateDynamicGroupDetails(name="principals", matching_rule=rule, **frame)
            )
        identity.create_policy(models.CreatePolicyDetails(name="p", statements=list(statements), **frame))
        cloud.clock.advance(60)

    return put
