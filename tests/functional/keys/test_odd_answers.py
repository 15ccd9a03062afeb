# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vault and key tasks end in time, and no answer that nobody expects is a defect."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as key_task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key_info as key_info_task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from tests.bad_answers import with_entries, with_fields
from tests.failures import names
from tests.functional.keys.writer import GRACE, NEW, PHX, WRITES, Writer
from tests.officer import Officer


def outcome(writer: Writer, **options: Any) -> Mapping[str, Any]:
    """The results of a task, whether it fails or not."""
    try:
        return writer.run(**options)
    except Failure as failure:
        results: Mapping[str, Any] = failure.results
        return results


# -- one deadline ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        {"operation": "create_vault", "ends_in": "CREATING"},
        {"operation": "get_vault", "status": 503, "code": "ServiceUnavailable"},
        {"operation": "list_keys", "reset": "before"},
        {"operation": "list_keys", "status": 503, "code": "ServiceUnavailable"},
        {"operation": "list_vault_replicas", "status": 429, "code": "TooManyRequests"},
        {"operation": "create_vault_replica", "ends_in": "CREATING"},
    ],
    ids=str,
)
@pytest.mark.parametrize("wait_timeout", [5, 60, 600])
def test_vault_host_and_replica_end_together(cloud: Cloud, trouble: dict[str, Any], wait_timeout: int) -> None:
    writer = Writer(cloud, WRITES["create_vault"])
    writer.officer.fault(**trouble)
    began = cloud.clock.now()
    results = outcome(writer, wait_timeout=wait_timeout, replica_region=PHX)
    assert cloud.clock.now() - began <= wait_timeout + GRACE
    assert results["changed"] is True


@pytest.mark.parametrize(
    "trouble",
    [
        {"operation": "create_key", "ends_in": "CREATING"},
        {"operation": "get_key", "region": PHX, "status": 404, "code": "NotAuthorizedOrNotFound"},
        {"operation": "get_key", "region": PHX, "status": 503, "code": "ServiceUnavailable"},
        {"operation": "list_volumes", "status": 503, "code": "ServiceUnavailable"},
    ],
    ids=str,
)
@pytest.mark.parametrize("wait_timeout", [5, 100])
def test_key_copies_and_look_end_together(cloud: Cloud, trouble: dict[str, Any], wait_timeout: int) -> None:
    writer = Writer(cloud, WRITES["create_vault_replica"])
    vault_id = writer.again()["resource"]["id"]
    cloud.clock.advance(60)
    writer.officer.fault(**trouble)
    for state in ("present", "disabled"):
        began = cloud.clock.now()
        with contextlib.suppress(Failure):
            writer.officer.run(key_task, display_name=NEW, vault_id=vault_id, state=state, wait_timeout=wait_timeout)
        assert cloud.clock.now() - began <= wait_timeout + GRACE


# -- what nobody expects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state"),
    [("vault", "present"), ("vault", "absent"), ("key", "present"), ("key", "disabled"), ("key", "absent")],
)
def test_an_unknown_state_is_named_and_nothing_written(cloud: Cloud, kind: str, state: str) -> None:
    writer = Writer(cloud, WRITES[f"update_{kind}"])
    cloud.tenancy.store.change(writer.there[0], {"lifecycleState": "HIBERNATING"})
    so_far, began = writer.officer.now, cloud.clock.now()
    with pytest.raises(Failure) as caught:
        writer.run(state=state)
    assert caught.value.kind == "ResourceFailed"
    assert names(caught.value, "HIBERNATING")
    assert caught.value.results == {}
    assert writer.officer.writes(after=so_far) == []
    assert cloud.clock.now() - began < 5


