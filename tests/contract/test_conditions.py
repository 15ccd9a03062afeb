# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every write that OCI takes on condition of an etag is sent on one: without one from the read, nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadAnswer, Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_dynamic_group,
    oci_kms_key,
    oci_kms_policy,
    oci_kms_vault,
    oci_volume_replication,
)
from simulator.cloud import Cloud
from tests.contract.rows import Row
from tests.failures import names
from tests.officer import Officer
from tests.operator import Operator

NO_ETAG: Mapping[str, Any] = {"operation": "*.get_*", "drop_headers": ["etag"]}


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
def test_no_key_is_changed_without_an_etag(operator: Operator, row: Row, check: bool) -> None:
    changes: dict[str, Callable[..., dict[str, Any]]] = {
        row.oracle_managed: lambda resource_id, **more: operator.assign(resource_id, "cmk", **more),
        row.wrong_key: operator.unassign,
    }
    operator.fault(**NO_ETAG)
    for name, change in changes.items():
        resource_id, so_far = operator.id(name), operator.now
        before = operator.key_of(resource_id)
        with pytest.raises(BadAnswer) as caught:
            change(resource_id, check=check)
        assert names(caught.value, "etag")
        assert operator.writes(after=so_far) == []
        assert operator.key_of(resource_id) == before
    # Nothing to do needs no condition.
    assert operator.unassign(operator.id(row.oracle_managed), check=check)["changed"] is False


def _kept(officer: Officer) -> dict[str, Any]:
    return {"key_compartment_id": officer.compartment(), "policy_name": "cmk", "services": ["block_volume"]}


def _replica(officer: Officer) -> dict[str, Any]:
    return {
        "source_id": str(officer.cloud.catalogue["volumes"]["data-oracle-managed"]),
        "availability_domain": officer.cloud.tenancy.regions["us-phoenix-1"].availability_domains[0],
        "kms_key_id": "ORACLE_MANAGED_KEY",
    }


# By what is changed: the module's body, what there is before, and what is changed about it.
WRITES: Mapping[str, tuple[Any, Callable[[Officer], dict[str, Any]], Mapping[str, Any]]] = {
    "policy": (oci_kms_policy, _kept, {"services": ["object_storage"]}),
    "policy that goes": (oci_kms_policy, _kept, {"state": "absent"}),
    "dynamic group": (
        oci_dynamic_group,
        lambda officer: {"name": "files", "resource_types": ["file_system"]},
        {"resource_types": ["autonomous_database"]},
    ),
    "dynamic group that goes": (
        oci_dynamic_group,
        lambda officer: {"name": "files", "resource_types": ["file_system"]},
        {"state": "absent"},
    ),
    "vault": (oci_kms_vault, lambda officer: {"vault_id": officer.vault_id()}, {"freeform_tags": {"a": "b"}}),
    "key": (
        oci_kms_key,
        lambda officer: {"key_id": officer.key_id("cmk"), "vault_id": officer.vault_id()},
        {"freeform_tags": {"a": "b"}},
    ),
    "replicas": (oci_volume_replication, _replica, {"state": "terminated", "kms_key_id": None}),
}


@pytest.mark.parametrize("what", WRITES)
def test_nothing_else_is_changed_without_an_etag(cloud: Cloud, what: str) -> None:
    officer = Officer(cloud, user="admin")
    task, made, change = WRITES[what]
    before = made(officer)
    officer.run(task, **before)
    cloud.clock.advance(3600)
    officer.fault(**NO_ETAG)
    so_far = officer.now
    with pytest.raises(Failure) as caught:
        officer.run(task, **{**before, **change})
    assert isinstance(caught.value, BadAnswer)
    assert names(caught.value, "etag")
    assert officer.writes(after=so_far) == []
    cloud.gateway.faults.clear()
    assert officer.run(task, **{**before, **change})["changed"] is True
