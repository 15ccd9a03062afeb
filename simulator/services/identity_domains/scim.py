# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SCIM attributes that the SDK documents, and the part of a resource that a response shows."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...catalog.models import inner_type, schema

PACKAGE = "identity_domains"

_PROPERTY = re.compile(r"- (returned|caseExact): (\w+)")


@dataclass(frozen=True)
class Attribute:
    """One attribute: its spelling, the SDK model of its values if it has one, and its SCIM++ properties."""

    wire: str
    model: str | None
    returned: str
    """`always`, `default`, `request` or `never`: when a response shows it."""
    is_case_exact: bool


@functools.cache
def attributes(model: str) -> Mapping[str, Attribute]:
    """The attributes of a model by lower-case name; complex ones without properties are shown by default."""
    known = schema(PACKAGE, model)
    found = {}
    for wire, (name, type_) in known.fields.items():
        properties = dict(_PROPERTY.findall(getattr(known.model, name).__doc__ or ""))
        _kind, inner = inner_type(type_)
        found[wire.lower()] = Attribute(
            wire=wire,
            model=inner if inner_type(inner)[0] == "model" else None,
            returned=properties.get("returned", "default"),
            is_case_exact=properties.get("caseExact") == "true",
        )
    return found


@dataclass(frozen=True)
class Shown:
    """The requested attributes: sets of attributes, and attributes by path in lower case."""

    sets: frozenset[str] = frozenset({"default"})
    paths: frozenset[str] = frozenset()

    def below(self, name: str) -> Shown:
        """The request for an attribute's sub-attributes: the default ones unless it names some."""
        inner = frozenset(
            path[len(name) + 1 :] for path in self.paths if path.startswith((f"{name}.", f"{name}:")) and path != name
        )
        if inner and name not in self.paths:
            return Shown(self.sets, inner)
        return Shown(self.sets | {"default"}, inner)

    def names(self, name: str) -> bool:
        """Whether an attribute or a part of it is requested."""
        return any(path == name or path.startswith((f"{name}.", f"{name}:")) for path in self.paths)


def requested_attributes(names: Iterable[str], sets: Iterable[str]) -> Shown:
    """The union of `attributes` and `attributeSets`, or the default if there is neither."""
    paths = frozenset(name.strip().lower() for name in names if name.strip())
    chosen = frozenset(name.lower() for name in sets if name)
    return Shown(chosen or (frozenset() if paths else frozenset({"default"})), paths)


def part(data: Mapping[str, Any], model: str, shown: Shown) -> dict[str, Any]:
    """The attributes of a resource, or of a complex value, that a response shows."""
    known = attributes(model)
    answer = {}
    for wire, value in data.items():
        attribute = known[wire.lower()]
        if not _is_shown(attribute, shown):
            continue
        inside = shown.below(wire.lower())
        if attribute.model is None:
            answer[wire] = value
        elif isinstance(value, list):
            answer[wire] = [part(item, attribute.model, inside) for item in value]
        else:
            answer[wire] = part(value, attribute.model, inside)
    return {wire: value for wire, value in answer.items() if value not in ({}, [])}


def _is_shown(attribute: Attribute, shown: Shown) -> bool:
    if attribute.returned == "never":
        return False
    if attribute.returned == "always" or "all" in shown.sets or attribute.returned in shown.sets:
        return True
    return shown.names(attribute.wire.lower())
