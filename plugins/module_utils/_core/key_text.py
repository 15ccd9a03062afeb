# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Extracts the private key from a text, in any form that the text may have.

Texts pass through variables, forms and stores for secrets, which change line ends and encodings. What can mean only one
key is accepted; for the rest there is one clause that names what it is and the way out.
"""

from __future__ import annotations

import base64
import binascii
import re
import textwrap
from typing import Optional

from . import redacting
from .errors import Problem

_BLOCK = re.compile(r"-----BEGIN ((?:[A-Z0-9]+ )*)PRIVATE KEY-----(.*?)-----END \1PRIVATE KEY-----", re.DOTALL)
# Line ends that were written as a backslash and a letter, perhaps more than once.
_WRITTEN_END = re.compile(r"(?:\\+r)?\\+n|\\+r")
# What OpenSSL writes before the body of a key it has encrypted in its older form.
_HEADERS = re.compile(r"\s*(Proc-Type: *\S+)\s+(DEK-Info: *\S+)\s+(.*)", re.DOTALL)


class NoKey(Exception):
    """There is no private key that can be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def pem(text: str) -> str:
    """The one private key in the text, in PEM form as RFC 7468 writes it. Raises NoKey."""
    text = _decoded(_WRITTEN_END.sub("\n", text.strip("\ufeff \t\r\n\"'")))
    blocks = dict.fromkeys((label, _lines(body)) for label, body in _BLOCK.findall(text))
    if not blocks:
        raise NoKey(_why_none(text))
    if len(blocks) > 1:
        raise NoKey(Problem(f"is one of {len(blocks)} private keys in the same text", ("Keep one.",)))
    label, lines = next(iter(blocks))
    if label == "OPENSSH ":
        raise NoKey(
            Problem(
                "is in OpenSSH form, which the OCI SDK does not read",
                ("Convert a copy with 'ssh-keygen -p -m PEM -f FILE'.",),
            )
        )
    return f"-----BEGIN {label}PRIVATE KEY-----\n{lines}\n-----END {label}PRIVATE KEY-----"


def binary_problem(data: bytes) -> Optional[Problem]:
    """Why a file that is no text cannot be used as a key; `None` if it is no key in a binary form."""
    # A sequence (X.690) that begins with an integer, its version: 3 in PKCS #12, 0 or 1 in a private key.
    found = re.match(rb"\x30(?:[\x00-\x7f]|\x81.|\x82..|\x83...)\x02\x01(.)", data, re.DOTALL)
    if found and found.group(1) == b"\x03":
        return Problem("is in PKCS #12 form", ("Convert it with 'openssl pkcs12 -nocerts -in FILE -out NEW_FILE'.",))
    if data.startswith(b"\x30"):
        return Problem("is in DER form", ("Convert it with 'openssl pkey -inform DER -in FILE -out NEW_FILE'.",))
    return None


def _decoded(text: str) -> str:
    """The text itself, or the key of which it is the base64."""
    if "-----" in text:
        return text
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return text
    return decoded if "-----BEGIN" in decoded else text


def _lines(body: str) -> str:
    """The body of a block in lines of 64 characters."""
    headers = _HEADERS.fullmatch(body)
    encoded = headers.group(3) if headers else body
    lines = textwrap.fill("".join(encoded.split()), 64)
    return f"{headers.group(1)}\n{headers.group(2)}\n\n{lines}" if headers else lines


def _why_none(text: str) -> Problem:
    begins, ends = "PRIVATE KEY-----" in text.partition("-----END")[0], "-----END" in text
    if not text:
        return Problem("is empty")
    if "PRIVATE KEY" in text and not ends:
        return Problem("lacks its last line, such as -----END PRIVATE KEY-----, and perhaps more")
    if "PRIVATE KEY" in text and not begins:
        return Problem("lacks its first line, such as -----BEGIN PRIVATE KEY-----")
    if "PuTTY-User-Key-File" in text:
        return Problem(
            "is in the form of PuTTY, which the OCI SDK does not read",
            ("Export it from PuTTYgen, and convert it to PEM.",),
        )
    kind = redacting.kind(text)
    if kind == redacting.PUBLIC_KEY:
        return Problem("is a public key", ("Specify the private key.",))
    if kind in (redacting.CERTIFICATE, redacting.TOKEN):
        return Problem(f"is {kind}", ("Specify the private key.",))
    if text.startswith("MII") and kind == redacting.PRIVATE_KEY:
        return Problem("lacks its first and its last line (-----BEGIN PRIVATE KEY-----)")
    if len(text) < 256 and re.fullmatch(r"(~|\.{0,2})?/[^\s]*|\S+\.(pem|key)", text):
        return Problem("is the path of a file", ("Specify it as api_user_key_file.",))
    return Problem("is not a private key in PEM form (-----BEGIN PRIVATE KEY-----)")
