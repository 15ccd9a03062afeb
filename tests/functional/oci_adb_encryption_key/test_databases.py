# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Autonomous Databases that cannot have a key, keys that other providers keep, and the history of keys."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption, Failure
from simulator.cloud import Cloud
from tests.clouds import MakeCloud
from tests.contract.rows import AUTONOMOUS_DATABASE
from tests.failures import names
from tests.operator import Operator

PROVIDER_KEYS: dict[str, dict[str, str]] = {
    "AZURE": {"vault_uri": "https://example.vault.azure.net/", "key_name": "orders"},
    "AWS": {
        "service_endpoint_uri": "https://kms.us-east-1.amazonaws.com",
        "key_arn": "arn:aws:kms:us-east-1:111122223333:key/1234",
        "arn_role": "arn:aws:iam::111122223333:role/orders",
    },
    "GCP": {"project": "orders", "location": "us-east4", "key_ring": "ring", "key_name": "orders"},
    "OKV": {
        "okv_uri": "okv.example.com",
        "okv_kms_key": "1AB4E5-C3-4F7A",
        "directory_name": "OKV_DIR",
        "certificate_directory_name": "OKV_CERT_DIR",
    },
}
FIELDS = AUTONOMOUS_DATABASE.argument_spec["encryption_key"]["options"]


def encryption_key(provider: str, **fields: Any) -> dict[str, Any]:
    """The option as Ansible gives it, with every field there."""
    return {**dict.fromkeys(FIELDS), "provider": provider, **fields}


@pytest.fixture
def operator(cloud: Cloud) -> Operator:
    return Operator(cloud, AUTONOMOUS_DATABASE)


def change(operator: Operator, name: str, fields: dict[str, Any]) -> str:
    """Let a seeded database be as it cannot be made here."""
    database = operator.cloud.tenancy.store.find(operator.id(name))
    assert database is not None
    operator.cloud.tenancy.store.change(database, fields)
    return database.id


@pytest.mark.parametrize("provider", PROVIDER_KEYS)
def test_a_key_that_another_provider_keeps(operator: Operator, provider: str) -> None:
    database = operator.id("adb-right-key")
    wanted = encryption_key(provider, **PROVIDER_KEYS[provider])
    predicted = operator.run(database, check=True, encryption_key=wanted)
    assert operator.writes() == []
    done = operator.run(database, encryption_key=wanted)
    assert done == predicted
    assert done["resource"]["provider"] == provider
    assert done["resource"]["encryption_key"] == {"provider": provider, **PROVIDER_KEYS[provider]}
    assert done["resource"]["kms_key_id"] is None
    assert done["previous_kms_key_id"] == operator.key("cmk")
    assert operator.writes() == ["database.update_autonomous_database"]
    so_far = operator.now
    assert operator.run(database, encryption_key=wanted)["changed"] is False
    assert operator.writes(after=so_far) == []
    other = encryption_key(provider, **{**PROVIDER_KEYS[provider], next(iter(PROVIDER_KEYS[provider])): "other"})
    assert operator.run(database, check=True, encryption_key=other)["changed"] is True
    back = operator.unassign(database)
    assert back["changed"] is True
    assert back["resource"]["provider"] == "ORACLE_MANAGED"
    assert operator.unassign(database)["changed"] is False


def test_a_provider_key_that_is_accepted_and_dropped_is_a_failure(operator: Operator) -> None:
    operator.fault(operation="update_autonomous_database", not_applied=True)
    with pytest.raises(Failure) as caught:
        operator.run(
            operator.id("adb-oracle-managed"), encryption_key=encryption_key("AZURE", **PROVIDER_KEYS["AZURE"])
        )
    assert caught.value.kind == "NotApplied"
    assert caught.value.results["previous_kms_key_id"] is None
    assert names(caught.value, "AZURE")


def test_from_another_provider_to_a_key_in_vault(operator: Operator) -> None:
    database = operator.id("adb-oracle-managed")
    operator.run(database, encryption_key=encryption_key("AZURE", **PROVIDER_KEYS["AZURE"]))
    result = operator.assign(database, "cmk")
    assert result["changed"] is True
    assert result["resource"]["provider"] == "OCI"
    assert result["resource"]["encryption_key"] is None
    assert result["resource"]["vault_id"] == operator.vault


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"encryption_key": encryption_key("AZURE", vault_uri="https://x")}, "key_name"),
        ({"encryption_key": encryption_key("AZURE", **PROVIDER_KEYS["AZURE"], project="x")}, "project"),
        (
            {"encryption_key": encryption_key("AZURE", **PROVIDER_KEYS["AZURE"]), "vault_id": "ocid1.vault.oc1.iad.a"},
            "vault_id",
        ),
        ({"encryption_key": encryption_key("AZURE", **PROVIDER_KEYS["AZURE"]), "state": "absent"}, "state=absent"),
    ],
    ids=["a field missing", "a field of another provider", "with a vault", "with absent"],
)
def test_encryption_keys_that_make_no_sense(operator: Operator, options: dict[str, Any], option: str) -> None:
    with pytest.raises(Failure) as caught:
        operator.run(operator.id("adb-oracle-managed"), **options)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, "encryption_key", option)
    assert operator.requests() == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_stopped_database_is_refused_with_a_reason(operator: Operator, check: bool) -> None:
    database = operator.id("adb-stopped")
    with pytest.raises(Failure) as caught:
        operator.assign(database, "cmk", check=check)
    assert caught.value.kind == "CannotDo"
    assert names(caught.value, database, "STOPPED")
    assert operator.writes() == []
    assert operator.unassign(database)["changed"] is False, "what is as wanted is no matter of states"


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_refreshable_clone_is_refused_with_a_reason(operator: Operator, check: bool) -> None:
    database = operator.id("adb-refreshable-clone")
    with pytest.raises(Failure) as caught:
        operator.assign(database, "cmk", check=check)
    assert caught.value.kind == "CannotDo"
    assert names(caught.value, database, "refreshable clone")
    assert operator.writes() == []
    assert operator.unassign(database)["changed"] is False


