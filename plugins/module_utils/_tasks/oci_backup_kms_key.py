# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_backup_kms_key: one backup, or every member of a volume group backup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._assign.assigning import BACKUP_KINDS, BACKUP_TYPES, Assigning, of_backups, request
from .._assign.options import key_argument_spec
from .._core import ocid
from .._core.session import Session
from .._core.task import Task
from .._resources.volume_backup import VOLUME_BACKUP

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
KINDS: Mapping[str, str] = {**BACKUP_KINDS, GROUP_BACKUP: "volume group backup"}

ADVICE: Mapping[str, str] = {
    "volume": "use oci_volume_kms_key for the key of a volume",
    "bootvolume": "use oci_volume_kms_key for the key of a boot volume",
    "volumegroup": "specify the OCID of one of its backups",
    "key": "specify the key as kms_key_id",
}


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    named = ocid.require("backup_id", params["backup_id"].strip(), KINDS, ADVICE)
    requested = request(params, task.check_mode)
    session = task.log_in()
    assigning = Assigning(session, requested)
    if named.kind == GROUP_BACKUP:
        return of_backups(
            assigning, f"in the volume group backup {named.text}", members_of(session, named.text)
        ).assign()
    return assigning.assign(BACKUP_TYPES[named.kind](session), named.text).result()


def members_of(session: Session, group_backup_id: str) -> list[str]:
    """The OCIDs of the backups in a volume group backup. Raises NotFoundOrDenied."""
    with session.doing(
        f"read the volume group backup {group_backup_id}",
        service=VOLUME_BACKUP.service,
        operation="GetVolumeGroupBackup",
        resource=group_backup_id,
        statements=(
            "Allow group <your group> to inspect volume-group-backups in compartment <compartment of the backup>",
        ),
    ):
        client = session.client(VOLUME_BACKUP.service, VOLUME_BACKUP.client)
        return list(client.get_volume_group_backup(group_backup_id).data.volume_backup_ids)
