# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Escapes texts for the page: nothing in them is markup, and nothing in them is invisible."""

from __future__ import annotations

import re
from html import escape

# Control characters, and those that hide, reverse or break a text.
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def escaped(text: object) -> str:
    """The text, with what cannot be seen as the number of its character."""
    shown = str(text)
    if not shown.isprintable():
        shown = INVISIBLE.sub(_number, shown)
    return escape(shown)


def _number(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
