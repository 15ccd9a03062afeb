# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists, reads, updates, moves and terminates Autonomous Databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import invalid, related_not_found
from ...tenancy.resource import Resource
from .creation import returned_fields
from .data_guard import end_of_standby
from .key_changes import Rekeying
from .lifecycle import AT_ONCE_SECONDS, CHANGE_SECONDS, STILL_LISTED_SECONDS, TERMINATION_SECONDS

_KEY_FIELDS = frozenset(
    {"kmsKeyId", "vaultId", "encryptionKey", "keyHistoryEntry", "encryptionKeyHistoryEntry", "kmsKeyLifecycleDetails"}
)
# Applied at once, without leaving AVAILABLE; all other fields take time (assumed).
_AT_ONCE = frozenset({"displayName", "freeformTags", "definedTags", "securityAttributes", "customerContacts"})
_SCALING = frozenset({"computeCount", "cpuCoreCount", "ocpuCount", "dataStorageSizeInTBs", "dataStorageSizeInGBs"})
_BUSY = ("PROVISIONING", "TERMINATING", "TERMINATED", "STARTING", "STOPPING", "UPDATING", "RESTARTING")


class Updates(Rekeying):
    """Reads and ordinary changes of databases."""

    def get_autonomous_database(self, call: Call) -> Resource:
        """One database."""
        return call.the_target()

    def list_autonomous_databases(self, call: Call) -> list[Any]:
        """Those of a compartment; names are case-insensitive [sdk]."""
        name, excluded = call.query.get("displayName"), call.query.get("lifecycleStateNotEqualTo")
        others = {key: value for key, value in call.query.items() if key != "displayName"}
        listed: list[Any] = [
            database
            for database in self.in_compartment(replace(call, query=others), "autonomous_database")
            if (name is None or str(database.data["displayName"]).lower() == name.lower())
            and database.state != excluded
        ]
        if self.tenancy.variants["adb_list_shows_key"] == "yes":
            return listed
        return [
            {field: value for field, value in call.seen(database).items() if field not in _KEY_FIELDS}
            for database in listed
        ]

    def update_autonomous_database(self, call: Call) -> Answer:
        """Change the specified fields; a new `encryptionKey` is a key change and must be the only field (assumed).

        Each update has a work request, including that of a name: Oracle's own waiter reads it unconditionally
        (`UpdateAutonomousDatabaseWorkRequestWaiter` in oracle.oci `oci_wait_utils`).
        """
        database, body = call.the_target(), call.body
        if "encryptionKey" in body:
            if body.keys() - {"encryptionKey"} - _AT_ONCE:
                raise invalid("encryptionKey cannot be updated in parallel with other attributes.")
            self._change_at_once(call, database)
            return self.change_key(call, database, body["encryptionKey"])
        requested = {name: value for name, value in returned_fields(body).items() if name not in _AT_ONCE}
        later = {name: value for name, value in requested.items() if database.data.get(name) != value}
        if later or body.keys() - requested.keys() - _AT_ONCE:
            self.in_state(database, "AVAILABLE", "STOPPED")
            if later.get("isRefreshableClone") is False:
                later.update(refreshableMode=None, refreshableStatus=None, openMode="READ_WRITE")
            self._change_at_once(call, database)
            scales = bool(later.keys() & _SCALING)
            return self.over_time(
                call,
                database,
                seconds=CHANGE_SECONDS,
                through="SCALE_IN_PROGRESS" if scales else "UPDATING",
                to={**later, "lifecycleState": database.state},
            )
        self._change_at_once(call, database)
        return self.under_work_request(call, database, seconds=AT_ONCE_SECONDS)

    def delete_autonomous_database(self, call: Call) -> Answer:
        """TERMINATING, then TERMINATED, and after a while no longer listed."""
        database = call.the_target()
        if database.state in _BUSY:
            self.in_state(database, "AVAILABLE", "STOPPED", "INACCESSIBLE", "UNAVAILABLE")
        if not self.is_dry_run(call):
            end_of_standby(self.store, database)
        answer = self.over_time(
            call,
            database,
            seconds=TERMINATION_SECONDS,
            through="TERMINATING",
            to={"lifecycleState": "TERMINATED"},
            action="DELETED",
        )
        if not self.is_dry_run(call):
            self.store.after(TERMINATION_SECONDS + STILL_LISTED_SECONDS, database, removes=True)
        return Answer(status=204, headers=answer.headers)

    def change_autonomous_database_compartment(self, call: Call) -> Answer:
        """Move a database. That AUTONOMOUS_DATABASE_CREATE is required in the destination is assumed."""
        database, compartment_id = call.the_target(), call.body["compartmentId"]
        compartment = self.store.find(compartment_id)
        if (
            compartment is None
            or compartment.kind.name not in ("compartment", "tenancy")
            or not call.allows("AUTONOMOUS_DATABASE_CREATE", compartment_id)
        ):
            raise related_not_found(compartment_id)
        self.in_state(database, "AVAILABLE", "STOPPED")
        answer = self.over_time(
            call,
            database,
            seconds=CHANGE_SECONDS,
            through="UPDATING",
            to={"compartmentId": compartment_id, "lifecycleState": database.state},
        )
        return Answer(status=200, headers=answer.headers)

    def list_autonomous_database_clones(self, call: Call) -> list[Resource]:
        """The clones of a database that are in a compartment."""
        source, compartment_id = call.the_target(), call.query.get("compartmentId")
        databases = self.store.listing("autonomous_database", region=call.region, compartment_id=compartment_id)
        return self.chosen(call, [one for one in databases if one.data.get("sourceId") == source.id])

    def list_autonomous_database_refreshable_clones(self, call: Call) -> list[dict[str, Any]]:
        """The refreshable clones of a database."""
        source = call.the_target()
        return [
            {"id": clone.id, "region": clone.region}
            for clone in self.store.listing("autonomous_database")
            if clone.data.get("sourceId") == source.id
            and clone.data.get("isRefreshableClone")
            and clone.state not in ("TERMINATING", "TERMINATED")
        ]

    def list_autonomous_database_peers(self, call: Call) -> list[dict[str, Any]]:
        """The databases in other regions that have this one as a peer."""
        peers = [self.store.find(id, kind="autonomous_database") for id in call.the_target().data.get("peerDbIds", ())]
        return [{"id": peer.id, "region": peer.region} for peer in peers if peer is not None]

    def list_autonomous_db_versions(self, call: Call) -> list[dict[str, Any]]:
        """The available versions (assumed)."""
        return [
            {"version": version, "dbWorkload": workload, "isDedicated": False, "isPaidEnabled": True}
            for version in ("19c", "23ai")
            for workload in ("OLTP", "DW")
            if call.query.get("dbWorkload", workload) == workload
        ]

    def _change_at_once(self, call: Call, database: Resource) -> None:
        at_once = {name: call.body[name] for name in sorted(_AT_ONCE & call.body.keys())}
        if at_once and not self.is_dry_run(call):
            self.store.change(database, at_once)
