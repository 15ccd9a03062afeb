# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matches a document with the conditions of a query.

Operators: querysyntax.htm. `=` and `!=` ignore case, `==` and `!==` do not; `=~` finds a part of the value, with `*` or
`.*` as wildcards (observed in public code; that it is not a full regular expression is assumed). A field that is not
set equals nothing, so `!=` holds for it (assumed).
"""

from __future__ import annotations

import re
from typing import Any

from .documents import Document
from .query_language import AllOf, AnyOf, Comparison, Condition
from .times import is_time, parse_time


def fits(condition: Condition, document: Document, *, now: float) -> bool:
    """Whether the condition holds; `now` is in seconds since the epoch."""
    if isinstance(condition, AllOf):
        return all(fits(inner, document, now=now) for inner in condition.conditions)
    if isinstance(condition, AnyOf):
        return any(fits(inner, document, now=now) for inner in condition.conditions)
    return _holds(condition, document, now)


def contains(document: Document, text: str) -> bool:
    """Whether any indexed value, including the name of the type, contains the text in any case.

    "Queries all indexed fields for matches, but ignores special characters, including any punctuation."
    """
    requested = text.lower()
    words = _words(requested)
    return any(
        requested in value or bool(words and words in _words(value))
        for value in (str(value).lower() for _field, value in document.everything())
    )


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _holds(comparison: Comparison, document: Document, now: float) -> bool:
    values = document.values(comparison.field)
    operator, requested = comparison.operator, comparison.value
    if operator in ("=", "!="):
        return any(_is_equal(value, requested, now) for value in values) == (operator == "=")
    if operator in ("==", "!=="):
        return any(_text(value) == requested for value in values) == (operator == "==")
    if operator == "=~":
        pattern = ".*".join(re.escape(part) for part in re.split(r"\.?\*", requested))
        return any(re.search(pattern, _text(value), re.IGNORECASE | re.DOTALL) for value in values)
    return any(_in_order(value, operator, requested, now) for value in values)


def _is_equal(value: Any, requested: str, now: float) -> bool:
    if _text(value).lower() == requested.lower():
        return True
    return isinstance(value, str) and is_time(value) and parse_time(value, now=now) == parse_time(requested, now=now)


def _in_order(value: Any, operator: str, requested: str, now: float) -> bool:
    left: Any = _number(value, now)
    right: Any = _number(requested, now)
    if left is None or right is None:
        left, right = _text(value).lower(), requested.lower()
    if operator == ">":
        return bool(left > right)
    if operator == ">=":
        return bool(left >= right)
    return bool(left < right) if operator == "<" else bool(left <= right)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any, now: float) -> float | None:
    """A number, or a time in seconds since the epoch; `None` for other text."""
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(str(value))
    except ValueError:
        return parse_time(str(value), now=now)
