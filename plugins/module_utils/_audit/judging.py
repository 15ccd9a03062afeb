# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Judges one resource by every rule: pure, from what was read of it, of its key and of what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Optional

from .._keys.lifecycle import ENABLED, HIDING_DATA, LOST
from .._resources.registry import TYPES
from .._resources.resource_type import ResourceType
from .._resources.survey import SHOWING_THEIR_KEY
from . import rules
from .expectations import ANY, NONE_EXPECTED, ORACLE_MANAGED, Expectation
from .items import Item, KeySeen, Unreadable

COMPLIANT, NONCOMPLIANT, UNKNOWN, NOT_APPLICABLE = "compliant", "noncompliant", "unknown", "not_applicable"

STATUSES = (COMPLIANT, NONCOMPLIANT, UNKNOWN, NOT_APPLICABLE)

REASONS: Mapping[str, tuple[str, ...]] = {
    COMPLIANT: (
        "customer_managed",
        "external_key",
        "expected_key",
        "key_enabled",
        "key_mode",
        "key_version",
        "key_age",
    ),
    NONCOMPLIANT: (
        "oracle_managed",
        "wrong_key",
        "key_disabled",
        "key_pending_deletion",
        "key_foreign_tenancy",
        "key_not_in_region",
        "key_software",
        "key_multi_version",
        "key_too_old",
    ),
    UNKNOWN: (
        "denied",
        "throttled",
        "service_error",
        "unreadable_answer",
        "out_of_time",
        "not_listed",
        "key_unusable",
        "in_transition",
        "no_expectation",
        "oracle_managed_compartment",
    ),
    NOT_APPLICABLE: ("refreshable_clone", "terminating", "oracle_managed_expected"),
}
"""Every reason that a finding can have, by its status."""

SEVERITY_OF_REASON: Mapping[str, str] = {"key_pending_deletion": "critical"}

TERMINATING = ("TERMINATING", "DELETING")

SOFTWARE = "SOFTWARE"

FACTS: Mapping[str, ResourceType] = {each.facts.name: each.facts for each in TYPES}


@dataclass(frozen=True)
class Requirements:
    """What the options require of every key; `None` or false where nothing is required."""

    hsm: bool = False
    max_key_age_days: Optional[int] = None


@dataclass(frozen=True)
class Verdict:
    """What a rule finds of a resource. `message` explains it in a sentence, `problem` is what could not be read."""

    rule_id: str
    status: str
    reason: str
    message: str
    problem: Optional[Unreadable] = None

    @property
    def severity(self) -> str:
        """How much it matters."""
        return SEVERITY_OF_REASON.get(self.reason, rules.RULES[self.rule_id].severity)


def verdicts(
    item: Item, key: Optional[KeySeen], expected: Expectation, requirements: Requirements
) -> Iterator[Verdict]:
    """Yield what each rule that applies finds. `key` is the one that the item names, `None` if it names none."""
    facts = FACTS[item.type]
    rule = f"{item.type}_cmk"
    if item.problem is not None:
        yield Verdict(rule, UNKNOWN, item.problem.reason, item.problem.message, item.problem)
        return
    if item.lifecycle_state in TERMINATING:
        yield Verdict(rule, NOT_APPLICABLE, "terminating", f"The {facts.label} is {item.lifecycle_state}")
        return
    if item.exemption is not None:
        message = f"The {facts.label} cannot be assigned a customer-managed key ({item.exemption.replace('_', ' ')})"
        yield Verdict(rule, NOT_APPLICABLE, item.exemption, message)
        return
    yield _encryption(item, expected, facts, rule)
    expectation = _expectation(item, key, expected, facts)
    if expectation is not None:
        yield expectation
    if item.kms_key_id is not None and key is not None:
        yield from _of_key(key, expected, facts, requirements)


def _encryption(item: Item, expected: Expectation, facts: ResourceType, rule: str) -> Verdict:
    if item.provider is not None:
        return Verdict(rule, COMPLIANT, "external_key", f"The {facts.label} is encrypted with a key of {item.provider}")
    if item.kms_key_id is not None:
        return Verdict(
            rule, COMPLIANT, "customer_managed", f"The {facts.label} is encrypted with a customer-managed key"
        )
    if item.lifecycle_state not in SHOWING_THEIR_KEY:
        return Verdict(
            rule,
            UNKNOWN,
            "in_transition",
            f"The {facts.label} is {item.lifecycle_state}, in which it may not show its key yet",
        )
    message = f"The {facts.label} is encrypted with the Oracle-managed key"
    if expected.key == ORACLE_MANAGED:
        return Verdict(rule, NOT_APPLICABLE, "oracle_managed_expected", f"{message}, as {expected.source} expects")
    return Verdict(rule, NONCOMPLIANT, "oracle_managed", message)


