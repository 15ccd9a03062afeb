# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of an Autonomous Database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Optional, Union

from .._core.errors import Accepted, NotFoundOrDenied, Problem, Refused, SdkMissing
from .._core.sdk import sdk, sdk_is_before, service_package
from .access import Assignable
from .assignment import Assignment, Change, Kind, ProviderKey, Unread, customer_managed
from .resource_type import Control, KeyService, ResourceType

# oci-facts.md section 7; https://docs.oracle.com/en-us/iaas/autonomous-database-serverless/doc/manage-keys-notes.html
AUTONOMOUS_DATABASE = ResourceType(
    name="autonomous_database",
    label="Autonomous Database",
    service="database",
    client="DatabaseClient",
    ocid_kind="autonomousdatabase",
    settled_states=("AVAILABLE", "AVAILABLE_NEEDS_ATTENTION", "STOPPED", "STANDBY"),
    failed_states=("INACCESSIBLE", "RESTORE_FAILED", "TERMINATING", "TERMINATED", "UNAVAILABLE"),
    list_shows_key=True,
    # Only the database itself uses its key.
    key_service=KeyService("autonomous_database"),
    principal="dynamic-group <dynamic group of the database>",
    group_type="autonomousdatabase",
    iam_type="autonomous-databases",
    key_lengths=(32,),
    needs_vault=True,
    controls=(Control("Trend Micro Cloud Risk Management", "OCI-AutonomousAIDatabase-008"),),
    severity="high",
    work_requests="work_requests",
    # oci-facts.md section 7: the database cannot reach its key, and comes back once it can.
    remedies={
        "INACCESSIBLE": (
            "Enable the key or cancel its deletion, let the database use it, and run again once the database is "
            "AVAILABLE."
        )
    },
)

# The class that stands for keys of a provider, in answers and in requests. The answer's `provider` is of no use: the
# SDK reads those it does not list as UNKNOWN_ENUM_VALUE (oci-facts.md section 7).
MODELS: Mapping[str, str] = {
    "OKV": "OkvKeyDetails",
    "AWS": "AwsKeyDetails",
    "AZURE": "AzureKeyDetails",
    "GCP": "GcpKeyDetails",
}

# The class for keys in OCI Vault, whose fields are those of the database itself.
IN_VAULT = "OciKeyDetails"

# The release of the SDK since which key changes can be requested as a dry run.
DRY_RUN_SINCE = "2.154.0"

# A standby follows its primary, where alone the key is changed (oci-facts.md section 7).
NOT_PRIMARY = ("STANDBY", "DISABLED_STANDBY", "BACKUP_COPY", "SNAPSHOT_STANDBY")


