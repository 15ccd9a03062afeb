# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Lists every compartment of a tenancy, and checks whether the list can be complete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._core import pages
from .._core.errors import NotFoundOrDenied
from .._core.session import Session
from .usage import Cause, Usage

DELETED = "DELETED"


class Compartments:
    """The compartments in which to look for users of a key, and what the list of them lacks.

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
        for each in (*expected, *(each.compartment_id for each in there)):
            self.expect(each)
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
