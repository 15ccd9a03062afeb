# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The indexed form of a resource: the fields to compare, and the summary that a search returns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...tenancy.resource import Resource
from .indexed_types import IndexedType

COMMON = {
    "resourcetype": "resourceType",
    "identifier": "identifier",
    "compartmentid": "compartmentId",
    "displayname": "displayName",
    "availabilitydomain": "availabilityDomain",
    "lifecyclestate": "lifecycleState",
    "timecreated": "timeCreated",
}
"""The fields of every type. Queries use them in any case, responses in this spelling."""

TAG_FIELDS = {
    "freeformtags": ("key", "value"),
    "definedtags": ("namespace", "key", "value"),
    "systemtags": ("namespace", "key", "value"),
}


class Document:
    """One resource in the index; `data` may be older than the resource itself."""

    __slots__ = ("_resource", "data", "type")

    def __init__(self, type: IndexedType, resource: Resource, data: Mapping[str, Any]) -> None:
        self.type = type
        self._resource = resource
        self.data = data

    def values(self, field: tuple[str, ...]) -> list[Any]:
        """The values of a field: empty if it is not set, several for lists and tags."""
        name = field[0]
        if name in COMMON and len(field) == 1:
            return _flat(self._common(name))
        if name in TAG_FIELDS and len(field) == 2:
            return list(self._tags(name, field[1]))
        for wire in self.type.additional:
            if wire.lower() == name:
                return _flat(self.data.get(wire))
        return []

    def everything(self) -> Iterator[tuple[str, Any]]:
        """Every indexed field with each of its values, for free text."""
        for name, wire in COMMON.items():
            yield from ((wire, value) for value in _flat(self._common(name)))
        for name, parts in TAG_FIELDS.items():
            for part in parts:
                yield from ((f"{name}.{part}", value) for value in self._tags(name, part))
        for wire in self.type.additional:
            yield from ((wire, value) for value in _flat(self.data.get(wire)))

    def summary(self, additional: Iterable[str]) -> dict[str, Any]:
        """The form of responses, with these additional fields (null if not set)."""
        return {
            **{wire: self._common(name) for name, wire in COMMON.items()},
            "freeformTags": self.data.get("freeformTags", {}),
            "definedTags": self.data.get("definedTags", {}),
            "systemTags": self.data.get("systemTags", {}),
            "searchContext": None,
            "identityContext": {},
            "additionalDetails": {wire: self.data.get(wire) for wire in additional},
        }

    def highlights(self, text: str) -> dict[str, list[str]]:
        """By field, the values that contain the text, marked by h1; the rest is HTML-encoded [sdk: SearchContext]."""
        pattern = re.compile(re.escape(html.escape(text)), re.IGNORECASE)
        marked: dict[str, list[str]] = {}
        for field, value in self.everything():
            if text.lower() in str(value).lower():
                shown = pattern.sub(lambda found: f"<h1>{found[0]}</h1>", html.escape(str(value)))
                marked.setdefault(field, []).append(shown)
        return marked

    def _common(self, name: str) -> Any:
        if name == "resourcetype":
            return self.type.name
        if name == "identifier":
            return self._resource.id
        if name == "displayname":
            return self.data.get("displayName", self.data.get("name"))
        return self.data.get(COMMON[name])

    def _tags(self, name: str, part: str) -> Iterator[Any]:
        if name == "freeformtags":
            tags = self.data.get("freeformTags", {})
            yield from tags.keys() if part == "key" else tags.values() if part == "value" else ()
            return
        by_namespace = self.data.get("definedTags" if name == "definedtags" else "systemTags", {})
        for namespace, tags in by_namespace.items():
            if part == "namespace":
                yield namespace
            else:
                yield from tags.keys() if part == "key" else tags.values() if part == "value" else ()


def _flat(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
