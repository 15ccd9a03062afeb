# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a document fits a query's conditions.

Operators: querysyntax.htm. `=` and `!=` ignore case, `==` and `!==` do not; `=~` finds a part of the value, with `*` or
`.*` for anything between (seen in public code; that it is no full regular expression is assumed).
A field that is not set equals nothing, so `!=` holds for it (assumed).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from .documents import Document
from .query_language import AllOf, AnyOf, Comparison, Condition

_RELATIVE = re.compile(r"now(?:\s*([+-])\s*(\d+)\s*([smhdw]))?", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def fits(condition: Condition, document: Document, *, now: float) -> bool:
    """Whether the condition holds; `now` is in seconds since the epoch."""
    if isinstance(condition, AllOf):
        return all(fits(inner, document, now=now) for inner in condition.conditions)
    if isinstance(condition, AnyOf):
        return any(fits(inner, document, now=now) for inner in condition.conditions)
    return _holds(condition, document, now)


def contains(document: Document, text: str) -> bool:
    """Whether any indexed value holds the text, in any case; or the type is named so."""
    wanted = text.lower()
    return any(wanted in str(value).lower() for _field, value in document.everything())


def _holds(comparison: Comparison, document: Document, now: float) -> bool:
    values = document.values(comparison.field)
    operator, wanted = comparison.operator, comparison.value
    if operator in ("=", "!="):
        return any(_text(value).lower() == wanted.lower() for value in values) == (operator == "=")
    if operator in ("==", "!=="):
        return any(_text(value) == wanted for value in values) == (operator == "==")
    if operator == "=~":
        pattern = ".*".join(re.escape(part) for part in re.split(r"\.?\*", wanted))
        return any(re.search(pattern, _text(value), re.IGNORECASE | re.DOTALL) for value in values)
    return any(_in_order(value, operator, wanted, now) for value in values)


def _in_order(value: Any, operator: str, wanted: str, now: float) -> bool:
    left: Any = _number(value, now)
    right: Any = _number(wanted, now)
    if left is None or right is None:
        left, right = _text(value).lower(), wanted.lower()
    if operator == ">":
        return bool(left > right)
    if operator == ">=":
        return bool(left >= right)
    return bool(left < right) if operator == "<" else bool(left <= right)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any, now: float) -> float | None:
    """A number, or a time in seconds since the epoch; None for other text."""
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip()
    relative = _RELATIVE.fullmatch(text)
    if relative is not None:
        sign, count, unit = relative.groups()
        return now + (int(f"{sign}{count}") * _SECONDS[unit.lower()] if count else 0)
    try:
        return float(text)
    except ValueError:
        pass
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
