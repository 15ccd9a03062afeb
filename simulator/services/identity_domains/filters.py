# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of SCIM: `userName sw "d" and not (emails[type eq "work"] pr)` (RFC 7644, section 3.4.2.2)."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from .scim import Attribute, attributes

Test = Callable[[Mapping[str, Any]], bool]

DEEPEST_NESTING = 32

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[()\[\]]|[^\s()\[\]"]+)')
_TEXT: Mapping[str, Callable[[str, str], bool]] = {
    "co": lambda value, operand: operand in value,
    "sw": str.startswith,
    "ew": str.endswith,
}
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
OPERATORS = ("eq", "ne", *_TEXT, *_ORDER)


class InvalidFilter(ValueError):
    """A filter with a syntax error, or with an attribute that resources of the type do not have."""


def parse(text: str, model: str) -> Test:
    """The predicate of a filter; an empty one matches everything. Raises InvalidFilter."""
    if not text.strip():
        return lambda _resource: True
    parser = _Parser(text, model)
    return parser.whole()


def values_of(resource: Mapping[str, Any], path: str) -> list[Any]:
    """The values at an attribute path: `name.familyName`, `emails.value`, `urn:...:User:isFederatedUser`."""
    lowered = path.lower()
    for wire, value in resource.items():
        name = wire.lower()
        if lowered == name:
            return list(value) if isinstance(value, list) else [value]
        if lowered.startswith((f"{name}.", f"{name}:")):
            inner = lowered[len(name) + 1 :]
            items = value if isinstance(value, list) else [value]
            return [found for item in items if isinstance(item, Mapping) for found in values_of(item, inner)]
    return []


class _Parser:
    def __init__(self, text: str, model: str) -> None:
        self._tokens = _tokens(text)
        self._model = model
        self._place = 0

    def whole(self) -> Test:
        test = self._any(self._model, 0)
        if self._ahead:
            raise InvalidFilter(f"Unexpected '{self._ahead}' in the filter.")
        return test

    @property
    def _ahead(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._ahead
        if not token:
            raise InvalidFilter("The filter ends too early.")
        self._place += 1
        return token

    def _expect(self, expected: str) -> None:
        token = self._take()
        if token != expected:
            raise InvalidFilter(f"Expected '{expected}' in the filter, not '{token}'.")

    def _any(self, model: str, depth: int) -> Test:
        tests = [self._all(model, depth)]
        while self._ahead.lower() == "or":
            self._take()
            tests.append(self._all(model, depth))
        return lambda resource: any(test(resource) for test in tests)

    def _all(self, model: str, depth: int) -> Test:
        tests = [self._one(model, depth)]
        while self._ahead.lower() == "and":
            self._take()
            tests.append(self._one(model, depth))
        return lambda resource: all(test(resource) for test in tests)

    def _one(self, model: str, depth: int) -> Test:
        if depth > DEEPEST_NESTING:
            raise InvalidFilter("The filter is nested too deeply.")
        if self._ahead.lower() == "not":
            self._take()
            inside = self._grouped(model, depth)
            return lambda resource: not inside(resource)
        if self._ahead == "(":
            return self._grouped(model, depth)
        path = self._take()
        attribute = _attribute(model, path)
        if self._ahead == "[":
            self._take()
            inner = self._any(attribute.model or model, depth + 1)
            self._expect("]")
            return lambda resource: any(inner(item) for item in values_of(resource, path) if isinstance(item, Mapping))
        return self._comparison(path, attribute)

    def _grouped(self, model: str, depth: int) -> Test:
        self._expect("(")
        inside = self._any(model, depth + 1)
        self._expect(")")
        return inside

    def _comparison(self, path: str, attribute: Attribute) -> Test:
        name = self._take().lower()
        if name == "pr":
            return lambda resource: any(value not in ("", None) for value in values_of(resource, path))
        if name not in OPERATORS:
            raise InvalidFilter(f"'{name}' is no operator of a filter.")
        operand = _literal(self._take())
        exact = attribute.is_case_exact
        if name == "ne":
            return lambda resource: not any(_holds("eq", value, operand, exact) for value in values_of(resource, path))
        return lambda resource: any(_holds(name, value, operand, exact) for value in values_of(resource, path))


def _holds(name: str, value: Any, operand: Any, exact: bool) -> bool:
    if isinstance(value, str) and isinstance(operand, str) and not exact:
        value, operand = value.lower(), operand.lower()
    if name == "eq":
        return bool(value == operand)
    if name in _TEXT:
        return isinstance(value, str) and isinstance(operand, str) and _TEXT[name](value, operand)
    same_kind = isinstance(value, str) == isinstance(operand, str) and not isinstance(value, Mapping | list)
    return same_kind and _ORDER[name](value, operand)


def _attribute(model: str, path: str) -> Attribute:
    """The last attribute of a path; raises InvalidFilter if there is no such attribute."""
    lowered = path.lower()
    for name, attribute in attributes(model).items():
        if lowered == name:
            return attribute
        if lowered.startswith((f"{name}.", f"{name}:")) and attribute.model is not None:
            return _attribute(attribute.model, path[len(name) + 1 :])
    raise InvalidFilter(f"There is no attribute '{path}'.")


def _literal(token: str) -> Any:
    try:
        return json.loads(token)
    except ValueError:
        raise InvalidFilter(f"'{token}' is no value of a filter; text must be in double quotes.") from None


def _tokens(text: str) -> list[str]:
    tokens, place, rest = [], 0, text.rstrip()
    while place < len(rest):
        match = _TOKEN.match(rest, place)
        if match is None:
            raise InvalidFilter(f"The filter cannot be read from '{rest[place : place + 20]}' on.")
        tokens.append(match[1])
        place = match.end()
    return tokens
