# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator may not read is unknown: never compliant, never noncompliant, and never missing."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit import unlisted
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import NotFoundOrDenied
from simulator.cloud import Cloud
from tests.audits import audit, by_rule, fault

ALLOWED = {"allow_unknown_scopes": True}


def coverage(result: dict[str, Any]) -> dict[str, Any]:
    return dict(result["summary"]["coverage"])


def test_an_auditor_reads_everything(cloud: Cloud) -> None:
    result = audit(cloud, "auditor")
    assert coverage(result)["percent"] == 100.0
    assert result["unread"] == [] or {each["operation"] for each in result["unread"]} == {"GetBucket"}


def test_an_operator_of_one_compartment_finds_the_others_unknown(cloud: Cloud) -> None:
    whole, part = audit(cloud), audit(cloud, "projx-operator", **ALLOWED)
    projx = cloud.catalogue["compartments"]["projx"]
    there = {each["uid"]: each["status"] for each in whole["findings"] if each["resource"]["compartment_id"] == projx}
    seen = {each["uid"]: each["status"] for each in part["findings"] if each["resource"]["compartment_id"] == projx}
    assert seen.items() >= there.items()
    # Its file systems are listed by availability domain, and those may not be listed.
    assert {seen[each] for each in seen.keys() - there.keys()} == {"unknown"}
    assert {each["status"] for each in part["findings"] if each["resource"]["compartment_id"] != projx} == {"unknown"}
    assert "ListCompartments" in [each["operation"] for each in part["unread"]]
    assert part["gate"]["passed"] is False
    assert "unknown" in [each["code"] for each in part["gate"]["reasons"]]


def test_a_place_of_which_nothing_was_read_fails_the_task(cloud: Cloud) -> None:
    with pytest.raises(NotFoundOrDenied) as caught:
        audit(cloud, "projx-operator", compartments=["projx", "security"])
    failure = caught.value
    assert "security" in failure.reason
    assert failure.missing_statements
    assert failure.results["summary"]["by_status"]["compliant"] > 0


def test_no_rights_at_all_is_no_clean_audit(cloud: Cloud) -> None:
    nobody = cloud.catalogue["users"].get("nobody")
    user = "key-officer" if nobody is None else "nobody"
    result = audit(cloud, user, **ALLOWED)
    assert {each["status"] for each in result["findings"]} == {"unknown"}
    assert result["gate"]["passed"] is False
    denied = [each for each in result["findings"] if each["reason"] == "denied"]
    assert all(each["remediation"]["missing_statements"] for each in denied)


def test_keys_that_may_not_be_read_are_unknown(cloud: Cloud) -> None:
    result = audit(cloud, "projy-operator", compartments=["projy"], regions=["us-ashburn-1"], **ALLOWED)
    for each in by_rule(result, "key_usable").values():
        assert (each["status"], each["reason"]) == ("unknown", "denied")


def test_a_key_that_may_not_be_read_names_its_statements(cloud: Cloud) -> None:
    fault(cloud, operation="get_key", times=0, status=404, code="NotAuthorizedOrNotFound")
    result = audit(cloud)
    assert {(each["status"], each["reason"]) for each in by_rule(result, "key_usable").values()} == {
        ("unknown", "denied")
    }
    unread = [each for each in result["unread"] if each["operation"] == "GetKey"]
    assert {each["region"] for each in unread} >= {"us-ashburn-1"}
    assert all(each["missing_statements"] for each in unread)
    assert result["summary"]["coverage"]["percent"] == 100.0


TROUBLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "throttled": ({"status": 429, "code": "TooManyRequests"}, "throttled", "throttled"),
    "broken": ({"status": 500, "code": "InternalServerError"}, "service_error", "failed"),
    "page": (
        {"handled": False, "body": "<html>Sign in</html>", "content_type": "text/html", "foreign": True},
        "unreadable_answer",
        "failed",
    ),
    "reset": ({"reset": "before"}, "service_error", "failed"),
    "denied": ({"status": 404, "code": "NotAuthorizedOrNotFound"}, "denied", "denied"),
}


