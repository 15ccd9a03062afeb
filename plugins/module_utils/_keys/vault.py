# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from impossible.

"""Vaults on the wire: the control plane of Key Management in one region."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core import ocid, pages, regions
from .._core.answers import if_match
from .._core.create_once import Created, age_of
from .._core.errors import Accepted, NotFoundOrDenied, Refused
from .._core.options import returned_tags
from .._core.sdk import service_package
from .._core.session import Session
from .._iam.language import place
from .key import get_vault
from .lifecycle import as_text

GROUP = "Allow group <your group>"

# https://docs.oracle.com/en-us/iaas/Content/KeyManagement/Tasks/replicatingvaults.htm
SERVICE = "Allow service keymanagementservice to manage vaults in"
SERVICE_MAY_REPLICATE = f"{SERVICE} tenancy"
CREATE_REPLICA = "CreateVaultReplica"

DEFAULT, PRIVATE = "DEFAULT", "VIRTUAL_PRIVATE"


@dataclass(frozen=True)
class Vault:
    """A vault as one read saw it. What lists do not show is `None`: whether it is primary and can be replicated."""

    id: str
    display_name: str
    compartment_id: str
    vault_type: str
    lifecycle_state: str
    management_endpoint: Optional[str]
    crypto_endpoint: Optional[str]
    time_created: Optional[str]
    time_of_deletion: Optional[str]
    freeform_tags: Mapping[str, str] = field(default_factory=dict)
    defined_tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_primary: Optional[bool] = None
    is_replicable: Optional[bool] = None
    wrapping_key_id: Optional[str] = None
    replication_id: Optional[str] = None
    etag: Optional[str] = None


@dataclass(frozen=True)
class Replica:
    """A replica of a vault in another region; its endpoints are `None` until it is created."""

    region: str
    status: str
    management_endpoint: Optional[str]
    crypto_endpoint: Optional[str]


class Vaults:
    """Reads and writes the vaults of one session's region. It decides nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def _client(self) -> Any:
        return self._session.client("key_management", "KmsVaultClient")

    def get(self, vault_id: str) -> Vault:
        """One vault. Raises NotFoundOrDenied."""
        answer = get_vault(self._session, vault_id)
        return _vault(answer.data, answer.headers.get("etag"))

    def listed(self, compartment_id: str) -> list[Vault]:
        """The vaults of a compartment, in whatever state."""
        needed = f"{GROUP} to inspect vaults in {place(compartment_id)}"
        with self._doing("ListVaults", f"list the vaults of {compartment_id}", compartment_id, needed):
            return [_vault(each, None) for each in pages.items(self._client.list_vaults, compartment_id)]

    def create(
        self, *, compartment_id: str, display_name: str, vault_type: str, tags: Mapping[str, Any], token: str
    ) -> Created[Vault]:
        """Create a vault, which takes its time; one retry token creates one vault."""
        models = service_package("key_management").models
        details = models.CreateVaultDetails(
            compartment_id=compartment_id, display_name=display_name, vault_type=vault_type, **tags
        )
        needed = f"{GROUP} to manage vaults in {place(compartment_id)}"
        action = f"create the vault {display_name} in {compartment_id}"
        limit = _limit_of_private_vaults(vault_type, self._session.region, f"use vault_type={DEFAULT}")
        with limit, self._doing("CreateVault", action, compartment_id, needed):
            answer = self._client.create_vault(details, opc_retry_token=token)
        created = _vault(answer.data, answer.headers.get("etag"))
        return Created(created, Accepted("CreateVault", answer.request_id), age_of(answer))

    def update(self, vault: Vault, changes: Mapping[str, Any]) -> Accepted:
        """Update name and tags, on condition that they are as they were read."""
        details = service_package("key_management").models.UpdateVaultDetails(**changes)
        condition = if_match(vault.etag, read="GetVault", resource=vault.id)
        with self._changing("UpdateVault", "update", vault):
            return Accepted("UpdateVault", self._client.update_vault(vault.id, details, **condition).request_id)

    def schedule_deletion(self, vault: Vault, when: Optional[datetime.datetime]) -> Accepted:
        """The vault and all its keys become unusable at once."""
        details = service_package("key_management").models.ScheduleVaultDeletionDetails(time_of_deletion=when)
        operation = "ScheduleVaultDeletion"
        with self._changing(operation, "schedule the deletion of", vault):
            return Accepted(operation, self._client.schedule_vault_deletion(vault.id, details).request_id)

    def cancel_deletion(self, vault: Vault) -> Accepted:
        """The vault and the keys that were to be deleted with it become usable again."""
        operation = "CancelVaultDeletion"
        with self._changing(operation, "cancel the deletion of", vault):
            return Accepted(operation, self._client.cancel_vault_deletion(vault.id).request_id)

    def replicas(self, vault: Vault) -> tuple[Replica, ...]:
        """Where it is replicated to: at most one region, as things are. One whose replica is gone may be among them."""
        needed = f"{GROUP} to inspect vaults in {place(vault.compartment_id)}"
        with self._doing("ListVaultReplicas", f"list the replicas of the vault {vault.id}", vault.id, needed):
            own = ocid.parse(vault.id)
            impossible = (None, ocid.region_of(own) if own else None)

            def problem(found: list[Any]) -> Optional[str]:
                # Users of its keys in the region where the replica really is would not be searched for.
                is_impossible = any(regions.named(each.region) in impossible for each in found)
                return "names no other region for a replica of the vault" if is_impossible else None

            listed = pages.whole(self._client.list_vault_replicas, vault.id, problem=problem)
        return tuple(
            Replica(each.region, each.status, each.management_endpoint, each.crypto_endpoint) for each in listed
        )

    def create_replica(self, vault: Vault, region: str) -> Accepted:
        """A replica in a region; to request the same again is no error."""
        details = service_package("key_management").models.CreateVaultReplicaDetails(replica_region=region)
        operation = CREATE_REPLICA
        action = f"replicate the vault {vault.id} to {region}"
        limit = _limit_of_private_vaults(vault.vault_type, region, "leave out replica_region")
        with limit, self._doing(operation, action, vault.id, *required_to_replicate(vault)):
            return Accepted(operation, self._client.create_vault_replica(vault.id, details).request_id)

    def fewest_keys(self, vault: Vault) -> Optional[int]:
        """How many keys it holds at least, in all compartments; `None` where the caller may not know.

        Whether those in software are among all, and whether those to be deleted are, is not documented.
        """
        needed = f"{GROUP} to read vaults in {place(vault.compartment_id)}"
        try:
            with self._doing("GetVaultUsage", f"count the keys of the vault {vault.id}", vault.id, needed):
                usage = self._client.get_vault_usage(vault.id).data
        except NotFoundOrDenied:
            return None
        counts = [usage.key_count, getattr(usage, "software_key_count", None)]
        # Without the number of all keys, nothing is known.
        return None if counts[0] is None else max(each for each in counts if each is not None)

    def _changing(self, operation: str, action: str, vault: Vault) -> AbstractContextManager[None]:
        needed = f"{GROUP} to manage vaults in {place(vault.compartment_id)}"
        return self._doing(operation, f"{action} the vault {vault.id}", vault.id, needed)

    def _doing(self, operation: str, action: str, resource: str, *statements: str) -> AbstractContextManager[None]:
        return self._session.doing(
            action,
            service="key_management",
            operation=operation,
            resource=resource,
            statements=statements,
        )


