# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy takes some time to work after it was written, and what needs it is denied until then."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from tests.contract.operator import Operator
from tests.contract.policies import work_after
from tests.contract.rows import ROWS

of_each_type = pytest.mark.parametrize("row", [(row, 0) for row in ROWS], ids=[row.name for row in ROWS], indirect=True)


@of_each_type
def test_a_policy_written_a_moment_ago_is_waited_for(operator: Operator) -> None:
    resource_id = operator.id(operator.row.oracle_managed)
    work_after(operator.cloud, 10)
    assert operator.assign(resource_id, "cmk")["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


@of_each_type
@pytest.mark.parametrize("impatience", [{"wait_timeout": 5}, {"wait": False}], ids=["wait_timeout", "wait"])
def test_no_longer_than_there_is_patience(operator: Operator, impatience: dict[str, object]) -> None:
    resource_id, began = operator.id(operator.row.oracle_managed), operator.cloud.clock.now()
    work_after(operator.cloud, 10)
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk", **impatience)
    assert "to use keys" in str(caught.value)
    assert operator.cloud.clock.now() - began <= 6
    assert operator.key_of(resource_id) is None


@of_each_type
def test_what_is_denied_for_long_is_denied_for_good(operator: Operator) -> None:
    resource_id, began = operator.id(operator.row.oracle_managed), operator.cloud.clock.now()
    work_after(operator.cloud, 3600)
    with pytest.raises(Failure):
        operator.assign(resource_id, "cmk")
    assert operator.cloud.clock.now() - began <= 30
