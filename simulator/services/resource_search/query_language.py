# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The query language: the text of a structured search becomes one frozen Query.

Source: https://docs.oracle.com/en-us/iaas/Content/Search/Concepts/querysyntax.htm. Words of the language and names of
fields and types are read without regard to case, as in queries of Oracle's own scripts [CISR]; `and` and `or` are
accepted beside `&&` and `||` (seen in public code). Anything beyond these is a 400.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

OPERATORS = ("!==", "==", "=~", "!=", ">=", "<=", "=", ">", "<")

# Levels of parentheses inside each other. OCI's own limit is not published: assumed.
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
    """A query that does not fit the language; the text says what was expected where."""


@dataclass(frozen=True)
class Comparison:
    """A field (`freeformTags.key` in its parts, lower-case) against a value."""

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
class Query:
    """What to look for. No types means all; names are lower-case."""

    types: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    """Additional fields that the answer shows, in the query's own spelling."""
    returns_everything: bool = False
    where: Condition | None = None
    matching: str | None = None
    sorted_by: tuple[str, ...] = ("timecreated",)
    descending: bool = True


def parse(text: str) -> Query:
    """The query in the text. Raises InvalidQuery."""
    return _Parser(text).query()


@dataclass(frozen=True)
class _Token:
    text: str
    is_quoted: bool = False

    @property
    def keyword(self) -> str:
        return "" if self.is_quoted else self.text.lower()


_END = _Token("")


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0

    def query(self) -> Query:
        self._expect("query")
        types = tuple(name.lower() for name in self._names())
        self._expect("resources")
        query = Query(types=() if types == ("all",) else types)
        clauses = {
            "return": self._return,
            "where": self._where,
            "matching": self._matching,
            "sorted": self._sorted,
        }
        while self._ahead is not _END:
            word = self._take().text
            clause = clauses.pop(word.lower(), None)
            if clause is None:
                raise InvalidQuery(f"Unexpected '{word}' in the query.")
            query = clause(query)
        return query

    # -- clauses ------------------------------------------------------------------------------------------------

    def _return(self, query: Query) -> Query:
        names = tuple(self._names())
        if [name.lower() for name in names] == ["alladditionalfields"]:
            return replace(query, returns_everything=True)
        return replace(query, returned=names)

    def _where(self, query: Query) -> Query:
        return replace(query, where=self._any_of(depth=0))

    def _matching(self, query: Query) -> Query:
        return replace(query, matching=self._take_value())

    def _sorted(self, query: Query) -> Query:
        """Ascending unless the query says otherwise (assumed)."""
        self._expect("by")
        field = _field(self._name())
        order = self._ahead.keyword
        if order in ("asc", "desc"):
            self._take()
        return replace(query, sorted_by=field, descending=order == "desc")

    # -- conditions ---------------------------------------------------------------------------------------------

    def _any_of(self, depth: int) -> Condition:
        conditions = [self._all_of(depth)]
        while self._ahead.keyword in ("||", "or"):
            self._take()
            conditions.append(self._all_of(depth))
        return conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions))

    def _all_of(self, depth: int) -> Condition:
        conditions = [self._condition(depth)]
        while self._ahead.keyword in ("&&", "and"):
            self._take()
            conditions.append(self._condition(depth))
        return conditions[0] if len(conditions) == 1 else AllOf(tuple(conditions))

    def _condition(self, depth: int) -> Condition:
        if depth > DEEPEST_NESTING:
            raise InvalidQuery("The conditions of the query are nested too deeply.")
        if self._ahead.keyword == "(":
            self._take()
            inside = self._any_of(depth + 1)
            self._expect(")")
            return inside
        field = _field(self._name())
        operator = self._take().keyword
        if operator not in OPERATORS:
            raise InvalidQuery(f"Expected one of {', '.join(OPERATORS)} after '{'.'.join(field)}', not '{operator}'.")
        return Comparison(field, operator, self._take_value())

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
        """Text in quotes, a bare word or number, or a time as in `now - 3d`."""
        token = self._take()
        if token.is_quoted:
            return token.text
        if not re.fullmatch(r"[\w.:+-]+", token.text):
            raise InvalidQuery(f"Expected a value, not '{token.text}'.")
        if token.keyword == "now" and self._ahead.keyword in ("-", "+"):
            return f"now {self._take().text} {self._take().text}"
        return token.text


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
