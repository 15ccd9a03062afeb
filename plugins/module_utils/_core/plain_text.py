# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads a text as a decoder would: without escapes, invisible characters and wide letters.

Only what looks for secrets uses it; what is shown or sent stays as it was specified.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

# Characters written as a backslash and a letter or a number, perhaps escaped more than once.
_WRITTEN = re.compile(r"\\+(?:u\{?([0-9a-fA-F]{4,6})\}?|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([nrt]))")
_PERCENT = re.compile(r"%(?:25)*[0-9a-fA-F]{2}")
# Quoted-printable, RFC 2045.
_PRINTABLE = re.compile(r"(?:=[0-9A-F]{2}){4,}")
_WIDE_BLANK = re.compile(r"[^\S\x00-\x7f]")
_UNSEEN = re.compile(r"[^\t\n\r -~]+")
# An escape in an escape in an escape: more than any form or shell applies.
ROUNDS = 3
BLANKS = {"n": "\n", "r": "\r", "t": "\t"}


def plain(text: str) -> str:
    """The text in ASCII: decoded, and without all other characters."""
    for _round in range(ROUNDS):
        before = text
        if "\\" in text:
            text = _WRITTEN.sub(_unescaped, text)
        if "%" in text and _PERCENT.search(text):
            text = unquote(text)
        if "=" in text:
            text = _PRINTABLE.sub(lambda found: unquote(found.group().replace("=", "%")), text)
        if "&" in text:
            text = html.unescape(text)
        if text == before:
            break
    if not text.isascii():
        text = _WIDE_BLANK.sub(" ", unicodedata.normalize("NFKC", text))
    return text if text.isprintable() and text.isascii() else _UNSEEN.sub("", text)


def _unescaped(found: re.Match[str]) -> str:
    short, long, byte, letter = found.groups()
    if letter:
        return BLANKS[letter]
    code = int(short or long or byte, 16)
    return chr(code) if code < 0x110000 else ""
