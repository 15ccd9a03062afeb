# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides whether statements allow what is required: they do, they do not, or it cannot be known."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Optional, TypeVar

from .._core import ocid
from .._core.sdk import sdk
from . import conditions, permissions
from .conditions import Likeness, Truth, Values, Variables, every, negated, some
from .language import DENY, OF_OTHER_TENANCIES, TOKEN, Statement, Unreadable, parse
from .needs import Lineage, Need
from .permissions import Permission
from .principals import ADMINISTRATORS, Same, Who, never, of_party

# The types whose requests are about keys: who sends them, and for which operation, is not documented.
OF_KEYS = ("keys", "key-delegate", "vaults")


Each = TypeVar("Each")

DEFINITION = re.compile(r"""\s*define\s+\S+\s+['"]?([^'"]+?)['"]?\s+as\s""", re.IGNORECASE)


class Verdict(enum.Enum):
    """Whether a need is met."""

    HELD = "held"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Placed:
    """A statement in a policy of a compartment. It is `None` where its text cannot be read."""

    text: str
    statement: Optional[Statement]
    compartment_id: str
    policy_id: Optional[str] = None

    @property
    def denies(self) -> bool:
        """Whether it denies what it is about."""
        if self.statement is None:
            return self.text.lstrip().casefold().startswith(DENY)
        return self.statement.effect == DENY


@dataclass(frozen=True)
class Circumstances:
    """What is known of the request: its region, and its operation as the API names it.

    `permissions` are those of the verb that the request requires; none if that is not known.
    """

    region: Optional[str] = None
    operation: Optional[str] = None
    permissions: frozenset[str] = frozenset()


# Why it cannot be determined whether a statement applies.
SYNTAX, COMPARTMENT, RESOURCE_TYPE = "syntax", "compartment", "resource_type"
CONDITION, SUBJECT = "condition", "subject"


@dataclass(frozen=True)
class Doubt:
    """A statement of which it cannot be determined whether it applies.

    `why` are any of `SYNTAX`, `COMPARTMENT`, `RESOURCE_TYPE`, `CONDITION` and `SUBJECT`, `variables` those of its
    condition whose values are not known, and `requested` is the type of resource of the request.
    """

    placed: Placed
    why: tuple[str, ...]
    variables: tuple[str, ...] = ()
    requested: str = ""

    def __str__(self) -> str:
        statement = self.placed.statement
        if statement is None:
            return f'"{self.placed.text}" cannot be read'
        unknown = {
            COMPARTMENT: ("where its compartment is",),
            RESOURCE_TYPE: (f"whether {statement.resource_type or statement.verb} includes {self.requested}",),
            CONDITION: tuple(f"{each} of its condition" for each in self.variables),
            SUBJECT: ("who is in its groups",),
        }
        named = ", ".join(each for why in self.why for each in unknown[why])
        return f'"{self.placed.text}" depends on {named}, which cannot be looked up'


