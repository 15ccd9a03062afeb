# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Autonomous Data Guard with a standby in another region, as far as keys are concerned.

The standby is created in its own region and names the primary (`sdk:database`,
CreateCrossRegionAutonomousDatabaseDataGuardDetails). Switchover and failover are not simulated.
"""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import conflict, invalid, related_not_found
from ...tenancy.resource import Resource
from ...tenancy.store import Store
from .key_watch import KeyWatch
from .keys import NOT_PRIMARY, ORACLE_MANAGED
from .lifecycle import CREATION_SECONDS, TERMINATION_SECONDS

SOURCE = "CROSS_REGION_DATAGUARD"
_GONE = ("TERMINATING", "TERMINATED", "UNAVAILABLE")
# The standby's own fields; all others are those of the primary [sdk].
_OWN = frozenset({"id", "timeCreated", "compartmentId", "lifecycleState", "lifecycleDetails", "peerDbIds", "sourceId"})
_WITHOUT_STANDBY: dict[str, Any] = {
    "role": None,
    "isDataGuardEnabled": False,
    "isRemoteDataGuardEnabled": False,
    "disasterRecoveryRegionType": None,
    "peerDbIds": [],
}


def standbys_of(store: Store, primary: Resource) -> list[Resource]:
    """The standbys of a database in other regions."""
    return [
        standby
        for standby in store.listing("autonomous_database")
        if standby.data.get("role") == "STANDBY"
        and standby.data.get("sourceId") == primary.id
        and standby.state not in _GONE
    ]


def end_of_standby(store: Store, database: Resource) -> None:
    """Update the peer of a deleted database; a primary with a standby is rejected (assumed: 409)."""
    if standbys_of(store, database):
        raise conflict("The Autonomous Database has a cross-region standby; terminate the standby first.")
    if database.data.get("role") == "STANDBY":
        primary = store.find(str(database.data["sourceId"]), kind="autonomous_database")
        if primary is not None:
            store.after(TERMINATION_SECONDS, primary, _WITHOUT_STANDBY)


class Standbys(KeyWatch):
    """Creates standbys."""

    def create_standby(self, call: Call) -> Answer:
        """PROVISIONING, then STANDBY, with the key of the primary; the primary lists it when it has ended (assumed)."""
        primary = self._primary(call)
        key = dict(primary.data.get("encryptionKey", ORACLE_MANAGED))
        taken = {name: value for name, value in primary.data.items() if name not in _OWN}
        standby = self.store.add(
            "autonomous_database",
            {
                **taken,
                "compartmentId": self.compartment(call),
                "displayName": call.body.get("displayName") or primary.data["displayName"],
                "sourceId": primary.id,
                "lifecycleState": "PROVISIONING",
                "timeCreated": self.now(),
            },
            region=call.region,
        )
        error = self.check_key(call, standby, key, regions=[call.region])
        peers = {"isDataGuardEnabled": True, "isRemoteDataGuardEnabled": True, "disasterRecoveryRegionType": "REMOTE"}
        if self.is_dry_run(call):
            self.store.remove(standby)
            return Answer(standby)
        if not error:
            self.store.change(standby, {**peers, "role": "STANDBY", "peerDbIds": [primary.id]})
            self.store.after(CREATION_SECONDS, primary, {**peers, "role": "PRIMARY", "peerDbIds": [standby.id]})
        return self.over_time(
            call,
            standby,
            seconds=CREATION_SECONDS,
            through="PROVISIONING",
            to={"lifecycleState": "UNAVAILABLE" if error else "STANDBY"},
            action="CREATED",
            related=[primary],
            error=error,
        )

    def _primary(self, call: Call) -> Resource:
        """The database in another region that `sourceId` names, which the caller must be able to update (assumed)."""
        primary = self.store.find(call.body["sourceId"], kind="autonomous_database")
        if primary is None or not call.allows("AUTONOMOUS_DATABASE_UPDATE", primary.compartment_id):
            raise related_not_found(call.body["sourceId"])
        if primary.region == call.region:
            # The request goes to the region of the standby [sdk]; the code is assumed.
            raise invalid("A cross-region standby cannot be in the region of its primary database.")
        if primary.data.get("role") in NOT_PRIMARY or primary.data.get("isRefreshableClone"):
            raise invalid("Only a primary database can have a cross-region standby.")
        self.in_state(primary, "AVAILABLE")
        if standbys_of(self.store, primary):
            # "only one cross-region standby" (oci-facts.md, section 7); the code is assumed.
            raise conflict("The Autonomous Database has a cross-region standby.")
        return primary
