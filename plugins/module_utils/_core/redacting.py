# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds secrets in texts, and hides them in what leaves a module.

Two ways, since either alone is not enough. By shape: keys, tokens and pass phrases are recognised wherever they were
put. By value: what an option, the environment or a file holds as a secret is remembered in `KNOWN`, and every piece of
it is hidden, whatever it looks like.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Optional

HIDDEN = "VALUE_HIDDEN_BECAUSE_IT_LOOKS_SECRET"

PRIVATE_KEY = "the text of a private key"
PUBLIC_KEY = "the text of a public key"
CERTIFICATE = "the text of a certificate"
TOKEN = "a token"
PASS_PHRASE = "a pass phrase"

# How the lines of a key are separated, also after they have passed through a variable.
_GAP = r"(?:\s|\\+[nrt]|[\"',])"
_PRIVATE = re.compile(r"PRIVATE KEY ?-{2}|(?:BEGIN|END) (?:[A-Z0-9]+ )*PRIVATE KEY|PuTTY-User-Key-File|LS0tLS1CRUdJTi")
_BEGIN = re.compile(r"-{2,} ?BEGIN ([A-Z0-9 ]*)")
_BODY = re.compile(
    rf"((?:BEGIN|END) [A-Z0-9 ]*KEY ?-*){_GAP}*[A-Za-z0-9+/=]{{16,}}(?:{_GAP}+[A-Za-z0-9+/=]{{4,}}(?![a-z]))*"
)
# JSON Web Tokens, RFC 7519: the first part is a JSON object, whose base64 mostly begins so. A part of one is enough.
_TOKEN = re.compile(
    r"eyJ[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]*)*|\be[w-z0-9][A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"
)
_PHRASE = re.compile(
    r"(?i)(pass[_-]?phrase|password|passwd|key_content|private_key)([\"']?\s*[=:]\s*)(?!VALUE_HIDDEN)[^\s,}][^\r\n]*"
)
_LINE = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_RUN = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
# How keys begin that have lost their first line: as a sequence (X.690), or with the name of OpenSSH's format.
_FIRST_LINE = re.compile(r"\bMI[GHI][A-Za-z0-9+/]{24,}|\bb3BlbnNzaC1rZXk")
_HEADER = re.compile(r"(DEK-Info: *)[^\s\\]+")
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2}:?){80,}")
# Names of options, and keys in them, whose values are secret although nobody here knows them.
_NAME = re.compile(
    r"(?i)pass(?:_?(?:phrase|word|wd))?\b|\bpwd\b|key_phrase|secret|token|credential|private_?key|key_?content"
)
# What a request id of Object Storage begins with: the key of the region and a number.
_REQUEST_ID = re.compile(r"\b[a-z]{3}-[0-9]:\Z")
REQUEST_ID_LENGTH = 64
_SURROGATE = re.compile("[\ud800-\udfff]")

# Characters of random base64 that make a key; the longest checksum in use, SHA-512, has 88.
KEY_LENGTH = 160
# Characters of random base64 that no message has a reason to show.
RANDOM_LENGTH = 40
# Pieces of known secrets that are hidden, and the length of what they are looked up by.
PIECE, WINDOW = 16, 8
# Levels of lists and mappings: defined tags have three.
DEEPEST = 40
# A text this long is a whole file in the wrong place.
LONG, BEGINNING = 400, 100


def kind(text: str) -> Optional[str]:
    """What secret, or other text that belongs in a file, a text is or holds; `None` if it is none."""
    if _PRIVATE.search(text):
        return PRIVATE_KEY
    begin = _BEGIN.search(text)
    if begin:
        label = begin.group(1)
        return CERTIFICATE if "CERTIFICATE" in label else PUBLIC_KEY if "PUBLIC" in label else PRIVATE_KEY
    if any(_is_token(found.group()) for found in _TOKEN.finditer(text)):
        return TOKEN
    if _PHRASE.search(text):
        return PASS_PHRASE
    return PRIVATE_KEY if _holds_a_body(text) else None


def is_secret_name(name: str) -> bool:
    """Whether what has this name is a secret: a name such as `password`, and not the path of a file."""
    return bool(_NAME.search(name)) and not name.lower().endswith(("_file", "_path", "_location"))


class Secrets:
    """Texts that must not be shown, whole or in pieces."""

    def __init__(self) -> None:
        self._short: set[str] = set()
        self._windows: set[str] = set()

    def clear(self) -> None:
        """Forgets all of them."""
        self._short.clear()
        self._windows.clear()

    def add(self, text: str, *, shortest: int = 4) -> None:
        """Remembers a secret, or a text that holds one by its shape: the lines that frame a key are none."""
        for line in re.split(r"[\r\n]+|\\+[nrt]|-{2,} ?(?:BEGIN|END) [A-Z0-9 ]*-*", text):
            stripped = line.strip()
            if len(stripped) >= PIECE:
                self._windows.update(stripped[at : at + WINDOW] for at in range(len(stripped) - WINDOW + 1))
            elif len(stripped) >= shortest:
                self._short.add(stripped)

    def hide(self, text: str) -> str:
        """The text without them."""
        for short in self._short:
            text = text.replace(short, HIDDEN)
        # A piece of a secret is long enough to cover one of the windows looked at.
        if self._windows and any(text[at : at + WINDOW] in self._windows for at in range(0, len(text), WINDOW)):
            return self._without_pieces(text)
        return text

    def _without_pieces(self, text: str) -> str:
        kept, at = [], 0
        while at < len(text):
            end = at
            while text[end : end + WINDOW] in self._windows:
                end += 1
            if end > at and end + WINDOW - 1 - at >= PIECE:
                kept.append(HIDDEN)
                at = end + WINDOW - 1
            else:
                kept.append(text[at])
                at += 1
        return "".join(kept)


