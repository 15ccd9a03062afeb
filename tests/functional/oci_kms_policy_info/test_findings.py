# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What policies show about each needed statement is data, and the older fields report the same as text."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_policy, oci_kms_policy_info
from simulator.cloud import Cloud
from tests.officer import Officer

VOLUMES: dict[str, Any] = {"services": ["block_volume"]}


class Looking:
    """An administrator who looks up statements, in a tenancy where nobody may use keys."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.officer = Officer(cloud, "admin")
        self.officer.revoke("services-use-keys")
        self.officer.revoke("projx-operators", "key-delegate")
        self.security = self.officer.compartment()

    def run(self, **options: Any) -> dict[str, Any]:
        return self.officer.run(oci_kms_policy_info, key_compartment_id=self.security, **{**VOLUMES, **options})

    def finding(self, **options: Any) -> dict[str, Any]:
        (found,) = self.run(**options)["findings"]
        return dict(found)

    def hold(self, statement: str) -> str:
        """The OCID of a new policy of the root compartment that holds a statement, which need not be in effect."""
        data = {
            "compartmentId": self.cloud.tenancy.id,
            "name": "by-hand",
            "description": "by hand",
            "statements": [statement],
            "lifecycleState": "ACTIVE",
        }
        return str(self.cloud.tenancy.store.add("policy", data, hidden={"effective_statements": ()}).id)


@pytest.fixture
def looking(cloud: Cloud) -> Looking:
    return Looking(cloud)


def test_what_is_missing_and_what_is_held(looking: Looking) -> None:
    needed = f"Allow service blockstorage to use keys in compartment id {looking.security}"
    missing = looking.finding()
    assert missing == {
        "statement": needed,
        "verdict": "missing",
        "subject": {"kind": "service", "name": "blockstorage", "domain": None},
        "held_permissions": [],
        "lacking_permissions": [],
        "policy_statements": [],
    }
    looking.officer.run(oci_kms_policy, policy_name="cmk", key_compartment_id=looking.security, **VOLUMES)
    assert looking.finding() == {**missing, "verdict": "held"}


@pytest.mark.parametrize(
    ("condition", "undecided", "variables"),
    [
        ("where request.networkSource.name = 'office'", ["condition"], ["request.networksource.name"]),
        ("where any {a.b = 'c', x.y = 'z'}", ["condition"], ["a.b", "x.y"]),
        ("where", ["syntax"], []),
    ],
)
def test_what_cannot_be_known_names_what_it_depends_on(
    looking: Looking, condition: str, undecided: list[str], variables: list[str]
) -> None:
    statement = f"Allow service blockstorage to use keys in tenancy {condition}"
    policy_id = looking.hold(statement)
    result = looking.run()
    (finding,) = result["findings"]
    assert finding["verdict"] == "unknown"
    assert finding["policy_statements"] == [
        {
            "statement": statement,
            "effect": "allow",
            "policy_id": policy_id,
            "compartment_id": looking.cloud.tenancy.id,
            "undecided": undecided,
            "variables": variables,
        }
    ]
    assert result["uncertain_statements"] == [finding["statement"]]
    (reason,) = result["reasons"]
    assert [each for each in (finding["statement"], statement, *variables) if each not in reason] == []


def test_a_group_that_cannot_be_looked_up_is_what_it_depends_on(looking: Looking) -> None:
    group = looking.cloud.catalogue["groups"]["projx-admin-group"]
    looking.hold(f"Allow group id {group} to use key-delegate in tenancy")
    looking.officer.fault(operation="list_groups", status=404, code="NotAuthorizedOrNotFound")
    finding = looking.finding(services=[], groups=["projx-admin-group"])
    assert [each["undecided"] for each in finding["policy_statements"]] == [["subject"]]


def test_a_statement_that_denies_is_named_with_its_policy(looking: Looking) -> None:
    statement = "Deny service blockstorage to use keys in tenancy"
    policy_id = looking.hold(statement)
    finding = looking.finding()
    (found,) = finding["policy_statements"]
    assert finding["verdict"] == "missing"
    assert (found["statement"], found["effect"], found["policy_id"]) == (statement, "deny", policy_id)
    assert (found["undecided"], found["variables"]) == ([], [])


def test_permissions_that_are_held_in_part(looking: Looking) -> None:
    looking.hold("Allow service blockstorage to {KEY_ENCRYPT, KEY_DECRYPT} in tenancy")
    finding = looking.finding()
    assert set(finding["held_permissions"]) == {"KEY_ENCRYPT", "KEY_DECRYPT"}
    assert "KEY_INSPECT" in finding["lacking_permissions"]


def test_whom_it_is_about(looking: Looking) -> None:
    group = looking.cloud.catalogue["groups"]["projx-admin-group"]
    for given, subject in (
        ("projx-admin-group", {"name": "projx-admin-group", "domain": None}),
        ("other-domain/ops", {"name": "ops", "domain": "other-domain"}),
        (group, {"name": group, "domain": None}),
    ):
        finding = looking.finding(services=[], groups=[given])
        assert finding["subject"] == {"kind": "group", **subject}


def test_what_could_not_be_read_is_data(looking: Looking) -> None:
    for operation in ("list_policies", "get_compartment"):
        looking.officer.fault(operation=operation, status=404, code="NotAuthorizedOrNotFound")
    result = looking.run()
    unread = result["unread_failures"]
    assert {each["kind"] for each in unread} == {"NotFoundOrDenied"}
    assert [each["operation"] for each in unread] == ["GetCompartment", "ListPolicies", "ListPolicies"]
    assert {each["resource"] for each in unread} == {looking.security, looking.cloud.tenancy.id}
    assert all(each["missing_statements"] for each in unread)
    assert len(result["unread"]) == len(unread)
    assert result["findings"][0]["verdict"] == "unknown"