@pytest.mark.parametrize("fields", [{"role": "STANDBY"}, {"role": "STANDBY", "lifecycleState": "STANDBY"}])
def test_a_standby_is_refused_with_a_reason(operator: Operator, fields: dict[str, Any]) -> None:
    database = change(operator, "adb-oracle-managed", fields)
    with pytest.raises(Failure) as caught:
        operator.assign(database, "cmk")
    assert caught.value.kind == "CannotDo"
    assert names(caught.value, database, "primary")


def test_a_database_whose_key_is_lost_says_so(operator: Operator) -> None:
    lost = "The Vault key is not accessible: it is DISABLED."
    database = change(operator, "adb-right-key", {"lifecycleState": "INACCESSIBLE", "kmsKeyLifecycleDetails": lost})
    with pytest.raises(Failure) as caught:
        operator.assign(database, "cmk-other")
    assert caught.value.kind == "ResourceFailed"
    assert names(caught.value, database, "INACCESSIBLE", lost.rstrip("."))


def test_the_vault_is_found_from_the_key(operator: Operator) -> None:
    result = operator.assign(operator.id("adb-oracle-managed"), "cmk")
    assert result["resource"]["vault_id"] == operator.vault


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_vault_that_cannot_be_found_is_requested(operator: Operator, check: bool) -> None:
    operator.revoke("projx-operators", unless=lambda statement: " read " not in statement)
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id("adb-oracle-managed"), "cmk", check=check)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, "vault_id")
    assert operator.writes() == []


def test_without_validation_the_vault_must_be_given(operator: Operator) -> None:
    database = operator.id("adb-oracle-managed")
    with pytest.raises(BadOption) as caught:
        operator.assign(database, "cmk", validate_key=False)
    assert names(caught.value, "vault_id")
    assert operator.assign(database, "cmk", validate_key=False, vault_id=operator.vault)["changed"] is True


def test_the_history_shows_which_keys_old_backups_need(operator: Operator) -> None:
    database = operator.id("adb-oracle-managed")
    operator.assign(database, "cmk")
    operator.run(database, encryption_key=encryption_key("AZURE", **PROVIDER_KEYS["AZURE"]))
    operator.assign(database, "cmk-other")
    history = operator.assign(database, "cmk-other")["key_history"]
    assert [entry["provider"] for entry in history] == ["ORACLE_MANAGED", "OCI", "AZURE", "OCI"]
    assert [entry["kms_key_id"] for entry in history] == [None, operator.key("cmk"), None, operator.key("cmk-other")]
    assert [entry["vault_id"] for entry in history] == [None, operator.vault, None, operator.vault]
    assert history[2]["encryption_key"] == {"provider": "AZURE", **PROVIDER_KEYS["AZURE"]}
    assert all(entry["time_activated"] for entry in history)


@pytest.mark.parametrize("shown", [None, "ORACLE_MANAGED_KEY"])
def test_a_key_that_only_encryption_key_shows_is_the_key(operator: Operator, shown: str | None) -> None:
    key = {"provider": "OCI", "kmsKeyId": operator.key("cmk"), "vaultId": operator.vault}
    database = change(operator, "adb-oracle-managed", {"kmsKeyId": shown, "vaultId": None, "encryptionKey": key})
    done = operator.assign(database, "cmk")
    assert done["changed"] is False
    assert (done["resource"]["kms_key_id"], done["resource"]["vault_id"]) == (operator.key("cmk"), operator.vault)
    assert operator.assign(database, "cmk-other")["previous_kms_key_id"] == operator.key("cmk")


def test_check_mode_requests_a_dry_run_of_the_service(operator: Operator) -> None:
    operator.fault(operation=AUTONOMOUS_DATABASE.assign, status=400, code="InvalidParameter", message="Not today.")
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id("adb-oracle-managed"), "cmk", check=True)
    assert caught.value.service_message == "Not today."


@pytest.mark.parametrize("choice", ["400 InvalidParameter", "409 IncorrectState", "work request fails"])
def test_a_key_that_is_disabled_after_it_was_checked(make_cloud: MakeCloud, choice: str) -> None:
    operator = Operator(make_cloud(adb_key_unusable=choice), AUTONOMOUS_DATABASE)
    database = operator.id("adb-oracle-managed")
    with pytest.raises(Failure) as caught:
        operator.assign(database, "cmk-disabled", validate_key=False, vault_id=operator.vault)
    assert "DISABLED" in str(caught.value.service_message)
    assert operator.key_of(database) is None
