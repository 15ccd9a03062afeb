# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses the query language: the text of a structured search becomes one frozen Query.

Source: https://docs.oracle.com/en-us/iaas/Content/Search/Concepts/querysyntax.htm. Keywords and names of fields and
types are case-insensitive, as in queries of Oracle's own scripts [CISR]; `and` and `or` are accepted besides `&&` and
`||` (observed in public code), and `return` after `where` (a maintainer in oci-cli issue 607). Anything else is a 400.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

OPERATORS = ("!==", "==", "=~", "!=", ">=", "<=", "=", ">", "<")

# The maximum nesting of parentheses. The limit of OCI is not published: assumed.
DEEPEST_NESTING = 32

_TOKEN = re.compile(
    r"""\s*(?:
        '(?P<single>(?:[^'\\]|\\.)*)'
      | "(?P<double>(?:[^"\\]|\\.)*)"
      | (?P<sign>!==|==|=~|!=|>=|<=|=|>|<|&&|\|\||[(),])
      | (?P<word>[^\s()=!<>,&|'"]+)
    )""",
    re.VERBOSE,
)


class InvalidQuery(ValueError):
    """A query with a syntax error; the message states what was expected where."""


@dataclass(frozen=True)
class Comparison:
    """A comparison of a field (`freeformTags.key` in its parts, in lower case) with a value."""

    field: tuple[str, ...]
    operator: str
    value: str


@dataclass(frozen=True)
class AllOf:
    """Joined by `&&`."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """Joined by `||`."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = Comparison | AllOf | AnyOf


@dataclass(frozen=True)
class Branch:
    """Types (empty: all; names in lower case) and the condition for their resources."""

    types: tuple[str, ...] = ()
    where: Condition | None = None
    matching: str | None = None


@dataclass(frozen=True)
class Query:
    """A query: resources that match one of the branches."""

    branches: tuple[Branch, ...] = ()
    returned: tuple[str, ...] = ()
    """Additional fields in the response, in the query's spelling."""
    returns_everything: bool = False
    sorted_by: tuple[str, ...] = ("timecreated",)
    descending: bool = True


def parse(text: str) -> Query:
    """Parse a query. Raises InvalidQuery."""
    return _Parser(text).query()


@dataclass(frozen=True)
class _Token:
    text: str
    is_quoted: bool = False

    @property
    def keyword(self) -> str:
        return "" if self.is_quoted else self.text.lower()


