# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_key disables, enables, renames, tags and rotates a key, in the regions of its replicas too."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import CannotDo, Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from tests.clouds import MakeCloud
from tests.failures import advises, names
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
from tests.officer import Officer
from tests.results import codes

# -- changing --------------------------------------------------------------------------------------------------------


def test_disables_and_enables(officer: Officer) -> None:
    made = key(able_to_look(officer))["resource"]
    for state, expected in (("disabled", "DISABLED"), ("present", "ENABLED")):
        predicted = key(officer, state=state, check=True)
        done = key(officer, state=state)
        assert done == predicted
        assert done["changed"]
        assert done["resource"] == {**made, "lifecycle_state": expected}
        assert not key(officer, state=state)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_to_disable_must_be_there(officer: Officer, check: bool) -> None:
    failure = refused(officer, state="disabled", check=check)
    assert failure.kind == "CannotDo"
    assert "create_key" not in officer.sent()


def test_tags_and_name(officer: Officer) -> None:
    key_id = key(officer, freeform_tags={"owner": "a"})["resource"]["id"]
    options: dict[str, Any] = {
        "key_id": key_id,
        "display_name": "renamed",
        "freeform_tags": {"owner": "b"},
        "defined_tags": {"Ours": {"cost": "1"}},
    }
    predicted = key(officer, check=True, **options)
    assert key(officer, **options) == predicted
    assert not key(officer, **options)["changed"]
    assert officer.writes().count("update_key") == 1


def test_tags_are_changed_before_a_key_is_disabled_and_after_it_is_enabled(officer: Officer) -> None:
    key(able_to_look(officer))
    for state, owner in (("disabled", "a"), ("present", "b")):
        options: dict[str, Any] = {"state": state, "freeform_tags": {"owner": owner}}
        predicted = key(officer, check=True, **options)
        assert key(officer, **options) == predicted
    key(officer, state="disabled")
    for check in (True, False):
        failure = refused(officer, state="disabled", freeform_tags={"owner": "c"}, check=check)
        assert failure.kind == "CannotDo"
        assert names(failure, "ENABLED")


# -- rotating --------------------------------------------------------------------------------------------------------


def test_a_new_version_only_when_the_current_one_is_too_old(officer: Officer) -> None:
    able_to_look(officer)
    made = key(officer)["resource"]
    officer.cloud.clock.advance(89 * DAY)
    assert not key(officer, rotate_after_days=90)["changed"]
    officer.cloud.clock.advance(2 * DAY)
    so_far = officer.now
    predicted = key(officer, rotate_after_days=90, check=True)
    assert "create_key_version" not in officer.sent(after=so_far)
    assert predicted["changed"]
    done = key(officer, rotate_after_days=90)
    assert predictable(done["resource"]) == predictable(predicted["resource"])
    assert done["resource"]["current_key_version"] not in (None, made["current_key_version"])
    assert "list_buckets" not in officer.sent(after=so_far), "only what takes a single version is looked for"
    assert not key(officer, rotate_after_days=90)["changed"]
    officer.cloud.clock.advance(91 * DAY)
    assert key(officer, rotate_after_days=90)["changed"], "the age is that of the version, not of the key"


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(
    "options", [{"rotate_after_days": 1}, {"auto_rotation_interval_days": 60}], ids=["now", "by schedule"]
)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("volumes", "projy-data"),
        ("boot_volumes", "boot-oracle-managed"),
        ("volume_backups", "backup-oracle-managed"),
        ("boot_volume_backups", "boot-backup-oracle-managed"),
    ],
)
def test_a_key_that_protects_block_volumes_gets_no_second_version(
    make_cloud: MakeCloud, kind: str, name: str, options: dict[str, Any], check: bool
) -> None:
    officer = able_to_look(Officer(make_cloud(auto_rotation_vaults="any")))
    key_id = key(officer)["resource"]["id"]
    put_under(officer, kind, name, key_id)
    officer.cloud.clock.advance(2 * DAY)
    failure = refused(officer, check=check, **options)
    assert failure.kind == "InUse"
    assert names(failure, name, next(iter(options)))
    assert failure.results["users"][0]["name"] == name
    assert not {"create_key_version", "update_key"} & set(officer.sent())


def test_what_else_is_under_a_key_does_not_keep_it_from_rotating(officer: Officer) -> None:
    able_to_look(officer)
    key_id = key(officer)["resource"]["id"]
    put_under(officer, "buckets", "bucket-oracle-managed", key_id)
    officer.cloud.clock.advance(2 * DAY)
    assert key(officer, rotate_after_days=1)["changed"]


