# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud and an operator for each type under contract."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.cloud import Cloud
from tests.contract.operator import Operator
from tests.contract.rows import ROWS, Row

MakeCloud = Callable[..., Cloud]


@pytest.fixture(scope="session")
def make_cloud() -> MakeCloud:
    """Makes clouds of the default scenario, whose time stands still unless somebody waits.

    The same seed makes the same users, so one set of API keys serves all: making those is what takes time.
    """
    first = Cloud(scenario="default", frozen=True)
    for user in ("projx-operator", "newcomer"):
        first.config(user)

    def make(**variants: str) -> Cloud:
        cloud = Cloud(scenario="default", frozen=True, variants=variants)
        cloud.credentials = first.credentials.moved_to(cloud.tenancy)
        return cloud

    return make


@pytest.fixture
def cloud(make_cloud: MakeCloud) -> Cloud:
    """The default scenario in its default variants."""
    return make_cloud()


@pytest.fixture(params=ROWS, ids=lambda row: row.name)
def row(request: pytest.FixtureRequest) -> Row:
    """One type after the other."""
    chosen: Row = request.param
    return chosen


@pytest.fixture
def operator(cloud: Cloud, row: Row) -> Operator:
    """The operator of the project that the seeded resources belong to."""
    return Operator(cloud, row)
