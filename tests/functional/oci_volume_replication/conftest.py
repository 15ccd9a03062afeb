# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be replicated, and a user who may replicate it."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.functional.oci_volume_replication.replicas import (
    KINDS,
    Kind,
)
from tests.officer import Officer


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def operator(cloud: Cloud) -> Officer:
    return Officer(cloud, "projx-operator")
