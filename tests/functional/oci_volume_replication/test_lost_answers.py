# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume_replication reads back a write whose answer is lost, and works in every variant."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume as volume_task
from simulator.services.block_volume.variants import VARIANTS
from tests.clouds import MakeCloud
from tests.failures import is_in_doubt
from tests.functional.oci_volume_replication.replicas import (
    BOOT,
    PHX,
    VOLUME,
    Kind,
    domain,
    end,
    keys,
    refused,
    replicate,
    reported,
    there,
)
from tests.officer import Officer
from tests.policies import assert_only_the_service_is_missing, work_after

# The variants that play a part in replication.
CONCERN = ("block_replica_", "block_group_replica_", "block_member_replica_", "block_key_")


# -- what it is for ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [VOLUME, BOOT], ids=["volume", "boot volume"])
def test_a_replica_becomes_a_volume_under_the_key_of_its_region(operator: Officer, asked: Kind) -> None:
    replica_id = replicate(operator, asked)["resource"]["id"]
    rescuer = Officer(operator.cloud, "projx-operator", region=PHX)
    activated = rescuer.run(
        volume_task,
        display_name="rescued",
        compartment_id=operator.compartment("projx"),
        source_id=replica_id,
        kms_key_ids={"phx": operator.key_id("cmk-phx")},
    )
    assert activated["verified"]
    assert activated["resource"]["source_id"] == replica_id
    assert activated["resource"]["availability_domain"] == domain(operator)
    assert activated["resource"]["kms_key_id"] == operator.key_id("cmk-phx")
    # The replica goes on, and so does the volume when the replica ends.
    assert not replicate(operator, asked)["changed"]
    assert end(operator, asked)["verified"]
    assert rescuer.stored(activated["resource"]["id"]).state == "AVAILABLE"


# -- what no source settles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "choice"),
    [(each.name, choice) for each in VARIANTS if each.name.startswith(CONCERN) for choice in each.choices[1:]],
)
def test_whatever_oci_does_a_replica_is_under_the_key_or_the_module_says_why_not(
    make_cloud: MakeCloud, kind: Kind, name: str, choice: str
) -> None:
    operator = Officer(make_cloud(**{name: choice}), "projx-operator")
    made = replicate(operator, kind)
    assert made["verified"]
    assert keys(operator, kind) == {operator.key_id("cmk-phx")}
    assert not replicate(operator, kind)["changed"]
    assert end(operator, kind)["verified"]
    assert there(operator, kind) == []


def test_entries_are_written_as_they_were_read() -> None:
    """Whatever an entry gains one day must go along, or adding a replica would cost the others something."""
    from oci.core.models import BlockVolumeReplicaDetails

    from ansible_collections.cmk.oci.plugins.module_utils._resources.replica_list import Entry

    fields = {each.name for each in dataclasses.fields(Entry)} - {"replica_id"}
    requested = {name.replace("xrr_", "") for name in BlockVolumeReplicaDetails().attribute_map}
    assert fields == requested


def test_a_policy_written_a_moment_ago_is_waited_for(operator: Officer, kind: Kind) -> None:
    work_after(operator.cloud, 10)
    assert replicate(operator, kind)["verified"]


def test_a_denial_names_what_is_missing_and_no_more(operator: Officer) -> None:
    assert_only_the_service_is_missing(operator, refused)


# -- answers that are lost -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
@pytest.mark.parametrize("is_end", [False, True], ids=["create", "end"])
@pytest.mark.parametrize(
    "lost",
    [{"reset": "after"}, {"truncated": True}, {"body": "<html>Sign in"}, {"answer_status": 504, "body": ""}],
    ids=str,
)
def test_a_write_whose_answer_is_lost_is_read_back(
    operator: Officer, kind: Kind, is_end: bool, wait: bool, lost: dict[str, Any]
) -> None:
    if is_end:
        replicate(operator, kind)
    operator.fault(operation=kind.update, **lost)
    ends: dict[str, Any] = {"state": "absent"} if is_end else {}
    result = replicate(operator, kind, wait=wait, **ends)
    assert result["changed"] is True
    assert result["previous_kms_key_id"] == (operator.key_id("cmk-phx") if is_end else None)
    assert len(reported(operator, kind)) == (0 if is_end else 1)


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
@pytest.mark.parametrize("is_end", [False, True], ids=["create", "end"])
@pytest.mark.parametrize("is_done", [True, False], ids=["done", "not done"])
def test_a_write_without_an_answer_that_cannot_be_read_back_is_in_doubt(
    operator: Officer, kind: Kind, is_end: bool, wait: bool, is_done: bool
) -> None:
    if is_end:
        replicate(operator, kind)
    operator.fault(operation=kind.update, reset="after" if is_done else "before")
    operator.fault(operation=kind.update.replace("update", "get"), skip=1, truncated=True)
    failure = refused(operator, kind, wait=wait, **({"state": "absent"} if is_end else {}))
    previous = operator.key_id("cmk-phx") if is_end else None
    assert failure.results == {"changed": True, "previous_kms_key_id": previous}
    assert is_in_doubt(failure)


@pytest.mark.parametrize("is_end", [False, True], ids=["create", "end"])
def test_a_write_that_was_not_carried_out_is_no_change(operator: Officer, kind: Kind, is_end: bool) -> None:
    if is_end:
        replicate(operator, kind)
    before = reported(operator, kind)
    operator.fault(operation=kind.update, reset="before")
    failure = refused(operator, kind, **({"state": "absent"} if is_end else {}))
    assert not failure.results.get("changed")
    assert reported(operator, kind) == before
