# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_vault retires no vault whose keys are in use, and cancels a deletion."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as key_task
from simulator.tenancy.resource import Resource
from tests.failures import advises, names
from tests.functional.oci_kms_vault.vaults import (
    NEW,
    PHX,
    make_key,
    predictable,
    refused,
    vault,
    with_replication,
)
from tests.officer import NEEDED_TO_LOOK, Officer
from tests.results import codes

# -- retiring --------------------------------------------------------------------------------------------------------


def test_an_empty_vault_is_retired_whatever_may_be_read(officer: Officer) -> None:
    """Two operations show that it is empty; what may be read is searched nevertheless."""
    vault(officer)
    so_far = officer.now
    predicted = vault(officer, state="absent", check=True)
    assert officer.writes(after=so_far) == []
    done = vault(officer, state="absent")
    assert done["changed"]
    assert done["verified"]
    assert predictable(done["resource"]) == predictable(predicted["resource"])
    assert done["resource"]["lifecycle_state"] == "PENDING_DELETION"
    assert officer.writes(after=so_far) == ["schedule_vault_deletion"]
    assert "list_compartments" in officer.sent()
    assert set(codes(done)) == {"UnreadableIgnored"}
    so_far = officer.now
    again = vault(officer, state="absent")
    assert not again["changed"]
    assert again["resource"] == done["resource"]
    assert officer.writes(after=so_far) == []


@pytest.mark.parametrize("days", [7, 8, 30])
def test_deletion_days(officer: Officer, days: int) -> None:
    vault(officer)
    vault(officer, state="absent", deletion_days=days)
    [resource] = officer.named("vault", NEW)
    left = due(resource.data["timeOfDeletion"]) - officer.cloud.clock.now()
    assert days * 86400 - 60 <= left <= days * 86400 + 900


def due(timestamp: str) -> float:
    import datetime

    return datetime.datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()


def test_a_clock_that_is_a_little_slow_does_no_harm(officer: Officer) -> None:
    vault(officer)
    clock = officer.session.clock
    object.__setattr__(clock, "wall", lambda: officer.cloud.clock.now() - 290)
    assert vault(officer, state="absent", deletion_days=7)["changed"]


def test_what_is_not_there_is_absent(officer: Officer) -> None:
    done = vault(officer, state="absent", name="no-such-vault")
    assert not done["changed"]
    assert done["resource"] is None
    assert done["diff"] == {"before": {}, "after": {}}


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_vault_in_use_is_not_retired(admin: Officer, check: bool) -> None:
    failure = refused(admin, name="security-vault", state="absent", check=check)
    assert failure.kind == "InUse"
    assert failure.resource == admin.vault_id()
    users = failure.results["users"]
    assert len(users) == 10
    assert {"type", "name", "id", "region", "kms_key_id"} == set(users[0])
    assert names(failure, *(user["id"] for user in users[:3]))
    assert admin.writes() == []


def test_nothing_helps_against_what_is_in_use(admin: Officer) -> None:
    assert refused(admin, name="security-vault", state="absent", ignore_unreadable=True).kind == "InUse"
    assert admin.writes() == []


def test_what_cannot_be_read_may_be_in_use(officer: Officer) -> None:
    vault_id = vault(officer)["resource"]["id"]
    make_key(officer, vault_id)
    failure = refused(officer, state="absent")
    assert failure.kind == "InUse"
    assert failure.results["users"] == []
    assert failure.missing_statements == ()
    assert "the list of all compartments" in failure.results["unreadable"][0]
    assert names(failure, "ignore_unreadable")
    done = vault(officer, state="absent", ignore_unreadable=True)
    assert done["changed"]
    assert set(codes(done)) == {"UnreadableIgnored"}


