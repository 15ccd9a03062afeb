# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads the entries of lists without building a model of the SDK for each, which takes longer than all else.

A view has the attributes of the model that the operation declares. What is nested is built by the SDK when it is read.
"""

from __future__ import annotations

import datetime
import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Optional

# Builds what is nested: from a body, and the name of its type.
Build = Callable[[bytes, str], Any]

LIST = re.compile(r"list\[(\w+)\]")

TIME = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:?\d\d)?")

PLAIN = frozenset(("str", "int", "bool", "float", "object"))


class View:
    """One entry of a list, by the attributes of its model."""

    def __init__(self, raw: Mapping[str, Any], fields: Mapping[str, tuple[str, str]], build: Build) -> None:
        self._raw = raw
        self._fields = fields
        self._build = build

    def __getattr__(self, name: str) -> Any:
        if name not in self._fields:
            raise AttributeError(name)
        wire, declared = self._fields[name]
        found = self._raw.get(wire)
        if found is None or declared in PLAIN or declared.startswith("dict("):
            return found
        if declared == "datetime":
            return _time(found)
        return self._build(json.dumps(found).encode(), declared)


class Page:
    """An answer whose list is in a field."""

    def __init__(self, items: list[View]) -> None:
        self.items = items


def view(body: Any, declared: str, types: Mapping[str, Any], build: Build) -> Optional[Any]:
    """The entries of a body, whose shape is proven; `None` for what is no list, or one of several types."""
    if isinstance(body, list):
        found = LIST.fullmatch(declared)
        return None if found is None else _views(body, types.get(found.group(1)), build)
    if not isinstance(body, dict):
        return None
    items = _fields(types[declared]).get("items") if declared in types else None
    found = None if items is None else LIST.fullmatch(items[1])
    if items is None or found is None:
        return None
    entries = _views(body[items[0]], types.get(found.group(1)), build)
    return None if entries is None else Page(entries)


def _views(entries: list[Any], model: Any, build: Build) -> Optional[list[View]]:
    if model is None or hasattr(model, "get_subtype"):
        return None
    fields = _fields(model)
    return [View(each, fields, build) for each in entries]


@functools.cache  # as many as the SDK has classes, and equal in all threads
def _fields(model: Any) -> Mapping[str, tuple[str, str]]:
    """The names in bodies and the declared types, by attributes."""
    shown = model()
    return {name: (wire, shown.swagger_types[name]) for name, wire in shown.attribute_map.items()}


@functools.lru_cache(maxsize=1024)  # a page has few times often
def _time(text: str) -> datetime.datetime:
    """The time of a text that is proven to be one."""
    found = TIME.fullmatch(text)
    if found is None:
        raise AssertionError("a time whose form was proven earlier")
    whole, fraction, zone = found.groups()
    hours = "+00:00" if zone in (None, "Z", "z") else f"{zone[:3]}:{zone[-2:]}"
    return datetime.datetime.fromisoformat(f"{whole}.{(fraction or '')[:6].ljust(6, '0')}{hours}")
