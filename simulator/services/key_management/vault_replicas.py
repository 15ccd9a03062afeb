# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas of vaults: create, delete, list, and the status of a replication."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import conflict, incorrect_state, invalid, not_found
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .hosts import OnRegionalHost, OnVaultHost
from .lifecycle import changeable
from .replication import Replication, replica_of, status_of
from .vaults import check_private_vault_limit

# `Allow service keymanagementservice to manage vaults in tenancy`
# (https://docs.oracle.com/en/cloud/saas/enterprise-performance-management-common/cgsad/replicating_the_vault.html).
# Which of these permissions is checked, and that nothing is found without it, is assumed.
_SERVICE = "keymanagementservice"
_SERVICE_NEEDS = "VAULT_REPLICATE"


class VaultReplicas(OnRegionalHost):
    """One replica region per vault (oci-facts.md, section 8)."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        self._replication = Replication(tenancy)

    def create_vault_replica(self, call: Call) -> None:
        """Repeating the region has no effect, another one is a 409 [sdk]; other codes are assumed."""
        self._check_created(call.the_target())
        vault, region = changeable(call.the_target(), "ACTIVE"), call.body["replicaRegion"]
        if region == call.region or region not in self.tenancy.regions:
            raise invalid(f"replicaRegion must be another region that the tenancy is subscribed to, not '{region}'.")
        if "replicaVaultMetadata" in call.body:
            raise invalid("replicaVaultMetadata is for vaults of type EXTERNAL.")
        # CreateVault answers null (seed 002). That null is refused like false, after a creation that is not applied,
        # is assumed.
        if not vault.data.get("isVaultReplicable"):
            raise invalid("The vault was created before replication was supported.")
        replica = replica_of(self.tenancy, vault.id)
        if replica is not None:
            if replica.region == region and replica.hidden["replica_status"] != "DELETING":
                return
            raise conflict(f"The vault is replicated to {replica.region}; delete that replica first.")
        if vault.data["vaultType"] == "VIRTUAL_PRIVATE":
            check_private_vault_limit(self.tenancy, region)
        self._check_service(call, vault)
        self._replication.begin(vault, region)

    def delete_vault_replica(self, call: Call) -> None:
        """In the region of the source only; a missing replica is a 404 (assumed)."""
        vault = changeable(call.the_target(), "ACTIVE")
        replica = replica_of(self.tenancy, vault.id)
        if replica is None or replica.region != call.body["replicaRegion"]:
            raise not_found()
        if replica.hidden["replica_status"] == "CREATING":
            raise incorrect_state("The replica is being created.")
        if replica.hidden["replica_status"] == "CREATED":
            self._replication.end(vault, replica)

    def list_vault_replicas(self, call: Call) -> list[dict[str, Any]]:
        """At most one. Its status is CREATED as soon as it can be used."""
        replica = replica_of(self.tenancy, call.the_target().id)
        if replica is None:
            return []
        hosts = {wire: replica.data.get(wire) for wire in ("managementEndpoint", "cryptoEndpoint")}
        status = "DELETED" if replica.state == "DELETED" else replica.hidden["replica_status"]
        return [{"region": replica.region, "status": status, **hosts}]

    def _check_created(self, vault: Resource) -> None:
        is_invalid = self.tenancy.variants["replica_of_a_creating_vault"] == "400 InvalidParameter"
        if is_invalid and vault.state == "CREATING" and vault.data["isPrimary"]:
            raise invalid("The vault is in state CREATING; it must be ACTIVE.")

    def _check_service(self, call: Call, vault: Resource) -> None:
        """The Vault service itself must be allowed to manage vaults (D-REPL), except in one variant."""
        if self.tenancy.variants["vault_replication_policy"] == "not checked":
            return
        variables = {
            **call.request_variables(),
            "target.vault.id": vault.id,
            "request.permission": _SERVICE_NEEDS,
            "request.principal.type": "service",
        }
        principal = self.tenancy.access.service(_SERVICE)
        if not self.tenancy.access.allows(
            principal, _SERVICE_NEEDS, compartment_id=vault.compartment_id, variables=variables
        ):
            raise not_found()


class ReplicationStatus(OnVaultHost):
    """The status of a replication, by the replicationId in the replicaDetails of a vault, key or key version [sdk]."""

    def target(self, call: Call) -> Resource | None:
        """The vault of the called host."""
        return self.vault(call)

    def get_replication_status(self, call: Call) -> dict[str, Any]:
        """REPLICATING or REPLICATED, in the only possible region."""
        replica = replica_of(self.tenancy, call.the_target().id)
        status = status_of(replica, call.path["replicationId"], now=self.store.clock.now()) if replica else None
        if replica is None or status is None:
            raise not_found()
        return {"replicaDetails": [{"region": replica.region, "status": status}]}
