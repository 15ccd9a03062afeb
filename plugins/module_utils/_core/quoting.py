# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Quotes an invalid value in a message so that users see what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from typing import Optional

from . import redacting

# More than any OCID of a resource that is named by hand has.
LONGEST = 120
BEGINNING = 20
# The longest OCID is 255 characters.
LONGEST_SHOWN = 255

# Those of programs, and those that word processors put in their place.
QUOTES = frozenset("\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb")

# What looks like a blank, or like nothing: fillers, the empty braille pattern, joiners and selectors.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(each) for each in range(0xFE00, 0xFE10)}
# Their letters look like those of ASCII, and are shown as they are only in words of their own.
LOOKALIKES = ("CYRILLIC", "GREEK")


def quoted(text: str, *, longest: int = LONGEST) -> str:
    """The value in quotes, with escapes for what is invisible or easily mistaken, and readable else.

    It may be a whole file pasted into the wrong option, in any encoding: a long value is described, except for the
    beginning of an OCID, and one of several lines ends after the first line break. A secret is not shown at all.
    """
    kind = redacting.kind(text)
    if kind is not None:
        return f"{kind} (not shown)"
    if len(text) > longest and not text.startswith("ocid1."):
        return redacting.described(text)
    end = text.find("\n", 0, LONGEST) + 1 or (len(text) if len(text) <= LONGEST else _end_of_beginning(text))
    return _escaped(text[:end]) + ("…" if end < len(text) else "")


def brief(text: str) -> str:
    """A name or path as it is, unless it is so long that it is a whole file in the wrong place, or not printable."""
    if len(text) > LONGEST_SHOWN or not text.isprintable():
        return quoted(text)
    return text


def _escaped(text: str) -> str:
    odd = _odd(text)
    # Python escapes what is not printable, and the quotes.
    return repr(text).translate({ord(each): _escape(each) for each in odd if each.isprintable()})


def _odd(text: str) -> set[str]:
    """The characters that must not be shown as they are."""
    odd = {each for each in text if not each.isascii() and (not each.isprintable() or _is_blank(each))}
    for word in re.findall(r"[^\W\d_]+", text):
        if not word.isascii() and any(each.isascii() for each in word):
            odd.update(each for each in word if unicodedata.name(each, "").startswith(LOOKALIKES))
    return odd


def _is_blank(character: str) -> bool:
    return character in BLANK or 0xE0100 <= ord(character) <= 0xE01EF or unicodedata.category(character) in ("Zs", "Cf")


def _escape(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode("ascii")


def _end_of_beginning(text: str) -> int:
    odd = (at for at, character in enumerate(text[:LONGEST]) if not (character.isascii() and character.isprintable()))
    return max(BEGINNING, next(odd, 0) + 1)


def quotes_of(text: str) -> Optional[str]:
    """Which quotes a text has that were to be taken off, as the end of a sentence; `None` without any."""
    stripped = text.strip()
    if not stripped or stripped[0] not in QUOTES:
        return None
    return "is in quotes" if len(stripped) > 1 and stripped[-1] in QUOTES else "begins with a quote"
