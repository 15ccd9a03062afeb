# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_volume_kms_key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Optional, TypeVar

from .._assign.assigning import Assigning, request
from .._assign.options import key_argument_spec
from .._assign.several import Members, of_backups
from .._core import ocid
from .._core.errors import Failure
from .._core.notices import keep
from .._core.task import Task
from .._resources.descendants import Descendants
from .._resources.volume import BootVolumeKeys, VolumeKeys
from .._resources.volume_backup import BootVolumeBackupKeys, VolumeBackupKeys

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
