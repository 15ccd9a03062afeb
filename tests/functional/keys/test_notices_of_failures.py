# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that fails returns what it noticed before."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_backup_policy_assignment,
    oci_bucket_kms_key,
    oci_kms_key_assignments,
    oci_kms_key_info,
    oci_kms_policy,
    oci_volume_kms_key,
)
from simulator.cloud import Cloud
from tests.functional.oci_backup_copy.copies import MANAGED, copy
from tests.functional.oci_kms_key.keys import key
from tests.functional.oci_kms_vault.vaults import vault
from tests.functional.oci_volume.volumes import volume
from tests.functional.oci_volume_replication.replicas import VOLUME, replicate
from tests.officer import Officer
from tests.results import assert_readable

TAGS = {"owner": "ops"}

Run = Callable[[], dict[str, Any]]


def deny(officer: Officer, operation: str) -> None:
    officer.fault(operation=operation, status=404, code="NotAuthorizedOrNotFound")


def of_a_key(admin: Officer) -> Run:
    key(admin)
    deny(admin, "update_key")
    return lambda: key(admin, compartment_id=admin.compartment("projy"), freeform_tags=TAGS)


def of_a_vault(admin: Officer) -> Run:
    deny(admin, "update_vault")
    return lambda: vault(
        admin, vault_id=admin.vault_id(), compartment_id=admin.compartment("projx"), freeform_tags=TAGS
    )


def of_a_volume(admin: Officer) -> Run:
    volume(admin, size_in_gbs=60)
    deny(admin, "update_volume_kms_key")
    return lambda: volume(admin, size_in_gbs=80, kms_key_id=admin.key_id("cmk-other"))


def of_a_new_volume(admin: Officer) -> Run:
    deny(admin, "list_availability_domains")
    deny(admin, "create_volume")
    return lambda: volume(admin, policy_timeout=0)


def of_a_copy(admin: Officer) -> Run:
    copy(admin, display_name="first")
    deny(admin, "update_volume_backup")
    return lambda: copy(admin, display_name="second", kms_key_id=MANAGED)


def of_a_replica(admin: Officer) -> Run:
    replicate(admin, VOLUME, display_name="first")
    deny(admin, "get_block_volume_replica")
    return lambda: replicate(admin, VOLUME, display_name="second")


def of_a_policy(admin: Officer) -> Run:
    options: dict[str, Any] = {
        "policy_name": "cmk",
        "key_compartment_id": admin.compartment(),
        "services": ["block_volume"],
    }
    admin.run(oci_kms_policy, **options)
    store = admin.cloud.tenancy.store
    policy = next(each for each in store.listing("policy") if each.data["name"] == "cmk")
    broader = "Allow service blockstorage to manage keys in tenancy"
    store.change(policy, {"statements": [*policy.data["statements"], broader]})
    deny(admin, "update_policy")
    return lambda: admin.run(oci_kms_policy, state="absent", **options)


def of_keys(admin: Officer) -> Run:
    deny(admin, "search_resources")
    admin.fault(operation="get_key", status=500, code="InternalServerError")
    return lambda: admin.run(oci_kms_key_info, vault_id=admin.vault_id())


def with_a_hidden_key(admin: Officer, write: str, task: ModuleType, **options: Any) -> Run:
    deny(admin, "get_key")
    deny(admin, write)
    return lambda: admin.run(task, kms_key_id=admin.key_id("cmk"), policy_timeout=0, **options)


def of_an_assignment(admin: Officer) -> Run:
    volume_id = admin.cloud.catalogue["volumes"]["data-oracle-managed"]
    return with_a_hidden_key(admin, "update_volume_kms_key", oci_volume_kms_key, volume_id=volume_id)


def of_several_assignments(admin: Officer) -> Run:
    volumes = admin.cloud.catalogue["volumes"]
    ids = [volumes["data-oracle-managed"], volumes["data-wrong-key"]]
    return with_a_hidden_key(admin, "update_volume_kms_key", oci_kms_key_assignments, resources=ids)


def of_a_bucket(admin: Officer) -> Run:
    return with_a_hidden_key(admin, "update_bucket", oci_bucket_kms_key, bucket_name="bucket-oracle-managed")


def of_a_backup_policy(admin: Officer) -> Run:
    deny(admin, "get_key")
    deny(admin, "create_volume_backup_policy_assignment")
    policy = next(
        each for each in admin.cloud.tenancy.store.listing("volume_backup_policy") if each.data.get("destinationRegion")
    )
    asset_id = admin.cloud.catalogue["volumes"]["data-oracle-managed"]
    key_id = admin.key_id("cmk-phx")
    return lambda: admin.run(
        oci_backup_policy_assignment, asset_id=asset_id, policy_id=policy.id, kms_key_id=key_id, policy_timeout=0
    )


NOTICED: dict[str, tuple[Callable[[Officer], Run], str]] = {
    "oci_kms_key": (of_a_key, "OptionNotApplied"),
    "oci_kms_vault": (of_a_vault, "OptionNotApplied"),
    "oci_volume": (of_a_volume, "OptionNotApplied"),
    "oci_volume, new": (of_a_new_volume, "AvailabilityDomainNotChecked"),
    "oci_backup_copy": (of_a_copy, "OptionNotApplied"),
    "oci_volume_replication": (of_a_replica, "OptionNotApplied"),
    "oci_kms_policy": (of_a_policy, "StatementNotRemoved"),
    "oci_kms_key_info": (of_keys, "ResourceSearchUnavailable"),
    "oci_volume_kms_key": (of_an_assignment, "KeyNotChecked"),
    "oci_kms_key_assignments": (of_several_assignments, "KeyNotChecked"),
    "oci_bucket_kms_key": (of_a_bucket, "KeyNotChecked"),
    "oci_backup_policy_assignment": (of_a_backup_policy, "KeyNotChecked"),
}


@pytest.mark.parametrize("module", NOTICED)
def test_a_failure_keeps_the_notices_before_it(cloud: Cloud, module: str) -> None:
    prepare, code = NOTICED[module]
    run = prepare(Officer(cloud, "admin"))
    with pytest.raises(Failure) as caught:
        run()
    assert [each.code for each in caught.value.notices] == [code]
    assert_readable(caught.value.notices[0])
