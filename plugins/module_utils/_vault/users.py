# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Who is under a key, looked for in every compartment: what nobody could read may be under it as well.

OCI keeps no list of what a key protects. So every type of resource is listed in every compartment, in the regions where
the key can be used; the search ends as soon as it has found enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from .._assign.access import KeyAccess
from .._assign.keys import KeyUnusable
from .._assign.registry import TYPES
from .._assign.state import Assignment
from .._core import pages
from .._core.clients import Session
from .._core.errors import Failure, NotFoundOrDenied

# So many users, and so many things that could not be read, are told.
TOLD = 10
TOLD_UNREADABLE = 3


class InUse(Failure):
    """Give what is under the key another one first."""


@dataclass
class Usage:
    """Who was found under a key, what could not be read, and what has it in its history only.

    C(has_more) is V(True) when the search ended early.
    """

    users: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    former_users: list[str] = field(default_factory=list)
    has_more: bool = False

    def obstacle(self, subject: str, refused: str, advice: str, *, ignore_unreadable: bool) -> Optional[InUse]:
        """Why not, V(None) when nothing is in the way.

        C(subject) is who is in use ("The key …"), C(refused) what is not done, and C(advice) what to do about users.
        """
        if self.users:
            count = f"at least {len(self.users)} resources" if self.has_more else _counted(len(self.users), "resource")
            told = ", ".join(_told(user) for user in self.users)
            return InUse(
                f"{subject} protects {count}, so {refused}: {told}. {advice}.",
                results={"users": self.users, "unreadable": self.unreadable},
            )
        if self.unreadable and not ignore_unreadable:
            return InUse(
                f"{subject} may protect what could not be read, so {refused}: {self._unreadable_told()}. Let your "
                "group read that, or say ignore_unreadable=true if you know that nothing there is under the key.",
                results={"users": [], "unreadable": self.unreadable},
            )
        return None

    def warnings(self) -> list[str]:
        """What to be told when the key is retired nevertheless."""
        warnings = [
            f"The Autonomous Database {each} was under the key once; its backups of that time cannot be restored "
            "without the key."
            for each in self.former_users[:TOLD]
        ]
        if self.unreadable:
            warnings.append(
                f"Whether this is under the key could not be read, and was ignored: {self._unreadable_told()}."
            )
        return warnings

    def _unreadable_told(self) -> str:
        more = len(self.unreadable) - TOLD_UNREADABLE
        told = "; ".join(self.unreadable[:TOLD_UNREADABLE])
        return f"{told}; and {more} more" if more > 0 else told


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
        # What lists alone tell comes first, since the search may end there.
        types = [each for each in TYPES if each.facts.single_version_key or not single_version]
        self._types = sorted(types, key=lambda each: not each.facts.list_tells_key)

    def usage(self) -> Usage:
        """Who is under the keys. Raises Failure when a service does not answer, since that says nothing of anybody."""
        usage = Usage()
        compartments = self._compartments(usage)
        for access, compartment_id in self._places(compartments):
            for seen in self._listed(access, compartment_id, usage):
                self._note(access, seen, usage)
                if len(usage.users) == TOLD:
                    usage.has_more = True
                    return usage
        return usage

    def _places(self, compartments: Sequence[str]) -> Iterator[tuple[KeyAccess, str]]:
        for kind in self._types:
            for region in self._regions:
                access = kind(self._session.in_region(region))
                yield from ((access, compartment_id) for compartment_id in compartments)

    def _listed(self, access: KeyAccess, compartment_id: str, usage: Usage) -> Iterator[Assignment]:
        where = f"the {access.facts.label}s of {compartment_id} in {access.session.region}"
        try:
            for each in access.list(compartment_id):
                if isinstance(each, Assignment):
                    yield each
                elif isinstance(each, (NotFoundOrDenied, KeyUnusable)):
                    usage.unreadable.append(_why(f"the {access.facts.label} {each.resource}", each))
                else:
                    raise each
        except NotFoundOrDenied as denial:
            usage.unreadable.append(_why(where, denial))

    def _note(self, access: KeyAccess, seen: Assignment, usage: Usage) -> None:
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


def _told(user: dict[str, Any]) -> str:
    return f"{user['type'].replace('_', ' ')} {user['name']} ({user['id']})"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
