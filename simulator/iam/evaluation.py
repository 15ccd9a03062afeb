# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is allowed what: the statements of all policies, compiled so that one question takes microseconds.

oci-facts.md section 9. Access is granted by `allow` statements only. Deny policies are an opt-in that only the Console
can switch on (https://docs.oracle.com/iaas/Content/Identity/policysyntax/denypolicies.htm): the simulated tenancy has
them off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias

from .conditions import Condition, Variables
from .permissions import ALL_RESOURCES, granted
from .statements import VERBS, InvalidStatement, Location, Statement, Subject, parse

SubjectKey: TypeAlias = tuple[str, str]

ANY_USER: SubjectKey = ("any-user", "")
ANY_GROUP: SubjectKey = ("any-group", "")

EVERY_PERMISSION = "*"
"""Index entry of `manage all-resources`, which includes permissions no table names."""

TENANCIES = "tenancies"
"""The resource type of the tenancy itself, which lies in no compartment."""

UNKNOWN_SERVICES = frozenset({"objectstorage"})
"""Service names OCI refuses with 400 InvalidParameter: Object Storage's carries its region (seen on public GitHub)."""


@dataclass(frozen=True)
class Principal:
    """Who asks. `id` is an OCID, or the name of a service (`blockstorage`, `objectstorage-us-ashburn-1`)."""

    kind: str
    """user, service, instance or resource."""
    id: str
    group_ids: frozenset[str] = frozenset()
    dynamic_group_ids: frozenset[str] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What matching rules may ask about a resource or instance: resource.type, resource.compartment.id ..."""


class Directory(Protocol):
    """What names mean right now. Names match without regard to case; the default identity domain is None."""

    @property
    def tenancy_id(self) -> str: ...

    def group_id(self, domain: str | None, name: str) -> str | None: ...

    def dynamic_group_id(self, domain: str | None, name: str) -> str | None: ...

    def child_compartment_id(self, parent_id: str, name: str) -> str | None: ...

    def ancestors(self, compartment_id: str) -> tuple[str, ...]:
        """The compartment itself first, the tenancy last; empty for a compartment that does not exist."""


@dataclass(frozen=True)
class Policy:
    """A policy attached to a compartment (or the tenancy)."""

    id: str
    compartment_id: str
    statements: tuple[str, ...]


class _Grant(NamedTuple):
    compartment_id: str
    condition: Condition | None


class Grants:
    """The answer to "may this principal do that there?", for one state of policies, groups and compartments.

    Statements whose group or compartment does not exist (any more) grant nothing until it does: assumed.
    Raises InvalidStatement for a statement that `validate` would have refused for its syntax.
    """

    def __init__(self, policies: Iterable[Policy], directory: Directory) -> None:
        self._directory = directory
        self._by_permission: dict[str, dict[SubjectKey, list[_Grant]]] = {}
        self._locations: dict[SubjectKey, set[str]] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        for policy in policies:
            for text in policy.statements:
                self._add(parse(text), policy.compartment_id)

    def allows(self, principal: Principal, permission: str, *, compartment_id: str, variables: Variables) -> bool:
        """Whether some statement gives the permission in the compartment, which statements on its ancestors cover.

        `variables` holds what the request is about, by lower-case name (`target.key.id`, `request.operation`,
        `request.region` ...); a name left out does not apply. `request.permission` and what follows from the principal
        (`request.principal.*`, `request.user.id`, `request.groups.id`) is added here.
        """
        ancestors = self._ancestors_of(compartment_id)
        known: Variables | None = None
        for grant in self._candidates(principal, permission):
            if grant.compartment_id not in ancestors:
                continue
            if grant.condition is None:
                return True
            if known is None:
                known = {**variables, **_principal_variables(principal), "request.permission": permission}
            if grant.condition.holds(known):
                return True
        return False

    def reaches(self, principal: Principal, compartment_id: str) -> bool:
        """Whether anything at all is granted in the compartment, above it or in a compartment below it.

        For `accessLevel=ACCESSIBLE` of ListCompartments. OCI asks for INSPECT on at least one resource; that any grant
        counts, whatever its condition, is assumed. Only one of `tenancies` does not: no compartment has any in it.
        """
        ancestors = self._ancestors_of(compartment_id)
        return any(
            location in ancestors or compartment_id in self._ancestors_of(location)
            for key in _keys(principal)
            for location in self._locations.get(key, ())
        )

    def _add(self, statement: Statement, policy_compartment_id: str) -> None:
        if statement.kind != "allow" or statement.location is None:
            return
        compartment_id = locate(statement.location, policy_compartment_id, self._directory)
        if compartment_id is None:
            return
        grant = _Grant(compartment_id, statement.condition)
        permissions = _permissions(statement)
        for subject in statement.subjects:
            key = _subject_key(subject, self._directory)
            if key is None or not permissions:
                continue
            if statement.resource_type != TENANCIES:
                self._locations.setdefault(key, set()).add(compartment_id)
            for permission in permissions:
                self._by_permission.setdefault(permission, {}).setdefault(key, []).append(grant)

    def _candidates(self, principal: Principal, permission: str) -> Iterator[_Grant]:
        tables = [
            table
            for table in (self._by_permission.get(EVERY_PERMISSION), self._by_permission.get(permission))
            if table is not None
        ]
        for key in _keys(principal):
            for table in tables:
                yield from table.get(key, ())

    def _ancestors_of(self, compartment_id: str) -> tuple[str, ...]:
        ancestors = self._ancestors.get(compartment_id)
        if ancestors is None:
            ancestors = self._ancestors[compartment_id] = self._directory.ancestors(compartment_id)
        return ancestors


def validate(statement_text: str, policy_compartment_id: str, directory: Directory) -> Statement:
    """The statement, if a policy attached to the compartment may hold it.

    Raises InvalidStatement for wrong syntax, and for compartments, groups and dynamic groups that do not exist.
    The wording for compartments and groups is OCI's (oracle-quickstart/oci-ai-blueprints issue 79,
    oracle-devrel/terraform-oci-ocloud-foundation issue 6), the rest is assumed, and so is that OCIDs of groups are not
    looked up.
    """
    statement = parse(statement_text)
    if statement.kind == "deny":
        raise InvalidStatement("Deny policies are not enabled in this tenancy")
    if statement.kind != "allow":
        return statement
    for subject in statement.subjects:
        if _subject_key(subject, directory) is None:
            raise InvalidStatement(
                f"The {subject.kind} {subject.name} specified in the policy statement does not exist "
                "under current compartment hierarchy."
            )
    location = statement.location
    if location is not None and locate(location, policy_compartment_id, directory) is None:
        raise InvalidStatement(
            f"Compartment {{{location}}} does not exist or is not part of the policy compartment subtree"
        )
    return statement


def locate(location: Location, policy_compartment_id: str, directory: Directory) -> str | None:
    """The compartment a statement speaks about, or None when it is not the policy's compartment or one below it.

    A path starts at a child of the policy's compartment, or at that compartment's own name. The tenancy has no name
    here: `in tenancy` is the only way to say it by name (seen on public GitHub); its OCID is accepted (assumed).
    """
    if location.kind == "tenancy":
        return directory.tenancy_id if policy_compartment_id == directory.tenancy_id else None
    if location.id is not None:
        return location.id if policy_compartment_id in directory.ancestors(location.id) else None
    return _follow(location.path, policy_compartment_id, directory) or _follow_from_own_name(
        location.path, policy_compartment_id, directory
    )


def _follow(path: Iterable[str], compartment_id: str, directory: Directory) -> str | None:
    reached: str | None = compartment_id
    for name in path:
        if reached is None:
            return None
        reached = directory.child_compartment_id(reached, name)
    return reached


def _follow_from_own_name(path: tuple[str, ...], compartment_id: str, directory: Directory) -> str | None:
    parents = directory.ancestors(compartment_id)[1:]
    if not parents or directory.child_compartment_id(parents[0], path[0]) != compartment_id:
        return None
    return _follow(path[1:], compartment_id, directory)


def _permissions(statement: Statement) -> frozenset[str]:
    if statement.permissions:
        return frozenset(statement.permissions)
    if statement.verb not in VERBS or statement.resource_type is None:
        return frozenset()
    if (statement.verb, statement.resource_type) == ("manage", ALL_RESOURCES):
        return frozenset((EVERY_PERMISSION,))
    return granted(statement.verb, statement.resource_type)


def _subject_key(subject: Subject, directory: Directory) -> SubjectKey | None:
    """What a principal must have among its keys to be meant; None for a name that nothing has."""
    if subject.kind in ("any-user", "any-group"):
        return (subject.kind, "")
    if subject.id is not None:
        return (subject.kind, subject.id)
    name = subject.name or ""
    if subject.kind == "service":
        return None if name.casefold() in UNKNOWN_SERVICES else (subject.kind, name.casefold())
    find = directory.group_id if subject.kind == "group" else directory.dynamic_group_id
    found = find(subject.domain, name)
    return None if found is None else (subject.kind, found)


def _keys(principal: Principal) -> list[SubjectKey]:
    """D-PSYN: any-user means every principal, services too; any-group every one but services."""
    if principal.kind == "service":
        return [("service", principal.id.casefold()), ANY_USER]
    keys = [ANY_GROUP, ANY_USER]
    keys.extend(("group", group_id) for group_id in principal.group_ids)
    keys.extend(("dynamic-group", group_id) for group_id in principal.dynamic_group_ids)
    return keys


def _principal_variables(principal: Principal) -> dict[str, str | Iterable[str]]:
    """General variables that follow from the principal; what request.principal.type says of a service is assumed."""
    variables: dict[str, str | Iterable[str]] = {
        "request.principal.id": principal.id,
        "request.principal.type": principal.attributes.get("resource.type", principal.kind),
    }
    if principal.kind == "user":
        variables["request.user.id"] = principal.id
        variables["request.groups.id"] = principal.group_ids
    compartment_id = principal.attributes.get("resource.compartment.id")
    if compartment_id is not None:
        variables["request.principal.compartment.id"] = compartment_id
        variables["request.resource.compartment.id"] = compartment_id
    # What only some kinds of principals have, such as a workload's namespace, comes under its full name.
    variables.update(
        {name: value for name, value in principal.attributes.items() if name.startswith("request.principal.")}
    )
    return variables