@contextmanager
def _limit_of_private_vaults(vault_type: str, region: str, otherwise: str) -> Iterator[None]:
    """Adds the way out where the limit of private vaults is reached, which is 0 until Oracle raises it."""
    try:
        yield
    except Refused as refusal:
        if refusal.code == "LimitExceeded" and vault_type == PRIVATE:
            refusal.advise(f"Ask Oracle for a higher limit of virtual private vaults in {region}, or {otherwise}.")
        raise


def required_to_replicate(vault: Vault) -> tuple[str, ...]:
    """The statements that creating a replica of a vault requires."""
    return f"{GROUP} to manage vaults in {place(vault.compartment_id)}", SERVICE_MAY_REPLICATE


def sufficient_to_replicate(compartment_id: str) -> str:
    """What suffices, as policies work, for the vaults of one compartment; Oracle documents the whole tenancy."""
    return f"{SERVICE} {place(compartment_id)}"


def _vault(data: Any, etag: Optional[str]) -> Vault:
    return Vault(
        id=data.id,
        display_name=data.display_name,
        compartment_id=data.compartment_id,
        vault_type=data.vault_type,
        lifecycle_state=data.lifecycle_state,
        management_endpoint=data.management_endpoint or None,
        crypto_endpoint=data.crypto_endpoint or None,
        time_created=as_text(data.time_created),
        time_of_deletion=as_text(getattr(data, "time_of_deletion", None)),
        freeform_tags=returned_tags(data.freeform_tags),
        defined_tags=returned_tags(data.defined_tags),
        is_primary=getattr(data, "is_primary", None),
        is_replicable=getattr(data, "is_vault_replicable", None),
        wrapping_key_id=getattr(data, "wrappingkey_id", None),
        replication_id=getattr(getattr(data, "replica_details", None), "replication_id", None),
        etag=etag,
    )
