# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials whose secret is returned at creation only: auth tokens, secret keys, SMTP, the Console password."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import not_found
from ...tenancy.resource import Resource
from .credentials import Credentials
from .identity_service import IdentityService


class AuthTokens(Credentials):
    """Tokens for services that do not accept signatures."""

    kind = "auth_token"
    path_parameter = "authTokenId"
    most = 2

    def create_auth_token(self, call: Call) -> Answer:
        """The response contains the token."""
        created = self.issue(call, {"description": call.body["description"]})
        return _with_secret(created, {"token": self.tenancy.identifiers.letters(20)})

    def list_auth_tokens(self, call: Call) -> list[Resource]:
        """Those of a user, without their secrets."""
        return self.of(call.the_target())

    def update_auth_token(self, call: Call) -> Resource:
        """The description."""
        self.store.change(call.the_target(), call.body)
        return call.the_target()

    def delete_auth_token(self, call: Call) -> None:
        """Deleted at once."""
        self.store.remove(call.the_target())


class CustomerSecretKeys(Credentials):
    """Keys for Object Storage's S3 API; the id is the access key."""

    kind = "customer_secret_key"
    path_parameter = "customerSecretKeyId"
    most = 2

    def create_customer_secret_key(self, call: Call) -> Answer:
        """The response contains the secret key."""
        access_key = self.tenancy.identifiers.hexadecimal(40).lower()
        created = self.issue(call, {"displayName": call.body["displayName"]}, id=access_key)
        return _with_secret(created, {"key": self.tenancy.identifiers.letters(44)})

    def list_customer_secret_keys(self, call: Call) -> list[Resource]:
        """Those of a user, without their secrets."""
        return self.of(call.the_target())

    def update_customer_secret_key(self, call: Call) -> Resource:
        """The display name."""
        self.store.change(call.the_target(), call.body)
        return call.the_target()

    def delete_customer_secret_key(self, call: Call) -> None:
        """Deleted at once."""
        self.store.remove(call.the_target())


class SmtpCredentials(Credentials):
    """User name and password for Email Delivery."""

    kind = "smtp_credential"
    path_parameter = "smtpCredentialId"
    most = 2

    def create_smtp_credential(self, call: Call) -> Answer:
        """The response contains the password. The form of the user name is assumed."""
        user = call.the_target()
        username = f"{user.id}@{self.tenancy.id}.{self.tenancy.identifiers.letters(2)}.com"
        created = self.issue(call, {"description": call.body["description"], "username": username})
        return _with_secret(created, {"password": self.tenancy.identifiers.letters(20)})

    def list_smtp_credentials(self, call: Call) -> list[Resource]:
        """Those of a user, without their secrets."""
        return self.of(call.the_target())

    def update_smtp_credential(self, call: Call) -> Resource:
        """The description."""
        self.store.change(call.the_target(), call.body)
        return call.the_target()

    def delete_smtp_credential(self, call: Call) -> None:
        """Deleted at once."""
        self.store.remove(call.the_target())


class ConsolePasswords(IdentityService):
    """The one-time password for the Console; a user has at most one."""

    def create_or_reset_ui_password(self, call: Call) -> dict[str, Any]:
        """Create a new one-time password, which the response contains."""
        user = call.the_target()
        created = {"userId": user.id, "timeCreated": self.now(), "lifecycleState": "ACTIVE"}
        self.store.change(user, {}, console_password=created)
        return {**created, "password": self.tenancy.identifiers.letters(20)}

    def get_user_ui_password_information(self, call: Call) -> dict[str, Any]:
        """The time of its creation; a 404 if there is none (assumed)."""
        created: dict[str, Any] | None = call.the_target().hidden.get("console_password")
        if created is None:
            raise not_found()
        return created


def _with_secret(credential: Resource, secret: dict[str, str]) -> Answer:
    return Answer({**credential.data, **secret}, headers={"etag": credential.etag})
