# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated cloud as one object: a tenancy, its services and the gateway in front of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .gateway.gateway import Gateway
from .principals.cluster import Cluster
from .principals.credentials import SHORTEST_BITS, Credentials
from .principals.federation import Federation
from .principals.instance import Machine
from .principals.instance_certificates import InstanceCertificates
from .principals.token_exchanges import TokenExchanges, is_cluster_host
from .protocol.messages import Request, Response
from .scenarios import scenario_of
from .scenarios.builder import Builder
from .services.handlers import Handlers
from .services.registry import SERVICES, VARIANTS
from .tenancy.clock import Clock
from .tenancy.hosts import exists
from .tenancy.tenancy import Tenancy
from .tenancy.variants import Variants


class Cloud:
    """One tenancy. The same scenario and seed always create the same tenancy, including the OCIDs.

    `speed` is the number of simulated seconds per real second; with `frozen=True` time does not pass unless advanced.
    `latency_ms` is the time between every request and its response, until it is changed.
    """

    def __init__(
        self,
        *,
        scenario: str = "default",
        seed: int = 1,
        speed: float = 1.0,
        frozen: bool = False,
        variants: Mapping[str, str] | None = None,
        shape: Mapping[str, Any] | None = None,
        latency_ms: float = 0.0,
        key_bits: int = SHORTEST_BITS,
    ) -> None:
        self._speed, self._frozen, self._key_bits = speed, frozen, key_bits
        self._latency_ms = latency_ms
        self.instance_certificates = InstanceCertificates()
        self.reset(scenario=scenario, seed=seed, variants=variants, shape=shape)

    def reset(
        self,
        *,
        scenario: str,
        seed: int = 1,
        variants: Mapping[str, str] | None = None,
        shape: Mapping[str, Any] | None = None,
    ) -> None:
        """Start again with a new tenancy. API keys of users that exist in it stay valid.

        `shape` describes the scenario `large` (`scenarios/shape.py`); no other scenario has one.
        """
        plan = scenario_of(scenario, shape)
        self.scenario, self.seed, self.shape = scenario, seed, dict(shape or {})
        self.clock = Clock(speed=self._speed, frozen=self._frozen, behind=plan.history_seconds)
        self.tenancy = Tenancy(
            name=plan.tenancy_name,
            namespace=plan.namespace,
            regions=plan.regions(),
            clock=self.clock,
            seed=seed,
            variants=Variants(VARIANTS, variants),
        )
        self.machine = Machine(self.tenancy, seed=seed)
        self.cluster = Cluster(self.tenancy, seed=seed)
        exchanges = TokenExchanges(
            self.tenancy,
            federation=Federation(self.tenancy, self.instance_certificates, self.machine),
            cluster=self.cluster,
        )
        self.gateway = Gateway(self.tenancy, Handlers(SERVICES, self.tenancy), exchanges=exchanges, seed=seed)
        self.gateway.latency_ms = self._latency_ms
        builder = Builder(self.gateway, seed=seed)
        plan.build(builder)
        self.catalogue = builder.catalogue()
        old: Credentials | None = getattr(self, "credentials", None)
        self.credentials = old.moved_to(self.tenancy) if old else Credentials(self.tenancy, bits=self._key_bits)

    def handle(self, request: Request) -> Response:
        """Return the response to one request."""
        return self.gateway.handle(request)

    def serves(self, host: str) -> bool:
        """Whether the host belongs to OCI or to the cluster; no other name resolves."""
        return exists(host, self.tenancy) or is_cluster_host(host)

    def config(self, user: str = "admin", *, region: str | None = None) -> dict[str, Any]:
        """The SDK configuration of a user, by name."""
        return self.credentials.config(self.catalogue["users"][user], region=region)
