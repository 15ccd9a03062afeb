# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A third of the contract suite is drawn, the same third for the same seed, and no promise goes without any type."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests import sample

TYPES = ("volume", "bucket")


def cell(test: str, **parameters: Any) -> Any:
    identity = f"{test}[{'-'.join(map(str, parameters.values()))}]" if parameters else test
    return SimpleNamespace(nodeid=identity, callspec=SimpleNamespace(params=parameters))


def drawn(monkeypatch: pytest.MonkeyPatch, seed: str) -> tuple[list[str], list[str]]:
    """The names of the cells that run and of those that do not."""
    monkeypatch.setattr(sample, "SEED", seed)
    rows = [(SimpleNamespace(name=each), number) for each in TYPES for number in range(5)]
    cells = [cell("test_a", row=row) for row in rows] + [cell("test_b", row=rows[0][0]), cell("test_c")]
    left: list[Any] = []

    def pytest_deselected(items: list[Any]) -> None:
        left.extend(items)

    config: Any = SimpleNamespace(hook=SimpleNamespace(pytest_deselected=pytest_deselected))
    sample.pytest_collection_modifyitems(config, cells)
    return [each.nodeid for each in cells], [each.nodeid for each in left]


def test_a_third_of_the_cells_of_each_type_run(monkeypatch: pytest.MonkeyPatch) -> None:
    run, left = drawn(monkeypatch, "7")
    assert len(run) == 2 * len(TYPES) + 2
    assert len(left) == 3 * len(TYPES)
    for name in TYPES:
        assert sum(f"name='{name}'" in each and each.startswith("test_a") for each in run) == 2


def test_every_maker_meets_every_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SEED", "7")
    cells = [cell("test_a", maker=SimpleNamespace(name=each), how=how) for each in TYPES for how in range(4)]
    config: Any = SimpleNamespace(hook=SimpleNamespace(pytest_deselected=lambda items: None))
    sample.pytest_collection_modifyitems(config, cells)
    assert [sum(f"name='{name}'" in each.nodeid for each in cells) for name in TYPES] == [2, 2]


def test_a_seed_draws_the_same_again_and_another_seed_draws_others(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, "7") == drawn(monkeypatch, "7")
    assert len({tuple(drawn(monkeypatch, str(seed))[0]) for seed in range(10)}) > 1


def test_every_cell_runs_without_a_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, "")[1] == []
