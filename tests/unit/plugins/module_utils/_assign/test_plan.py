# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The decision what to do, as a table."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._assign.plan import plan, predict
from ansible_collections.cmk.oci.plugins.module_utils._resources.assignment import (
    Assignment,
    Change,
    Desired,
    Kind,
    customer_managed,
)
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VOLUME

A, B = "ocid1.key.oc1.iad.v.a", "ocid1.key.oc1.iad.v.b"


@pytest.mark.parametrize(
    ("current", "desired", "expected"),
    [
        (None, Desired(None), Change(Kind.NOTHING, None)),
        (None, Desired(A), Change(Kind.ASSIGN, A)),
        (A, Desired(A), Change(Kind.NOTHING, A)),
        (A, Desired(B), Change(Kind.ASSIGN, B)),
        (A, Desired(None), Change(Kind.UNASSIGN, None)),
        (A, Desired(A, rewrap=True), Change(Kind.REWRAP, A)),
        (A, Desired(B, rewrap=True), Change(Kind.ASSIGN, B)),
        (None, Desired(None, rewrap=True), Change(Kind.NOTHING, None)),
    ],
    ids=["unset stays", "set", "same", "other", "clear", "rewrap", "other with rewrap", "nothing to rewrap"],
)
def test_plan(current: str | None, desired: Desired, expected: Change) -> None:
    before = Assignment("ocid1.volume.oc1.iad.x", current, "PROVISIONING", etag="1")
    change = plan(before, desired)
    assert change == expected
    after = predict(before, change, VOLUME)
    assert after.kms_key_id == expected.kms_key_id
    assert plan(after, Desired(desired.kms_key_id)).kind is Kind.NOTHING
    assert after.lifecycle_state == ("PROVISIONING" if change.kind is Kind.NOTHING else "AVAILABLE")


@pytest.mark.parametrize("text", [None, "", " ", "ORACLE_MANAGED_KEY"], ids=repr)
def test_every_way_of_saying_oracle_managed(text: str | None) -> None:
    assert customer_managed(text) is None


def test_customer_managed() -> None:
    assert customer_managed(f" {A}") == A
