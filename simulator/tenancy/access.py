# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authorization by the tenancy's policies, for callers and for the services themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..iam.evaluation import Grants, Policy, Principal
from ..iam.matching_rules import parse as parse_matching_rule
from .resource import Resource
from .store import Store

_GRANTS_DEPEND_ON = ("policy", "group", "dynamic_group", "compartment")
_MEMBERS_DEPEND_ON = ("user_group_membership",)


class Access:
    """Evaluates the policies that are in effect, which is some time after they are written."""

    def __init__(self, store: Store, tenancy_id: str) -> None:
        self.tenancy_id = tenancy_id
        self._store = store
        self._grants: Grants | None = None
        self._grants_revision: tuple[int, ...] = ()
        self._groups_of: dict[str, frozenset[str]] = {}
        self._members_revision: tuple[int, ...] = ()
        self._ancestors: dict[str, tuple[str, ...]] = {}

    # -- principals ---------------------------------------------------------------------------------------------

    def user(self, user_id: str) -> Principal:
        """A user with its groups."""
        revision = self._revision(_MEMBERS_DEPEND_ON)
        if revision != self._members_revision:
            groups: dict[str, set[str]] = {}
            for membership in self._store.listing("user_group_membership"):
                groups.setdefault(str(membership.data["userId"]), set()).add(str(membership.data["groupId"]))
            self._groups_of = {user: frozenset(ids) for user, ids in groups.items()}
            self._members_revision = revision
        return Principal("user", user_id, group_ids=self._groups_of.get(user_id, frozenset()))

    @staticmethod
    def service(name: str) -> Principal:
        """A service that acts for itself: `blockstorage`, `objectstorage-us-ashburn-1`."""
        return Principal("service", name)

    def resource(self, resource: Resource, resource_type: str) -> Principal:
        """A resource that acts for itself, with the dynamic groups whose rules it matches."""
        attributes = {
            "resource.type": resource_type,
            "resource.id": resource.id,
            "resource.compartment.id": resource.compartment_id,
        }
        return self.with_dynamic_groups("resource", resource.id, attributes)

    def with_dynamic_groups(self, kind: str, id: str, attributes: Mapping[str, str]) -> Principal:
        """An instance or resource principal with these attributes."""
        groups = frozenset(
            group.id
            for group in self._store.listing("dynamic_group")
            if not group.hidden.get("matches_nothing")
            and parse_matching_rule(str(group.data["matchingRule"])).matches(attributes)
        )
        return Principal(kind, id, dynamic_group_ids=groups, attributes=dict(attributes))

    # -- decisions ----------------------------------------------------------------------------------------------

    def allows(
        self, principal: Principal, permission: str, *, compartment_id: str, variables: Mapping[str, Any]
    ) -> bool:
        """Whether a statement in effect grants the permission there."""
        return self.grants().allows(principal, permission, compartment_id=compartment_id, variables=variables)

    def grants(self) -> Grants:
        """The compiled policies, compiled again when policies, groups or compartments have changed."""
        revision = self._revision(_GRANTS_DEPEND_ON)
        if self._grants is None or revision != self._grants_revision:
            self._ancestors = {}
            self._grants_revision = revision
            self._grants = Grants(
                [
                    Policy(
                        id=policy.id,
                        compartment_id=policy.compartment_id,
                        statements=tuple(policy.hidden.get("effective_statements", ())),
                    )
                    for policy in self._store.listing("policy")
                ],
                self,
            )
        return self._grants

    def _revision(self, kinds: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self._store.revision.get(kind, 0) for kind in kinds)

    # -- what names in statements mean --------------------------------------------------------------------------

    def group_id(self, domain: str | None, name: str) -> str | None:
        """The group of that name; without a domain, in the default domain."""
        return self._named("group", domain, name)

    def dynamic_group_id(self, domain: str | None, name: str) -> str | None:
        """The dynamic group of that name."""
        return self._named("dynamic_group", domain, name)

    def _named(self, kind: str, domain: str | None, name: str) -> str | None:
        requested = ((domain or "Default").lower(), name.lower())
        for resource in self._store.listing(kind):
            if (str(resource.hidden.get("domain", "Default")).lower(), str(resource.data["name"]).lower()) == requested:
                return resource.id
        return None

    def child_compartment_id(self, parent_id: str, name: str) -> str | None:
        """The compartment of that name directly below another."""
        for compartment in self._store.listing("compartment"):
            is_named = str(compartment.data["name"]).lower() == name.lower()
            if is_named and compartment.data["compartmentId"] == parent_id and compartment.state != "DELETED":
                return compartment.id
        return None

    def is_deleted(self, compartment_id: str) -> bool:
        """Whether a compartment of that id existed and is deleted."""
        found = self._store.find(compartment_id)
        return found is not None and found.state == "DELETED"

    def ancestors(self, compartment_id: str) -> tuple[str, ...]:
        """The compartment, its parent, and so on up to the tenancy."""
        known = self._ancestors.get(compartment_id)
        if known is None:
            compartment = self._store.find(compartment_id)
            if compartment is None or compartment.kind.name != "compartment":
                known = (compartment_id,)
            else:
                known = (compartment_id, *self.ancestors(str(compartment.data["compartmentId"])))
            self._ancestors[compartment_id] = known
        return known
