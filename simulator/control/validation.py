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


def only(members: Mapping[str, Any], *names: str) -> None:
    """Reject unknown members: a misspelled one would otherwise be ignored."""
    unknown = sorted(members.keys() - set(names))
    if unknown:
        expected = f"; it takes {', '.join(names)}" if names else ""
        raise ValueError(f"there is no member '{shortened(unknown[0])}'{expected}")


def text(members: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A string; required unless there is a default."""
    value = _value(members, name, default)
    if not isinstance(value, str):
        raise ValueError(f"'{name}' must be a string, not {shown(value)}")
    return value


def number(
    members: Mapping[str, Any],
    name: str,
    default: float | None = None,
    *,
    least: float = -LONGEST_SECONDS,
    most: float = LONGEST_SECONDS,
) -> float:
    """A number within bounds. A string is converted, because queries contain strings only."""
    value = _value(members, name, default)
    found = _as_number(value)
    if not math.isfinite(found):
        raise ValueError(f"'{name}' must be a number, not {shown(value)}")
    if not least <= found <= most:
        raise ValueError(f"'{name}' must be from {least:.15g} to {most:.15g}, not {shown(value)}")
    return found


def seconds(members: Mapping[str, Any], name: str, default: float | None = None) -> float:
    """A duration, which is never negative."""
    return number(members, name, default, least=0)


def whole_number(
    members: Mapping[str, Any],
    name: str,
    default: int | None = None,
    *,
    least: int = -_LARGEST_INTEGER,
    most: int = _LARGEST_INTEGER,
) -> int:
    """A number without a fraction."""
    found = number(members, name, default, least=least, most=most)
    if found != int(found):
        raise ValueError(f"'{name}' must be a whole number, not {shown(members[name])}")
    return int(found)


def flag(members: Mapping[str, Any], name: str, default: bool | None = None) -> bool:
    """True or false. A string is converted, because queries contain strings only."""
    value = _value(members, name, default)
    found = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise ValueError(f"'{name}' must be true or false, not {shown(value)}")
    return found


def mapping(members: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object; empty if it is missing."""
    value = members.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"'{name}' must be an object, not {shown(value)}")
    return value


def texts(members: Mapping[str, Any], name: str) -> dict[str, str]:
    """An object whose values are strings; empty if it is missing."""
    found = mapping(members, name)
    return {member: text(found, member) for member in found}


def shown(value: Any) -> str:
    """A value as messages quote it, shortened if it is long."""
    return shortened(repr(value))


def shortened(text_: str) -> str:
    """The text, cut if it is long."""
    return text_ if len(text_) <= _SHOWN else f"{text_[:_SHOWN]}..."


def _as_number(value: Any) -> float:
    if isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _value(members: Mapping[str, Any], name: str, default: Any) -> Any:
    value = members.get(name, default)
    if value is None:
        raise ValueError(f"'{name}' is missing")
    return value
