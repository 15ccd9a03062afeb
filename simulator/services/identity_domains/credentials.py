# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials of users, password policies, and lists that are always empty."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...tenancy.resource import Resource
from .identity_domain_service import IdentityDomainService, no_such_resource


class ApiKeys(IdentityDomainService):
    """API signing keys."""

    kind = "api_key"

    def list_api_keys(self, call: Call) -> Answer:
        """The keys that match the filter, such as those of a user."""
        directory = self.directory(call)
        return self.page(call, "ApiKey", map(directory.api_key, directory.members("api_key")))

    def search_api_keys(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_api_keys(call)

    def get_api_key(self, call: Call) -> Answer:
        """One key."""
        return self.one(call, "ApiKey", self.directory(call).api_key(call.the_target()))


class AuthTokens(IdentityDomainService):
    """Auth tokens."""

    kind = "auth_token"

    def list_auth_tokens(self, call: Call) -> Answer:
        """The tokens that match the filter."""
        directory = self.directory(call)
        return self.page(call, "AuthToken", map(directory.auth_token, directory.members("auth_token")))

    def search_auth_tokens(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_auth_tokens(call)

    def get_auth_token(self, call: Call) -> Answer:
        """One token, without its secret."""
        return self.one(call, "AuthToken", self.directory(call).auth_token(call.the_target()))


class CustomerSecretKeys(IdentityDomainService):
    """Keys for Object Storage's S3 API."""

    kind = "customer_secret_key"

    def list_customer_secret_keys(self, call: Call) -> Answer:
        """The keys that match the filter."""
        directory = self.directory(call)
        listed = map(directory.customer_secret_key, directory.members("customer_secret_key"))
        return self.page(call, "CustomerSecretKey", listed)

    def search_customer_secret_keys(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_customer_secret_keys(call)

    def get_customer_secret_key(self, call: Call) -> Answer:
        """One key, without its secret."""
        return self.one(call, "CustomerSecretKey", self.directory(call).customer_secret_key(call.the_target()))


class SmtpCredentials(IdentityDomainService):
    """Passwords for Email Delivery."""

    kind = "smtp_credential"

    def list_smtp_credentials(self, call: Call) -> Answer:
        """The credentials that match the filter."""
        directory = self.directory(call)
        return self.page(call, "SmtpCredential", map(directory.smtp_credential, directory.members("smtp_credential")))

    def search_smtp_credentials(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_smtp_credentials(call)

    def get_smtp_credential(self, call: Call) -> Answer:
        """One credential, without its secret."""
        return self.one(call, "SmtpCredential", self.directory(call).smtp_credential(call.the_target()))


# The ids are those of every domain (Oracle's CIS script reads the first by name); the numbers are assumed.
_RULES: dict[str, Any] = {
    "maxLength": 500,
    "minLength": 8,
    "minLowerCase": 1,
    "minUpperCase": 1,
    "minNumerals": 1,
    "numPasswordsInHistory": 1,
    "passwordExpiresAfter": 120,
    "passwordExpireWarning": 7,
    "maxIncorrectAttempts": 5,
    "lockoutDuration": 30,
    "firstNameDisallowed": True,
    "lastNameDisallowed": True,
    "userNameDisallowed": True,
}
_POLICIES: dict[str, dict[str, Any]] = {
    "PasswordPolicy": {"name": "defaultPasswordPolicy", "passwordStrength": "Custom", **_RULES},
    "SimplePasswordPolicy": {
        "name": "SimplePasswordPolicy",
        "passwordStrength": "Simple",
        **_RULES,
        "numPasswordsInHistory": 0,
        "passwordExpiresAfter": 0,
    },
    "StandardPasswordPolicy": {"name": "StandardPasswordPolicy", "passwordStrength": "Standard", **_RULES},
}


class PasswordPolicies(IdentityDomainService):
    """The initial policies of every domain."""

    def target(self, call: Call) -> Resource | None:
        """Password policies are not resources of the tenancy."""
        return None

    def list_password_policies(self, call: Call) -> Answer:
        """The policies that match the filter."""
        return self.page(call, "PasswordPolicy", self._policies(call))

    def search_password_policies(self, call: Call) -> Answer:
        """The list with its parameters in the body."""
        return self.list_password_policies(call)

    def get_password_policy(self, call: Call) -> Answer:
        """One policy, by its id or OCID."""
        requested = call.path["passwordPolicyId"]
        for policy in self._policies(call):
            if requested in (policy["id"], policy["ocid"]):
                return self.one(call, "PasswordPolicy", policy)
        raise no_such_resource("password_policy", requested)

    def _policies(self, call: Call) -> list[dict[str, Any]]:
        directory = self.directory(call)
        return [
            directory.fixed(name, "PasswordPolicy", "PasswordPolicies", {"priority": place, **rules})
            for place, (name, rules) in enumerate(_POLICIES.items(), start=1)
        ]


class EmptyLists(IdentityDomainService):
    """Lists that are always empty: none of these resources can be created here."""

    def list_apps(self, call: Call) -> Answer:
        """There are no applications."""
        return self.page(call, "App", ())

    def list_identity_providers(self, call: Call) -> Answer:
        """There is no federation."""
        return self.page(call, "IdentityProvider", ())

    def list_o_auth2_client_credentials(self, call: Call) -> Answer:
        """There are no OAuth clients."""
        return self.page(call, "OAuth2ClientCredential", ())

    def list_user_db_credentials(self, call: Call) -> Answer:
        """There are no database passwords."""
        return self.page(call, "UserDbCredential", ())
