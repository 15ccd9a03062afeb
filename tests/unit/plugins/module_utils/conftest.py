# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated tenancy under the real SDK, and sessions of its users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from simulator.cloud import Cloud
from tests import sessions
from tests.clouds import MakeCloud, for_each_test

LogIn = Callable[..., Session]


@pytest.fixture(scope="session")
def make_cloud() -> MakeCloud:
    """Copies of the default scenario, which is filled once."""
    return for_each_test("default")


@pytest.fixture
def cloud(make_cloud: MakeCloud) -> Cloud:
    """The default scenario, fresh."""
    return make_cloud()


@pytest.fixture
def log_in(cloud: Cloud) -> LogIn:
    """A session of a user, whose sleeping lets the simulated time pass."""

    def make(user: str = "projx-operator", *, region: str | None = None) -> Session:
        return sessions.log_in(cloud, user, region=region)

    return make


@pytest.fixture
def named(cloud: Cloud) -> Callable[[str, str], str]:
    """The OCID of a seeded resource, by kind and name."""

    def find(kind: str, name: str) -> str:
        entry: Any = cloud.catalogue[kind][name]
        return str(entry["id"] if isinstance(entry, dict) else entry)

    return find
