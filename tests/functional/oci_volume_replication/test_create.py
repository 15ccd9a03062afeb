# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume_replication creates a replica under the requested key, and never at the cost of another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.failures import names
from tests.functional.oci_volume_replication.replicas import (
    ASH,
    BOOT,
    GROUP,
    MANAGED,
    PHX,
    VOLUME,
    Kind,
    change,
    domain,
    keys,
    refused,
    replicate,
    reported,
    source_id,
    there,
)
from tests.officer import Officer

# What only the service can tell of a new replica, so that check mode does not.
UNPREDICTABLE = ("id", "time_last_synced", "member_replica_ids")


def predictable(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in UNPREDICTABLE}


def without_ids(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what only the service can tell."""
    after = result["diff"]["after"]
    return {
        **result,
        "resource": predictable(result["resource"]),
        "diff": {**result["diff"], "after": predictable(after)},
        "replicas": [{**each, "id": None} for each in result["replicas"]],
    }


def test_makes_a_replica_once_under_the_key(operator: Officer, kind: Kind) -> None:
    predicted = replicate(operator, kind, check=True, display_name="copy")
    assert operator.writes() == []
    made = replicate(operator, kind, display_name="copy")
    assert made["changed"]
    assert made["verified"]
    assert made["notices"] == []
    assert made["previous_kms_key_id"] is None
    resource = made["resource"]
    assert resource["type"] == kind.stored
    assert resource["source_id"] == source_id(operator, kind)
    assert resource["availability_domain"] == domain(operator)
    assert resource["region"] == PHX
    assert resource["display_name"] == "copy"
    assert resource["lifecycle_state"] == "AVAILABLE"
    assert resource["kms_key_id"] == operator.key_id("cmk-phx")
    assert resource["kms_key_name"] == "cmk-phx"
    assert resource["time_last_synced"]
    assert made["diff"] == {"before": {}, "after": resource}
    assert [each["id"] for each in made["replicas"]] == [resource["id"]]
    assert operator.writes() == [kind.update]
    assert keys(operator, kind) == {operator.key_id("cmk-phx")}
    assert without_ids(predicted) == without_ids(made)
    assert predicted["resource"].keys() == resource.keys()
    assert predicted["resource"]["id"] is None

    mark = operator.now
    again = replicate(operator, kind)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"] == resource
    assert again["replicas"] == made["replicas"]
    assert again["previous_kms_key_id"] == operator.key_id("cmk-phx")
    assert operator.writes(after=mark) == []
    assert replicate(operator, kind, check=True) == again
    assert len(there(operator, kind)) == 1


@pytest.mark.parametrize(
    ("requested", "number"), [(VOLUME, 4), (BOOT, 4), (GROUP, 6)], ids=["volume", "boot volume", "group"]
)
def test_requests_are_as_few_as_possible(operator: Officer, requested: Kind, number: int) -> None:
    replicate(operator, requested)
    mark = operator.now
    replicate(operator, requested)
    assert len(operator.sent(after=mark)) == number, operator.sent(after=mark)


def test_the_oracle_managed_key_takes_a_word(operator: Officer, kind: Kind) -> None:
    assert names(refused(operator, kind, kms_key_id=None), "kms_key_id=ORACLE_MANAGED_KEY")
    made = replicate(operator, kind, kms_key_id=MANAGED)
    assert made["verified"]
    assert made["resource"]["kms_key_id"] is None
    assert keys(operator, kind) == {None}
    assert not replicate(operator, kind, kms_key_id=MANAGED)["changed"]


def test_into_another_domain_of_the_same_region(operator: Officer, kind: Kind) -> None:
    made = replicate(
        operator, kind, availability_domain=domain(operator, ASH, 2), kms_key_id=operator.key_id("cmk-other")
    )
    assert made["verified"]
    assert made["resource"]["region"] == ASH
    assert made["resource"]["kms_key_id"] == operator.key_id("cmk-other")


def test_a_new_replica_never_costs_another(operator: Officer, kind: Kind) -> None:
    """The others go along with their names and keys, also where naming them without would mean to lose those."""
    operator.cloud.tenancy.variants.choose("block_replica_key_left_out", "oracle_managed")
    key = operator.key_id
    replicate(operator, kind, display_name="first")
    replicate(
        operator, kind, availability_domain=domain(operator, ASH, 2), kms_key_id=key("cmk-other"), display_name="second"
    )
    replicate(operator, kind, availability_domain=domain(operator, PHX, 2), kms_key_id=MANAGED, display_name="third")
    made = replicate(operator, kind, availability_domain=domain(operator, ASH, 3), kms_key_id=key("cmk"))
    expected = {
        domain(operator, PHX, 1): ("first", key("cmk-phx")),
        domain(operator, ASH, 2): ("second", key("cmk-other")),
        domain(operator, PHX, 2): ("third", None),
        domain(operator, ASH, 3): (made["resource"]["display_name"], key("cmk")),
    }
    assert {
        each["availabilityDomain"]: (each["displayName"], each.get("kmsKeyId")) for each in reported(operator, kind)
    } == expected
    assert {
        each["availability_domain"]: (each["display_name"], each["kms_key_id"]) for each in made["replicas"]
    } == expected
    assert [each["region"] for each in made["replicas"]] == [PHX, PHX, ASH, ASH]
    assert len(there(operator, kind)) == len(there(operator, kind, ASH)) == 2


def test_a_map_gives_the_key_of_the_region_it_is_needed_in(operator: Officer, kind: Kind) -> None:
    by_region = {"iad": operator.key_id("cmk"), "phx": operator.key_id("cmk-phx")}
    made = replicate(operator, kind, kms_key_ids=by_region)
    assert made["resource"]["kms_key_id"] == operator.key_id("cmk-phx")
    failure = refused(operator, kind, kms_key_ids={"iad": operator.key_id("cmk")})
    assert failure.kind == "BadOption"
    assert names(failure, "kms_key_ids", PHX)


def test_a_key_is_found_by_its_name_where_it_is_needed(operator: Officer) -> None:
    made = replicate(operator, kms_key_name="cmk-phx", vault_id=operator.vault_id("security-vault-phx"))
    assert made["resource"]["kms_key_id"] == operator.key_id("cmk-phx")
    failure = refused(operator, kms_key_name="cmk", vault_id=operator.vault_id())
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.vault_id(), PHX)


def test_a_replicated_key_is_the_same_key_in_both_regions(operator: Officer, kind: Kind) -> None:
    """It has the OCID that it has at home; what counts is that its vault answers in the region of the replica."""
    admin = Officer(operator.cloud, "admin")
    failure = refused(operator, kind, kms_key_id=operator.key_id("cmk"))
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk"), PHX)
    assert operator.writes() == []
    admin.allow("Allow service keymanagementservice to manage vaults in tenancy")
    import oci

    admin.session.client("key_management", "KmsVaultClient").create_vault_replica(
        operator.vault_id(), oci.key_management.models.CreateVaultReplicaDetails(replica_region=PHX)
    )
    operator.cloud.clock.advance(3600)
    made = replicate(operator, kind, kms_key_id=operator.key_id("cmk"))
    assert made["verified"]
    assert keys(operator, kind) == {operator.key_id("cmk")}


def test_what_was_just_made_is_waited_for_before_it_is_replicated(operator: Officer, kind: Kind) -> None:
    change(operator, source_id(operator, kind), {"lifecycleState": "PROVISIONING"})
    resource = operator.stored(source_id(operator, kind))
    operator.cloud.tenancy.store.after(20, resource, {"lifecycleState": "AVAILABLE"})
    predicted = replicate(operator, kind, check=True)
    assert predicted["changed"]
    made = replicate(operator, kind)
    assert made["verified"]
    assert operator.writes() == [kind.update], "nothing is asked of it before it is ready"
