# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints that issue tokens. They precede all services, and no client of the SDK contains them."""

from __future__ import annotations

from collections.abc import Callable

from ..catalog.endpoints import resolve
from ..protocol.messages import Request, Response
from ..tenancy.tenancy import Tenancy
from .cluster import HOST, Cluster
from .federation import Federation
from .sessions import Sessions

Exchange = Callable[[Request], Response]


class TokenExchanges:
    """Finds the exchange that a request addresses."""

    def __init__(self, tenancy: Tenancy, *, federation: Federation, cluster: Cluster) -> None:
        self._tenancy = tenancy
        self._of_authentication_service: dict[str, Exchange] = {
            "/v1/x509": federation.exchange,
            "/v1/authentication/refresh": Sessions(tenancy).refresh,
        }
        self._of_cluster: dict[str, Exchange] = {"/resourcePrincipalSessionTokens": cluster.exchange}

    def find(self, request: Request) -> Exchange | None:
        """The exchange, if the request addresses one; it may raise `ServiceProblem`."""
        if request.verb != "POST":
            return None
        if is_cluster_host(request.host):
            return self._of_cluster.get(request.path)
        endpoint = resolve(request.host)
        if endpoint is None or endpoint.api != "auth" or endpoint.region not in self._tenancy.regions:
            return None
        return self._of_authentication_service.get(request.path)


def is_cluster_host(host: str) -> bool:
    """Whether a host, with or without a port, is that of the cluster."""
    return host.partition(":")[0].lower() == HOST
