# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Makes the matching rule of a dynamic group from what it is to match, and compares rules by meaning.

Form: https://docs.oracle.com/en-us/iaas/Content/Identity/dynamicgroups/Writing_Matching_Rules_to_Define_Dynamic_Groups.htm
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

from .language import TOKEN, Combination, Condition, Unreadable, condition

# The types as matching rules call them (oci-facts.md sections 7 and 9).
RESOURCE_TYPES: Mapping[str, str] = {"autonomous_database": "autonomousdatabase", "file_system": "filesystem"}


def conditions(
    *, resource_types: Sequence[str], compartment_ids: Sequence[str], resource_ids: Sequence[str]
) -> list[str]:
    """What matches these resources, and all resources of the types in the compartments, or everywhere without any."""
    parts = [f"resource.id = '{each}'" for each in resource_ids]
    for resource_type in resource_types:
        of_type = f"resource.type = '{RESOURCE_TYPES[resource_type]}'"
        if not compartment_ids:
            parts.append(of_type)
        parts += [f"all {{{of_type}, resource.compartment.id = '{each}'}}" for each in compartment_ids]
    return parts


def rule(parts: Sequence[str]) -> str:
    """The rule of whatever matches one of the conditions."""
    if len(parts) == 1:
        return parts[0] if parts[0].startswith("all ") else f"all {{{parts[0]}}}"
    return f"any {{{', '.join(parts)}}}"


def missing(text: str, parts: Sequence[str]) -> list[str]:
    """Those of the conditions that a rule does not match already.

    Raises Unreadable for a rule of another form than OCI documents.
    """
    held = condition(text)
    return [part for part in parts if not implies(condition(part), held)]


def extended(text: str, parts: Sequence[str]) -> str:
    """A rule that matches what it matched so far and what meets one of the conditions; as it is written if it does.

    Raises Unreadable for a rule of another form than OCI documents.
    """
    added = missing(text, parts)
    if not added:
        return text
    held = condition(text)
    is_any = isinstance(held, Combination) and held.kind == "any"
    inner = text.strip().partition("{")[2].rpartition("}")[0].strip() if is_any else text.strip()
    return f"any {{{', '.join([inner, *added])}}}"


def implies(narrow: Condition, wide: Condition) -> bool:
    """Whether all that meets the one is sure to meet the other: never wrongly, though not wherever it is so."""
    if narrow == wide:
        return True
    if isinstance(narrow, Combination) and narrow.kind == "any":
        return all(implies(each, wide) for each in narrow.conditions)
    if isinstance(wide, Combination) and wide.kind == "all":
        return all(implies(narrow, each) for each in wide.conditions)
    if isinstance(wide, Combination) and any(implies(narrow, each) for each in wide.conditions):
        return True
    return isinstance(narrow, Combination) and any(implies(each, wide) for each in narrow.conditions)


def meaning(text: str) -> Union[Condition, tuple[str, ...]]:
    """A rule as something that is equal for all that mean the same; its words where it cannot be read."""
    try:
        return condition(text)
    except Unreadable:
        return tuple(token.strip("'\"").casefold() for token in TOKEN.findall(text))
