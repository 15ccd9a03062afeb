# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads lists and Resource Search page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from .faults import UnexpectedAnswer
from .sdk import service_package
from .session import Session

# What wraps the call that reads a page, so that calls can be counted.
Counted = Callable[[Callable[..., Any]], Callable[..., Any]]

# The most that an answer can hold, as the SDK documents it.
PAGE = 1000

# So many empty pages in a row may come before one with items; without a limit, tokens could lead on for ever.
MOST_EMPTY_PAGES = 300


def uncounted(call: Callable[..., Any]) -> Callable[..., Any]:
    """The call as it is."""
    return call


def items(call: Callable[..., Any], *arguments: Any, **options: Any) -> Iterator[Any]:
    """The items of every page, requested as they are needed; a page may be empty and not be the last.

    The SDK's own pagination repeats failed calls by itself, on top of the client's retries. Raises UnexpectedAnswer
    for an answer without a list, for a list that leads back to a page it has shown, by its token or its beginning, and
    for one that leads through empty pages without end.
    """
    return chain.from_iterable(_pages(call, arguments, options))


def _pages(call: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Iterator[list[Any]]:
    shown: set[str] = set()
    begun: set[int] = set()
    empty = 0
    while True:
        answer = call(*arguments, **options)
        found = getattr(answer.data, "items", answer.data)
        if not isinstance(found, list):
            raise _unexpected(answer, "holds no list")
        begins_with = hash(_identity(found[0])) if found else None
        if answer.next_page in shown or begins_with in begun:
            raise _unexpected(answer, "leads back to a page that it has shown")
        empty = 0 if found else empty + 1
        if empty > MOST_EMPTY_PAGES:
            raise _unexpected(answer, f"is the last of more than {MOST_EMPTY_PAGES} empty pages, and names another")
        yield found
        if not answer.has_next_page:
            return
        if begins_with is not None:
            begun.add(begins_with)
        shown.add(answer.next_page)
        options["page"] = answer.next_page


def _identity(item: Any) -> Any:
    """What distinguishes an item from the others of its list."""
    return next(
        (found for found in (getattr(item, name, None) for name in ("id", "identifier", "name")) if found), id(item)
    )


def _unexpected(answer: Any, reason: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(reason, status=answer.status, headers=answer.headers, is_read=True)


def found(session: Session, query: str, *, action: str, resource: str) -> list[Any]:
    """What a query finds in the session's region. `action` completes "could not …". Raises Failure."""
    return list(each(session, query, action=action, resource=resource))


def each(session: Session, query: str, *, action: str, resource: str, counted: Counted = uncounted) -> Iterator[Any]:
    """What a query finds, page by page: it may be too much to be held at once. Raises Failure."""
    return chain.from_iterable(_pages_found(session, query, action, resource, counted))


def _pages_found(session: Session, query: str, action: str, resource: str, counted: Counted) -> Iterator[list[Any]]:
    details = service_package("resource_search").models.StructuredSearchDetails(query=query)
    client = session.client("resource_search", "ResourceSearchClient")
    with session.doing(action, service="resource_search", operation="SearchResources", resource=resource):
        yield from _pages(counted(client.search_resources), (details,), {"limit": PAGE})
