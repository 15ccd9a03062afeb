# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists the content of a bucket: by prefix, between names, grouped at a delimiter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import invalid
from .contents import StoredObject
from .in_namespace import InNamespace

# "ListObjects returns at most 1000 objects" [sdk].
_MOST = 1000
_FIELDS = {
    name.lower(): name
    for name in ("name", "size", "etag", "timeCreated", "md5", "timeModified", "storageTier", "archivalState")
}
# The fields that ObjectVersionSummary requires in any case [sdk].
_ALWAYS_OF_VERSIONS = ("timeModified", "versionId", "isDeleteMarker")


class Listings(InNamespace):
    """Names only, unless `fields` requests more [sdk]. The key is not required for a list."""

    def list_objects(self, call: Call) -> dict[str, Any]:
        """One page, sorted by name; `nextStartWith` is the start of the next one (section 4)."""
        fields = _requested_fields(call)
        limit = min(int(call.query.get("limit", _MOST)), _MOST)
        if limit < 1:
            raise invalid("limit must be at least 1.")
        chosen = _between(call, self.contents(call.the_target()).objects())
        objects: list[dict[str, Any]] = []
        prefixes: list[str] = []
        for stored in chosen:
            folder = _folder(call, stored.name)
            if folder is not None and folder in prefixes:
                continue
            # Prefixes count against the limit like objects (assumed).
            if len(objects) + len(prefixes) == limit:
                return {"objects": objects, "prefixes": prefixes, "nextStartWith": stored.name}
            if folder is None:
                objects.append({name: _described(stored)[name] for name in fields if name in _described(stored)})
            else:
                prefixes.append(folder)
        return {"objects": objects, "prefixes": prefixes}

    def list_object_versions(self, call: Call) -> list[dict[str, Any]] | Answer:
        """Every version and delete marker, by name, newest first; paged by header."""
        fields = (*_requested_fields(call), *_ALWAYS_OF_VERSIONS)
        items: list[dict[str, Any]] = []
        prefixes: list[str] = []
        for stored in _between(call, self.contents(call.the_target()).versions()):
            folder = _folder(call, stored.name)
            if folder is None:
                items.append({name: _described(stored)[name] for name in fields if name in _described(stored)})
            elif folder not in prefixes:
                prefixes.append(folder)
        return Answer({"items": items, "prefixes": prefixes}) if call.query.get("delimiter") else items


def _between(call: Call, stored: Iterable[StoredObject]) -> Iterable[StoredObject]:
    """The objects whose names have the prefix, from `start` (or after `startAfter`) to before `end`."""
    prefix, start = str(call.query.get("prefix", "")), str(call.query.get("start", ""))
    after, end = call.query.get("startAfter"), call.query.get("end")
    return [
        one
        for one in stored
        if one.name.startswith(prefix)
        and one.name >= start
        and (after is None or one.name > after)
        and (end is None or one.name < end)
    ]


def _folder(call: Call, name: str) -> str | None:
    """The prefix that a name is grouped into, if it contains the delimiter after the requested prefix."""
    delimiter = call.query.get("delimiter")
    if not delimiter:
        return None
    if delimiter != "/":
        raise invalid("Only '/' is a supported delimiter.")
    prefix = str(call.query.get("prefix", ""))
    head, found, _rest = name[len(prefix) :].partition("/")
    return f"{prefix}{head}/" if found else None


def _requested_fields(call: Call) -> tuple[str, ...]:
    requested = [name.strip().lower() for name in str(call.query.get("fields") or "name").split(",")]
    unknown = [name for name in requested if name not in _FIELDS]
    if unknown:
        raise invalid(f"fields cannot be {', '.join(unknown)}; it can be {', '.join(_FIELDS.values())}.")
    return tuple(dict.fromkeys(("name", *(_FIELDS[name] for name in requested))))


def _described(stored: StoredObject) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": stored.name,
        "size": len(stored.body),
        "md5": stored.multipart_md5 or stored.md5,
        "etag": stored.etag,
        "timeCreated": stored.time_created,
        "timeModified": stored.time_modified,
        "storageTier": stored.storage_tier,
        "versionId": stored.version_id,
        "isDeleteMarker": stored.is_delete_marker,
    }
    if stored.storage_tier == "Archive":
        described["archivalState"] = "Archived"
    return described
