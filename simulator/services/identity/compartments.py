# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of compartments: create, get, list, update, delete, move, recover."""

from __future__ import annotations

import re
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, conflict, incorrect_state, invalid, related_not_found
from ...tenancy.kinds import KINDS
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .identity_service import IdentityService
from .work_requests import accept

# "You can create subcompartments up to six levels deep."
# https://docs.oracle.com/en-us/iaas/Content/Identity/compartments/managingcompartments.htm
DEEPEST_LEVEL = 6

# Durations are assumed; that deleting and moving are asynchronous is a fact [sdk].
DELETION_SECONDS = 20
MOVE_SECONDS = 4

# The same page: letters, numbers, hyphens, periods and underscores, at most 100 of them.
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_GONE = frozenset({"DELETED", "TERMINATED"})
_RECORDS = frozenset(name for name in KINDS if name.endswith("work_request"))


class Compartments(IdentityService):
    """Compartments. Each belongs to itself; its `compartmentId` is its parent."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        self._time_founded = self.now()

    def circumstances(self, call: Call) -> tuple[str, ...]:
        """Every user can list ACCESSIBLE compartments."""
        level = str(call.query.get("accessLevel", ""))
        return (level.lower(),) if call.operation.name == "list_compartments" else ()

    def create_compartment(self, call: Call) -> Resource:
        """Create a child of another compartment or of the tenancy."""
        parent_id = self.compartment(call)
        _check_name(call.body["name"])
        if len(self._line(parent_id)) > DEEPEST_LEVEL:
            raise ServiceProblem(400, "LimitExceeded", f"Compartments can be nested {DEEPEST_LEVEL} levels deep.")
        return self.create(call, "compartment", {}, siblings=self._children(parent_id))

    def get_compartment(self, call: Call) -> Resource | dict[str, Any]:
        """One compartment, or the tenancy as the root compartment (assumed: its own parent)."""
        target = call.the_target()
        if target.kind.name == "compartment":
            return target
        return {
            "id": target.id,
            "compartmentId": target.id,
            "name": target.data["name"],
            "description": target.data["description"],
            "lifecycleState": "ACTIVE",
            "timeCreated": self._time_founded,
            "freeformTags": {},
            "definedTags": {},
        }

    def list_compartments(self, call: Call) -> list[dict[str, Any]]:
        """Direct children, or with compartmentIdInSubtree everything below the root, which is never in the list.

        Deleted compartments stay in the list (managingcompartments.htm: for 365 days; here for good).
        """
        parent_id = self.compartment(call)
        if not call.query.get("compartmentIdInSubtree"):
            found = self._children(parent_id)
        elif parent_id == self.tenancy.id:
            found = self.store.listing("compartment")
        else:
            raise invalid("compartmentIdInSubtree can only be true for the root compartment.")
        level = call.query.get("accessLevel")
        if level is None:
            return [dict(call.seen(compartment)) for compartment in self.chosen(call, found)]
        grants = self.tenancy.access.grants()
        listed = [
            {**call.seen(compartment), "isAccessible": grants.reaches(call.principal, compartment.id)}
            for compartment in self.chosen(call, found)
        ]
        return [each for each in listed if each["isAccessible"] or level.upper() == "ANY"]

    def update_compartment(self, call: Call) -> Resource:
        """Name, description and tags."""
        compartment = self._active(call)
        name = call.body.get("name", compartment.data["name"])
        if name != compartment.data["name"]:
            _check_name(name)
            siblings = self._children(str(compartment.data["compartmentId"]))
            self.check_name("compartment", name, [each for each in siblings if each is not compartment])
        self.store.change(compartment, call.body)
        return compartment

    def delete_compartment(self, call: Call) -> Answer:
        """DELETING, then DELETED with a longer name; a compartment that is not empty returns to ACTIVE.

        managingcompartments.htm: random characters are appended so that the name can be used again.
        """
        compartment = self._active(call)
        left = self._contents(compartment)
        self.store.change(compartment, {"lifecycleState": "DELETING"})
        if left:
            after = {"lifecycleState": "ACTIVE"}
        else:
            letters = self.tenancy.identifiers.letters(8)
            after = {"lifecycleState": "DELETED", "name": f"{compartment.data['name']}.{letters}"}
        self.store.after(DELETION_SECONDS, compartment, after)
        problem = f"The compartment is not empty: it has {left[0].kind.model} {left[0].id}." if left else ""
        return accept(self, "DELETE_COMPARTMENT", compartment, seconds=DELETION_SECONDS, problem=problem)

    def move_compartment(self, call: Call) -> Answer:
        """Move to another parent, with all contents; never below itself."""
        compartment = self._active(call)
        new_parent_id = str(call.body["targetCompartmentId"])
        parent = self.store.find(new_parent_id)
        if parent is None or parent.kind.name not in ("compartment", "tenancy"):
            raise related_not_found(new_parent_id)
        if compartment.id in self._line(new_parent_id):
            raise invalid("A compartment cannot be moved below itself.")
        self.check_name("compartment", str(compartment.data["name"]), self._children(new_parent_id))
        self.store.after(MOVE_SECONDS, compartment, {"compartmentId": new_parent_id})
        return accept(self, "MOVE_COMPARTMENT", compartment, seconds=MOVE_SECONDS)

    def recover_compartment(self, call: Call) -> Resource:
        """DELETED back to ACTIVE; the name keeps the appended characters."""
        compartment = call.the_target()
        if compartment.state != "DELETED":
            raise incorrect_state(f"The compartment is in state {compartment.state}; it must be DELETED.")
        self.store.change(compartment, {"lifecycleState": "ACTIVE"})
        return compartment

    def _children(self, parent_id: str) -> list[Resource]:
        return [each for each in self.store.listing("compartment") if each.data["compartmentId"] == parent_id]

    def _line(self, compartment_id: str) -> tuple[str, ...]:
        return self.tenancy.access.ancestors(compartment_id)

    def _contents(self, compartment: Resource) -> list[Resource]:
        below = [each for each in self._children(compartment.id) if each.state not in _GONE]
        inside = [
            each
            for kind in KINDS.keys() - _RECORDS - {"compartment"}
            for each in self.store.listing(kind, compartment_id=compartment.id)
            if each.state not in _GONE
        ]
        return [*below, *inside]

    @staticmethod
    def _active(call: Call) -> Resource:
        compartment = call.the_target()
        if compartment.kind.name != "compartment":
            raise conflict("The root compartment cannot be changed.")
        if compartment.state != "ACTIVE":
            raise incorrect_state(f"The compartment is in state {compartment.state}; it must be ACTIVE.")
        return compartment


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise invalid("Compartment names have 1 to 100 letters, numbers, hyphens, periods and underscores.")
