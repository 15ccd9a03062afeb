# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of every shape, drawn at random, and a search for what is left of them in a text."""

from __future__ import annotations

import base64
import functools
import gzip
import html
import json
import random
import re
import string
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    PrivateFormat,
)

# Nothing that long of a secret may be found anywhere.
PIECE = 24
# Nor any line of one, unless it is so short that it may be anywhere by chance.
SHORTEST = 6
LINE = 64
FRAME = re.compile(r"-*(?:BEGIN|END) [A-Z0-9 ]*-*")
# Every piece has a block of this length that begins at a multiple of it: few of them are to be looked for.
BLOCK = PIECE // 2

KEY = "the text of a private key"
TOKEN = "a token"
PHRASE = "a pass phrase"
LOOKS = "what looks like a key, a token or a part of one"


@dataclass(frozen=True)
class Secret:
    """A text, and what must not be seen of it."""

    shape: str
    text: str
    core: tuple[str, ...]
    # What it may be called, since it is that.
    kinds: tuple[str, ...] = (KEY,)
    # Whether its characters are not as they look.
    is_disguised: bool = False

    def found_in(self, output: str) -> str | None:
        """A piece of it that is in the output."""
        if self.is_disguised:
            output += "\n" + _undisguised(output)
        for part in self.core:
            if len(part) < PIECE and part in output:
                return part
            if not any(part[at : at + BLOCK] in output for at in range(0, len(part) - BLOCK + 1, BLOCK)):
                continue
            for at in range(len(part) - PIECE + 1):
                if part[at : at + PIECE] in output:
                    return part[at : at + PIECE]
        return None


