# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of a domain, with their members, and dynamic groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem
from ...tenancy.resource import Resource
from ..identity.dynamic_groups import DynamicGroups as ClassicDynamicGroups
from ..identity.groups import Groups as ClassicGroups
from .changes import CLASSIC, changed, created, kept_apart, tags_of
from .directory import GROUP_EXTENSION
from .identity_domain_service import IdentityDomainService


class Groups(IdentityDomainService):
    """The groups of the classic API; their members are its memberships."""

    kind = "group"

    def list_groups(self, call: Call) -> Answer:
        """The groups that match the filter."""
        directory = self.directory(call)
        return self.page(call, "Group", map(directory.group, directory.members("group")))

    def search_groups(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_groups(call)

    def get_group(self, call: Call) -> Answer:
        """One group."""
        return self.one(call, "Group", self.directory(call).group(call.the_target()))

    def create_group(self, call: Call) -> Answer:
        """Create a group with the members in the body."""
        body = call.body
        details = {
            "compartmentId": self.tenancy.id,
            "name": body["displayName"],
            "description": body.get(GROUP_EXTENSION, {}).get("description", ""),
            **tags_of(body),
        }
        group = created(lambda: ClassicGroups(self.tenancy).create_group(replace(call, body=details)))
        self._set_members(call, group, body.get("members", ()))
        self.store.change(group, {}, scim=kept_apart(body, CLASSIC["Group"]))
        return self.one(call, "Group", self.directory(call).group(group), status=201)

    def put_group(self, call: Call) -> Answer:
        """Replace all writable attributes; members only if the body has any."""
        return self._update(call, call.body)

    def patch_group(self, call: Call) -> Answer:
        """Change individual attributes, including members."""
        group = call.the_target()
        return self._update(call, changed(self.directory(call).group(group), "Group", call.body["Operations"]))

    def delete_group(self, call: Call) -> Answer:
        """An empty group, or any group with `forceDelete`."""
        if call.query.get("forceDelete"):
            self._set_members(call, call.the_target(), ())
        ClassicGroups(self.tenancy).delete_group(call)
        return Answer(status=204)

    def _update(self, call: Call, requested: Mapping[str, Any]) -> Answer:
        group = call.the_target()
        changes: dict[str, Any] = {
            "description": requested.get(GROUP_EXTENSION, {}).get("description", ""),
            **tags_of(requested),
        }
        if requested["displayName"] != group.data["name"]:
            ClassicGroups.check_name("group", requested["displayName"], self.store.listing("group"))
            changes["name"] = requested["displayName"]
        self.store.change(group, changes)
        if "members" in requested:
            self._set_members(call, group, requested["members"])
        self.store.change(group, {}, scim=kept_apart(requested, CLASSIC["Group"]))
        return self.one(call, "Group", self.directory(call).group(group))

    def _set_members(self, call: Call, group: Resource, members: Iterable[Mapping[str, Any]]) -> None:
        """Only users: nested groups are not simulated."""
        requested = {self._member(call, member).id for member in members}
        current = {
            str(membership.data["userId"]): membership
            for membership in self.store.listing("user_group_membership")
            if membership.data["groupId"] == group.id
        }
        for user_id in current.keys() - requested:
            self.store.remove(current[user_id])
        for user_id in sorted(requested - current.keys()):
            body = {"userId": user_id, "groupId": group.id}
            ClassicGroups(self.tenancy).add_user_to_group(replace(call, body=body))

    def _member(self, call: Call, member: Mapping[str, Any]) -> Resource:
        """The user of an item in `members`; message and id as in Oracle's example for another resource."""
        named = str(member.get("value") or member.get("ocid"))
        try:
            return self.found(call, "user", named)
        except ServiceProblem:
            raise ServiceProblem(
                400,
                "error.common.validation.invalidReferenceResource",
                f"Group.members references a User with ID {named} that does not exist.",
            ) from None


class DynamicResourceGroups(IdentityDomainService):
    """The dynamic groups of the classic API."""

    kind = "dynamic_group"

    def list_dynamic_resource_groups(self, call: Call) -> Answer:
        """The dynamic groups that match the filter."""
        directory = self.directory(call)
        return self.page(call, "DynamicResourceGroup", map(directory.dynamic_group, directory.members("dynamic_group")))

    def search_dynamic_resource_groups(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_dynamic_resource_groups(call)

    def get_dynamic_resource_group(self, call: Call) -> Answer:
        """One dynamic group."""
        return self.one(call, "DynamicResourceGroup", self.directory(call).dynamic_group(call.the_target()))

    def create_dynamic_resource_group(self, call: Call) -> Answer:
        """Create a dynamic group by the classic API's rules for names and matching rules."""
        body = call.body
        details = {
            "compartmentId": self.tenancy.id,
            "name": body["displayName"],
            "description": body.get("description", ""),
            "matchingRule": body.get("matchingRule", ""),
            **tags_of(body),
        }
        group = created(lambda: ClassicDynamicGroups(self.tenancy).create_dynamic_group(replace(call, body=details)))
        return self.one(call, "DynamicResourceGroup", self.directory(call).dynamic_group(group), status=201)

    def put_dynamic_resource_group(self, call: Call) -> Answer:
        """Replace all writable attributes."""
        return self._update(call, call.body)

    def patch_dynamic_resource_group(self, call: Call) -> Answer:
        """Change individual attributes."""
        current = self.directory(call).dynamic_group(call.the_target())
        return self._update(call, changed(current, "DynamicResourceGroup", call.body["Operations"]))

    def delete_dynamic_resource_group(self, call: Call) -> Answer:
        """Statements that name it grant nothing any more."""
        self.store.remove(call.the_target())
        return Answer(status=204)

    def _update(self, call: Call, requested: Mapping[str, Any]) -> Answer:
        group = call.the_target()
        changes: dict[str, Any] = {"description": requested.get("description", ""), **tags_of(requested)}
        if "matchingRule" in requested:
            changes["matchingRule"] = requested["matchingRule"]
        ClassicDynamicGroups(self.tenancy).update_dynamic_group(replace(call, body=changes))
        return self.one(call, "DynamicResourceGroup", self.directory(call).dynamic_group(group))
