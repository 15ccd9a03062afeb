# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_volume_kms_key, with the search for clones and backups that its change leaves with another key.

Only the lists of volumes and backups show what was created from a volume, and each is of one compartment. So they are
read in the volume's own compartment, in the root compartment, and where Resource Search shows any of the kind. A
tenancy may have any number of volumes: pages are read one at a time, only matches are kept, and requests are counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Optional, TypeVar, Union

from .._assign.assigning import Assigning, Members, of_backups, request
from .._assign.options import key_argument_spec
from .._core import ocid, pages
from .._core.errors import Failure, NotFoundOrDenied
from .._core.notices import Notice, brief, keep
from .._core.session import Session
from .._core.task import Task
from .._resources.access import Assignable
from .._resources.assignment import Assignment
from .._resources.volume import BootVolumeKeys, VolumeKeys
from .._resources.volume_backup import BootVolumeBackupKeys, VolumeBackupKeys
from .._resources.walk import IndexedPlaces, Sighting, Unlisted, walk

# The most compartments and requests of the search for clones and backups: a task waits.
MOST_COMPARTMENTS = 200
MOST_REQUESTS = 1000

# What can stand in a query as it is.
DOMAIN = re.compile(r"[\w:.-]+", re.ASCII)

Created = tuple[Assignable, Assignment]

ListCall = Callable[[Assignment, str, pages.Counted], Iterator[Union[Assignment, Failure]]]

Kind = tuple[Assignable, ListCall, str]
"""What reads one kind, its list of what was created from a volume, and a condition for the index."""


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
    """What was created from one volume, and where that could not be searched for."""

    def __init__(self, volume: Assignment, volumes: VolumeKeys, backups: VolumeBackupKeys) -> None:
        self.volume = volume
        self._own = str(volume.attributes["compartment_id"])
        self._session = volumes.session
        domain = str(volume.attributes["availability_domain"])
        # A clone is created in the availability domain of its source; a backup is in none.
        condition = f" && availabilityDomain = '{domain}'" if DOMAIN.fullmatch(domain) else ""
        self._kinds: Sequence[Kind] = (
            (volumes, volumes.clones, condition),
            (backups, backups.backups_of, ""),
        )
        self._budget = Budget(self._session)
        self._places = IndexedPlaces(self._session, most=MOST_COMPARTMENTS, counted=self._budget.counted)
        # Usual for a group that may not inspect the whole tenancy, and so nothing to act on.
        self._sees_all = self._places.root is not None
        self._unlisted: set[str] = set()
        self.notices: list[Notice] = []

    def found(self, *, but: Collection[str]) -> Optional[list[Created]]:
        """All but those of certain OCIDs; `None` when not even the volume's own compartment could be listed."""
        created: list[Created] = []
        for each in walk(self._kinds, self._in, lambda kind, place: kind[1](self.volume, place, self._budget.counted)):
            if isinstance(each, Sighting):
                if each.item.resource_id not in but:
                    created.append((each.kind[0], each.item))
            elif self._ends_it(each):
                return None
        return created

    @property
    def is_complete(self) -> bool:
        """Whether every compartment of the tenancy was covered."""
        return self._sees_all and not self.notices

    def _ends_it(self, unlisted: Unlisted[Kind]) -> bool:
        """Whether there is no answer without what could not be listed."""
        is_list, failure = unlisted.resource is None, unlisted.failure
        is_denied = is_list and isinstance(failure, NotFoundOrDenied)
        is_own = unlisted.compartment_id == self._own
        if is_denied and not is_own and unlisted.compartment_id == self._places.root:
            self._sees_all = False
            return False
        if unlisted.compartment_id not in self._unlisted:
            self._unlisted.add(unlisted.compartment_id)
            what = f"what is in the compartment {unlisted.compartment_id}, which could not be listed"
            self._note("CompartmentNotListed", what, unlisted.compartment_id, failure)
        return is_list and is_own and not isinstance(failure, GaveUp)

    def _in(self, kind: Kind) -> list[str]:
        """The compartments to look in for one kind, which Resource Search names as OCIDs do."""
        facts, condition = kind[0].facts, kind[2]
        root = self._places.root
        is_searched, was_limited = self._places.failure is None, self._places.is_limited
        found = self._places.of(
            f"query {facts.ocid_kind} resources where lifecycleState != 'TERMINATED'{condition}",
            [self._own, *([root] if root else [])],
            action=f"search for {facts.label}s",
            resource=self.volume.resource_id,
        )
        if is_searched and self._places.failure is not None:
            what = "what is in other compartments, since Resource Search could not be queried"
            self._note("ResourceSearchUnavailable", what, self.volume.resource_id, self._places.failure)
        if self._places.is_limited and not was_limited:
            what = f"what is in other compartments than the first {MOST_COMPARTMENTS}"
            self._note("SearchLimited", what, self.volume.resource_id)
        return found

    def _note(self, code: str, what: str, resource: str, failure: Optional[Failure] = None) -> None:
        why = ""
        if failure is not None:
            # What ends the search early has no code that explains it.
            why = f" ({failure.reason if isinstance(failure, GaveUp) else brief(failure)})"
        text = f"under_other_keys may lack {what}{why}. Keep the previous key enabled."
        self.notices.append(Notice(code, text, resource, failure))


