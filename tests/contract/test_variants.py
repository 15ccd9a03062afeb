# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type keeps its promises whichever way OCI really behaves where nothing is documented."""

from __future__ import annotations

import random

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from tests.contract.conftest import MakeCloud
from tests.contract.operator import Operator
from tests.contract.rows import ROWS, Row

CHOICES = [
    pytest.param(row, {variant.name: choice}, id=f"{row.name}-{variant.name}={choice}")
    for row in ROWS
    for variant in row.variants
    for choice in variant.choices[1:]
    # What a service accepts and drops has a test of its own.
    if {variant.name: choice} != row.dropped
]

COMBINATIONS = 5
"""For each row; each is drawn with its own number as the seed, which the test's name tells."""


def drawn(row: Row, seed: int) -> dict[str, str]:
    """One choice for every behaviour at once."""
    dice = random.Random(f"{row.name} {seed}")
    chosen = {variant.name: dice.choice(variant.choices) for variant in row.variants}
    for name in row.dropped or {}:
        chosen.pop(name)
    if chosen.get("block_kms_key_shown") == "when_settled" and chosen["block_kms_key_change_seconds"] == "600":
        # A volume that stays AVAILABLE and shows its old key for ten minutes cannot be told from a dropped change.
        chosen["block_kms_key_change_state"] = "PROVISIONING"
    return chosen


@pytest.mark.parametrize(("row", "chosen"), CHOICES)
def test_the_life_of_an_assignment(make_cloud: MakeCloud, row: Row, chosen: dict[str, str]) -> None:
    """Told the same in every variant."""
    live_through(Operator(make_cloud(**chosen), row))


@pytest.mark.parametrize("seed", range(COMBINATIONS), ids=lambda seed: f"seed {seed}")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_life_of_an_assignment_in_a_combination_of_variants(make_cloud: MakeCloud, row: Row, seed: int) -> None:
    """And in every mixture of them."""
    live_through(Operator(make_cloud(**drawn(row, seed)), row))


def live_through(operator: Operator) -> None:
    """Assign, again, check mode, change, unassign, again."""
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


@pytest.mark.parametrize(("row", "chosen"), CHOICES)
def test_a_refused_key_is_refused_clearly(make_cloud: MakeCloud, row: Row, chosen: dict[str, str]) -> None:
    """Whatever code the service has for it: without our own check of the key, its refusal is still one sentence."""
    operator = Operator(make_cloud(**chosen), row)
    resource_id = operator.id(row.oracle_managed)
    for key in ("cmk-disabled", "cmk-rsa"):
        with pytest.raises(Failure) as caught:
            operator.assign(resource_id, key, validate_key=False, vault_id=operator.vault)
        assert caught.value.opc_request_id in str(caught.value)
        assert operator.key(key) in str(caught.value)
    assert operator.key_of(resource_id) is None
