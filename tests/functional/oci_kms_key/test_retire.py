# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_key retires no key that is in use, and cancels a deletion."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_kms_key.keys import (
    DAY,
    NEW,
    PHX,
    able_to_look,
    key,
    predictable,
    put_under,
    refused,
    replicated_vault,
)
from tests.officer import NEEDED_TO_LOOK, Officer
from tests.results import codes, noted

# -- retiring --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [7, 30])
def test_retires_a_key_that_nothing_is_under(officer: Officer, days: int) -> None:
    able_to_look(officer)
    key(officer)
    options: dict[str, Any] = {"state": "absent", "deletion_days": days}
    predicted = key(officer, check=True, **options)
    done = key(officer, **options)
    assert done["changed"]
    assert done["verified"]
    assert "secrets" in done["types_not_checked"]
    assert done["notices"] == predicted["notices"] == []
    assert predictable(done["resource"]) == predictable(predicted["resource"])
    assert done["resource"]["lifecycle_state"] == "PENDING_DELETION"
    assert done["resource"]["time_of_deletion"][:13] == predicted["resource"]["time_of_deletion"][:13]
    again = key(officer, **options)
    assert not again["changed"]
    assert again["resource"] == done["resource"]
    assert officer.writes().count("schedule_key_deletion") == 1


def test_what_is_not_there_is_absent(officer: Officer) -> None:
    done = key(officer, state="absent", name="no-such-key")
    assert not done["changed"]
    assert done["resource"] is None


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_in_use_is_not_retired(admin: Officer, check: bool) -> None:
    failure = refused(admin, name="cmk", state="absent", check=check, ignore_unreadable=True)
    assert failure.kind == "InUse"
    assert failure.resource == admin.key_id("cmk")
    users = failure.results["users"]
    assert {user["type"] for user in users} == {
        "volume",
        "boot_volume",
        "volume_backup",
        "boot_volume_backup",
        "bucket",
        "file_system",
        "autonomous_database",
    }
    for user in users[:3]:
        assert names(failure, user["name"], user["id"])
    for user in users:
        assert user["kms_key_id"] == admin.key_id("cmk")
    assert "schedule_key_deletion" not in admin.sent()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("volumes", "projy-data"),
        ("boot_volumes", "boot-oracle-managed"),
        ("volume_backups", "backup-oracle-managed"),
        ("boot_volume_backups", "boot-backup-oracle-managed"),
        ("buckets", "bucket-oracle-managed"),
        ("autonomous_databases", "adb-oracle-managed"),
    ],
)
def test_one_user_is_enough(officer: Officer, kind: str, name: str) -> None:
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    put_under(officer, kind, name, key_id)
    failure = refused(officer, state="absent")
    assert failure.kind == "InUse"
    assert [user["name"] for user in failure.results["users"]] == [name]
    assert names(failure, name)


@pytest.mark.parametrize("shows_key", ["yes", "no"])
def test_a_database_is_found_even_where_lists_do_not_show_its_key(make_cloud: MakeCloud, shows_key: str) -> None:
    officer = able_to_look(Officer(make_cloud(adb_list_shows_key=shows_key)))
    key_id = key(officer)["resource"]["id"]
    put_under(officer, "autonomous_databases", "adb-oracle-managed", key_id)
    failure = refused(officer, state="absent")
    assert failure.kind == "InUse"
    assert [user["name"] for user in failure.results["users"]] == ["adb-oracle-managed"]


def test_the_look_ends_when_enough_was_found(officer: Officer) -> None:
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    store = officer.cloud.tenancy.store
    for each in store.listing("volume", region="us-ashburn-1"):
        store.change(each, {"kmsKeyId": key_id})
    for each in store.listing("boot_volume", region="us-ashburn-1"):
        store.change(each, {"kmsKeyId": key_id})
    so_far = officer.now
    failure = refused(officer, state="absent")
    assert names(failure, "10")
    assert len(failure.results["users"]) == 10
    assert not {"list_volume_backups", "list_buckets"} & set(officer.sent(after=so_far))


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_what_cannot_be_read_may_be_in_use(officer: Officer, check: bool) -> None:
    officer.allow(*NEEDED_TO_LOOK)
    key(officer)
    failure = refused(officer, state="absent", check=check)
    assert failure.kind == "InUse"
    assert failure.results["users"] == []
    [unreadable] = failure.results["unreadable"]
    assert "bucket-disabled-key" in unreadable
    assert names(failure, "ignore_unreadable")
    done = key(officer, state="absent", ignore_unreadable=True, check=check)
    assert done["changed"]
    assert codes(done) == ["UnreadableIgnored"]
    assert "bucket-disabled-key" in done["notices"][0]["text"]


@pytest.mark.parametrize("without", range(len(NEEDED_TO_LOOK)), ids=lambda number: NEEDED_TO_LOOK[number])
def test_each_documented_statement_is_needed(officer: Officer, without: int) -> None:
    officer.let_bucket_be_read()
    officer.allow(*(each for number, each in enumerate(NEEDED_TO_LOOK) if number != without))
    key(officer)
    assert refused(officer, state="absent").results["unreadable"]


def test_what_is_under_a_key_in_the_region_of_the_replica_counts(officer: Officer) -> None:
    able_to_look(officer)
    vault_id = replicated_vault(officer)
    options: dict[str, Any] = {"display_name": NEW, "vault_id": vault_id}
    key_id = officer.run(task, **options)["resource"]["id"]
    put_under(officer, "volumes", "projy-data-phx", key_id, PHX)
    with pytest.raises(Failure) as caught:
        officer.run(task, state="absent", **options)
    assert caught.value.results["users"][0]["region"] == PHX


