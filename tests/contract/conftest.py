# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud and an operator for each type under contract."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.contract.operator import Operator
from tests.contract.rows import ROWS, Row


@pytest.fixture
def cloud() -> Cloud:
    """The default scenario; its time stands still unless somebody waits."""
    return Cloud(scenario="default", frozen=True)


@pytest.fixture(params=ROWS, ids=lambda row: row.name)
def row(request: pytest.FixtureRequest) -> Row:
    """One type after the other."""
    chosen: Row = request.param
    return chosen


@pytest.fixture
def operator(cloud: Cloud, row: Row) -> Operator:
    """The operator of the project that the seeded resources belong to."""
    return Operator(cloud, row)
