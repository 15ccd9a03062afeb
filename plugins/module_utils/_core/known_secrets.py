# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Remembers what is specified as a secret, and hides every piece of it, whatever it looks like."""

from __future__ import annotations

import re
import threading

from .random_texts import HIDDEN

# Pieces of known secrets that are hidden, and the length of what they are looked up by.
PIECE, WINDOW = 16, 8

_LINE_ENDS = re.compile(r"[\r\n]+|\\+[nrt]|-{2,} ?(?:BEGIN|END) [A-Z0-9 ]*-*")

# Where PKCS #8 names the algorithm of an RSA key: public, in every such key, and by chance so aligned in a certificate.
_ALGORITHM = "IBADANBgkqhkiG9w0BAQEFAASC"


class Secrets:
    """Texts that must not be shown, whole or in pieces. A thread may add some while another one hides them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._short: frozenset[str] = frozenset()
        self._windows: frozenset[str] = frozenset()

    def clear(self) -> None:
        """Forgets all of them."""
        with self._lock:
            self._short = self._windows = frozenset()

    def add(self, text: str, *, shortest: int = 4) -> None:
        """Remembers a secret, or a text that holds one by its shape: the lines that frame a key are none."""
        lines = [each.strip() for each in _LINE_ENDS.split(text)]
        windows = {
            line[at : at + WINDOW] for line in lines if len(line) >= PIECE for at in range(len(line) - WINDOW + 1)
        }
        with self._lock:
            self._short |= {line for line in lines if shortest <= len(line) < PIECE}
            self._windows |= windows

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
            piece = text[at : end + WINDOW - 1] if end > at else ""
            if len(piece) >= PIECE:
                kept.append(piece if piece in _ALGORITHM else HIDDEN)
                at += len(piece)
            else:
                kept.append(text[at])
                at += 1
        return "".join(kept)


# The secrets of all tasks of this process.
KNOWN = Secrets()
