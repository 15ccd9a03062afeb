# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Autonomous Databases through the real SDK: create, list, update, stop, start, move, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oci.database import models

from simulator.cloud import Cloud
from tests.unit.simulator.services.database_tenancy import PASSWORD, Databases
from tests.unit.simulator.services.keyed_tenancy import OTHER, refusal


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Databases:
    return Databases(cloud, client)


def test_a_new_database_is_provisioned_and_then_available(tenancy: Databases) -> None:
    response = tenancy.create()
    created = response.data
    assert created.id.startswith("ocid1.autonomousdatabase.oc1.iad.")
    assert (created.lifecycle_state, created.db_workload, created.compute_model) == ("PROVISIONING", "OLTP", "ECPU")
    assert tenancy.work_of(response).status == "ACCEPTED"
    tenancy.wait(300)
    database = tenancy.get(created.id)
    assert (database.lifecycle_state, database.compute_count, database.is_dedicated) == ("AVAILABLE", 4.0, False)
    assert database.connection_strings.high
    work = tenancy.work_of(response)
    assert (work.status, work.percent_complete, work.resources[0].identifier) == ("SUCCEEDED", 100.0, created.id)
    assert work.id.startswith("ocid1.coreservicesworkrequest.oc1.iad.")


def test_the_password_is_never_returned(tenancy: Databases) -> None:
    created = tenancy.created()
    stored = tenancy.store.find(created.id)
    assert stored is not None
    assert PASSWORD not in repr(stored.data) + repr(stored.hidden)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"admin_password": "short"}, "InvalidParameter"),
        ({"admin_password": "AdminAdmin1234"}, "InvalidParameter"),
        ({"admin_password": None}, "MissingParameter"),
        ({"db_name": "1st"}, "InvalidParameter"),
    ],
    ids=["short password", "password with admin", "no password", "bad name"],
)
def test_invalid_creates_are_rejected(tenancy: Databases, details: dict[str, Any], code: str) -> None:
    assert refusal(lambda: tenancy.create(**details)) == (400, code)


def test_dedicated_databases_are_refused_by_name(tenancy: Databases) -> None:
    assert refusal(lambda: tenancy.create(is_dedicated=True)) == (501, "MethodNotImplemented")


def test_older_parameters_mean_ocpus(tenancy: Databases) -> None:
    created = tenancy.create(compute_count=None, cpu_core_count=2).data
    assert (created.compute_model, created.compute_count, created.cpu_core_count) == ("OCPU", 2.0, 2)


def test_a_size_in_gigabytes_shows_in_terabytes_too(tenancy: Databases) -> None:
    created = tenancy.create(data_storage_size_in_tbs=None, data_storage_size_in_gbs=1500).data
    assert (created.data_storage_size_in_gbs, created.data_storage_size_in_tbs) == (1500, 2)


def test_a_dry_run_creates_nothing(tenancy: Databases) -> None:
    details = models.CreateAutonomousDatabaseDetails(compartment_id=tenancy.projx, admin_password=PASSWORD)
    response = tenancy.database.create_autonomous_database(details, opc_dry_run=True)
    assert "opc-work-request-id" not in response.headers
    assert tenancy.database.list_autonomous_databases(tenancy.projx).data == []


def test_lists_are_filtered(tenancy: Databases) -> None:
    first = tenancy.created()
    second = tenancy.created(display_name="db two", db_workload="DW")
    tenancy.database.stop_autonomous_database(second.id)
    tenancy.wait(300)

    def names(**options: Any) -> list[str]:
        return [one.display_name for one in tenancy.database.list_autonomous_databases(tenancy.projx, **options).data]

    assert names() == ["db two", "db one"]
    assert names(display_name="DB ONE") == ["db one"]
    assert names(lifecycle_state="STOPPED") == ["db two"]
    assert names(lifecycle_state_not_equal_to="STOPPED") == ["db one"]
    assert names(db_workload="DW") == ["db two"]
    assert names(is_refreshable_clone=False) == ["db two", "db one"]
    assert tenancy.database.list_autonomous_databases(tenancy.projy).data == []
    elsewhere = tenancy.client("database.DatabaseClient", region=OTHER)
    assert refusal(lambda: elsewhere.get_autonomous_database(first.id)) == (404, "NotAuthorizedOrNotFound")


def test_another_kind_of_resource_is_not_a_database(tenancy: Databases) -> None:
    assert refusal(lambda: tenancy.get(tenancy.vault.id)) == (404, "NotAuthorizedOrNotFound")


def test_names_and_tags_change_at_once(tenancy: Databases) -> None:
    created = tenancy.created()
    details = models.UpdateAutonomousDatabaseDetails(display_name="renamed", freeform_tags={"a": "b"})
    response = tenancy.database.update_autonomous_database(created.id, details)
    changed = response.data
    assert (changed.display_name, changed.freeform_tags) == ("renamed", {"a": "b"})
    assert changed.lifecycle_state == "AVAILABLE"
    assert response.headers["etag"] == tenancy.database.get_autonomous_database(created.id).headers["etag"]