Done = TypeVar("Done")

ARGUMENT_SPEC: Mapping[str, Any] = {
    "volume_id": {"type": "str", "required": True, "aliases": ["id", "boot_volume_id"], "no_log": False},
    "rewrap": {"type": "bool", "default": False, "no_log": False},
    "include_backups": {"type": "bool", "default": False, "no_log": False},
    "report_other_keys": {"type": "bool", "default": True, "no_log": False},
    **key_argument_spec(),
}

# Volumes, with what their backups are.
TYPES: Mapping[str, tuple[type[VolumeKeys], type[VolumeBackupKeys]]] = {
    volumes.facts.ocid_kind: (volumes, backups)
    for volumes, backups in ((VolumeKeys, VolumeBackupKeys), (BootVolumeKeys, BootVolumeBackupKeys))
}
KINDS: Mapping[str, str] = {kind: volumes.facts.label for kind, (volumes, dummy) in TYPES.items()}

ADVICE: Mapping[str, str] = {
    "volumebackup": "use oci_backup_kms_key for the key of a backup",
    "bootvolumebackup": "use oci_backup_kms_key for the key of a backup",
    "volumegroup": "specify the OCIDs of its volumes, since a group has no key of its own",
    "key": "specify the key as kms_key_id",
    "instance": "specify the OCID of its boot volume",
}


# What is reported of clones and backups that have other keys.
FIELDS_OF_OTHERS = ("id", "type", "display_name", "compartment_id", "lifecycle_state", "kms_key_id")


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    named = ocid.require("volume_id", params["volume_id"].strip(), KINDS, ADVICE)
    requested = replace(request(params, task.check_mode, not_with_absent=("rewrap",)), rewrap=params["rewrap"])
    session = task.log_in()
    volumes, backups = TYPES[named.kind]
    return VolumeTask(Assigning(session, requested), volumes(session), backups(session)).assign(
        named.text, include_backups=params["include_backups"], report_other_keys=params["report_other_keys"]
    )


class VolumeTask:
    """One run of the module."""

    def __init__(self, assigning: Assigning, volumes: VolumeKeys, backups: VolumeBackupKeys) -> None:
        self._assigning = assigning
        self._volumes = volumes
        self._backups = backups

    def assign(self, volume_id: str, *, include_backups: bool, report_other_keys: bool) -> dict[str, Any]:
        """Gives the volume the key, and its backups with it if wished. All are checked before anything is written."""
        members = self._members(volume_id) if include_backups else None
        planned = self._of_backups(members.planned, {"changed": False}) if members else []
        assigned = self._assigning.assign(self._volumes, volume_id)
        result = {**assigned.result(), "backups": None, "under_other_keys": None, "under_other_keys_complete": None}
        if members:
            report = self._of_backups(lambda: members.carry_out(planned), result)
            result["changed"] = result["changed"] or report["changed"]
            result["verified"] = result["verified"] and report["verified"]
            result["backups"] = report["resources"]
            for side in ("before", "after"):
                result["diff"][side] = {**result["diff"][side], "backups": report["diff"][side]["resources"]}
            result["notices"] += report["notices"]
        if report_other_keys and (members or assigned.outcome.changed):
            descendants = Descendants(assigned.outcome.after, self._volumes, self._backups)
            result["under_other_keys"] = self._under_other_keys(descendants, members.resource_ids if members else ())
            result["under_other_keys_complete"] = descendants.is_complete
            result["notices"] += descendants.notices
        return result

    def _members(self, volume_id: str) -> Members:
        """The volume's backups. Raises Failure when one of them cannot be read."""
        backup_ids = []
        volume = self._volumes.find(volume_id)
        for each in self._backups.backups_of(volume, volume.attributes["compartment_id"]):
            if isinstance(each, Failure):
                raise each
            backup_ids.append(each.resource_id)
        # To renew the volume's data key does not concern those of its backups.
        requested = replace(self._assigning.requested, rewrap=False)
        origin = f"of the {self._volumes.facts.label} {volume_id}"
        return of_backups(Assigning(self._assigning.session, requested), origin, backup_ids)

    @staticmethod
    def _of_backups(do: Callable[[], Done], so_far: Mapping[str, Any]) -> Done:
        """What `do` returns. Raises its Failure with what was done so far, the volume included."""
        try:
            return do()
        except Failure as failure:
            report = {name: value for name, value in so_far.items() if name not in ("diff", "notices")}
            is_changed = so_far["changed"] or failure.results.get("changed", False)
            failure.results = {**report, "changed": is_changed, "backups": failure.results.get("resources")}
            keep(failure, so_far.get("notices", ()))
            raise

    @staticmethod
    def _under_other_keys(descendants: Descendants, moved: Collection[str]) -> Optional[list[dict[str, Any]]]:
        """The clones, and the backups that were not moved, which the volume's key does not protect.

        `None` when they could not be listed: that is no reason to fail after the change.
        """
        found = descendants.found(but=moved)
        if found is None:
            return None
        return [
            {name: value for name, value in access.describe(each, None).items() if name in FIELDS_OF_OTHERS}
            for access, each in found
            if each.kms_key_id != descendants.volume.kms_key_id
        ]
