# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume_replication ends the replica of one domain and no other."""

from __future__ import annotations

from tests.failures import names
from tests.functional.oci_volume_replication.replicas import (
    MANAGED,
    PHX,
    Kind,
    change,
    domain,
    end,
    killed,
    refused,
    replicate,
    there,
)
from tests.officer import Officer


def test_ends_a_replica_and_no_other(operator: Officer, kind: Kind) -> None:
    kept = replicate(operator, kind, availability_domain=domain(operator, PHX, 2))["resource"]
    made = replicate(operator, kind)["resource"]
    mark = operator.now
    predicted = end(operator, kind, check=True)
    assert operator.writes(after=mark) == []
    ended = end(operator, kind)
    assert ended == predicted
    assert ended["changed"]
    assert ended["verified"]
    assert ended["resource"] == {**made, "kms_key_name": None, "lifecycle_state": "TERMINATED"}
    assert ended["previous_kms_key_id"] == operator.key_id("cmk-phx")
    assert ended["diff"] == {"before": {**made, "kms_key_name": None}, "after": {}}
    assert [each["id"] for each in ended["replicas"]] == [kept["id"]]
    assert [each.id for each in there(operator, kind)] == [kept["id"]]
    mark = operator.now
    again = end(operator, kind)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"] is None
    assert again["replicas"] == ended["replicas"]
    assert operator.writes(after=mark) == []
    assert end(operator, kind, check=True) == again


def test_nothing_but_the_word_ends_a_replica(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind)
    for option, value in (
        ("kms_key_id", operator.key_id("cmk-phx")),
        ("kms_key_ids", {"phx": MANAGED}),
        ("kms_key_name", "cmk"),
        ("vault_id", operator.vault_id()),
        ("display_name", "copy"),
    ):
        failure = refused(operator, kind, state="terminated", **{option: value})
        assert failure.kind == "BadOption"
        assert names(failure, option, "state=terminated")
    assert len(there(operator, kind)) == 1


def test_an_end_that_is_not_waited_for(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind)
    ended = end(operator, kind, wait=False)
    assert ended["changed"]
    assert not ended["verified"]
    assert ended["resource"]["lifecycle_state"] == "TERMINATING"
    assert ended["notices"] == []


def test_an_end_that_was_broken_off_is_an_end(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind)
    killed(operator, lambda: end(operator, kind))
    assert not end(operator, kind)["changed"]
    assert there(operator, kind) == []


def test_a_replica_that_failed_can_be_ended_and_created_again(operator: Officer, kind: Kind) -> None:
    first = replicate(operator, kind)["resource"]["id"]
    change(operator, first, {"lifecycleState": "FAULTY"}, PHX)
    for check in (True, False):
        failure = refused(operator, kind, check=check)
        assert failure.kind == "ResourceFailed"
        assert names(failure, "FAULTY", "state=terminated")
    assert end(operator, kind)["verified"]
    assert replicate(operator, kind)["resource"]["id"] != first
