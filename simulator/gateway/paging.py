# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Divides lists into pages, including empty ones (oci-facts.md, section 4)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..protocol.problems import invalid
from ..tenancy.identifiers import Identifiers

# Page sizes are not documented (UNVERIFIED): clients must not rely on them.
DEFAULT_LIMIT = 100
MAXIMUM_LIMIT = 1000
_REMEMBERED = 1000


class _Rest(NamedTuple):
    """The whole list, which all of its tokens share, and the position from which it continues."""

    items: Sequence[Any]
    start: int
    empty_first: bool


class Pages:
    """The remaining entries of each list, by opaque token.

    The content of a list is fixed when its first page is created, so that resources that are created or deleted in the
    meantime neither repeat nor disappear.
    """

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self._rest: OrderedDict[str, _Rest] = OrderedDict()

    def first(self, items: Sequence[Any], *, limit: int | None, empty_page: bool) -> tuple[Sequence[Any], str | None]:
        """The first page and the token of the next one, which is empty if `empty_page` is set."""
        size = self._size(limit)
        if len(items) <= size:
            return items, None
        return items[:size], self._remember(_Rest(items, size, empty_page))

    def next(self, token: str, *, limit: int | None) -> tuple[Sequence[Any], str | None]:
        """The page of a token, and the token of the next one."""
        if token not in self._rest:
            raise invalid(f"The page token '{token}' is not valid.")
        items, start, empty_first = self._rest[token]
        if empty_first:
            return [], self._remember(_Rest(items, start, empty_first=False))
        end = start + self._size(limit)
        following = self._remember(_Rest(items, end, empty_first=False)) if end < len(items) else None
        return items[start:end], following

    def again(self, items: Sequence[Any]) -> str:
        """The token of a page that starts at the beginning of the list."""
        return self._remember(_Rest(items, 0, empty_first=False))

    def _remember(self, rest: _Rest) -> str:
        token = self._identifiers.letters(40)
        self._rest[token] = rest
        if len(self._rest) > _REMEMBERED:
            self._rest.popitem(last=False)
        return token

    @staticmethod
    def _size(limit: int | None) -> int:
        if limit is None:
            return DEFAULT_LIMIT
        if limit < 1:
            raise invalid(f"limit must be at least 1, not {limit}.")
        return min(limit, MAXIMUM_LIMIT)
