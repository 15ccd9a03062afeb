# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The buckets of a tenancy by name, and their content; the store contains their resources only."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from ...tenancy.resource import Resource
from ...tenancy.store import Store
from ...tenancy.tenancy import Tenancy
from .contents import Contents


class BucketIndex:
    """The names and contents of one tenancy's buckets, in all regions."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Only hints, each verified in the store when it is used, so that undoing a create or a rename changes nothing
        # here.
        self._by_name: dict[tuple[str, str], Resource] = {}
        self._contents: dict[str, Contents] = {}

    def bucket_named(self, name: str, region: str) -> Resource | None:
        """The bucket of that name in a region."""
        bucket = self._by_name.get((region, name))
        if bucket is None or self._store.find(bucket.id, kind="bucket", region=region) is not bucket:
            return None
        return bucket if bucket.data["name"] == name else None

    def name_bucket(self, bucket: Resource) -> None:
        """Index a bucket by its current name."""
        self._by_name[(bucket.region, str(bucket.data["name"]))] = bucket

    def contents(self, bucket: Resource) -> Contents:
        """The content of a bucket."""
        return self._contents.setdefault(bucket.id, Contents())


_OF_TENANCIES: WeakKeyDictionary[Tenancy, BucketIndex] = WeakKeyDictionary()


def bucket_index_of(tenancy: Tenancy) -> BucketIndex:
    """The index that all services of Object Storage share."""
    if tenancy not in _OF_TENANCIES:
        _OF_TENANCIES[tenancy] = BucketIndex(tenancy.store)
    return _OF_TENANCIES[tenancy]
