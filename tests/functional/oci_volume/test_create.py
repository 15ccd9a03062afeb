# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume creates a volume under the requested key, from nothing or from a source."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume as task
from simulator.services.block_volume.variants import VARIANTS
from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_volume.volumes import (
    MANAGED,
    UNPREDICTABLE,
    WAYS,
    Way,
    refused,
    source_id,
    there,
    volume,
)
from tests.mixtures import SEED, mixtures
from tests.officer import Officer
from tests.results import codes, noted

PHX = "us-phoenix-1"

COMBINED = mixtures(VARIANTS, 2)
"""Every choice of what is not settled about volumes, in five mixtures of all of them."""


def test_makes_a_volume_once_under_the_key(operator: Officer, way: Way) -> None:
    predicted = volume(operator, way, check=True)
    assert operator.writes() == []
    made = volume(operator, way)
    assert made["changed"]
    assert made["verified"]
    assert made["notices"] == []
    assert made["previous_kms_key_id"] is None
    resource = made["resource"]
    assert resource["kms_key_id"] == operator.key_id("cmk")
    assert resource["kms_key_name"] == "cmk"
    assert resource["lifecycle_state"] == "AVAILABLE"
    assert resource["source_id"] == source_id(operator, way)
    assert made["diff"] == {"before": {}, "after": resource}
    assert [each.data["kmsKeyId"] for each in there(operator, way)] == [operator.key_id("cmk")]
    differing = {name for name in resource if resource[name] != predicted["resource"][name]}
    assert differing <= set(UNPREDICTABLE)
    assert {**predicted, "resource": None, "diff": None} == {**made, "resource": None, "diff": None}

    mark = operator.now
    again = volume(operator, way)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"]["id"] == resource["id"]
    assert operator.writes(after=mark) == []
    assert volume(operator, way, check=True) == {**again, "resource": again["resource"]}
    assert len(there(operator, way)) == 1


def test_the_oracle_managed_key_takes_a_word(operator: Officer, way: Way) -> None:
    assert names(refused(operator, way, kms_key_id=None), "kms_key_id=ORACLE_MANAGED_KEY")
    made = volume(operator, way, kms_key_id=MANAGED)
    assert made["verified"]
    assert made["resource"]["kms_key_id"] is None
    assert "kmsKeyId" not in there(operator, way)[0].data


def test_a_volume_that_is_there_is_brought_under_the_key(operator: Officer, way: Way) -> None:
    volume(operator, way, kms_key_id=MANAGED)
    mark = operator.now
    predicted = volume(operator, way, check=True)
    changed = volume(operator, way)
    assert changed == predicted
    assert changed["changed"]
    assert changed["previous_kms_key_id"] is None
    assert changed["resource"]["kms_key_id"] == operator.key_id("cmk")
    assert not any("create" in operation for operation in operator.writes(after=mark))
    assert len(there(operator, way)) == 1


def test_by_its_ocid_it_needs_no_name(operator: Officer) -> None:
    made = volume(operator)["resource"]["id"]
    changed = operator.run(task, volume_id=made, kms_key_id=operator.key_id("cmk-other"))
    assert changed["changed"]
    assert changed["previous_kms_key_id"] == operator.key_id("cmk")
    assert changed["resource"]["kms_key_id"] == operator.key_id("cmk-other")


@pytest.mark.parametrize("number", range(len(COMBINED)), ids=f"seed {SEED} number {{}}".format)
def test_every_way_in_every_variant(number: int, way: Way, make_cloud: MakeCloud) -> None:
    """Whatever is not settled about volumes, what is reported is what is there."""
    choices = COMBINED[number]
    operator = Officer(make_cloud(**choices), "projx-operator")
    for key, stored in (("cmk", operator.key_id("cmk")), (None, None)):
        try:
            reported = volume(operator, way, kms_key_id=operator.key_id(key) if key else MANAGED)
        except Failure as failure:
            pytest.fail(f"{choices}: {failure}")
        assert reported["verified"]
        assert reported["resource"]["kms_key_id"] == stored
        assert there(operator, way)[0].data.get("kmsKeyId") == stored
        assert not volume(operator, way, kms_key_id=operator.key_id(key) if key else MANAGED)["changed"]


