# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type keeps its promises whichever way OCI really behaves where nothing is documented."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.services.all_services import VARIANTS
from tests.contract.conftest import MakeCloud
from tests.contract.operator import Operator
from tests.contract.rows import ROWS, Row

CHOICES = [(variant.name, choice) for variant in VARIANTS for choice in variant.choices[1:]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize(("variant", "choice"), CHOICES, ids=[f"{name}={choice}" for name, choice in CHOICES])
def test_the_life_of_an_assignment(make_cloud: MakeCloud, row: Row, variant: str, choice: str) -> None:
    """Assign, again, check mode, change, unassign, again: told the same in every variant."""
    operator = Operator(make_cloud(**{variant: choice}), row)
    resource_id = operator.id(row.oracle_managed)

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


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize(("variant", "choice"), CHOICES, ids=[f"{name}={choice}" for name, choice in CHOICES])
def test_a_refused_key_is_refused_clearly(make_cloud: MakeCloud, row: Row, variant: str, choice: str) -> None:
    """Whatever code the service has for it: without our own check of the key, its refusal is still one sentence."""
    operator = Operator(make_cloud(**{variant: choice}), row)
    resource_id = operator.id(row.oracle_managed)
    for key in ("cmk-disabled", "cmk-rsa"):
        with pytest.raises(Failure) as caught:
            operator.assign(resource_id, key, validate_key=False)
        assert caught.value.opc_request_id in str(caught.value)
        assert operator.key(key) in str(caught.value)
    assert operator.key_of(resource_id) is None
