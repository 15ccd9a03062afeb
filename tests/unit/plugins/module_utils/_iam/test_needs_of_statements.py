# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A statement is read as what it gives, and only where that is all it says."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._iam.needs import Need, Party, of_statement

TENANCY, PLACE, KEY = "ocid1.tenancy.oc1..aaa", "ocid1.compartment.oc1..aaa", "ocid1.key.oc1.iad.v.aaa"
SERVICE = Party("service", "blockstorage")


@pytest.mark.parametrize(
    "need",
    [
        Need(SERVICE, "use", "keys", PLACE, KEY),
        Need(SERVICE, "use", "keys", PLACE),
        Need(Party("group", "ocid1.group.oc1..aaa"), "manage", "volumes", PLACE),
        Need(Party("dynamic-group", "databases"), "use", "vaults", PLACE),
        Need(SERVICE, "use", "keys", TENANCY),
    ],
)
def test_what_a_need_states_is_that_need(need: Need) -> None:
    assert of_statement(need.statement, TENANCY) == need


@pytest.mark.parametrize(
    "text",
    [
        "Allow service blockstorage, objectstorage-us-ashburn-1 to use keys in compartment id " + PLACE,
        "Allow service blockstorage to use keys in compartment security",
        "Allow group <your group> to use key-delegate in compartment id " + PLACE,
        "Allow service blockstorage to use keys in compartment <compartment of the key>",
        f"Allow service blockstorage to use keys in compartment id {PLACE} where target.key.id != '{KEY}'",
        f"Allow service blockstorage to use keys in compartment id {PLACE} where request.region = 'iad'",
        f"Allow service blockstorage to use keys in compartment id {PLACE} "
        f"where any {{target.key.id = '{KEY}', request.region = 'iad'}}",
        "nothing of the kind",
    ],
)
def test_what_says_more_or_less_is_no_need(text: str) -> None:
    assert of_statement(text, TENANCY) is None
