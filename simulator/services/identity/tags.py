# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tag namespaces and their tag keys. They are stored; defined tags of resources are not checked against them."""

from __future__ import annotations

import re

from ...protocol.call import Call
from ...protocol.problems import conflict, invalid, not_found
from ...tenancy.resource import Resource
from .identity_service import IdentityService

# [sdk] Any ASCII character except the space and the period.
_NAME = re.compile(r"[!-\-/-~]{1,100}")


class TagNamespaces(IdentityService):
    """Containers of tag keys."""

    def create_tag_namespace(self, call: Call) -> Resource:
        """The name is unique in the tenancy, retired namespaces included [sdk]."""
        self.compartment(call)
        _check_name(call.body["name"])
        return self.create(
            call,
            "tag_namespace",
            {"isRetired": False, "lifecycleState": "ACTIVE"},
            siblings=self.store.listing("tag_namespace"),
        )

    def get_tag_namespace(self, call: Call) -> Resource:
        """One namespace."""
        return call.the_target()

    def list_tag_namespaces(self, call: Call) -> list[Resource]:
        """Those of a compartment, optionally including those below it."""
        compartment_id = self.compartment(call)
        if not call.query.get("includeSubcompartments"):
            return self.in_compartment(call, "tag_namespace")
        ancestors = self.tenancy.access.ancestors
        everywhere = self.store.listing("tag_namespace")
        return self.chosen(call, [each for each in everywhere if compartment_id in ancestors(each.compartment_id)])

    def update_tag_namespace(self, call: Call) -> Resource:
        """Retiring a namespace retires its tags; reactivating it does not reactivate them [sdk]."""
        namespace = call.the_target()
        self.store.change(namespace, call.body)
        if call.body.get("isRetired"):
            for tag in tags_of(self, namespace):
                self.store.change(tag, {"isRetired": True})
        return namespace

    def change_tag_namespace_compartment(self, call: Call) -> None:
        """Move a namespace with its tags."""
        namespace = call.the_target()
        new_id = self.known(str(call.body["compartmentId"]), "compartment", "tenancy").id
        call.require("TAG_NAMESPACE_CREATE", new_id)
        for each in (namespace, *tags_of(self, namespace)):
            self.store.change(each, {"compartmentId": new_id})

    def delete_tag_namespace(self, call: Call) -> None:
        """Only an empty one [sdk]; the error code is assumed, and that it is deleted at once."""
        namespace = call.the_target()
        if tags_of(self, namespace):
            raise conflict(f"Tag namespace '{namespace.data['name']}' still has tags.")
        self.store.remove(namespace)


class Tags(IdentityService):
    """Tag keys, found by name in their namespace."""

    def target(self, call: Call) -> Resource | None:
        """The tag if the path names one, otherwise the namespace."""
        namespace = super().target(call)
        name = call.path.get("tagName")
        if name is None or namespace is None:
            return namespace
        for tag in tags_of(self, namespace):
            if str(tag.data["name"]).lower() == name.lower():
                return tag
        raise not_found()

    def create_tag(self, call: Call) -> Resource:
        """The name is unique in the namespace [sdk]."""
        namespace, body = call.the_target(), call.body
        _check_name(body["name"])
        self.check_name("tag", body["name"], tags_of(self, namespace))
        if namespace.data["isRetired"]:
            raise invalid(f"Tag namespace '{namespace.data['name']}' is retired.")
        return self.store.add(
            "tag",
            {
                "freeformTags": {},
                "definedTags": {},
                "isCostTracking": False,
                **body,
                "compartmentId": namespace.compartment_id,
                "tagNamespaceId": namespace.id,
                "tagNamespaceName": namespace.data["name"],
                "isRetired": False,
                "lifecycleState": "ACTIVE",
                "timeCreated": self.now(),
            },
        )

    def get_tag(self, call: Call) -> Resource:
        """One tag."""
        return call.the_target()

    def list_tags(self, call: Call) -> list[Resource]:
        """The tags of a namespace."""
        return self.chosen(call, tags_of(self, call.the_target()))

    def list_cost_tracking_tags(self, call: Call) -> list[Resource]:
        """The cost-tracking tags of the tenancy."""
        self.compartment(call)
        return [tag for tag in self.store.listing("tag") if tag.data["isCostTracking"] and not tag.data["isRetired"]]

    def update_tag(self, call: Call) -> Resource:
        """Description, tags, whether it is retired, validator."""
        self.store.change(call.the_target(), call.body)
        return call.the_target()

    def delete_tag(self, call: Call) -> None:
        """Only a retired one [sdk]; that it is deleted at once is assumed."""
        tag = call.the_target()
        if not tag.data["isRetired"]:
            raise conflict(f"Tag '{tag.data['name']}' must be retired before it can be deleted.")
        self.store.remove(tag)


def tags_of(service: IdentityService, namespace: Resource) -> list[Resource]:
    """The tags of a namespace, oldest first."""
    return [tag for tag in service.store.listing("tag") if tag.data["tagNamespaceId"] == namespace.id]


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise invalid("Names of tags and their namespaces have 1 to 100 ASCII characters, no space and no period.")
