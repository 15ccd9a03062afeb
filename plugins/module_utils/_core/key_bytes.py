# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Recognizes the bytes of a key or certificate, and finds what is public in a text by that.

Private and public keys look alike in base64; the first bytes distinguish them, and determine the length of each.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Optional

PRIVATE_KEY = "the text of a private key"
PUBLIC_KEY = "the text of a public key"
CERTIFICATE = "the text of a certificate"

# Between the lines of a key, also after they have passed through a variable.
GAP = r"(?:\s|\\+[nrt]|[\"',])"
# How the base64 of "-----BEGIN" begins.
ENCODED_FRAME = "LS0tLS1CRUdJTi"
_START = re.compile(
    rf"(?:(?<![A-Za-z0-9+/])|(?<=\\[nrt]))(?:AAAA|M[A-Z]|{ENCODED_FRAME}|b3BlbnNzaC1)[A-Za-z0-9+/]{{20,}}"
)
_CHUNK = re.compile(rf"([A-Za-z0-9+/]+)|{GAP}+")
_DIGITS = re.compile(r"(?:[0-9a-fA-F]{2}[:\s]*){32,}")
# Lines of base64 have at most that many characters (RFC 2045).
LONGEST_LINE = 76
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)(?:-----END \1-----|\Z)", re.DOTALL)
_PGP_BODY = re.compile(r"(?:[A-Za-z]+: [^\n]*\n)*\s*([A-Za-z0-9+/\s]+)")

_SEQUENCE, _INTEGER, _IDENTIFIER, _VERSION = 0x30, 0x02, 0x06, 0xA0
# Object identifiers (X.660) of what is encrypted by a pass phrase, of keys, and of signed data (PKCS #7).
_ENCRYPTION = (bytes.fromhex("2a864886f70d0105"), bytes.fromhex("2a864886f70d010c"))
_KEYS = tuple(map(bytes.fromhex, ("2a864886f70d0101", "2a8648ce3d", "2a8648ce38", "2b65")))
_SIGNED = bytes.fromhex("2a864886f70d010702")
# Versions of private keys, and of the stores of them (PKCS #12).
_NEWEST_VERSION = 3
# A number that is longer is the modulus or the prime of a key, and only its exponent or generator follows.
_SHORTEST_MODULUS, _LONGEST_EXPONENT = 0x80, 0x10

_SSH_NAME = re.compile(rb"(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+")
_SSH_FIELDS = {b"ssh-rsa": 3, b"ssh-dss": 5, b"ssh-ed25519": 2, b"ssh-ed448": 2}
_MOST_SSH_FIELDS = 20
_PGP_PUBLIC = 6


def of_bytes(data: bytes) -> Optional[tuple[str, int]]:
    """What begins with these bytes, and how many it has as a whole; `None` if it is nothing known."""
    if data.startswith(b"openssh-key-v1"):
        return PRIVATE_KEY, len(data)
    return _of_ssh(data) or _of_der(data)