class AutonomousDatabaseKeys(Assignable):
    """Reads the key from the database, writes it through the operation for keys in OCI Vault, or for those elsewhere.

    The database itself uses the key, as a member of a dynamic group.
    """

    facts = AUTONOMOUS_DATABASE
    # How the service reports that the database's own grants are missing is documented nowhere (oci-facts.md section 7).
    denials = (NotFoundOrDenied, Refused)
    operations: ClassVar[Mapping[str, str]] = {
        "get": "GetAutonomousDatabase",
        "list": "ListAutonomousDatabases",
        "configure": "ConfigureAutonomousDatabaseVaultKey",
        "update": "UpdateAutonomousDatabase",
    }

    def obstacle(self, before: Assignment, change: Change) -> Optional[Problem]:
        role, database = before.attributes["role"], f"The Autonomous Database {before.resource_id}"
        if change.kind is not Kind.UNASSIGN and before.attributes["is_refreshable_clone"]:
            return Problem(
                f"{database} is a refreshable clone, and those cannot use customer-managed keys",
                ("Disconnect it from its source first, or assign the key to the source.",),
            )
        if role in NOT_PRIMARY or before.lifecycle_state == "STANDBY":
            return Problem(
                f"{database} is a standby (role {role})", ("Change the key of its primary, which the standby follows.",)
            )
        if before.lifecycle_state == "STOPPED":
            return Problem(
                f"{database} is STOPPED, and OCI documents key changes for running databases only",
                ("Start it, and run again.",),
            )
        return None

    def rehearse(self, before: Assignment, change: Change, *, statements: tuple[str, ...]) -> bool:
        """Requests a dry run of the service: only it knows whether the database's own grants are there."""
        if sdk_is_before(DRY_RUN_SINCE):
            return False
        # As a text, since the SDK would send a boolean as "True", and documented is "true" (oci-facts.md trap 21).
        self._send(before, change, statements, opc_dry_run="true")
        return True

    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        operation, answer = self._send(before, change, statements, **({"if_match": etag} if etag else {}))
        return Accepted(operation, answer.request_id, answer.headers.get("opc-work-request-id"))

    def _send(self, before: Assignment, change: Change, statements: tuple[str, ...], **headers: str) -> tuple[str, Any]:
        elsewhere = change.provider_key is not None
        operation = self.operations["update" if elsewhere else "configure"]
        send = (
            self.client.update_autonomous_database
            if elsewhere
            else (self.client.configure_autonomous_database_vault_key)
        )
        details = _update_details(change.provider_key) if change.provider_key else _configure_details(change)
        try:
            with self.doing(operation, self.intention(before, change), before.resource_id, statements):
                return operation, send(before.resource_id, details, **headers)
        except Refused as refusal:
            # Its message does not show whether a permission is the reason.
            refusal.missing_statements = statements
            raise

    def describe(self, assignment: Assignment, kms_key_name: Optional[str]) -> dict[str, Any]:
        described = super().describe(assignment, kms_key_name)
        for internal in ("role", "is_refreshable_clone", "key_history", "other_kms_key_ids"):
            described.pop(internal)
        elsewhere = assignment.provider_key
        provider = _provider(elsewhere, assignment.kms_key_id)
        return {
            **described,
            "vault_id": assignment.vault_id,
            "provider": provider,
            "encryption_key": {"provider": provider, **elsewhere.details} if elsewhere else None,
        }

    def exemption(self, seen: Assignment) -> Optional[str]:
        return "refreshable_clone" if seen.attributes["is_refreshable_clone"] else None

    def _listed(self, data: Any) -> Union[Assignment, Unread]:
        """Has the database read where the list shows no key, not even Oracle's.

        The model of list answers has the key; whether it is filled is documented nowhere (oci-facts.md section 4). Were
        that taken for "no key", a key in use would look unused.
        """
        is_shown = data.kms_key_id is not None or getattr(data, "encryption_key", None) is not None
        return super()._listed(data) if is_shown else Unread(data.id)

    def _assignment(self, data: Any, etag: Optional[str]) -> Assignment:
        seen = super()._assignment(data, etag)
        elsewhere = provider_key(getattr(data, "encryption_key", None))
        (kms_key_id, vault_id), others = _in_vault(data, elsewhere)
        return replace(
            seen,
            kms_key_id=kms_key_id,
            vault_id=vault_id,
            provider_key=elsewhere,
            state_details=data.lifecycle_details or data.kms_key_lifecycle_details,
            attributes={**seen.attributes, "other_kms_key_ids": others},
        )

    def _attributes(self, data: Any) -> dict[str, Any]:
        return {
            **super()._attributes(data),
            "db_name": data.db_name,
            "role": data.role,
            "is_refreshable_clone": bool(data.is_refreshable_clone),
            "key_history": _history(data),
        }

    def _get(self, resource_id: str) -> Any:
        return self.client.get_autonomous_database(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_autonomous_databases


def provider_key(details: Any) -> Optional[ProviderKey]:
    """The key outside of OCI Vault that an answer shows; `None` for keys in OCI Vault and Oracle's own."""
    provider = next((each for each, model in MODELS.items() if type(details).__name__ == model), None)
    if provider is None:
        return None
    entries = {name: value for name, value in fields_of(details).items() if name != "provider" and value is not None}
    return ProviderKey(provider, entries)


Pair = tuple[Optional[str], Optional[str]]


def _in_vault(data: Any, elsewhere: Optional[ProviderKey]) -> tuple[Pair, tuple[str, ...]]:
    """The key in OCI Vault with its vault, and other keys in OCI Vault that the answer names as well.

    A database has two fields for its key. Which one counts when they differ is documented nowhere; assumed is the one
    that names a customer-managed key, and that each key that is named is in use.
    """
    details = getattr(data, "encryption_key", None)
    named: list[Pair] = [(customer_managed(data.kms_key_id), data.vault_id)]
    if details is not None and type(details).__name__ == IN_VAULT:
        named.append((customer_managed(details.kms_key_id), details.vault_id))
    keys = [each for each in named if each[0]]
    chosen = (None, None) if elsewhere or not keys else keys[0]
    return chosen, tuple(dict.fromkeys(each for each, _vault in keys if each and each != chosen[0]))


def _configure_details(change: Change) -> Any:
    models = service_package("database").models
    if change.kms_key_id is None:
        return models.ConfigureAutonomousDatabaseVaultKeyDetails(is_using_oracle_managed_keys=True)
    return models.ConfigureAutonomousDatabaseVaultKeyDetails(kms_key_id=change.kms_key_id, vault_id=change.vault_id)


def _update_details(key: ProviderKey) -> Any:
    models = service_package("database").models
    model = getattr(models, MODELS[key.provider], None)
    if model is None:
        raise SdkMissing(
            f"The OCI SDK for Python {sdk().version.__version__} is too old for keys of {key.provider}",
            advice=("Upgrade the package oci.",),
        )
    return models.UpdateAutonomousDatabaseDetails(encryption_key=model(**key.details))


def _history(data: Any) -> list[dict[str, Any]]:
    """The keys the database has had, oldest first: what was backed up with a key requires that key.

    Keys of other providers are in one of the two lists only, and older keys may be in the other one only.
    """
    entries = [
        _entry(entry.time_activated, provider_key(entry.encryption_key), fields_of(entry.encryption_key))
        for entry in getattr(data, "encryption_key_history_entry", None) or ()
    ]
    entries += [
        _entry(entry.time_activated, None, {"kms_key_id": entry.id, "vault_id": entry.vault_id})
        for entry in data.key_history_entry or ()
    ]
    once: list[dict[str, Any]] = []
    for entry in entries:
        if entry not in once:
            once.append(entry)
    return sorted(once, key=lambda entry: entry["time_activated"] or "")


def _entry(since: Any, elsewhere: Optional[ProviderKey], in_vault: Mapping[str, Any]) -> dict[str, Any]:
    kms_key_id = None if elsewhere else customer_managed(in_vault.get("kms_key_id"))
    return {
        "provider": _provider(elsewhere, kms_key_id),
        "kms_key_id": kms_key_id,
        "vault_id": in_vault.get("vault_id") if kms_key_id else None,
        "encryption_key": {"provider": elsewhere.provider, **elsewhere.details} if elsewhere else None,
        "time_activated": since.isoformat(timespec="seconds") if since else None,
    }


def _provider(elsewhere: Optional[ProviderKey], kms_key_id: Optional[str]) -> str:
    """The keeper of a key as results name it."""
    if elsewhere is not None:
        return elsewhere.provider
    return "OCI" if kms_key_id else "ORACLE_MANAGED"


def fields_of(details: Any) -> dict[str, Any]:
    """The fields of a model of the SDK."""
    return {name: getattr(details, name) for name in getattr(details, "attribute_map", {})}
