# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume_replication corrects the key of a replica, of members of a group too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clouds import MakeCloud
from tests.failures import names
from tests.functional.oci_volume_replication.replicas import (
    ASH,
    GROUP,
    MANAGED,
    PHX,
    Kind,
    change,
    domain,
    end,
    keys,
    other_key,
    refused,
    replicate,
    source_id,
    there,
)
from tests.officer import Officer
from tests.results import codes, noted

# -- another key -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["key", "oracle"])
def test_a_replica_under_a_wrong_key_is_mended(make_cloud: MakeCloud, kind: Kind, to: str) -> None:
    operator = Officer(make_cloud(**{kind.change_variant: "applied"}), "projx-operator")
    first = replicate(operator, kind, display_name="copy", kms_key_id=other_key(operator))
    replicate(operator, kind, availability_domain=domain(operator, PHX, 2), kms_key_id=MANAGED)
    mark = operator.now
    wanted: dict[str, Any] = {"kms_key_id": MANAGED if to == "oracle" else operator.key_id("cmk-phx")}
    predicted = replicate(operator, kind, check=True, **wanted)
    assert operator.writes(after=mark) == []
    mended = replicate(operator, kind, **wanted)
    assert mended == predicted
    assert mended["changed"]
    assert mended["verified"]
    assert mended["previous_kms_key_id"] == first["resource"]["kms_key_id"]
    assert mended["diff"]["before"] == first["resource"]
    assert mended["resource"]["id"] == first["resource"]["id"]
    assert mended["resource"]["display_name"] == "copy"
    right = None if to == "oracle" else operator.key_id("cmk-phx")
    assert mended["resource"]["kms_key_id"] == right
    assert keys(operator, kind) == {right, None}
    assert operator.writes(after=mark) == [kind.update]
    assert len(there(operator, kind)) == 2
    assert not replicate(operator, kind, **wanted)["changed"]


@pytest.mark.parametrize("answer", ["ignored", "refused"])
def test_where_oci_does_not_change_the_key_the_module_says_what_helps(
    make_cloud: MakeCloud, kind: Kind, answer: str
) -> None:
    operator = Officer(make_cloud(**{kind.change_variant: answer}), "projx-operator")
    wrong = other_key(operator)
    replicate(operator, kind, kms_key_id=wrong)
    failure = refused(operator, kind)
    assert failure.code == ("NotApplied" if answer == "ignored" else "InvalidParameter")
    assert names(failure, "state=terminated")
    assert keys(operator, kind) == {wrong}
    if answer == "ignored":
        assert failure.results == {"changed": False, "previous_kms_key_id": wrong}
        assert names(failure, wrong, operator.key_id("cmk-phx"))
    # And it does help.
    end(operator, kind)
    assert replicate(operator, kind)["verified"]
    assert keys(operator, kind) == {operator.key_id("cmk-phx")}


def test_another_name_is_no_reason_to_write(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind, display_name="copy")
    mark = operator.now
    again = replicate(operator, kind, display_name="other")
    assert not again["changed"]
    assert again["resource"]["display_name"] == "copy"
    assert codes(again) == ["OptionNotApplied"]
    assert noted(again, "OptionNotApplied") == [again["resource"]["id"]]
    assert operator.writes(after=mark) == []


def group_of(operator: Officer, size: int) -> str:
    """A group of so many volumes, and two boot volumes."""
    import oci

    client = operator.session.client("core", "BlockstorageClient")
    models, compartment_id = oci.core.models, operator.compartment("projx")
    made = [
        client.create_volume(
            models.CreateVolumeDetails(
                compartment_id=compartment_id, availability_domain=domain(operator, ASH), size_in_gbs=50
            )
        ).data.id
        for dummy in range(size)
    ]
    boot = [operator.cloud.catalogue["boot_volumes"][name] for name in ("boot-right-key", "boot-wrong-key")]
    operator.cloud.clock.advance(60)
    group = client.create_volume_group(
        models.CreateVolumeGroupDetails(
            compartment_id=compartment_id,
            availability_domain=domain(operator, ASH),
            source_details=models.VolumeGroupSourceFromVolumesDetails(volume_ids=[*made, *boot]),
        )
    ).data.id
    operator.cloud.clock.advance(60)
    return str(group)


# -- groups ----------------------------------------------------------------------------------------------------------


def test_fifty_volumes_of_a_group(operator: Officer) -> None:
    group_id = group_of(operator, 48)
    mark = operator.now
    made = replicate(operator, GROUP, source_id=group_id)
    assert made["verified"]
    assert len(made["resource"]["member_replica_ids"]) == 50
    assert operator.writes(after=mark) == ["update_volume_group"]
    assert keys(operator, GROUP) == {operator.key_id("cmk-phx")}
    mark = operator.now
    again = replicate(operator, GROUP, source_id=group_id)
    assert not again["changed"]
    assert len(operator.sent(after=mark)) == 6


def test_one_member_under_another_key_makes_the_group_wrong(make_cloud: MakeCloud) -> None:
    operator = Officer(make_cloud(block_group_replica_key_change="ignored"), "projx-operator")
    made = replicate(operator, GROUP)
    odd = made["resource"]["member_replica_ids"][-1]
    wrong = other_key(operator)
    change(operator, odd, {"kmsKeyId": wrong}, PHX)
    for requested in (None, wrong):
        options: dict[str, Any] = {"kms_key_id": requested} if requested else {}
        predicted = replicate(operator, GROUP, check=True, **options)
        assert predicted["changed"]
        assert predicted["previous_kms_key_id"] == (operator.key_id("cmk-phx") if requested else wrong)
        assert refused(operator, GROUP, **options).kind == "NotApplied"


@pytest.mark.parametrize("left_out", ["stays", "ends"])
def test_what_a_member_has_by_its_group_is_not_touched(make_cloud: MakeCloud, left_out: str) -> None:
    operator = Officer(make_cloud(block_member_replica_left_out=left_out), "projx-operator")
    replicate(operator, GROUP)
    member = str(operator.stored(source_id(operator, GROUP)).data["volumeIds"][0])
    before = [each.id for each in there(operator)]

    # The same domain under the right key is as wanted; under another key, it is the group's matter.
    as_wanted = replicate(operator, source_id=member)
    assert not as_wanted["changed"]
    assert as_wanted["resource"]["volume_group_replica_id"] == there(operator, GROUP)[0].id
    mark = operator.now
    ways: tuple[dict[str, Any], ...] = ({"kms_key_id": MANAGED}, {"state": "terminated"})
    for options in ways:
        for check in (True, False):
            failure = refused(operator, source_id=member, check=check, **options)
            assert failure.kind == "CannotDo"
            assert names(failure, as_wanted["resource"]["id"], there(operator, GROUP)[0].id, "source_id")
    assert operator.writes(after=mark) == []

    # In another domain, the member has a replica of its own.
    other: dict[str, Any] = {"source_id": member, "availability_domain": domain(operator, PHX, 2)}
    own = replicate(operator, **other)
    assert own["verified"]
    assert {each.id for each in there(operator)} == {*before, own["resource"]["id"]}
    assert end(operator, **other)["verified"]
    assert {each.id for each in there(operator)} == set(before)
