# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_backup_copy on bad days: copies that fail or never take their key, and every variant."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Accepted
from simulator.services.block_volume.variants import VARIANTS
from tests.clouds import MakeCloud
from tests.failures import lacks, names
from tests.functional.oci_backup_copy.copies import (
    BOOT,
    GROUP,
    HOME,
    MANAGED,
    PHX,
    Kind,
    copy,
    keys_there,
    refused,
    second_key,
    source_id,
    there,
)
from tests.officer import Officer
from tests.policies import assert_only_the_service_is_missing, work_after
from tests.results import noted


def test_a_copy_that_fails_ends_the_waiting_at_once(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.copy, times=1, ends_in="FAULTY")
    begun = operator.cloud.clock.now()
    failure = refused(operator, kind)
    assert failure.kind == "ResourceFailed"
    assert names(failure, "FAULTY")
    assert operator.cloud.clock.now() - begun < 120
    assert failure.results["changed"] is True
    made = there(operator, kind)[0]
    assert failure.results["resource"] == {"id": made.id, "type": kind.name}
    assert failure.opc_request_id is not None
    again = copy(operator, kind)
    assert again["changed"], "it makes another one, since that one is of no use"
    assert again["verified"]


def test_a_timeout_reports_what_was_made(operator: Officer, kind: Kind) -> None:
    failure = refused(operator, kind, wait_timeout=5)
    assert failure.kind == "TimedOut"
    assert names(failure, "CREATING")
    assert failure.results["resource"]["id"] == there(operator, kind)[0].id
    seen = copy(operator, kind)
    assert not seen["changed"]
    assert len(there(operator, kind)) == 1


@pytest.mark.parametrize(
    "trouble",
    [{"status": 429, "code": "TooManyRequests"}, {"status": 500}, {"reset": "before"}],
    ids=["throttled", "broken", "cut off"],
)
def test_passing_trouble_is_sat_out(operator: Officer, kind: Kind, trouble: dict[str, Any]) -> None:
    operator.fault(operation="core.*", times=2, **trouble)
    operator.fault(operation=kind.copy, times=2, **trouble)
    operator.fault(operation="core.*", region=PHX, times=2, **trouble)
    assert copy(operator, kind)["verified"]
    assert len(there(operator, kind)) == 1


def test_lasting_trouble_is_reported(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.copy, status=500)
    failure = refused(operator, kind)
    assert failure.status == 500
    assert failure.operation == "".join(part.title() for part in ("copy", *kind.name.split("_")))


def test_a_change_of_key_that_the_service_drops_is_reported(make_cloud: MakeCloud) -> None:
    operator = Officer(make_cloud(boot_volume_backup_key="ignored"), "projx-operator")
    copy(operator, BOOT, kms_key_id=MANAGED)
    failure = refused(operator, BOOT)
    assert failure.kind == "NotApplied"
    assert names(failure, "oci-go-sdk/issues/567")
    assert failure.results == {"changed": False, "previous_kms_key_id": None}


def test_a_new_copy_that_never_takes_its_key_is_reported(make_cloud: MakeCloud) -> None:
    ignoring = {"boot_volume_backup_key": "ignored", "boot_volume_backup_copy_key": "ignored"}
    operator = Officer(make_cloud(**ignoring), "projx-operator")
    failure = refused(operator, BOOT)
    assert failure.kind == "NotApplied"
    made = there(operator, BOOT)[0].id
    assert failure.results["changed"] is True
    assert failure.results["resource"] == {"id": made, "type": "boot_volume_backup"}
    written = {each.operation: each.request_id for each in operator.requests() if each.writes}
    copied = Accepted("CopyBootVolumeBackup", written["core.copy_boot_volume_backup"])
    updated = Accepted("UpdateBootVolumeBackup", written["core.update_boot_volume_backup"], earlier=copied)
    assert failure.accepted == updated


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_a_backup_of_a_new_group_copy_that_did_not_take_its_key_gets_it(make_cloud: MakeCloud, wait: bool) -> None:
    operator = Officer(make_cloud(boot_volume_backup_copy_key="ignored"), "projx-operator")
    group_backup = operator.stored(source_id(operator, GROUP))
    members = [*group_backup.data["volumeBackupIds"], source_id(operator, BOOT)]
    operator.cloud.tenancy.store.change(group_backup, {"volumeBackupIds": members})
    made = copy(operator, GROUP, wait=wait)
    assert made["verified"] is wait
    assert [each["verified"] for each in made["resources"]] == [wait] * 3
    assert {each["changed"] for each in made["resources"]} == {True}
    writes = ["copy_volume_group_backup"]
    assert operator.writes() == ([*writes, "update_boot_volume_backup"] if wait else writes)
    assert keys_there(operator, GROUP) == {operator.key_id("cmk-phx"), *([] if wait else [None])}


