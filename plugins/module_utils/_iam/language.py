# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Parses policy statements, so that they can be compared by meaning and not by spacing.

Grammar: https://docs.oracle.com/en-us/iaas/Content/Identity/Concepts/policysyntax.htm (oci-facts.md section 9).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Optional, TypeVar, Union

# Quoted names, patterns, marks, and bare words.
TOKEN = re.compile(r"""'[^']*'|"[^"]*"|/[^/\s]*/(?=\s*[,}]|\s*$)|!=|[{}(),=:/]|[^\s'"{}(),=!:/]+|\S""")

DEFAULT_DOMAIN = "default"

ALLOW, DENY = "allow", "deny"

# Statements about other tenancies, and names for them: they allow and deny nothing between parties of this one.
OF_OTHER_TENANCIES = re.compile(r"\s*(?:define|(?:deny\s+)?(?:endorse|admit))\b", re.IGNORECASE)

# The depth to which conditions may nest; no statement that OCI accepts requires more, and parsing must end.
DEEPEST_CONDITION = 50

Read = TypeVar("Read")

GROUP = "<your group>"


def listed(statements: Sequence[str]) -> str:
    """Policy statements as part of a sentence."""
    return " and ".join(f'"{statement}"' for statement in statements)


class Unreadable(ValueError):
    """A statement of another form than "allow|deny … to … in … [where …]"."""


@dataclass(frozen=True)
class Subject:
    """A subject: `kind` is `service`, `group`, `dynamic-group`, `any-user` or `any-group`.

    `name` is in lower case, with its identity domain where that is not the default one; an OCID is unchanged.
    """

    kind: str
    name: str = ""

    @property
    def by_ocid(self) -> bool:
        """Whether the name is an OCID."""
        return self.name.startswith("ocid1.")


@dataclass(frozen=True)
class Location:
    """A location: the tenancy, or a compartment by OCID or by a path of names from the policy's own compartment."""

    ocid: Optional[str] = None
    path: tuple[str, ...] = ()

    @property
    def is_tenancy(self) -> bool:
        """Whether it is the whole tenancy."""
        return self.ocid is None and not self.path


@dataclass(frozen=True)
class Comparison:
    """A condition on one variable; in statements all in lower case.

    `is_pattern` is true for a value between slashes, which differs from that text in quotes.
    """

    variable: str
    operator: str
    value: str
    is_pattern: bool = False


@dataclass(frozen=True)
class Combination:
    """Conditions of which `any` or `all` must hold, in any order."""

    kind: str
    conditions: frozenset[Condition]


