# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left of a body when a service ignores the fields that its models do not have."""

from __future__ import annotations

from typing import Any

from .models import UnfitBody, inner_type, schema, subtype


def known_part(package: str, type_: str, value: Any) -> Any:
    """The value without unknown fields, at any depth; what does not fit in other ways stays as it is."""
    kind, inner = inner_type(type_)
    if kind == "list" and isinstance(value, list):
        return [known_part(package, inner, item) for item in value]
    if kind == "dict" and isinstance(value, dict):
        return {key: known_part(package, inner, item) for key, item in value.items()}
    if kind != "model" or not isinstance(value, dict):
        return value
    try:
        known = subtype(schema(package, inner), value)
    except UnfitBody:
        return value
    return {
        wire: known_part(package, known.fields[wire][1], item) for wire, item in value.items() if wire in known.fields
    }