def test_a_backup_of_a_new_group_copy_that_never_takes_its_key_is_reported_once(make_cloud: MakeCloud) -> None:
    ignoring = {"boot_volume_backup_key": "ignored", "boot_volume_backup_copy_key": "ignored"}
    operator = Officer(make_cloud(**ignoring), "projx-operator")
    members = {"volumeBackupIds": [source_id(operator, BOOT)]}
    operator.cloud.tenancy.store.change(operator.stored(source_id(operator, GROUP)), members)
    failure = refused(operator, GROUP)
    assert failure.kind == "NotApplied"
    (copied,) = (each for each in operator.requests() if each.operation == "core.copy_volume_group_backup")
    assert failure.accepted is not None
    assert failure.accepted.operation == "UpdateBootVolumeBackup"
    assert failure.accepted.earlier == Accepted("CopyVolumeGroupBackup", copied.request_id)


def test_a_group_reports_the_result_of_each_when_one_fails(operator: Officer) -> None:
    copy(operator, GROUP, kms_key_id=MANAGED)
    members = there(operator, GROUP)[0].data["volumeBackupIds"]
    operator.fault(operation="update_volume_backup", resource=members[1], not_applied=True)
    failure = refused(operator, GROUP)
    assert failure.kind == "NotApplied"
    assert [each["changed"] for each in failure.results["resources"]] == [True, False]


def test_a_group_copy_that_lacks_a_backup_is_reported(operator: Officer) -> None:
    copy(operator, GROUP)
    made = there(operator, GROUP)[0]
    operator.cloud.tenancy.store.change(made, {"volumeBackupIds": made.data["volumeBackupIds"][:1]})
    result = copy(operator, GROUP)
    assert noted(result, "CopyIncomplete") == [made.id]


VARIANTS_IN_PLAY = [
    (variant.name, choice)
    for variant in VARIANTS
    for choice in variant.choices[1:]
    if variant.name.startswith(("boot_volume_backup", "block_key_not", "block_key_un"))
]


@pytest.mark.parametrize(("variant", "choice"), VARIANTS_IN_PLAY)
def test_copies_are_right_in_every_variant(make_cloud: MakeCloud, kind: Kind, variant: str, choice: str) -> None:
    operator = Officer(make_cloud(**{variant: choice}), "projx-operator")
    made = copy(operator, kind)
    assert made["verified"]
    assert keys_there(operator, kind) == {operator.key_id("cmk-phx")}
    assert len(there(operator, kind)) == 1
    denied = refused(Officer(operator.cloud, "newcomer"), kind, kms_key_id=second_key(operator))
    assert lacks(denied, "use key-delegate in")


def test_fifty_volumes_of_a_group(operator: Officer) -> None:
    group_backup = operator.stored(source_id(operator, GROUP))
    pattern = operator.stored(group_backup.data["volumeBackupIds"][0])
    store = operator.cloud.tenancy.store
    more = [store.add("volume_backup", dict(pattern.data), region=HOME).id for _ in range(48)]
    store.change(group_backup, {"volumeBackupIds": [*group_backup.data["volumeBackupIds"], *more]})
    copy(operator, GROUP, kms_key_id=MANAGED)
    changed = copy(operator, GROUP)
    assert [each["changed"] for each in changed["resources"]] == [True] * 50
    assert keys_there(operator, GROUP) == {operator.key_id("cmk-phx")}
    mark = operator.now
    assert not copy(operator, GROUP)["changed"]
    assert len(operator.requests(after=mark)) == 5 + 50


def test_a_policy_written_a_moment_ago_is_waited_for(operator: Officer, kind: Kind) -> None:
    work_after(operator.cloud, 10)
    assert copy(operator, kind)["verified"]


def test_a_denial_names_what_is_missing_and_no_more(operator: Officer) -> None:
    assert_only_the_service_is_missing(operator, refused)
