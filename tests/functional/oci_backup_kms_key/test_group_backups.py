# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A volume group backup is every backup in it: all or none begin, and each has a result of its own."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.cloud import Cloud
from tests.contract.rows import VOLUME_BACKUP
from tests.failures import lacks, names
from tests.operator import Operator
from tests.policies import READS, work_after

WRITE = "core.update_volume_backup"


@pytest.fixture
def operator(cloud: Cloud) -> Operator:
    return Operator(cloud, VOLUME_BACKUP)


@pytest.fixture
def group(operator: Operator) -> str:
    """The seeded one: a member under the Oracle-managed key and one under the wrong key."""
    return str(operator.cloud.catalogue["volume_group_backups"]["group-backup-mixed"])


@pytest.fixture
def members(operator: Operator, group: str) -> list[str]:
    resource = operator.cloud.tenancy.store.find(group)
    assert resource is not None
    ids = list(resource.data["volumeBackupIds"])
    assert len(ids) == 2
    return ids


def test_every_member_gets_the_key(operator: Operator, group: str, members: list[str]) -> None:
    keys_before = [operator.key_of(member) for member in members]
    result = operator.assign(group, "cmk")
    assert result["changed"] is True
    assert result["verified"] is True
    assert [each["id"] for each in result["resources"]] == members
    assert [each["previous_kms_key_id"] for each in result["resources"]] == keys_before
    assert {each["kms_key_name"] for each in result["resources"]} == {"cmk"}
    assert all(each["changed"] for each in result["resources"])
    assert [operator.key_of(member) for member in members] == [operator.key("cmk")] * 2
    assert operator.writes() == [WRITE] * 2


def test_again_writes_nothing(operator: Operator, group: str) -> None:
    operator.assign(group, "cmk")
    so_far = operator.now
    again = operator.assign(group, "cmk")
    assert again["changed"] is False
    assert not any(each["changed"] for each in again["resources"])
    assert operator.writes(after=so_far) == []
    reads = [entry.operation for entry in operator.requests(after=so_far)]
    assert reads.count("core.get_volume_backup") == 2, "what is as wanted is looked at once"


def test_only_those_that_differ_are_written(operator: Operator, group: str, members: list[str]) -> None:
    operator.assign(members[0], "cmk")
    so_far = operator.now
    result = operator.assign(group, "cmk")
    assert [each["changed"] for each in result["resources"]] == [False, True]
    assert operator.writes(after=so_far) == [WRITE]


def test_check_mode_predicts_what_the_run_returns(operator: Operator, group: str, members: list[str]) -> None:
    ways: tuple[dict[str, Any], ...] = ({"kms_key_id": operator.key("cmk")}, {"state": "absent"})
    for options in ways:
        so_far = operator.now
        predicted = operator.run(group, check=True, **options)
        assert operator.writes(after=so_far) == []
        assert operator.run(group, **options) == predicted
    assert [operator.key_of(member) for member in members] == [None, None]


def test_none_is_written_when_one_cannot_be(operator: Operator, group: str, members: list[str]) -> None:
    last = operator.cloud.tenancy.store.find(members[1])
    assert last is not None
    operator.cloud.tenancy.store.change(last, {"lifecycleState": "FAULTY"})
    for check in (True, False):
        with pytest.raises(Failure) as caught:
            operator.assign(group, "cmk", check=check)
        failure = caught.value
        assert failure.kind == "ResourceFailed"
        assert failure.resource == members[1]
        assert names(failure, "1 of the 2", group, members[1])
        first, second = failure.results["resources"]
        assert first["changed"] is False, "check mode tells what the run does"
        assert second["failure"]["kind"] == "ResourceFailed"
        assert second["msg"]
        assert failure.results["changed"] is False
        assert first["kms_key_id"] is None
    assert operator.writes() == []


def test_what_was_done_before_a_failure_is_reported(operator: Operator, group: str, members: list[str]) -> None:
    operator.fault(operation=WRITE, resource=members[1], not_applied=True)
    with pytest.raises(Failure) as caught:
        operator.assign(group, "cmk")
    failure = caught.value
    assert failure.kind == "NotApplied"
    assert failure.results["changed"] is True
    first, second = failure.results["resources"]
    assert (first["id"], first["changed"], first["kms_key_id"]) == (members[0], True, operator.key("cmk"))
    assert (second["id"], second["changed"]) == (members[1], False)
    assert second["failure"]["opc_request_id"] == failure.opc_request_id
    assert operator.key_of(members[0]) == operator.key("cmk")


