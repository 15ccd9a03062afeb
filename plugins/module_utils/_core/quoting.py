# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Quotes a value that is wrong, so that people see what is wrong with it."""

from __future__ import annotations

# More than any OCID has.
LONGEST = 120
BEGINNING = 20


def quoted(text: str) -> str:
    """The value in quotes, with escapes for what is invisible or easily mistaken.

    It may be a whole file pasted into the wrong option: a long value is cut to its beginning, and one of several lines
    after the first line break.
    """
    end = text.find("\n", 0, LONGEST) + 1 or (len(text) if len(text) <= LONGEST else _end_of_beginning(text))
    return ascii(text[:end]) + ("…" if end < len(text) else "")


def _end_of_beginning(text: str) -> int:
    odd = (at for at, character in enumerate(text[:LONGEST]) if not (character.isascii() and character.isprintable()))
    return max(BEGINNING, next(odd, 0) + 1)
