# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: create, get, list, update, capabilities, unblock, delete."""

from __future__ import annotations

import re

from ...protocol.call import Call
from ...protocol.problems import conflict, invalid
from ...tenancy.resource import Resource
from .identity_service import IdentityService

# [sdk] create_user: the allowed characters.
_NAME = re.compile(r"[A-Za-z0-9._+@-]{1,100}")
_CAPABILITIES = (
    "canUseConsolePassword",
    "canUseApiKeys",
    "canUseAuthTokens",
    "canUseSmtpCredentials",
    "canUseDbCredentials",
    "canUseCustomerSecretKeys",
    "canUseOAuth2ClientCredentials",
)
_CREDENTIALS = ("api_key", "auth_token", "customer_secret_key", "smtp_credential")


class Users(IdentityService):
    """Users, who sign requests."""

    def create_user(self, call: Call) -> Resource:
        """A user with every capability and no credential."""
        self.check_in_tenancy(call.body["compartmentId"])
        if not _NAME.fullmatch(call.body["name"]):
            raise invalid("User names have letters, numbers, hyphens, periods, underscores, + and @, and no spaces.")
        email = call.body.get("email")
        return self.create(
            call,
            "user",
            {
                **({"email": email} if email else {}),
                "emailVerified": False,
                "isMfaActivated": False,
                "capabilities": dict.fromkeys(_CAPABILITIES, True),
            },
            siblings=self.store.listing("user"),
        )

    def get_user(self, call: Call) -> Resource:
        """One user."""
        return call.the_target()

    def list_users(self, call: Call) -> list[Resource]:
        """All users of the tenancy."""
        return self.in_compartment(call, "user")

    def update_user(self, call: Call) -> Resource:
        """Description, email, database user name and tags; a new email is not verified."""
        user = call.the_target()
        changes = dict(call.body)
        if changes.get("email", user.data.get("email")) != user.data.get("email"):
            changes["emailVerified"] = False
        self.store.change(user, changes)
        return user

    def update_user_capabilities(self, call: Call) -> Resource:
        """The capabilities of the user; the request spells one of them differently from the response [sdk]."""
        user = call.the_target()
        capabilities = {
            name.replace("canUseDBCredentials", "canUseDbCredentials"): on for name, on in call.body.items()
        }
        self.store.change(user, {"capabilities": {**user.data["capabilities"], **capabilities}})
        return user

    def update_user_state(self, call: Call) -> Resource:
        """Unblock a user; blocking is not possible [sdk: "Updates the state of the specified user", only unblocks]."""
        if call.body.get("blocked", True):
            raise invalid("A user can only be unblocked: blocked must be false.")
        return call.the_target()

    def delete_user(self, call: Call) -> None:
        """Only a user who is in no group [sdk]; the error code is assumed."""
        user = call.the_target()
        if any(each.data["userId"] == user.id for each in self.store.listing("user_group_membership")):
            raise conflict(f"User '{user.data['name']}' is still a member of a group.")
        for kind in _CREDENTIALS:
            for credential in self.store.listing(kind):
                if credential.data["userId"] == user.id:
                    self.store.remove(credential)
        self.store.remove(user)
