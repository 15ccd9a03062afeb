# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values from a body or a query, or a ValueError that states in one sentence what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..tenancy.clock import LONGEST_SECONDS

_SHOWN = 60
_LARGEST_INTEGER = 2**63 - 1


def only(given: Mapping[str, Any], *names: str) -> None:
    """Refuse members that mean nothing here: a misspelt one would otherwise be ignored."""
    unknown = sorted(given.keys() - set(names))
    if unknown:
        expected = f"; it takes {', '.join(names)}" if names else ""
        raise ValueError(f"there is no member '{shortened(unknown[0])}'{expected}")


def text(given: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A string; without a default it must be given."""
    value = _value(given, name, default)
    if not isinstance(value, str):
        raise ValueError(f"'{name}' must be a string, not {shown(value)}")
    return value


def number(
    given: Mapping[str, Any],
    name: str,
    default: float | None = None,
    *,
    least: float = -LONGEST_SECONDS,
    most: float = LONGEST_SECONDS,
) -> float:
    """A number within bounds, also one written as a string, as queries have it."""
    value = _value(given, name, default)
    found = _as_number(value)
    if not math.isfinite(found):
        raise ValueError(f"'{name}' must be a number, not {shown(value)}")
    if not least <= found <= most:
        raise ValueError(f"'{name}' must be from {least:.15g} to {most:.15g}, not {shown(value)}")
    return found


def seconds(given: Mapping[str, Any], name: str, default: float | None = None) -> float:
    """A duration, which is never negative."""
    return number(given, name, default, least=0)


def whole_number(
    given: Mapping[str, Any],
    name: str,
    default: int | None = None,
    *,
    least: int = -_LARGEST_INTEGER,
    most: int = _LARGEST_INTEGER,
) -> int:
    """A number without a fraction."""
    found = number(given, name, default, least=least, most=most)
    if found != int(found):
        raise ValueError(f"'{name}' must be a whole number, not {shown(given[name])}")
    return int(found)


def flag(given: Mapping[str, Any], name: str, default: bool | None = None) -> bool:
    """True or false, also written as a string, as queries have it."""
    value = _value(given, name, default)
    found = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise ValueError(f"'{name}' must be true or false, not {shown(value)}")
    return found


def mapping(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object; empty where it is not given."""
    value = given.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"'{name}' must be an object, not {shown(value)}")
    return value


def texts(given: Mapping[str, Any], name: str) -> dict[str, str]:
    """An object whose values are strings; empty where it is not given."""
    found = mapping(given, name)
    return {member: text(found, member) for member in found}


def shown(value: Any) -> str:
    """A value as messages quote it: its beginning, where it is long."""
    return shortened(repr(value))


def shortened(words: str) -> str:
    """Its beginning, where it is long."""
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}..."


def _as_number(value: Any) -> float:
    if isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _value(given: Mapping[str, Any], name: str, default: Any) -> Any:
    value = given.get(name, default)
    if value is None:
        raise ValueError(f"'{name}' is missing")
    return value