ODD: Mapping[str, tuple[str, dict[str, Any]]] = {
    "a vault without endpoint": ("get_vault", {"managementEndpoint": None, "cryptoEndpoint": None}),
    "a vault with null tags": ("get_vault", {"freeformTags": None, "definedTags": {"a": None}}),
    "a vault without dates": ("get_vault", {"timeCreated": None}),
    "a key without version": ("get_key", {"currentKeyVersion": None}),
    "a key of a new algorithm": ("get_key", {"keyShape": {"algorithm": "KYBER", "length": 7}}),
    "a key without length": ("get_key", {"keyShape": {"algorithm": "AES"}}),
    "a key without shape": ("get_key", {"keyShape": None}),
    "a key with null tags": ("get_key", {"freeformTags": {"a": None}, "definedTags": {"a": {"b": None}}}),
    "a key without dates": ("get_key", {"timeCreated": None, "timeOfDeletion": None}),
    "a key with an empty schedule": ("get_key", {"isAutoRotationEnabled": True, "autoKeyRotationDetails": {}}),
    "a version without date": ("get_key_version", {"timeCreated": None}),
    "a version of an odd date": ("get_key_version", {"timeCreated": "yesterday"}),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize(
    ("task", "options"),
    [
        (vault_task, {}),
        (vault_task, {"state": "absent"}),
        (key_task, {"rotate_after_days": 1}),
        (key_task, {"state": "disabled"}),
        (key_task, {"state": "absent"}),
        (key_info_task, {}),
    ],
    ids=lambda each: str(each) if isinstance(each, dict) else each.__name__.rpartition(".")[2],
)
def test_odd_values_are_no_defect(cloud: Cloud, task: ModuleType, options: dict[str, Any], what: str) -> None:
    writer = Writer(cloud, WRITES["update_key"])
    operation, fields = ODD[what]
    writer.officer.rewrite(operation, with_fields(**fields))
    named: dict[str, Any] = {"vault_id": writer.officer.vault_id(), **options}
    if task is not vault_task:
        named["display_name"] = NEW
    if task is not key_info_task:
        named["wait_timeout"] = 120
    with contextlib.suppress(Failure):
        writer.officer.run(task, **named)


@pytest.mark.parametrize(
    ("operation", "entry"),
    [
        ("list_vault_replicas", {"region": PHX, "status": "CREATED"}),
        ("list_vault_replicas", {"region": PHX, "status": "HIBERNATING", "managementEndpoint": None}),
        ("search_resources", {"resourceType": "Key", "identifier": "ocid1.key.oc1.iad.a.b", "compartmentId": "x"}),
    ],
)
def test_odd_entries_are_no_defect(cloud: Cloud, operation: str, entry: dict[str, Any]) -> None:
    writer = Writer(cloud, WRITES["update_key"])
    more = {"additionalDetails": {"vaultId": writer.officer.vault_id()}} if "Type" in str(entry) else {}
    writer.officer.rewrite(operation, with_entries(lambda entries: [*entries, {**entry, **more}]))
    runs: list[tuple[ModuleType, dict[str, Any]]] = [
        (key_task, {}),
        (key_task, {"state": "disabled"}),
        (key_info_task, {}),
    ]
    for task, options in runs:
        named: dict[str, Any] = {
            "vault_id": writer.officer.vault_id(),
            **({"display_name": NEW} if task is key_task else {}),
        }
        with contextlib.suppress(Failure):
            writer.officer.run(task, **named, **options)


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("kind", ["vault", "key"])
def test_nothing_is_created_in_a_compartment_that_is_deleted(cloud: Cloud, kind: str, check: bool) -> None:
    writer = Writer(cloud, WRITES[f"create_{kind}"])
    officer = Officer(cloud, "admin")
    projx = officer.compartment("projx")
    cloud.tenancy.store.change(officer.stored(projx), {"lifecycleState": "DELETED"})
    where = {"vault_id": officer.vault_id()} if kind == "key" else {}
    with pytest.raises(Failure) as caught:
        officer.run(writer.write.task, check=check, display_name=NEW, compartment_id=projx, **where)
    assert names(caught.value, "compartment_id", projx)
    assert not writer.there
