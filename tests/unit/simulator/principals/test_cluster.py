# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workloads: a service account's token is exchanged for a token of OCI, and policies test namespace and name."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import oci
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from oci.auth.signers import SecurityTokenSigner

from simulator.cloud import Cloud
from simulator.in_process import mount
from simulator.principals.cluster import HOST, ServiceAccount

ACCOUNT = ServiceAccount(namespace="awx", name="runner")


@pytest.fixture
def ask(cloud: Cloud, key: rsa.RSAPrivateKey) -> Callable[..., Any]:
    """Posts to the cluster as the SDK's signer does; that one does it in its constructor, on a socket."""
    requests = oci._vendor.requests.Session()
    mount(requests, cloud)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def post(token: str, *, pod_key: str = pem) -> Any:
        url = f"https://{HOST}:12250/resourcePrincipalSessionTokens"
        return requests.post(url, json={"podKey": pod_key}, headers={"Authorization": f"Bearer {token}"})

    return post


@pytest.mark.parametrize(
    ("condition", "admitted"),
    [
        ("request.principal.type = 'workload'", True),
        ("ALL {request.principal.namespace = 'awx', request.principal.service_account = 'runner'}", True),
        ("request.principal.cluster_id = '{cluster}'", True),
        ("request.principal.namespace = 'default'", False),
        ("request.principal.type = 'instance'", False),
    ],
)
def test_policies_see_the_workload(
    cloud: Cloud,
    ask: Callable[..., Any],
    as_principal: Callable[..., Any],
    allow: Callable[..., None],
    key: rsa.RSAPrivateKey,
    condition: str,
    admitted: bool,
) -> None:
    condition = condition.replace("{cluster}", cloud.cluster.id)
    allow(f"Allow any-user to inspect volumes in tenancy where {condition}")
    answer = ask(cloud.cluster.service_account_token(ACCOUNT))
    token = json.loads(base64.b64decode(answer.content))["token"]
    assert token.startswith("ST$")
    volumes = as_principal(SecurityTokenSigner(token[3:], key))
    if admitted:
        assert volumes.list_volumes(compartment_id=cloud.tenancy.id).data == []
    else:
        with pytest.raises(oci.exceptions.ServiceError) as caught:
            volumes.list_volumes(compartment_id=cloud.tenancy.id)
        assert caught.value.status == 404


def test_refusals(cloud: Cloud, ask: Callable[..., Any]) -> None:
    good = cloud.cluster.service_account_token(ACCOUNT)
    assert ask("nonsense").status_code == 401
    assert ask(cloud.cluster.service_account_token(ACCOUNT, lifetime_seconds=0)).status_code == 401
    assert ask(good, pod_key="nonsense").status_code == 400
    assert ask(good).status_code == 200
    cloud.cluster.is_enhanced = False
    assert ask(good).status_code == 403
