# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Groups and dynamic groups: reads and writes them in the home region, finds their names, compares matching rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional, Union

from .._core import pages
from .._core.answers import if_match
from .._core.errors import Failure, NotFoundOrDenied
from .._core.following import read_named
from .._core.sdk import service_package
from .._core.session import Session
from .._core.tenancy import identity_client
from .conditions import Truth
from .language import TOKEN, Combination, Condition, Subject, Unreadable, condition
from .needs import Party

VARIABLE = re.compile(r"[A-Za-z][\w-]*(\.[\w-]+)+")

# The kinds that have names and OCIDs: the SDK's method, the operation and the resource type in policies.
LISTS: Mapping[str, tuple[str, str, str]] = {
    "group": ("list_groups", "ListGroups", "groups"),
    "dynamic-group": ("list_dynamic_groups", "ListDynamicGroups", "dynamic-groups"),
}


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
        return read_named(name, self._list, self.read, self._session)

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
        """Creates a dynamic group. Raises Failure."""
        details = service_package("identity").models.CreateDynamicGroupDetails(
            compartment_id=self._tenancy_id,
            name=planned.name,
            description=planned.description,
            matching_rule=planned.matching_rule,
        )
        with self._doing("CreateDynamicGroup", f"create the dynamic group {planned.name}", self._tenancy_id, "manage"):
            return _group(self._client.create_dynamic_group(details))

    def update(self, before: DynamicGroup, planned: DynamicGroup) -> DynamicGroup:
        """Updates a dynamic group on condition of the etag that was read. Raises Failure."""
        details = service_package("identity").models.UpdateDynamicGroupDetails(
            description=planned.description, matching_rule=planned.matching_rule
        )
        condition = if_match(before.etag, read="GetDynamicGroup", resource=before.id)
        with self._doing("UpdateDynamicGroup", f"change the dynamic group {before.name}", str(before.id), "use"):
            return _group(self._client.update_dynamic_group(before.id, details, **condition))

    def delete(self, before: DynamicGroup) -> None:
        """Deletes a dynamic group on condition of the etag that was read. Raises Failure."""
        condition = if_match(before.etag, read="GetDynamicGroup", resource=before.id)
        with self._doing("DeleteDynamicGroup", f"delete the dynamic group {before.name}", str(before.id), "manage"):
            self._client.delete_dynamic_group(before.id, **condition)

    def _list(self) -> list[Any]:
        with self._doing("ListDynamicGroups", "list the dynamic groups of the tenancy", self._tenancy_id, "inspect"):
            return list(pages.items(self._client.list_dynamic_groups, self._tenancy_id))

    @property
    def _client(self) -> Any:
        return identity_client(self._session, self._home)

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


class GroupNames:
    """The names of the tenancy's groups, which are listed once, and only when a statement makes it necessary.

    The lists have the groups of the default identity domain. Whether a group of another domain is one that is named by
    OCID cannot be determined, nor can anything while the lists may not be read: `denied` then has the denials.
    """

    def __init__(self, session: Session, region: str, tenancy_id: str) -> None:
        self._session = session
        self._region = region
        self._tenancy_id = tenancy_id
        self._ids: dict[str, Optional[dict[str, list[str]]]] = {}
        self._denied: dict[str, Failure] = {}

    @property
    def denied(self) -> list[Failure]:
        """The denials of the lists."""
        return list(self._denied.values())

    def same(self, party: Party, subject: Subject) -> Truth:
        """Whether the subject of a statement is the party, although one is named by OCID and the other by name."""
        wanted, written = party.subject, subject
        if wanted.kind != written.kind or wanted.kind not in LISTS or wanted.by_ocid == written.by_ocid:
            return wanted == written
        by_ocid, by_name = (wanted, written) if wanted.by_ocid else (written, wanted)
        listed = self._listed(wanted.kind)
        if listed is None:
            return None
        is_of_default_domain = any(by_ocid.name in ids for ids in listed.values())
        if "/" in by_name.name:
            return False if is_of_default_domain else None
        return by_ocid.name in listed.get(by_name.name, ())

    def unknown(self, parties: Iterable[Party]) -> list[Party]:
        """Those specified by name that certainly do not exist."""
        return [each for each in parties if self.is_known(each) is False]

    def is_known(self, party: Party) -> Truth:
        """Whether a group exists: that of groups in other domains, and of OCIDs not listed, cannot be determined."""
        listed = None if party.domain else self._listed(party.kind)
        if listed is None:
            return None
        if party.by_ocid:
            return any(party.name.casefold() in ids for ids in listed.values()) or None
        return party.subject.name in listed

    def is_denied(self, kind: str) -> Optional[Failure]:
        """Why the groups of a kind could not be listed; `None` if they were, or were not to be."""
        return self._denied.get(kind)

    def _listed(self, kind: str) -> Optional[dict[str, list[str]]]:
        """The OCIDs by name, `None` where they may not be listed."""
        if kind not in self._ids:
            self._ids[kind] = None
            try:
                self._ids[kind] = self._list(kind)
            except NotFoundOrDenied as denied:
                self._denied[kind] = denied
        return self._ids[kind]

    def _list(self, kind: str) -> dict[str, list[str]]:
        method, operation, resource_type = LISTS[kind]
        found: dict[str, list[str]] = {}
        with self._session.doing(
            f"list the {resource_type} of the tenancy",
            service="identity",
            operation=operation,
            resource=self._tenancy_id,
            region=self._region,
            statements=(f"Allow group <your group> to inspect {resource_type} in tenancy",),
        ):
            call = getattr(identity_client(self._session, self._region), method)
            for each in pages.items(call, self._tenancy_id):
                found.setdefault(each.name.casefold(), []).append(each.id.casefold())
        return found