@dataclass(frozen=True)
class Unparsed:
    """A condition of a form that is not parsed, such as `in`, `before` and `between`: its words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """What one statement allows or denies. Equivalent statements are equal.

    `verb` is empty where `permissions` are listed in its place, and `resource_type` where none is named with them.
    """

    subjects: frozenset[Subject]
    verb: str
    resource_type: str
    location: Location
    condition: Optional[Condition] = None
    permissions: frozenset[str] = frozenset()
    effect: str = ALLOW


def meaning(text: str) -> Union[Statement, tuple[str, ...]]:
    """A form of a statement that is equal for all equivalent texts; its words if it cannot be parsed."""
    try:
        return parse(text)
    except Unreadable:
        return tuple(token.casefold() for token in TOKEN.findall(text))


def parse(text: str) -> Statement:
    """The statement in a text. Raises Unreadable."""
    return _Reader(text).whole(_Reader.statement)


def condition(text: str) -> Condition:
    """The condition that a whole text is, as the rule of a dynamic group, with values as written.

    Raises Unreadable.
    """
    return _Reader(text, folds_values=False).whole(_Reader.condition)


class _Reader:
    def __init__(self, text: str, *, folds_values: bool = True) -> None:
        self._text = text
        self._folds_values = folds_values
        self._tokens = TOKEN.findall(text)
        self._at = 0

    def whole(self, read: Callable[[_Reader], Read]) -> Read:
        found = read(self)
        if self._at != len(self._tokens):
            raise self._unreadable()
        return found

    def statement(self) -> Statement:
        effect = DENY if self._accept(DENY) else ALLOW
        if effect == ALLOW:
            self._word(ALLOW)
        subjects = frozenset(self._subjects())
        self._word("to")
        permissions = self._permissions()
        verb = "" if permissions else self._bare().casefold()
        resource_type = "" if permissions and self._peek().casefold() == "in" else self._bare().casefold()
        self._word("in")
        location = self._location()
        condition = self._where() if self._accept("where") else None
        return Statement(subjects, verb, resource_type, location, condition, permissions, effect)

    def _permissions(self) -> frozenset[str]:
        if not self._accept("{"):
            return frozenset()
        listed = [self._bare().upper()]
        while self._accept(","):
            listed.append(self._bare().upper())
        self._word("}")
        return frozenset(listed)

    def _where(self) -> Condition:
        """The condition that ends the statement. One that cannot be read leaves the rest of the statement readable."""
        began = self._at
        if not self._peek():
            raise self._unreadable()
        try:
            condition = self.condition()
            if self._at == len(self._tokens):
                return condition
        except Unreadable:
            pass
        words, self._at = self._tokens[began:], len(self._tokens)
        # What follows may be a second statement, which then is nothing but words.
        if ALLOW in map(str.casefold, words):
            raise self._unreadable()
        return Unparsed(tuple(word.casefold() for word in words))

    def _subjects(self) -> Iterator[Subject]:
        kind = self._bare().casefold()
        if kind not in ("service", "group", "dynamic-group"):
            yield Subject(kind)
            return
        yield self._subject(kind)
        while self._accept(","):
            self._accept(kind)
            yield self._subject(kind)

    def _subject(self, kind: str) -> Subject:
        if self._accept("id"):
            return Subject(kind, self._name())
        name = self._name()
        if not self._accept("/"):
            return Subject(kind, name)
        return Subject(kind, within_domain(name, self._name()))

    def _location(self) -> Location:
        if self._accept("tenancy"):
            return Location()
        self._word("compartment")
        if self._accept("id"):
            return Location(self._name())
        path = [self._name()]
        while self._accept(":"):
            path.append(self._name())
        return Location(path=tuple(path))

    def condition(self, depth: int = 0) -> Condition:
        if depth > DEEPEST_CONDITION:
            raise self._unreadable()
        kind = self._peek().casefold()
        if kind not in ("any", "all"):
            return self._comparison()
        self._at += 1
        self._word("{")
        conditions = [self.condition(depth + 1)]
        while self._accept(","):
            conditions.append(self.condition(depth + 1))
        self._word("}")
        held = frozenset(conditions)
        return Combination(kind, held) if len(held) > 1 else conditions[0]

    def _comparison(self) -> Comparison:
        variable, operator = self._bare().casefold(), self._take()
        if operator not in ("=", "!="):
            raise self._unreadable()
        is_pattern = self._peek().startswith("/")
        return Comparison(variable, operator, self._name(), is_pattern)

    def _word(self, word: str) -> None:
        if not self._accept(word):
            raise self._unreadable()

    def _accept(self, word: str) -> bool:
        if self._peek().casefold() != word:
            return False
        self._at += 1
        return True

    def _bare(self) -> str:
        token = self._take()
        if not token[0].isalnum():
            raise self._unreadable()
        return token

    def _name(self) -> str:
        token = self._take()
        if token[0] in "'\"":
            token = token[1:-1] if len(token) > 1 else ""
        elif token[0] in "{}(),=:!":
            raise self._unreadable()
        return token.casefold() if self._folds_values else token

    def _peek(self) -> str:
        return str(self._tokens[self._at]) if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        if not token:
            raise self._unreadable()
        self._at += 1
        return token

    def _unreadable(self) -> Unreadable:
        return Unreadable(f"not a statement that can be read: {self._text}")


def within_domain(domain: str, name: str) -> str:
    """A group's name with its identity domain; the default domain is omitted."""
    return name if domain.casefold() == DEFAULT_DOMAIN else f"{domain.casefold()}/{name}"


def place(compartment_id: Optional[str]) -> str:
    """A compartment as policies name it; `None` for that of the key, which is not known."""
    if compartment_id is None:
        return "compartment <compartment of the key>"
    return "tenancy" if compartment_id.startswith("ocid1.tenancy.") else f"compartment id {compartment_id}"


Condition = Union[Comparison, Combination, Unparsed]
