# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matching rules: which resources belong to a dynamic group.

Source: https://docs.oracle.com/en-us/iaas/Content/Identity/dynamicgroups/Writing_Matching_Rules_to_Define_Dynamic_Groups.htm
(operators = and !=, any{...} and all{...}, a tag alone matches any value).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .conditions import Absent, Comparison, Condition, Exists, comparisons, parse_condition
from .scanning import Scanner

_VARIABLES = ("instance.compartment.id", "instance.id", "resource.id", "resource.compartment.id", "resource.type")


@dataclass(frozen=True)
class Rule:
    """A parsed matching rule."""

    condition: Condition

    def matches(self, attributes: Mapping[str, str]) -> bool:
        """Whether the resource belongs to the group. Attribute names are those of the rule language, in lower case."""
        return self.condition.holds(attributes)


def parse(text: str) -> Rule:
    """The rule in the text. Raises InvalidStatement."""
    scanner = Scanner(text, "matching rule")
    condition = parse_condition(scanner, may_exist=True)
    scanner.expect_end()
    for comparison in comparisons(condition):
        _check(scanner, comparison)
    return Rule(condition)


def _check(scanner: Scanner, comparison: Comparison | Exists | Absent) -> None:
    is_tag = comparison.variable.startswith("tag.") and comparison.variable.endswith(".value")
    if not is_tag and comparison.variable not in _VARIABLES:
        raise scanner.invalid(f"unknown variable '{comparison.variable}'")
    if isinstance(comparison, Exists) and not is_tag:
        raise scanner.invalid(f"'{comparison.variable}' is compared with nothing")
    if isinstance(comparison, Comparison) and comparison.operator not in ("=", "!="):
        raise scanner.invalid(f"operator '{comparison.operator}' is not supported")
