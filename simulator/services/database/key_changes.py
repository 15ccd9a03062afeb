# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes, configures and rotates the keys of databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, missing
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from .data_guard import standbys_of
from .key_watch import KeyWatch
from .lifecycle import KEY_CHANGE_SECONDS


class Rekeying(KeyWatch):
    """The key change that all operations share."""

    def change_key(self, call: Call, database: Resource, key: Mapping[str, Any]) -> Answer:
        """UPDATING meanwhile (oci-facts.md, section 7); the key is shown at the end, on standbys too (assumed)."""
        stopped_too = self.tenancy.variants["adb_key_change_when_stopped"] == "accepted"
        self.in_state(database, "AVAILABLE", *(("STOPPED",) if stopped_too else ()))
        standbys = standbys_of(self.store, database)
        error = self.check_key(call, database, key, regions=[standby.region for standby in standbys])
        ended = timestamp(self.store.clock.now() + KEY_CHANGE_SECONDS)
        changes = {} if error else self.key_fields(database, key, since=ended)
        if not error and not self.is_dry_run(call):
            for standby in standbys:
                self.store.after(KEY_CHANGE_SECONDS, standby, self.key_fields(standby, key, since=ended))
        return self.over_time(
            call,
            database,
            seconds=KEY_CHANGE_SECONDS,
            through="UPDATING",
            to={**changes, "lifecycleState": database.state},
            then=self.watch,
            error=error,
        )


class KeyChanges(Rekeying):
    """The operations that only change the key."""

    def configure_autonomous_database_vault_key(self, call: Call) -> Answer:
        """The response has no body, only the etag and the work request's id [sdk, TREND]."""
        key = self.requested_key(call.body)
        if key is None:
            raise missing("kmsKeyId")
        answer = self.change_key(call, call.the_target(), key)
        return Answer(status=200, headers=answer.headers)

    def rotate_autonomous_database_encryption_key(self, call: Call) -> Answer:
        """Only for dedicated databases. Serverless ones ignore key versions [sdk]: if accepted, no field changes."""
        database = call.the_target()
        if self.tenancy.variants["adb_serverless_rotate"] != "accepted":
            raise ServiceProblem(
                400, "InvalidParameter", "Key rotation is only supported for databases on dedicated infrastructure."
            )
        self.in_state(database, "AVAILABLE")
        return self.over_time(
            call, database, seconds=KEY_CHANGE_SECONDS, through="UPDATING", to={"lifecycleState": "AVAILABLE"}
        )
