# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud for each functional test."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.clouds import MakeCloud, for_each_test
from tests.mixtures import SEED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how to draw the same mixtures of variants again."""
    terminalreporter.write_line(f"mixtures of variants: CONTRACT_SEED={SEED}")


@pytest.fixture(scope="session")
def make_cloud() -> MakeCloud:
    """Creates clouds of the default scenario."""
    return for_each_test("default")


@pytest.fixture
def cloud(make_cloud: MakeCloud) -> Cloud:
    """The default scenario in the default variants."""
    return make_cloud()
