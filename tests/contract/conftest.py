# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud and an operator for each type under contract."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import pytest

from simulator.cloud import Cloud
from tests.clouds import MakeCloud, for_each_test
from tests.contract.cases import CASES, Case, case_id
from tests.contract.combinations import combination
from tests.contract.rows import Row
from tests.mixtures import SEED
from tests.operator import Dropped, Operator


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how to draw the same combinations of variants again."""
    terminalreporter.write_line(f"combinations of variants: CONTRACT_SEED={SEED}")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, bool | None, bool | None]:
    """A promise about a change is kept, too, by reporting clearly that the service has dropped the change."""
    try:
        return (yield)
    except Dropped as dropped:
        print(f"{pyfuncitem.name} ends with: {dropped}")
        return True


@pytest.fixture(scope="session")
def make_cloud() -> MakeCloud:
    """Creates clouds of the default scenario."""
    return for_each_test("default")


@pytest.fixture
def cloud(make_cloud: MakeCloud, request: pytest.FixtureRequest) -> Cloud:
    """The default scenario: in the variants of the row if the test has one, else in the default ones."""
    row: Row | None = request.getfixturevalue("row") if "row" in request.fixturenames else None
    return make_cloud(**(row.plays if row else {}))


@pytest.fixture(params=CASES, ids=case_id)
def row(request: pytest.FixtureRequest) -> Row:
    """One type after the other, in one combination of variants after the other."""
    case: Case = request.param
    row, number = case
    plays = combination(row, number, request.node.originalname)
    print(f"{row.name} plays {plays or 'the default variants'}")  # pytest shows it for a test that fails
    return replace(row, plays=plays)


@pytest.fixture
def operator(cloud: Cloud, row: Row) -> Operator:
    """The operator of the project that the seeded resources belong to."""
    return Operator(cloud, row)
