# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas: what document 000 says of enabling replication and of activation, by the command and by our module."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance.cli import Cli
from tests.conformance.modules import run_module

MODULE = "oci_volume_replication"


def make_volume(cli: Cli, tenancy: dict[str, Any]) -> str:
    made = cli(
        f"oci bv volume create --compartment-id {tenancy['compartments']['projx']} --size-in-gbs 50"
        f" --availability-domain {domains(tenancy)[0]} --wait-for-state AVAILABLE --wait-interval-seconds 1"
    )
    return str(made["data"]["id"])


def domains(tenancy: dict[str, Any], region: int = 0) -> list[str]:
    return list(tenancy["availability_domains"][tenancy["regions"][region]])


def keys_by_domain(replicas: list[dict[str, Any]] | None) -> dict[str, str | None]:
    return {each["availability-domain"]: each["kms-key-id"] for each in replicas or []}


def test_without_a_key_a_replica_is_under_the_oracle_managed_one(cli: Cli, tenancy: dict[str, Any]) -> None:
    """ "If you don't specify a customer-managed key, an Oracle-managed encryption key is used instead." """
    volume_id = make_volume(cli, tenancy)
    wanted = json.dumps([{"availabilityDomain": domains(tenancy, 1)[0]}])
    cli(f"oci bv volume update --volume-id {volume_id} --block-volume-replicas '{wanted}' --force")
    volume = cli.until(f"oci bv volume get --volume-id {volume_id}", "AVAILABLE")
    assert keys_by_domain(volume["block-volume-replicas"]) == {domains(tenancy, 1)[0]: None}


def test_what_either_lists_the_other_keeps(cli: Cli, tenancy: dict[str, Any]) -> None:
    """A replica made by the command stays when the module adds one; the module sees what the command drops."""
    volume_id, far, near = make_volume(cli, tenancy), domains(tenancy, 1)[0], domains(tenancy)[1]
    key_id = tenancy["keys"]["cmk-phx"]
    wanted = json.dumps([{"availabilityDomain": near, "displayName": "near", "xrrKmsKeyId": tenancy["keys"]["cmk"]}])
    cli(f"oci bv volume update --volume-id {volume_id} --block-volume-replicas '{wanted}' --force")
    made = run_module(MODULE, source_id=volume_id, availability_domain=far, kms_key_id=key_id)
    assert made["changed"]
    shown = cli(f"oci bv volume get --volume-id {volume_id}")["data"]["block-volume-replicas"]
    assert keys_by_domain(shown) == {near: tenancy["keys"]["cmk"], far: key_id}
    assert {each["display-name"] for each in shown} >= {"near"}
    cli(f"oci bv volume update --volume-id {volume_id} --block-volume-replicas '[]' --force")
    cli.until(f"oci bv volume get --volume-id {volume_id}", "AVAILABLE")
    ended = run_module(MODULE, source_id=volume_id, availability_domain=far, state="terminated")
    assert (ended["changed"], ended["replicas"]) == (False, [])


def test_the_document_activates_what_the_module_has_replicated(cli: Cli, tenancy: dict[str, Any]) -> None:
    region, key_id = tenancy["regions"][1], tenancy["keys"]["cmk-phx"]
    replica = run_module(
        MODULE,
        source_id=make_volume(cli, tenancy),
        availability_domain=domains(tenancy, 1)[0],
        kms_key_ids={region: key_id},
    )["resource"]
    assert (replica["lifecycle_state"], replica["kms_key_id"]) == ("AVAILABLE", key_id)
    values = {
        "<volume_name>": "activated",
        "<compartment_ID>": tenancy["compartments"]["projx"],
        "<AD>": replica["availability_domain"],
        "<source_replica_ID>": replica["id"],
        "<different_key_ID>": key_id,
    }
    activated = cli.printed("000:37", values, region=region)["data"]
    assert activated["kms-key-id"] == key_id
    assert activated["source-details"] == {"id": replica["id"], "type": "blockVolumeReplica"}