_END = _Token("")
_JOINS: dict[str, type[AllOf] | type[AnyOf]] = {"&&": AllOf, "and": AllOf, "||": AnyOf, "or": AnyOf}
_EVERYTHING = "alladditionalfields"
# Values that require no quotes: "you must enclose any string or date-time value in [...] quotes"; numbers, Boolean
# values and times as in the page's own examples.
_UNQUOTED = re.compile(r"-?\d[\w.:+-]*|true|false|now", re.IGNORECASE)
_TIME = re.compile(r"now|\d{4}-\d{2}-\d{2}.*", re.IGNORECASE)
_MORE_OF_A_TIME = re.compile(
    r"\d{2}:\d{2}:\d{2}|[+-]|[+-]?\d+[smhdw]?|[+-]\d{2}:?\d{2}|(?!and)[a-z]{3}(?:[+-][\d:]+)?", re.IGNORECASE
)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0

    def query(self) -> Query:
        self._expect("query")
        query = self._branch(Query())
        while self._ahead.keyword == "union":
            self._take()
            if self._ahead.keyword == "query":
                self._take()
            query = self._branch(query)
        if self._ahead.keyword == "sorted":
            query = self._sorted(query)
        if self._ahead is not _END:
            raise InvalidQuery(f"Unexpected '{self._ahead.text}' in the query.")
        returns = query.returned or query.returns_everything
        if returns and sum(len(branch.types) or 1 for branch in query.branches) > 1:
            raise InvalidQuery("The return clause can only be used against one resource type at a time.")
        return query

    # -- clauses ------------------------------------------------------------------------------------------------

    def _branch(self, query: Query) -> Query:
        types = tuple(name.lower() for name in self._names())
        self._expect("resources")
        branch = Branch(types=() if types == ("all",) else types)
        left = {"return", "where", "matching"}
        while self._ahead.keyword in left:
            clause = self._take().keyword
            left.remove(clause)
            if clause == "return":
                query = self._return(query)
            elif clause == "where":
                branch = replace(branch, where=self._conditions(depth=0))
            else:
                branch = replace(branch, matching=self._take_value())
        return replace(query, branches=(*query.branches, branch))

    def _return(self, query: Query) -> Query:
        names = tuple(self._names())
        if _EVERYTHING not in [name.lower() for name in names]:
            return replace(query, returned=names)
        if len(names) > 1:
            raise InvalidQuery("allAdditionalFields cannot be combined with names of fields.")
        return replace(query, returns_everything=True)

    def _sorted(self, query: Query) -> Query:
        """Ascending by default (assumed)."""
        self._expect("sorted")
        self._expect("by")
        field = _field(self._name())
        order = self._ahead.keyword
        if order in ("asc", "desc"):
            self._take()
        return replace(query, sorted_by=field, descending=order == "desc")

    # -- conditions ---------------------------------------------------------------------------------------------

    def _conditions(self, depth: int) -> Condition:
        """Conditions joined by one operator: "you can't combine two [...] unless you wrap parentheses around"."""
        conditions = [self._condition(depth)]
        joined: type[AllOf | AnyOf] | None = None
        while self._ahead.keyword in _JOINS:
            join = _JOINS[self._take().keyword]
            if joined not in (None, join):
                raise InvalidQuery("&& and || cannot be combined without parentheses.")
            joined = join
            conditions.append(self._condition(depth))
        return conditions[0] if joined is None else joined(tuple(conditions))

    def _condition(self, depth: int) -> Condition:
        if depth > DEEPEST_NESTING:
            raise InvalidQuery("The conditions of the query are nested too deeply.")
        if self._ahead.keyword == "(":
            self._take()
            inside = self._conditions(depth + 1)
            self._expect(")")
            return inside
        field = _field(self._name())
        operator = self._take().keyword
        if operator == "in":
            return AnyOf(tuple(Comparison(field, "=", value) for value in self._values()))
        if operator not in OPERATORS:
            raise InvalidQuery(f"Expected one of {', '.join(OPERATORS)} after '{'.'.join(field)}', not '{operator}'.")
        return Comparison(field, operator, self._take_value())

    def _values(self) -> list[str]:
        """The list after `in`. The page names the operator, its examples are lost: parentheses are assumed."""
        self._expect("(")
        values = [self._take_value()]
        while self._ahead.keyword == ",":
            self._take()
            values.append(self._take_value())
        self._expect(")")
        return values

    # -- tokens -------------------------------------------------------------------------------------------------

    @property
    def _ahead(self) -> _Token:
        return self._tokens[self._place] if self._place < len(self._tokens) else _END

    def _take(self) -> _Token:
        token = self._ahead
        if token is _END:
            raise InvalidQuery("The query ends too early.")
        self._place += 1
        return token

    def _expect(self, keyword: str) -> None:
        token = self._take()
        if token.keyword != keyword:
            raise InvalidQuery(f"Expected '{keyword}', not '{token.text}'.")

    def _names(self) -> list[str]:
        names = [self._name()]
        while self._ahead.keyword == ",":
            self._take()
            names.append(self._name())
        return names

    def _name(self) -> str:
        token = self._take()
        if token.is_quoted or not re.fullmatch(r"[A-Za-z][\w.-]*", token.text):
            raise InvalidQuery(f"Expected a name, not '{token.text}'.")
        return token.text

    def _take_value(self) -> str:
        """Quoted text, a bare number or Boolean, or a time as in `now - 3d`."""
        token = self._take()
        if token.is_quoted:
            return token.text
        if not _UNQUOTED.fullmatch(token.text):
            raise InvalidQuery(f"Expected a value, not '{token.text}'; text must be in quotes.")
        parts = [token.text]
        if _TIME.fullmatch(token.text):
            while not self._ahead.is_quoted and _MORE_OF_A_TIME.fullmatch(self._ahead.text):
                parts.append(self._take().text)
        return " ".join(parts)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    place = 0
    rest = text.rstrip()
    while place < len(rest):
        match = _TOKEN.match(rest, place)
        if match is None:
            raise InvalidQuery(f"The query cannot be read from '{rest[place : place + 20].strip()}' on.")
        place = match.end()
        quoted = match["single"] if match["single"] is not None else match["double"]
        if quoted is not None:
            tokens.append(_Token(re.sub(r"\\(.)", r"\1", quoted), is_quoted=True))
        else:
            tokens.append(_Token(match["sign"] or match["word"]))
    return tokens


def _field(name: str) -> tuple[str, ...]:
    return tuple(name.lower().split("."))