def _undisguised(output: str) -> str:
    """What a reader makes of it who knows how it was written."""
    output = re.sub(r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\0", "", output)
    return re.sub(r"[^!-~\n]", "", unicodedata.normalize("NFKC", output))


def _core(text: str) -> tuple[str, ...]:
    return tuple(line for line in _pieces(text) if len(line) >= PIECE)


def _pieces(text: str) -> list[str]:
    return re.split(r"\s+|\\+[rn]", FRAME.sub("\n", text.strip("\ufeff")))


@functools.cache
def keys() -> Mapping[str, str]:
    """Private keys in every format, made once."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    curve = ec.generate_private_key(ec.SECP256R1())
    locked = BestAvailableEncryption(b"correct horse")
    pem = serialization.Encoding.PEM
    found = {
        "PKCS #8": key.private_bytes(pem, PrivateFormat.PKCS8, NoEncryption()),
        "PKCS #1": key.private_bytes(pem, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        "encrypted": key.private_bytes(pem, PrivateFormat.PKCS8, locked),
        "encrypted as of old": key.private_bytes(pem, PrivateFormat.TraditionalOpenSSL, locked),
        "OpenSSH": key.private_bytes(pem, PrivateFormat.OpenSSH, NoEncryption()),
        "elliptic": curve.private_bytes(pem, PrivateFormat.PKCS8, NoEncryption()),
    }
    return {name: text.decode() for name, text in found.items()}


# What happens to the text of a key on its way.
FORMS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "BOM": lambda text: "\ufeff" + text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "written ends": lambda text: text.strip().replace("\n", "\\n"),
    "written CRLF": lambda text: text.strip().replace("\n", "\\r\\n"),
    "ends written twice": lambda text: text.strip().replace("\n", "\\\\n"),
    "one line": lambda text: text.strip().replace("\n", " "),
    "no line ends": lambda text: text.strip().replace("\n", ""),
    "no END": lambda text: text.partition("-----END")[0],
    "no BEGIN": lambda text: text.split("\n", 1)[1],
    "quoted": lambda text: f'"{text.strip()}"',
    "indented": lambda text: re.sub("(?m)^", "    ", text),
    "in a sentence": lambda text: f"the key is {text.strip()} and no other",
    "of a config file": lambda text: (
        "[DEFAULT]\nkey_content=" + text.strip().replace("\n", "\\n") + "\nregion=us-ashburn-1"
    ),
}
# Forms that have lost the words PRIVATE KEY.
BARE_FORMS: Mapping[str, Callable[[str], str]] = {
    "body": lambda text: "\n".join(text.strip().splitlines()[1:-1]),
    "body in one line": lambda text: "".join(text.strip().splitlines()[1:-1]),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(text.encode()).decode(),
    "body cut": lambda text: "\n".join(text.strip().splitlines()[5:12]),
}


# What another encoding leaves of a key.
ENCODED_FORMS: Mapping[str, Callable[[str], str]] = {
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base32 in lines": lambda text: in_lines(base64.b32encode(text.encode()).decode(), 76),
    "base85": lambda text: base64.b85encode(text.encode()).decode(),
    "ASCII85": lambda text: base64.a85encode(text.encode(), adobe=True).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal pairs": lambda text: text.encode().hex(":"),
    "gzip in base64": lambda text: base64.b64encode(gzip.compress(text.encode())).decode(),
    "gzip in base85": lambda text: base64.b85encode(gzip.compress(text.encode())).decode(),
    "DER in base64": lambda text: base64.b64encode(_der(text)).decode(),
    "DER in hexadecimal": lambda text: _der(text).hex(),
}
# Forms in which single characters are written otherwise: what is looked for are the lines of the key themselves.
ESCAPED_FORMS: Mapping[str, Callable[[str], str]] = {
    "percent": lambda text: quote(text, safe=""),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent everywhere": lambda text: "".join(f"%{ord(each):02X}" for each in text),
    "JSON": json.dumps,
    "JSON twice": lambda text: json.dumps(json.dumps(text)),
    "code points": lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
    "HTML": lambda text: html.escape(text).replace("\n", "&#10;").replace("-", "&#45;"),
    "quoted-printable": lambda text: "".join(f"={ord(each):02X}" for each in text),
}
INVISIBLE = "\0\x1b\u200b\u200d\u2060\ufeff\u00ad\u034f\u3164\ufe0f\U000e0041"
DISGUISES: Mapping[str, Callable[[str, random.Random], str]] = {
    "invisible": lambda text, chance: _sprinkled(text, chance.choice(INVISIBLE), chance.choice([1, 3, 10, 50])),
    "wide": lambda text, chance: "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text),
    "mathematical": lambda text, chance: "".join(
        chr(0x1D400 + ord(each) - ord("A")) if each.isupper() else each for each in text
    ),
    "no-break": lambda text, chance: text.replace(" ", chance.choice("\u00a0\u3000\u2003")),
    "blanks": lambda text, chance: _sprinkled(text, chance.choice(" \u00a0\u3000"), chance.choice([4, 20])),
    "separators": lambda text, chance: text.replace("\n", chance.choice("\u2028\u2029\x85")),
    "dashes": lambda text, chance: text.replace("-----", chance.choice(["\u2014\u2014", "\u2212" * 5, "\u2013" * 3])),
}


def in_lines(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def _sprinkled(text: str, character: str, every: int) -> str:
    return character.join(text[at : at + every] for at in range(0, len(text), every))


def _der(text: str) -> bytes:
    return base64.b64decode("".join(line for line in text.splitlines() if not re.search("-----|:", line)))


def key_secret(chance: random.Random) -> Secret:
    """A private key."""
    name = chance.choice(sorted(keys()))
    make = chance.choice([_formed, _formed, _encoded, _escaped, _disguised, _line])
    return make(name, keys()[name], chance)


def _formed(name: str, key: str, chance: random.Random) -> Secret:
    forms = FORMS if name == "elliptic" else {**FORMS, **BARE_FORMS}
    form = chance.choice(sorted(forms))
    text = forms[form](key)
    is_told = form in FORMS or (form != "body cut" and name != "encrypted as of old")
    return Secret(f"{name} {form}", text, _core(text), (KEY,) if is_told or form.startswith("base64") else (LOOKS,))


def _encoded(name: str, key: str, chance: random.Random) -> Secret:
    form = chance.choice(sorted(ENCODED_FORMS))
    text = ENCODED_FORMS[form](key)
    return Secret(f"{name} {form}", text, _core(text), (KEY, LOOKS))


def _escaped(name: str, key: str, chance: random.Random) -> Secret:
    form = chance.choice(sorted(ESCAPED_FORMS))
    return Secret(f"{name} {form}", ESCAPED_FORMS[form](key), tuple(map(ESCAPED_FORMS[form], _core(key))))


def _disguised(name: str, key: str, chance: random.Random) -> Secret:
    form = chance.choice(sorted(DISGUISES))
    text = DISGUISES[form](key, chance)
    return Secret(f"{name} {form} {text[:12]!a}", text, _core(key), is_disguised=True)


def _line(name: str, key: str, chance: random.Random) -> Secret:
    """One line from the middle of a key, which cannot be told from other random lines."""
    if name in ("elliptic", "OpenSSH"):
        # What is no random number in them fills whole lines.
        name, key = "encrypted", keys()["encrypted"]
    line = chance.choice([line for line in key.splitlines()[6:] if len(line) == LINE])
    return Secret(f"{name} line", line, (line,), (LOOKS,))


def token_secret(chance: random.Random) -> Secret:
    """A JSON Web Token."""
    header = {"alg": "RS256", "kid": chance.choice(["asw", "x"])}
    claims = {"sub": "ocid1.user.oc1..u", "exp": chance.randrange(10**9, 2 * 10**9), "ttype": "login"}
    if chance.random() < 0.5:  # as long as those of sessions
        claims["jwk"] = json.dumps({"n": _url_safe(chance.randbytes(256)), "e": "AQAB", "kty": "RSA"})
    parts = [_url_safe(json.dumps(each).encode()) for each in (header, claims)] + [_url_safe(chance.randbytes(256))]
    token = ".".join(parts)
    form = chance.choice(["{}", "ST${}", "Bearer {}", "{}\n", " {} ", "security_token={}", '"{}"'])
    return Secret(f"token as {form}", form.format(token), (token,), (TOKEN,))


def phrase_secret(chance: random.Random) -> Secret:
    """A line with a pass phrase."""
    phrase = "".join(chance.choices(string.ascii_lowercase, k=chance.randrange(10, 30)))
    form = chance.choice(
        ["pass_phrase={}", "pass_phrase: {}", '{{"pass_phrase": "{}"}}', "[A]\npass_phrase = {}\nuser=x", "password={}"]
    )
    return Secret(f"pass phrase as {form}", form.format(phrase), (phrase,), (PHRASE,))


def any_secret(chance: random.Random) -> Secret:
    """A secret of any shape."""
    return chance.choice([key_secret, key_secret, key_secret, token_secret, phrase_secret])(chance)


# Those of a key that has lines.
SPLIT_FORMS = ("as it is", "BOM", "CRLF", "indented", "no BEGIN", "no END", "in a sentence", "one line", "no line ends")

# How the text of a key or token ends up in several entries of a list or mapping.
SPLITS: Mapping[str, Callable[[str], Any]] = {
    "lines": lambda text: text.splitlines(),
    "lines in order": lambda text: [f"  {line}\r" for line in text.splitlines()],
    "words": lambda text: text.split(),
    "characters": list,
    "halves": lambda text: [text[: len(text) // 2], text[len(text) // 2 :]],
    "values": lambda text: {f"line{number}": line for number, line in enumerate(text.splitlines())},
    "names": lambda text: dict.fromkeys(text.splitlines()),
    "one and the rest": lambda text: {text.split(None, 1)[0]: text.split(None, 1)[-1].splitlines()},
    "mappings": lambda text: [{"line": line} for line in text.splitlines()],
    "lists": lambda text: [[line] for line in text.splitlines()],
    "among others": lambda text: ["x", *text.splitlines(), 3],
    "folded": lambda text: [text[at : at + 64] for at in range(0, len(text), 64)],
    "parts": lambda text: text.split("."),
}


def is_line(piece: str) -> bool:
    """Whether it is a line of the key itself that would be found by no chance, and no header."""
    return len(piece) >= SHORTEST and not piece.startswith(("Proc-Type", "4,ENCRYPTED", "DEK-Info"))


def split_secret(chance: random.Random) -> tuple[Secret, Any]:
    """A key or token, and what it is split into: no line of it may be seen, however short."""
    how = chance.choice(sorted(SPLITS))
    kinds: tuple[str, ...]
    if how in ("folded", "parts"):
        secret = token_secret(chance)
        text, shape, pieces, kinds = secret.core[0], "token", SPLITS[how](secret.core[0]), (TOKEN,)
        hidden = tuple(piece for piece in pieces if len(piece) >= SHORTEST)
    else:
        name = chance.choice(sorted(keys()))
        form = chance.choice(
            SPLIT_FORMS if name == "elliptic" else [*SPLIT_FORMS, "body", "body cut", "base64 in lines"]
        )
        text, shape, kinds = {**FORMS, **BARE_FORMS}[form](keys()[name]), f"{name} {form}", (KEY, LOOKS)
        pieces, hidden = SPLITS[how](text), tuple(each for each in _pieces(text) if is_line(each))
    return Secret(f"{shape} in {how}", text, hidden, kinds), pieces


def _url_safe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
