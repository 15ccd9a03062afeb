# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Compares the lists of the services with Resource Search: a list that lacks something is not trusted.

The index proves nothing by what it leaves out: it lags behind, and leaves out what the caller may not see. Whether it
leaves out keys that are null is documented nowhere, so its details count only where it shows the key of anything.

What it shows is or was there. So what no list has shown is read, and so is what it shows as encrypted with the key;
what is read is judged like what lists show.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Optional

from .._core import ocid, pages
from .._core.errors import BadAnswer, Failure, KeyUnusable, NotFoundOrDenied, Refused
from .._core.session import Session
from .access import Readable
from .assignment import Assignment, customer_managed
from .usage import Cause, Usage
from .walk import Compartments

GONE = ("TERMINATED", "DELETED")

# A type that every index knows: what lists types without it is no list of them.
KNOWN_EVERYWHERE = "compartment"

KEY = "kmsKeyId"

# Seconds for which a list may lack what was just created, and by which the service's clock may be ahead of this host's
# (oci-facts.md section 2).
YOUNG = 600.0
AHEAD = 300.0

# How many resources are read one by one.
MOST_READS = 500


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


class Ledger:
    """What lists have shown in each region, as numbers, since there may be very many."""

    def __init__(self) -> None:
        self._shown: set[int] = set()
        self._unlisted: set[tuple[str, str, str]] = set()

    def add_unlisted(self, label: str, compartment_id: str, region: str) -> None:
        """Note that what there is of a type in a compartment could not be listed."""
        self._unlisted.add((label, compartment_id, region))

    def is_listed(self, label: str, compartment_id: str, region: str) -> bool:
        """Whether what there is of it was listed."""
        return (label, compartment_id, region) not in self._unlisted

    def add(self, region: str, *names: Optional[str]) -> None:
        """Note what was listed under any of its names."""
        self._shown.update(hash((region, each)) for each in names if each)

    def has(self, region: str, *names: Optional[str]) -> bool:
        """Whether it was listed."""
        return any(hash((region, each)) in self._shown for each in names)


class CrossCheck:
    """Queries Resource Search for everything that lists must have shown."""

    def __init__(
        self,
        session: Session,
        usage: Usage,
        compartments: Compartments,
        ledger: Ledger,
        index: Index,
        judge: Callable[[Readable, Assignment, bool], bool],
    ) -> None:
        """`judge` takes what was read, with whether the index claims it, and returns whether it uses the key."""
        self._session = session
        self._usage = usage
        self._compartments = compartments
        self._ledger = ledger
        self._index = index
        self._judge = judge
        self._read = 0

    def run(self, kinds: Sequence[Readable], enough: Callable[[], bool]) -> None:
        """Note what no list has shown, until that is `enough`. Raises Failure."""
        for item in self._index.items(self._session, "compartment"):
            self._compartments.expect(item.identifier)
        for kind in kinds:
            for item in self._index.items(kind.session, kind.facts.query_name):
                self._compartments.expect(item.compartment_id)
                self._compare(kind, item)
                if enough():
                    return

    def _compare(self, kind: Readable, item: Any) -> None:
        region = kind.session.region
        read_by = kind.address_of(item)
        is_listed = self._ledger.has(region, item.identifier, read_by)
        is_claimed = self._index.claims(item)
        if is_listed and not is_claimed:
            return
        label = kind.facts.label
        has_list = self._ledger.is_listed(label, item.compartment_id, region)
        what = f"the {label} {read_by} in {region}"
        if not is_listed:
            what = (
                f"the {label} {read_by} of {item.compartment_id} in {region}, which Resource Search shows and no list"
            )
        # Where there is no list, that is noted already.
        unread: Optional[Cause] = Cause.UNINDEXED if is_listed or has_list else None
        if is_claimed and not is_listed:
            unread = Cause.INCOMPLETE
        seen = self._seen(kind, item, what, unread)
        if seen is None or seen.lifecycle_state in GONE or self._judge(kind, seen, is_claimed):
            return
        if has_list and not is_listed and not self._is_young(item):
            self._usage.doubt(what, Cause.INCOMPLETE)

    def _seen(self, kind: Readable, item: Any, what: str, unread: Optional[Cause]) -> Optional[Assignment]:
        """One resource as it is, `None` if that cannot be known, which is noted as `unread`."""
        self._read += 1
        if self._read > MOST_READS:
            self._usage.doubt(f"more than {MOST_READS} resources that Resource Search shows", Cause.UNINDEXED)
            return None
        try:
            seen = kind.read(kind.address_of(item))
            # One answer without a key, or one that shows the resource as gone, is no proof.
            is_alone = not seen.has_customer_managed_key and not self._index.proves_unused(kind, item.identifier)
            return kind.read(seen.resource_id) if is_alone or seen.lifecycle_state in GONE else seen
        except KeyUnusable as failure:
            self._usage.doubt(what, Cause.KEY_OFF, failure)
        except NotFoundOrDenied as failure:
            if unread is not None:
                self._usage.doubt(what, unread, failure)
        return None

    def _is_young(self, item: Any) -> bool:
        created = item.time_created
        is_known = isinstance(created, datetime.datetime)
        return is_known and -AHEAD <= self._session.clock.wall() - created.timestamp() < YOUNG


def _details(item: Any) -> Mapping[str, Any]:
    return item.additional_details if isinstance(item.additional_details, dict) else {}


def _is_key_or_none(shown: Any) -> bool:
    if shown is not None and not isinstance(shown, str):
        return False
    key = customer_managed(shown)
    named = ocid.parse(key) if key else None
    return key is None or (named is not None and named.kind == "key")
