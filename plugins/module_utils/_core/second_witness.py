# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Queries Resource Search for what has a name, since a list that lacks it is one witness only.

The index lags behind and omits what the caller may not see. So it proves nothing by what it omits, and what it shows is
read before it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Optional, Protocol, TypeVar

from . import pages
from .errors import Failure, NotFoundOrDenied
from .notices import Notice, brief
from .session import Session

# The states of the index in which something has ended.
GONE = ("TERMINATED", "DELETED")


class Named(Protocol):
    """A resource as one read showed it."""

    @property
    def display_name(self) -> str:
        """Its name."""

    @property
    def compartment_id(self) -> str:
        """The OCID of its compartment."""


Found = TypeVar("Found", bound=Named)


def shown(session: Session, type_name: str, name: Optional[str], *, action: str, resource: str) -> list[Any]:
    """What the index shows of a type, of one name unless that is `None`. Raises Failure."""
    # How the query language escapes quotes is documented nowhere: without the filter it answers with more.
    is_plain = name is not None and "'" not in name and "\\" not in name
    filtered = f" where displayName = '{name}'" if is_plain else ""
    query = f"query {type_name} resources return allAdditionalFields{filtered}"
    found = pages.found(session, query, action=action, resource=resource)
    return [each for each in found if name in (None, each.display_name)]


class SecondWitness:
    """Finds what lists lack; `notices` report that the index could not be queried."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_silent = False
        self.notices: list[Notice] = []

    def find(
        self,
        type_name: str,
        name: str,
        compartment_id: str,
        read: Callable[[str], Found],
        *,
        label: str,
        listed: Collection[str],
    ) -> list[Found]:
        """Return what has the name in the compartment and is not `listed`, as it reads. Raises Failure of a read."""
        if self._is_silent:
            return []
        try:
            items = shown(
                self._session,
                type_name,
                name,
                action=f"search for {label}s with the name {name}",
                resource=compartment_id,
            )
        except Failure as failure:
            # A task that waited for the index once need not wait for it again.
            self._is_silent = True
            text = (
                f"Resource Search could not be queried ({brief(failure)}), so only the list shows whether "
                f"{compartment_id} has a {label} with the name {name}."
            )
            self.notices.append(Notice("ResourceSearchUnavailable", text, compartment_id, failure))
            return []
        found = []
        for item in items:
            is_candidate = item.compartment_id == compartment_id and item.identifier not in listed
            if not is_candidate or str(item.lifecycle_state).upper() in GONE:
                continue
            try:
                seen = read(item.identifier)
            except NotFoundOrDenied:
                # It was deleted since, or nothing can be done with it.
                continue
            if (seen.display_name, seen.compartment_id) == (name, compartment_id):
                found.append(seen)
        return found