def test_a_key_that_will_not_do_is_read_once_and_refused(operator: Operator, group: str) -> None:
    with pytest.raises(Failure) as caught:
        operator.assign(group, "cmk-rsa")
    assert caught.value.kind == "KeyUnusable"
    requested = [entry.operation for entry in operator.requests()]
    assert requested.count("key_management.get_key") == 1
    assert operator.writes() == []


def test_a_missing_group_backup(operator: Operator) -> None:
    missing = "ocid1.volumegroupbackup.oc1.iad.nosuchbackup"
    with pytest.raises(Failure) as caught:
        operator.assign(missing, "cmk")
    assert caught.value.status == 404
    assert names(caught.value, missing)
    assert lacks(caught.value, "inspect volume-group-backups")


@pytest.mark.parametrize("is_known", [False, True], ids=["unknown", "known"])
def test_a_grant_that_is_missing_is_waited_for_once(
    operator: Operator, group: str, members: list[str], is_known: bool
) -> None:
    if is_known:
        operator.allow(*READS)
    operator.revoke("services-use-keys")
    began = operator.cloud.clock.now()
    with pytest.raises(Failure) as caught:
        operator.assign(group, "cmk")
    assert 20 <= operator.cloud.clock.now() - began < 30
    assert names(caught.value, "2 of the 2", group)
    for each in caught.value.results["resources"]:
        failure = each["failure"]
        assert any("to use keys" in statement for statement in failure["missing_statements"])
        assert failure["policies"]["verdict"] == ("missing" if is_known else "unknown")
    first, second = (each["failure"]["reason"] for each in caught.value.results["resources"])
    assert " 20 s" in first
    assert " s" not in second
    attempts = [entry.operation for entry in operator.requests() if members[1] in entry.path and entry.writes]
    assert attempts == [WRITE], "it may be about the first one alone"


def test_a_policy_written_a_moment_ago_is_waited_for_with_all(operator: Operator, group: str) -> None:
    work_after(operator.cloud, 15)
    assert operator.assign(group, "cmk")["changed"] is True


def test_the_policies_are_looked_up_once_for_all_that_take_the_same(
    operator: Operator, group: str, members: list[str]
) -> None:
    operator.allow(*READS)
    operator.assign(members[1], "cmk-other")
    operator.assign(members[0], "cmk-other")
    operator.revoke("services-use-keys")
    so_far = operator.now
    with pytest.raises(Failure):
        operator.assign(group, "cmk")
    memberships = [each.operation for each in operator.requests(after=so_far)].count(
        "identity.list_user_group_memberships"
    )
    assert memberships == 1


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_a_member_whose_answer_is_lost_for_good_is_reported_as_changed(
    operator: Operator, group: str, members: list[str], wait: bool
) -> None:
    """Its write is carried out, and after that there is no answer any more."""
    before = [operator.key_of(member) for member in members]
    operator.fault(operation=WRITE, resource=members[1], reset="after")
    operator.fault(operation="core.get_volume_backup", resource=members[1], skip=2, reset="before")
    with pytest.raises(Failure) as caught:
        operator.assign(group, "cmk", wait=wait)
    first, second = caught.value.results["resources"]
    assert caught.value.results["changed"] is True
    assert (first["changed"], first["previous_kms_key_id"]) == (True, before[0])
    assert (second["changed"], second["previous_kms_key_id"]) == (True, before[1])
    assert [operator.key_of(member) for member in members] == [operator.key("cmk")] * 2


def test_all_members_share_one_deadline(operator: Operator, group: str, members: list[str]) -> None:
    for member in members:
        resource = operator.cloud.tenancy.store.find(member)
        assert resource is not None
        operator.cloud.tenancy.store.change(resource, {"lifecycleState": "CREATING"})
    began = operator.cloud.clock.now()
    with pytest.raises(Failure) as caught:
        operator.assign(group, "cmk", wait_timeout=60)
    assert caught.value.kind == "TimedOut"
    assert 60 <= operator.cloud.clock.now() - began <= 62


def test_writes_that_are_denied_end_with_the_deadline(operator: Operator, group: str, members: list[str]) -> None:
    """Much of the time has passed before the first write."""
    store = operator.cloud.tenancy.store
    for member in members:
        resource = store.find(member)
        assert resource is not None
        store.change(resource, {"lifecycleState": "CREATING"})
        store.after(40, resource, {"lifecycleState": "AVAILABLE"})
    operator.fault(operation=WRITE, status=404, code="NotAuthorizedOrNotFound")
    began = operator.cloud.clock.now()
    with pytest.raises(Failure):
        operator.assign(group, "cmk", wait_timeout=60, policy_timeout=600)
    assert operator.cloud.clock.now() - began <= 62