@pytest.mark.parametrize("name", TROUBLE)
@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        ("list_volumes", "volume_cmk"),
        ("list_buckets", "bucket_cmk"),
        ("list_file_systems", "file_system_cmk"),
        ("list_autonomous_databases", "autonomous_database_cmk"),
        ("list_boot_volume_replicas", "boot_volume_replica_cmk"),
    ],
)
def test_a_list_that_fails_leaves_its_places_unknown(cloud: Cloud, name: str, operation: str, rule: str) -> None:
    effect, reason, outcome = TROUBLE[name]
    whole = {each["uid"]: each["status"] for each in audit(cloud)["findings"]}
    fault(cloud, operation=operation, times=0, **effect)
    result = audit(cloud)
    found = [each for each in result["findings"] if each["rule_id"] == rule]
    places = [each for each in found if each["resource"]["ocid"] in cloud.catalogue["compartments"].values()]
    assert places
    assert {(each["status"], each["reason"]) for each in places} == {("unknown", reason)}
    # What Resource Search shows is read all the same.
    assert {each["uid"]: each["status"] for each in found if each["uid"] in whole}.items() <= whole.items()
    assert coverage(result)[outcome] > 0
    assert coverage(result)["percent"] < 100
    assert result["gate"]["passed"] is False


def test_a_region_that_does_not_answer_is_unknown_and_the_other_is_read(cloud: Cloud) -> None:
    whole = audit(cloud, regions=["us-ashburn-1"])
    fault(cloud, operation="*", region="us-phoenix-1", times=0, reset="before")
    result = audit(cloud, allow_unknown_scopes=True)
    phoenix = [each for each in result["findings"] if each["resource"]["region"] == "us-phoenix-1"]
    assert {each["status"] for each in phoenix} == {"unknown"}
    assert len(result["findings"]) - len(phoenix) == len(whole["findings"])


def test_a_bucket_that_is_gone_after_it_was_listed_is_no_error(cloud: Cloud) -> None:
    whole = audit(cloud, types=["bucket"])
    fault(cloud, operation="list_buckets", times=1, extra_entries=[{"name": "just-deleted", "namespace": "n"}])
    result = audit(cloud, types=["bucket"], compartments=["projx"], regions=["us-ashburn-1"])
    assert "just-deleted" not in by_rule(result, "bucket_cmk")
    assert by_rule(result, "bucket_cmk").keys() <= by_rule(whole, "bucket_cmk").keys()


def test_a_bucket_that_is_listed_and_may_not_be_read_is_unknown(cloud: Cloud) -> None:
    fault(cloud, operation="get_bucket", resource="bucket-right-key", times=0, status=404, code="BucketNotFound")
    found = by_rule(audit(cloud), "bucket_cmk")["bucket-right-key"]
    assert (found["status"], found["reason"]) == ("unknown", "denied")


def test_what_only_resource_search_knows_is_read(cloud: Cloud) -> None:
    whole = audit(cloud)
    fault(cloud, operation="list_volumes", times=0, drop_entries=["data-oracle-managed"])
    result = audit(cloud)
    found = by_rule(result, "volume_cmk")["data-oracle-managed"]
    assert (found["status"], found["reason"]) == ("noncompliant", "oracle_managed")
    assert {each["uid"] for each in result["findings"]} == {each["uid"] for each in whole["findings"]}


def test_more_than_is_read_of_the_index_is_reported(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unlisted, "MOST_READS", 1)
    fault(cloud, operation="list_volumes", times=0, body=[])
    result = audit(cloud, types=["volume"])
    assert {each["operation"] for each in result["unread"]} == {"SearchResources"}


def test_an_index_that_refuses_is_reported(cloud: Cloud) -> None:
    fault(cloud, operation="search_resources", times=0, status=400, code="InvalidParameter")
    result = audit(cloud, types=["volume"])
    assert [each["operation"] for each in result["unread"]] == ["SearchResources"] * 2
    assert result["summary"]["coverage"]["percent"] == 100.0
