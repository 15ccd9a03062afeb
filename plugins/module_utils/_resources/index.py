# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Resource Search as a witness: what it shows of a type, and which resources it shows without the key.

The index proves nothing by what it leaves out: it lags behind, and leaves out what the caller may not see. Whether it
leaves out keys that are null is documented nowhere, so its details count only where it shows the key of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._core import ocid, pages
from .._core.errors import BadAnswer, Failure, Refused
from .._core.session import Session
from .access import Readable
from .assignment import customer_managed
from .usage import Cause, Usage

GONE = ("TERMINATED", "DELETED")

# A type that every index knows: what lists types without it is no list of them.
KNOWN_EVERYWHERE = "compartment"

KEY = "kmsKeyId"


class Index:
    """Resource Search in all regions of one search. `is_wanted` selects the keys that matter."""

    def __init__(self, usage: Usage, is_wanted: Callable[[str], bool]) -> None:
        self._usage = usage
        self._is_wanted = is_wanted
        self._silent: set[str] = set()
        self._unused: dict[tuple[str, str], set[int]] = {}

    def items(self, session: Session, type_name: str) -> Iterator[Any]:
        """Everything of a type in the session's region that is not gone, as far as the index can be queried."""
        query = f"query {type_name} resources return allAdditionalFields"
        if session.region in self._silent:
            return
        try:
            for each in pages.each(session, query, action=f"search for every {type_name}", resource=session.tenancy):
                if str(each.lifecycle_state).upper() not in GONE:
                    yield each
        except BadAnswer:
            raise
        except Refused as failure:
            # An index without the type is no witness of it; any other refusal leaves the lists unproven.
            if self._is_indexed(session, type_name):
                self._doubt(session, failure)
            else:
                self._usage.unsearched = self._usage.unsearched or failure
        except Failure as failure:
            self._doubt(session, failure)

    def claims(self, item: Any) -> bool:
        """Whether the index shows a resource as encrypted with the key."""
        shown = _details(item).get(KEY)
        return isinstance(shown, str) and self._is_wanted(shown)

    def proves_unused(self, kind: Readable, resource_id: str) -> bool:
        """Whether the index shows a resource in detail, and not as encrypted with the key."""
        if not kind.facts.index_shows_key:
            return False
        place = (kind.session.region, kind.facts.query_name)
        if place not in self._unused:
            self._unused[place] = self._shown_unused(kind)
        return hash(resource_id) in self._unused[place]

    def _shown_unused(self, kind: Readable) -> set[int]:
        """All of a type, as numbers, since there may be very many."""
        shown, shows_keys = set(), False
        for item in self.items(kind.session, kind.facts.query_name):
            details = _details(item)
            shows_keys = shows_keys or KEY in details
            if details and _is_key_or_none(details.get(KEY)) and not self.claims(item):
                shown.add(hash(item.identifier))
        return shown if shows_keys else set()

    def _doubt(self, session: Session, failure: Failure) -> None:
        # A task that waited for it once need not wait again for each type.
        self._silent.add(session.region)
        self._usage.doubt(f"what Resource Search shows in {session.region}", Cause.UNSEARCHED, failure)

    def _is_indexed(self, session: Session, type_name: str) -> bool:
        """Whether the index of a region has a type, as far as it can be queried."""
        client = session.client("resource_search", "ResourceSearchClient")
        try:
            with session.doing(
                f"list the types that Resource Search knows in {session.region}",
                service="resource_search",
                operation="ListResourceTypes",
                resource=session.tenancy,
            ):
                known = {str(each.name).lower() for each in pages.items(client.list_resource_types)}
        except Failure:
            return True
        return KNOWN_EVERYWHERE not in known or type_name.lower() in known


def _details(item: Any) -> Mapping[str, Any]:
    return item.additional_details if isinstance(item.additional_details, dict) else {}


def _is_key_or_none(shown: Any) -> bool:
    if shown is not None and not isinstance(shown, str):
        return False
    key = customer_managed(shown)
    named = ocid.parse(key) if key else None
    return key is None or (named is not None and named.kind == "key")
