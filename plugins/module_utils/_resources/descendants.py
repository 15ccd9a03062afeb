# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds clones and backups of a volume, wherever in the region they are.

Only the lists of volumes and backups show what was created from a volume, and each is of one compartment. So they are
read in the volume's own compartment, in the root compartment, and where Resource Search shows any of the kind. A
tenancy may have any number of volumes: pages are read one at a time, only matches are kept, and requests are counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Optional, Union

from .._core import pages
from .._core import pages as search
from .._core.errors import BadOption, Failure, NotFoundOrDenied
from .._core.notices import Notice, brief
from .._core.session import Session
from .access import Assignable
from .assignment import Assignment
from .volume import VolumeKeys
from .volume_backup import VolumeBackupKeys

# In so many compartments clones are looked for, and backups, and by so many requests: somebody waits.
MOST_COMPARTMENTS = 200
MOST_REQUESTS = 1000

# What can stand in a query as it is.
DOMAIN = re.compile(r"[\w:.-]+", re.ASCII)

Made = tuple[Assignable, Assignment]
ListCall = Callable[[Assignment, str, pages.Counted], Iterator[Union[Assignment, Failure]]]


class GaveUp(Failure):
    """Look with fewer compartments."""


class OutOfTime(GaveUp):
    """Look with more time."""


class Budget:
    """The requests that a search may take, and the time of its task."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._left = MOST_REQUESTS

    def counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, which raises GaveUp once requests or time are used up."""

        def spending(*arguments: Any, **options: Any) -> Any:
            if not self._session.deadline.allows(self._session.clock.now(), 0.0):
                raise OutOfTime("wait_timeout ended the search")
            if self._left <= 0:
                raise GaveUp(f"the search ended after {MOST_REQUESTS} requests")
            self._left -= 1
            return call(*arguments, **options)

        return spending


class Descendants:
    """What was created from one volume, and where that could not be looked for."""

    def __init__(self, volume: Assignment, volumes: VolumeKeys, backups: VolumeBackupKeys) -> None:
        self.volume = volume
        self._own = str(volume.attributes["compartment_id"])
        self._session = volumes.session
        domain = str(volume.attributes["availability_domain"])
        # A clone is created in the availability domain of its source; a backup is in none.
        condition = f" && availabilityDomain = '{domain}'" if DOMAIN.fullmatch(domain) else ""
        self._kinds: Sequence[tuple[Assignable, ListCall, str]] = (
            (volumes, volumes.clones, condition),
            (backups, backups.backups_of, ""),
        )
        self._budget = Budget(self._session)
        # Usual for a group that may not inspect the whole tenancy, and so nothing to act on.
        self._sees_all = True
        self._is_searched = True
        self._unlisted: set[str] = set()
        self.notices: list[Notice] = []

    def found(self, *, but: Collection[str]) -> Optional[list[Made]]:
        """All but those of certain OCIDs; `None` when not even the volume's own compartment could be listed."""
        try:
            return [
                (access, each)
                for access, list_call, condition in self._kinds
                for compartment_id in self._places(access, condition)
                for each in self._listed(list_call, compartment_id)
                if each.resource_id not in but
            ]
        except Failure as failure:
            self._note_unlisted(self._own, failure)
            return None

    @property
    def is_complete(self) -> bool:
        """Whether every compartment of the tenancy was covered."""
        return self._sees_all and not self.notices

    def _listed(self, list_call: ListCall, compartment_id: str) -> list[Assignment]:
        """Those of one compartment; if its list ends in a failure, those that were shown until then."""
        shown: list[Assignment] = []
        try:
            for each in list_call(self.volume, compartment_id, self._budget.counted):
                if isinstance(each, Assignment):
                    shown.append(each)
                else:
                    self._note_unlisted(compartment_id, each)
        except Failure as failure:
            if compartment_id == self._own and not isinstance(failure, GaveUp):
                raise
            if compartment_id in self._root_if_known() and isinstance(failure, NotFoundOrDenied):
                self._sees_all = False
            else:
                self._note_unlisted(compartment_id, failure)
        return shown

    def _note_unlisted(self, compartment_id: str, failure: Failure) -> None:
        if compartment_id not in self._unlisted:
            self._unlisted.add(compartment_id)
            what = f"what is in the compartment {compartment_id}, which could not be listed"
            self._note("CompartmentNotListed", what, compartment_id, failure)

    def _note(self, code: str, what: str, resource: str, failure: Optional[Failure] = None) -> None:
        why = ""
        if failure is not None:
            # What ends the search early has no code that explains it.
            why = f" ({failure.reason if isinstance(failure, GaveUp) else brief(failure)})"
        text = f"under_other_keys may lack {what}{why}. Keep the previous key enabled."
        self.notices.append(Notice(code, text, resource, failure))

    def _places(self, access: Assignable, condition: str) -> list[str]:
        """The compartments to look in for one kind.

        Who may list in the root compartment may do so by a statement for the whole tenancy, and so sees all of it.
        """
        places = dict.fromkeys([self._own, *self._root_if_known()])
        for each in self._searched(access, condition):
            places.setdefault(each)
            if len(places) > MOST_COMPARTMENTS:
                what = f"what is in other compartments than the first {MOST_COMPARTMENTS}"
                self._note("SearchLimited", what, self.volume.resource_id)
                break
        return list(places)[:MOST_COMPARTMENTS]

    def _root_if_known(self) -> list[str]:
        try:
            return [self._session.tenancy]
        except BadOption:
            self._sees_all = False
            return []

    def _searched(self, access: Assignable, condition: str) -> Iterator[str]:
        """Where Resource Search, which calls types as OCIDs do, shows any of a kind."""
        if not self._is_searched:
            return
        try:
            for each in search.each(
                self._session,
                f"query {access.facts.ocid_kind} resources where lifecycleState != 'TERMINATED'{condition}",
                action=f"search for {access.facts.label}s",
                resource=self.volume.resource_id,
                counted=self._budget.counted,
            ):
                yield each.compartment_id
        except Failure as failure:
            self._is_searched = False
            what = "what is in other compartments, since Resource Search could not be queried"
            self._note("ResourceSearchUnavailable", what, self.volume.resource_id, failure)
