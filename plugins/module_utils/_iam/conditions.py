# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Evaluates conditions, in three values, as far as the request is known.

Documented: https://docs.oracle.com/en-us/iaas/Content/Identity/policysyntax/conditions.htm (`=`, `!=`, a star at the
beginning or end of a pattern, case does not matter, a variable that the request does not supply makes the condition
false). Everything else cannot be determined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Optional, Union

from .language import Combination, Comparison, Condition, Unparsed

Truth = Optional[bool]

# Whether a value that is known only by its properties equals that of a condition, in lower case.
Likeness = Callable[[str], Truth]

# The values of a variable, `None` for one that the request does not supply.
Values = Optional[tuple[Union[str, Likeness], ...]]

# By name in lower case. A variable that is left out is unknown.
Variables = Mapping[str, Values]

OF_VARIABLES = ("request.", "target.")


def holds(condition: Optional[Condition], variables: Variables) -> Truth:
    """Whether a condition holds; none always does."""
    if condition is None:
        return True
    if isinstance(condition, Unparsed):
        return None
    if isinstance(condition, Combination):
        answers = (holds(each, variables) for each in condition.conditions)
        return some(answers) if condition.kind == "any" else every(answers)
    return _compared(condition, variables)


def undecided(condition: Optional[Condition], variables: Variables) -> tuple[str, ...]:
    """The variables that prevent a condition from being evaluated; none if it can be."""
    if condition is None or holds(condition, variables) is not None:
        return ()
    if isinstance(condition, Unparsed):
        named = (word for word in condition.words if word.startswith(OF_VARIABLES))
        return tuple(dict.fromkeys(named)) or (" ".join(condition.words),)
    if isinstance(condition, Combination):
        found = (name for each in condition.conditions for name in undecided(each, variables))
        return tuple(sorted(set(found)))
    return (condition.variable,)


def _compared(comparison: Comparison, variables: Variables) -> Truth:
    # Of another variable, as in request.user.id = target.user.id, no value is known.
    if comparison.variable not in variables or comparison.value.startswith(OF_VARIABLES):
        return None
    values = variables[comparison.variable]
    if values is None:
        return False
    answers = {_matches(value, comparison) for value in values}
    if comparison.operator == "=":
        return some(answers)
    # Whether "!=" is about one of several values or about all of them is not documented.
    return negated(answers.pop()) if len(answers) == 1 else None


def _matches(value: Union[str, Likeness], comparison: Comparison) -> Truth:
    wanted = comparison.value.casefold()
    if not isinstance(value, str):
        return None if comparison.is_pattern else value(wanted)
    if comparison.is_pattern:
        return _is_like(value.casefold(), wanted)
    return value.casefold() == wanted


def _is_like(value: str, wanted: str) -> Truth:
    """Whether a value matches a pattern with a star at its beginning, its end or both."""
    pattern = wanted.strip("/")
    text = pattern.strip("*")
    if not text or "*" in text or "*" not in pattern or pattern.startswith("**") or pattern.endswith("**"):
        return None
    if pattern.startswith("*"):
        return text in value if pattern.endswith("*") else value.endswith(text)
    return value.startswith(text)


def every(answers: Iterable[Truth]) -> Truth:
    """Whether all hold. No more are evaluated after the first that does not."""
    found: Truth = True
    for answer in answers:
        if answer is False:
            return False
        found = found and answer
    return found


def some(answers: Iterable[Truth]) -> Truth:
    """Whether one holds. No more are evaluated after the first that does."""
    found: Truth = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            found = None
    return found


def negated(answer: Truth) -> Truth:
    """The opposite, if it is known."""
    return None if answer is None else not answer