def _expectation(item: Item, key: Optional[KeySeen], expected: Expectation, facts: ResourceType) -> Optional[Verdict]:
    rule, source = rules.KEY_EXPECTED, expected.source
    if expected.key == ANY:
        return None
    if expected.key == NONE_EXPECTED:
        return Verdict(rule, UNKNOWN, "no_expectation", f"No entry of the key map applies to the {facts.label}")
    if item.kms_key_id is None and item.provider is None and item.lifecycle_state not in SHOWING_THEIR_KEY:
        return Verdict(rule, UNKNOWN, "in_transition", f"The {facts.label} is {item.lifecycle_state}")
    has = "the Oracle-managed key" if item.kms_key_id is None else "another key"
    if item.provider is not None:
        has = f"a key of {item.provider}"
    is_it = _is_expected(item, key, expected)
    if is_it is None:
        problem = key.problem if key is not None else None
        reason = "service_error" if problem is None else problem.reason
        return Verdict(rule, UNKNOWN, reason, "The name of the key could not be read", problem)
    if is_it:
        return Verdict(rule, COMPLIANT, "expected_key", f"The {facts.label} is encrypted as {source} expects")
    return Verdict(
        rule, NONCOMPLIANT, "wrong_key", f"The {facts.label} is encrypted with {has}, not as {source} expects"
    )


def _is_expected(item: Item, key: Optional[KeySeen], expected: Expectation) -> Optional[bool]:
    if expected.key == ORACLE_MANAGED:
        return item.kms_key_id is None and item.provider is None
    if item.kms_key_id is None:
        return False
    if expected.kms_key_id is not None:
        return item.kms_key_id == expected.kms_key_id
    if key is None or key.problem is not None:
        return None
    return (key.name, key.vault_id) == (expected.kms_key_name, expected.vault_id)


def _of_key(key: KeySeen, expected: Expectation, facts: ResourceType, requirements: Requirements) -> Iterator[Verdict]:
    if key.problem is not None:
        status = NONCOMPLIANT if key.problem.reason in REASONS[NONCOMPLIANT] else UNKNOWN
        yield Verdict(rules.KEY_USABLE, status, key.problem.reason, key.problem.message, key.problem)
        return
    yield _usable(key)
    if requirements.hsm or expected.hsm:
        is_software = key.protection_mode == SOFTWARE
        yield Verdict(
            rules.KEY_PROTECTION_MODE,
            NONCOMPLIANT if is_software else COMPLIANT,
            "key_software" if is_software else "key_mode",
            f"The protection mode of the key is {key.protection_mode}",
        )
    if facts.single_version_key:
        yield _single_version(key)
    if requirements.max_key_age_days is not None:
        yield _age(key, requirements.max_key_age_days)


def _usable(key: KeySeen) -> Verdict:
    rule, state = rules.KEY_USABLE, key.lifecycle_state
    if state in LOST:
        return Verdict(rule, NONCOMPLIANT, "key_pending_deletion", f"The key is {state}")
    if state in HIDING_DATA:
        return Verdict(rule, NONCOMPLIANT, "key_disabled", f"The key is {state}")
    if key.is_foreign:
        return Verdict(rule, NONCOMPLIANT, "key_foreign_tenancy", "The key is in a compartment of another tenancy")
    if state != ENABLED:
        return Verdict(rule, UNKNOWN, "in_transition", f"The key is {state}")
    return Verdict(rule, COMPLIANT, "key_enabled", "The key is ENABLED")


def _single_version(key: KeySeen) -> Verdict:
    rule, problem = rules.KEY_SINGLE_VERSION, key.versions_problem
    if key.enabled_versions is None:
        reason = "service_error" if problem is None else problem.reason
        return Verdict(rule, UNKNOWN, reason, "The versions of the key could not be listed", problem)
    several = key.enabled_versions > 1
    return Verdict(
        rule,
        NONCOMPLIANT if several else COMPLIANT,
        "key_multi_version" if several else "key_version",
        f"The key has {key.enabled_versions} enabled version{'s' if several else ''}",
    )


def _age(key: KeySeen, longest: int) -> Verdict:
    rule, problem = rules.KEY_AGE, key.versions_problem
    if key.age_days is None:
        reason = "service_error" if problem is None else problem.reason
        return Verdict(rule, UNKNOWN, reason, "The versions of the key could not be listed", problem)
    is_old = key.age_days > longest
    return Verdict(
        rule,
        NONCOMPLIANT if is_old else COMPLIANT,
        "key_too_old" if is_old else "key_age",
        f"The current version of the key is {key.age_days} days old, of {longest}",
    )
