# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A standby in another region, where its key must exist: this requires a replicated vault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oci.database import models
from oci.key_management.models import CreateVaultReplicaDetails

from simulator.cloud import Cloud
from tests.unit.simulator.services.database_tenancy import Databases
from tests.unit.simulator.services.keyed_tenancy import refusal

OTHER = "us-phoenix-1"
REPLICATION = "Allow service keymanagementservice to manage vaults in tenancy"


class Guarded(Databases):
    """Databases and their standbys."""

    def __init__(self, cloud: Cloud, client: Callable[..., Any]) -> None:
        super().__init__(cloud, client)
        self.there = client("database.DatabaseClient", region=OTHER)
        self.vaults = client("key_management.KmsVaultClient")

    def replicate(self) -> None:
        self.allow(REPLICATION)
        self.vaults.create_vault_replica(self.vault.id, CreateVaultReplicaDetails(replica_region=OTHER))
        self.wait(120)

    def create_standby(self, primary: Any, **options: Any) -> Any:
        """The response of a create, sent to the region of the standby."""
        details = models.CreateCrossRegionAutonomousDatabaseDataGuardDetails(
            compartment_id=self.projx, source_id=primary.id, display_name="standby"
        )
        return self.there.create_autonomous_database(details, **options)

    def standby(self, primary: Any) -> Any:
        """A standby after it has settled."""
        created = self.create_standby(primary).data
        self.wait(300)
        return self.there.get_autonomous_database(created.id).data


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Guarded:
    return Guarded(cloud, client)


@pytest.mark.parametrize(
    ("choice", "refused"),
    [("400 InvalidParameter", (400, "InvalidParameter")), ("409 IncorrectState", (409, "IncorrectState"))],
)
def test_a_vault_that_is_not_replicated(tenancy: Guarded, choice: str, refused: tuple[int, str]) -> None:
    tenancy.play("adb_standby_without_vault", choice)
    primary, _key = tenancy.keyed()
    assert refusal(lambda: tenancy.create_standby(primary)) == refused
    assert tenancy.there.list_autonomous_databases(tenancy.projx).data == []
    tenancy.wait(300)
    assert tenancy.get(primary.id).is_data_guard_enabled is False


def test_a_vault_without_replica_can_fail_the_work_request(tenancy: Guarded) -> None:
    tenancy.play("adb_standby_without_vault", "work request fails")
    primary, _key = tenancy.keyed()
    assert tenancy.standby(primary).lifecycle_state == "UNAVAILABLE"
    assert tenancy.get(primary.id).peer_db_ids == []


@pytest.mark.parametrize("replicated", [False, True])
def test_the_key_of_oracle_needs_no_vault(tenancy: Guarded, replicated: bool) -> None:
    if replicated:
        tenancy.replicate()
    primary = tenancy.created()
    standby = tenancy.standby(primary)
    assert (standby.lifecycle_state, standby.role, standby.kms_key_id) == ("STANDBY", "STANDBY", "ORACLE_MANAGED_KEY")
    now = tenancy.get(primary.id)
    assert (now.role, now.peer_db_ids, now.is_remote_data_guard_enabled) == ("PRIMARY", [standby.id], True)
    peers = tenancy.database.list_autonomous_database_peers(primary.id).data.items
    assert [(peer.id, peer.region) for peer in peers] == [(standby.id, OTHER)]


def test_a_standby_has_the_key_of_its_primary(tenancy: Guarded) -> None:
    primary, key = tenancy.keyed()
    tenancy.replicate()
    standby = tenancy.standby(primary)
    assert (standby.kms_key_id, standby.vault_id) == (key, tenancy.vault.id)
    other = tenancy.key()
    tenancy.wait(120)
    refused = models.ConfigureAutonomousDatabaseVaultKeyDetails(kms_key_id=other, vault_id=tenancy.vault.id)
    call = tenancy.there.configure_autonomous_database_vault_key
    assert refusal(lambda: call(standby.id, refused)) == (409, "IncorrectState")
    tenancy.configure(primary.id, other)
    tenancy.wait(300)
    assert tenancy.get(primary.id).kms_key_id == other
    assert tenancy.there.get_autonomous_database(standby.id).data.kms_key_id == other
    tenancy.configure(primary.id, None)
    tenancy.wait(300)
    assert tenancy.there.get_autonomous_database(standby.id).data.kms_key_id == "ORACLE_MANAGED_KEY"


def test_no_key_whose_vault_is_not_where_the_standby_is(tenancy: Guarded) -> None:
    primary = tenancy.created()
    tenancy.standby(primary)
    key = tenancy.key()
    assert refusal(lambda: tenancy.configure(primary.id, key)) == (400, "InvalidParameter")
    tenancy.replicate()
    tenancy.configure(primary.id, key)
    tenancy.wait(300)
    assert tenancy.get(primary.id).kms_key_id == key


def test_one_standby_and_the_end_of_it(tenancy: Guarded) -> None:
    primary = tenancy.created()
    standby = tenancy.standby(primary)
    assert refusal(lambda: tenancy.create_standby(primary)) == (409, "Conflict")
    assert refusal(lambda: tenancy.database.delete_autonomous_database(primary.id)) == (409, "Conflict")
    tenancy.there.delete_autonomous_database(standby.id)
    tenancy.wait(300)
    now = tenancy.get(primary.id)
    assert (now.role, now.peer_db_ids, now.is_data_guard_enabled) == (None, [], False)
    assert tenancy.create_standby(primary, opc_dry_run=True).status == 200
    assert tenancy.standby(primary).lifecycle_state == "STANDBY"


def test_databases_without_a_standby(tenancy: Guarded) -> None:
    primary = tenancy.created()
    here = models.CreateCrossRegionAutonomousDatabaseDataGuardDetails(
        compartment_id=tenancy.projx, source_id=primary.id
    )
    assert refusal(lambda: tenancy.database.create_autonomous_database(here)) == (400, "InvalidParameter")
    standby = tenancy.standby(primary)
    of_standby = models.CreateCrossRegionAutonomousDatabaseDataGuardDetails(
        compartment_id=tenancy.projx, source_id=standby.id
    )
    assert refusal(lambda: tenancy.database.create_autonomous_database(of_standby)) == (400, "InvalidParameter")
    missing = models.CreateCrossRegionAutonomousDatabaseDataGuardDetails(
        compartment_id=tenancy.projx, source_id="ocid1.autonomousdatabase.oc1.iad.none"
    )
    refused = refusal(lambda: tenancy.there.create_autonomous_database(missing))
    assert refused == (400, "RelatedResourceNotAuthorizedOrNotFound")
