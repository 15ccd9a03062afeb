# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What somebody needs to be allowed: as a statement, and whether policies that exist allow it already."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from .._core.errors import BadOption
from .._core.quoting import quoted
from .language import Comparison, Condition, Location, Statement, Subject, Unreadable, parse, within_domain

# Each verb with all it includes.
VERBS: Mapping[str, tuple[str, ...]] = {
    "inspect": ("inspect", "read", "use", "manage"),
    "read": ("read", "use", "manage"),
    "use": ("use", "manage"),
    "manage": ("manage",),
}

# The family that a resource type belongs to, as far as it has one (oci-facts.md section 9).
FAMILIES: Mapping[str, str] = {
    "keys": "key-family",
    "key-delegate": "key-family",
    "volumes": "volume-family",
    "volume-backups": "volume-family",
    "boot-volume-backups": "volume-family",
    "buckets": "object-family",
    "autonomous-databases": "autonomous-database-family",
}
ALL_RESOURCES = "all-resources"

# The variable and the operator of the condition that pins a statement to a key.
KEY_IS = ("target.key.id", "=")

# What may be in a name. Quotes, line breaks, slashes and commas cannot be, so that no name can end a statement and
# begin another; names are always put in quotes, so that none can be taken for a keyword.
NAME = re.compile(r"[^\W_](?:[\w .@+-]{0,98}[\w.@+-])?")


@dataclass(frozen=True)
class Party:
    """Who needs it: a service by name, a group or dynamic group by OCID or by name and domain."""

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
        """As a statement that is read tells it."""
        return Subject(self.kind, (within_domain(self.domain, self.name) if self.domain else self.name).casefold())


@dataclass(frozen=True)
class Need:
    """One party needs a verb on a resource type of a compartment, for one key or for all keys there."""

    party: Party
    verb: str
    resource_type: str
    compartment_id: str
    kms_key_id: Optional[str] = None

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
    """A compartment with all that are above it: OCIDs and names, the tenancy's first."""

    ids: tuple[str, ...]
    names: tuple[str, ...]

    def within(self, location: Location, *, policy_compartment_id: str) -> bool:
        """Whether a location, in a policy of that compartment, includes the compartment."""
        if location.is_tenancy:
            return True
        if location.ocid is not None:
            return location.ocid in (each.casefold() for each in self.ids)
        if policy_compartment_id not in self.ids:
            return False
        start = self.ids.index(policy_compartment_id) + 1
        wanted = tuple(name.casefold() for name in self.names)
        # A name alone may also be that of the policy's own compartment.
        own = location.path == wanted[start - 1 : start]
        return own or wanted[start : start + len(location.path)] == location.path


def of_statement(text: str) -> Optional[Need]:
    """The need that a statement of one party, one place and at most one key meets; V(None) for any other one."""
    try:
        stated = parse(text)
    except Unreadable:
        return None
    condition = stated.condition
    is_about_key = isinstance(condition, Comparison) and (condition.variable, condition.operator) == KEY_IS
    if len(stated.subjects) != 1 or stated.location.ocid is None or not (condition is None or is_about_key):
        return None
    (subject,) = stated.subjects
    key = condition.value if isinstance(condition, Comparison) else None
    return Need(Party(subject.kind, subject.name), stated.verb, stated.resource_type, stated.location.ocid, key)


def never(party: Party, subject: Subject) -> bool:
    """For who cannot tell whether a group named by OCID is the one named by name."""
    return False


def covers(
    statement: Statement,
    need: Need,
    lineage: Lineage,
    *,
    policy_compartment_id: str,
    same: Callable[[Party, Subject], bool] = never,
) -> bool:
    """Whether a statement in a policy of a compartment allows what is needed.

    C(same) says whether a subject that is written otherwise is the party; it is asked last, since it may have to ask.
    """
    types = (need.resource_type, FAMILIES.get(need.resource_type), ALL_RESOURCES)
    return (
        statement.verb in VERBS[need.verb]
        and statement.resource_type in types
        and lineage.within(statement.location, policy_compartment_id=policy_compartment_id)
        and (statement.condition is None or _holds(statement.condition, need.kms_key_id))
        and _includes(statement.subjects, need.party, same)
    )


def _includes(subjects: Collection[Subject], party: Party, same: Callable[[Party, Subject], bool]) -> bool:
    everybody = {Subject("any-user")} | (set() if party.kind == "service" else {Subject("any-group")})
    return any(each in everybody or each == party.subject for each in subjects) or any(
        same(party, each) for each in subjects
    )


def readable(texts: Iterable[str]) -> list[Statement]:
    """Those of the statements that can be read."""
    found = []
    for text in texts:
        try:
            found.append(parse(text))
        except Unreadable:
            continue
    return found


def _holds(condition: Condition, kms_key_id: Optional[str]) -> bool:
    """Whether a condition is sure to hold for the key: what depends on anything else is not."""
    if isinstance(condition, Comparison):
        about_key = (condition.variable, condition.operator) == KEY_IS
        return about_key and kms_key_id is not None and condition.value == kms_key_id.casefold()
    held = [_holds(each, kms_key_id) for each in condition.conditions]
    return any(held) if condition.kind == "any" else all(held)


def party(option: str, kind: str, text: str) -> Party:
    """The group or dynamic group that an option names: by OCID, by name, or as C(domain/name).

    Raises BadOption for what cannot be a name: such a text must never become part of a statement.
    """
    given = text.strip()
    if given.startswith("ocid1."):
        kinds = {"group": "group", "dynamic-group": "dynamicgroup"}
        if not re.fullmatch(rf"ocid1\.{kinds[kind]}\.[a-z0-9]+\.[a-z0-9-]*\.[a-z0-9]+", given):
            raise BadOption(f"{option} must name a {kind} or give its OCID, and {quoted(text)} is neither.")
        return Party(kind, given)
    domain, slash, name = given.rpartition("/")
    for part in (name, domain) if slash else (name,):
        if not NAME.fullmatch(part):
            raise BadOption(
                f"{option} must name a {kind}, as <name> or <identity domain>/<name>, and {quoted(text)} cannot be "
                "one: names hold letters, digits, spaces and . _ - @ + only."
            )
    return Party(kind, name, "" if domain.casefold() == "default" else domain)


def service_names(services: Sequence[str], *, regions: Sequence[str], realm: str) -> list[str]:
    """The services as policies call them (oci-facts.md section 9).

    Object Storage has one name for each region, File Storage one for each realm.
    """
    named: list[str] = []
    for service in services:
        named += {
            "block_volume": ["blockstorage"],
            "object_storage": [f"objectstorage-{region}" for region in regions],
            "file_storage": [f"Fss{realm.capitalize()}Prod"],
        }[service]
    return named


def of_intent(
    *,
    services: Sequence[str],
    groups: Sequence[Party],
    dynamic_groups: Sequence[Party],
    compartment_id: str,
    vault_compartment_id: str,
    kms_key_ids: Sequence[str],
) -> list[Need]:
    """What an intent comes to: services use keys, groups delegate them, resources use keys and their vaults."""
    keys: Sequence[Optional[str]] = list(dict.fromkeys(kms_key_ids)) or [None]
    wanted: list[Need] = []
    for key in keys:
        wanted += [Need(Party("service", name), "use", "keys", compartment_id, key) for name in services]
        wanted += [Need(each, "use", "key-delegate", compartment_id, key) for each in groups]
        wanted += [Need(each, "use", "keys", compartment_id, key) for each in dynamic_groups]
    wanted += [Need(each, "use", "vaults", vault_compartment_id) for each in dynamic_groups]
    return list(dict.fromkeys(wanted))
