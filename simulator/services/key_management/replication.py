# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Synchronizes the replica of a vault, in another region, with its source."""

from __future__ import annotations

from functools import partial
from typing import Any

from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .creation import versions_of
from .hosts import endpoints

# Durations are assumed: "automatically and asynchronously" is all that is documented
# (https://blogs.oracle.com/cloud-infrastructure/post/kms-crossregion-replication-virtual-vault-ga).
CREATION_SECONDS = 30
DELETION_SECONDS = 10
REPLICATION_SECONDS = 5

# "You can only replicate ... active, enabled, or disabled keys"; an existing replica of a key follows into all states
# (https://docs.oracle.com/iaas/Content/KeyManagement/Tasks/replicatingvaults_topic-To_create_a_vault_replica.htm).
_REPLICABLE = frozenset({"ENABLED", "DISABLED"})


def replica_of(tenancy: Tenancy, vault_id: str) -> Resource | None:
    """The replica of a vault, which has the vault's own OCID (oci-facts.md, section 8)."""
    for region in tenancy.regions:
        vault = tenancy.store.find(vault_id, kind="vault", region=region)
        if vault is not None and not vault.data["isPrimary"]:
            return vault
    return None


def status_of(replica: Resource, replication_id: str, *, now: float) -> str | None:
    """Whether the change of that id is REPLICATED or REPLICATING; `None` for an unknown id."""
    due = replica.hidden.get("replications", {}).get(replication_id)
    if due is None:
        return None
    return "REPLICATED" if due <= now else "REPLICATING"


class Replication:
    """Records each change of a vault with a replica, of its keys and their versions, and repeats it there later.

    The repetition is an event of the replica, which exists as long as the replica does. The event reads the source as
    it is at that time, so a change may be recorded twice or without effect.
    """

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy
        self._store = tenancy.store
        for kind in ("vault", "key", "key_version"):
            self._store.watch(kind, self._note)

    def begin(self, vault: Resource, region: str) -> None:
        """Create a replica of the vault: CREATING, then with its own hosts and all keys that can be replicated.

        From now on the vault has `replicaDetails`: Oracle's own module considers a vault without them not replicated
        (`VaultActionsHelperCustom` in oracle.oci `oci_key_management_custom_helpers`).
        """
        replication_id = self._tenancy.identifiers.letters(26)
        self._store.change(vault, {"replicaDetails": {"replicationId": replication_id}})
        same = self._tenancy.variants["replica_host_prefix"] == "same"
        short = vault.hidden["short"] if same else self._tenancy.identifiers.letters(13)
        hosts = endpoints(self._tenancy, region, short)
        data = {wire: value for wire, value in vault.data.items() if wire not in hosts}
        replica = self._store.add(
            "vault",
            {**data, "isPrimary": False, "lifecycleState": "CREATING"},
            id=vault.id,
            region=region,
            hidden={
                "short": short,
                "replica_status": "CREATING",
                "replications": {replication_id: self._store.event_time() + CREATION_SECONDS},
            },
        )
        self._store.after(CREATION_SECONDS, replica, {"lifecycleState": "ACTIVE", **hosts}, then=self._fill)

    def end(self, vault: Resource, replica: Resource) -> None:
        """Delete the replica after a while; the vault loses its `replicaDetails` at once (assumed)."""
        self._store.change(replica, {"lifecycleState": "DELETING"}, replica_status="DELETING")
        self._store.change(vault, {"replicaDetails": None})
        for key in self._keys_of(replica):
            for copy in (*versions_of(self._tenancy, key), key):
                self._store.after(DELETION_SECONDS, copy, removes=True)
        self._store.after(DELETION_SECONDS, replica, removes=True)

    def _note(self, changed: Resource) -> None:
        if not changed.data["isPrimary"]:
            return
        replica = replica_of(self._tenancy, str(changed.data.get("vaultId", changed.id)))
        if replica is None or replica.hidden["replica_status"] == "DELETING":
            return
        # "each operation ... is replicated and has an associated replicationId" [sdk, get_replication_status].
        replication_id = self._tenancy.identifiers.letters(26)
        changed.data["replicaDetails"] = {"replicationId": replication_id}
        due = self._store.event_time() + REPLICATION_SECONDS
        replica.hidden.setdefault("replications", {})[replication_id] = due
        self._store.after(due - self._store.clock.now(), replica, then=partial(self._repeat, changed))

    def _fill(self, replica: Resource) -> None:
        """Replicate everything that the source contains when the replica is ready."""
        source = self._store.find(replica.id, kind="vault")
        if source is None:
            return
        self._store.change(replica, {}, replica_status="CREATED")
        self._copy_vault(source, replica)
        for key in self._keys_of(source):
            self._copy_key(key, replica)

    def _repeat(self, changed: Resource, replica: Resource) -> None:
        kind = changed.kind.name
        undone = self._store.find(changed.id, kind=kind, region=changed.region) is not changed
        if undone or replica.hidden["replica_status"] != "CREATED":
            return
        if kind == "vault":
            self._copy_vault(changed, replica)
            return
        key_id = str(changed.data.get("keyId", changed.id))
        key = self._store.find(key_id, kind="key", region=changed.region)
        if key is not None:
            self._copy_key(key, replica)

    def _copy_vault(self, source: Resource, replica: Resource) -> None:
        own = {wire: replica.data[wire] for wire in ("managementEndpoint", "cryptoEndpoint")}
        self._set(replica, {**source.data, **own})

    def _copy_key(self, key: Resource, replica: Resource) -> None:
        """Replicate a key with its versions, which share the material of their sources."""
        is_there = self._store.find(key.id, kind="key", region=replica.region) is not None
        if not is_there and key.state not in _REPLICABLE:
            return
        for source in (*versions_of(self._tenancy, key), key):
            copy = self._store.find(source.id, kind=source.kind.name, region=replica.region)
            if copy is None:
                data = {**source.data, "isPrimary": False}
                copy = self._store.add(
                    source.kind.name, data, id=source.id, region=replica.region, hidden=source.hidden
                )
            self._set(copy, source.data, **source.hidden)

    def _set(self, copy: Resource, data: dict[str, Any], **hidden: Any) -> None:
        requested = {**data, "isPrimary": False}
        if copy.data != requested:
            gone = dict.fromkeys(copy.data.keys() - requested.keys())
            self._store.change(copy, {**requested, **gone}, **hidden)

    def _keys_of(self, vault: Resource) -> list[Resource]:
        return [key for key in self._store.listing("key", region=vault.region) if key.data["vaultId"] == vault.id]
