# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Walks through compartments: which ones to look in, what is listed in each, and what could not be listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Optional, TypeVar, Union

from .._core import pages
from .._core.errors import BadOption, Failure, NotFoundOrDenied
from .._core.session import Session
from .usage import Cause, Usage

DELETED = "DELETED"

Kind = TypeVar("Kind")

Item = TypeVar("Item")


@dataclass(frozen=True)
class Sighting(Generic[Kind, Item]):
    """Something of a kind that the list of a compartment shows."""

    kind: Kind
    compartment_id: str
    item: Item


@dataclass(frozen=True)
class Unlisted(Generic[Kind]):
    """What a failure leaves unknown: one resource, or with `resource` `None` the rest of a list."""

    kind: Kind
    compartment_id: str
    failure: Failure
    resource: Optional[str] = None


def walk(
    kinds: Iterable[Kind],
    places: Callable[[Kind], Iterable[str]],
    listed: Callable[[Kind, str], Iterable[Union[Item, Failure]]],
) -> Iterator[Union[Sighting[Kind, Item], Unlisted[Kind]]]:
    """Yield all that the lists of each kind show in its places, and what they could not show.

    Lists are read as they are needed: the caller ends the walk when it has seen enough, and judges failures.
    """
    for kind in kinds:
        for compartment_id in places(kind):
            try:
                for each in listed(kind, compartment_id):
                    if isinstance(each, Failure):
                        yield Unlisted(kind, compartment_id, each, each.resource)
                    else:
                        yield Sighting(kind, compartment_id, each)
            except Failure as failure:
                yield Unlisted(kind, compartment_id, failure)


class IndexedPlaces:
    """The compartments in which Resource Search shows anything, besides the root compartment.

    A group that may list in the root compartment may do so by a statement for the whole tenancy, and so sees all of it:
    the index leaves out what the caller may not see.
    """

    def __init__(
        self,
        session: Session,
        *,
        most: int,
        counted: pages.Counted = pages.uncounted,
        keep: Callable[[Any], bool] = lambda item: False,
    ) -> None:
        self._session = session
        self._most = most
        self._counted = counted
        self._keep = keep
        self.kept: list[Any] = []
        """What the queries have shown and is to be kept."""
        self.root = _root_if_known(session)
        self.failure: Optional[Failure] = None
        """Why Resource Search could not be queried."""
        self.is_limited = False
        """Whether there were more compartments than may be looked in."""

    def of(self, query: str, first: Iterable[str], *, action: str, resource: str) -> list[str]:
        """Return the compartments to look in, the `first` ones before those that a query shows, each once."""
        places = dict.fromkeys(first)
        if self.failure is not None:
            return list(places)
        try:
            for each in pages.each(self._session, query, action=action, resource=resource, counted=self._counted):
                places.setdefault(each.compartment_id)
                if self._keep(each):
                    self.kept.append(each)
                if len(places) > self._most:
                    self.is_limited = True
                    break
        except Failure as failure:
            self.failure = failure
        return list(places)[: self._most]


def _root_if_known(session: Session) -> Optional[str]:
    try:
        return session.tenancy
    except BadOption:
        return None


class Compartments:
    """The compartments in which to search for users of a key, and what the list of them lacks.

    `expected` are those that are known to be there, since the key or its vault is in them.
    """

    def __init__(self, session: Session, expected: Iterable[str], usage: Usage) -> None:
        self._session = session
        self._usage = usage
        self._root = session.tenancy
        expected = tuple(expected)
        listed = self._listed()
        self._known = {self._root, *(each.id for each in listed)}
        there = [each for each in listed if each.lifecycle_state != DELETED]
        gone = {each.id for each in listed if each.lifecycle_state == DELETED}
        # No compartment is deleted before what is in it.
        for each in (*expected, *(each.compartment_id for each in there)):
            self.expect(each)
            if each in gone:
                usage.doubt(f"the list of all compartments, in which {each} is {DELETED}", Cause.INCOMPLETE)
        self.places = list(dict.fromkeys((self._root, *(each.id for each in there), *expected)))

    def expect(self, compartment_id: str) -> None:
        """Note that the list lacks a compartment, unless it has it or is known not to be of all."""
        if self._is_of_all and compartment_id not in self._known:
            self._usage.doubt(f"the list of all compartments, which lacks {compartment_id}", Cause.INCOMPLETE)

    def _listed(self) -> list[Any]:
        """All of them; where not all may be seen, those in which the caller sees anything."""
        self._is_of_all = True
        try:
            return self._ask("ANY")
        except NotFoundOrDenied as denial:
            self._usage.doubt("the list of all compartments", Cause.DENIED, denial)
        self._is_of_all = False
        return self._ask("ACCESSIBLE")

    def _ask(self, level: str) -> list[Any]:
        client = self._session.client("identity", "IdentityClient")
        with self._session.doing(
            "list the compartments of the tenancy",
            service="identity",
            operation="ListCompartments",
            resource=self._root,
            statements=("Allow group <your group> to inspect compartments in tenancy",),
        ):
            return list(
                pages.items(client.list_compartments, self._root, compartment_id_in_subtree=True, access_level=level)
            )
