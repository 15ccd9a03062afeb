# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The default tenancy, with a client that signs any request and a check of every response."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from email.utils import formatdate
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from simulator.catalog.routing import routes_of
from simulator.cloud import Cloud
from simulator.protocol.messages import Request, Response
from simulator.services.handlers import Handlers
from simulator.services.registry import SERVICES

HOSTS = {
    "iaas": "iaas.us-ashburn-1.oraclecloud.com",
    "identity": "identity.us-ashburn-1.oci.oraclecloud.com",
    "auth": "auth.us-ashburn-1.oraclecloud.com",
    "objectstorage": "objectstorage.us-ashburn-1.oraclecloud.com",
    "database": "database.us-ashburn-1.oraclecloud.com",
    "filestorage": "filestorage.us-ashburn-1.oci.oraclecloud.com",
    "kms": "kms.us-ashburn-1.oraclecloud.com",
    "query": "query.us-ashburn-1.oci.oraclecloud.com",
}


class Fuzzed:
    """A filled tenancy, and a client that signs any request."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        cloud.gateway.throttling = False
        vault = next(iter(cloud.catalogue["vaults"].values()))
        self.hosts = {
            **HOSTS,
            "kms-management": vault["management_endpoint"].removeprefix("https://"),
            "kms-crypto": vault["crypto_endpoint"].removeprefix("https://"),
        }
        self.operations = [
            (api, operation)
            for api in self.hosts
            for operation in routes_of(api).operations
            if Handlers(SERVICES, cloud.tenancy).find(operation) is not None
        ]
        self.ids = sorted(cloud.tenancy.store._by_id)
        self._by_kind: dict[str, list[str]] = {}
        for resource in cloud.tenancy.store._by_id.values():
            self._by_kind.setdefault(resource.kind.name, []).append(resource.id)
        user = cloud.catalogue["users"]["admin"]
        pem, fingerprint = cloud.credentials.private_key(user)
        self._key: Any = load_pem_private_key(pem.encode(), None)
        self._key_id = f"{cloud.tenancy.id}/{user}/{fingerprint}"

    def fitting(self, parameter: str) -> list[str]:
        """Suitable values of a parameter or field of that name; empty if none are known."""
        known = {
            "namespaceName": [self.cloud.tenancy.namespace],
            "bucketName": list(self.cloud.catalogue["buckets"]),
            "kmsKeyId": self._by_kind["key"],
            "availabilityDomain": list(self.cloud.tenancy.regions["us-ashburn-1"].availability_domains),
            "compartmentId": self._by_kind["compartment"],
            "region": list(self.cloud.tenancy.regions),
        }
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", parameter.removesuffix("Id")).lower()
        return known.get(parameter) or self._by_kind.get(kind, [])

    def sign(self, request: Request) -> Request:
        """Add the headers that OCI requires; an existing header is not changed."""
        digest = base64.b64encode(hashlib.sha256(request.body).digest()).decode()
        request.headers = {
            "date": formatdate(self.cloud.clock.wall(), usegmt=True),
            "host": request.host,
            "content-length": str(len(request.body)),
            "content-type": "application/json",
            "x-content-sha256": digest,
            **request.headers,
        }
        named = ["date", "(request-target)", "host", "content-length", "content-type", "x-content-sha256"]
        lines = [
            f"(request-target): {request.verb.lower()} {request.target}"
            if name == "(request-target)"
            else f"{name}: {request.headers[name]}"
            for name in named
        ]
        signature = base64.b64encode(self._key.sign("\n".join(lines).encode(), PKCS1v15(), SHA256())).decode()
        request.headers["authorization"] = (
            f'Signature algorithm="rsa-sha256",headers="{" ".join(named)}",keyId="{self._key_id}",'
            f'signature="{signature}",version="1"'
        )
        return request


def check(response: Response) -> None:
    assert response.status != 500, response.body
    assert 200 <= response.status < 600
    assert response.headers["opc-request-id"]
    if response.status >= 400 and response.body:
        returned = json.loads(response.body)
        assert returned["code"]
        assert returned["message"]
    for name, value in response.headers.items():
        f"{name}: {value}".encode("latin-1")
