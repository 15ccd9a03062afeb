# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the replication of a change is, on the management host of the vault."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import not_found
from ...tenancy.resource import Resource
from .on_vault_host import OnVaultHost
from .replication import replica_of, status_of


class ReplicationStatus(OnVaultHost):
    """By the replicationId that a changed vault, key or key version shows in its replicaDetails [sdk]."""

    def target(self, call: Call) -> Resource | None:
        """The vault whose host was asked."""
        return self.vault(call)

    def get_replication_status(self, call: Call) -> dict[str, Any]:
        """REPLICATING or REPLICATED, in the one region there can be."""
        replica = replica_of(self.tenancy, call.the_target().id)
        status = status_of(replica, call.path["replicationId"], now=self.store.clock.now()) if replica else None
        if replica is None or status is None:
            raise not_found()
        return {"replicaDetails": [{"region": replica.region, "status": status}]}
