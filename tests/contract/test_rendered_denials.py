# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A denied change of key reads as one short message: what failed, why, and what to do."""

from __future__ import annotations

import re

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from tests.contract.rows import Row
from tests.failures import is_rendered, names
from tests.operator import Operator
from tests.policies import READS

LONGEST = 250
"""Characters of a message, besides the OCIDs and the words of the service in it."""

OCID = re.compile(r"ocid1\.[\w.-]+")

DENIED = {
    "service": ("service",),
    "group": ("group",),
    "both": ("service", "group"),
    "service, for a key that cannot be read": ("service", "reader"),
}


def deny(operator: Operator, *who: str) -> None:
    if "service" in who:
        operator.revoke("services-use-keys")
    if "reader" in who:
        operator.revoke("projx-operators", unless=lambda statement: " read " not in statement)
    if "group" in who:
        operator.revoke("projx-operators", unless=lambda statement: "key-delegate" not in statement)


def without_service_message(failure: Failure) -> str:
    """The rendered failure without the message of OCI, in which OCIDs may be shortened."""
    parts = map(re.escape, OCID.split(str(failure.service_message)))
    return re.sub(rf"(?:{OCID.pattern}|…\w{{6}}[.]?)".join(parts), "", str(failure))


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
    failure = caught.value
    ours = without_service_message(failure)
    assert failure.missing_statements
    assert is_rendered(failure)
    address = operator.address(operator.id(row.wrong_key))
    assert len(OCID.sub("", ours).replace(address, "")) <= LONGEST, ours
    assert names(failure, failure.operation, address)
    # A bucket that its key keeps shut does not show which key that is.
    assert failure.kind == "KeyUnusable" or names(failure, operator.key("cmk"))
    assert names(failure, f"{len(failure.missing_statements)} statement", "failure.missing_statements")
    # A work request that fails has no status and no code, and nothing else to be done about it.
    assert failure.kind == "WorkFailed" or names(failure, f"{failure.status} {failure.code}")
    assert failure.kind == "WorkFailed" or failure.advice
    assert names(failure, *failure.advice)
    assert [each for each in OCID.findall(ours) if ours.count(each) > 1] == []
