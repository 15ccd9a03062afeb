# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Tells whether a statement that names a group by OCID means the one that another names by name, and vice versa."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Optional

from .._core import pages
from .._core.errors import Failure, NotFoundOrDenied
from .._core.home_region import identity
from .._core.session import Session
from .language import Subject
from .needs import Party
from .truth import Truth

# The kinds that have names and OCIDs: the SDK's method, the operation and the resource type in policies.
LISTS: Mapping[str, tuple[str, str, str]] = {
    "group": ("list_groups", "ListGroups", "groups"),
    "dynamic-group": ("list_dynamic_groups", "ListDynamicGroups", "dynamic-groups"),
}


class GroupNames:
    """The names of the tenancy's groups, which are listed once, and only when a statement makes it necessary.

    The lists have the groups of the default identity domain. Whether a group of another domain is one that is named by
    OCID cannot be told, nor can anything while the lists may not be read: `denied` says so then.
    """

    def __init__(self, session: Session, region: str, tenancy_id: str) -> None:
        self._session = session
        self._region = region
        self._tenancy_id = tenancy_id
        self._ids: dict[str, Optional[dict[str, list[str]]]] = {}
        self.denied: list[Failure] = []

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
        """Those named by name that do not exist, as far as that can be told: not of groups in other domains."""
        named = [each for each in parties if not each.by_ocid and not each.domain]
        listed = {kind: self._listed(kind) for kind in dict.fromkeys(each.kind for each in named)}
        return [each for each in named if listed[each.kind] and each.subject.name not in (listed[each.kind] or ())]

    def _listed(self, kind: str) -> Optional[dict[str, list[str]]]:
        """The OCIDs by name, `None` where they may not be seen."""
        if kind not in self._ids:
            self._ids[kind] = None
            try:
                self._ids[kind] = self._list(kind)
            except NotFoundOrDenied as denied:
                self.denied.append(denied)
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
            call = getattr(identity(self._session, self._region), method)
            for each in pages.items(call, self._tenancy_id):
                found.setdefault(each.name.casefold(), []).append(each.id.casefold())
        return found
