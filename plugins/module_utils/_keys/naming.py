# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Which one a name means, of those that have it: names are not unique in OCI, and nothing may be guessed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional, Protocol, TypeVar

from .._core.errors import BadOption
from .._core.quoting import quoted
from .names import GOING, GONE


class Named(Protocol):
    """A vault or key as lists tell it."""

    @property
    def id(self) -> str:
        """Its OCID."""

    @property
    def lifecycle_state(self) -> str:
        """Its state."""


One = TypeVar("One", bound=Named)


def choose(called: Iterable[One], name: str, *, what: str, where: str, option: str, to_delete: bool) -> Optional[One]:
    """The one that is meant, V(None) when there is none.

    What is to be deleted counts when there is no other: then it is the one to bring back. If there are several of that
    kind, nobody can tell which; unless they are C(to_delete), where any will do. Raises BadOption when it is not clear
    which one is meant, with the OCIDs of all.
    """
    there = sorted((each for each in called if each.lifecycle_state not in GONE), key=lambda each: each.id)
    staying = [each for each in there if each.lifecycle_state not in GOING]
    found = staying or there
    if len(found) > 1 and (staying or not to_delete):
        state = "" if staying else ", and all are to be deleted"
        raise BadOption(
            f"{where} has {len(found)} {what}s with the name {quoted(name)}{state}: "
            f"{', '.join(each.id for each in found)}; say which by {option}."
        )
    return found[0] if found else None