def test_who_cannot_look_cannot_rotate_without_saying_so(officer: Officer) -> None:
    key(officer)
    officer.cloud.clock.advance(2 * DAY)
    failure = refused(officer, rotate_after_days=1)
    assert failure.kind == "InUse"
    assert failure.results["users"] == []
    assert failure.results["unreadable"]
    done = key(officer, rotate_after_days=1, ignore_unreadable=True)
    assert done["changed"]
    assert set(codes(done)) == {"UnreadableIgnored"}


def test_a_key_that_cannot_be_under_volumes_rotates_without_a_look(officer: Officer) -> None:
    key(officer, algorithm="RSA", length=2048)
    officer.cloud.clock.advance(2 * DAY)
    assert key(officer, rotate_after_days=1)["changed"]
    assert "list_compartments" not in officer.sent()


@pytest.mark.parametrize("allowed", ["any", "VIRTUAL_PRIVATE"])
def test_rotation_by_schedule(make_cloud: MakeCloud, allowed: str) -> None:
    officer = able_to_look(Officer(make_cloud(auto_rotation_vaults=allowed)))
    options: dict[str, Any] = {"auto_rotation_interval_days": 90}
    if allowed != "any":
        failure = refused(officer, **options)
        assert failure.operation == "CreateKey"
        assert "VIRTUAL_PRIVATE" in str(failure.service_message)
        assert advises(failure, "rotate_after_days")
        assert officer.named("key", NEW) == []
        key(officer)
        assert refused(officer, **options).operation == "UpdateKey"
        return
    predicted = key(officer, check=True, **options)
    made = key(officer, **options)
    assert predictable(predicted["resource"]) == predictable(made["resource"])
    assert made["resource"]["auto_rotation_interval_days"] == 90
    assert not key(officer, **options)["changed"]
    assert not key(officer)["changed"], "a schedule that is not named is left alone"
    for interval in (60, 0, 365, 0):
        options = {"auto_rotation_interval_days": interval}
        predicted = key(officer, check=True, **options)
        assert key(officer, **options) == predicted
        assert predicted["changed"]
        assert not key(officer, **options)["changed"]


# -- the regions of replicas -----------------------------------------------------------------------------------------


def test_a_key_of_a_replicated_vault_is_waited_for_in_both_regions(officer: Officer) -> None:
    vault_id = replicated_vault(officer)
    options: dict[str, Any] = {"display_name": NEW, "vault_id": vault_id}
    predicted = officer.run(task, check=True, **options)
    made = officer.run(task, **options)
    assert predictable(made["resource"]) == predictable(predicted["resource"])
    [replica] = made["resource"]["replicas"]
    assert (replica["region"], replica["lifecycle_state"]) == (PHX, "ENABLED")
    assert officer.stored(made["resource"]["id"], PHX).state == "ENABLED"
    again = officer.run(task, **options)
    assert again["resource"] == made["resource"]
    able_to_look(officer)
    stopped = officer.run(task, state="disabled", **options)
    assert stopped["resource"]["replicas"][0]["lifecycle_state"] == "DISABLED"
    assert officer.stored(made["resource"]["id"], PHX).state == "DISABLED"
    retired = officer.run(task, state="absent", ignore_unreadable=True, **options)
    assert retired["resource"]["replicas"][0]["lifecycle_state"] == "PENDING_DELETION"


def test_a_replica_that_does_not_follow_is_reported(officer: Officer) -> None:
    vault_id = replicated_vault(officer)
    officer.fault(operation="get_key", region=PHX, status=404, code="NotAuthorizedOrNotFound")
    with pytest.raises(Failure) as caught:
        officer.run(task, display_name=NEW, vault_id=vault_id, wait_timeout=100)
    assert caught.value.kind == "TimedOut"
    assert names(caught.value, PHX)
    officer.cloud.gateway.faults.clear()
    done = officer.run(task, display_name=NEW, vault_id=vault_id)
    assert not done["changed"]
    assert done["resource"]["replicas"][0]["lifecycle_state"] == "ENABLED"


def test_a_replica_takes_no_changes(officer: Officer) -> None:
    vault_id = replicated_vault(officer)
    made = officer.run(task, display_name=NEW, vault_id=vault_id)["resource"]
    there = Officer(officer.cloud, region=PHX)
    seen = there.run(task, display_name=NEW, vault_id=vault_id)
    assert not seen["changed"]
    assert seen["resource"]["id"] == made["id"]
    assert seen["resource"]["is_primary"] is False
    for options in ({"state": "disabled"}, {"state": "absent"}, {"display_name": "another", "key_id": made["id"]}):
        with pytest.raises(CannotDo) as caught:
            there.run(task, **{"display_name": NEW, "vault_id": vault_id, **options})
        assert names(caught.value, vault_id, PHX)
    with pytest.raises(CannotDo) as caught:
        there.run(task, display_name="one-more", vault_id=vault_id)
    assert names(caught.value, vault_id, PHX)
