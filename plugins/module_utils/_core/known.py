# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Narrows an optional value that was validated earlier."""

from __future__ import annotations

from typing import Optional, TypeVar

Value = TypeVar("Value")


def known(value: Optional[Value]) -> Value:
    """The value, which earlier checks guarantee; its absence is a defect."""
    if value is None:
        raise AssertionError("a value is missing that earlier checks guarantee")
    return value
