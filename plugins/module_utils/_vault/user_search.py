# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Looks for who is under a key in every compartment: what nobody could read may be under it as well.

OCI keeps no list of what a key protects. So every type of resource is listed in every compartment, in the regions where
the key can be used; the search ends as soon as it has found enough. Resource Search cannot answer instead: it leaves
out what the caller may not see without a word, may lag, and knows no keys of backups, buckets and databases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Optional, Protocol, Union

from .._assign.keys import KeyUnusable
from .._assign.registry import TYPES
from .._assign.state import Assignment
from .._core import pages
from .._core.clients import Session
from .._core.errors import Failure, NotFoundOrDenied
from .other_users import OTHER_KINDS, OtherUsers
from .users import TOLD, Usage

NOT_IMPLEMENTED = 501


class Facts(Protocol):
    """What the search must know of a type."""

    @property
    def name(self) -> str:
        """As results call it."""

    @property
    def label(self) -> str:
        """As messages call it."""

    @property
    def list_tells_key(self) -> bool:
        """Whether list answers carry the key."""

    @property
    def single_version_key(self) -> bool:
        """Whether it takes keys with one version only."""


class Kind(Protocol):
    """One type in one region."""

    session: Session

    @property
    def facts(self) -> Facts:
        """Its facts."""

    def list(self, compartment_id: str) -> Iterator[Union[Assignment, Failure]]:
        """Every one of a compartment, or why it could not be read."""

    def describe(self, seen: Assignment, kms_key_name: Optional[str]) -> dict[str, Any]:
        """One of them, as results show it."""


class Search:
    """Looks for users in the regions. C(is_wanted) tells the keys that matter."""

    def __init__(
        self,
        session: Session,
        regions: Sequence[str],
        is_wanted: Callable[[str], bool],
        *,
        single_version: bool = False,
    ) -> None:
        self._session = session
        self._regions = tuple(dict.fromkeys(regions))
        self._is_wanted = is_wanted
        self._single_version = single_version

    def usage(self) -> Usage:
        """Who is under the keys. Raises Failure when a service does not answer, since that says nothing of anybody."""
        usage = Usage(is_partial=not self._single_version)
        compartments = self._compartments(usage)
        for access, compartment_id in self._places(compartments):
            for seen in self._listed(access, compartment_id, usage):
                self._note(access, seen, usage)
                if len(usage.users) == TOLD:
                    usage.has_more = True
                    return usage
        return usage

    def _places(self, compartments: Sequence[str]) -> Iterator[tuple[Kind, str]]:
        """What to list where. What lists alone tell comes first, since the search may end there."""
        sessions = [self._session.in_region(each) for each in self._regions]
        kinds: list[Kind] = [kind(each) for kind in TYPES for each in sessions]
        kinds += [OtherUsers(facts, each) for facts in OTHER_KINDS for each in sessions]
        for kind in sorted(kinds, key=lambda each: not each.facts.list_tells_key):
            if kind.facts.single_version_key or not self._single_version:
                yield from ((kind, compartment_id) for compartment_id in compartments)

    def _listed(self, access: Kind, compartment_id: str, usage: Usage) -> Iterator[Assignment]:
        where = f"the {access.facts.label}s of {compartment_id} in {access.session.region}"
        try:
            for each in access.list(compartment_id):
                if isinstance(each, Assignment):
                    yield each
                elif isinstance(each, (NotFoundOrDenied, KeyUnusable)):
                    usage.unreadable.append(_why(f"the {access.facts.label} {each.resource}", each))
                else:
                    raise each
        except Failure as failure:
            # A region or cloud without the service has nothing of it, but that is not for this to conclude.
            if not isinstance(failure, NotFoundOrDenied) and failure.status != NOT_IMPLEMENTED:
                raise
            usage.unreadable.append(_why(where, failure))

    def _note(self, access: Kind, seen: Assignment, usage: Usage) -> None:
        if seen.kms_key_id is not None and self._is_wanted(seen.kms_key_id):
            described = access.describe(seen, None)
            usage.users.append(
                {
                    "type": access.facts.name,
                    "name": described.get("display_name", described.get("name")),
                    "id": described["id"],
                    "region": access.session.region,
                    "kms_key_id": seen.kms_key_id,
                }
            )
        elif any(self._is_wanted(str(former["kms_key_id"])) for former in seen.attributes.get("key_history", ())):
            usage.former_users.append(seen.resource_id)

    def _compartments(self, usage: Usage) -> list[str]:
        """Every compartment, the root one first; where not all may be seen, those in which the caller sees anything."""
        root = self._session.tenancy
        try:
            found = self._listed_compartments(root, "ANY")
        except NotFoundOrDenied as denial:
            usage.unreadable.append(_why("the list of all compartments", denial))
            found = self._listed_compartments(root, "ACCESSIBLE")
        return [root, *found]

    def _listed_compartments(self, root: str, level: str) -> list[str]:
        client = self._session.client("identity", "IdentityClient")
        with self._session.doing(
            "list the compartments of the tenancy",
            service="identity",
            operation="ListCompartments",
            resource=root,
            statements=("Allow group <your group> to inspect compartments in tenancy",),
        ):
            listed = pages.items(client.list_compartments, root, compartment_id_in_subtree=True, access_level=level)
            return [each.id for each in listed if each.lifecycle_state != "DELETED"]


def _why(what: str, failure: Failure) -> str:
    return f"{what} ({failure.operation}: {failure.status} {failure.code}, opc-request-id {failure.opc_request_id})"