@pytest.mark.parametrize("details", [{"display_name": "renamed"}, {"display_name": "db one"}, {"compute_count": 4.0}])
def test_every_update_has_a_work_request(tenancy: Databases, details: dict[str, Any]) -> None:
    """Oracle's own waiter reads it for every update, even one without changes."""
    created = tenancy.created()
    requested = models.UpdateAutonomousDatabaseDetails(**details)
    response = tenancy.database.update_autonomous_database(created.id, requested)
    assert tenancy.work_of(response).status == "ACCEPTED"
    tenancy.wait(10)
    work = tenancy.work_of(response)
    assert (work.status, work.resources[0].identifier, work.resources[0].action_type) == (
        "SUCCEEDED",
        created.id,
        "UPDATED",
    )
    dry = tenancy.database.update_autonomous_database(created.id, requested, opc_dry_run=True)
    assert "opc-work-request-id" not in dry.headers


def test_scaling_takes_time(tenancy: Databases) -> None:
    created = tenancy.created()
    details = models.UpdateAutonomousDatabaseDetails(compute_count=8.0)
    response = tenancy.database.update_autonomous_database(created.id, details)
    assert (response.data.lifecycle_state, response.data.compute_count) == ("SCALE_IN_PROGRESS", 4.0)
    assert refusal(lambda: tenancy.database.stop_autonomous_database(created.id)) == (409, "IncorrectState")
    tenancy.wait(300)
    assert (tenancy.get(created.id).lifecycle_state, tenancy.get(created.id).compute_count) == ("AVAILABLE", 8.0)
    assert tenancy.work_of(response).status == "SUCCEEDED"


def test_if_match_guards_an_update(tenancy: Databases) -> None:
    created = tenancy.created()
    details = models.UpdateAutonomousDatabaseDetails(display_name="renamed")
    found = refusal(lambda: tenancy.database.update_autonomous_database(created.id, details, if_match="other"))
    assert found == (412, "NoEtagMatch")


def test_stop_start_and_restart(tenancy: Databases) -> None:
    created = tenancy.created()
    assert refusal(lambda: tenancy.database.start_autonomous_database(created.id)) == (409, "IncorrectState")
    assert tenancy.database.restart_autonomous_database(created.id).data.lifecycle_state == "RESTARTING"
    tenancy.wait(300)
    assert tenancy.database.stop_autonomous_database(created.id).data.lifecycle_state == "STOPPING"
    tenancy.wait(300)
    assert tenancy.get(created.id).lifecycle_state == "STOPPED"
    assert tenancy.database.start_autonomous_database(created.id).data.lifecycle_state == "STARTING"
    tenancy.wait(300)
    assert tenancy.get(created.id).lifecycle_state == "AVAILABLE"


def test_a_dry_run_stops_nothing(tenancy: Databases) -> None:
    created = tenancy.created()
    tenancy.database.stop_autonomous_database(created.id, opc_dry_run=True)
    assert tenancy.get(created.id).lifecycle_state == "AVAILABLE"


def test_a_terminated_database_is_listed_for_a_while(tenancy: Databases) -> None:
    created = tenancy.created()
    assert tenancy.database.delete_autonomous_database(created.id).status == 204
    assert tenancy.get(created.id).lifecycle_state == "TERMINATING"
    assert refusal(lambda: tenancy.database.delete_autonomous_database(created.id)) == (409, "IncorrectState")
    tenancy.wait(300)
    assert tenancy.get(created.id).lifecycle_state == "TERMINATED"
    tenancy.wait(2 * 24 * 3600)
    assert refusal(lambda: tenancy.get(created.id)) == (404, "NotAuthorizedOrNotFound")


def test_a_move_to_another_compartment(tenancy: Databases) -> None:
    created = tenancy.created()
    details = models.ChangeCompartmentDetails(compartment_id=tenancy.projy)
    response = tenancy.database.change_autonomous_database_compartment(details, created.id)
    assert tenancy.get(created.id).lifecycle_state == "UPDATING"
    tenancy.wait(300)
    assert tenancy.work_of(response).status == "SUCCEEDED"
    assert [one.id for one in tenancy.database.list_autonomous_databases(tenancy.projy).data] == [created.id]
    missing = models.ChangeCompartmentDetails(compartment_id=tenancy.vault.id)
    found = refusal(lambda: tenancy.database.change_autonomous_database_compartment(missing, created.id))
    assert found == (400, "RelatedResourceNotAuthorizedOrNotFound")