def public_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text has public keys and certificates, and which: their base64, without the lines that frame it."""
    blocks = [
        block.span(2)
        for block in (_BLOCK.finditer(text) if "BEGIN PGP PUBLIC" in text else ())
        if block.group(1).startswith("PGP PUBLIC KEY") and block.end() > block.end(2) and _is_public_pgp(block.group(2))
    ]
    yield from ((start, end, PUBLIC_KEY) for start, end in blocks)
    end = 0
    for start in _START.finditer(text):
        is_inside = start.start() < end or any(begin <= start.start() < stop for begin, stop in blocks)
        if is_inside or _is_private(start.group()):
            continue
        found = _public_at(text, start)
        if found is not None:
            end, kind = found
            yield start.start(), end, kind


def holds_a_private_key(text: str) -> bool:
    """Whether a private key begins somewhere in the text, framed or not, in base64 or hexadecimal digits."""
    if any(_is_private(start.group()) for start in _START.finditer(text)):
        return True
    return any(_is_private_in_digits(found.group()) for found in _DIGITS.finditer(text))


def _is_private(encoded: str) -> bool:
    found = of_bytes(_decoded(encoded))
    return found is not None and found[0] == PRIVATE_KEY


def _is_private_in_digits(digits: str) -> bool:
    data = bytes.fromhex("".join(re.findall("[0-9a-fA-F]+", digits)))
    found = of_bytes(data)
    return (found is not None and found[0] == PRIVATE_KEY) or b"PRIVATE KEY-" in data


def _public_at(text: str, start: re.Match[str]) -> Optional[tuple[int, str]]:
    """Where what begins there ends, and what it is, if it is public."""
    if not start.group().startswith(ENCODED_FRAME) and of_bytes(_decoded(start.group())) is None:
        return None
    encoded, ends = _stream(text, start.start())
    data = _decoded(encoded)
    if encoded.startswith(ENCODED_FRAME):
        kind = _of_pem(data.decode("latin-1"))
        length = len(data)
    else:
        kind, length = of_bytes(data) or (PRIVATE_KEY, 0)
    if kind == PRIVATE_KEY:
        return None
    characters = -(-length * 4 // 3)
    if characters >= len(encoded) - 3:
        characters = len(encoded)
    end = next(stop - (total - characters) for total, stop in ends if total >= characters)
    while text[end : end + 1] == "=":
        end += 1
    return end, kind


def _stream(text: str, at: int) -> tuple[str, list[tuple[int, int]]]:
    """The base64 from there on over all gaps, and how many of its characters end where."""
    parts: list[str] = []
    ends: list[tuple[int, int]] = []
    total = 0
    while (chunk := _CHUNK.match(text, at)) is not None:
        part = chunk.group(1) or ""
        if chunk.group().count("\n") > 1 or (parts and len(part) > len(parts[0])):
            break
        if part:
            total += len(part)
            parts.append(part)
            ends.append((total, chunk.end()))
            # Lines are equally long but for the last one, or that at which a text was cut.
            if len(parts[-1]) < len(parts[0]) or len(parts[0]) > LONGEST_LINE:
                break
        at = chunk.end()
    return "".join(parts), ends


def _decoded(encoded: str) -> bytes:
    """Its bytes, without the last one or two if it is not padded."""
    return base64.b64decode(encoded[: len(encoded) // 4 * 4])


def _of_pem(text: str) -> str:
    """What the blocks of a decoded text are; a private key unless all is public."""
    blocks = _BLOCK.findall(text)
    spans = list(public_spans(text))
    if not blocks or len(spans) != len(blocks) or _BLOCK.sub("", text).strip():
        return PRIVATE_KEY
    return spans[0][2]


def _of_ssh(data: bytes) -> Optional[tuple[str, int]]:
    """A public key as SSH writes it, RFC 4253: fields, each after its length, and its algorithm first."""
    name = data[4 : 4 + int.from_bytes(data[:4], "big")] if data[:3] == b"\0\0\0" else b""
    if not _SSH_NAME.fullmatch(name):
        return None
    at = 0
    plain = name[3:].partition(b"@")[0] if name.startswith(b"sk-") else name
    fields = _SSH_FIELDS.get(plain, 3) + name.startswith(b"sk-")
    for _field in range(_MOST_SSH_FIELDS if b"-cert-" in name else fields):
        if at + 4 > len(data):
            break
        at += 4 + int.from_bytes(data[at : at + 4], "big")
    return PUBLIC_KEY, min(at, len(data))


def _of_der(data: bytes) -> Optional[tuple[str, int]]:
    """A key or certificate in DER (X.690): what the first element of its sequence is."""
    outer = _header(data, _SEQUENCE)
    if outer is None:
        return None
    start, length = outer
    inner = data[start:]
    integer = _header(inner, _INTEGER)
    if integer is not None:
        if integer[1] == 1:
            return (PRIVATE_KEY, start + length) if inner[2:3] and inner[2] <= _NEWEST_VERSION else None
        is_public = integer[1] >= _SHORTEST_MODULUS and 0 < length - sum(integer) <= _LONGEST_EXPONENT
        return (PUBLIC_KEY, start + length) if is_public else None
    kind = PRIVATE_KEY if _is_encrypted(inner) else _of_sequence(inner)
    return None if kind is None else (kind, start + length)


def _of_sequence(inner: bytes) -> Optional[str]:
    if _identifier(inner) == _SIGNED:
        return CERTIFICATE
    sequence = _header(inner, _SEQUENCE)
    if sequence is None:
        return None
    first = inner[sequence[0] :]
    if _identifier(first).startswith(_KEYS):
        return PUBLIC_KEY
    return CERTIFICATE if first[:1] and first[0] in (_VERSION, _INTEGER) else None


def _is_encrypted(inner: bytes) -> bool:
    sequence = _header(inner, _SEQUENCE)
    return sequence is not None and _identifier(inner[sequence[0] :]).startswith(_ENCRYPTION)


def _identifier(data: bytes) -> bytes:
    header = _header(data, _IDENTIFIER)
    return b"" if header is None else data[header[0] : sum(header)]


def _header(data: bytes, tag: int) -> Optional[tuple[int, int]]:
    """Where the content of an element begins, and how long it is."""
    if len(data) < 2 or data[0] != tag:
        return None
    if data[1] < 0x80:
        return 2, data[1]
    size = data[1] - 0x80
    return (2 + size, int.from_bytes(data[2 : 2 + size], "big")) if 1 <= size <= 3 and len(data) > 2 + size else None


def _is_public_pgp(body: str) -> bool:
    """Whether the first packet (RFC 9580) of a block is a public key."""
    found = _PGP_BODY.match(body)
    encoded = "".join(found.group(1).split()) if found else ""
    first = _decoded(encoded[:4])[0] if len(encoded) >= 4 else 0
    tag = first & 0x3F if first & 0x40 else (first & 0x3C) >> 2
    return bool(first & 0x80) and tag == _PGP_PUBLIC
