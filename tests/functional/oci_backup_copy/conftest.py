# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be copied, and a user who may copy it."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.functional.oci_backup_copy.copies import (
    KINDS,
    SEES_ALL,
    Kind,
)
from tests.officer import Officer


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def operator(cloud: Cloud) -> Officer:
    """An operator who sees the backups of all compartments, so that no copy is overlooked."""
    operator = Officer(cloud, "projx-operator")
    operator.allow(SEES_ALL, policy="projx-operators")
    return operator
