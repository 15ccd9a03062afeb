# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A denied change of key reads as one short message: what failed, why, and what to do."""

from __future__ import annotations

import re

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from tests.contract.cases import before_anything_is_asked
from tests.contract.failures import is_rendered, names, verdict
from tests.contract.operator import Operator
from tests.contract.policies import READS
from tests.contract.rows import Row

LONGEST = 250
"""Characters of a message, besides the OCIDs in it."""

OCID = re.compile(r"ocid1\.[\w.-]+")

DENIED = {"service": ("service",), "group": ("group",), "both": ("service", "group")}


def deny(operator: Operator, *who: str) -> None:
    if "service" in who:
        operator.revoke("services-use-keys")
    if "group" in who:
        operator.revoke("projx-operators", unless=lambda statement: "key-delegate" not in statement)


@before_anything_is_asked()
@pytest.mark.parametrize("reads", [True, False], ids=["policies can be read", "policies cannot be read"])
@pytest.mark.parametrize("who", DENIED.values(), ids=DENIED)
def test_a_denied_change_is_a_short_message(operator: Operator, row: Row, who: tuple[str, ...], reads: bool) -> None:
    if row.delegate_variant:
        operator.cloud.tenancy.variants.choose(row.delegate_variant, "yes")
    if reads:
        operator.allow(*READS)
    deny(operator, *who)
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.wrong_key), "cmk", vault_id=operator.vault)
    failure, text = caught.value, str(caught.value)
    assert failure.missing_statements
    assert verdict(failure) == ("missing" if reads and row.has_service_statement else "unknown")
    assert is_rendered(failure)
    assert len(OCID.sub("", text)) <= LONGEST, text
    assert names(failure, failure.operation, failure.status, failure.code)
    assert names(failure, operator.key("cmk"), operator.address(operator.id(row.wrong_key)))
    assert failure.advice
    assert all(each.rstrip(".") in text for each in failure.advice)
    assert names(failure, f"{len(failure.missing_statements)} statement", "failure.missing_statements")
    assert [each for each in OCID.findall(text) if text.count(each) > 1] == []
