# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways of creating a volume, and a user who may create one."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.functional.oci_volume.volumes import (
    WAYS,
    Way,
)
from tests.officer import Officer


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


@pytest.fixture
def operator(cloud: Cloud) -> Officer:
    return Officer(cloud, "projx-operator")
