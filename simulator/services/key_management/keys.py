# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys: create, list, update, move, enable, disable, schedule and cancel deletion, on their vault's own host."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from .creation import add_key, check_auto_rotation, checked_shape, versions_of
from .hosts import OnVaultHost
from .lifecycle import changeable, is_wrapping_key, time_of_deletion

# Assumed; that enabling and disabling take time is a fact (section 8).
CHANGE_SECONDS = 2


class Keys(OnVaultHost):
    """Master encryption keys."""

    def create_key(self, call: Call) -> Resource:
        """CREATING, then ENABLED."""
        vault = changeable(self.vault(call), "ACTIVE")
        call.require("VAULT_CREATE_KEY", vault.compartment_id, target__vault__id=vault.id)
        body = {**call.body, "keyShape": checked_shape(call.body["keyShape"])}
        return add_key(self.tenancy, vault, self.compartment(call), body)

    def get_key(self, call: Call) -> Resource:
        """One key."""
        return call.the_target()

    def list_keys(self, call: Call) -> list[dict[str, Any]]:
        """The keys of this vault that are in the specified compartment (oci-facts.md, section 8).

        That the vault's wrapping key is not among them is assumed.
        """
        vault = self.vault(call)
        shape = {"algorithm": call.query.get("algorithm"), "length": call.query.get("length")}
        shape["curveId"] = call.query.get("curveId")
        requested = {name: value for name, value in shape.items() if value is not None}
        listed = [
            key
            for key in self.in_compartment(call, "key")
            if key.data["vaultId"] == vault.id
            and not is_wrapping_key(key)
            and all(key.data["keyShape"].get(name) == value for name, value in requested.items())
        ]
        if self.tenancy.variants["deleted_keys_are_listed"] == "no":
            listed = [key for key in listed if key.state != "DELETED"]
        # Summaries contain the algorithm, because they have no shape [sdk].
        return [{**call.seen(key), "algorithm": key.data["keyShape"]["algorithm"]} for key in listed]

    def update_key(self, call: Call) -> Resource:
        """Name, tags and the rotation schedule."""
        key = changeable(call.the_target(), "ENABLED")
        check_auto_rotation(self.tenancy, self.vault(call), call.body)
        self.store.change(key, call.body)
        return key

    def change_key_compartment(self, call: Call) -> None:
        """Move a key with its versions."""
        key = changeable(call.the_target(), "ENABLED")
        call.require("KEY_CREATE", call.body["compartmentId"])
        for moved in (*versions_of(self.tenancy, key), key):
            self.store.change(moved, {"compartmentId": call.body["compartmentId"]})

    def enable_key(self, call: Call) -> Resource:
        """DISABLED to ENABLED, through ENABLING."""
        return self._switch(call, needed="DISABLED", through="ENABLING", to="ENABLED")

    def disable_key(self, call: Call) -> Resource:
        """ENABLED to DISABLED, through DISABLING."""
        return self._switch(call, needed="ENABLED", through="DISABLING", to="DISABLED")

    def schedule_key_deletion(self, call: Call) -> Resource:
        """Resources encrypted with the key are inaccessible at once [D-DELK]."""
        key = changeable(call.the_target(), "ENABLED", "DISABLED")
        due = time_of_deletion((call.body or {}).get("timeOfDeletion"), self.store.clock.now())
        self.store.change(
            key,
            {"lifecycleState": "SCHEDULING_DELETION", "timeOfDeletion": timestamp(due)},
            state_before_deletion=key.state,
        )
        self.store.after(CHANGE_SECONDS, key, {"lifecycleState": "PENDING_DELETION"})
        self.store.after(due - self.store.clock.now(), key, {"lifecycleState": "DELETED"})
        return key

    def cancel_key_deletion(self, call: Call) -> Resource:
        """Back to the previous state, and only from PENDING_DELETION [D-CANK]."""
        key = changeable(call.the_target(), "PENDING_DELETION")
        self.store.timeline.drop(key)
        self.store.change(key, {"lifecycleState": "CANCELLING_DELETION", "timeOfDeletion": None})
        previous = key.hidden.pop("state_before_deletion", "ENABLED")
        self.store.after(CHANGE_SECONDS, key, {"lifecycleState": previous})
        return key

    def _switch(self, call: Call, *, needed: str, through: str, to: str) -> Resource:
        key = changeable(call.the_target(), needed)
        self.store.change(key, {"lifecycleState": through})
        self.store.after(CHANGE_SECONDS, key, {"lifecycleState": to})
        return key
