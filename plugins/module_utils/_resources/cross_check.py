# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Compares the lists of the services with Resource Search: a list that lacks something is not trusted.

The index proves nothing by what it leaves out: it lags behind, and leaves out what the caller may not see. What it
shows, though, is or was there. So what no list has shown is read, and so is what it shows as encrypted with the key.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Optional

from .._core import pages
from .._core.errors import BadAnswer, Failure, KeyUnusable, NotFoundOrDenied, Refused
from .._core.session import Session
from .access import Readable
from .assignment import Assignment
from .usage import Cause, Usage
from .walk import Compartments

GONE = ("TERMINATED", "DELETED")

# Seconds for which a list may lack what was just created, and how many resources are read one by one.
YOUNG = 600.0
MOST_READS = 500


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
    """Searches Resource Search for everything that lists must have shown."""

    def __init__(
        self,
        session: Session,
        usage: Usage,
        compartments: Compartments,
        ledger: Ledger,
        is_wanted: Callable[[str], bool],
        note: Callable[[Readable, Assignment], None],
    ) -> None:
        self._session = session
        self._usage = usage
        self._compartments = compartments
        self._ledger = ledger
        self._is_wanted = is_wanted
        self._note = note
        self._reads = 0
        self._silent: set[str] = set()

    def run(self, kinds: Sequence[Readable], enough: Callable[[], bool]) -> None:
        """Note what no list has shown, until that is `enough`. Raises Failure."""
        for item in self._found(self._session, "compartment"):
            self._compartments.expect(item.identifier)
        for kind in kinds:
            for item in self._found(kind.session, kind.facts.query_name):
                self._compartments.expect(item.compartment_id)
                self._judge(kind, item)
                if enough():
                    return

    def _found(self, session: Session, type_name: str) -> Iterator[Any]:
        """Everything of a type that is not gone, as far as the index can be queried."""
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
                self._doubt_index(session, failure)
            else:
                self._usage.unsearched = self._usage.unsearched or failure
        except Failure as failure:
            self._doubt_index(session, failure)

    def _doubt_index(self, session: Session, failure: Failure) -> None:
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
        return type_name.lower() in known

    def _judge(self, kind: Readable, item: Any) -> None:
        region = kind.session.region
        details = item.additional_details if isinstance(item.additional_details, dict) else {}
        read_by = kind.address_of(item)
        is_listed = self._ledger.has(region, item.identifier, read_by)
        shown_key = details.get("kmsKeyId")
        is_shown_under_it = isinstance(shown_key, str) and self._is_wanted(shown_key)
        if is_listed and not is_shown_under_it:
            return
        label = kind.facts.label
        has_list = self._ledger.is_listed(label, item.compartment_id, region)
        what = f"the {label} {read_by} of {item.compartment_id} in {region}"
        if not is_listed:
            what += ", which Resource Search shows and no list"
        # Where there is no list, that is noted already.
        unread: Optional[Cause] = Cause.UNINDEXED if is_listed or has_list else None
        if is_shown_under_it and not is_listed:
            unread = Cause.INCOMPLETE
        seen = self._read(kind, read_by, what, unread)
        if seen is None or seen.lifecycle_state in GONE:
            return
        if seen.kms_key_id is not None and self._is_wanted(seen.kms_key_id):
            self._note(kind, seen)
        elif has_list and not is_listed and not self._is_young(item):
            self._usage.doubt(what, Cause.INCOMPLETE)

    def _read(self, kind: Readable, read_by: str, what: str, unread: Optional[Cause]) -> Optional[Assignment]:
        """One resource as it is, `None` if that cannot be known, which is noted as `unread`."""
        self._reads += 1
        if self._reads > MOST_READS:
            self._usage.doubt(f"more than {MOST_READS} resources that Resource Search shows", Cause.UNINDEXED)
            return None
        try:
            return kind.read(read_by)
        except KeyUnusable as failure:
            self._usage.doubt(what, Cause.KEY_OFF, failure)
        except NotFoundOrDenied as failure:
            if unread is not None:
                self._usage.doubt(what, unread, failure)
        return None

    def _is_young(self, item: Any) -> bool:
        created = item.time_created
        is_known = isinstance(created, datetime.datetime)
        return is_known and self._session.clock.wall() - created.timestamp() < YOUNG
