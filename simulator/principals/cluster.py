# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Kubernetes cluster whose pods obtain their own tokens (OKE workload identity).

The SDK requests `https://<KUBERNETES_SERVICE_HOST>:12250/resourcePrincipalSessionTokens` with the token of the service
account (`sdk:auth/signers/oke_workload_identity_resource_principal_signer.py`). Here that host is HOST, reached through
the proxy like every other host.
"""

from __future__ import annotations

import base64
import functools
import json
from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from ..protocol.messages import Request, Response
from ..protocol.problems import ServiceProblem, not_authenticated
from ..tenancy.identifiers import Identifiers
from ..tenancy.tenancy import Tenancy
from .public_keys import public_key_in

HOST = "kubernetes.default.svc"
"""The name of the API server inside every cluster."""

_ISSUER = "https://kubernetes.default.svc.cluster.local"
_SEED_APART = 2_000_003
# Short, because the SDK renews a token at half of its lifetime; the lifetime in OKE is assumed.
_LIFETIME_SECONDS = 1800


@dataclass(frozen=True)
class ServiceAccount:
    """The identity of a pod inside the cluster."""

    namespace: str
    name: str


class Cluster:
    """One cluster, which exchanges the tokens of its pods."""

    def __init__(self, tenancy: Tenancy, *, seed: int) -> None:
        self._tenancy = tenancy
        region = tenancy.regions[tenancy.home_region]
        self.id = Identifiers(seed + _SEED_APART).ocid("cluster", region.ocid_part)
        self.is_enhanced = True
        """Basic clusters do not support workload identity: 403 (the SDK's own message for that status)."""

    def service_account_token(self, account: ServiceAccount, *, lifetime_seconds: int = 3600) -> str:
        """The token that Kubernetes writes to the pod's file system, bound to the service account."""
        now = int(self._tenancy.clock.wall())
        claims = {
            "iss": _ISSUER,
            "sub": f"system:serviceaccount:{account.namespace}:{account.name}",
            "aud": [_ISSUER],
            "iat": now,
            "exp": now + lifetime_seconds,
            "kubernetes.io": {"namespace": account.namespace, "serviceaccount": {"name": account.name}},
        }
        return jwt.encode(claims, _signing_key(), algorithm="RS256")

    def exchange(self, request: Request) -> Response:
        """A token for the pod's service account and the key in `podKey`: Base64 of a JSON object, in quotes."""
        account = self._account(request.headers.get("authorization", ""))
        if not self.is_enhanced:
            raise ServiceProblem(403, "NotAuthorized", "Workload identity needs an enhanced cluster.")
        try:
            key = public_key_in(json.loads(request.body)["podKey"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ServiceProblem(400, "InvalidParameter", "podKey must be an RSA public key.") from None
        answer = base64.b64encode(json.dumps({"token": f"ST${self._token(account, key)}"}).encode("ascii"))
        return Response(200, {}, b'"' + answer + b'"')

    def _account(self, authorization: str) -> ServiceAccount:
        scheme, dummy, token = authorization.partition(" ")
        try:
            claims = jwt.decode(
                token,
                _signing_key().public_key(),
                algorithms=["RS256"],
                audience=_ISSUER,
                issuer=_ISSUER,
                options={"verify_exp": False, "verify_iat": False},
            )
        except (jwt.InvalidTokenError, ValueError):
            raise not_authenticated() from None
        if scheme != "Bearer" or claims["exp"] <= self._tenancy.clock.wall():
            raise not_authenticated()
        bound = claims["kubernetes.io"]
        return ServiceAccount(namespace=bound["namespace"], name=bound["serviceaccount"]["name"])

    def _token(self, account: ServiceAccount, key: rsa.RSAPublicKey) -> str:
        """A token with the attributes that policies can test. A workload is not a member of any dynamic group.

        https://docs.oracle.com/en-us/iaas/Content/ContEng/Tasks/contenggrantingworkloadaccesstoresources.htm
        """
        return self._tenancy.tokens.issue(
            kind="workload",
            subject=f"{self.id}/{account.namespace}/{account.name}",
            public_key=key,
            attributes={
                "request.principal.type": "workload",
                "request.principal.namespace": account.namespace,
                "request.principal.service_account": account.name,
                "request.principal.cluster_id": self.id,
            },
            claims={"ttype": "res_sp", "res_type": "workload", "res_id": self.id, "res_tenant": self._tenancy.id},
            lifetime_seconds=_LIFETIME_SECONDS,
        )


@functools.cache
def _signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
