# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of a domain, and the caller as one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, not_authenticated
from ...tenancy.resource import Resource
from ..identity.users import Users as ClassicUsers
from .changes import CLASSIC, changed, created, kept_apart, tags_of
from .directory import CAPABILITIES
from .identity_domain_service import IdentityDomainService
from .scim import attributes


class Users(IdentityDomainService):
    """The users of the classic API, with the additional attributes of SCIM."""

    kind = "user"

    def list_users(self, call: Call) -> Answer:
        """The users that match the filter."""
        directory = self.directory(call)
        return self.page(call, "User", map(directory.user, directory.members("user")))

    def search_users(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_users(call)

    def get_user(self, call: Call) -> Answer:
        """One user."""
        return self.one(call, "User", self.directory(call).user(call.the_target()))

    def create_user(self, call: Call) -> Answer:
        """Create a user by the classic API's rules for names."""
        body = call.body
        email = _email(body)
        if email is None:
            # As quoted in a public repository from a debug log of Terraform.
            raise ServiceProblem(
                400, "error.identity.user.primaryEmailNotSpecified", "The primary email must be specified."
            )
        details = {
            "compartmentId": self.tenancy.id,
            "name": body["userName"],
            "description": body.get("description", ""),
            "email": email,
            **tags_of(body),
        }
        user = created(lambda: ClassicUsers(self.tenancy).create_user(replace(call, body=details)))
        self._keep(user, body)
        self._set_active(user, body)
        return self.one(call, "User", self.directory(call).user(user), status=201)

    def put_user(self, call: Call) -> Answer:
        """Replace all writable attributes."""
        return self._update(call, call.body)

    def patch_user(self, call: Call) -> Answer:
        """Change individual attributes."""
        user = call.the_target()
        return self._update(call, changed(self.directory(call).user(user), "User", call.body["Operations"]))

    def delete_user(self, call: Call) -> Answer:
        """A user who is in no group, or any user with `forceDelete`."""
        user = call.the_target()
        if call.query.get("forceDelete"):
            for membership in self.store.listing("user_group_membership"):
                if membership.data["userId"] == user.id:
                    self.store.remove(membership)
        ClassicUsers(self.tenancy).delete_user(call)
        return Answer(status=204)

    def _update(self, call: Call, requested: Mapping[str, Any]) -> Answer:
        user = call.the_target()
        changes: dict[str, Any] = {"description": requested.get("description", ""), **tags_of(requested)}
        email = _email(requested)
        if email is not None and email != user.data.get("email"):
            changes.update(email=email, emailVerified=False)
        if requested.get("userName", user.data["name"]) != user.data["name"]:
            ClassicUsers.check_name("user", requested["userName"], self.store.listing("user"))
            changes["name"] = requested["userName"]
        if CAPABILITIES in requested:
            changes["capabilities"] = {**user.data.get("capabilities", {}), **requested[CAPABILITIES]}
        self.store.change(user, changes)
        self._keep(user, requested)
        self._set_active(user, requested)
        return self.one(call, "User", self.directory(call).user(user))

    def _set_active(self, user: Resource, body: Mapping[str, Any]) -> None:
        """A user who is not active is INACTIVE in the classic API, and cannot sign requests."""
        is_active = user.state in ("ACTIVE", "CREATING")
        if body.get("active", is_active) != is_active:
            self.store.timeline.drop(user)
            self.store.change(user, {"lifecycleState": "INACTIVE" if is_active else "ACTIVE"})

    def _keep(self, user: Resource, body: Mapping[str, Any]) -> None:
        self.store.change(user, {}, scim=kept_apart(body, CLASSIC["User"]))


class Me(IdentityDomainService):
    """The caller. Every user can read the own attributes."""

    def get_me(self, call: Call) -> Answer:
        """The caller."""
        return self.one(call, "Me", self._as_me(self.directory(call).user(self._caller(call))))

    def list_my_groups(self, call: Call) -> Answer:
        """The groups that the caller is in."""
        caller, directory = self._caller(call), self.directory(call)
        described = map(directory.group, directory.members("group"))
        mine = (group for group in described if caller.id in {member["ocid"] for member in group["members"]})
        return self.page(call, "Group", mine)

    def search_my_groups(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_my_groups(call)

    def _caller(self, call: Call) -> Resource:
        user = self.store.find(call.principal.id, kind="user") if call.principal.kind == "user" else None
        if user is None:
            raise not_authenticated()
        return user

    @staticmethod
    def _as_me(user: dict[str, Any]) -> dict[str, Any]:
        """The model of the caller lacks a few attributes."""
        return {wire: value for wire, value in user.items() if wire.lower() in attributes("Me")}


def _email(body: Mapping[str, Any]) -> str | None:
    """The primary address."""
    return next((str(email["value"]) for email in body.get("emails", ()) if email.get("primary")), None)
