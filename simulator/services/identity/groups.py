# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups and their members."""

from __future__ import annotations

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, conflict, invalid
from ...tenancy.resource import Resource
from .identity_service import IdentityService


class Groups(IdentityService):
    """Groups of users, the subjects of policies."""

    def create_group(self, call: Call) -> Resource:
        """Create an empty group."""
        self.check_in_tenancy(call.body["compartmentId"])
        return self.create(call, "group", {}, siblings=self.store.listing("group"))

    def get_group(self, call: Call) -> Resource:
        """One group, without its members."""
        return call.the_target()

    def list_groups(self, call: Call) -> list[Resource]:
        """All groups of the tenancy."""
        return self.in_compartment(call, "group")

    def update_group(self, call: Call) -> Resource:
        """Description and tags; the name cannot be changed."""
        self.store.change(call.the_target(), call.body)
        return call.the_target()

    def delete_group(self, call: Call) -> None:
        """Only an empty group can be deleted [sdk]; the error code is assumed."""
        group = call.the_target()
        if self._members(group):
            raise conflict(f"Group '{group.data['name']}' still has members.")
        self.store.remove(group)

    def add_user_to_group(self, call: Call) -> Resource:
        """A membership is in effect at once (assumed)."""
        user = call.related(call.body["userId"], "user")
        group = call.related(call.body["groupId"], "group")
        if any(each.data["userId"] == user.id for each in self._members(group)):
            raise ServiceProblem(
                409,
                "MembershipAlreadyExists",
                f"User '{user.data['name']}' is in group '{group.data['name']}' already.",
            )
        return self.store.add(
            "user_group_membership",
            {
                "compartmentId": self.tenancy.id,
                "userId": user.id,
                "groupId": group.id,
                "timeCreated": self.now(),
                "lifecycleState": "ACTIVE",
            },
        )

    def get_user_group_membership(self, call: Call) -> Resource:
        """One membership."""
        return call.the_target()

    def list_user_group_memberships(self, call: Call) -> list[Resource]:
        """The groups of a user or the users of a group; one of both is required [sdk] (assumed: otherwise a 400)."""
        if not call.query.keys() & {"userId", "groupId"}:
            raise invalid("userId or groupId is required.")
        return self.in_compartment(call, "user_group_membership")

    def remove_user_from_group(self, call: Call) -> None:
        """In effect at once (assumed)."""
        self.store.remove(call.the_target())

    def _members(self, group: Resource) -> list[Resource]:
        return [each for each in self.store.listing("user_group_membership") if each.data["groupId"] == group.id]