def test_a_database_that_was_under_the_key_once_is_reported(officer: Officer) -> None:
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    database = officer.stored(str(officer.cloud.catalogue["autonomous_databases"]["adb-oracle-managed"]))
    history = [{"id": key_id, "vaultId": officer.vault_id(), "timeActivated": "2026-01-01T00:00:00.000Z"}]
    officer.cloud.tenancy.store.change(database, {"keyHistoryEntry": history})
    done = key(officer, state="absent")
    assert done["changed"]
    assert noted(done, "BackupsRequireKey") == [database.id]


def test_an_outage_is_not_mistaken_for_no_user(officer: Officer) -> None:
    able_to_look(officer)
    key(officer)
    for operation in ("list_boot_volumes", "get_bucket", "list_compartments"):
        officer.cloud.gateway.faults.clear()
        officer.fault(operation=operation, status=503, code="ServiceUnavailable")
        assert refused(officer, state="absent", ignore_unreadable=True).status == 503
    assert "schedule_key_deletion" not in officer.sent()


# -- bringing back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("former", ["present", "disabled"])
@pytest.mark.parametrize("wanted", ["present", "disabled"])
def test_present_and_disabled_cancel_a_deletion(officer: Officer, former: str, wanted: str) -> None:
    able_to_look(officer)
    made = key(officer)["resource"]
    key(officer, state=former)
    key(officer, state="absent")
    so_far = officer.now
    predicted = key(officer, state=wanted, check=True)
    done = key(officer, state=wanted)
    assert done == predicted
    assert done["changed"]
    assert done["resource"] == {**made, "lifecycle_state": "ENABLED" if wanted == "present" else "DISABLED"}
    assert "cancel_key_deletion" in officer.sent(after=so_far)
    assert not key(officer, state=wanted)["changed"]


OUT_OF_USE = [
    ("PENDING_DELETION", "present", "cancel its deletion"),
    ("PENDING_DELETION", "disabled", "cancel its deletion"),
    ("SCHEDULING_DELETION", "present", "cancel its deletion"),
    ("DISABLED", "present", "enable it"),
    ("DISABLING", "present", "enable it"),
]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(("now", "wanted", "remedy"), OUT_OF_USE)
def test_a_key_that_was_taken_out_of_use_on_purpose_stays_so_on_request(
    officer: Officer, now: str, wanted: str, remedy: str, check: bool
) -> None:
    able_to_look(officer)
    key_id = key(officer, reactivate=False)["resource"]["id"]
    key(officer, state="disabled" if "ABL" in now else "absent", reactivate=False)
    officer.cloud.tenancy.store.change(officer.stored(key_id), {"lifecycleState": now})
    so_far = officer.now
    failure = refused(officer, state=wanted, reactivate=False, check=check)
    assert failure.kind == "CannotDo"
    assert failure.resource == key_id
    assert names(failure, key_id, now, "reactivate=true")
    assert officer.writes(after=so_far) == []
    if now in ("PENDING_DELETION", "DISABLED"):
        assert key(officer, state=wanted)["changed"]
        assert not key(officer, state=wanted, reactivate=False)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_which_state_a_key_comes_back_to_is_waited_for(officer: Officer, check: bool) -> None:
    able_to_look(officer)
    made = key(officer)["resource"]
    key(officer, state="disabled")
    key(officer, state="absent")
    client = officer.session.client("key_management", "KmsManagementClient", endpoint=made["management_endpoint"])
    client.cancel_key_deletion(made["id"])
    so_far = officer.now
    failure = refused(officer, reactivate=False, check=check)
    assert (failure.kind, failure.resource) == ("CannotDo", made["id"])
    assert names(failure, "DISABLED", "reactivate=true")
    assert officer.writes(after=so_far) == []
    assert not key(officer, state="disabled", reactivate=False)["changed"]


def test_what_is_to_be_deleted_gives_way_to_another_of_the_name(officer: Officer) -> None:
    able_to_look(officer)
    retired = key(officer)["resource"]["id"]
    key(officer, state="absent")
    other = key(officer, name="other")["resource"]["id"]
    key(officer, key_id=other, display_name=NEW)
    assert key(officer)["resource"]["id"] == other
    key(officer, state="absent")
    failure = refused(officer)
    assert failure.kind == "BadOption"
    assert names(failure, retired, other)
    assert not key(officer, state="absent")["changed"]
    assert key(officer, key_id=retired)["changed"]


@pytest.mark.parametrize("listed", ["yes", "no"])
def test_what_is_deleted_for_good_does_not_count(make_cloud: MakeCloud, listed: str) -> None:
    officer = able_to_look(Officer(make_cloud(deleted_keys_are_listed=listed)))
    first = key(officer)["resource"]["id"]
    key(officer, state="absent", deletion_days=7)
    officer.cloud.clock.advance(8 * DAY)
    assert key(officer, state="absent")["resource"] is None
    assert key(officer)["resource"]["id"] != first
    assert refused(officer, key_id=first, vault_id=officer.vault_id()).kind == "ResourceFailed"


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_keys_of_a_vault_that_is_to_be_deleted(officer: Officer, check: bool) -> None:
    named: dict[str, Any] = {"display_name": "doomed", "compartment_id": officer.compartment()}
    vault_id = officer.run(vault_task, **named)["resource"]["id"]
    officer.run(vault_task, state="absent", **named)
    with pytest.raises(Failure) as caught:
        officer.run(task, display_name=NEW, vault_id=vault_id, check=check)
    assert caught.value.kind == "CannotDo"
    assert names(caught.value, vault_id, "oci_kms_vault")
