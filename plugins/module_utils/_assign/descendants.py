# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Looks for what was made from a volume, its clones and its backups, wherever in the region it may be by now.

Nothing tells what was made from a volume but the lists of volumes and backups, and each is of one compartment. So they
are asked for in the volume's own compartment, in the root compartment, and where Resource Search shows any of the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Optional, Union

from .._core import search
from .._core.errors import BadOption, Failure, NotFoundOrDenied
from .access import KeyAccess
from .state import Assignment
from .types.volume import VolumeKeys
from .types.volume_backup import VolumeBackupKeys

# In so many compartments clones are looked for, and backups: each takes a request, and somebody waits.
MOST_COMPARTMENTS = 100

Made = tuple[KeyAccess, Assignment]
ListCall = Callable[[Assignment, str], Iterator[Union[Assignment, Failure]]]


class Descendants:
    """What was made from one volume, and where that could not be looked for."""

    def __init__(self, volume: Assignment, volumes: VolumeKeys, backups: VolumeBackupKeys) -> None:
        self._volume = volume
        self._own = str(volume.attributes["compartment_id"])
        self._session = volumes.session
        self._kinds: Sequence[tuple[KeyAccess, ListCall]] = (
            (volumes, volumes.clones),
            (backups, backups.backups_of),
        )
        self._sees_all = True
        self._unsearched: Optional[Failure] = None
        self._unlisted: dict[str, str] = {}

    def found(self, *, but: Collection[str]) -> list[Made]:
        """All but those of certain OCIDs. Raises Failure when not even the volume's own compartment can be listed."""
        return [
            (access, each)
            for access, list_call in self._kinds
            for compartment_id in self._places(access)
            for each in self._listed(list_call, compartment_id)
            if each.resource_id not in but
        ]

    def warnings(self, *, has_former_key: bool) -> list[str]:
        """Where it could not be looked. What nobody can know of matters only where a former key may be given up."""
        what, told = f"Clones and backups of {self._volume.resource_id}", []
        if self._unsearched is not None:
            told.append(
                f"{what} were looked for in its own compartment and the root compartment only, since Resource Search "
                f"did not tell where others may be: {self._unsearched}"
            )
        if self._unlisted:
            why = next(iter(self._unlisted.values()))
            told.append(f"{what} could not be looked for in {', '.join(self._unlisted)}: {why}")
        if has_former_key and not self._sees_all:
            told.append(
                f"{what} in compartments that your group may not inspect are not in under_other_keys: keep the former "
                "key enabled until somebody has looked who may inspect volume-family in tenancy."
            )
        return told

    def _listed(self, list_call: ListCall, compartment_id: str) -> list[Assignment]:
        try:
            return [each for each in list_call(self._volume, compartment_id) if isinstance(each, Assignment)]
        except Failure as failure:
            if compartment_id == self._own:
                raise
            if compartment_id in self._root_if_known() and isinstance(failure, NotFoundOrDenied):
                self._sees_all = False
            else:
                self._unlisted.setdefault(compartment_id, str(failure))
            return []

    def _places(self, access: KeyAccess) -> list[str]:
        """The compartments to look in for one kind.

        Who may list in the root compartment may do so by a statement for the whole tenancy, and so sees all of it.
        """
        places = list(dict.fromkeys([self._own, *self._root_if_known(), *self._searched(access)]))
        for each in places[MOST_COMPARTMENTS:]:
            self._unlisted.setdefault(each, f"more than {MOST_COMPARTMENTS} compartments are not looked in.")
        return places[:MOST_COMPARTMENTS]

    def _root_if_known(self) -> list[str]:
        try:
            return [self._session.tenancy]
        except BadOption:
            self._sees_all = False
            return []

    def _searched(self, access: KeyAccess) -> list[str]:
        """Where Resource Search, which calls types as OCIDs do, shows any of a kind."""
        if self._unsearched is not None:
            return []
        try:
            shown = search.found(
                self._session,
                f"query {access.facts.ocid_kind} resources",
                action=f"search for {access.facts.label}s",
                resource=self._volume.resource_id,
            )
        except Failure as failure:
            self._unsearched = failure
            return []
        return [each.compartment_id for each in shown if str(each.lifecycle_state).upper() != "TERMINATED"]
