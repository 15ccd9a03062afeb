# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configures and rotates the keys of databases."""

from __future__ import annotations

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, missing
from .lifecycle import KEY_CHANGE_SECONDS
from .rekeying import Rekeying


class KeyChanges(Rekeying):
    """The operations that are about the key alone."""

    def configure_autonomous_database_vault_key(self, call: Call) -> Answer:
        """No body in the answer, only the etag and the work request's id [sdk, TREND]."""
        key = self.asked_key(call.body)
        if key is None:
            raise missing("kmsKeyId")
        answer = self.change_key(call, call.the_target(), key)
        return Answer(status=200, headers=answer.headers)

    def rotate_autonomous_database_encryption_key(self, call: Call) -> Answer:
        """Only for dedicated databases; serverless ones ignore key versions [sdk], so nothing shows if accepted."""
        database = call.the_target()
        if self.tenancy.variants["adb_serverless_rotate"] != "accepted":
            raise ServiceProblem(
                400, "InvalidParameter", "Key rotation is only supported for databases on dedicated infrastructure."
            )
        self.in_state(database, "AVAILABLE")
        return self.over_time(
            call, database, seconds=KEY_CHANGE_SECONDS, through="UPDATING", to={"lifecycleState": "AVAILABLE"}
        )
