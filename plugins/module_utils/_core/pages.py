# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads lists and Resource Search page by page, and finds by name what lists lack.

A list that lacks something is one witness only. The index lags behind and omits what the caller may not see: it proves
nothing by what it omits, and what it shows is read before it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import Any, Optional, Protocol, TypeVar

from .errors import Failure, NotFoundOrDenied
from .faults import UnexpectedAnswer
from .notices import Notice, brief
from .sdk import service_package
from .session import Session

# What wraps the call that reads a page, so that calls can be counted.
Counted = Callable[[Callable[..., Any]], Callable[..., Any]]

# The states of the index in which something has ended.
GONE = ("TERMINATED", "DELETED")

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


def whole(
    call: Callable[..., Any],
    *arguments: Any,
    problem: Callable[[list[Any]], Optional[str]],
) -> list[Any]:
    """All items. Raises UnexpectedAnswer, with the facts of the last page, where they have a `problem`."""
    answers: list[Any] = []
    listed = list(chain.from_iterable(_pages(call, arguments, {}, answers)))
    reason = problem(listed)
    if reason is not None:
        raise _unexpected(answers[-1], reason)
    return listed


def _pages(
    call: Callable[..., Any],
    arguments: tuple[Any, ...],
    options: dict[str, Any],
    answers: Optional[list[Any]] = None,
) -> Iterator[list[Any]]:
    """The items page by page; the answers that have them are added to `answers`."""
    shown: set[str] = set()
    begun: set[int] = set()
    empty = 0
    while True:
        answer = call(*arguments, **options)
        found = getattr(answer.data, "items", answer.data)
        if not isinstance(found, list):
            raise _unexpected(answer, "holds no list")
        if answers is not None:
            answers.append(answer)
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


# -- what lists lack ---------------------------------------------------------------------------------------------


class Named(Protocol):
    """A resource as one read showed it."""

    @property
    def display_name(self) -> str:
        """Its name."""

    @property
    def compartment_id(self) -> str:
        """The OCID of its compartment."""


Found = TypeVar("Found", bound=Named)


def shown(session: Session, type_name: str, name: Optional[str], *, action: str, resource: str) -> list[Any]:
    """What the index shows of a type, of one name unless that is `None`. Raises Failure."""
    # How the query language escapes quotes is documented nowhere: without the filter it answers with more.
    is_plain = name is not None and "'" not in name and "\\" not in name
    filtered = f" where displayName = '{name}'" if is_plain else ""
    query = f"query {type_name} resources return allAdditionalFields{filtered}"
    items = found(session, query, action=action, resource=resource)
    return [each for each in items if name in (None, each.display_name)]


class SecondWitness:
    """Finds what lists lack; `notices` report that the index could not be queried."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_silent = False
        self.notices: list[Notice] = []

    def find(
        self,
        type_name: str,
        name: str,
        compartment_id: str,
        read: Callable[[str], Found],
        *,
        label: str,
        listed: Collection[str],
    ) -> list[Found]:
        """Return what has the name in the compartment and is not `listed`, as it reads. Raises Failure of a read."""
        if self._is_silent:
            return []
        try:
            items = shown(
                self._session,
                type_name,
                name,
                action=f"search for {label}s with the name {name}",
                resource=compartment_id,
            )
        except Failure as failure:
            # A task that waited for the index once need not wait for it again.
            self._is_silent = True
            text = (
                f"Resource Search could not be queried ({brief(failure)}), so only the list shows whether "
                f"{compartment_id} has a {label} with the name {name}."
            )
            self.notices.append(Notice("ResourceSearchUnavailable", text, compartment_id, failure))
            return []
        found = []
        for item in items:
            is_candidate = item.compartment_id == compartment_id and item.identifier not in listed
            if not is_candidate or str(item.lifecycle_state).upper() in GONE:
                continue
            try:
                seen = read(item.identifier)
            except NotFoundOrDenied:
                # It was deleted since, or nothing can be done with it.
                continue
            if (seen.display_name, seen.compartment_id) == (name, compartment_id):
                found.append(seen)
        return found
