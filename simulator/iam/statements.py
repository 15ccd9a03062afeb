# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses the policy language: the text of one statement becomes one frozen Statement.

Grammar: oci-facts.md section 9 (D-PSYN), https://docs.oracle.com/en-us/iaas/Content/Identity/policysyntax/subject.htm
and .../location.htm. Deny statements: .../policysyntax/denypolicies.htm. Cross-tenancy statements (define, endorse,
admit, associate) are checked for their outline, stored and grant nothing: other tenancies are not simulated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .conditions import Condition, parse_condition
from .scanning import InvalidStatement, Scanner

__all__ = ["InvalidStatement", "Statement", "parse"]

VERBS = ("inspect", "read", "use", "manage")

_OCID = re.compile(r"ocid1\.[\w.:-]+", re.IGNORECASE)
_PERMISSION = re.compile(r"[A-Z][A-Z0-9_]*")
_RESOURCE_TYPE = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True)
class Subject:
    """The subject of a statement: by `id`, or by `name` (and `domain`, `None` for the default one)."""

    kind: str
    """any-user, any-group, group, dynamic-group or service; tenancy or compartment in a definition."""
    name: str | None = None
    domain: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Location:
    """The location of a statement: the tenancy, a compartment by `id`, or by `path` from the policy's compartment."""

    kind: str
    path: tuple[str, ...] = ()
    id: str | None = None

    def __str__(self) -> str:
        return self.id or ":".join(self.path) or self.kind


@dataclass(frozen=True)
class Statement:
    """One parsed statement. Parts that its kind does not have are `None` or empty."""

    kind: str
    """allow, deny, define, endorse or admit."""
    subjects: tuple[Subject, ...] = ()
    verb: str | None = None
    """One of VERBS, or associate."""
    permissions: tuple[str, ...] = ()
    resource_type: str | None = None
    location: Location | None = None
    condition: Condition | None = None
    detail: str = ""
    """The rest of a statement that is stored but not evaluated."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Statement:
    """Parse a statement. Raises InvalidStatement, also for text after the end of the statement."""
    scanner = Scanner(text)
    kind = scanner.expect_keyword("allow", "deny", "define", "endorse", "admit")
    if kind == "define":
        statement = _parse_definition(scanner)
    elif kind in ("endorse", "admit") or scanner.keyword() in ("endorse", "admit"):
        statement = _parse_across_tenancies(scanner, kind)
    else:
        statement = _parse_grant(scanner, kind)
    scanner.expect_end()
    return statement


def _parse_grant(scanner: Scanner, kind: str) -> Statement:
    subjects = _parse_subjects(scanner)
    scanner.expect_keyword("to")
    verb, permissions, resource_type = _parse_action(scanner)
    scanner.expect_keyword("in")
    location = _parse_location(scanner)
    detail = _parse_associated(scanner) if verb == "associate" else ""
    condition = parse_condition(scanner) if scanner.accept_keyword("where") else None
    return Statement(kind, subjects, verb, permissions, resource_type, location, condition, detail)


def _parse_definition(scanner: Scanner) -> Statement:
    kind = scanner.expect_keyword("tenancy", "group", "dynamic-group", "compartment")
    name = scanner.name(f"the name of a {kind}")
    scanner.expect_keyword("as")
    return Statement("define", (Subject(kind, name, id=_parse_ocid(scanner)),))


def _parse_across_tenancies(scanner: Scanner, kind: str) -> Statement:
    outer = scanner.accept_keyword("endorse", "admit")
    subjects = _parse_subjects(scanner)
    tenancy = ""
    if scanner.accept_keyword("of"):
        scanner.expect_keyword("tenancy")
        tenancy = f"of tenancy {scanner.name('the name of a tenancy')} "
    scanner.expect_keyword("to")
    detail = f"{outer} {tenancy}to {_parse_detail(scanner)}".strip()
    return Statement(kind, subjects, detail=detail)


def _parse_detail(scanner: Scanner) -> str:
    if scanner.at_end():
        raise scanner.unexpected("an action")
    return scanner.remainder()


def _parse_subjects(scanner: Scanner) -> tuple[Subject, ...]:
    kind = scanner.expect_keyword("any-user", "any-group", "group", "dynamic-group", "service")
    if kind.startswith("any-"):
        return (Subject(kind),)
    subjects = [_parse_subject(scanner, kind)]
    while scanner.accept(","):
        subjects.append(_parse_subject(scanner, kind))
    return tuple(subjects)


def _parse_subject(scanner: Scanner, kind: str) -> Subject:
    if kind == "service":
        return Subject(kind, scanner.name("the name of a service"))
    if scanner.accept_keyword("id"):
        return Subject(kind, id=_parse_ocid(scanner))
    name = scanner.name(f"the name of a {kind}")
    if not scanner.accept("/"):
        return Subject(kind, name)
    return Subject(kind, scanner.name(f"the name of a {kind}"), _domain(name))


def _domain(name: str) -> str | None:
    return None if name.casefold() == "default" else name


def _parse_action(scanner: Scanner) -> tuple[str | None, tuple[str, ...], str | None]:
    """Verb, permissions and resource type. A type after braces has no effect: assumed."""
    if scanner.accept("{"):
        permissions = [_parse_permission(scanner)]
        while scanner.accept(","):
            permissions.append(_parse_permission(scanner))
        scanner.expect("}")
        resource_type = None if scanner.keyword() == "in" else _parse_resource_type(scanner)
        return None, tuple(permissions), resource_type
    verb = scanner.expect_keyword(*VERBS, "associate")
    return verb, (), _parse_resource_type(scanner)


def _parse_associated(scanner: Scanner) -> str:
    """The second half of `associate keys in tenancy with volumes in compartment X` (observed on public GitHub)."""
    scanner.expect_keyword("with")
    resource_type = _parse_resource_type(scanner)
    scanner.expect_keyword("in")
    return f"with {resource_type} in {_parse_location(scanner)}"


def _parse_permission(scanner: Scanner) -> str:
    permission = scanner.word("a permission").upper()
    if not _PERMISSION.fullmatch(permission):
        raise scanner.invalid(f"'{permission}' is no permission")
    return permission


def _parse_resource_type(scanner: Scanner) -> str:
    resource_type = scanner.word("a resource type").lower()
    if not _RESOURCE_TYPE.fullmatch(resource_type):
        raise scanner.invalid(f"'{resource_type}' is no resource type")
    return resource_type


def _parse_location(scanner: Scanner) -> Location:
    if scanner.expect_keyword("tenancy", "compartment") == "tenancy":
        return Location("tenancy")
    if scanner.accept_keyword("id"):
        return Location("compartment", id=_parse_ocid(scanner))
    path = [scanner.name("the name of a compartment")]
    while scanner.accept(":"):
        path.append(scanner.name("the name of a compartment"))
    return Location("compartment", tuple(path))


def _parse_ocid(scanner: Scanner) -> str:
    quoted = scanner.quoted()
    ocid = quoted if quoted is not None else scanner.bare_value()
    if not _OCID.fullmatch(ocid):
        raise scanner.invalid(f"'{ocid}' is no OCID")
    return ocid
