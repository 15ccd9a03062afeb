# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults: create, list, update, move, schedule and cancel deletion, on the regional host."""

from __future__ import annotations

from typing import Any

from ...gateway.call import Call
from ...gateway.problems import ServiceProblem, incorrect_state, invalid
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ..service import Service
from .deletion import time_of_deletion

# Durations of transitions are assumed; the states and their order are the SDK's.
CREATION_SECONDS = 20
CHANGE_SECONDS = 2
_GONE = frozenset({"PENDING_DELETION", "SCHEDULING_DELETION", "DELETING", "DELETED"})


class Vaults(Service):
    """The control plane of vaults."""

    package = "key_management"
    client = "KmsVaultClient"
    throttle_per_second = 10

    def variables(self, call: Call) -> dict[str, Any]:
        """`target.vault.id` (D-KEYP)."""
        return {"target.vault.id": call.target.id} if call.target else {}

    def create_vault(self, call: Call) -> Resource:
        """A vault has no endpoints while it is CREATING [TREND]."""
        body = call.body
        compartment_id = self.compartment(call)
        if body["vaultType"] == "EXTERNAL":
            raise invalid("Vaults of type EXTERNAL need an external key manager, which this tenancy does not have.")
        if body["vaultType"] == "VIRTUAL_PRIVATE":
            self._check_limit(call)
        region = self.tenancy.regions[call.region]
        short = self.tenancy.identifiers.letters(13)
        vault_id = f"ocid1.vault.oc1.{region.ocid_part}.{short}.{self.tenancy.identifiers.letters(60)}"
        vault = self.store.add(
            "vault",
            {
                "compartmentId": compartment_id,
                "displayName": body["displayName"],
                "vaultType": body["vaultType"],
                "freeformTags": body.get("freeformTags", {}),
                "definedTags": body.get("definedTags", {}),
                "lifecycleState": "CREATING",
                "timeCreated": self.now(),
                "isPrimary": True,
                "wrappingkeyId": "",
            },
            id=vault_id,
            region=call.region,
            hidden={"short": short},
        )
        domain = self.tenancy.variants["management_host_domain"]
        host = f"kms.{call.region}.{domain}"
        self.store.after(
            CREATION_SECONDS,
            vault,
            {
                "lifecycleState": "ACTIVE",
                "managementEndpoint": f"https://{short}-management.{host}",
                "cryptoEndpoint": f"https://{short}-crypto.{host}",
                "isVaultReplicable": True,
            },
        )
        return vault

    def _check_limit(self, call: Call) -> None:
        limit = int(self.tenancy.variants["virtual_private_vault_limit"])
        private = [
            vault
            for vault in self.store.listing("vault", region=call.region)
            if vault.data["vaultType"] == "VIRTUAL_PRIVATE" and vault.state not in _GONE
        ]
        if len(private) >= limit:
            raise ServiceProblem(
                400, "LimitExceeded", f"The limit of {limit} virtual private vaults in {call.region} is reached."
            )

    def get_vault(self, call: Call) -> Resource:
        """One vault."""
        return call.the_target()

    def list_vaults(self, call: Call) -> list[Resource]:
        """The vaults of one compartment."""
        return self.in_compartment(call, "vault")

    def update_vault(self, call: Call) -> Resource:
        """Name and tags."""
        vault = self._active(call)
        self.store.change(vault, call.body)
        return vault

    def change_vault_compartment(self, call: Call) -> None:
        """Move a vault; its keys stay where they are."""
        vault = self._active(call)
        call.require("VAULT_CREATE", call.body["compartmentId"])
        self.store.change(vault, {"compartmentId": call.body["compartmentId"]})

    def schedule_vault_deletion(self, call: Call) -> Resource:
        """The vault and all its keys become PENDING_DELETION; a key due after the vault is a conflict [sdk]."""
        vault = self._active(call)
        due = time_of_deletion((call.body or {}).get("timeOfDeletion"), self.store.clock.now())
        for key in self._keys_of(vault):
            if key.state == "PENDING_DELETION" and str(key.data["timeOfDeletion"]) > timestamp(due):
                raise ServiceProblem(409, "Conflict", f"Key {key.id} is to be deleted after the vault.")
            if key.state not in _GONE:
                self.store.change(
                    key,
                    {"lifecycleState": "PENDING_DELETION", "timeOfDeletion": timestamp(due)},
                    state_before_deletion=key.state,
                    deleted_with_vault=True,
                )
        self.store.change(vault, {"lifecycleState": "SCHEDULING_DELETION", "timeOfDeletion": timestamp(due)})
        self.store.after(CHANGE_SECONDS, vault, {"lifecycleState": "PENDING_DELETION"})
        self.store.after(due - self.store.clock.now(), vault, {"lifecycleState": "DELETED"})
        return vault

    def cancel_vault_deletion(self, call: Call) -> Resource:
        """Back to ACTIVE, and so the keys that were scheduled with it."""
        vault = call.the_target()
        if vault.state != "PENDING_DELETION":
            raise incorrect_state(f"The vault is in state {vault.state}; only a PENDING_DELETION can be cancelled.")
        self.store.timeline.forget(vault)
        self.store.change(vault, {"lifecycleState": "CANCELLING_DELETION", "timeOfDeletion": None})
        self.store.after(CHANGE_SECONDS, vault, {"lifecycleState": "ACTIVE"})
        for key in self._keys_of(vault):
            if key.hidden.pop("deleted_with_vault", False):
                self.store.timeline.forget(key)
                former = key.hidden.pop("state_before_deletion", "ENABLED")
                self.store.change(key, {"lifecycleState": former, "timeOfDeletion": None})
        return vault

    def get_vault_usage(self, call: Call) -> dict[str, Any]:
        """How many keys and versions the vault holds, by protection mode."""
        keys = [key for key in self._keys_of(call.the_target()) if key.state not in ("DELETED", "PENDING_DELETION")]
        software = [key for key in keys if key.data["protectionMode"] == "SOFTWARE"]
        return {
            "keyCount": len(keys),
            "keyVersionCount": sum(key.hidden["version_count"] for key in keys),
            "softwareKeyCount": len(software),
            "softwareKeyVersionCount": sum(key.hidden["version_count"] for key in software),
        }

    def _keys_of(self, vault: Resource) -> list[Resource]:
        return [key for key in self.store.listing("key", region=vault.region) if key.data["vaultId"] == vault.id]

    @staticmethod
    def _active(call: Call) -> Resource:
        vault = call.the_target()
        if vault.state != "ACTIVE":
            raise incorrect_state(f"The vault is in state {vault.state}; it must be ACTIVE.")
        return vault
