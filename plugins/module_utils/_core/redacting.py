# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds secrets in texts, and hides them in what leaves a module.

Two ways, since either alone is not enough. By shape: keys, tokens and pass phrases are recognised wherever they were
put, by what they decode to; what is public, such as a certificate, is data. By value: what
an option, the environment or a file holds as a secret is remembered in `KNOWN`, and every piece of it is hidden,
in any form.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Optional

from . import key_bytes, known_secrets, random_texts
from .random_texts import ENOUGH, LINE_LENGTH, RUN, WORDS, changes, is_line_of_a_key, is_random, plain

HIDDEN = random_texts.HIDDEN
KNOWN = known_secrets.KNOWN

PRIVATE_KEY = key_bytes.PRIVATE_KEY
PUBLIC_KEY = key_bytes.PUBLIC_KEY
CERTIFICATE = key_bytes.CERTIFICATE
TOKEN = "a token"
PASS_PHRASE = "a pass phrase"
LOOKS_SECRET = "what looks like a key, a token or a part of one"
# They belong in files, and yet are no secrets.
PUBLIC = (PUBLIC_KEY, CERTIFICATE)

_GAP = key_bytes.GAP
_PRIVATE = re.compile(r"PRIVATE KEY ?-{2}|(?:BEGIN|END) (?:[A-Z0-9]+ )*PRIVATE KEY|PuTTY-User-Key-File")
# The same with blanks where none belong.
_SPACED = re.compile(r"-{2}(?:BEGIN|END)[A-Z0-9]*PRIVATEKEY")
_SPACED_BODY = re.compile(
    r"(?:BEGIN|END)[A-Z0-9]*PRIVATEKEY-*(?:Proc-Type:[!-~]*?[A-F0-9]{16,32})?([A-Za-z0-9+/=]{64,})"
)
_FRAME = re.compile(r"-* ?(?:BEGIN|END) [A-Z0-9 ]*PRIVATE KEY ?-*")
_BEGIN = re.compile(r"-{2,} ?BEGIN ([A-Z0-9 ]*)")
_PUBLIC_LABEL = re.compile(r"PUBLIC|PARAMETERS|SIGNATURE|SIGNED")
_CERTIFICATE_LABEL = re.compile(r"CERTIFICATE|CRL|PKCS7|CMS")
# A private key as JSON, RFC 7517.
_JSON_KEY = re.compile(r"[\"']kty[\"']\s*:"), re.compile(r"[\"'](?:d|k|oth)[\"']\s*:")
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
_LINES = re.compile(r"[A-Za-z0-9+/=_\s-]+")
_HEADER = re.compile(r"(DEK-Info: *)[^\s\\]+")
# Names of options, and keys in them, whose values are secret although they are not known here.
_NAME = re.compile(
    r"(?i)pass(?:_?(?:phrase|word|wd))?\b|\bpwd\b|key_phrase|secret|token|credential|private_?key|key_?content"
)
# What a request id of Object Storage begins with: the key of the region and a number.
_REQUEST_ID = re.compile(r"\b[a-z]{3}-[0-9]:\Z")
REQUEST_ID_LENGTH = 64
# Checksums in base64: of MD5, SHA-1, SHA-256 and SHA-512 with the padding that these have, and any that is named.
_CHECKSUM = re.compile(r"(?:[A-Za-z0-9+/]{22}=|[A-Za-z0-9+/]{27}|[A-Za-z0-9+/]{43}|[A-Za-z0-9+/]{86}=)=")
_NAMED_CHECKSUM = re.compile(
    r"(?i)\b(?:sha-?(?:256|384|512)|md5)[-:=@_/ ]{1,2}(?:[a-z0-9+/]{86}|[a-z0-9+/]{64}|[a-z0-9+/]{43}|[a-z0-9+/]{22})"
    r"={0,2}\Z"
)
_SURROGATE = re.compile("[\ud800-\udfff]")

