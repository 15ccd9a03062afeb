# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Which resources an entry of a key map, an exception or a filter is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core import regions, tenancy
from .._core.errors import BadOption
from .._core.quoting import quoted
from .._resources.registry import TYPES
from .items import Item
from .places import Places

TYPE_NAMES = tuple(each.facts.name for each in TYPES)

# The names of the conditions, each with another spelling that is accepted.
FIELDS: Mapping[str, str] = {
    "region": "regions",
    "regions": "regions",
    "compartment": "compartments",
    "compartments": "compartments",
    "type": "types",
    "types": "types",
    "resource": "resources",
    "resources": "resources",
    "tags": "tags",
    "children": "children",
}


@dataclass(frozen=True)
class Condition:
    """What a resource must be; an empty condition holds for all.

    `paths` are compartments as specified and `compartments` their OCIDs, once they are `resolved`. A tag is its
    namespace, empty for freeform tags, its key and its value.
    """

    where: str
    regions: frozenset[str] = frozenset()
    paths: tuple[tuple[str, ...], ...] = ()
    compartments: frozenset[str] = frozenset()
    children: bool = True
    types: frozenset[str] = frozenset()
    resources: frozenset[str] = frozenset()
    tags: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether it holds for every resource."""
        return not (self.regions or self.paths or self.types or self.resources or self.tags)

    def resolved(self, places: Places) -> Condition:
        """The condition with the OCIDs of its compartments. Raises BadOption for one that does not exist."""
        found = (places.find(f"{self.where}.compartments", path) for path in self.paths)
        return replace(self, compartments=frozenset(found))

    def holds(self, item: Item, places: Places) -> bool:
        """Whether a resource meets every part of it."""
        return (
            (not self.regions or item.region in self.regions)
            and (not self.types or item.type in self.types)
            and (not self.resources or item.ocid in self.resources or item.identity in self.resources)
            and (not self.paths or places.within(item.compartment_id, self.compartments, children=self.children))
            and (not self.tags or self.tags <= tags_of(item))
        )

    def covers(self, other: Condition) -> bool:
        """Whether every resource for which the other holds meets this one too, as far as the texts show."""
        return (
            _is_wider(self.regions, other.regions)
            and _is_wider(self.types, other.types)
            and _is_wider(self.resources, other.resources)
            and _is_wider(frozenset(self.paths), frozenset(other.paths))
            and self.children >= other.children
            and self.tags <= other.tags
        )


def _is_wider(one: frozenset[Any], other: frozenset[Any]) -> bool:
    return not one or (bool(other) and other <= one)


def tags_of(item: Item) -> frozenset[tuple[str, str, str]]:
    """The tags of a resource, as conditions have them; names of defined tags do not depend on case."""
    freeform = {("", name, str(value)) for name, value in item.freeform_tags.items()}
    defined = {
        (namespace.casefold(), name.casefold(), str(value))
        for namespace, tags in item.defined_tags.items()
        for name, value in tags.items()
    }
    return frozenset(freeform | defined)


def parse(where: str, given: Any, *, children: bool = True) -> Condition:
    """The condition of a mapping. `children` is the default. Raises BadOption with the path of what is wrong."""
    if given is None:
        return Condition(where, children=children)
    if not isinstance(given, Mapping):
        raise BadOption(f"{where} must be a mapping of conditions, not {quoted(str(given))}", option=where)
    parts: dict[str, Any] = {}
    for name, value in given.items():
        field = FIELDS.get(str(name))
        if field is None:
            raise BadOption(
                f"{where} has the unknown condition {quoted(str(name))}",
                advice=("The conditions are regions, compartments, children, types, resources and tags.",),
                option=f"{where}.{name}",
            )
        if value in (None, [], {}, ""):
            # As in templates of such files, where nothing is filled in.
            continue
        parts[field] = value
    below = parts.get("children", children)
    if not isinstance(below, bool):
        raise BadOption(f"{where}.children must be true or false", option=f"{where}.children")
    return Condition(
        where,
        regions=frozenset(
            regions.required_region(f"{where}.regions", each)
            for each in texts(f"{where}.regions", parts.get("regions"))
        ),
        paths=tuple(
            tenancy.parsed(f"{where}.compartments", each)
            for each in texts(f"{where}.compartments", parts.get("compartments"))
        ),
        children=below,
        types=frozenset(check_types(f"{where}.types", texts(f"{where}.types", parts.get("types")))),
        resources=frozenset(texts(f"{where}.resources", parts.get("resources"))),
        tags=parse_tags(f"{where}.tags", parts.get("tags")),
    )


def texts(where: str, given: Any) -> tuple[str, ...]:
    """One text, or a list of texts. Raises BadOption."""
    found = [given] if isinstance(given, str) else given
    if found is None:
        return ()
    if not isinstance(found, Sequence) or not all(isinstance(each, str) and each.strip() for each in found):
        raise BadOption(f"{where} must be a text or a list of texts, none of them empty", option=where)
    return tuple(each.strip() for each in found)


def check_types(where: str, names: Sequence[str]) -> Sequence[str]:
    """The names of types. Raises BadOption for an unknown one."""
    for each in names:
        if each not in TYPE_NAMES:
            raise BadOption(
                f"{where} has the unknown type {quoted(each)}",
                advice=(f"The types are {', '.join(TYPE_NAMES)}.",),
                option=where,
            )
    return names


def parse_tags(where: str, given: Any) -> frozenset[tuple[str, str, str]]:
    """Tags as a mapping of `<namespace>.<key>`, or of the key of a freeform tag, to a value. Raises BadOption."""
    if given is None:
        return frozenset()
    if not isinstance(given, Mapping):
        raise BadOption(f"{where} must be a mapping of tags to their values", option=where)
    return frozenset(_tag(where, str(name), value) for name, value in given.items())


def _tag(where: str, name: str, value: Any) -> tuple[str, str, str]:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadOption(f"{where}.{name} must be a text", advice=("Put it in quotes.",), option=f"{where}.{name}")
    namespace, separator, key = name.partition(".")
    return (namespace.casefold(), key.casefold(), str(value)) if separator else ("", name, str(value))


def first(conditions: Sequence[tuple[Condition, Any]], item: Item, places: Places) -> Optional[Any]:
    """What stands beside the first condition that holds."""
    return next((value for condition, value in conditions if condition.holds(item, places)), None)
