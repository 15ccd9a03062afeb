# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The rules of the audit: one for each type of the registry, and those about the keys that resources use."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._resources.registry import TYPES
from .._resources.resource_type import Control, ResourceType
from . import controls

# Raised whenever the meaning of a rule changes, so that reports of different versions are not compared.
VERSION = "1"

SEVERITIES = ("informational", "low", "medium", "high", "critical")

KEY_EXPECTED = "key_expected"
KEY_USABLE = "key_usable"
KEY_PROTECTION_MODE = "key_protection_mode"
KEY_SINGLE_VERSION = "key_single_version"
KEY_AGE = "key_age"


@dataclass(frozen=True)
class Rule:
    """A rule: `id` is stable, `title` states what it requires, `severity` is that of most of its findings."""

    id: str
    title: str
    severity: str
    controls: tuple[Control, ...]

    def as_result(self) -> dict[str, Any]:
        """The rule as reports show it."""
        return {
            "id": self.id,
            "title": self.title,
            "severity": self.severity,
            "references": references(self.controls),
        }


@functools.cache  # as many as there are rules
def references(found: tuple[Control, ...]) -> list[dict[str, str]]:
    """Controls as reports show them."""
    return [each._asdict() for each in found]


def encryption_rule(facts: ResourceType) -> Rule:
    """The rule that a type of resource is encrypted with a customer-managed key."""
    title = f"{facts.a_label[:1].upper()}{facts.a_label[1:]} is encrypted with a customer-managed key"
    return Rule(f"{facts.name}_cmk", title, facts.severity, (*facts.controls, *controls.AT_REST))


def _rules() -> dict[str, Rule]:
    of_keys = (
        Rule(KEY_EXPECTED, "A resource is encrypted with the key that the key map expects", "high", controls.MANAGED),
        Rule(KEY_USABLE, "The key of a resource can be used", "high", controls.MANAGED),
        Rule(
            KEY_PROTECTION_MODE,
            "The key of a resource is protected as the key map or the option requires",
            "medium",
            controls.MANAGED,
        ),
        Rule(
            KEY_SINGLE_VERSION,
            "The key of a resource of Block Volume has a single enabled version",
            "medium",
            controls.MANAGED,
        ),
        Rule(KEY_AGE, "The key version of a resource is not older than required", "medium", controls.ROTATED),
    )
    return {each.id: each for each in (*(encryption_rule(kind.facts) for kind in TYPES), *of_keys)}


RULES: Mapping[str, Rule] = _rules()
"""Every rule by its id."""
