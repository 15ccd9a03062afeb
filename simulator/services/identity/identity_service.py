# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of the Identity services: names, the home region, lifecycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, invalid, not_found
from ...tenancy.resource import Resource
from ..service import Service

# That a new object is CREATING for a while is in the SDK's docstrings of each create operation; how long is assumed.
CREATION_SECONDS = 2

_LONGEST_NAME = 100
_KIND_OF = {
    "tenancyId": ("tenancy",),
    "compartmentId": ("compartment", "tenancy"),
    "workRequestId": ("identity_work_request",),
    "userId": ("user",),
    "groupId": ("group",),
    "userGroupMembershipId": ("user_group_membership",),
    "dynamicGroupId": ("dynamic_group",),
    "policyId": ("policy",),
    "domainId": ("domain",),
    "tagNamespaceId": ("tag_namespace",),
}


_VARIABLES = {
    "user": "user",
    "group": "group",
    "dynamic_group": "dynamic-group",
    "policy": "policy",
    "tag_namespace": "tag-namespace",
}


class IdentityService(Service):
    """Global resources: readable in every region, writable in the home region only."""

    package = "identity"
    client = "IdentityClient"

    def target(self, call: Call) -> Resource | None:
        """The resource that the path names; a write outside of the home region is rejected first."""
        self._check_region(call)
        for name, value in call.path.items():
            if name in _KIND_OF:
                return self.known(value, *_KIND_OF[name])
        return None

    def variables(self, call: Call) -> dict[str, Any]:
        """`target.user.name`, `target.group.id` and the like, of the target and of the users and groups in the body.

        https://docs.oracle.com/en-us/iaas/Content/Identity/policyreference/iampolicyreference.htm
        """
        body = call.body if isinstance(call.body, dict) else {}
        named = [call.target, *(self.store.find(str(body[name])) for name in ("userId", "groupId") if name in body)]
        return {
            f"target.{_VARIABLES[resource.kind.name]}.{field}": str(resource.data[field])
            for resource in named
            if resource is not None and resource.kind.name in _VARIABLES
            for field in ("id", "name")
        }

    def known(self, id: str, *kinds: str) -> Resource:
        """The resource of that id and one of these kinds; deleted ones are not found, except compartments."""
        resource = self.store.find(id)
        if resource is None or resource.kind.name not in kinds:
            raise not_found()
        if resource.state == "DELETED" and resource.kind.name != "compartment":
            raise not_found()
        return resource

    def _check_region(self, call: Call) -> None:
        """The error for a write outside of the home region.

        The message is OCI's, as quoted in many public READMEs; the code is in D-ERR.
        """
        if call.operation.writes and call.region != self.tenancy.home_region:
            home = self.tenancy.regions[self.tenancy.home_region].key
            raise ServiceProblem(
                403,
                "NotAllowed",
                f"Please go to your home region {home} to execute CREATE, UPDATE and DELETE operations.",
            )

    def create(
        self,
        call: Call,
        kind: str,
        data: Mapping[str, Any],
        *,
        siblings: Iterable[Resource],
        hidden: Mapping[str, Any] | None = None,
    ) -> Resource:
        """Create a named resource that is CREATING, or as the variant selects, and then ACTIVE.

        Names are unique among siblings and case-insensitive.
        """
        body = call.body
        self.check_name(kind, body["name"], siblings)
        resource = self.store.add(
            kind,
            {
                "compartmentId": body["compartmentId"],
                "name": body["name"],
                "description": body["description"],
                "timeCreated": self.now(),
                "lifecycleState": self.tenancy.variants["new_identity_resources_are"],
                "freeformTags": body.get("freeformTags", {}),
                "definedTags": body.get("definedTags", {}),
                **data,
            },
            hidden=hidden,
        )
        if resource.state == "CREATING":
            self.store.after(CREATION_SECONDS, resource, {"lifecycleState": "ACTIVE"})
        return resource

    @staticmethod
    def check_name(kind: str, name: str, siblings: Iterable[Resource]) -> None:
        """Raise OCI's 409 for an existing name.

        PolicyAlreadyExists is observed in github.com/oracle-quickstart/oci-cloudnative/issues/23; the other codes, of
        the same form, and the wording are assumed.
        """
        if not 0 < len(name) <= _LONGEST_NAME:
            raise invalid(f"name must have 1 to {_LONGEST_NAME} characters.")
        taken = any(str(other.data["name"]).lower() == name.lower() and other.state != "DELETED" for other in siblings)
        if taken:
            word = "".join(part.capitalize() for part in kind.split("_"))
            raise ServiceProblem(409, f"{word}AlreadyExists", f"{word} '{name}' already exists")

    def check_in_tenancy(self, compartment_id: str) -> None:
        """Users and groups exist in the root compartment only; the message is OCI's (oracle/oci-cli issue 621)."""
        if compartment_id != self.tenancy.id:
            raise invalid("Tenant id is not equal to compartment id")
