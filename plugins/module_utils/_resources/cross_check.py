# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Compares the lists of the services with Resource Search: a list that lacks something is not trusted.

What the index shows is or was there. So what no list has shown is read, and so is what it shows as encrypted with the
key; what is read is judged like what lists show.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any, Optional

from .._core.errors import KeyUnusable, NotFoundOrDenied
from .._core.session import Session
from .access import Readable
from .assignment import Assignment
from .bucket import BucketKeys
from .index import GONE, Index
from .usage import Cause, Usage
from .walk import Compartments

# Seconds for which a list may lack what was just created, and by which the service's clock may be ahead of this host's
# (oci-facts.md section 2).
YOUNG = 600.0
AHEAD = 300.0

# How many resources are read one by one.
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
        read_by = _name(kind, item)
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
            seen = kind.read(_name(kind, item))
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


def _name(kind: Readable, item: Any) -> str:
    """By what it is read: buckets by namespace and name."""
    return kind.address_of(item) if isinstance(kind, BucketKeys) else str(item.identifier)
