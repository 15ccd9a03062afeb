# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluates the statements of all policies, compiled so that one decision takes microseconds.

oci-facts.md section 9. `allow` statements grant, and `deny` statements take precedence over them (D-DENY,
https://docs.oracle.com/iaas/Content/Identity/policysyntax/denypolicies.htm), but not for the members of the default
administrators group. That a deny statement whose condition tests a variable that the request does not supply denies
nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias

from .conditions import Condition, Variables
from .permissions import ALL_RESOURCES, LISTED, denied, granted
from .service_names import is_known
from .statements import VERBS, InvalidStatement, Location, Statement, Subject, parse

SubjectKey: TypeAlias = tuple[str, str]

ANY_USER: SubjectKey = ("any-user", "")
ANY_GROUP: SubjectKey = ("any-group", "")

EVERY_PERMISSION = "*"
"""Index entry of `manage all-resources`, which includes permissions that no table lists."""

TENANCIES = "tenancies"
"""The resource type of the tenancy itself, which is in no compartment."""

UNLISTED_PERMISSIONS = "?"
"""Index entry of `deny ... all-resources`, which includes permissions that no table lists."""

ADMINISTRATORS = "Administrators"
"""The default administrators group of the default domain."""


@dataclass(frozen=True)
class Principal:
    """The caller. `id` is an OCID, or the name of a service (`blockstorage`, `objectstorage-us-ashburn-1`)."""

    kind: str
    """user, service, instance or resource."""
    id: str
    group_ids: frozenset[str] = frozenset()
    dynamic_group_ids: frozenset[str] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Attributes of a resource or instance for matching rules: resource.type, resource.compartment.id ..."""


class Directory(Protocol):
    """Resolves names to ids. Names are case-insensitive; the default identity domain is `None`."""

    @property
    def tenancy_id(self) -> str: ...

    def group_id(self, domain: str | None, name: str) -> str | None: ...

    def dynamic_group_id(self, domain: str | None, name: str) -> str | None: ...

    def child_compartment_id(self, parent_id: str, name: str) -> str | None: ...

    def ancestors(self, compartment_id: str) -> tuple[str, ...]:
        """The compartment itself first, the tenancy last; empty for a compartment that does not exist."""

    def is_deleted(self, compartment_id: str) -> bool: ...


@dataclass(frozen=True)
class Policy:
    """A policy attached to a compartment (or the tenancy)."""

    id: str
    compartment_id: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """The rules for the content of policies that differ by tenancy or are unsettled: see the variants of Identity."""

    deny: bool = False
    deleted_compartments: bool = False
    unknown_services: bool = False


class _Grant(NamedTuple):
    compartment_id: str
    condition: Condition | None


_Table: TypeAlias = dict[str, dict[SubjectKey, list[_Grant]]]
"""Grants, or denials, by permission and subject."""


class Grants:
    """Decides whether a principal has a permission, for one state of policies, groups and compartments.

    Statements whose group or compartment does not exist grant nothing while it does not: assumed. Raises
    InvalidStatement for a statement that `validate` would have rejected for its syntax.
    """

    def __init__(self, policies: Iterable[Policy], directory: Directory) -> None:
        self._directory = directory
        self._allowed: _Table = {}
        self._denied: _Table = {}
        self._administrators = directory.group_id(None, ADMINISTRATORS)
        self._locations: dict[SubjectKey, set[str]] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        for policy in policies:
            for text in policy.statements:
                self._add(parse(text), policy.compartment_id)

    def allows(self, principal: Principal, permission: str, *, compartment_id: str, variables: Variables) -> bool:
        """Whether a statement grants the permission in the compartment, and none denies it.

        Statements on the ancestors of a compartment cover it. `variables` contains the variables of the request, by
        name in lower case (`target.key.id`, `request.operation`, `request.region` ...); a missing variable does not
        apply. `request.permission` and the variables of the principal (`request.principal.*`, `request.user.id`,
        `request.groups.id`) are added here.
        """
        known = {**variables, **_principal_variables(principal), "request.permission": permission}
        ancestors = self._ancestors_of(compartment_id)
        if not _applies(self._candidates(self._allowed, principal, permission, EVERY_PERMISSION), ancestors, known):
            return False
        if not self._denied or self._administrators in principal.group_ids:
            return True
        others = UNLISTED_PERMISSIONS if permission not in LISTED else ""
        return not _applies(self._candidates(self._denied, principal, permission, others), ancestors, known)

    def reaches(self, principal: Principal, compartment_id: str) -> bool:
        """Whether any permission is granted in the compartment, above it or in a compartment below it.

        For `accessLevel=ACCESSIBLE` of ListCompartments. OCI requires INSPECT on at least one resource; that any grant
        counts, whatever its condition, is assumed. A grant of `tenancies` alone does not: no compartment contains any.
        """
        ancestors = self._ancestors_of(compartment_id)
        return any(
            location in ancestors or compartment_id in self._ancestors_of(location)
            for key in _keys(principal)
            for location in self._locations.get(key, ())
        )

    def _add(self, statement: Statement, policy_compartment_id: str) -> None:
        if statement.kind not in ("allow", "deny") or statement.location is None:
            return
        compartment_id = locate(statement.location, policy_compartment_id, self._directory)
        if compartment_id is None:
            return
        grant = _Grant(compartment_id, statement.condition)
        table = self._allowed if statement.kind == "allow" else self._denied
        permissions = _permissions(statement)
        for subject in statement.subjects:
            key = _subject_key(subject, self._directory)
            if key is None or not permissions:
                continue
            if statement.resource_type != TENANCIES and statement.kind == "allow":
                self._locations.setdefault(key, set()).add(compartment_id)
            for permission in permissions:
                table.setdefault(permission, {}).setdefault(key, []).append(grant)

    def _candidates(self, table: _Table, principal: Principal, *entries: str) -> Iterator[_Grant]:
        keys = _keys(principal)
        for entry in entries:
            by_subject = table.get(entry)
            if by_subject is not None:
                for key in keys:
                    yield from by_subject.get(key, ())

    def _ancestors_of(self, compartment_id: str) -> tuple[str, ...]:
        ancestors = self._ancestors.get(compartment_id)
        if ancestors is None:
            ancestors = self._ancestors[compartment_id] = self._directory.ancestors(compartment_id)
        return ancestors


def _applies(grants: Iterable[_Grant], ancestors: Collection[str], known: Variables) -> bool:
    return any(
        grant.compartment_id in ancestors and (grant.condition is None or grant.condition.holds(known))
        for grant in grants
    )


NO_RULES = Rules()


def validate(
    statement_text: str, policy_compartment_id: str, directory: Directory, rules: Rules = NO_RULES
) -> Statement:
    """Parse the statement and check that a policy of the compartment may contain it.

    Raises InvalidStatement for wrong syntax, and for compartments, groups, dynamic groups and services that do not
    exist. The messages for compartments and groups are OCI's (oracle-quickstart/oci-ai-blueprints issue 79,
    oracle-devrel/terraform-oci-ocloud-foundation issue 6), and so are those for deny statements (observed on public
    GitHub); the others are assumed, and so is that OCIDs of groups are not looked up.
    """
    statement = parse(statement_text)
    if statement.kind == "deny" and not rules.deny:
        raise InvalidStatement("Deny statement passed into a Allow compilation")
    location = statement.location
    if location is None:
        return statement
    for subject in statement.subjects:
        is_unknown = subject.kind == "service" and not rules.unknown_services and not is_known(subject.name or "")
        if is_unknown or _subject_key(subject, directory) is None:
            raise InvalidStatement(
                f"The {subject.kind} {subject.name} specified in the policy statement does not exist "
                "under current compartment hierarchy."
            )
    located = locate(location, policy_compartment_id, directory)
    if located is None or (not rules.deleted_compartments and directory.is_deleted(located)):
        raise InvalidStatement(
            f"Compartment {{{location}}} does not exist or is not part of the policy compartment subtree"
        )
    return statement


def locate(location: Location, policy_compartment_id: str, directory: Directory) -> str | None:
    """The compartment of a statement, or `None` if it is not the policy's compartment or one below it.

    A path starts at a child of the policy's compartment, or at that compartment's own name. The tenancy has no name
    here: it is written `in tenancy` (observed on public GitHub); its OCID is accepted (assumed).
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
    if statement.kind == "deny":
        others = (UNLISTED_PERMISSIONS,) if statement.resource_type == ALL_RESOURCES else ()
        return denied(statement.verb, statement.resource_type).union(others)
    if (statement.verb, statement.resource_type) == ("manage", ALL_RESOURCES):
        return frozenset((EVERY_PERMISSION,))
    return granted(statement.verb, statement.resource_type)


