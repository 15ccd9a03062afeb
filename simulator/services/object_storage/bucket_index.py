# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Object Storage keeps of a tenancy beyond its resources: which bucket has a name, and what is in it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from ...tenancy.resource import Resource
from ...tenancy.store import Store
from ...tenancy.tenancy import Tenancy
from .contents import Contents


class BucketIndex:
    """Names and contents of one tenancy's buckets, in all regions."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Only hints, each checked against the store when used: so a create or a rename that was undone needs no undo.
        self._by_name: dict[tuple[str, str], Resource] = {}
        self._contents: dict[str, Contents] = {}

    def bucket_named(self, name: str, region: str) -> Resource | None:
        """The bucket of that name in a region."""
        bucket = self._by_name.get((region, name))
        if bucket is None or self._store.find(bucket.id, kind="bucket", region=region) is not bucket:
            return None
        return bucket if bucket.data["name"] == name else None

    def name_bucket(self, bucket: Resource) -> None:
        """Let a bucket be found by the name it has now."""
        self._by_name[(bucket.region, str(bucket.data["name"]))] = bucket

    def contents(self, bucket: Resource) -> Contents:
        """What is in a bucket."""
        return self._contents.setdefault(bucket.id, Contents())


_OF_TENANCIES: WeakKeyDictionary[Tenancy, BucketIndex] = WeakKeyDictionary()


def bucket_index_of(tenancy: Tenancy) -> BucketIndex:
    """The holdings that all parts of Object Storage share."""
    if tenancy not in _OF_TENANCIES:
        _OF_TENANCIES[tenancy] = BucketIndex(tenancy.store)
    return _OF_TENANCIES[tenancy]
