# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Makes a vault or key once, whoever else asks for it, and although a retry token can outlive what it was for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .._assign.access import Accepted
from .._core.errors import Failure, NotFoundOrDenied
from .progress import Progress
from .settling import of_write


class Listed(Protocol):
    """A vault or key as lists tell it."""

    @property
    def id(self) -> str:
        """Its OCID."""

    @property
    def display_name(self) -> str:
        """Its name."""


class Making(Protocol):
    """A vault or key that was made."""

    @property
    def id(self) -> str:
        """Its OCID."""

    @property
    def compartment_id(self) -> str:
        """The OCID of its compartment."""


Made = TypeVar("Made", bound=Making)


@dataclass(frozen=True)
class There:
    """The OCIDs of what is there before something is made: C(ended) had its name, C(others) have another."""

    ended: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def there(listed: Iterable[Listed], name: str) -> There:
    """The same, of what lists tell."""
    ids = {each.id: each.display_name for each in listed}
    ended = frozenset(found for found, called in ids.items() if called == name)
    return There(ended, frozenset(ids) - ended)


def make_once(
    ask: Callable[[AbstractSet[str]], tuple[Made, Accepted]],
    look: Callable[[str], Made],
    compartment_id: str,
    before: There,
    progress: Progress[Made],
    region: str,
) -> tuple[Made, Accepted]:
    """What the service made, as one look shows it, and the request.

    C(ask) asks for it with a retry token that also tells which ones of the past are not meant. What it is answered may
    be one that the same request made within the day, and that was renamed or moved since: then it asks again.
    """
    former = set(before.ended)
    while True:
        answered, accepted = ask(former)
        try:
            made = look(answered.id)
        except NotFoundOrDenied:
            # The service may not find for some moments what it made.
            made = answered
        except Failure as failure:
            progress.note(answered)
            progress.accepted()
            raise of_write(failure, accepted, region) from None
        is_former = made.id in before.others or made.compartment_id != compartment_id
        if not is_former or made.id in former:
            return progress.note(made), accepted
        former.add(made.id)
