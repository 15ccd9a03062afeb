# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new cloud whose time does not pass, and real SDK clients connected to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from simulator.in_process import mount
from tests.clouds import Clouds, for_one_test
from tests.garbage_collection import end_with_the_test

Clients = Callable[..., Any]


@pytest.fixture(scope="session")
def clouds() -> Clouds:
    """Copies of one founded tenancy."""
    return Clouds("founded")


@pytest.fixture
def cloud(clouds: Clouds) -> Cloud:
    """A founded tenancy with two regions and the compartments `security`, `projx` and `projy`, otherwise empty."""
    fresh = for_one_test(clouds.make())
    fresh.gateway.throttling = False
    return fresh


_signers: dict[str, Any] = {}


def signer(config: dict[str, Any]) -> Any:
    """One signer for each key of the run: loading a private key takes longer than most tests."""
    name = f"{config['user']}/{config['fingerprint']}"
    if name not in _signers:
        _signers[name] = oci.signer.Signer(
            config["tenancy"],
            config["user"],
            config["fingerprint"],
            None,
            private_key_content=config["key_content"],
        )
    return _signers[name]


@pytest.fixture
def client(cloud: Cloud) -> Clients:
    """Creates an SDK client: `client("core.BlockstorageClient", user="admin", region=None, endpoint=None)`."""

    def make(name: str, *, user: str = "admin", region: str | None = None, endpoint: str | None = None) -> Any:
        package, class_name = name.split(".")
        client_class = getattr(getattr(oci, package), class_name)
        options = {"service_endpoint": endpoint} if endpoint else {}
        config = cloud.config(user, region=region)
        created = client_class(
            config,
            signer=signer(config),
            retry_strategy=oci.retry.NoneRetryStrategy(),
            # All clients of a process share one by default (oci-facts.md, section 3), tests included.
            circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
            **options,
        )
        mount(created, cloud)
        end_with_the_test(created.base_client.session, created.base_client, created)
        return created

    return make