@dataclass(frozen=True)
class Finding:
    """The verdict about a need, and the statements that it comes from.

    They are those that deny it where it is missing, and those that cannot be evaluated where it is unknown.
    `doubts` are about statements that cannot be evaluated, and `held` and `lacking` the names of the permissions that
    policies allow and do not allow, where they allow a part of the need. `granting` are the statements that certainly
    allow the need or a part of it, unless others deny it.
    """

    need: Need
    verdict: Verdict
    deciding: tuple[Placed, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    held: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    granting: tuple[Placed, ...] = field(default=(), compare=False)

    @property
    def statements(self) -> tuple[str, ...]:
        """The texts of the statements that the verdict comes from."""
        return tuple(dict.fromkeys(each.text for each in self.deciding))

    @property
    def words(self) -> tuple[str, ...]:
        """Why the verdict is not that the need is held."""
        doubts = tuple(dict.fromkeys(map(str, self.doubts)))
        if not self.held:
            return doubts
        partly = f"policies allow {', '.join(self.held)} and not {', '.join(self.lacking)}"
        which = ", and which of them is required is not documented" if self.verdict is Verdict.UNKNOWN else ""
        return (*doubts, partly + which)


def decide(
    need: Need, placed: Iterable[Placed], lineage: Lineage, who: Who, circumstances: Optional[Circumstances] = None
) -> Finding:
    """What the statements show about a need.

    It is held when all permissions that it may require are, and missing when one that it always requires is not.
    """
    question = _Question(need, lineage, who, circumstances or Circumstances())
    relevant = [each for each in placed if question.concerns(each) is not False]
    answers = [question.answer(each, relevant) for each in question.required.most]
    return replace(_decided(need, question, answers), granting=_distinct(each.granting for each in answers))


def _decided(need: Need, question: _Question, answers: Sequence[_Answer]) -> Finding:
    if all(each.granted for each in answers):
        return Finding(need, Verdict.HELD)
    refused = [each for each in answers if each.granted is False and each.permission in question.required.least]
    # Which permissions an operation requires is not documented for all, but the verb is the least that has them.
    own = [each for each in answers if each.permission.verb == answers[-1].permission.verb]
    if refused or all(each.granted is False for each in own):
        denied = [each for each in refused if each.denying] or (own if all(each.denying for each in own) else [])
        return Finding(need, Verdict.MISSING, _distinct(each.denying for each in denied), (), *_partly(answers))
    undecided = _distinct((*each.denying, *each.undecided) for each in answers)
    return Finding(need, Verdict.UNKNOWN, undecided, _distinct(each.doubts for each in answers), *_partly(answers))


@dataclass(frozen=True)
class _Applied:
    placed: Placed
    truth: Truth
    is_undecided: bool
    """Whether the statement itself is the reason, and not only unknown members of groups."""
    doubt: Optional[Doubt] = None


@dataclass(frozen=True)
class _Answer:
    permission: Permission
    granted: Truth
    granting: tuple[Placed, ...]
    denying: tuple[Placed, ...]
    undecided: tuple[Placed, ...]
    doubts: tuple[Doubt, ...]


def _partly(answers: Sequence[_Answer]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The permissions of a need that are certainly held, and those that are not, if there are both."""
    held = tuple(str(each.permission.name) for each in answers if each.granted)
    lacking = tuple(str(each.permission.name) for each in answers if each.granted is False)
    return (held, lacking) if held and lacking else ((), ())


def _distinct(found: Iterable[Sequence[Each]]) -> tuple[Each, ...]:
    return tuple(dict.fromkeys(one for each in found for one in each))


def placed(texts: Iterable[str], compartment_id: str, policy_id: Optional[str] = None) -> list[Placed]:
    """The statements of one policy, in their order."""
    defined = {match.group(1).casefold() for match in map(DEFINITION.match, texts) if match}
    return [Placed(text, _read(text, defined), compartment_id, policy_id) for text in texts]


def _read(text: str, defined: Collection[str]) -> Optional[Statement]:
    try:
        found = parse(text)
    except Unreadable:
        return None
    names = {each.name for each in found.subjects} | set(found.location.path[:1])
    # Whether names for what is in other tenancies count in other statements is not documented.
    return None if names & set(defined) else found


def covers(
    statement: Statement, need: Need, lineage: Lineage, *, policy_compartment_id: str, same: Same = never
) -> bool:
    """Whether a statement in a policy of a compartment certainly meets a need by itself."""
    alone = Placed("", statement, policy_compartment_id)
    return decide(need, [alone], lineage, of_party(need.party, same)).verdict is Verdict.HELD


class _Question:
    """A need, with what is known of its party and its place."""

    def __init__(self, need: Need, lineage: Lineage, who: Who, circumstances: Circumstances) -> None:
        self.required = permissions.required_for(
            need.verb,
            need.resource_type,
            party=need.party.name if need.party.kind == "service" else "",
            operation=circumstances.operation,
            names=circumstances.permissions,
        )
        self._lineage = lineage
        self._who = who
        self._variables: Variables = {**_variables(need, lineage, circumstances), **who.variables}

    def concerns(self, placed: Placed) -> Truth:
        """Whether a statement is about the need, regardless of its subjects."""
        statement = placed.statement
        if statement is None:
            return None if _may_concern(placed.text, self.required.most) else False
        if self._within(placed, statement) is False:
            return False
        return some(permissions.concerns(statement, each) for each in self.required.most)

    def answer(self, permission: Permission, relevant: Sequence[Placed]) -> _Answer:
        """Whether a permission is granted, and which statements deny it or may do so."""
        allowing = [self._applied(each, permission) for each in relevant if not each.denies]
        denying = [self._applied(each, permission) for each in relevant if each.denies]
        allowed, denied = some(each.truth for each in allowing), some(each.truth for each in denying)
        decisive = [*(denying if allowed is not False else ()), *(allowing if not allowed else ())]
        return _Answer(
            permission,
            every((allowed, negated(denied))),
            tuple(each.placed for each in allowing if each.truth),
            tuple(each.placed for each in denying if each.truth),
            tuple(each.placed for each in decisive if each.is_undecided),
            tuple(each.doubt for each in decisive if each.doubt),
        )

    def _applied(self, placed: Placed, permission: Permission) -> _Applied:
        """Whether a statement applies to the request for a permission."""
        includes = self._includes(placed, permission)
        # The subjects come last, since they may require groups to be listed.
        truth = includes is not False and every((includes, self._is_about_them(placed)))
        doubt = None if truth is not None else self._doubt(placed, permission)
        return _Applied(placed, truth, is_undecided=truth is None and includes is None, doubt=doubt)

    def _includes(self, placed: Placed, permission: Permission) -> Truth:
        """Whether a statement allows or denies a permission here, regardless of its subjects."""
        statement = placed.statement
        if statement is None:
            return None
        return every(
            (
                self._within(placed, statement),
                permissions.concerns(statement, permission),
                conditions.holds(statement.condition, self._variables_of(permission)),
            )
        )

    def _variables_of(self, permission: Permission) -> Variables:
        if permission.name is None:
            return self._variables
        return {**self._variables, "request.permission": (permission.name,)}

    def _doubt(self, placed: Placed, permission: Permission) -> Doubt:
        """Why it cannot be determined whether a statement applies to the request for a permission."""
        statement = placed.statement
        if statement is None:
            return Doubt(placed, (SYNTAX,))
        variables = conditions.undecided(statement.condition, self._variables_of(permission))
        is_unknown = {
            COMPARTMENT: self._within(placed, statement) is None,
            RESOURCE_TYPE: permissions.concerns(statement, permission) is None,
            CONDITION: bool(variables),
        }
        why = tuple(each for each, applies in is_unknown.items() if applies)
        return Doubt(placed, why or (SUBJECT,), variables, permission.resource_type)

    def _is_about_them(self, placed: Placed) -> Truth:
        if placed.statement is None:
            return None
        among = some(map(self._who.is_among, placed.statement.subjects))
        if placed.denies and among is not False:
            return every((among, negated(self._who.is_among(ADMINISTRATORS))))
        return among

    def _within(self, placed: Placed, statement: Statement) -> Truth:
        return self._lineage.within(statement.location, policy_compartment_id=placed.compartment_id)


def _variables(need: Need, lineage: Lineage, circumstances: Circumstances) -> Variables:
    """The variables of the request and its target, as far as sources document which request supplies them."""
    if need.resource_type in OF_KEYS:
        return _about_keys(need, circumstances)
    # The operation is about this type itself. Lists, which do not supply the compartment, are not required.
    known: dict[str, Values] = {"target.compartment.id": (need.compartment_id,)}
    if lineage.names[-1] and not need.compartment_id.startswith("ocid1.tenancy."):
        known["target.compartment.name"] = (lineage.names[-1],)
    if circumstances.region:
        known["request.region"] = (_region(circumstances.region),)
    if circumstances.operation:
        known["request.operation"] = (circumstances.operation,)
    return known


def _about_keys(need: Need, circumstances: Circumstances) -> Variables:
    """A request about a key supplies it and its vault, one about a vault the vault only [D-KEYP]."""
    known: dict[str, Values] = {}
    in_vault = need.vault_id or need.kms_key_id
    if in_vault is not None:
        known["target.vault.id"] = (functools.partial(_is_vault_of, in_vault),)
    if need.resource_type == "vaults":
        known["target.key.id"] = None
    elif need.kms_key_id is not None:
        known["target.key.id"] = (need.kms_key_id,)
        named = ocid.parse(need.kms_key_id)
        # A key that was replicated has the same OCID in the other region, where another request may be about it.
        if named is not None and circumstances.region in (ocid.region_of(named) or "",):
            known["request.region"] = (_region(circumstances.region),)
    return known


def _is_vault_of(known: str, wanted: str) -> Truth:
    """Whether an OCID is that of a vault that another OCID identifies, or that the key of the other OCID is in.

    The fifth part of a vault's OCID is also in those of its keys, and in its hosts (oci-facts.md section 1).
    """
    if known.casefold() == wanted:
        return True
    ours, theirs = ocid.parse(known), ocid.parse(wanted)
    if theirs is None or theirs.kind != "vault":
        return False
    if ours is None or not ours.extra or not theirs.extra:
        return None
    return ours.extra[0].casefold() == theirs.extra[0].casefold()


def _region(name: str) -> Likeness:
    """How a region compares with the value of a condition. Only region keys, such as IAD, are documented."""
    keys = {key for key, named in sdk().regions.REGIONS_SHORT_NAMES.items() if named == name}

    def is_like(wanted: str) -> Truth:
        return None if not keys or "-" in wanted else wanted in keys

    return is_like


def _may_concern(text: str, required: Sequence[Permission]) -> bool:
    """Whether a statement that cannot be parsed may be about permissions."""
    if OF_OTHER_TENANCIES.match(text):
        return False
    words = [token.casefold() for token in TOKEN.findall(text)]
    names = {str(each.name).casefold() for each in required}
    return any(
        word in names or permissions.includes(word, each.resource_type) is not False
        for word in words
        for each in required
    )