# Characters of random base64 that make a key; the longest checksum in use, SHA-512, has 88.
KEY_LENGTH = 160
# Characters of random base64 that no message has a reason to show.
RANDOM_LENGTH = 40
# So many groups are read without the blanks between them if they are shorter than a checksum.
FEWEST_GROUPS, SHORTEST_CHECKSUM = 3, 22
# Levels of lists and mappings: defined tags have three.
DEEPEST = 40
LONG = 400  # a whole file in the wrong place
LONGEST_LABEL = 10  # the name of a checksum before it
LONGEST_NAME = 60  # longer ones are not repeated in messages


def kind(text: str) -> Optional[str]:
    """What secret, or other text that belongs in a file, a text is or holds; `None` if it is none."""
    text = plain(text)
    spans = list(key_bytes.public_spans(text))
    rest = _without(text, spans)
    found = _secret_kind(rest)
    if found is not None:
        return found
    begin = _BEGIN.search(rest)
    if begin:
        return CERTIFICATE if _CERTIFICATE_LABEL.search(begin.group(1)) else PUBLIC_KEY
    return spans[0][2] if spans else None


def secret_kind(text: str) -> Optional[str]:
    """What secret a text is or holds; `None` if there is nothing in it but what is public."""
    found = kind(text)
    return None if found in PUBLIC else found


def without_public(text: str) -> str:
    """The text without the public keys and certificates in it."""
    return _without(text, list(key_bytes.public_spans(text)))


def _without(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    for start, end, _kind in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _secret_kind(text: str) -> Optional[str]:
    if _names_a_key(text):
        return PRIVATE_KEY
    if any(_is_token(found.group()) for found in _TOKEN.finditer(text)):
        return TOKEN
    if _PHRASE.search(text):
        return PASS_PHRASE
    if key_bytes.holds_a_private_key(text):
        return PRIVATE_KEY
    begin = _BEGIN.search(text)
    is_public = begin is None or _PUBLIC_LABEL.search(begin.group(1)) or _CERTIFICATE_LABEL.search(begin.group(1))
    return LOOKS_SECRET if not is_public or _looks_secret(text) or _holds_a_folded_key(text) else None


def _names_a_key(text: str) -> bool:
    if _PRIVATE.search(text) or key_bytes.ENCODED_FRAME in text:
        return True
    if text.count("-") > len("----") and _SPACED.search("".join(text.split())):
        return True
    return all(each.search(text) for each in _JSON_KEY)


def _holds_a_key(text: str) -> bool:
    """Whether a key is in it, and not only the lines that frame one."""
    rest = without_public(_FRAME.sub(" ", text))
    return key_bytes.holds_a_private_key(rest) or _looks_secret(rest)


def _holds_a_spaced_key(text: str) -> bool:
    """Whether a framed key is in it that has blanks where none belong."""
    found = _SPACED_BODY.search("".join(text.split())) if "-" in text and "K" in text else None
    return found is not None and changes(found.group(1)) >= WORDS


def _holds_a_folded_key(text: str) -> bool:
    """Whether it is a key in groups of one length, by which no words and no list of names are written."""
    groups = text.split()
    if len(groups) < FEWEST_GROUPS or {len(each) for each in groups[:-1]} != {len(groups[0])}:
        return False
    if not len(groups[-1]) <= len(groups[0]) < SHORTEST_CHECKSUM:
        return False
    return _LINES.fullmatch(text) is not None and _holds_a_key("".join(groups))


def is_secret_name(name: str) -> bool:
    """Whether what has this name is a secret: a name such as `password`, and not the path of a file."""
    return bool(_NAME.search(name)) and not name.lower().endswith(("_file", "_path", "_location"))


def redacted(text: str, *, prose: bool = True) -> str:
    """The text with every secret in it hidden. Prose, unlike data, has no reason to hold anything that looks random."""
    # By shape first: all keys of one form have a piece in common, and without it what is left has no shape.
    return KNOWN.hide(_without_secrets(text, prose))


def _without_secrets(text: str, prose: bool) -> str:
    if len(text) < known_secrets.PIECE or _is_plain(text):
        return text
    read = plain(text)
    # What shows only when it is decoded has no place of its own in the text.
    if (
        (not prose and _names_a_key(without_public(read)))
        or (read != text and _holds_a_key(read))
        or _holds_a_spaced_key(read)
        or _holds_a_folded_key(read)
    ):
        return HIDDEN
    shown = _redacted(text, prose)
    read = read if shown == text else plain(shown)
    return shown if read == shown or _redacted(read, prose) == read else HIDDEN


def _redacted(text: str, prose: bool) -> str:
    parts, end = [], 0
    for start, stop, _kind in sorted(key_bytes.public_spans(text)):
        parts += [_without_shapes(text[end:start], prose), text[start:stop]]
        end = stop
    return "".join([*parts, _without_shapes(text[end:], prose)])


def _without_shapes(text: str, prose: bool) -> str:
    text = _HEADER.sub(lambda found: found.group(1) + HIDDEN, text)
    text = _BODY.sub(lambda found: f"{found.group(1)} {HIDDEN}", text)
    text = _TOKEN.sub(lambda found: HIDDEN if _is_token(found.group()) else found.group(), text)
    text = _PHRASE.sub(lambda found: found.group(1) + found.group(2) + HIDDEN, text)
    if key_bytes.ENCODED_FRAME in text or key_bytes.holds_a_private_key(text) or _holds_a_body(text):
        text = _LINE.sub(lambda found: HIDDEN if is_random(found.group(), 16, 0.2) else found.group(), text)
    else:
        text = RUN.sub(lambda found: HIDDEN if _is_odd(found, prose) else found.group(), text)
    return random_texts.without_random(text)


def _is_odd(found: re.Match[str], prose: bool) -> bool:
    """Whether a run of characters looks like a part of a key."""
    if _is_harmless(found):
        return False
    return is_line_of_a_key(found.group(), RANDOM_LENGTH if prose else LINE_LENGTH)


def _is_harmless(found: re.Match[str]) -> bool:
    """Whether a run that looks random is a checksum, or a request id of Object Storage, which support needs."""
    run, text = found.group(), found.string
    named = text[max(0, found.start() - LONGEST_LABEL) : found.end()]
    if len(run) == REQUEST_ID_LENGTH and _REQUEST_ID.search(text, 0, found.start()):
        return True
    return _CHECKSUM.fullmatch(run) is not None or _NAMED_CHECKSUM.search(named) is not None


def described(text: str) -> str:
    """A text that is not repeated: how long it is."""
    return f"a text of {len(text):,} characters"


def short_name(text: str) -> str:
    """A name, unless it is so long that it is a text in the wrong place."""
    return text if len(text) <= LONGEST_NAME else f"({described(text)})"


def shortened(text: str, longest: int = LONG) -> str:
    """The text without the words that are too long to be read."""
    return re.sub(rf"\S{{{longest},}}", lambda found: f"({described(found.group())})", text)


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
    """The value with everything that has the name of a secret hidden, as it may be logged."""
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if isinstance(name, str) and is_secret_name(name) and each else without_named(each)
            for name, each in value.items()
        }
    return [without_named(each) for each in value] if isinstance(value, (list, tuple)) else value


