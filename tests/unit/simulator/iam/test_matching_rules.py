# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matching rules: which resources belong to a dynamic group."""

from __future__ import annotations

import pytest

from simulator.iam.matching_rules import parse
from simulator.iam.statements import InvalidStatement

DATABASE = {
    "resource.type": "autonomousdatabase",
    "resource.id": "ocid1.autonomousdatabase.oc1..a",
    "resource.compartment.id": "ocid1.compartment.oc1..x",
    "tag.team.name.value": "Sales",
}


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        ("resource.id = 'ocid1.autonomousdatabase.oc1..a'", True),
        ("resource.id = 'ocid1.autonomousdatabase.oc1..b'", False),
        ("resource.id != 'ocid1.autonomousdatabase.oc1..b'", True),
        ("resource.compartment.id = ocid1.compartment.oc1..x", True),
        ("ALL {resource.type = 'autonomousdatabase', resource.compartment.id = 'ocid1.compartment.oc1..x'}", True),
        ("All {resource.type='AutonomousDatabase',resource.compartment.id='ocid1.compartment.oc1..y'}", False),
        ("Any {resource.type = 'filesystem', resource.type = 'autonomousdatabase'}", True),
        ("any {resource.type = 'filesystem', all {resource.type != 'volume', tag.team.name.value = 'sales'}}", True),
        ("instance.id = 'ocid1.autonomousdatabase.oc1..a'", False),
        ("instance.compartment.id != 'ocid1.compartment.oc1..y'", False),
        ("tag.team.name.value", True),
        ("tag.team.lead.value", False),
        ("ALL {resource.type = 'autonomousdatabase', tag.team.name.value}", True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rule_matches(rule: str, matches: bool) -> None:
    assert parse(rule).matches(DATABASE) is matches


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "resource.id",
        "resource.name = 'x'",
        "request.user.id = 'x'",
        "tag.team.name = 'x'",
        "resource.id in ('x')",
        "resource.id = 'x', resource.type = 'y'",
        "ALL resource.id = 'x'",
        "ALL {}",
        "ALL {resource.id = 'x'} ANY {resource.id = 'y'}",
        "Any {resource.id = 'x'",
        "any {" * 20 + "resource.id = 'x'" + "}" * 20,
        "resource.id = 'x",
    ],
    ids=lambda rule: rule[:60] or "empty",
)
def test_malformed_rule_is_refused(rule: str) -> None:
    with pytest.raises(InvalidStatement, match=r"^Invalid matching rule: (?!.*statement)"):
        parse(rule)