def test_clones_of_a_database(tenancy: Databases) -> None:
    source = tenancy.created(db_workload="DW")
    full = models.CreateAutonomousDatabaseCloneDetails(
        compartment_id=tenancy.projx, source_id=source.id, clone_type="FULL", admin_password=PASSWORD
    )
    refreshable = models.CreateRefreshableAutonomousDatabaseCloneDetails(
        compartment_id=tenancy.projx, source_id=source.id, display_name="refreshable", refreshable_mode="MANUAL"
    )
    response = tenancy.database.create_autonomous_database(full)
    cloned = response.data
    assert (cloned.source_id, cloned.db_workload, cloned.is_refreshable_clone) == (source.id, "DW", False)
    clone = tenancy.database.create_autonomous_database(refreshable).data
    assert (clone.is_refreshable_clone, clone.open_mode, clone.refreshable_mode) == (True, "READ_ONLY", "MANUAL")
    tenancy.wait(300)
    named = [(one.identifier, one.action_type, one.entity_type) for one in tenancy.work_of(response).resources]
    expected = [(source.id, "RELATED", "autonomousDatabase"), (cloned.id, "CREATED", "autonomousDatabase")]
    assert named == expected
    listed = tenancy.database.list_autonomous_database_clones(tenancy.projx, source.id).data
    assert {one.id for one in listed} == {cloned.id, clone.id}
    refreshables = tenancy.database.list_autonomous_database_refreshable_clones(source.id).data.items
    assert [one.id for one in refreshables] == [clone.id]
    refresh = models.AutonomousDatabaseManualRefreshDetails()
    tenancy.database.autonomous_database_manual_refresh(clone.id, refresh)
    tenancy.wait(300)
    assert tenancy.get(clone.id).time_of_last_refresh > clone.time_of_last_refresh
    found = refusal(lambda: tenancy.database.autonomous_database_manual_refresh(source.id, refresh))
    assert found == (400, "InvalidParameter")


def test_a_refreshable_clone_can_be_disconnected(tenancy: Databases) -> None:
    source = tenancy.created()
    details = models.CreateRefreshableAutonomousDatabaseCloneDetails(compartment_id=tenancy.projx, source_id=source.id)
    clone = tenancy.database.create_autonomous_database(details).data
    tenancy.wait(300)
    own = models.UpdateAutonomousDatabaseDetails(is_refreshable_clone=False)
    tenancy.database.update_autonomous_database(clone.id, own)
    tenancy.wait(300)
    now = tenancy.get(clone.id)
    assert (now.is_refreshable_clone, now.open_mode, now.refreshable_mode) == (False, "READ_WRITE", None)


def test_backups_keep_the_key_of_their_time(tenancy: Databases) -> None:
    old = tenancy.key()
    created = tenancy.created(kms_key_id=old, vault_id=tenancy.vault.id)
    details = models.CreateAutonomousDatabaseBackupDetails(autonomous_database_id=created.id, display_name="b")
    backup = tenancy.database.create_autonomous_database_backup(details).data
    assert (backup.lifecycle_state, backup.kms_key_id) == ("CREATING", old)
    tenancy.configure(created.id, tenancy.key())
    tenancy.wait(300)
    now = tenancy.database.get_autonomous_database_backup(backup.id).data
    assert (now.lifecycle_state, now.kms_key_id, now.vault_id) == ("ACTIVE", old, tenancy.vault.id)
    by_database = tenancy.database.list_autonomous_database_backups(autonomous_database_id=created.id).data
    by_compartment = tenancy.database.list_autonomous_database_backups(compartment_id=tenancy.projx).data
    assert [one.id for one in by_database] == [one.id for one in by_compartment] == [backup.id]
    longer = models.UpdateAutonomousDatabaseBackupDetails(retention_period_in_days=90)
    tenancy.database.update_autonomous_database_backup(backup.id, longer)
    tenancy.wait(300)
    assert tenancy.database.get_autonomous_database_backup(backup.id).data.retention_period_in_days == 90
    tenancy.database.delete_autonomous_database_backup(backup.id)
    tenancy.wait(300)
    assert tenancy.database.get_autonomous_database_backup(backup.id).data.lifecycle_state == "DELETED"


def test_a_database_is_created_from_a_backup(tenancy: Databases) -> None:
    created = tenancy.created()
    details = models.CreateAutonomousDatabaseBackupDetails(autonomous_database_id=created.id)
    backup = tenancy.database.create_autonomous_database_backup(details).data
    tenancy.wait(300)
    requested = models.CreateAutonomousDatabaseFromBackupDetails(
        compartment_id=tenancy.projx, autonomous_database_backup_id=backup.id, clone_type="FULL"
    )
    assert tenancy.database.create_autonomous_database(requested).data.source_id == created.id


def test_versions_on_offer(tenancy: Databases) -> None:
    versions = tenancy.database.list_autonomous_db_versions(tenancy.projx, db_workload="OLTP").data
    assert {one.version for one in versions} == {"19c", "23ai"}


def test_a_name_is_unique_until_its_database_is_terminated(tenancy: Databases) -> None:
    first = tenancy.created(db_name="TAKEN")
    assert refusal(lambda: tenancy.create(db_name="taken")) == (400, "InvalidParameter")
    tenancy.database.delete_autonomous_database(first.id)
    tenancy.wait(300)
    assert tenancy.create(db_name="TAKEN").data.id != first.id


def test_lists_of_features_that_no_database_has_are_empty(tenancy: Databases) -> None:
    created = tenancy.created()
    assert tenancy.database.list_autonomous_database_peers(created.id).data.items == []
    assert tenancy.database.list_autonomous_database_dataguard_associations(created.id).data == []
    assert tenancy.database.list_autonomous_db_preview_versions(tenancy.projx).data == []
    assert refusal(lambda: tenancy.database.list_autonomous_database_peers(created.id + "x"))[0] == 404
