# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The content of a bucket: objects, versions and unfinished uploads, each with the key that wraps its data key."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class StoredObject:
    """One version of an object, or a delete marker.

    `kms_key_id` is the master key that wraps the data key; `None` is Oracle's. `headers` are those of the client:
    content type, `opc-meta-` and the like.
    """

    name: str
    body: bytes
    md5: str
    etag: str
    version_id: str
    time_created: str
    time_modified: str
    kms_key_id: str | None
    storage_tier: str
    headers: dict[str, str] = field(default_factory=dict)
    multipart_md5: str | None = None
    is_delete_marker: bool = False


@dataclass
class Part:
    """One part of an upload."""

    number: int
    body: bytes
    md5: str
    etag: str


@dataclass
class Upload:
    """A multipart upload that is not committed."""

    id: str
    name: str
    time_created: str
    kms_key_id: str | None
    storage_tier: str
    headers: dict[str, str]
    parts: dict[int, Part] = field(default_factory=dict)


class Contents:
    """The contents of one bucket."""

    def __init__(self) -> None:
        self._versions: dict[str, list[StoredObject]] = {}
        self.uploads: dict[str, Upload] = {}

    @property
    def is_empty(self) -> bool:
        """Whether the bucket can be deleted."""
        return not self._versions and not self.uploads

    def current(self, name: str) -> StoredObject | None:
        """The current version of an object."""
        versions = self._versions.get(name)
        return versions[-1] if versions and not versions[-1].is_delete_marker else None

    def version(self, name: str, version_id: str) -> StoredObject | None:
        """One version of an object."""
        return next((one for one in self._versions.get(name, ()) if one.version_id == version_id), None)

    def objects(self) -> Iterator[StoredObject]:
        """The current version of each object, by name."""
        for name in sorted(self._versions):
            found = self.current(name)
            if found is not None:
                yield found

    def versions(self) -> Iterator[StoredObject]:
        """Every version and delete marker, by name, newest first."""
        for name in sorted(self._versions):
            yield from reversed(self._versions[name])

    def put(self, stored: StoredObject, *, keep_previous: bool) -> None:
        """Make this the current object of its name. The previous one becomes a version or is deleted."""
        previous = self._versions.setdefault(stored.name, [])
        if previous and not keep_previous:
            previous.pop()
        previous.append(stored)

    def remove(self, stored: StoredObject) -> None:
        """Delete one version permanently."""
        versions = self._versions[stored.name]
        versions.remove(stored)
        if not versions:
            del self._versions[stored.name]

    def copy(self) -> Contents:
        """A copy that can be changed without an effect on the bucket."""
        return copy.deepcopy(self)
