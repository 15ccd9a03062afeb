# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds keys and tokens that are split over the entries of a list or mapping: by lines, words, parts or characters.

Some of the entries look like nothing on their own, such as the last line of a key, so that the list or mapping whose
texts are a secret together is hidden as a whole.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional

from .random_texts import is_random
from .redacting import (
    HIDDEN,
    KEY_LENGTH,
    KNOWN,
    LOOKS_SECRET,
    PRIVATE_KEY,
    TOKEN,
    kind,
    secret_kind,
    texts,
    without_public,
)

_FRAME = re.compile(r"-{2,} ?(?:BEGIN|END) (?![A-Z0-9 ]*PUBLIC)[A-Z0-9 ]*KEY|PRIVATE KEY ?-{2}")
# Standard base64: names have other characters, too.
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
# Stands between entries that are looked at together; a blank that no text has.
_BETWEEN = "\x1f"
# How the base64 of a frame begins.
_ENCODED = "LS0tLS1CRUdJTi"

# What no secret that is looked for here is without, unless it has lost its beginning.
_SIGNS = ("--BEGIN", "-- BEGIN", "--END", "-- END", "PRIVATE", "LS0tLS1", "eyJ")

# Characters of an entry that is a line of a key; lines have 64 or more, and some tools fold them.
LINE = 20
# The share of such entries that look random: short ones need not.
RANDOM_SHARE = 0.8
# What a token begins with, so that it looks like one on its own.
TOKEN_BEGINNING = "eyJ"


def split_kind(value: Any) -> Optional[str]:
    """What secret the texts of a list or mapping hold together; `None` if there is none, or one text holds it all."""
    if not _is_suspicious(list(texts(value))):
        return None
    for pieces in _orders(value):
        found = _split(pieces) if len(pieces) > 1 else None
        if found is not None:
            return found
    return None


def take_out_split(value: Any, place: str, found: list[tuple[str, str]]) -> Any:
    """The value of an option, hidden as a whole if it is a secret; `found` gets the place and the kind."""
    problem = split_kind(value)
    if problem is None:
        return value
    for piece in texts(value):
        if is_random(piece.strip(), 8, 0.2):
            KNOWN.add(piece)
    found.append((place, problem))
    return HIDDEN


def without_split(value: Any) -> Any:
    """The value with the innermost lists and mappings hidden that are a secret, and no line of it left beside them."""
    if split_kind(value) is None:
        return value
    outer: Any
    if isinstance(value, Mapping):
        outer = {name: without_split(each) for name, each in value.items()}
        is_inner = list(outer.values()) != list(value.values())
    else:
        outer = [without_split(each) for each in value]
        is_inner = outer != list(value)
    is_left_over = is_inner and any(_is_line(text) for text in texts(outer))
    return HIDDEN if is_left_over or split_kind(outer) else outer


def _is_suspicious(pieces: Sequence[str]) -> bool:
    """Whether they need a closer look, which most results do not."""
    if any(each in "".join(pieces) for each in _SIGNS):
        return True
    return sum(len(piece) == 1 for piece in pieces) >= KEY_LENGTH or any(_is_line(piece) for piece in pieces)


def _is_line(text: str) -> bool:
    text = text.strip()
    return len(text) >= LINE and _BASE64.fullmatch(text) is not None and is_random(text, LINE)


def _orders(value: Any) -> Iterator[list[str]]:
    """The texts in each order in which someone may have written them: all, without names, and names alone."""
    yield list(texts(value))
    yield list(_values(value))
    if isinstance(value, Mapping):
        yield [str(name) for name in value]


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for each in value:
            yield from _values(each)
    else:
        yield from texts(value)


def _split(pieces: Sequence[str]) -> Optional[str]:
    # Lines of what is public are no secret: only the other pieces are looked at.
    pieces = without_public(_BETWEEN.join(pieces)).split(_BETWEEN)
    for piece in pieces:
        if _is_unfinished(piece):
            return secret_kind(piece) or PRIVATE_KEY
    if not any(_FRAME.search(piece) for piece in pieces):
        for joint in ("", " "):
            joined = joint.join(pieces)
            if _FRAME.search(joined):
                return secret_kind(joined) or PRIVATE_KEY
    lines = [piece.strip() for piece in pieces]
    if _has_parts_of_a_token(lines):
        return TOKEN
    return _kind_of_lines(lines) or _of_characters(pieces)


def _is_unfinished(piece: str) -> bool:
    """Whether a key begins or ends in it, and does not do both."""
    if _ENCODED in piece:
        piece = _decoded(piece)
    begins, ends = piece.count("BEGIN "), piece.count("END ")
    return _FRAME.search(piece) is not None and (begins != ends or not begins)


def _decoded(piece: str) -> str:
    try:
        return base64.b64decode("".join(piece.split()) + "==").decode("latin-1")
    except (binascii.Error, ValueError):
        return piece


def _kind_of_lines(pieces: Sequence[str]) -> Optional[str]:
    """What entries one after the other are that look like the lines of a key that has lost its frame."""
    lines: list[str] = []
    for piece in (*pieces, ""):
        is_base64 = _BASE64.fullmatch(piece) is not None
        if is_base64 and len(piece) >= LINE and "=" not in piece:
            lines.append(piece)
            continue
        if is_base64 and len(piece) % 4 == 0:
            lines.append(piece)
        if _are_lines(lines):
            return secret_kind("".join(lines)) or LOOKS_SECRET
        lines = []
    return None


def _are_lines(lines: Sequence[str]) -> bool:
    random = [line for line in lines if is_random(line, LINE)]
    is_long = len(lines) > 1 and sum(map(len, random)) >= KEY_LENGTH
    return is_long and len(random) >= RANDOM_SHARE * (len(lines) - 1)


def _has_parts_of_a_token(pieces: Sequence[str]) -> bool:
    begins = [at for at, piece in enumerate(pieces) if TOKEN_BEGINNING in piece and kind(piece) == TOKEN]
    for at in begins:
        following = pieces[at + 1] if at + 1 < len(pieces) else ""
        if pieces[at].count(".") < 2 or is_random(following, LINE, 0.3):
            return True
    return not begins and kind("".join(pieces)) == TOKEN


def _of_characters(pieces: Sequence[str]) -> Optional[str]:
    """What secret entries of one character each are in a row."""
    for is_character, row in itertools.groupby(pieces, lambda piece: len(piece) == 1):
        found = secret_kind("".join(row)) if is_character else None
        if found is not None:
            return found
    return None
