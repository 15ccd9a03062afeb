# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenancy itself and its authentication policy."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .identity_service import IdentityService

# The password rules of a new tenancy are assumed.
_PASSWORD_POLICY = {
    "minimumPasswordLength": 12,
    "isUppercaseCharactersRequired": True,
    "isLowercaseCharactersRequired": True,
    "isNumericCharactersRequired": True,
    "isSpecialCharactersRequired": True,
    "isUsernameContainmentAllowed": False,
}


class Tenancies(IdentityService):
    """The tenancy, which is the root compartment."""

    def get_tenancy(self, call: Call) -> dict[str, Any]:
        """Name and home region."""
        return {**call.seen(call.the_target()), "freeformTags": {}, "definedTags": {}}


class AuthenticationPolicies(IdentityService):
    """The rules for passwords, and the networks from which users can sign in to the Console."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        self._policy = self.store.add(
            "authentication_policy",
            {
                "compartmentId": tenancy.id,
                "passwordPolicy": _PASSWORD_POLICY,
                "networkPolicy": {"networkSourceIds": []},
            },
        )

    def target(self, call: Call) -> Resource | None:
        """The only authentication policy of the tenancy."""
        named = super().target(call)
        if named is not None:
            self.check_in_tenancy(named.id)
        return self._policy

    def get_authentication_policy(self, call: Call) -> Resource:
        """The policy of the tenancy."""
        return call.the_target()

    def update_authentication_policy(self, call: Call) -> Resource:
        """Only the specified rules change (assumed)."""
        policy = call.the_target()
        merged = {name: {**policy.data[name], **rules} for name, rules in call.body.items()}
        self.store.change(policy, merged)
        return policy
