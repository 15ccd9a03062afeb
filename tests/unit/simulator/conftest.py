# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fresh cloud whose time stands still, and real SDK clients that talk to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from simulator.in_process import mount

Clients = Callable[..., Any]


@pytest.fixture
def cloud() -> Cloud:
    """A founded tenancy with two regions and the compartments `security`, `projx` and `projy`, otherwise empty."""
    fresh = Cloud(scenario="founded", frozen=True)
    fresh.gateway.throttling = False
    return fresh


@pytest.fixture
def client(cloud: Cloud) -> Clients:
    """Makes an SDK client: `client("core.BlockstorageClient", user="admin", region=None, endpoint=None)`."""

    def make(name: str, *, user: str = "admin", region: str | None = None, endpoint: str | None = None) -> Any:
        package, class_name = name.split(".")
        client_class = getattr(getattr(oci, package), class_name)
        options = {"service_endpoint": endpoint} if endpoint else {}
        made = client_class(cloud.config(user, region=region), retry_strategy=oci.retry.NoneRetryStrategy(), **options)
        mount(made, cloud)
        return made

    return make
