# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A walk through compartments shows what lists show, records what they do not, and ends when it is left."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure, NotFoundOrDenied
from ansible_collections.cmk.oci.plugins.module_utils._resources.walk import Sighting, Unlisted, walk

DENIED, UNREAD = NotFoundOrDenied("denied"), NotFoundOrDenied("unread", resource="bucket-2")
CONTENT: dict[tuple[str, str], list[str | Failure]] = {
    ("volume", "root"): ["volume-1"],
    ("volume", "projx"): [DENIED],
    ("bucket", "root"): ["bucket-1", UNREAD, "bucket-3"],
    ("bucket", "projx"): ["bucket-4"],
}


class Lists:
    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []

    def listed(self, kind: str, compartment_id: str) -> Iterator[str | Failure]:
        self.requests.append((kind, compartment_id))
        for each in CONTENT[kind, compartment_id]:
            if each == DENIED:
                raise DENIED
            yield each


def test_all_that_is_listed_and_all_that_is_not() -> None:
    found = list(walk(["volume", "bucket"], lambda kind: ["root", "projx"], Lists().listed))
    assert found == [
        Sighting("volume", "root", "volume-1"),
        Unlisted("volume", "projx", DENIED),
        Sighting("bucket", "root", "bucket-1"),
        Unlisted("bucket", "root", UNREAD, "bucket-2"),
        Sighting("bucket", "root", "bucket-3"),
        Sighting("bucket", "projx", "bucket-4"),
    ]


def test_nothing_is_requested_once_enough_is_found() -> None:
    lists = Lists()
    found = walk(["bucket", "volume"], lambda kind: ["root", "projx"], lists.listed)
    assert next(found) == Sighting("bucket", "root", "bucket-1")
    assert lists.requests == [("bucket", "root")]