def _subject_key(subject: Subject, directory: Directory) -> SubjectKey | None:
    """The key of a principal that a subject refers to; `None` for a name that does not exist."""
    if subject.kind in ("any-user", "any-group"):
        return (subject.kind, "")
    if subject.id is not None:
        return (subject.kind, subject.id)
    name = subject.name or ""
    if subject.kind == "service":
        return (subject.kind, name.casefold())
    find = directory.group_id if subject.kind == "group" else directory.dynamic_group_id
    found = find(subject.domain, name)
    return None if found is None else (subject.kind, found)


def _keys(principal: Principal) -> list[SubjectKey]:
    """D-PSYN: any-user is every principal, including services; any-group is every principal except services."""
    if principal.kind == "service":
        return [("service", principal.id.casefold()), ANY_USER]
    keys = [ANY_GROUP, ANY_USER]
    keys.extend(("group", group_id) for group_id in principal.group_ids)
    keys.extend(("dynamic-group", group_id) for group_id in principal.dynamic_group_ids)
    return keys


def _principal_variables(principal: Principal) -> dict[str, str | Iterable[str]]:
    """The general variables of the principal; `request.principal.type` of a service is assumed."""
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
    # Attributes of some kinds of principals only, such as a workload's namespace, are supplied by their full name.
    variables.update(
        {name: value for name, value in principal.attributes.items() if name.startswith("request.principal.")}
    )
    return variables
