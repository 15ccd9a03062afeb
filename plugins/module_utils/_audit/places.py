# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The compartments of a tenancy as the audit names them: by path, with all that is below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Optional

from .._core import tenancy
from .._core.errors import Failure, NotFoundOrDenied
from .._core.session import Session
from .._core.tenancy import SEPARATOR, Compartment, Directory

# What Oracle keeps for its own platform services; its resources are often not readable for anyone in the tenancy
# (https://github.com/oracle/oci-ansible-collection/issues/104).
ORACLE_MANAGED_COMPARTMENT = "ManagedCompartmentForPaaS"

ROOT = "root"


class Places:
    """The compartments that are known. `denial` is why they are only those in which the caller sees anything."""

    def __init__(self, directory: Directory, denial: Optional[Failure] = None) -> None:
        self.directory = directory
        self.denial = denial
        self._by_id = {each.id: each for each in directory.compartments}
        self._above = {each: _above(each, self._by_id) for each in self._by_id}

    @property
    def ids(self) -> tuple[str, ...]:
        """The OCIDs of all, the root first."""
        return tuple(self._by_id)

    def name(self, compartment_id: str) -> Optional[str]:
        """The name of a compartment, if it is known."""
        found = self._find(compartment_id)
        return None if found is None else found.name

    def path(self, compartment_id: str) -> Optional[str]:
        """The names from below the root to a compartment, `root` for the root itself, if they are known."""
        found = self._find(compartment_id)
        if found is None:
            return None
        return ROOT if found is self.directory.root else SEPARATOR.join(found.path)

    def within(self, compartment_id: str, chosen: Iterable[str], *, children: bool) -> bool:
        """Whether a compartment is one of the chosen, or with `children` below one."""
        chosen = frozenset(chosen)
        if compartment_id in chosen:
            return True
        return children and not chosen.isdisjoint(self._above.get(compartment_id, ()))

    def find(self, option: str, path: Sequence[str]) -> str:
        """The OCID of the compartment that a path leads to. Raises BadOption."""
        return tenancy.find_compartment(option, path, self.directory).id

    def is_of_tenancy(self, compartment_id: str) -> Optional[bool]:
        """Whether a compartment is in this tenancy, `None` where that is not known."""
        if self._find(compartment_id) is not None or compartment_id in self.directory.gone:
            return True
        return None if self.denial is not None else False

    def _find(self, compartment_id: str) -> Optional[Compartment]:
        return self._by_id.get(compartment_id)


def _above(compartment_id: str, by_id: dict[str, Compartment]) -> tuple[str, ...]:
    above: list[str] = []
    at = by_id.get(compartment_id)
    while at is not None and at.compartment_id is not None and len(above) < tenancy.DEEPEST:
        above.append(at.compartment_id)
        at = by_id.get(at.compartment_id)
    return tuple(above)


def read_places(session: Session) -> Places:
    """Read the compartments: all, or those in which the caller sees anything where all may not be listed."""
    try:
        return Places(tenancy.directory(session, level="ANY"))
    except NotFoundOrDenied as denial:
        return Places(tenancy.directory(session), denial)
