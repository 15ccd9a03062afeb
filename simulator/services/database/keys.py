# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys that an Autonomous Database accepts, and how its responses show the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...iam.requirements import DATABASE_VAULT_PERMISSIONS, DELEGATE, SERVICE_KEY_PERMISSIONS
from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, invalid, missing
from ...tenancy.resource import Resource
from ..encryption import find_key, key_variables
from .lifecycle import DatabaseService
from .variants import FAILS_LATER

ORACLE_MANAGED: dict[str, Any] = {"provider": "ORACLE_MANAGED"}
ORACLE_MANAGED_KEY = "ORACLE_MANAGED_KEY"

# AES with 256 bits, which are 32 bytes, is mandatory [D-ADBP].
_ALGORITHM, _LENGTH = "AES", 32
NOT_PRIMARY = ("STANDBY", "DISABLED_STANDBY", "BACKUP_COPY", "SNAPSHOT_STANDBY")


class _Refused(ServiceProblem):
    """An error whose status and code a variant selects."""

    def __init__(self, variant: str, message: str) -> None:
        super().__init__(400, "InvalidParameter", message)
        self.variant = variant


class DatabaseKeys(DatabaseService):
    """The key is used by the database itself, as a member of a dynamic group (oci-facts.md, sections 7 and 9)."""

    @staticmethod
    def requested_key(body: Mapping[str, Any]) -> dict[str, Any] | None:
        """The key in a body, in the form of an `encryptionKey`; `None` if the body contains no key.

        Vault and key are specified together [sdk]; the code for one without the other is assumed.
        """
        if "encryptionKey" in body:
            return dict(body["encryptionKey"])
        if body.get("isUsingOracleManagedKeys"):
            return ORACLE_MANAGED
        specified = {name: body[name] for name in ("kmsKeyId", "vaultId") if body.get(name)}
        for name in ("kmsKeyId", "vaultId"):
            if specified and name not in specified:
                raise missing(name)
        return {"provider": "OCI", **specified} if specified else None

    def check_key(self, call: Call, database: Resource, key: Mapping[str, Any], *, regions: Iterable[str] = ()) -> str:
        """Raise the error for a key, or return the text with which the work request fails if that is the variant.

        `regions` are those of cross-region standbys, where the key must exist as well.
        """
        if key["provider"] == "ORACLE_MANAGED":
            return ""
        _check_database(database, key)
        if key["provider"] != "OCI":
            return ""
        try:
            self._check_replicated(key, regions)
            self._check_oci_key(call, database, key)
        except _Refused as refused:
            choice = self.tenancy.variants[refused.variant]
            if choice == FAILS_LATER:
                return refused.message
            status, code = choice.split()
            raise ServiceProblem(int(status), code, refused.message) from None
        return ""

    def key_fields(self, database: Resource | None, key: Mapping[str, Any], *, since: str) -> dict[str, Any]:
        """The key fields of a database after a change; `None` for those that are removed.

        That histories begin with the first key, including Oracle's, is assumed.
        """
        known = database.data if database else {}
        of_oracle = key["provider"] == "ORACLE_MANAGED"
        literal = ORACLE_MANAGED_KEY if self.tenancy.variants["adb_oracle_managed_key_id"] != "null" else None
        entry: dict[str, Any] = {"encryptionKey": dict(key), "timeActivated": since}
        fields: dict[str, Any] = {
            "encryptionKey": dict(key),
            "kmsKeyId": literal if of_oracle else key.get("kmsKeyId"),
            "vaultId": key.get("vaultId"),
            "kmsKeyLifecycleDetails": None,
            "encryptionKeyHistoryEntry": [*known.get("encryptionKeyHistoryEntry", ()), entry],
        }
        if of_oracle or key["provider"] == "OCI":
            in_vault = {"vaultId": key["vaultId"]} if "vaultId" in key else {}
            used = {"id": key.get("kmsKeyId", ORACLE_MANAGED_KEY), **in_vault, "timeActivated": since}
            fields["keyHistoryEntry"] = [*known.get("keyHistoryEntry", ()), used]
        return fields

    def key_of(self, database: Resource) -> Resource | None:
        """The key in OCI Vault that a database is encrypted with, as it exists in its region."""
        key_id = str(database.data.get("kmsKeyId", ""))
        return find_key(self.tenancy, key_id, database.region) if key_id.startswith("ocid1.key.") else None

    def may_use(self, database: Resource, key: Resource, *, need: str) -> bool:
        """Whether policies allow the database to use a key and its vault."""
        access = self.tenancy.access
        principal = access.resource(database, "autonomousdatabase")
        vault = self.store.find(str(key.data["vaultId"]), kind="vault", region=database.region)
        needed = [(key, permission) for permission in SERVICE_KEY_PERMISSIONS["database"][need]]
        if vault is not None:
            needed += [(vault, permission) for permission in DATABASE_VAULT_PERMISSIONS]
        return vault is not None and all(
            access.allows(
                principal,
                permission,
                compartment_id=used.compartment_id,
                variables={
                    **(key_variables(key) if used is key else {"target.vault.id": used.id}),
                    "request.permission": permission,
                    "request.principal.type": principal.kind,
                    "request.principal.id": principal.id,
                },
            )
            for used, permission in needed
        )

    def _check_replicated(self, named: Mapping[str, Any], regions: Iterable[str]) -> None:
        """A cross-region standby requires the vault replicated to its region [D-ADBN, D-ADBP]."""
        for region in regions:
            if find_key(self.tenancy, named["kmsKeyId"], region) is None:
                raise _Refused(
                    "adb_standby_without_vault",
                    f"The vault {named['vaultId']} must be replicated to {region} for the cross-region standby there.",
                )

    def _check_oci_key(self, call: Call, database: Resource, named: Mapping[str, Any]) -> None:
        key_id, vault_id = named["kmsKeyId"], named["vaultId"]
        key = find_key(self.tenancy, key_id, call.region)
        if key is None or not self.may_use(database, key, need="assign"):
            raise _Refused(
                "adb_grant_missing",
                f"The Autonomous Database is not authorized to use the key {key_id} in the vault {vault_id}, "
                "or they do not exist in this region.",
            )
        delegated = {"target__key__id": key.id, "target__vault__id": key.data["vaultId"]}
        if self.tenancy.variants["adb_needs_delegate"] == "yes" and not call.allows(
            DELEGATE["assign"], key.compartment_id, **delegated
        ):
            raise _Refused("adb_grant_missing", f"Authorization failed to associate the key {key_id}.")
        if key.data["vaultId"] != vault_id:
            raise invalid(f"The key {key_id} does not belong to the vault {vault_id}.")
        shape = key.data["keyShape"]
        if (shape["algorithm"], shape["length"]) != (_ALGORITHM, _LENGTH):
            raise invalid(f"The key {key_id} must be an AES key with a length of 256 bits.")
        if key.state != "ENABLED":
            raise _Refused("adb_key_unusable", f"The key {key_id} is in state {key.state}; it must be ENABLED.")


def _check_database(database: Resource, key: Mapping[str, Any]) -> None:
    """Databases that cannot have a customer-managed key; the codes are assumed."""
    if database.data.get("isRefreshableClone"):
        # [D-ADBN]
        raise invalid("A refreshable clone cannot use customer-managed encryption keys.")
    if database.data.get("role") in NOT_PRIMARY:
        # [D-ADBN, D-ADBP]
        raise invalid("The encryption key can only be changed on the primary database.")
    if database.data.get("isFreeTier"):
        # Assumed.
        raise invalid("An Always Free Autonomous Database cannot use customer-managed encryption keys.")
    has_standby = database.data.get("isDataGuardEnabled") or database.data.get("isLocalDataGuardEnabled")
    if has_standby and key["provider"] != "OCI":
        # [D-ADBN, D-ADBP]
        raise invalid("With Autonomous Data Guard only keys in OCI Vault are supported.")
