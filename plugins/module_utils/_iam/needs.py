# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What a principal requires to be allowed, as a statement; and where it is required."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from .._core import ocid
from .._core.errors import BadOption
from .._core.quoting import quoted
from .conditions import Truth, every, some
from .language import ALLOW, Comparison, Location, Subject, Unreadable, parse, within_domain

# The variable and the operator of the condition that pins a statement to a key.
KEY_IS = ("target.key.id", "=")

# What may be in a name. Quotes, line breaks, slashes and commas cannot be, so that no name can end a statement and
# begin another; names are always put in quotes, so that none can be taken for a keyword.
NAME = re.compile(r"[^\W_](?:[\w .@+-]{0,98}[\w.@+-])?")


@dataclass(frozen=True)
class Party:
    """The party of a need: a service by name, a group or dynamic group by OCID or by name and domain."""

    kind: str
    name: str
    domain: str = ""

    @property
    def by_ocid(self) -> bool:
        """Whether the name is an OCID."""
        return self.name.startswith("ocid1.")

    @property
    def text(self) -> str:
        """As statements name it."""
        if self.kind == "service":
            return f"service {self.name}"
        if self.by_ocid:
            return f"{self.kind} id {self.name}"
        domain = f"'{self.domain}'/" if self.domain else ""
        return f"{self.kind} {domain}'{self.name}'"

    @property
    def subject(self) -> Subject:
        """As a parsed statement has it."""
        return Subject(self.kind, (within_domain(self.domain, self.name) if self.domain else self.name).casefold())


@dataclass(frozen=True)
class Need:
    """One party needs a verb on a resource type of a compartment, for one key or for all keys there.

    `vault_id` is the OCID of the one vault that it is about, or of any key in that vault, where that is known.
    """

    party: Party
    verb: str
    resource_type: str
    compartment_id: str
    kms_key_id: Optional[str] = None
    vault_id: Optional[str] = None

    @property
    def statement(self) -> str:
        """The least statement that allows it."""
        where = f" where target.key.id = '{self.kms_key_id}'" if self.kms_key_id else ""
        place = (
            "tenancy" if self.compartment_id.startswith("ocid1.tenancy.") else f"compartment id {self.compartment_id}"
        )
        return f"Allow {self.party.text} to {self.verb} {self.resource_type} in {place}{where}"


@dataclass(frozen=True)
class Lineage:
    """A compartment with its ancestors: OCIDs and names, the tenancy's first."""

    ids: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything above the compartment is known."""
        return _is_tenancy(self.ids[0])

    def within(self, location: Location, *, policy_compartment_id: str) -> Truth:
        """Whether a location, in a policy of that compartment, includes the compartment."""
        if location.is_tenancy:
            # Only policies of the root compartment may.
            return True
        of_tenancy = _is_tenancy(policy_compartment_id)
        outside = False if self.is_whole else None
        if policy_compartment_id not in self.ids:
            return self._within_ocid(location.ocid, 0) if of_tenancy and location.ocid else outside
        start = self.ids.index(policy_compartment_id)
        if location.ocid is not None:
            return self._within_ocid(location.ocid, start)
        below = tuple(name.casefold() for name in self.names[start + 1 :])
        # A path may also begin with the name of the policy's own compartment, but the tenancy is not named.
        by_own_name = () if of_tenancy else (_equal(self.names[start].casefold(), location.path[0]),)
        return some(
            (
                _leads(location.path, below),
                every((*by_own_name, _leads(location.path[1:], below))) if by_own_name else False,
            )
        )

    def _within_ocid(self, location: str, start: int) -> Truth:
        known = [each.casefold() for each in self.ids]
        if location in known:
            # A policy applies to its own compartment and its descendants only.
            return known.index(location) >= start
        return False if self.is_whole else _is_tenancy(location) or None


def _is_tenancy(compartment_id: str) -> bool:
    return compartment_id.startswith("ocid1.tenancy.")


def _leads(path: Sequence[str], names: Sequence[str]) -> Truth:
    """Whether a path leads to one of the compartments of these names, each of which is in the one before it."""
    return False if len(path) > len(names) else every(map(_equal, names, path))


def _equal(name: str, wanted: str) -> Truth:
    return name == wanted if name else None


def of_statement(text: str, tenancy_id: str) -> Optional[Need]:
    """The need that a statement of one party, one place and at most one key meets; `None` for any other one."""
    try:
        stated = parse(text)
    except Unreadable:
        return None
    condition = stated.condition
    is_about_key = isinstance(condition, Comparison) and (condition.variable, condition.operator) == KEY_IS
    where = tenancy_id if stated.location.is_tenancy else stated.location.ocid
    if len(stated.subjects) != 1 or where is None or not (condition is None or is_about_key):
        return None
    if stated.effect != ALLOW or stated.permissions:
        return None
    (subject,) = stated.subjects
    key = condition.value if isinstance(condition, Comparison) else None
    return Need(Party(subject.kind, subject.name), stated.verb, stated.resource_type, where, key)


def party(option: str, kind: str, text: str) -> Party:
    """The group or dynamic group that an option names: by OCID, by name, or as `domain/name`.

    Raises BadOption for what cannot be a name: such a text must never become part of a statement.
    """
    given = text.strip()
    if given.startswith("ocid1."):
        kinds = {"group": "group", "dynamic-group": "dynamicgroup"}
        if not re.fullmatch(rf"ocid1\.{kinds[kind]}\.[a-z0-9]+\.[a-z0-9-]*\.[a-z0-9]+", given):
            raise BadOption(
                f"{option} must name a {kind} or give its OCID, and {quoted(text)} is neither.", option=option
            )
        return Party(kind, given)
    domain, slash, name = given.rpartition("/")
    for part in (name, domain) if slash else (name,):
        if not NAME.fullmatch(part):
            raise BadOption(
                f"{option} must name a {kind} as <name> or <identity domain>/<name>, and {quoted(text)} is no "
                "such name",
                advice=("Use letters, digits, spaces and . _ - @ + only.",),
                option=option,
            )
    return Party(kind, name, "" if domain.casefold() == "default" else domain)


def of_intent(
    *,
    services: Sequence[str],
    groups: Sequence[Party],
    dynamic_groups: Sequence[Party],
    compartment_id: str,
    vault_compartment_id: str,
    kms_key_ids: Sequence[str],
) -> list[Need]:
    """The needs of an intent: services use keys, groups delegate them, resources use keys and their vaults."""
    keys: Sequence[Optional[str]] = list(dict.fromkeys(kms_key_ids)) or [None]
    wanted: list[Need] = []
    for key in keys:
        wanted += [Need(Party("service", name), "use", "keys", compartment_id, key) for name in services]
        wanted += [Need(each, "use", "key-delegate", compartment_id, key) for each in groups]
        wanted += [Need(each, "use", "keys", compartment_id, key) for each in dynamic_groups]
    vault_id = kms_key_ids[0] if len({_vault(each) for each in kms_key_ids}) == 1 else None
    wanted += [Need(each, "use", "vaults", vault_compartment_id, vault_id=vault_id) for each in dynamic_groups]
    return list(dict.fromkeys(wanted))


def _vault(kms_key_id: str) -> tuple[str, ...]:
    """What the OCIDs of all keys of a vault have in common (oci-facts.md section 1)."""
    named = ocid.parse(kms_key_id)
    return named.extra[:1] if named and named.extra else (kms_key_id,)
