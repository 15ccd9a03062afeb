# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_backup_kms_key: one backup, or every member of a volume group backup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from ..._core import ocid
from ..._core.clients import Session
from ..._core.errors import Failure
from ..assigning import Assigned, Assigning, request
from ..options import key_argument_spec
from ..reconcile import unchanged
from ..types.boot_volume_backup import BootVolumeBackupKeys
from ..types.volume_backup import VOLUME_BACKUP, VolumeBackupKeys

ARGUMENT_SPEC: Mapping[str, Any] = {
    "backup_id": {
        "type": "str",
        "required": True,
        "aliases": ["id", "volume_backup_id", "boot_volume_backup_id", "volume_group_backup_id"],
        "no_log": False,
    },
    **key_argument_spec(),
}

GROUP_BACKUP = "volumegroupbackup"
TYPES = {each.facts.ocid_kind: each for each in (VolumeBackupKeys, BootVolumeBackupKeys)}
KINDS: Mapping[str, str] = {
    **{kind: each.facts.label for kind, each in TYPES.items()},
    GROUP_BACKUP: "volume group backup",
}

ADVICE: Mapping[str, str] = {
    "volume": "oci_volume_kms_key changes the key of a volume",
    "bootvolume": "oci_volume_kms_key changes the key of a boot volume",
    "volumegroup": "give the OCID of one of its backups",
    "key": "the key belongs in kms_key_id",
}


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    named = ocid.require("backup_id", params["backup_id"].strip(), KINDS, ADVICE)
    asked = request(params, check_mode)
    session = login()
    assigning = Assigning(session, asked)
    if named.kind == GROUP_BACKUP:
        return Members(assigning, named.text).assign()
    return assigning.assign(TYPES[named.kind](session), named.text).result()


@dataclass(frozen=True)
class Member:
    """One backup of a group: what became of it, or why nothing did."""

    backup_id: str
    assigned: Optional[Assigned]
    failure: Optional[Failure]

    def result(self) -> dict[str, Any]:
        """Its entry in the results."""
        if self.assigned is None:
            told: dict[str, Any] = {"id": self.backup_id, "changed": False}
        else:
            outcome = self.assigned.outcome
            told = {
                **self.assigned.after(),
                "changed": outcome.changed,
                "previous_kms_key_id": outcome.before.kms_key_id,
                "verified": outcome.verified,
            }
        if self.failure is not None:
            told.update(msg=str(self.failure), failure=self.failure.as_result())
        return told


class Members:
    """The backups in a volume group backup, which has no key itself (oci-facts.md trap 16).

    All are looked at and checked before the first is written, and one after the other is changed (trap 5).
    """

    def __init__(self, assigning: Assigning, group_backup_id: str) -> None:
        self._assigning = assigning
        self._id = group_backup_id

    def assign(self) -> dict[str, Any]:
        """The result for all of them. Raises the Failure of the first that failed, with the results of all."""
        planned = [self._assign(member, check_mode=True) for member in self._members()]
        if self._assigning.asked.check_mode:
            return self._result(planned)
        if any(member.failure for member in planned):
            return self._result([self._left_alone(member) for member in planned], and_so=", so none was")
        return self._result([self._carry_out(member) for member in planned])

    def _members(self) -> list[str]:
        session = self._assigning.session
        with session.doing(
            f"read the volume group backup {self._id}",
            service=VOLUME_BACKUP.service,
            operation="GetVolumeGroupBackup",
            resource=self._id,
            statements=(
                "Allow group <your group> to inspect volume-group-backups in compartment <compartment of the backup>",
            ),
        ):
            client = session.client(VOLUME_BACKUP.service, VOLUME_BACKUP.client)
            return list(client.get_volume_group_backup(self._id).data.volume_backup_ids)

    def _assign(self, backup_id: str, *, check_mode: bool) -> Member:
        named = ocid.require("volume_backup_ids", backup_id, KINDS)
        access = TYPES[named.kind](self._assigning.session)
        try:
            return Member(backup_id, self._assigning.assign(access, backup_id, check_mode=check_mode), None)
        except Failure as failure:
            return Member(backup_id, None, failure)

    def _carry_out(self, planned: Member) -> Member:
        if planned.assigned is None or not planned.assigned.outcome.changed:
            return planned
        return self._assign(planned.backup_id, check_mode=False)

    @staticmethod
    def _left_alone(planned: Member) -> Member:
        """A member that was not written, since another one could not have been."""
        if planned.assigned is None:
            return planned
        assigned = planned.assigned
        return replace(
            planned, assigned=replace(assigned, outcome=unchanged(assigned.outcome.before, assigned.access.facts))
        )

    def _result(self, members: list[Member], *, and_so: str = "") -> dict[str, Any]:
        done = [member.assigned for member in members if member.assigned]
        results = {
            "changed": any(each.outcome.changed for each in done),
            "resources": [member.result() for member in members],
        }
        failed = [member.failure for member in members if member.failure]
        if failed:
            first = failed[0]
            first.results = results
            first.args = (
                f"{len(failed)} of the {len(members)} backups in the volume group backup {self._id} could not be "
                f"changed{and_so}; see resources. {first}",
            )
            raise first
        warnings = [warning for each in done for warning in each.warnings()]
        return {
            **results,
            "verified": all(each.outcome.verified for each in done),
            "diff": {
                "before": {"resources": [each.before() for each in done]},
                "after": {"resources": [each.after() for each in done]},
            },
            "warnings": list(dict.fromkeys(warnings)),
        }
