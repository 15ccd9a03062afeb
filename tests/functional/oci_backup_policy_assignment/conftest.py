# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup policy can be assigned to, and a user who may assign it."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.functional.oci_backup_policy_assignment.assignments import (
    ASSETS,
    Asset,
)
from tests.officer import Officer


@pytest.fixture(params=ASSETS, ids=lambda asset: asset.kind)
def asset(request: pytest.FixtureRequest) -> Asset:
    chosen: Asset = request.param
    return chosen


@pytest.fixture
def operator(cloud: Cloud) -> Officer:
    made = Officer(cloud, "projx-operator")
    made.allow("Allow group projx-admin-group to inspect backup-policies in tenancy", policy="projx-operators")
    return made
