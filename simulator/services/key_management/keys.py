# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys: create, list, update, move, enable, disable, schedule and cancel deletion, on their vault's own host."""

from __future__ import annotations

from typing import Any

from ...gateway.call import Call
from ...gateway.problems import incorrect_state, invalid, not_found
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ..service import Service
from .deletion import time_of_deletion

# Durations are assumed; that enabling and disabling take time is a fact (section 8).
CREATION_SECONDS = 4
CHANGE_SECONDS = 2

# Lengths are in bytes (oci-facts.md, section 8: a known user error is 256).
_LENGTHS = {"AES": (16, 24, 32), "RSA": (256, 384, 512), "ECDSA": (32, 48, 66)}
# What applies when no interval is given is assumed.
_ROTATION = {"rotationIntervalInDays": 90}
_CURVES = {32: "NIST_P256", 48: "NIST_P384", 66: "NIST_P521"}


class OnVaultHost(Service):
    """What all operations on a vault's own host have in common: they only know the keys of that vault."""

    package = "key_management"
    client = "KmsManagementClient"
    throttle_per_second = 10

    def target(self, call: Call) -> Resource | None:
        """The key of the path, if it belongs to the vault whose host was asked."""
        self.vault(call)
        key = super().target(call)
        if key is not None and key.data.get("vaultId") != self.vault(call).id:
            raise not_found()
        return key

    def variables(self, call: Call) -> dict[str, Any]:
        """`target.key.id` where a key is named, and `target.vault.id` (D-KEYP); ListKeys has no `target.key.id`."""
        variables = {"target.vault.id": self.vault(call).id}
        if call.target is not None:
            variables["target.key.id"] = call.target.id
        return variables

    def vault(self, call: Call) -> Resource:
        """The vault whose host was asked."""
        for vault in self.store.listing("vault", region=call.region):
            if vault.hidden["short"] == call.endpoint.vault and vault.data.get("managementEndpoint"):
                return vault
        raise not_found()

    @staticmethod
    def enabled(call: Call) -> Resource:
        """The key, which must be ENABLED: others cannot be changed."""
        key = call.the_target()
        if key.state != "ENABLED":
            raise incorrect_state(f"The key is in state {key.state}; it must be ENABLED.")
        return key

    def new_version(self, key: Resource, *, origin: str = "INTERNAL") -> Resource:
        """A version of a key, which becomes its current one."""
        ocid = key.id.split(".")
        version_id = f"ocid1.keyversion.{ocid[2]}.{ocid[3]}.{ocid[4]}.{self.tenancy.identifiers.letters(60)}"
        version = self.store.add(
            "key_version",
            {
                "keyId": key.id,
                "vaultId": key.data["vaultId"],
                "compartmentId": key.data["compartmentId"],
                "lifecycleState": "ENABLED",
                "origin": origin,
                "timeCreated": self.now(),
                "isPrimary": True,
            },
            id=version_id,
            region=key.region,
        )
        count = int(key.hidden.get("version_count", 0)) + 1
        self.store.change(key, {"currentKeyVersion": version.id}, version_count=count)
        return version


