# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Looks for copies of a backup in other compartments than its own: copies and originals can be moved.

Copies are told by lists only, and each list is of one compartment. So they are asked for in the root compartment, and
where Resource Search shows any backups of the kind.
"""

from __future__ import annotations

from typing import Optional

from .._core import search
from .._core.errors import BadOption, Failure, NotFoundOrDenied
from .._core.notices import Notice, brief
from .backups import Backup, Backups

# In so many compartments they are looked for: each takes a request, and somebody waits.
MOST_COMPARTMENTS = 100


class CopiesElsewhere:
    """The copies of one backup in the other compartments, and why some may be missing."""

    def __init__(self, backups: Backups, original: Backup) -> None:
        self._backups = backups
        self._original = original
        self._session = backups.session
        # Usual for a group that may not inspect the whole tenancy, and so nothing to act on.
        self._sees_all = True
        self.notices: list[Notice] = []

    @property
    def is_complete(self) -> bool:
        """Whether every compartment of the tenancy was covered."""
        return self._sees_all and not self.notices

    def found(self) -> list[Backup]:
        """Those that can be seen, the ended ones too, as long as they are listed."""
        copies = self._in_root()
        for compartment_id in self._compartments():
            copies += self._listed(compartment_id)
        return copies

    def _in_root(self) -> list[Backup]:
        """Those in the root compartment. Who may list there may do so in the whole tenancy, and so sees all of it."""
        root = self._root
        try:
            if root is not None:
                return [] if root == self._original.compartment_id else self._backups.copies(root, self._original.id)
        except NotFoundOrDenied:
            pass
        self._sees_all = False
        return []

    def _compartments(self) -> list[str]:
        """The others with backups of the kind in them."""
        kind, searched = self._backups.kind, (self._original.compartment_id, self._root)
        places: dict[str, None] = {}
        try:
            for each in search.each(
                self._session,
                f"query {kind.name.replace('_', '')} resources",
                action=f"search for {kind.label}s in {self._session.region}",
                resource=self._original.id,
            ):
                if each.compartment_id not in searched:
                    places.setdefault(each.compartment_id)
                if len(places) > MOST_COMPARTMENTS:
                    self._note(
                        "SearchLimited",
                        f"Only {MOST_COMPARTMENTS} of the compartments with backups were searched for existing copies",
                        self._original.id,
                    )
                    break
        except Failure as failure:
            self._note(
                "ResourceSearchUnavailable",
                "Other compartments were not searched for existing copies, since Resource Search could not be queried",
                self._original.id,
                failure,
            )
            return []
        return list(places)[:MOST_COMPARTMENTS]

    def _listed(self, compartment_id: str) -> list[Backup]:
        try:
            return self._backups.copies(compartment_id, self._original.id)
        except NotFoundOrDenied as denial:
            what = f"Existing copies in the compartment {compartment_id} could not be listed"
            self._note("CompartmentNotListed", what, compartment_id, denial)
            return []

    @property
    def _root(self) -> Optional[str]:
        try:
            return self._session.tenancy
        except BadOption:
            return None

    def _note(self, code: str, what: str, resource: str, failure: Optional[Failure] = None) -> None:
        why = "" if failure is None else f" ({brief(failure)})"
        self.notices.append(Notice(code, f"{what}{why}. The new copy may be a duplicate.", resource, failure))
