# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Answers that are yes, no, or cannot be told: `True`, `False` and `None`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

Truth = Optional[bool]


def every(answers: Iterable[Truth]) -> Truth:
    """Whether all are yes. No more are asked for after the first no."""
    found: Truth = True
    for answer in answers:
        if answer is False:
            return False
        found = found and answer
    return found


def some(answers: Iterable[Truth]) -> Truth:
    """Whether one is yes. No more are asked for after the first yes."""
    found: Truth = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            found = None
    return found


def negated(answer: Truth) -> Truth:
    """The opposite, as far as it can be told."""
    return None if answer is None else not answer