class Keys(OnVaultHost):
    """Master encryption keys."""

    def create_key(self, call: Call) -> Resource:
        """CREATING, then ENABLED."""
        vault = self.vault(call)
        if vault.state != "ACTIVE":
            raise incorrect_state(f"The vault is in state {vault.state}; it must be ACTIVE.")
        call.require("VAULT_CREATE_KEY", vault.compartment_id, target__vault__id=vault.id)
        body = call.body
        shape = _checked_shape(body["keyShape"])
        part, short = vault.id.split(".")[3:5]
        key_id = f"ocid1.key.oc1.{part}.{short}.{self.tenancy.identifiers.letters(60)}"
        rotates = bool(body.get("isAutoRotationEnabled", False))
        self._check_auto_rotation(vault, rotates)
        key = self.store.add(
            "key",
            {
                "compartmentId": self.compartment(call),
                "vaultId": vault.id,
                "displayName": body["displayName"],
                "keyShape": shape,
                "protectionMode": body.get("protectionMode", "HSM"),
                "freeformTags": body.get("freeformTags", {}),
                "definedTags": body.get("definedTags", {}),
                "lifecycleState": "CREATING",
                "timeCreated": self.now(),
                "isPrimary": True,
                "isAutoRotationEnabled": rotates,
                **({"autoKeyRotationDetails": body.get("autoKeyRotationDetails", _ROTATION)} if rotates else {}),
            },
            id=key_id,
            region=call.region,
        )
        self.new_version(key)
        self.store.after(CREATION_SECONDS, key, {"lifecycleState": "ENABLED"})
        return key

    def get_key(self, call: Call) -> Resource:
        """One key."""
        return call.the_target()

    def list_keys(self, call: Call) -> list[Resource]:
        """The keys of this vault that are in the named compartment, and no others (oci-facts.md, section 8)."""
        vault = self.vault(call)
        shape = {"algorithm": call.query.get("algorithm"), "length": call.query.get("length")}
        shape["curveId"] = call.query.get("curveId")
        wanted = {name: value for name, value in shape.items() if value is not None}
        listed = [
            key
            for key in self.in_compartment(call, "key")
            if key.data["vaultId"] == vault.id
            and all(key.data["keyShape"].get(name) == value for name, value in wanted.items())
        ]
        if self.tenancy.variants["deleted_keys_are_listed"] == "no":
            return [key for key in listed if key.state != "DELETED"]
        return listed

    def update_key(self, call: Call) -> Resource:
        """Name, tags and the rotation schedule."""
        key = self.enabled(call)
        self._check_auto_rotation(self.vault(call), bool(call.body.get("isAutoRotationEnabled", False)))
        self.store.change(key, call.body)
        return key

    def change_key_compartment(self, call: Call) -> None:
        """Move a key."""
        key = self.enabled(call)
        call.require("KEY_CREATE", call.body["compartmentId"])
        self.store.change(key, {"compartmentId": call.body["compartmentId"]})

    def enable_key(self, call: Call) -> Resource:
        """DISABLED to ENABLED, by way of ENABLING."""
        return self._switch(call, needed="DISABLED", through="ENABLING", to="ENABLED")

    def disable_key(self, call: Call) -> Resource:
        """ENABLED to DISABLED, by way of DISABLING."""
        return self._switch(call, needed="ENABLED", through="DISABLING", to="DISABLED")

    def schedule_key_deletion(self, call: Call) -> Resource:
        """What is under the key is inaccessible at once [D-DELK]."""
        key = call.the_target()
        if key.state not in ("ENABLED", "DISABLED"):
            raise incorrect_state(f"The key is in state {key.state}; it must be ENABLED or DISABLED.")
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
        """Back to the former state, and only from PENDING_DELETION [D-CANK]."""
        key = call.the_target()
        if key.state != "PENDING_DELETION":
            raise incorrect_state(f"The key is in state {key.state}; only a PENDING_DELETION can be cancelled.")
        self.store.timeline.forget(key)
        self.store.change(key, {"lifecycleState": "CANCELLING_DELETION", "timeOfDeletion": None})
        former = key.hidden.pop("state_before_deletion", "ENABLED")
        self.store.after(CHANGE_SECONDS, key, {"lifecycleState": former})
        return key

    def _switch(self, call: Call, *, needed: str, through: str, to: str) -> Resource:
        key = call.the_target()
        if key.state != needed:
            raise incorrect_state(f"The key is in state {key.state}; it must be {needed}.")
        self.store.change(key, {"lifecycleState": through})
        self.store.after(CHANGE_SECONDS, key, {"lifecycleState": to})
        return key

    def _check_auto_rotation(self, vault: Resource, wanted: bool) -> None:
        allowed = self.tenancy.variants["auto_rotation_vaults"]
        if wanted and allowed not in ("any", vault.data["vaultType"]):
            raise invalid(f"Auto-rotation is only available for keys in vaults of type {allowed}.")


def _checked_shape(shape: dict[str, Any]) -> dict[str, Any]:
    algorithm, length = shape["algorithm"], shape["length"]
    lengths = _LENGTHS.get(algorithm, ())
    if length not in lengths:
        raise invalid(f"The length of an {algorithm} key must be one of {lengths} bytes, not {length}.")
    if algorithm == "ECDSA" and shape.get("curveId", _CURVES[length]) != _CURVES[length]:
        raise invalid(f"An ECDSA key of {length} bytes has the curve {_CURVES[length]}.")
    return {**shape, "curveId": _CURVES[length]} if algorithm == "ECDSA" else shape
