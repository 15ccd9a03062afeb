# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules by which the cloud misbehaves: which requests they meet and what happens to those."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

from ..catalog.operations import Operation
from ..tenancy.clock import timestamp
from ..tenancy.resource import Resource
from ..tenancy.store import WORK_REQUESTS
from .problems import ServiceProblem


@dataclass(frozen=True)
class Effects:
    """What happens to one request; several may happen together.

    `status` (with `code`, `message`, `retry_after` seconds) answers an error without handling the request.
    `delay` seconds pass before the answer. `reset` closes the connection: `before` or `after` the request was handled.
    `truncated` sends half of the body. `stale` reads answer what was there before the last change, and `stale` lists
    leave out what was made within the last minute.
    `not_applied` accepts a change, answers as if, and changes nothing. `ends_in` is the lifecycle state in which a
    change ends instead of the usual one. `work_request_error` lets the work request of a change fail with that message.
    """

    status: int = 0
    code: str = "InternalServerError"
    message: str = "Out of host capacity."
    retry_after: int = 0
    delay: float = 0.0
    reset: str = ""
    truncated: bool = False
    stale: bool = False
    not_applied: bool = False
    ends_in: str = ""
    work_request_error: str = ""

    def raise_problem(self) -> None:
        """Answer the error, if one is asked for."""
        if self.status:
            headers = {"retry-after": str(self.retry_after)} if self.retry_after else {}
            raise ServiceProblem(self.status, self.code, self.message, headers)


NO_EFFECTS = Effects()


@dataclass
class Rule:
    """Meets requests by operation (`update_volume_kms_key`, `core.*`, `*`), resource (part of the path) and region.

    Of the requests it meets it spares the first `skip`, meets at most `times` (0: all), each with `probability`.
    """

    operation: str = "*"
    resource: str = ""
    region: str = ""
    verb: str = ""
    skip: int = 0
    times: int = 0
    probability: float = 1.0
    effects: Effects = NO_EFFECTS
    name: str = ""
    met: int = field(default=0, init=False)
    applied: int = field(default=0, init=False)

    def concerns(self, operation: Operation) -> bool:
        """Whether the rule names this operation."""
        return fnmatchcase(operation.qualified_name, self.operation) or fnmatchcase(operation.name, self.operation)

    def meets(self, operation: Operation, path: str, region: str) -> bool:
        """Whether the rule is about such a request at all."""
        return (
            self.concerns(operation)
            and (not self.resource or self.resource in path)
            and (not self.region or self.region == region)
            and (not self.verb or self.verb.upper() == operation.verb)
        )


_EFFECT_NAMES = frozenset(effect.name for effect in fields(Effects))
_RULE_NAMES = frozenset(part.name for part in fields(Rule) if part.init and part.name != "effects")
# Types by name: those of the defaults; a number with a fraction may be given as one without.
_KINDS: dict[str, tuple[type, ...]] = {
    part.name: (float, int) if isinstance(part.default, float) else (type(part.default),)
    for part in (*fields(Effects), *fields(Rule))
    if part.name != "effects"
}


def rule_from(description: dict[str, Any]) -> Rule:
    """A rule from one flat description, as the control interface takes it; raises ValueError for unknown words."""
    unknown = description.keys() - _EFFECT_NAMES - _RULE_NAMES
    if unknown:
        raise ValueError(f"a fault rule has no {sorted(unknown)}; it has {sorted(_EFFECT_NAMES | _RULE_NAMES)}")
    for name, value in description.items():
        kind = _KINDS[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind):
            raise ValueError(f"'{name}' of a fault rule must be {kind[0].__name__}, not {value!r}")
    effects = Effects(**{name: value for name, value in description.items() if name in _EFFECT_NAMES})
    return Rule(effects=effects, **{name: value for name, value in description.items() if name in _RULE_NAMES})


class Faults:
    """The rules in force, and the dice (seeded)."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.rules: list[Rule] = []

    def add(self, rule: Rule) -> Rule:
        """Put a rule in force."""
        if not rule.name:
            rule.name = f"rule-{len(self.rules) + 1}"
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Behave again."""
        self.rules.clear()

    def effects_on(self, operation: Operation, path: str, region: str) -> tuple[Effects, str]:
        """What happens to this request, and the name of the rule; the first rule that strikes wins."""
        for rule in self.rules:
            if not rule.meets(operation, path, region):
                continue
            rule.met += 1
            if rule.met <= rule.skip or (rule.times and rule.applied >= rule.times):
                continue
            if rule.probability < 1.0 and self._random.random() >= rule.probability:
                continue
            rule.applied += 1
            return rule.effects, rule.name
        return NO_EFFECTS, ""


# Core and identity work ends in SUCCEEDED, that of Object Storage in COMPLETED (oci-facts.md, traps).
_SUCCESS = frozenset({"SUCCEEDED", "COMPLETED"})


def end_badly(effects: Effects, events: list[Any]) -> None:
    """Change what will happen to the resources of a change so that it ends as the effects say."""
    for event in events:
        if effects.work_request_error:
            _fail_work(event, effects.work_request_error)
        if effects.ends_in and "lifecycleState" in event.changes:
            event.changes = {"lifecycleState": effects.ends_in}
            event.then = None


def _fail_work(event: Any, message: str) -> None:
    """The work request ends FAILED instead of in success and says why; what it was for does not happen."""
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
    """The rule as the control interface shows it: whom it meets, the effects it has, how often it struck."""
    flat = asdict(rule)
    usual = asdict(NO_EFFECTS)
    asked = {name: value for name, value in flat.pop("effects").items() if value != usual[name]}
    return {**flat, **asked}