def conditions(
    *, resource_types: Sequence[str], compartment_ids: Sequence[str], resource_ids: Sequence[str]
) -> list[str]:
    """The conditions that match these resources, and all of the types in the compartments, or in the whole tenancy.

    The types are named as in matching rules.
    """
    parts = [f"resource.id = '{each}'" for each in resource_ids]
    for resource_type in resource_types:
        of_type = f"resource.type = '{resource_type}'"
        if not compartment_ids:
            parts.append(of_type)
        parts += [f"all {{{of_type}, resource.compartment.id = '{each}'}}" for each in compartment_ids]
    return parts


def rule(parts: Sequence[str]) -> str:
    """The rule that matches if one of the conditions does."""
    if len(parts) == 1:
        return parts[0] if parts[0].startswith("all ") else f"all {{{parts[0]}}}"
    return f"any {{{', '.join(parts)}}}"


def missing(text: str, parts: Sequence[str]) -> list[str]:
    """The conditions that a rule does not include yet.

    Raises Unreadable for a rule of another form than OCI documents.
    """
    held = condition(text)
    return [part for part in parts if not implies(condition(part), held)]


def extended(text: str, parts: Sequence[str]) -> str:
    """A rule extended by the conditions that it does not include yet; unchanged if it includes all.

    Raises Unreadable for a rule of another form than OCI documents.
    """
    added = missing(text, parts)
    if not added:
        return text
    held = condition(text)
    is_any = isinstance(held, Combination) and held.kind == "any"
    inner = text.strip().partition("{")[2].rpartition("}")[0].strip() if is_any else text.strip()
    return f"any {{{', '.join([inner, *added])}}}"


def is_parsed(text: str) -> bool:
    """Whether a rule is of a form that OCI documents and that is parsed here."""
    try:
        condition(text)
    except Unreadable:
        return False
    return True


def may_be_rule(text: str) -> bool:
    """Whether a text may be a rule: every rule has a variable such as `resource.id`, in whatever form."""
    return any(VARIABLE.fullmatch(token) for token in TOKEN.findall(text))


def implies(narrow: Condition, wide: Condition) -> bool:
    """Whether whatever meets the first certainly meets the second. It may miss cases in which that is so."""
    if narrow == wide:
        return True
    if isinstance(narrow, Combination) and narrow.kind == "any":
        return all(implies(each, wide) for each in narrow.conditions)
    if isinstance(wide, Combination) and wide.kind == "all":
        return all(implies(narrow, each) for each in wide.conditions)
    if isinstance(wide, Combination) and any(implies(narrow, each) for each in wide.conditions):
        return True
    return isinstance(narrow, Combination) and any(implies(each, wide) for each in narrow.conditions)


def meaning(text: str) -> Union[Condition, tuple[str, ...]]:
    """A form of a rule that is equal for all equivalent rules; its words if it cannot be parsed."""
    try:
        return condition(text)
    except Unreadable:
        return tuple(token.strip("'\"").casefold() for token in TOKEN.findall(text))
