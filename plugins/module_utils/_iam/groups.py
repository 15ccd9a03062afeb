# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads and writes dynamic groups, always as the home region has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from .._core import pages
from .._core.etags import if_match
from .._core.home_region import identity
from .._core.sdk import service_package
from .._core.session import Session
from .reading import read_named


@dataclass(frozen=True)
class DynamicGroup:
    """A dynamic group as one read saw it; `id` and `etag` are `None` for one that is only planned."""

    name: str
    description: str
    matching_rule: str
    id: Optional[str] = None
    lifecycle_state: str = "ACTIVE"
    etag: Optional[str] = None


class DynamicGroups:
    """The dynamic groups of a tenancy, by one session."""

    def __init__(self, session: Session, home_region: str, tenancy_id: str) -> None:
        self._session = session
        self._home = home_region
        self._tenancy_id = tenancy_id

    def named(self, name: str) -> Optional[DynamicGroup]:
        """The dynamic group of that name. Raises Failure."""
        return read_named(name, self._list, self.read, self._session.clock)

    def group_named(self, name: str) -> Optional[str]:
        """The OCID of the group of users of that name, whose name no dynamic group can have. Raises Failure."""
        with self._session.doing(
            f"look for a group with the name {name}",
            service="identity",
            operation="ListGroups",
            resource=self._tenancy_id,
            region=self._home,
            statements=("Allow group <your group> to inspect groups in tenancy",),
        ):
            listed = list(pages.items(self._client.list_groups, self._tenancy_id))
        return next((each.id for each in listed if each.name.casefold() == name.casefold()), None)

    def read(self, group_id: str) -> DynamicGroup:
        """One dynamic group. Raises Failure."""
        with self._doing("GetDynamicGroup", f"read the dynamic group {group_id}", group_id, "inspect"):
            answer = self._client.get_dynamic_group(group_id)
        return _group(answer)

    def create(self, planned: DynamicGroup) -> DynamicGroup:
        """Makes a dynamic group. Raises Failure."""
        details = service_package("identity").models.CreateDynamicGroupDetails(
            compartment_id=self._tenancy_id,
            name=planned.name,
            description=planned.description,
            matching_rule=planned.matching_rule,
        )
        with self._doing("CreateDynamicGroup", f"create the dynamic group {planned.name}", self._tenancy_id, "manage"):
            return _group(self._client.create_dynamic_group(details))

    def update(self, before: DynamicGroup, planned: DynamicGroup) -> DynamicGroup:
        """Changes a dynamic group, on condition that it is as it was read. Raises Failure."""
        details = service_package("identity").models.UpdateDynamicGroupDetails(
            description=planned.description, matching_rule=planned.matching_rule
        )
        condition = if_match(before.etag, read="GetDynamicGroup", resource=before.id)
        with self._doing("UpdateDynamicGroup", f"change the dynamic group {before.name}", str(before.id), "use"):
            return _group(self._client.update_dynamic_group(before.id, details, **condition))

    def delete(self, before: DynamicGroup) -> None:
        """Deletes a dynamic group, on condition that it is as it was read. Raises Failure."""
        condition = if_match(before.etag, read="GetDynamicGroup", resource=before.id)
        with self._doing("DeleteDynamicGroup", f"delete the dynamic group {before.name}", str(before.id), "manage"):
            self._client.delete_dynamic_group(before.id, **condition)

    def _list(self) -> list[Any]:
        with self._doing("ListDynamicGroups", "list the dynamic groups of the tenancy", self._tenancy_id, "inspect"):
            return list(pages.items(self._client.list_dynamic_groups, self._tenancy_id))

    @property
    def _client(self) -> Any:
        return identity(self._session, self._home)

    def _doing(self, operation: str, action: str, resource: str, verb: str) -> Any:
        return self._session.doing(
            action,
            service="identity",
            operation=operation,
            resource=resource,
            region=self._home,
            statements=(f"Allow group <your group> to {verb} dynamic-groups in tenancy",),
        )


def _group(answer: Any) -> DynamicGroup:
    data = answer.data
    return DynamicGroup(
        name=data.name,
        description=data.description,
        matching_rule=data.matching_rule,
        id=data.id,
        lifecycle_state=data.lifecycle_state,
        etag=answer.headers.get("etag"),
    )
