# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults: create, list, update, move, schedule and cancel deletion, on the regional host."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, invalid, not_found
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .creation import add_wrapping_key
from .hosts import OnRegionalHost, endpoints
from .lifecycle import GONE, changeable, is_wrapping_key, time_of_deletion

# Durations of transitions are assumed; the states and their order are the SDK's.
CREATION_SECONDS = 20
CHANGE_SECONDS = 2


class Vaults(OnRegionalHost):
    """The control plane of vaults."""

    def create_vault(self, call: Call) -> Resource:
        """A vault has no endpoints while it is CREATING [TREND]."""
        body = call.body
        compartment_id = self.compartment(call)
        if body["vaultType"] == "EXTERNAL":
            raise invalid("Vaults of type EXTERNAL need an external key manager, which this tenancy does not have.")
        if body["vaultType"] == "VIRTUAL_PRIVATE":
            check_private_vault_limit(self.tenancy, call.region)
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
        wrapping_key = add_wrapping_key(self.tenancy, vault)
        self.store.after(
            CREATION_SECONDS,
            vault,
            {
                "lifecycleState": "ACTIVE",
                **endpoints(self.tenancy, call.region, short),
                "isVaultReplicable": True,
                "wrappingkeyId": wrapping_key.id,
            },
        )
        return vault

    def get_vault(self, call: Call) -> Resource:
        """One vault."""
        return call.the_target()

    def list_vaults(self, call: Call) -> list[Resource]:
        """The vaults of one compartment."""
        return self.in_compartment(call, "vault")

    def update_vault(self, call: Call) -> Resource:
        """Name and tags."""
        vault = changeable(call.the_target(), "ACTIVE")
        self.store.change(vault, call.body)
        return vault

    def change_vault_compartment(self, call: Call) -> None:
        """Move a vault, which is UPDATING in the meantime; its keys are not moved.

        That it leaves ACTIVE for UPDATING follows from oracle.oci `oci_wait_utils`, where Oracle's own waiter is
        selected.
        """
        vault = changeable(call.the_target(), "ACTIVE")
        call.require("VAULT_CREATE", call.body["compartmentId"])
        self.store.change(vault, {"compartmentId": call.body["compartmentId"], "lifecycleState": "UPDATING"})
        self.store.after(CHANGE_SECONDS, vault, {"lifecycleState": "ACTIVE"})

    def schedule_vault_deletion(self, call: Call) -> Resource:
        """The vault and all its keys become PENDING_DELETION; a key due after the vault is a conflict [sdk]."""
        vault = changeable(call.the_target(), "ACTIVE")
        due = time_of_deletion((call.body or {}).get("timeOfDeletion"), self.store.clock.now())
        for key in self._keys_of(vault):
            if key.state == "PENDING_DELETION" and str(key.data["timeOfDeletion"]) > timestamp(due):
                raise ServiceProblem(409, "Conflict", f"Key {key.id} is to be deleted after the vault.")
            if key.state not in GONE:
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
        """Back to ACTIVE, together with the keys that were scheduled with it."""
        vault = changeable(call.the_target(), "PENDING_DELETION")
        self.store.timeline.drop(vault)
        self.store.change(vault, {"lifecycleState": "CANCELLING_DELETION", "timeOfDeletion": None})
        self.store.after(CHANGE_SECONDS, vault, {"lifecycleState": "ACTIVE"})
        for key in self._keys_of(vault):
            if key.hidden.pop("deleted_with_vault", False):
                self.store.timeline.drop(key)
                previous = key.hidden.pop("state_before_deletion", "ENABLED")
                self.store.change(key, {"lifecycleState": previous, "timeOfDeletion": None})
        return vault

    def get_vault_usage(self, call: Call) -> dict[str, Any]:
        """The number of keys and versions in the vault, by protection mode."""
        keys = [
            key
            for key in self._keys_of(call.the_target())
            if key.state not in ("DELETED", "PENDING_DELETION") and not is_wrapping_key(key)
        ]
        software = [key for key in keys if key.data["protectionMode"] == "SOFTWARE"]
        return {
            "keyCount": len(keys),
            "keyVersionCount": sum(key.hidden["version_count"] for key in keys),
            "softwareKeyCount": len(software),
            "softwareKeyVersionCount": sum(key.hidden["version_count"] for key in software),
        }

    def update_registered_vault_for_mtls(self, call: Call) -> dict[str, Any]:
        """No vault is registered for mTLS, which requires more than this API; that this is a 404 is assumed."""
        changeable(call.the_target(), "ACTIVE")
        raise not_found()

    def _keys_of(self, vault: Resource) -> list[Resource]:
        return [key for key in self.store.listing("key", region=vault.region) if key.data["vaultId"] == vault.id]


def check_private_vault_limit(tenancy: Tenancy, region: str) -> None:
    """Raise 400 if the region's limit of private vaults and their replicas is reached (D-REPL)."""
    limit = int(tenancy.variants["virtual_private_vault_limit"])
    private = [
        vault
        for vault in tenancy.store.listing("vault", region=region)
        if vault.data["vaultType"] == "VIRTUAL_PRIVATE" and vault.state not in GONE
    ]
    if len(private) >= limit:
        raise ServiceProblem(
            400, "LimitExceeded", f"The limit of {limit} virtual private vaults in {region} is reached."
        )
