# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values out of a body or a query, or a ValueError that says in a sentence what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def text(given: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A string; without a default it must be given."""
    value = _value(given, name, default)
    if not isinstance(value, str):
        raise ValueError(f"'{name}' must be a string, not {value!r}")
    return value


def number(given: Mapping[str, Any], name: str, default: float | None = None) -> float:
    """A number, also one written as a string, as queries have it."""
    value = _value(given, name, default)
    try:
        found = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise ValueError(f"'{name}' must be a number, not {value!r}")
    return found


def whole_number(given: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """A number without a fraction."""
    found = number(given, name, default)
    if found != int(found):
        raise ValueError(f"'{name}' must be a whole number, not {given[name]!r}")
    return int(found)


def flag(given: Mapping[str, Any], name: str, default: bool | None = None) -> bool:
    """True or false, also written as a string, as queries have it."""
    value = _value(given, name, default)
    found = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise ValueError(f"'{name}' must be true or false, not {value!r}")
    return found


def mapping(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object; empty where it is not given."""
    value = given.get(name) or {}
    if not isinstance(value, dict):
        raise ValueError(f"'{name}' must be an object, not {value!r}")
    return value


def _value(given: Mapping[str, Any], name: str, default: Any) -> Any:
    value = given.get(name, default)
    if value is None:
        raise ValueError(f"'{name}' is missing")
    return value
