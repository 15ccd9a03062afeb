# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault rules: which requests they match, and their effects."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

from ..catalog.operations import Operation
from ..protocol.effects import EFFECT_NAMES, NO_EFFECTS, Effects, effects_from
from ..tenancy.clock import timestamp
from ..tenancy.resource import Resource
from ..tenancy.store import WORK_REQUESTS


@dataclass
class Rule:
    """Matches requests by operation (`update_volume_kms_key`, `core.*`, `*`), resource (part of the path) and region.

    Of the matching requests, it skips the first `skip` and affects at most `times` (0: all), each with `probability`.
    `share` is the share of the paths that match, always the same ones: for `get_volume`, a share of the volumes.
    """

    operation: str = "*"
    resource: str = ""
    region: str = ""
    verb: str = ""
    share: float = 1.0
    skip: int = 0
    times: int = 0
    probability: float = 1.0
    effects: Effects = NO_EFFECTS
    name: str = ""
    met: int = field(default=0, init=False)
    applied: int = field(default=0, init=False)

    def concerns(self, operation: Operation) -> bool:
        """Whether the rule matches this operation."""
        return fnmatchcase(operation.qualified_name, self.operation) or fnmatchcase(operation.name, self.operation)

    def matches(self, operation: Operation, path: str, region: str) -> bool:
        """Whether the rule matches this request."""
        return (
            self.concerns(operation)
            and (not self.resource or self.resource in path)
            and (not self.region or self.region == region)
            and (not self.verb or self.verb.upper() == operation.verb)
            and (self.share >= 1.0 or _portion(path) < self.share)
        )


def _portion(path: str) -> float:
    """A number from 0 to 1 that depends on the path only."""
    return zlib.crc32(path.encode("latin-1")) / 2**32


_RULE_NAMES = frozenset(part.name for part in fields(Rule) if part.init and part.name != "effects")
_NAMES = frozenset(EFFECT_NAMES) | _RULE_NAMES
# The types of all options, from their defaults. An integer is accepted for a number with a fraction; `body` is of any
# type.
_KINDS: dict[str, tuple[type, ...]] = {
    name: (float, int) if isinstance(default, float) else (type(default),)
    for name, default in (
        *((name, getattr(NO_EFFECTS, name)) for name in EFFECT_NAMES if name != "body"),
        *((part.name, part.default) for part in fields(Rule) if part.name in _RULE_NAMES),
    )
}


def rule_from(description: dict[str, Any]) -> Rule:
    """A rule from one flat description, as in the control interface.

    Raises ValueError for unknown options, invalid values, and effects that exclude each other.
    """
    unknown = description.keys() - _NAMES
    if unknown:
        raise ValueError(f"a fault rule has no {sorted(unknown)}; it has {sorted(_NAMES)}")
    for name, value in description.items():
        kind = _KINDS.get(name, (object,))
        if not isinstance(value, kind) or (isinstance(value, bool) and not {bool, object} & {*kind}):
            raise ValueError(f"'{name}' of a fault rule must be {kind[0].__name__}, not {value!r}")
    for name in ("skip", "times"):
        if description.get(name, 0) < 0:
            raise ValueError(f"'{name}' of a fault rule must not be negative, but is {description[name]}")
    for name in ("probability", "share"):
        if not 0 <= description.get(name, 1) <= 1:
            raise ValueError(f"'{name}' of a fault rule must be 0 to 1, not {description[name]}")
    effects = effects_from({name: value for name, value in description.items() if name in EFFECT_NAMES})
    return Rule(effects=effects, **{name: value for name, value in description.items() if name in _RULE_NAMES})


class Faults:
    """The rules in force, and the seeded source of randomness."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.rules: list[Rule] = []

    def add(self, rule: Rule) -> Rule:
        """Add a rule."""
        if not rule.name:
            rule.name = f"rule-{len(self.rules) + 1}"
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Remove all rules."""
        self.rules.clear()

    def effects_on(self, operation: Operation, path: str, region: str) -> tuple[Effects, str]:
        """The effects on this request and the name of the rule; the first rule that applies is used."""
        for rule in self.rules:
            if not rule.matches(operation, path, region):
                continue
            rule.met += 1
            if rule.met <= rule.skip or (rule.times and rule.applied >= rule.times):
                continue
            if rule.probability < 1.0 and self._random.random() >= rule.probability:
                continue
            rule.applied += 1
            return rule.effects, rule.name
        return NO_EFFECTS, ""


# Work requests of Core and Identity end in SUCCEEDED, those of Object Storage in COMPLETED (oci-facts.md, traps).
_SUCCESS = frozenset({"SUCCEEDED", "COMPLETED"})


def end_badly(effects: Effects, events: list[Any]) -> None:
    """Modify the pending events of a change, so that it ends as the effects specify."""
    for event in events:
        if effects.work_request_error:
            _fail_work(event, effects.work_request_error)
        if effects.ends_in and "lifecycleState" in event.changes:
            event.changes = {"lifecycleState": effects.ends_in}
            event.then = None


def _fail_work(event: Any, message: str) -> None:
    """Make the work request end in FAILED with the reason, without the change that it was for."""
    resource: Resource = event.resource
    if resource.kind.name in WORK_REQUESTS:
        if event.changes.get("status") in _SUCCESS:
            event.changes = {**event.changes, "status": "FAILED"}
            resource.hidden["errors"] = [
                {"code": "InternalError", "message": message, "timestamp": timestamp(event.due)}
            ]
    else:
        event.changes = {wire: value for wire, value in event.changes.items() if wire == "lifecycleState"}
        event.then = None


def describe(rule: Rule) -> dict[str, Any]:
    """The rule as the control interface shows it: what it matches, its effects, and how often it was applied."""
    facts = {part.name: getattr(rule, part.name) for part in fields(rule) if part.name != "effects"}
    return {**facts, **rule.effects.specified()}