def test_the_documented_policy_lets_one_look(officer: Officer) -> None:
    officer.allow(*NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    vault_id = vault(officer)["resource"]["id"]
    make_key(officer, vault_id)
    done = vault(officer, state="absent")
    assert done["changed"]
    assert "secrets" in done["types_not_checked"]
    assert done["notices"] == []


def test_a_key_that_may_not_be_seen_is_still_known_by_its_ocid(admin: Officer) -> None:
    vault_id = vault(admin)["resource"]["id"]
    key_id = make_key(admin, vault_id)
    admin.let_bucket_be_read()
    volume = admin.stored(str(admin.cloud.catalogue["volumes"]["projy-data"]))
    admin.cloud.tenancy.store.change(volume, {"kmsKeyId": key_id[:-5] + "other"})
    failure = refused(admin, state="absent")
    assert failure.kind == "InUse"
    assert [user["name"] for user in failure.results["users"]] == ["projy-data"]
    assert names(failure, "projy-data")


def test_what_is_under_a_key_in_the_region_of_the_replica_counts(admin: Officer) -> None:
    with_replication(admin)
    vault_id = vault(admin, replica_region=PHX)["resource"]["id"]
    key_id = make_key(admin, vault_id)
    admin.let_bucket_be_read()
    volume = admin.stored(str(admin.cloud.catalogue["volumes"]["projy-data-phx"]), PHX)
    admin.cloud.tenancy.store.change(volume, {"kmsKeyId": key_id})
    failure = refused(admin, state="absent")
    assert failure.kind == "InUse"
    assert failure.results["users"][0]["region"] == PHX


def retire_key(officer: Officer, vault_id: str, days: int) -> Resource:
    """A key in a vault that is to be deleted in so many days, as the service has it."""
    key_id = make_key(officer, vault_id)
    officer.run(key_task, key_id=key_id, state="absent", deletion_days=days, ignore_unreadable=True)
    return officer.stored(key_id)


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("state", ["SCHEDULING_DELETION", "PENDING_DELETION"])
def test_a_key_that_is_due_later_than_the_vault(officer: Officer, state: str, check: bool) -> None:
    officer.allow(*NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    vault_id = vault(officer)["resource"]["id"]
    late, later = retire_key(officer, vault_id, 8), retire_key(officer, vault_id, 20)
    retire_key(officer, vault_id, 7)
    officer.cloud.tenancy.store.change(late, {"lifecycleState": state})
    so_far = officer.now
    failure = refused(officer, state="absent", deletion_days=7, check=check)
    assert failure.kind == "CannotDo"
    assert failure.resource == vault_id
    for key in (late, later):
        assert names(failure, key.id, str(key.data["timeOfDeletion"])[:19])
    assert str(failure).count("ocid1.key.") == 2
    assert names(failure, "deletion_days", "20")
    assert officer.writes(after=so_far) == []
    assert vault(officer, state="absent", deletion_days=20, check=check)["changed"]


def test_the_longest_time_is_never_too_short_whatever_the_clocks_say(officer: Officer) -> None:
    vault_id = vault(officer)["resource"]["id"]
    retire_key(officer, vault_id, 30)
    behind = officer.cloud.clock.now() - 290
    object.__setattr__(officer.session.clock, "wall", lambda: behind)
    assert vault(officer, state="absent", ignore_unreadable=True)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_where_a_key_may_be_listed_but_not_read_the_service_judges(officer: Officer, check: bool) -> None:
    vault_id = vault(officer)["resource"]["id"]
    retire_key(officer, vault_id, 20)
    officer.fault(operation="get_key", status=404, code="NotAuthorizedOrNotFound")
    options: dict[str, Any] = {"state": "absent", "deletion_days": 7, "ignore_unreadable": True}
    if check:
        assert vault(officer, check=True, **options)["changed"]
        return
    failure = refused(officer, **options)
    assert failure.status == 409
    assert advises(failure, "deletion_days")


# -- bringing back ---------------------------------------------------------------------------------------------------


def test_present_cancels_the_deletion_of_the_only_one_of_the_name(officer: Officer) -> None:
    made = vault(officer)["resource"]
    vault(officer, state="absent")
    so_far = officer.now
    predicted = vault(officer, check=True)
    assert officer.writes(after=so_far) == []
    done = vault(officer)
    assert done == predicted
    assert done["changed"]
    assert done["resource"] == made
    assert officer.writes(after=so_far) == ["cancel_vault_deletion"]
    assert not vault(officer)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("by", ["name", "OCID"])
@pytest.mark.parametrize("passed", [0, 60], ids=["SCHEDULING_DELETION", "PENDING_DELETION"])
def test_a_vault_that_was_retired_on_purpose_stays_so_on_request(
    officer: Officer, passed: int, by: str, check: bool
) -> None:
    vault_id = vault(officer, reactivate=False)["resource"]["id"]
    assert not vault(officer, reactivate=False)["changed"]
    vault(officer, state="absent", wait=False, reactivate=False)
    officer.cloud.clock.advance(passed)
    so_far = officer.now
    which = {"vault_id": vault_id} if by == "OCID" else {}
    failure = refused(officer, reactivate=False, check=check, freeform_tags={"a": "b"}, **which)
    assert failure.kind == "CannotDo"
    assert failure.resource == vault_id
    assert names(failure, vault_id, f"{'PENDING' if passed else 'SCHEDULING'}_DELETION", "reactivate=true")
    assert officer.writes(after=so_far) == []
    assert not vault(officer, state="absent", reactivate=False)["changed"]
    assert vault(officer)["changed"]


def test_present_cancels_by_id_and_changes_on_the_way(officer: Officer) -> None:
    vault_id = vault(officer)["resource"]["id"]
    vault(officer, state="absent")
    options = {"vault_id": vault_id, "freeform_tags": {"a": "b"}}
    predicted = vault(officer, check=True, **options)
    assert vault(officer, **options) == predicted


def test_what_is_to_be_deleted_gives_way_to_another_of_the_name(officer: Officer) -> None:
    retired = vault(officer)["resource"]["id"]
    vault(officer, state="absent")
    other = vault(officer, name="other")["resource"]["id"]
    vault(officer, vault_id=other, display_name=NEW)
    so_far = officer.now
    assert vault(officer)["resource"]["id"] == other
    assert officer.writes(after=so_far) == []
    vault(officer, state="absent")
    failure = refused(officer)
    assert failure.kind == "BadOption"
    assert names(failure, retired, other)
    assert not vault(officer, state="absent")["changed"]
    assert vault(officer, vault_id=retired)["changed"]


def test_what_is_deleted_for_good_does_not_count(officer: Officer) -> None:
    first = vault(officer)["resource"]["id"]
    vault(officer, state="absent", deletion_days=7)
    officer.cloud.clock.advance(8 * 86400)
    officer.cloud.tenancy.store.catch_up()
    assert vault(officer, state="absent")["resource"] is None
    second = vault(officer)["resource"]["id"]
    assert second != first
    assert refused(officer, vault_id=first).kind == "ResourceFailed"
