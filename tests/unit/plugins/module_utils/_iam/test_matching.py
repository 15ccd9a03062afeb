# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule is extended by what it does not match already, judged by the simulated tenancy's own reading of rules."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cmk.oci.plugins.module_utils._iam import groups
from simulator.iam.matching_rules import parse

TYPES = ("autonomousdatabase", "filesystem")
PLACES = ("ocid1.compartment.oc1..a", "ocid1.compartment.oc1..b")
IDS = ("ocid1.filesystem.oc1.iad.x", "ocid1.filesystem.oc1.iad.y")

COMPARISONS = st.sampled_from(
    [
        f"resource.{name} {operator} '{value}'"
        for name, values in (("type", TYPES), ("compartment.id", PLACES), ("id", IDS))
        for value in values
        for operator in ("=", "!=")
    ]
)


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    kinds, parts = st.sampled_from(["any", "all", "ANY", "All"]), st.lists(inner, min_size=1, max_size=3)
    return st.tuples(kinds, parts).map(lambda drawn: f"{drawn[0]} {{{', '.join(drawn[1])}}}")


CONDITIONS = st.recursive(COMPARISONS, combined, max_leaves=8)
RULES = combined(CONDITIONS)

RESOURCES = [
    {"resource.type": kind, "resource.compartment.id": place, "resource.id": each}
    for kind, place, each in itertools.product((*TYPES, "other"), (*PLACES, "c"), (*IDS, "z"))
]


def matched(rule: str) -> list[bool]:
    return [parse(rule).matches(each) for each in RESOURCES]


@given(rule=RULES, parts=st.lists(CONDITIONS, min_size=1, max_size=3))
def test_extended_is_either(rule: str, parts: list[str]) -> None:
    """Never less than it was, never less than what is asked for, never more than both."""
    wanted = [any(each) for each in zip(matched(rule), *(matched(f"all {{{part}}}") for part in parts), strict=True)]
    assert matched(groups.extended(rule, parts)) == wanted


@given(rule=RULES, parts=st.lists(CONDITIONS, min_size=1, max_size=3))
def test_extended_once_is_extended_for_good(rule: str, parts: list[str]) -> None:
    extended = groups.extended(rule, parts)
    assert groups.extended(extended, parts) == extended


DATABASES = f"resource.type = '{TYPES[0]}'"
IN_PLACE = f"all {{{DATABASES}, resource.compartment.id = '{PLACES[0]}'}}"


@pytest.mark.parametrize(
    "rule",
    [
        f"all {{{DATABASES}}}",
        f"any {{{DATABASES}, resource.id = 'x'}}",
        f"all {{resource.compartment.id = '{PLACES[0]}'}}",
        f"any {{resource.compartment.id = '{PLACES[0]}', resource.compartment.id = '{PLACES[1]}'}}",
        f"ALL {{resource.compartment.id='{PLACES[0]}',any {{{DATABASES}, resource.type = '{TYPES[1]}'}}}}",
        f"any {{resource.id = 'x', all {{{DATABASES}, any {{{IN_PLACE}, resource.id = 'y'}}}}}}",
    ],
)
def test_a_wider_rule_is_left_as_it_is(rule: str) -> None:
    assert groups.extended(rule, [IN_PLACE]) == rule


@pytest.mark.parametrize(
    "rule",
    [
        f"all {{{DATABASES}, resource.compartment.id = '{PLACES[1]}'}}",
        f"all {{{IN_PLACE}, resource.id = 'x'}}",
        f"any {{resource.type = '{TYPES[1]}'}}",
        f"all {{{DATABASES}, tag.ns.env.value = 'prod'}}",
    ],
)
def test_a_narrower_or_other_rule_is_extended(rule: str) -> None:
    assert groups.extended(rule, [IN_PLACE]) != rule
