# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of credentials of users: they belong to a user, who has a limited number of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, not_found
from ...tenancy.resource import Resource
from .identity_service import IdentityService


class Credentials(IdentityService):
    """One kind of credential."""

    kind: str
    path_parameter: str
    most: int
    """The maximum per user: https://docs.oracle.com/en-us/iaas/Content/Identity/access/managing-user-credentials.htm.
    """

    def target(self, call: Call) -> Resource | None:
        """The credential if the path names one, otherwise the user."""
        user = super().target(call)
        name = call.path.get(self.path_parameter)
        if name is None or user is None:
            return user
        for credential in self.of(user):
            if name in (credential.id, credential.data.get("fingerprint")):
                return credential
        raise not_found()

    def of(self, user: Resource) -> list[Resource]:
        """The user's credentials of this kind, oldest first."""
        return [each for each in self.store.listing(self.kind) if each.data["userId"] == user.id]

    def issue(self, call: Call, data: Mapping[str, Any], *, id: str | None = None) -> Resource:
        """Create a credential of the user that the path names, ACTIVE at once (assumed).

        The code for exceeding the maximum is assumed; LimitExceeded is in D-ERR.
        """
        user = call.the_target()
        if len(self.of(user)) >= self.most:
            raise ServiceProblem(400, "LimitExceeded", f"A user may have {self.most} credentials of this kind.")
        return self.store.add(
            self.kind,
            {"userId": user.id, "timeCreated": self.now(), "lifecycleState": "ACTIVE", **data},
            id=id,
            hidden={"compartment_id": self.tenancy.id},
        )