# What this process has been given as secrets. One process runs one task.
KNOWN = Secrets()


def redacted(text: str, *, prose: bool = True) -> str:
    """The text with every secret in it hidden. Prose, unlike data, has no reason to hold anything that looks random."""
    text = KNOWN.hide(text)
    if len(text) < PIECE or _is_plain(text):
        return text
    text = _HEADER.sub(lambda found: found.group(1) + HIDDEN, text)
    text = _BODY.sub(lambda found: f"{found.group(1)} {HIDDEN}", text)
    text = _TOKEN.sub(lambda found: HIDDEN if _is_token(found.group()) else found.group(), text)
    text = _PHRASE.sub(lambda found: found.group(1) + found.group(2) + HIDDEN, text)
    if "LS0tLS1CRUdJTi" in text or _FIRST_LINE.search(text) or _holds_a_body(text):
        text = _LINE.sub(lambda found: HIDDEN if is_random(found.group(), 16, 0.2) else found.group(), text)
    elif prose:
        text = _RUN.sub(_without_random, text)
    return _HEXADECIMAL.sub(HIDDEN, text)


def _without_random(found: re.Match[str]) -> str:
    """A run of characters, hidden if it looks random; the request ids of Object Storage do, and support needs them."""
    is_request_id = len(found.group()) == REQUEST_ID_LENGTH and _REQUEST_ID.search(found.string, 0, found.start())
    return HIDDEN if is_random(found.group(), RANDOM_LENGTH) and not is_request_id else found.group()


def shortened(text: str, longest: int = LONG) -> str:
    """The text without the middle of words that are too long to be read."""
    return re.sub(rf"\S{{{longest},}}", lambda found: beginning(found.group()), text)


def cleaned(value: Any, change: Callable[[str], str]) -> Any:
    """The value, nested as it may be, with every text in it changed, the keys of mappings included."""
    if isinstance(value, str):
        changed = change(value)
        return value if changed == value else changed
    if isinstance(value, Mapping):
        return {cleaned(name, change): cleaned(each, change) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [cleaned(each, change) for each in value]
    return value


def is_too_deep(value: Any) -> bool:
    """Whether lists and mappings are in each other more deeply than any option needs, and any recursion can follow."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [inner for each in level for inner in _inner(each)]
    return bool(level)


def _inner(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, nested as it may be."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from texts(name)
            yield from texts(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from texts(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def without_named(value: Any) -> Any:
    """The value with whatever has the name of a secret hidden, as it may be logged."""
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if isinstance(name, str) and is_secret_name(name) and each else without_named(each)
            for name, each in value.items()
        }
    return [without_named(each) for each in value] if isinstance(value, (list, tuple)) else value


def take_out(value: Any, place: str, found: list[tuple[str, str]]) -> Any:
    """The value without secrets that are known by their shape; `found` gets the place and the kind of each."""
    if isinstance(value, str):
        problem = kind(value) or ("half a character, which is no text" if _SURROGATE.search(value) else None)
        if problem is None:
            return value
        KNOWN.add(value)
        found.append((place, problem))
        return HIDDEN
    if isinstance(value, Mapping):
        taken = {}
        for name, each in value.items():
            shown = take_out(name, f"a name in {place}", found)
            taken[shown] = take_out(each, f"{place}.{shortened(str(shown), 60)}", found)
        return taken
    if isinstance(value, (list, tuple)):
        return [take_out(each, f"{place}[{at}]", found) for at, each in enumerate(value)]
    return value


def _is_plain(text: str) -> bool:
    """Whether no shape can be in it: OCIDs and most else in a result are short and in lower case, as no secret is."""
    return len(text) < KEY_LENGTH and text == text.lower() and not any(each in text for each in ("pass", "_key", "_co"))


def _is_token(text: str) -> bool:
    first = text.partition(".")[0]
    if text.startswith("eyJ"):
        # Words may begin so, too; those are no JSON in base64.
        return all(0x20 <= each < 0x7F or each in b"\t\r\n" for each in base64.urlsafe_b64decode(first[:16]))
    try:
        decoded = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).strip()
    except (binascii.Error, ValueError):
        return False
    return decoded.startswith(b"{") and decoded.endswith(b"}")


def _holds_a_body(text: str) -> bool:
    """Whether so much in it looks random that it must be a key, in base64 or hexadecimal digits."""
    random = sum(len(run) for run in _random_runs(_RUN.findall(text)))
    return random >= KEY_LENGTH or _HEXADECIMAL.search(text) is not None


def _random_runs(runs: Iterable[str]) -> Iterator[str]:
    return (run for run in runs if is_random(run, 24))


def is_random(run: str, least: int, share: float = 0.45) -> bool:
    """Whether it is random base64, not words: there the kind of character changes with two of three."""
    if len(run) < least or run.islower() or run.isupper():
        return False
    kinds = ["u" if each.isupper() else "l" if each.islower() else "d" if each.isdigit() else "s" for each in run]
    if not {"u", "l"} <= set(kinds):
        return False
    return sum(one != other for one, other in zip(kinds, kinds[1:])) >= share * (len(kinds) - 1)


def beginning(text: str) -> str:
    """The beginning of a long text, and how long it is."""
    return f"{text[:BEGINNING]}… ({len(text)} characters)"
