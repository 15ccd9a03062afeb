# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups of volume groups: one backup of each member, created and deleted together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...protocol.call import Call
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from . import backup_copies, backups, keys, lifecycle
from .block_volume_service import BlockVolumeService, require_further
from .group_members import members_of
from .retention import check_deletable, retention_fields
from .volume_fields import MB_PER_GB, named_fields, other_region, renamed_fields
from .volume_types import BACKUPS, type_of


class VolumeGroupBackups(BlockVolumeService):
    """Backups of groups. They have no key: each member backup has one (oci-facts.md, section 5)."""

    def create_volume_group_backup(self, call: Call) -> Resource:
        """A backup of every member, each encrypted with the key of its volume."""
        group, body = call.the_target(), call.body
        lifecycle.check_available(group)
        members = members_of(call, group)
        for member in members:
            require_further(call, type_of(member).member, member)
            lifecycle.check_available(member)
        compartment_id = body.get("compartmentId", group.compartment_id)
        if compartment_id != group.compartment_id:
            call.require("VOLUME_GROUP_BACKUP_CREATE", compartment_id)
        now = self.store.clock.now()
        group_backup = self.store.add(
            "volume_group_backup",
            {
                **named_fields(self.store, "volume_group_backup", body),
                **retention_fields(body, created=timestamp(now)),
                "compartmentId": compartment_id,
                "lifecycleState": "REQUEST_RECEIVED",
                "sourceType": "MANUAL",
                "timeRequestReceived": timestamp(now),
                "type": body.get("type", "INCREMENTAL"),
                "volumeGroupId": group.id,
                "volumeBackupIds": [],
            },
            region=call.region,
        )
        created = [self._back_up(call, member, group_backup) for member in members]
        self.store.change(group_backup, {**_sums(created), "volumeBackupIds": [backup.id for backup in created]})
        backups.schedule_upload(self.store, group_backup)
        return group_backup

    @staticmethod
    def _back_up(call: Call, member: Resource, group_backup: Resource) -> Resource:
        keys.check_readable(call, member)
        of_member = {**call.body, "displayName": f"{group_backup.data['displayName']}-{member.data['displayName']}"}
        return backups.add_backup(
            call, member, key_id=member.data.get("kmsKeyId"), body=of_member, group_backup=group_backup
        )

    def get_volume_group_backup(self, call: Call) -> Resource:
        """One group backup."""
        return call.the_target()

    def list_volume_group_backups(self, call: Call) -> list[Resource]:
        """The group backups in a compartment."""
        return self._list(call, "volume_group_backup")

    def update_volume_group_backup(self, call: Call) -> Resource:
        """Name, tags, retention."""
        group_backup = call.the_target()
        lifecycle.check_available(group_backup)
        self.store.change(group_backup, {**renamed_fields(call.body), **backups.retention(call, group_backup)})
        return group_backup

    def delete_volume_group_backup(self, call: Call) -> None:
        """All backups in it are deleted too (SDK docstring)."""
        group_backup = call.the_target()
        check_deletable(group_backup, now=self.store.clock.now())
        lifecycle.terminate(self.store, group_backup)
        for backup in self._members(call):
            require_further(call, type_of(backup).member, backup)
            backups.end(call, backup)

    def copy_volume_group_backup(self, call: Call) -> Resource:
        """A copy of it and of every backup in it, in another region, all encrypted with the one specified key."""
        group_backup, body = call.the_target(), call.body
        lifecycle.check_available(group_backup)
        region = other_region(call, body["destinationRegion"])
        key_id = keys.requested_key(call, body, region=region)
        named = {"displayName": body.get("displayName", group_backup.data["displayName"])}
        copied = backup_copies.place_copy(
            call,
            group_backup,
            region=region,
            named=named,
            extra={"sourceVolumeGroupBackupId": group_backup.id, "volumeBackupIds": []},
        )
        created = []
        for backup in self._members(call):
            require_further(call, type_of(backup).member, backup)
            created.append(
                backup_copies.add_copy(call, backup, region=region, key_id=key_id, body={}, group_backup=copied)
            )
        self.store.change(copied, {**_sums(created), "volumeBackupIds": [backup.id for backup in created]})
        return copied

    def change_volume_group_backup_compartment(self, call: Call) -> None:
        """Move it with the backups in it."""
        members = self._members(call)
        for backup in members:
            require_further(call, type_of(backup).member, backup)
        self._move(call, *members)

    def _members(self, call: Call) -> list[Resource]:
        group_backup = call.the_target()
        found = [self.store.find(id, region=group_backup.region) for id in group_backup.data["volumeBackupIds"]]
        return [backup for backup in found if backup is not None and backup.kind.name in BACKUPS]


def _sums(created: Iterable[Resource]) -> dict[str, Any]:
    sizes = [(backup.data["sizeInGBs"], backup.data["uniqueSizeInGBs"]) for backup in created]
    size, unique = sum(each[0] for each in sizes), sum(each[1] for each in sizes)
    # The model spells the unique size of a group `Gbs`, that of a volume `GBs`.
    return {
        "sizeInGBs": size,
        "sizeInMBs": size * MB_PER_GB,
        "uniqueSizeInGbs": unique,
        "uniqueSizeInMbs": unique * MB_PER_GB,
    }
