# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Asks Resource Search, the index of a region's resources: it may lag, and leaves out what the caller may not see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import pages
from .sdk import service_package
from .session import Session

# The most that an answer can hold, as the SDK documents it.
PAGE = 1000


def found(session: Session, query: str, *, action: str, resource: str) -> list[Any]:
    """What a query finds in the session's region. `action` completes "could not …". Raises Failure."""
    return list(each(session, query, action=action, resource=resource))


def each(
    session: Session, query: str, *, action: str, resource: str, counted: pages.Counted = pages.uncounted
) -> Iterator[Any]:
    """The same page by page, of what may be too much to be held at once."""
    details = service_package("resource_search").models.StructuredSearchDetails(query=query)
    client = session.client("resource_search", "ResourceSearchClient")
    with session.doing(action, service="resource_search", operation="SearchResources", resource=resource):
        yield from pages.items(counted(client.search_resources), details, limit=PAGE)
