# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_backup_copy creates a copy under the requested key, or finds the one that is there."""

from __future__ import annotations

from typing import Any

import pytest
from oci.core import models

from tests.failures import names
from tests.functional.oci_backup_copy.copies import (
    GROUP,
    HOME,
    MANAGED,
    PHX,
    VOLUME,
    Kind,
    copy,
    keys_there,
    refused,
    resources,
    second_key,
    set_state,
    source_id,
    there,
)
from tests.officer import Officer
from tests.results import codes, noted


def predictable(result: Any) -> Any:
    """A result without what only the service can tell: OCIDs of what is new."""
    if isinstance(result, dict):
        return {name: predictable(value) for name, value in result.items() if name != "id"}
    return [predictable(each) for each in result] if isinstance(result, list) else result


# -- making ----------------------------------------------------------------------------------------------------------


def test_makes_a_copy_once_under_the_key(operator: Officer, kind: Kind) -> None:
    predicted = copy(operator, kind, check=True)
    assert operator.writes() == []
    made = copy(operator, kind)
    assert made["changed"]
    assert made["verified"]
    assert made["notices"] == []
    assert made["resource"]["type"] == kind.name
    assert made["resource"]["region"] == PHX
    assert made["resource"]["lifecycle_state"] == "AVAILABLE"
    assert made["resource"]["display_name"] == kind.seeded
    assert {each["kms_key_name"] for each in resources(made)} == {"cmk-phx"}
    assert {each["kms_key_id"] for each in resources(made)} == {operator.key_id("cmk-phx")}
    assert keys_there(operator, kind) == {operator.key_id("cmk-phx")}
    assert made["diff"]["before"] == {}
    assert predicted["resource"]["id"] is None
    assert predictable(predicted) == predictable(made)
    assert operator.writes() == [kind.copy]

    mark = operator.now
    again = copy(operator, kind)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"] == made["resource"]
    assert again["diff"]["before"] == again["diff"]["after"]
    assert copy(operator, kind, check=True) == again
    assert operator.writes(after=mark) == []
    assert len(there(operator, kind)) == 1


def test_each_backup_in_a_group_has_its_result(operator: Officer) -> None:
    made = copy(operator, GROUP)
    assert [each["type"] for each in made["resources"]] == ["volume_backup"] * 2
    assert [(each["changed"], each["previous_kms_key_id"], each["verified"]) for each in made["resources"]] == [
        (True, None, True)
    ] * 2
    assert [each["id"] for each in made["resources"]] == there(operator, GROUP)[0].data["volumeBackupIds"]
    assert "previous_kms_key_id" not in made
    again = copy(operator, GROUP)
    assert [(each["changed"], each["previous_kms_key_id"]) for each in again["resources"]] == [
        (False, operator.key_id("cmk-phx"))
    ] * 2


def test_requests_are_as_few_as_possible(operator: Officer) -> None:
    copy(operator)
    mark = operator.now
    copy(operator)
    requested = operator.sent(after=mark)
    assert requested == [
        "get_volume_backup",
        "get_key",
        "list_key_versions",
        "list_volume_backups",
        "get_volume_backup",
    ]
    assert f"sourceVolumeBackupId={source_id(operator)}" in operator.requests(after=mark)[3].path
    regions = [entry.region for entry in operator.requests(after=mark)]
    assert regions == [HOME, PHX, PHX, PHX, PHX], "the key is asked for where the copy is"


def test_a_name_can_be_given_and_is_kept(operator: Officer, kind: Kind) -> None:
    made = copy(operator, kind, display_name="disaster-recovery")
    assert made["resource"]["display_name"] == "disaster-recovery"
    again = copy(operator, kind, display_name="other")
    assert not again["changed"]
    assert again["resource"]["display_name"] == "disaster-recovery"
    assert noted(again, "OptionNotApplied") == [again["resource"]["id"]]


def test_the_oracle_managed_key_takes_a_word(operator: Officer, kind: Kind) -> None:
    assert names(refused(operator, kind, kms_key_id=None), f"kms_key_id={MANAGED}")
    made = copy(operator, kind, kms_key_id=MANAGED)
    assert made["verified"]
    assert {each["kms_key_id"] for each in resources(made)} == {None}
    assert keys_there(operator, kind) == {None}


def test_the_key_may_be_one_of_a_map_or_named(operator: Officer) -> None:
    keys = {"phx": operator.key_id("cmk-phx"), HOME: operator.key_id("cmk")}
    assert copy(operator, kms_key_ids=keys)["changed"]
    assert not copy(operator, kms_key_name="cmk-phx", vault_id=operator.vault_id("security-vault-phx"))["changed"]
    failure = refused(operator, kms_key_ids={HOME: operator.key_id("cmk")})
    assert failure.kind == "BadOption"
    assert names(failure, "kms_key_ids", PHX)


