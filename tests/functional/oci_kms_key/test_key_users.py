# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas and file systems count as users of a key, and what was not looked at is said."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import TYPES
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from simulator.cloud import Cloud
from tests.failures import names
from tests.officer import NEEDED_TO_LOOK, Officer
from tests.results import noted

REGION = "us-ashburn-1"
REPLICAS = ["block_volume_replica", "boot_volume_replica"]
KINDS = [*REPLICAS, "file_system"]
GONE = [(each.facts.name, each.facts.gone_states[0]) for each in TYPES if each.facts.name in KINDS]


class Retiring:
    """An officer who may look everywhere, and a new key that nothing is under."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.officer = Officer(cloud)
        self.officer.allow(*NEEDED_TO_LOOK)
        self.officer.let_bucket_be_read()
        self.key_id = str(self.run(state="present")["resource"]["id"])

    def run(self, **options: Any) -> dict[str, Any]:
        return self.officer.run(task, display_name="new-key", vault_id=self.officer.vault_id(), **options)

    def refused(self, **options: Any) -> Failure:
        with pytest.raises(Failure) as caught:
            self.run(**options)
        assert caught.value.kind == "InUse"
        assert "schedule_key_deletion" not in self.officer.sent()
        return caught.value

    def add(self, kind: str, *, domain: int = 0, **data: Any) -> str:
        """Something of a kind under the key; its OCID."""
        made = self.cloud.tenancy.store.add(
            kind,
            {
                "compartmentId": str(self.cloud.catalogue["compartments"]["projy"]),
                "availabilityDomain": self.cloud.tenancy.regions[REGION].availability_domains[domain],
                "displayName": f"{kind} of projy",
                "kmsKeyId": self.key_id,
                **data,
            },
            region=REGION,
        )
        return made.id


@pytest.fixture
def retiring(cloud: Cloud) -> Retiring:
    return Retiring(cloud)


@pytest.mark.parametrize("kind", KINDS)
def test_one_user_of_another_kind_is_enough(retiring: Retiring, kind: str) -> None:
    id = retiring.add(kind, lifecycleState="AVAILABLE" if "replica" in kind else "ACTIVE")
    failure = retiring.refused(state="absent", ignore_unreadable=True)
    assert failure.results["users"] == [
        {"type": kind, "name": f"{kind} of projy", "id": id, "region": REGION, "kms_key_id": retiring.key_id}
    ]
    assert names(failure, id)


def test_file_systems_of_every_domain_count(retiring: Retiring) -> None:
    retiring.add("file_system", domain=2, lifecycleState="ACTIVE")
    assert len(retiring.refused(state="absent").results["users"]) == 1


@pytest.mark.parametrize(("kind", "gone"), GONE)
def test_what_is_gone_does_not_count(retiring: Retiring, kind: str, gone: str) -> None:
    retiring.add(kind, lifecycleState=gone)
    assert retiring.run(state="absent")["changed"]


@pytest.mark.parametrize("kind", REPLICAS)
def test_a_replica_keeps_its_key_at_one_version(retiring: Retiring, kind: str) -> None:
    """Block Volume supports keys with a single version only."""
    retiring.add(kind, lifecycleState="AVAILABLE")
    retiring.cloud.clock.advance(2 * 24 * 3600)
    failure = retiring.refused(state="present", rotate_after_days=1)
    assert (failure.kind, failure.results["users"][0]["type"]) == ("InUse", kind)
    assert names(failure, "rotate_after_days")


def test_a_file_system_lets_its_key_rotate(retiring: Retiring) -> None:
    retiring.add("file_system", lifecycleState="ACTIVE")
    retiring.cloud.clock.advance(2 * 24 * 3600)
    assert retiring.run(state="present", rotate_after_days=1)["changed"]
    assert "file_storage.list_file_systems" not in retiring.officer.sent()


@pytest.mark.parametrize("operation", ["list_file_systems", "list_block_volume_replicas", "list_availability_domains"])
@pytest.mark.parametrize(
    "trouble", [{"status": 404, "code": "NotAuthorizedOrNotFound"}, {"status": 501, "code": "NotImplemented"}], ids=str
)
def test_what_cannot_be_looked_at_may_be_in_use(retiring: Retiring, operation: str, trouble: dict[str, Any]) -> None:
    retiring.officer.fault(operation=operation, **trouble)
    failure = retiring.refused(state="absent")
    assert failure.results["users"] == []
    assert len(failure.results["unreadable"]) == len(retiring.cloud.tenancy.store.listing("compartment")) + 1
    ignored = noted(retiring.run(state="absent", ignore_unreadable=True), "UnreadableIgnored")
    assert len(ignored) == len(failure.results["unreadable"])


def test_a_service_in_trouble_is_no_answer(retiring: Retiring) -> None:
    retiring.officer.fault(operation="list_file_systems", status=500, code="InternalServerError")
    with pytest.raises(Failure) as caught:
        retiring.run(state="absent", ignore_unreadable=True)
    assert caught.value.code == "InternalServerError"


def test_what_is_never_looked_at_is_reported(retiring: Retiring) -> None:
    result = retiring.run(state="absent")
    assert "secrets" in result["types_not_checked"]
    assert result["notices"] == []


def test_the_requests_of_a_look_are_as_many_as_documented(retiring: Retiring) -> None:
    """Eight lists, and one more for each availability domain, in every compartment; the namespace is asked for once."""
    so_far = retiring.officer.now
    retiring.run(state="absent")
    lists = [each for each in retiring.officer.sent(after=so_far) if each.startswith("list_")]
    compartments = len(retiring.cloud.tenancy.store.listing("compartment")) + 1
    domains = len(retiring.cloud.tenancy.regions[REGION].availability_domains)
    look = [each for each in lists if each not in ("list_keys", "list_vault_replicas", "list_availability_domains")]
    assert look.count("list_compartments") == 1
    assert lists.count("list_availability_domains") == 1
    assert len(look) - 1 == compartments * (8 + domains)
    assert retiring.officer.sent(after=so_far).count("get_namespace") == 1
