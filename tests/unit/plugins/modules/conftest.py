# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenancy whose time runs by itself, and credentials for it: modules sleep for real."""

from __future__ import annotations

import oci.base_client
import pytest

from simulator.cloud import Cloud
from simulator.in_process import InProcess


@pytest.fixture(scope="session")
def running_cloud() -> Cloud:
    """A thousand times as fast as the clock on the wall."""
    return Cloud(scenario="default", speed=1000.0, key_bits=1024)


@pytest.fixture
def cloud(running_cloud: Cloud) -> Cloud:
    """The default scenario, fresh."""
    running_cloud.reset(scenario="default")
    return running_cloud


@pytest.fixture
def credentials(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, no_credentials: object) -> dict[str, str]:
    """What a task needs to log in; the SDK's transport leads into the cloud instead of the network."""
    monkeypatch.setattr(oci.base_client, "OCIHTTPAdapter", lambda: InProcess(cloud))
    config = cloud.config("projx-operator")
    return {
        "tenancy": config["tenancy"],
        "region": config["region"],
        "api_user": config["user"],
        "api_user_fingerprint": config["fingerprint"],
        "api_user_key_content": config["key_content"],
    }