def test_hydration_is_waited_for_on_request(operator: Officer) -> None:
    clone = WAYS[2]
    assert volume(operator, clone)["resource"]["is_hydrated"] is False
    assert volume(operator, clone, wait_for_hydration=True)["resource"]["is_hydrated"] is True


def test_hydration_that_takes_too_long_loses_nothing_that_was_done(operator: Officer) -> None:
    clone = WAYS[2]
    late = refused(operator, clone, wait_for_hydration=True, wait_timeout=15)
    assert late.kind == "TimedOut"
    assert "all data of the block volume" in str(late)
    assert late.results["changed"] is True
    assert late.results["resource"]["id"] == there(operator, clone)[0].id
    assert late.results["previous_kms_key_id"] is None
    assert late.opc_request_id is not None
    assert "CreateVolume" in str(late)

    late = refused(operator, clone, wait_for_hydration=True, wait_timeout=15, kms_key_id=operator.key_id("cmk-other"))
    assert late.results["changed"] is True
    assert late.results["resource"]["kms_key_id"] == operator.key_id("cmk-other")
    assert late.results["previous_kms_key_id"] == operator.key_id("cmk")

    late = refused(operator, clone, wait_for_hydration=True, wait_timeout=5, kms_key_id=operator.key_id("cmk-other"))
    assert late.results["changed"] is False


def test_what_cannot_be_read_after_it_was_made_is_reported(operator: Officer) -> None:
    volume(operator, display_name="one to count its reads")
    operator.fault(operation="get_volume", status=500, skip=operator.sent().count("get_volume") - 1)
    failure = refused(operator)
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"] == there(operator)[0].id


def test_hydration_of_what_is_lost_is_not_waited_for(operator: Officer) -> None:
    clone = WAYS[2]
    made = volume(operator, clone)["resource"]["id"]
    operator.cloud.tenancy.store.after(20, operator.stored(made), {"lifecycleState": "FAULTY"})
    failure = refused(operator, clone, wait_for_hydration=True)
    assert failure.kind == "ResourceFailed"
    assert names(failure, made, "FAULTY")


def test_without_waiting_it_says_that_the_key_is_another_one(operator: Officer) -> None:
    """A clone that names no key is under that of its source."""
    reported = volume(operator, WAYS[2], kms_key_id=MANAGED, wait=False)
    assert reported["changed"]
    assert not reported["verified"]
    assert reported["resource"]["kms_key_id"] == operator.key_id("cmk")
    assert codes(reported) == ["KeyNotAssigned"]
    assert noted(reported, "KeyNotAssigned") == [reported["resource"]["id"]]
    operator.cloud.clock.advance(60)
    again = volume(operator, WAYS[2], kms_key_id=MANAGED)
    assert again["changed"]
    assert again["verified"]


def test_the_key_of_a_region_is_taken_from_the_map(operator: Officer) -> None:
    keys = {"iad": operator.key_id("cmk-other"), PHX: operator.key_id("cmk-phx")}
    assert volume(operator, kms_key_ids=keys)["resource"]["kms_key_id"] == operator.key_id("cmk-other")
    missing = refused(operator, display_name="more", kms_key_ids={PHX: operator.key_id("cmk-phx")})
    assert "kms_key_ids has no key for us-ashburn-1" in str(missing)


def test_the_key_is_found_by_its_name(operator: Officer) -> None:
    operator.allow("Allow group projx-admin-group to read vaults in compartment security", policy="Tenant Admin Policy")
    operator.allow("Allow group projx-admin-group to read keys in compartment security", policy="Tenant Admin Policy")
    reported = volume(operator, kms_key_name="cmk-other", vault_id=operator.vault_id())
    assert reported["resource"]["kms_key_id"] == operator.key_id("cmk-other")
