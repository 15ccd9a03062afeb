# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of Autonomous Databases through the real SDK, in every variant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest
from oci.database import models

from simulator.cloud import Cloud
from simulator.gateway.faults import Rule
from simulator.protocol.effects import Effects
from tests.unit.simulator.services.database_tenancy import Databases
from tests.unit.simulator.services.keyed_tenancy import refusal

FAILS_LATER = "work request fails"


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Databases:
    return Databases(cloud, client)


def test_without_a_key_the_literal_is_returned(tenancy: Databases) -> None:
    created = tenancy.created()
    assert (created.kms_key_id, created.vault_id) == ("ORACLE_MANAGED_KEY", None)
    assert created.encryption_key.provider == "ORACLE_MANAGED"


def test_without_a_key_null_can_be_returned(tenancy: Databases) -> None:
    tenancy.play("adb_oracle_managed_key_id", "null")
    assert tenancy.created().kms_key_id is None


def test_configure_assigns_a_key_to_a_database(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    response = tenancy.configure(created.id, key)
    assert (response.data, bool(response.headers["etag"])) == (None, True)
    during = tenancy.get(created.id)
    assert (during.lifecycle_state, during.kms_key_id) == ("UPDATING", "ORACLE_MANAGED_KEY")
    assert tenancy.work_of(response).status in ("ACCEPTED", "IN_PROGRESS")
    tenancy.wait(300)
    now = tenancy.get(created.id)
    assert (now.lifecycle_state, now.kms_key_id, now.vault_id) == ("AVAILABLE", key, tenancy.vault.id)
    assert (now.encryption_key.provider, now.encryption_key.kms_key_id) == ("OCI", key)
    assert [entry.id for entry in now.key_history_entry] == ["ORACLE_MANAGED_KEY", key]
    assert now.encryption_key_history_entry[-1].encryption_key.kms_key_id == key
    assert now.key_history_entry[-1].time_activated > now.key_history_entry[0].time_activated
    assert tenancy.work_of(response).status == "SUCCEEDED"


def test_configure_returns_to_the_oracle_managed_key(tenancy: Databases) -> None:
    created, key = tenancy.keyed()
    assert created.kms_key_id == key
    tenancy.configure(created.id, None)
    tenancy.wait(300)
    now = tenancy.get(created.id)
    assert (now.kms_key_id, now.vault_id, now.encryption_key.provider) == ("ORACLE_MANAGED_KEY", None, "ORACLE_MANAGED")


def test_a_list_shows_the_key_or_not(tenancy: Databases) -> None:
    _created, key = tenancy.keyed()
    assert tenancy.database.list_autonomous_databases(tenancy.projx).data[0].kms_key_id == key
    tenancy.play("adb_list_shows_key", "no")
    listed = tenancy.database.list_autonomous_databases(tenancy.projx).data[0]
    assert (listed.display_name, listed.kms_key_id, listed.encryption_key) == ("db one", None, None)


@pytest.mark.parametrize(
    "details",
    [{}, {"kms_key_id": "ocid1.key.oc1..x"}, {"vault_id": "ocid1.vault.oc1..x"}],
    ids=["nothing", "no vault", "no key"],
)
def test_vault_and_key_are_required_together(tenancy: Databases, details: dict[str, str]) -> None:
    created = tenancy.created()
    requested = models.ConfigureAutonomousDatabaseVaultKeyDetails(**details)
    found = refusal(lambda: tenancy.database.configure_autonomous_database_vault_key(created.id, requested))
    assert found == (400, "MissingParameter")


def test_the_vault_must_be_that_of_the_key(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    found = refusal(lambda: tenancy.configure(created.id, key, vault=tenancy.second_vault))
    assert found == (400, "InvalidParameter")


@pytest.mark.parametrize(("algorithm", "length"), [("AES", 16), ("RSA", 256)], ids=["AES-128", "RSA"])
def test_only_aes_256_will_do(tenancy: Databases, algorithm: str, length: int) -> None:
    created, key = tenancy.created(), tenancy.key(algorithm, length)
    assert refusal(lambda: tenancy.configure(created.id, key)) == (400, "InvalidParameter")


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        ("400 InvalidParameter", (400, "InvalidParameter")),
        ("404 NotAuthorizedOrNotFound", (404, "NotAuthorizedOrNotFound")),
    ],
    ids=["400", "404"],
)
def test_without_the_dynamic_groups_grant_no_key(tenancy: Databases, variant: str, code: tuple[int, str]) -> None:
    tenancy.play("adb_grant_missing", variant)
    created, key = tenancy.created(), tenancy.key()
    tenancy.forbid(tenancy.policy)
    assert refusal(lambda: tenancy.configure(created.id, key)) == code
    assert tenancy.get(created.id).lifecycle_state == "AVAILABLE"
    assert refusal(lambda: tenancy.create(kms_key_id=key, vault_id=tenancy.vault.id)) == code
    assert len(tenancy.database.list_autonomous_databases(tenancy.projx).data) == 1


