# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions over request variables: the part after `where`, and the whole of a matching rule.

Sources: https://docs.oracle.com/en-us/iaas/Content/Identity/policysyntax/conditions.htm and
.../Identity/policies/scoping-policy-by-time.htm (`in`, `before`, `after`, `between`). Matching ignores case.
A comparison whose variable the request does not supply is false, `!=` included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .scanning import Scanner

Variables: TypeAlias = Mapping[str, "str | Iterable[str]"]
"""Values by variable name. Names are in lower case. A name that is absent does not apply to the request."""

DEEPEST_NESTING = 16
"""The maximum nesting of any{...} and all{...}. The limit of OCI is not published: assumed."""


@dataclass(frozen=True)
class Text:
    value: str
    is_quoted: bool = field(default=True, compare=False)

    def equals(self, value: str, variables: Variables) -> bool:
        return value == self.value


@dataclass(frozen=True)
class Pattern:
    """Text with `*` as a wildcard. Documented with the asterisk first, last or both; other positions are assumed."""

    parts: tuple[str, ...]

    def equals(self, value: str, variables: Variables) -> bool:
        first, *middle = self.parts
        if not middle:
            return value == first
        last = middle.pop()
        end = len(value) - len(last)
        if not value.startswith(first) or not value.endswith(last) or end < len(first):
            return False
        position = len(first)
        for part in middle:
            found = value.find(part, position, end)
            if found < 0:
                return False
            position = found + len(part)
        return True


@dataclass(frozen=True)
class Variable:
    """Another variable on the right-hand side, as in `request.user.id = target.user.id` (Data Flow policies)."""

    name: str

    def equals(self, value: str, variables: Variables) -> bool:
        return value in (_values(variables, self.name) or ())


Operand: TypeAlias = Text | Pattern | Variable


@dataclass(frozen=True)
class Comparison:
    """One variable and one or more operands. If the variable has several values, one match is enough (assumed)."""

    variable: str
    operator: str
    operands: tuple[Operand, ...]

    def holds(self, variables: Variables) -> bool:
        values = _values(variables, self.variable)
        if values is None or not all(_applies(operand, variables) for operand in self.operands):
            return False
        if self.operator in ("=", "in"):
            return self._equals(values, variables)
        if self.operator == "!=":
            return not self._equals(values, variables)
        limits = [_instant(operand.value) for operand in self.operands if isinstance(operand, Text)]
        return any(_in_time(self.operator, _instant(value), limits) for value in values)

    def _equals(self, values: tuple[str, ...], variables: Variables) -> bool:
        return any(operand.equals(value, variables) for value in values for operand in self.operands)


@dataclass(frozen=True)
class Exists:
    """A variable without comparison, which matches any value: only in matching rules, for tags."""

    variable: str

    def holds(self, variables: Variables) -> bool:
        return _values(variables, self.variable) is not None


@dataclass(frozen=True)
class Absent:
    """`!variable`: the request does not supply it (observed on public GitHub, in a deny statement of OCI's own)."""

    variable: str

    def holds(self, variables: Variables) -> bool:
        return _values(variables, self.variable) is None


@dataclass(frozen=True)
class AnyOf:
    conditions: tuple[Condition, ...]

    def holds(self, variables: Variables) -> bool:
        return any(condition.holds(variables) for condition in self.conditions)


@dataclass(frozen=True)
class AllOf:
    conditions: tuple[Condition, ...]

    def holds(self, variables: Variables) -> bool:
        return all(condition.holds(variables) for condition in self.conditions)


Condition: TypeAlias = Comparison | Exists | Absent | AnyOf | AllOf


def parse_condition(scanner: Scanner, *, may_exist: bool = False, depth: int = 0) -> Condition:
    """Parse the condition. Raises InvalidStatement. `may_exist` allows a variable without comparison."""
    if depth > DEEPEST_NESTING:
        raise scanner.invalid("conditions are nested too deeply")
    if not may_exist and scanner.accept("!"):
        return Absent(scanner.word("a variable").lower())
    word = scanner.word("a condition")
    if word.lower() not in ("any", "all"):
        return _parse_comparison(scanner, word.lower(), may_exist=may_exist)
    scanner.expect("{")
    conditions = [parse_condition(scanner, may_exist=may_exist, depth=depth + 1)]
    while scanner.accept(","):
        conditions.append(parse_condition(scanner, may_exist=may_exist, depth=depth + 1))
    scanner.expect("}")
    return AnyOf(tuple(conditions)) if word.lower() == "any" else AllOf(tuple(conditions))


def comparisons(condition: Condition) -> Iterable[Comparison | Exists | Absent]:
    """Every comparison inside the condition."""
    if isinstance(condition, AnyOf | AllOf):
        for inner in condition.conditions:
            yield from comparisons(inner)
    else:
        yield condition


def _parse_comparison(scanner: Scanner, variable: str, *, may_exist: bool) -> Comparison | Exists:
    for operator in ("!=", "="):
        if scanner.accept(operator):
            return Comparison(variable, operator, (_parse_operand(scanner),))
    operator = scanner.accept_keyword("in", "before", "after", "between")
    if operator == "in":
        return Comparison(variable, operator, _parse_list(scanner))
    if operator == "between":
        start = _parse_time(scanner)
        scanner.expect_keyword("and")
        return Comparison(variable, operator, (start, _parse_time(scanner)))
    if operator:
        return Comparison(variable, operator, (_parse_time(scanner),))
    if may_exist:
        return Exists(variable)
    raise scanner.unexpected("'=' or '!='")


def _parse_list(scanner: Scanner) -> tuple[Operand, ...]:
    scanner.expect("(")
    operands = [_parse_operand(scanner)]
    while scanner.accept(","):
        operands.append(_parse_operand(scanner))
    scanner.expect(")")
    return tuple(operands)


def _parse_operand(scanner: Scanner) -> Operand:
    quoted = scanner.quoted()
    if quoted is not None:
        return Text(quoted.casefold())
    pattern = scanner.pattern()
    if pattern is not None:
        return Pattern(tuple(pattern.casefold().split("*")))
    bare = scanner.bare_value().casefold()
    # D-PSYN requires quotes around text, D-BVK writes OCIDs without: a bare word that is not a variable is text
    # (assumed).
    return Variable(bare) if bare.startswith(("request.", "target.")) else Text(bare, is_quoted=False)


def _parse_time(scanner: Scanner) -> Text:
    quoted = scanner.quoted()
    return Text((quoted if quoted is not None else scanner.bare_value()).casefold())


def _values(variables: Variables, name: str) -> tuple[str, ...] | None:
    raw = variables.get(name)
    if raw is None:
        return None
    if isinstance(raw, str):
        return (raw.casefold(),)
    return tuple(value.casefold() for value in raw)


def _applies(operand: Operand, variables: Variables) -> bool:
    return not isinstance(operand, Variable) or variables.get(operand.name) is not None


def _instant(text: str) -> str:
    """ISO 8601 text that sorts by time: without the final Z, two digits in the hour."""
    bare = text.strip().removesuffix("z")
    return f"0{bare}" if bare[1:2] == ":" else bare


def _in_time(operator: str, instant: str, limits: list[str]) -> bool:
    if operator == "before":
        return instant < limits[0]
    if operator == "after":
        return instant > limits[0]
    start, end = limits
    if start <= end:
        return start <= instant <= end
    return instant >= start or instant <= end
