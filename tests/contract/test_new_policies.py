# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy takes some time to work after it was written, and what needs it is denied until then."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_backup_copy,
    oci_backup_policy_assignment,
    oci_volume,
    oci_volume_replication,
)
from simulator.cloud import Cloud
from tests.contract.rows import ROWS
from tests.failures import lacks, names, verdict
from tests.officer import Officer
from tests.operator import Operator
from tests.policies import READS, other_words, take_effect_later, what_cannot_be_decided, work_after

# Whose service is named in policies, so that its statements can be looked up.
OF_SERVICES = [row for row in ROWS if not row.access.facts.group_type]

of_each_type = pytest.mark.parametrize("row", [(row, 0) for row in ROWS], ids=[row.name for row in ROWS], indirect=True)


of_services = pytest.mark.parametrize(
    "row", [(row, 0) for row in OF_SERVICES], ids=[row.name for row in OF_SERVICES], indirect=True
)


def denied_for(operator: Operator, **options: object) -> tuple[Failure, float]:
    """The failure of a change that stays denied, and after how many seconds."""
    resource_id, began = operator.id(operator.row.oracle_managed), operator.cloud.clock.now()
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk", **options)
    assert operator.key_of(resource_id) is None
    return caught.value, operator.cloud.clock.now() - began


@of_each_type
def test_a_policy_written_a_moment_ago_is_waited_for(operator: Operator) -> None:
    resource_id = operator.id(operator.row.oracle_managed)
    work_after(operator.cloud, 10)
    assert operator.assign(resource_id, "cmk")["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


@of_each_type
@pytest.mark.parametrize("impatience", [{"wait_timeout": 5}, {"wait": False}], ids=["wait_timeout", "wait"])
def test_no_longer_than_there_is_patience(operator: Operator, impatience: dict[str, object]) -> None:
    resource_id, began = operator.id(operator.row.oracle_managed), operator.cloud.clock.now()
    work_after(operator.cloud, 10)
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk", **impatience)
    assert lacks(caught.value, "to use keys")
    assert operator.cloud.clock.now() - began <= 6
    assert operator.key_of(resource_id) is None


@of_each_type
def test_what_is_denied_for_long_is_denied_for_good(operator: Operator) -> None:
    resource_id, began = operator.id(operator.row.oracle_managed), operator.cloud.clock.now()
    work_after(operator.cloud, 3600)
    with pytest.raises(Failure):
        operator.assign(resource_id, "cmk")
    assert operator.cloud.clock.now() - began <= 30


@of_services
def test_policies_that_hold_all_are_waited_for_though_they_are_slow(operator: Operator) -> None:
    operator.allow(*READS)
    resource_id = operator.id(operator.row.oracle_managed)
    work_after(operator.cloud, 150)
    assert operator.assign(resource_id, "cmk")["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


@of_services
@pytest.mark.parametrize("words", ["vault", "permissions", "everybody", "nested"])
def test_however_they_say_it(operator: Operator, words: str) -> None:
    operator.allow(*READS)
    operator.revoke("services-use-keys")
    take_effect_later(operator, 150, other_words(operator)[words])
    resource_id = operator.id(operator.row.oracle_managed)
    assert operator.assign(resource_id, "cmk")["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


@of_services
@pytest.mark.parametrize("words", ["parts", "operation", "type"])
def test_what_cannot_be_decided_is_waited_for_as_long_as_the_task_says(operator: Operator, words: str) -> None:
    operator.allow(*READS)
    operator.revoke("services-use-keys")
    take_effect_later(operator, 90, what_cannot_be_decided(operator)[words])
    failure, seconds = denied_for(operator)
    assert 20 <= seconds <= 25
    assert "policy_timeout" in failure.reason
    assert verdict(failure) == "unknown"
    assert operator.assign(operator.id(operator.row.oracle_managed), "cmk", policy_timeout=120)["changed"] is True


@of_services
def test_what_is_denied_is_reported_soon(operator: Operator) -> None:
    operator.allow(*READS, "Deny any-user to use keys in tenancy")
    failure, seconds = denied_for(operator, policy_timeout=300)
    assert 20 <= seconds <= 25
    assert failure.policies is not None
    assert failure.policies.verdict == "missing"
    assert failure.policies.denying == ("Deny any-user to use keys in tenancy",)


@of_services
def test_even_they_are_not_waited_for_without_end(operator: Operator) -> None:
    operator.allow(*READS)
    work_after(operator.cloud, 3600)
    failure, seconds = denied_for(operator)
    assert 240 <= seconds <= 250
    assert (verdict(failure), failure.missing_statements) == ("held", ())
    assert " 240 s" in failure.reason
    assert "policy_timeout" not in failure.reason
    failure, seconds = denied_for(operator, wait_timeout=100)
    assert 100 <= seconds <= 105
    assert "wait_timeout" in failure.reason


@of_services
def test_what_is_missing_for_certain_is_reported_soon(operator: Operator) -> None:
    operator.allow(*READS)
    operator.revoke("services-use-keys")
    failure, seconds = denied_for(operator, policy_timeout=300)
    assert 20 <= seconds <= 25
    assert verdict(failure) == "missing"
    assert " 20 s" in failure.reason
    assert "policy_timeout" not in failure.reason


@of_each_type
def test_who_may_read_no_policies_says_how_long_they_take(operator: Operator) -> None:
    resource_id = operator.id(operator.row.oracle_managed)
    work_after(operator.cloud, 90)
    failure, seconds = denied_for(operator)
    assert 20 <= seconds <= 25
    assert "policy_timeout" in failure.reason
    assert operator.assign(resource_id, "cmk", policy_timeout=120)["changed"] is True


@of_each_type
def test_policies_need_not_be_waited_for(operator: Operator) -> None:
    work_after(operator.cloud, 90)
    failure, seconds = denied_for(operator, policy_timeout=0)
    assert seconds < 2
    assert f"{round(seconds)} s" not in failure.reason


@of_services
def test_the_policies_are_looked_up_once(operator: Operator) -> None:
    operator.allow(*READS)
    work_after(operator.cloud, 3600)
    so_far = operator.now
    denied_for(operator)
    of_identity = [each for each in operator.requests(after=so_far) if each.operation.startswith("identity.")]
    assert 0 < len(of_identity) <= 12


@of_each_type
def test_a_negative_time_is_refused(operator: Operator) -> None:
    so_far = operator.now
    failure = denied_for(operator, policy_timeout=-1)[0]
    assert failure.kind == "BadOption"
    assert names(failure, "policy_timeout", "-1")
    assert operator.requests(after=so_far) == []


@pytest.mark.parametrize("task", [oci_volume, oci_volume_replication, oci_backup_copy, oci_backup_policy_assignment])
def test_what_makes_something_takes_the_same_option(task: ModuleType) -> None:
    assert task.ARGUMENT_SPEC["policy_timeout"] == {"type": "int", "default": 20, "no_log": False}


def test_a_volume_is_made_as_soon_as_policies_work(cloud: Cloud) -> None:
    operator = Officer(cloud, "projx-operator")
    work_after(cloud, 90)
    requested: dict[str, Any] = {
        "display_name": "new",
        "compartment_id": operator.compartment("projx"),
        "availability_domain": "Uocm:US-ASHBURN-AD-1",
        "size_in_gbs": 50,
        "kms_key_id": operator.key_id("cmk"),
    }
    with pytest.raises(Failure) as caught:
        operator.run(oci_volume, **requested)
    assert "policy_timeout" in caught.value.reason
    work_after(cloud, 90)
    assert operator.run(oci_volume, policy_timeout=120, **requested)["changed"] is True