def test_without_the_grant_the_work_request_can_fail(tenancy: Databases) -> None:
    tenancy.play("adb_grant_missing", FAILS_LATER)
    created, key = tenancy.created(), tenancy.key()
    tenancy.forbid(tenancy.policy)
    response = tenancy.configure(created.id, key)
    assert tenancy.get(created.id).lifecycle_state == "UPDATING"
    tenancy.wait(300)
    assert tenancy.work_of(response).status == "FAILED"
    assert "not authorized to use the key" in tenancy.error_of(response)
    now = tenancy.get(created.id)
    assert (now.lifecycle_state, now.kms_key_id) == ("AVAILABLE", "ORACLE_MANAGED_KEY")


def test_keys_without_vaults_are_not_enough(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    tenancy.forbid(tenancy.policy)
    tenancy.allow("Allow dynamic-group databases to use keys in compartment security")
    assert refusal(lambda: tenancy.configure(created.id, key)) == (400, "InvalidParameter")
    tenancy.allow("Allow dynamic-group databases to read vaults in compartment security")
    tenancy.configure(created.id, key)


def test_a_database_outside_of_the_dynamic_group_gets_no_key(tenancy: Databases) -> None:
    created, key = tenancy.created(compartment_id=tenancy.projy), tenancy.key()
    assert refusal(lambda: tenancy.configure(created.id, key)) == (400, "InvalidParameter")


@pytest.mark.parametrize(
    ("variant", "code"),
    [("400 InvalidParameter", (400, "InvalidParameter")), ("409 IncorrectState", (409, "IncorrectState"))],
    ids=["400", "409"],
)
def test_a_disabled_key_is_refused(tenancy: Databases, variant: str, code: tuple[int, str]) -> None:
    tenancy.play("adb_key_unusable", variant)
    created, key = tenancy.created(), tenancy.key()
    tenancy.disable(key)
    assert refusal(lambda: tenancy.configure(created.id, key)) == code


def test_a_disabled_key_can_fail_the_work_request(tenancy: Databases) -> None:
    tenancy.play("adb_key_unusable", FAILS_LATER)
    created, key = tenancy.created(), tenancy.key()
    tenancy.disable(key)
    response = tenancy.configure(created.id, key)
    tenancy.wait(300)
    assert tenancy.work_of(response).status == "FAILED"
    assert "DISABLED" in tenancy.error_of(response)


def test_whether_the_caller_must_delegate(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    name = tenancy.user("dba", "manage autonomous-database-family in compartment projx")
    requested = models.ConfigureAutonomousDatabaseVaultKeyDetails(kms_key_id=key, vault_id=tenancy.vault.id)
    dba = tenancy.client("database.DatabaseClient", user=name)
    tenancy.play("adb_needs_delegate", "yes")
    found = refusal(lambda: dba.configure_autonomous_database_vault_key(created.id, requested))
    assert found == (400, "InvalidParameter")
    tenancy.play("adb_needs_delegate", "no")
    dba.configure_autonomous_database_vault_key(created.id, requested)


def test_a_dry_run_checks_and_changes_nothing(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    response = tenancy.configure(created.id, key, opc_dry_run=True)
    assert "opc-work-request-id" not in response.headers
    assert tenancy.get(created.id).lifecycle_state == "AVAILABLE"
    tenancy.disable(key)
    assert refusal(lambda: tenancy.configure(created.id, key, opc_dry_run=True)) == (400, "InvalidParameter")


def test_if_match_guards_a_key_change(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    assert refusal(lambda: tenancy.configure(created.id, key, if_match="other")) == (412, "NoEtagMatch")
    etag = tenancy.database.get_autonomous_database(created.id).headers["etag"]
    tenancy.configure(created.id, key, if_match=etag)


def test_one_change_at_a_time(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    tenancy.configure(created.id, key)
    assert refusal(lambda: tenancy.configure(created.id, key)) == (409, "IncorrectState")


@pytest.mark.parametrize("choice", ["accepted", "409 IncorrectState"], ids=["accepted", "refused"])
def test_a_stopped_database(tenancy: Databases, choice: str) -> None:
    tenancy.play("adb_key_change_when_stopped", choice)
    created, key = tenancy.created(), tenancy.key()
    tenancy.database.stop_autonomous_database(created.id)
    tenancy.wait(300)
    if choice == "accepted":
        tenancy.configure(created.id, key)
        tenancy.wait(300)
        assert (tenancy.get(created.id).lifecycle_state, tenancy.get(created.id).kms_key_id) == ("STOPPED", key)
    else:
        assert refusal(lambda: tenancy.configure(created.id, key)) == (409, "IncorrectState")


def test_a_refreshable_clone_cannot_use_a_key(tenancy: Databases) -> None:
    source, key = tenancy.created(), tenancy.key()
    details = models.CreateRefreshableAutonomousDatabaseCloneDetails(compartment_id=tenancy.projx, source_id=source.id)
    clone = tenancy.database.create_autonomous_database(details).data
    tenancy.wait(300)
    assert refusal(lambda: tenancy.configure(clone.id, key)) == (400, "InvalidParameter")
    tenancy.configure(source.id, key)
    tenancy.wait(300)
    assert refusal(lambda: tenancy.database.create_autonomous_database(details)) == (400, "InvalidParameter")


@pytest.mark.parametrize("fields", [{"role": "STANDBY"}, {"isFreeTier": True}], ids=["standby", "always free"])
def test_databases_that_cannot_change_their_key(tenancy: Databases, fields: dict[str, Any]) -> None:
    created, key = tenancy.created(), tenancy.key()
    database = tenancy.store.find(created.id)
    assert database is not None
    tenancy.store.change(database, fields)
    assert refusal(lambda: tenancy.configure(created.id, key)) == (400, "InvalidParameter")


@pytest.mark.parametrize(("choice", "inherits"), [("yes", True), ("no", False)], ids=["inherited", "Oracle's"])
def test_the_key_of_a_full_clone(tenancy: Databases, choice: str, inherits: bool) -> None:
    tenancy.play("adb_clone_inherits_key", choice)
    source, key = tenancy.keyed()
    details = models.CreateAutonomousDatabaseCloneDetails(
        compartment_id=tenancy.projx, source_id=source.id, clone_type="FULL"
    )
    clone = tenancy.database.create_autonomous_database(details).data
    assert clone.kms_key_id == (key if inherits else "ORACLE_MANAGED_KEY")


@pytest.mark.parametrize(
    ("requested", "provider"),
    [
        (models.AwsKeyDetails(key_arn="arn:aws:kms:x", service_endpoint_uri="kms.x"), "AWS"),
        (models.AzureKeyDetails(vault_uri="https://v.example.com", key_name="k"), "AZURE"),
        (
            models.GcpKeyDetails(key_name="k", key_ring="r", location="l", project="p", kms_rest_endpoint="e"),
            "UNKNOWN_ENUM_VALUE",
        ),
        (
            models.OkvKeyDetails(
                okv_uri="https://o.example.com", okv_kms_key="k", directory_name="D", certificate_directory_name="C"
            ),
            "OKV",
        ),
    ],
    ids=["AWS", "AZURE", "GCP", "OKV"],
)
def test_keys_of_other_providers(tenancy: Databases, requested: Any, provider: str) -> None:
    created, _key = tenancy.keyed()
    details = models.UpdateAutonomousDatabaseDetails(encryption_key=requested)
    response = tenancy.database.update_autonomous_database(created.id, details)
    assert response.data.lifecycle_state == "UPDATING"
    tenancy.wait(300)
    now = tenancy.get(created.id)
    assert (type(now.encryption_key), now.encryption_key.provider) == (type(requested), provider)
    assert (now.kms_key_id, now.vault_id) == (None, None)
    assert len(now.encryption_key_history_entry) == 2


def test_an_update_can_assign_and_unassign(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    ours = models.OciKeyDetails(kms_key_id=key, vault_id=tenancy.vault.id)
    details = models.UpdateAutonomousDatabaseDetails(encryption_key=ours, display_name="renamed")
    tenancy.database.update_autonomous_database(created.id, details)
    tenancy.wait(300)
    assert (tenancy.get(created.id).kms_key_id, tenancy.get(created.id).display_name) == (key, "renamed")
    back = models.UpdateAutonomousDatabaseDetails(encryption_key=models.OracleManagedKeyDetails())
    tenancy.database.update_autonomous_database(created.id, back)
    tenancy.wait(300)
    assert tenancy.get(created.id).kms_key_id == "ORACLE_MANAGED_KEY"
    both = models.UpdateAutonomousDatabaseDetails(encryption_key=ours, compute_count=8.0)
    found = refusal(lambda: tenancy.database.update_autonomous_database(created.id, both))
    assert found == (400, "InvalidParameter")


@pytest.mark.parametrize("choice", ["accepted", "400 InvalidParameter"], ids=["accepted", "refused"])
def test_rotation_of_a_serverless_database(tenancy: Databases, choice: str) -> None:
    tenancy.play("adb_serverless_rotate", choice)
    created, key = tenancy.keyed()

    def rotate() -> Any:
        return tenancy.database.rotate_autonomous_database_encryption_key(created.id)

    if choice == "accepted":
        assert rotate().data.lifecycle_state == "UPDATING"
        tenancy.wait(300)
        assert (tenancy.get(created.id).lifecycle_state, tenancy.get(created.id).kms_key_id) == ("AVAILABLE", key)
    else:
        assert refusal(rotate) == (400, "InvalidParameter")


# -- unkindness ---------------------------------------------------------------------------------------------------


def test_a_key_change_that_is_accepted_but_not_applied(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    effects = Effects(not_applied=True)
    tenancy.cloud.gateway.faults.add(Rule(operation="configure_autonomous_database_vault_key", effects=effects))
    response = tenancy.configure(created.id, key)
    tenancy.wait(300)
    assert tenancy.work_of(response).status == "SUCCEEDED"
    assert tenancy.get(created.id).kms_key_id == "ORACLE_MANAGED_KEY"


def test_a_fault_can_fail_the_work_request(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    effects = Effects(work_request_error="out of luck")
    tenancy.cloud.gateway.faults.add(Rule(operation="configure_autonomous_database_vault_key", effects=effects))
    response = tenancy.configure(created.id, key)
    tenancy.wait(300)
    assert (tenancy.work_of(response).status, tenancy.error_of(response)) == ("FAILED", "out of luck")
    now = tenancy.get(created.id)
    assert (now.lifecycle_state, now.kms_key_id) == ("AVAILABLE", "ORACLE_MANAGED_KEY")


def test_the_composite_operation_of_the_sdk_waits_for_the_work(tenancy: Databases) -> None:
    created, key = tenancy.created(), tenancy.key()
    tenancy.configure(created.id, key)
    tenancy.wait(300)
    response = oci.wait_until(
        tenancy.database,
        tenancy.database.get_autonomous_database(created.id),
        "lifecycle_state",
        "AVAILABLE",
    )
    assert response.data.kms_key_id == key
