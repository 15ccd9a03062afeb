# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups of Autonomous Databases, which keep the key that the database had (oci-facts.md, section 7)."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import missing
from ...tenancy.resource import Resource
from .lifecycle import BACKUP_SECONDS, STILL_LISTED_SECONDS, TERMINATION_SECONDS, DatabaseService

_KEPT = ("kmsKeyId", "vaultId", "dbVersion")


class Backups(DatabaseService):
    """Backups on request; automatic ones are not simulated."""

    def create_autonomous_database_backup(self, call: Call) -> Answer:
        """CREATING, then ACTIVE; the database itself stays available (assumed)."""
        database, body = call.the_target(), call.body
        self.in_state(database, "AVAILABLE")
        backup = self.store.add(
            "autonomous_database_backup",
            {
                "compartmentId": database.compartment_id,
                "autonomousDatabaseId": database.id,
                "displayName": body.get("displayName") or f"backup-{self.now()}",
                # Backups with a retention of their own are the long-term ones [sdk].
                "type": "LONGTERM" if body.get("retentionPeriodInDays") else "FULL",
                "retentionPeriodInDays": body.get("retentionPeriodInDays", 60),
                "isAutomatic": False,
                "isRestorable": True,
                "lifecycleState": "CREATING",
                "timeStarted": self.now(),
                "databaseSizeInTBs": float(database.data["dataStorageSizeInTBs"]),
                "infrastructureType": "CLOUD",
                "region": call.region,
                **{name: database.data[name] for name in _KEPT if name in database.data},
            },
            region=call.region,
        )
        if self.is_dry_run(call):
            self.store.remove(backup)
            return Answer(backup)
        return self.over_time(
            call,
            backup,
            seconds=BACKUP_SECONDS,
            through="CREATING",
            to={"lifecycleState": "ACTIVE"},
            then=self._end,
            action="CREATED",
        )

    def get_autonomous_database_backup(self, call: Call) -> Resource:
        """One backup."""
        return call.the_target()

    def list_autonomous_database_backups(self, call: Call) -> list[Resource]:
        """Those of a database or of a compartment, one of which is required [sdk]."""
        database = call.target
        if database is not None:
            backups = self.store.listing("autonomous_database_backup", region=call.region)
            return self.chosen(call, [one for one in backups if one.data["autonomousDatabaseId"] == database.id])
        if "compartmentId" not in call.query:
            raise missing("compartmentId")
        return self.in_compartment(call, "autonomous_database_backup")

    def update_autonomous_database_backup(self, call: Call) -> Answer:
        """The retention of a backup."""
        backup = call.the_target()
        changes: dict[str, Any] = {name: value for name, value in call.body.items() if name == "retentionPeriodInDays"}
        return self.over_time(
            call,
            backup,
            seconds=TERMINATION_SECONDS,
            through="UPDATING",
            to={**changes, "lifecycleState": "ACTIVE"},
        )

    def delete_autonomous_database_backup(self, call: Call) -> Answer:
        """DELETING, then DELETED, and after a while no longer listed."""
        backup = call.the_target()
        answer = self.over_time(
            call,
            backup,
            seconds=TERMINATION_SECONDS,
            through="DELETING",
            to={"lifecycleState": "DELETED"},
            action="DELETED",
        )
        if not self.is_dry_run(call):
            self.store.after(TERMINATION_SECONDS + STILL_LISTED_SECONDS, backup, removes=True)
        return Answer(status=204, headers=answer.headers)

    def _end(self, backup: Resource) -> None:
        self.store.change(backup, {"timeEnded": self.now()})