def take_out(value: Any, place: str, found: list[tuple[str, str]]) -> Any:
    """The value without secrets that are known by their shape; `found` gets the place and the kind of each."""
    if isinstance(value, str):
        problem = secret_kind(value) or ("half a character, which is no text" if _SURROGATE.search(value) else None)
        if problem is None:
            return value
        KNOWN.add(value)
        found.append((place, problem))
        return HIDDEN
    if isinstance(value, Mapping):
        taken = {}
        for name, each in value.items():
            shown = take_out(name, f"a name in {place}", found)
            taken[shown] = take_out(each, f"{place}.{short_name(str(shown))}", found)
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


def _looks_secret(text: str) -> bool:
    if _holds_a_body(text) or any(is_line_of_a_key(found.group()) for found in _odd_runs(text)):
        return True
    return random_texts.holds_random(text)


def _holds_a_body(text: str) -> bool:
    """Whether so much in it looks random that it must be a key in base64."""
    return sum(len(found.group()) for found in _odd_runs(text) if _is_of_a_key(found.group())) >= KEY_LENGTH


def _odd_runs(text: str) -> Iterator[re.Match[str]]:
    return (found for found in RUN.finditer(text) if not _is_harmless(found))


def _is_of_a_key(run: str) -> bool:
    return is_line_of_a_key(run) if len(run) >= LINE_LENGTH else is_random(run, 24, ENOUGH)
