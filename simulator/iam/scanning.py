# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads policy text word by word: bare words, quoted names, patterns, punctuation."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\s'\"{}(),=!/:]+")
_BARE_VALUE = re.compile(r"[^\s'\"{}(),=!]+")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_PATTERN = re.compile(r"/([^/]*)/")
_ANYTHING = re.compile(r"'[^']*'|\"[^\"]*\"|/[^/\s]*\*/|[{}(),/:]|!=|=|[^\s'\"{}(),=!/:]+")


class InvalidStatement(ValueError):
    """Text that is no policy statement or matching rule; the message fits OCI's 400 InvalidParameter answer."""


class Scanner:
    """A position in policy text, advanced one part at a time. Spaces and line breaks have no effect (D-PSYN).

    Quoted text is never a keyword, so a name like ``'to'`` is a name. `kind` describes the text in messages.
    """

    def __init__(self, text: str, kind: str = "policy statement") -> None:
        self._text = text
        self._kind = kind
        self._position = 0
        self._skip_space()

    def at_end(self) -> bool:
        return self._position == len(self._text)

    def keyword(self) -> str:
        """The next bare word in lower case, or '' if the next part is not a bare word."""
        match = _WORD.match(self._text, self._position)
        return match.group().lower() if match else ""

    def accept(self, mark: str) -> bool:
        """Skip the punctuation; returns whether it was next."""
        if not self._text.startswith(mark, self._position):
            return False
        self._advance(self._position + len(mark))
        return True

    def accept_keyword(self, *keywords: str) -> str:
        """Skip one of the keywords and return it, or '' if none of them is next."""
        ahead = self.keyword()
        if ahead not in keywords:
            return ""
        self.word("a keyword")
        return ahead

    def expect(self, mark: str) -> None:
        if not self.accept(mark):
            raise self.unexpected(f"'{mark}'")

    def expect_keyword(self, *keywords: str) -> str:
        found = self.accept_keyword(*keywords)
        if not found:
            raise self.unexpected(" or ".join(f"'{keyword}'" for keyword in keywords))
        return found

    def word(self, expected: str) -> str:
        """The next bare word as written; `expected` describes it in messages."""
        return self._take(_WORD, expected).group()

    def name(self, expected: str) -> str:
        """A bare or quoted name, never empty."""
        quoted = self.quoted()
        if quoted is None:
            return self.word(expected)
        if not quoted.strip():
            raise self.invalid(f"{expected} is empty")
        return quoted

    def quoted(self) -> str | None:
        """The text between the next quotes, or `None` if the next part is not quoted."""
        if self._text[self._position : self._position + 1] not in ("'", '"'):
            return None
        match = self._take(_QUOTED, "a closing quote")
        return match.group(1) if match.group(1) is not None else match.group(2)

    def pattern(self) -> str | None:
        """The text between the next slashes, or `None` if the next part is not a pattern."""
        if not self._text.startswith("/", self._position):
            return None
        return self._take(_PATTERN, "a pattern like /name*/").group(1)

    def bare_value(self) -> str:
        return self._take(_BARE_VALUE, "a value").group()

    def remainder(self) -> str:
        """The remaining text, its parts separated by one space."""
        parts = []
        while not self.at_end():
            parts.append(self._take(_ANYTHING, f"the rest of the {self._kind}").group())
        return " ".join(parts)

    def expect_end(self) -> None:
        if not self.at_end():
            raise self.unexpected(f"the end of the {self._kind}")

    def invalid(self, reason: str) -> InvalidStatement:
        """The error for text that is wrong for a reason. The wording is assumed."""
        return InvalidStatement(f"Invalid {self._kind}: {reason}")

    def unexpected(self, expected: str) -> InvalidStatement:
        """The error for text where `expected` is not next."""
        found = f"'{self._text[self._position : self._position + 40]}'" if not self.at_end() else "the end"
        return self.invalid(f"expected {expected} at position {self._position}, found {found}")

    def _take(self, expression: re.Pattern[str], expected: str) -> re.Match[str]:
        match = expression.match(self._text, self._position)
        if match is None:
            raise self.unexpected(expected)
        self._advance(match.end())
        return match

    def _advance(self, position: int) -> None:
        self._position = position
        self._skip_space()

    def _skip_space(self) -> None:
        match = _SPACE.match(self._text, self._position)
        if match is not None:
            self._position = match.end()
