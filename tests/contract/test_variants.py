# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type keeps its promises whichever way OCI really behaves where nothing is documented."""

from __future__ import annotations

import itertools

import pytest

from tests.clouds import MakeCloud
from tests.contract.combinations import DRAWS, combinations_of, count_of
from tests.contract.rows import ROWS, Row
from tests.mixtures import SEED, Chosen, is_possible
from tests.operator import Operator

LIVES = 2
"""Draws of combinations, so that each choice meets different ones."""


def test_every_choice_is_played_for_every_promise() -> None:
    for row, draw in itertools.product(ROWS, range(DRAWS)):
        combinations = combinations_of(row, draw)
        assert len(combinations) == count_of(row)
        assert all(map(is_possible, combinations))
        for variant in row.variants:
            played = {chosen.get(variant.name, variant.choices[0]) for chosen in combinations}
            assert played == set(variant.choices)


@pytest.mark.parametrize(
    ("row", "chosen"),
    # What a service accepts and drops, which is played last, has no such life.
    [
        pytest.param(row, chosen, id=f"{row.name}-seed {SEED} draw {draw} number {number}")
        for row in ROWS
        for draw in range(LIVES)
        for number, chosen in enumerate(combinations_of(row, draw)[: -1 if row.dropped else None])
    ],
)
def test_the_life_of_an_assignment(make_cloud: MakeCloud, row: Row, chosen: Chosen) -> None:
    """Assign, again, check mode, change, unassign, again: reported alike in every variant, in mixtures of all."""
    operator = Operator(make_cloud(**chosen), row)
    resource_id = operator.id(operator.row.oracle_managed)

    def step(expected: bool, key: str | None, *, check: bool = False) -> dict[str, object]:
        options = {"kms_key_id": operator.key(key)} if key else {"state": "absent"}
        result = operator.run(resource_id, check=check, **options)
        assert result["changed"] is expected
        assert result["resource"]["kms_key_id"] == (operator.key(key) if key else None)
        return result

    predicted = step(True, "cmk-other", check=True)
    assert operator.key_of(resource_id) is None
    assert step(True, "cmk-other") == predicted
    step(False, "cmk-other")
    step(False, "cmk-other", check=True)
    step(True, "cmk", check=True)
    changed = step(True, "cmk")
    assert changed["previous_kms_key_id"] == operator.key("cmk-other")
    step(False, "cmk")
    step(True, None, check=True)
    step(True, None)
    step(False, None)
    assert operator.key_of(resource_id) is None
    for entry in operator.requests():
        assert entry.status < 500 or entry.fault
