# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a third of the cells of both suites for a short run; every promise still meets every type and every maker.

`CONTRACT_SAMPLE=7 pytest -p tests.sample tests/contract` draws by the seed 7, and again the same. Without a seed every
cell is run. `make test` draws by the commit, so that the commits of a branch run all cells among them.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Hashable

import pytest

SEED = os.environ.get("CONTRACT_SAMPLE", "")

ONE_IN = 3
"""How many cells of a promise and type there are for each that is run."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how to draw the same cells again."""
    terminalreporter.write_line(f"one cell in {ONE_IN}: CONTRACT_SAMPLE={SEED}" if SEED else "every cell")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what was not drawn. A test without parameters always runs."""
    if not SEED:
        return
    groups: dict[Hashable, list[pytest.Item]] = defaultdict(list)
    for item in items:
        groups[_promise_and_type(item)].append(item)
    kept = {
        each.nodeid
        for key, cells in groups.items()
        for each in random.Random(f"{SEED} {key}").sample(cells, -(-len(cells) // ONE_IN))
    }
    config.hook.pytest_deselected(items=[each for each in items if each.nodeid not in kept])
    items[:] = [each for each in items if each.nodeid in kept]


def _promise_and_type(item: pytest.Item) -> tuple[str, str]:
    """Cells with the same answer differ in variants of OCI and in what goes wrong only."""
    callspec = getattr(item, "callspec", None)
    params = callspec.params if callspec else {}
    row = params.get("row", params.get("maker"))
    # The fixture's parameter is a type with the number of a combination; a test may also have types of its own.
    row_type = row[0] if isinstance(row, tuple) else row
    return item.nodeid.split("[")[0], getattr(row_type, "name", "")