@pytest.mark.parametrize("key", ["cmk", None], ids=["its own region's", "Oracle's"])
def test_a_copy_under_another_key_is_brought_under_the_right_one(
    operator: Officer, kind: Kind, key: str | None
) -> None:
    wrong = second_key(operator) if key else MANAGED
    made = copy(operator, kind, kms_key_id=wrong)
    mark = operator.now
    predicted = copy(operator, kind, check=True)
    changed = copy(operator, kind)
    assert changed == predicted
    assert changed["changed"]
    assert changed["verified"]
    assert changed["resource"]["id"] == made["resource"]["id"]
    before = changed["resources"][0] if kind.is_group else changed
    assert before["previous_kms_key_id"] == (wrong if key else None)
    assert {each["kms_key_name"] for each in resources(changed)} == {"cmk-phx"}
    assert set(operator.writes(after=mark)) == {f"update_{'volume_backup' if kind.is_group else kind.name}"}
    assert keys_there(operator, kind) == {operator.key_id("cmk-phx")}
    assert len(there(operator, kind)) == 1


def test_a_copy_may_go_back_to_the_oracle_managed_key(operator: Officer, kind: Kind) -> None:
    copy(operator, kind)
    returned = copy(operator, kind, kms_key_id=MANAGED)
    assert returned["changed"]
    assert keys_there(operator, kind) == {None}
    assert len(there(operator, kind)) == 1


def made_elsewhere(operator: Officer, kind: Kind, kms_key_id: str | None) -> str:
    """The OCID of a copy that another tool made."""
    details = getattr(models, "".join(part.title() for part in ("copy", *kind.name.split("_"), "details")))
    client = operator.session.client("core", "BlockstorageClient")
    request = details(destination_region=PHX, kms_key_id=kms_key_id)
    made = getattr(client, kind.copy)(source_id(operator, kind), request).data
    operator.cloud.clock.advance(60)
    return str(made.id)


# -- which copy ------------------------------------------------------------------------------------------------------


def test_a_copy_of_another_tool_is_found(operator: Officer, kind: Kind) -> None:
    made = made_elsewhere(operator, kind, operator.key_id("cmk-phx"))
    result = copy(operator, kind)
    assert not result["changed"]
    assert result["resource"]["id"] == made


def test_of_several_copies_the_one_under_the_key_counts(operator: Officer) -> None:
    right = made_elsewhere(operator, VOLUME, operator.key_id("cmk-phx"))
    newer = made_elsewhere(operator, VOLUME, None)
    result = copy(operator)
    assert not result["changed"]
    assert result["resource"]["id"] == right
    assert codes(result) == ["OtherCopyNotChanged"]
    assert noted(result, "OtherCopyNotChanged") == [newer]


def test_of_several_copies_under_other_keys_the_newest_is_changed(operator: Officer) -> None:
    older, newer = (made_elsewhere(operator, VOLUME, None) for _ in range(2))
    result = copy(operator)
    assert result["changed"]
    assert result["resource"]["id"] == newer
    assert noted(result, "OtherCopyNotChanged") == [older]
    assert operator.stored(older, PHX).data.get("kmsKeyId") is None


@pytest.mark.parametrize("key", ["cmk-phx", None], ids=["ours", "Oracle's"])
def test_of_several_copies_of_a_group_the_newest_counts(operator: Officer, key: str | None) -> None:
    key_id = operator.key_id(key) if key else None
    older, newer = (made_elsewhere(operator, GROUP, key_id) for _ in range(2))
    result = copy(operator, GROUP, kms_key_id=key_id or MANAGED)
    assert not result["changed"]
    assert result["resource"]["id"] == newer
    assert noted(result, "OtherCopyNotChanged") == [older]


@pytest.mark.parametrize("state", ["FAULTY", "TERMINATING", "TERMINATED"])
def test_a_copy_that_is_of_no_use_does_not_count(operator: Officer, kind: Kind, state: str) -> None:
    first = copy(operator, kind)["resource"]["id"]
    set_state(operator, there(operator, kind)[0], state)
    mark = operator.now
    made = copy(operator, kind)
    assert made["changed"]
    assert made["resource"]["id"] != first
    assert operator.writes(after=mark) == [kind.copy]
    assert noted(made, "CopyFaulty") == ([first] if state == "FAULTY" else [])
    assert not copy(operator, kind)["changed"]


def test_a_copy_of_another_backup_is_another_copy(operator: Officer, kind: Kind) -> None:
    store = operator.cloud.tenancy.store
    other = store.add(kind.name, dict(operator.stored(source_id(operator, kind)).data), region=HOME).id
    first = copy(operator, kind, backup_id=other)["resource"]["id"]
    made = copy(operator, kind)
    assert made["changed"]
    assert made["resource"]["id"] != first
    assert len(there(operator, kind)) == 1
