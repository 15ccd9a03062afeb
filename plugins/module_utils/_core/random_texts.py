# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Distinguishes texts that look random, such as keys and tokens, from words, names, checksums, OCIDs and paths.

`plain` reads a text as a decoder would, without escapes, invisible characters and wide letters. Only what looks for
secrets uses it: what is shown or sent stays as it was specified.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import Optional
from urllib.parse import unquote

# Runs of base64, also of that in URLs.
RUN = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
# A line of a key has 64 characters or more.
LINE_LENGTH = 60
HIDDEN = "VALUE_HIDDEN_BECAUSE_IT_LOOKS_SECRET"

# What is random has as many different characters, and changes between kinds of them, as is expected, give or take these
# deviations of both together; those of a short run are this much of an alphabet, and of all changes.
DEVIATIONS, DISTINCT, CHANGES = 5, 0.05, 0.06
# Changes between kinds of characters in words that are written together, and more than in most of them.
WORDS, ENOUGH = 0.4, 0.5
# Names have letters in a row, which count as so many deviations if they are all of it, or a separator that often.
IN_WORDS, SEPARATED = 8, 9
_LETTERS, _SEPARATORS = re.compile("[a-z]{3,}"), re.compile("[/_-]")


@dataclass(frozen=True)
class Alphabet:
    """How random bytes look that are written in these characters: they have many of them, whose kind changes often."""

    run: re.Pattern[str]
    size: int
    # How often the kind of a random character differs from that before it.
    share: float = 0.0
    # Different characters at least other than letters and digits.
    signs: int = 0
    # What else is of the same secret beside such a run, as its other lines are.
    rest: Optional[re.Pattern[str]] = None

    def is_in(self, text: str) -> bool:
        """Whether a run of these characters in the text looks random."""
        return any(self.fits(found.group()) for found in self.run.finditer(text))

    def taken_out_of(self, text: str) -> str:
        """The text without them."""
        return (self.rest or self.run).sub(HIDDEN, text) if self.is_in(text) else text

    def fits(self, run: str) -> bool:
        """Whether a run of these characters looks random."""
        has_signs = sum(not each.isalnum() for each in set(run)) >= self.signs
        return has_signs and self.deviations(run) <= DEVIATIONS and not _is_repetitive(run)

    def deviations(self, run: str) -> float:
        """How far a run is from what is expected of a random one."""
        expected = self.size * (1 - math.exp(-len(run) / self.size))
        deviations = (expected - len(set(run))) / (DISTINCT * self.size)
        return deviations + (self.share - changes(run)) / CHANGES if self.share else deviations


_UPPER = re.compile(r"[A-Z0-9]{16,}")
_BASE64 = Alphabet(RUN, 64, 0.62)
# What no word, name, checksum, OCID or path that is in use looks like. The longest checksum has 128 digits.
_ALPHABETS = (
    Alphabet(re.compile(r"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2}){65,}"), 16, rest=re.compile(r"[0-9a-fA-F]{16,}")),
    Alphabet(re.compile(r"(?:[0-9a-fA-F]{2}:\s*){65,}"), 16),
    Alphabet(re.compile(r"(?<![A-Za-z0-9])(?=[A-F0-9]*[G-Z])[A-Z0-9]{64,}(?![A-Za-z0-9])"), 32, 0.2, rest=_UPPER),
    Alphabet(re.compile(r"(?<![A-Za-z0-9])(?=[a-f0-9]*[g-z])[a-z0-9]{160,}(?![A-Za-z0-9])"), 32, 0.2),
    Alphabet(re.compile(rf"\S{{{LINE_LENGTH},}}"), 85, 0.62, signs=8),
)


def holds_random(text: str) -> bool:
    """Whether so much in it is random, in any alphabet but base64, that it must be a secret."""
    return any(alphabet.is_in(text) for alphabet in _ALPHABETS)


def without_random(text: str) -> str:
    """The text with that hidden."""
    for alphabet in _ALPHABETS:
        text = alphabet.taken_out_of(text)
    return text


def is_line_of_a_key(run: str, least: int = LINE_LENGTH) -> bool:
    if not is_random(run, least, 0) or _is_repetitive(run) or SEPARATED * len(_SEPARATORS.findall(run)) > len(run):
        return False
    in_words = sum(map(len, _LETTERS.findall(run))) / len(run)
    return _BASE64.deviations(run) + IN_WORDS * in_words <= DEVIATIONS + IN_WORDS / 2


def is_random(run: str, least: int, share: float = 0.45) -> bool:
    """Whether it is random base64, not words: there the kind of character changes with two of three."""
    if len(run) < least or run.islower() or run.isupper():
        return False
    return {"u", "l"} <= set(_kinds(run)) and changes(run) >= share


def changes(run: str) -> float:
    """How often the kind of character changes within words; what separates them, as in paths, does not count."""
    words = [word for word in re.split("s+", _kinds(run)) if word]
    pairs = sum(len(word) - 1 for word in words)
    return sum(one != other for word in words for one, other in zip(word, word[1:])) / pairs if pairs else 0.0


class _Kinds(dict[int, str]):
    """The kind of each character, by its number, computed the first time that it occurs."""

    def __missing__(self, number: int) -> str:
        each = chr(number)
        kind = "u" if each.isupper() else "l" if each.islower() else "d" if each.isdigit() else "s"
        return self.setdefault(number, kind)


_KINDS = _Kinds()


def _kinds(run: str) -> str:
    return run.translate(_KINDS)


def _is_repetitive(run: str) -> bool:
    """Whether it repeats itself, as nothing random does."""
    return len(zlib.compress(run.encode(errors="replace"))) < len(run) / 3


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
