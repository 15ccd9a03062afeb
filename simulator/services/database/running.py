# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts, stops, restarts and refreshes Autonomous Databases."""

from __future__ import annotations

from ...protocol.call import Answer, Call
from ...protocol.problems import invalid
from .key_watch import KeyWatch
from .lifecycle import CHANGE_SECONDS, START_SECONDS, STOP_SECONDS


class Running(KeyWatch):
    """A database whose key is lost does not start; its work request reports the reason [D-ADBN]."""

    def start_autonomous_database(self, call: Call) -> Answer:
        """STARTING, then AVAILABLE, or the previous state."""
        database = call.the_target()
        self.in_state(database, "STOPPED", "INACCESSIBLE")
        lost = self.lost_key(database)
        key = self.key_of(database)
        if not lost and key is not None and not self.may_use(database, key, need="read"):
            lost = "The Vault service is not accessible."
        ending = database.state if lost else "AVAILABLE"
        cleared = {} if lost else {"lifecycleDetails": None, "kmsKeyLifecycleDetails": None}
        return self.over_time(
            call,
            database,
            seconds=START_SECONDS,
            through="STARTING",
            to={**cleared, "lifecycleState": ending},
            error=lost,
        )

    def stop_autonomous_database(self, call: Call) -> Answer:
        """STOPPING, then STOPPED."""
        database = call.the_target()
        self.in_state(database, "AVAILABLE")
        return self.over_time(
            call, database, seconds=STOP_SECONDS, through="STOPPING", to={"lifecycleState": "STOPPED"}
        )

    def restart_autonomous_database(self, call: Call) -> Answer:
        """RESTARTING, then AVAILABLE; INACCESSIBLE if its key is lost."""
        database = call.the_target()
        self.in_state(database, "AVAILABLE")
        lost = self.lost_key(database)
        return self.over_time(
            call,
            database,
            seconds=START_SECONDS,
            through="RESTARTING",
            to={"lifecycleState": "INACCESSIBLE" if lost else "AVAILABLE"},
            error=lost,
        )

    def autonomous_database_manual_refresh(self, call: Call) -> Answer:
        """Refresh a refreshable clone."""
        database = call.the_target()
        if not database.data.get("isRefreshableClone"):
            raise invalid("Only a refreshable clone can be refreshed.")
        self.in_state(database, "AVAILABLE")
        return self.over_time(
            call,
            database,
            seconds=CHANGE_SECONDS,
            through="UPDATING",
            to={"lifecycleState": "AVAILABLE", "timeOfLastRefresh": self.now(), "timeOfLastRefreshPoint": self.now()},
        )
