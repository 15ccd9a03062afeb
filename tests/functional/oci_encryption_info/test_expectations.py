# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key map decides which key is expected; exceptions accept findings and change no status; the gate counts."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from simulator.cloud import Cloud
from tests.audits import audit, by_name, by_rule

PROJX: dict[str, Any] = {"compartments": ["projx"], "regions": ["us-ashburn-1"]}


def key(cloud: Cloud, name: str) -> str:
    return str(cloud.catalogue["keys"][name])


def statuses(result: dict[str, Any], rule: str) -> dict[str, tuple[str, str]]:
    return {name: (each["status"], each["reason"]) for name, each in by_rule(result, rule).items()}


def test_the_first_entry_that_applies_decides(cloud: Cloud) -> None:
    key_map = [
        {"id": "volumes", "when": {"types": ["volume"]}, "key": key(cloud, "cmk")},
        {"id": "projx", "when": {"compartment": "projx"}, "key": key(cloud, "cmk-other")},
    ]
    result = audit(cloud, key_map=key_map, **PROJX)
    found = statuses(result, "key_expected")
    assert found["data-right-key"] == ("compliant", "expected_key")
    assert found["data-wrong-key"] == ("noncompliant", "wrong_key")
    assert found["boot-right-key"] == ("noncompliant", "wrong_key")
    assert found["boot-wrong-key"] == ("compliant", "expected_key")
    assert found["data-oracle-managed"] == ("noncompliant", "wrong_key")
    finding = by_name(result, "data-wrong-key")["key_expected"]
    assert finding["key"]["source_of_expectation"] == "volumes"
    assert finding["key"]["expected"]["ocid"] == key(cloud, "cmk")
    assert finding["remediation"]["arguments"]["kms_key_id"] == key(cloud, "cmk")
    assert finding["severity"] == "high"


def test_a_key_by_its_name(cloud: Cloud) -> None:
    vault = cloud.catalogue["vaults"]["security-vault"]["id"]
    key_map = [{"id": "all", "key": {"vault_id": vault, "name": "cmk"}}]
    found = statuses(audit(cloud, key_map=key_map, **PROJX), "key_expected")
    assert found["data-right-key"] == ("compliant", "expected_key")
    assert found["data-wrong-key"] == ("noncompliant", "wrong_key")


def test_the_oracle_managed_key_may_be_what_is_expected(cloud: Cloud) -> None:
    result = audit(cloud, key_map=[{"id": "sandbox", "when": {"types": ["volume"]}, "key": "oracle_managed"}], **PROJX)
    assert statuses(result, "volume_cmk")["data-oracle-managed"] == ("not_applicable", "oracle_managed_expected")
    assert statuses(result, "key_expected")["data-oracle-managed"] == ("compliant", "expected_key")
    assert statuses(result, "key_expected")["data-right-key"] == ("noncompliant", "wrong_key")
    assert by_name(result, "data-right-key")["key_expected"]["remediation"]["arguments"]["state"] == "absent"


def test_a_default_may_be_that_nothing_is_known(cloud: Cloud) -> None:
    result = audit(cloud, key_map={"key_map": [], "default": "unknown"}, **PROJX)
    assert set(statuses(result, "key_expected").values()) == {("unknown", "no_expectation")}


def test_protection_mode_of_the_option_and_of_an_entry(cloud: Cloud) -> None:
    everywhere = statuses(audit(cloud, minimum_protection_mode="hsm", **PROJX), "key_protection_mode")
    modes = {
        each["key"]["current"]["protection_mode"]
        for each in audit(cloud, **PROJX)["findings"]
        if each["key"]["current"]
    }
    assert everywhere
    assert {status for status, _reason in everywhere.values()} == {
        "noncompliant" if mode == "SOFTWARE" else "compliant" for mode in modes
    }
    entry = {"id": "v", "when": {"types": ["volume"]}, "key": "any_customer_managed", "protection_mode": "hsm"}
    of_volumes = audit(cloud, key_map=[entry], **PROJX)
    assert {
        each["resource"]["type"] for each in of_volumes["findings"] if each["rule_id"] == "key_protection_mode"
    } == {"volume"}


def test_the_age_of_a_key(cloud: Cloud) -> None:
    cloud.clock.advance(400 * 24 * 3600)
    result = audit(cloud, max_key_age_days=365, **PROJX)
    assert statuses(result, "key_age")["data-right-key"] == ("noncompliant", "key_too_old")
    assert statuses(audit(cloud, max_key_age_days=5000, **PROJX), "key_age")["data-right-key"][0] == "compliant"


def test_a_gathered_map_is_met_by_what_it_was_gathered_from(cloud: Cloud) -> None:
    gathered = audit(cloud, gathered="key_map", types=["file_system", "bucket"])["key_map"]
    assert gathered
    found = statuses(audit(cloud, key_map=gathered, types=["file_system", "bucket"]), "key_expected")
    assert "compliant" in {status for status, _reason in found.values()}


# -- exceptions --------------------------------------------------------------------------------------------------


def exception(cloud: Cloud, days: int = 100, **more: Any) -> dict[str, Any]:
    day = datetime.datetime.fromtimestamp(cloud.clock.now(), datetime.UTC).date()
    return {
        "id": "EX-1",
        "rules": ["volume_cmk"],
        "match": {"compartments": ["projx"]},
        "reason": "an appliance",
        "owner": "storage@example.com",
        "expires": (day + datetime.timedelta(days)).isoformat(),
        **more,
    }


def test_an_exception_changes_no_status(cloud: Cloud) -> None:
    result = audit(cloud, exceptions=[exception(cloud)], **PROJX)
    found = by_name(result, "data-oracle-managed")["volume_cmk"]
    assert found["status"] == "noncompliant"
    assert found["exception"]["id"] == "EX-1"
    assert found["exception"]["owner"] == "storage@example.com"
    assert result["summary"]["excepted"] == 1
    assert result["exceptions"][0]["state"] == "active"
    assert result["exceptions"][0]["matched"] == 1
    row = next(each for each in result["summary"]["by_type_and_region"] if each["type"] == "volume")
    assert (row["excepted"], row["noncompliant"]) == (1, 2)


def test_an_expired_exception_holds_nothing_and_is_named(cloud: Cloud) -> None:
    result = audit(cloud, exceptions=[exception(cloud, -1)], **PROJX)
    found = by_name(result, "data-oracle-managed")["volume_cmk"]
    assert found["exception"] is None
    assert found["expired_exception"]["owner"] == "storage@example.com"
    assert result["exceptions"][0]["state"] == "expired"


def test_an_exception_holds_to_the_end_of_its_day(cloud: Cloud) -> None:
    result = audit(cloud, exceptions=[exception(cloud, 0)], exceptions_warn_days=1, **PROJX)
    assert by_name(result, "data-oracle-managed")["volume_cmk"]["exception"] is not None
    assert result["exceptions"][0]["state"] == "expiring"


def test_an_exception_about_nothing_is_reported(cloud: Cloud) -> None:
    result = audit(cloud, exceptions=[exception(cloud, match={"compartments": ["projy"]})], **PROJX)
    assert result["exceptions"][0]["matched"] == 0


def test_an_exception_about_too_much_fails(cloud: Cloud) -> None:
    with pytest.raises(BadOption) as caught:
        audit(cloud, exceptions=[exception(cloud, rules="all", max_matches=2)], **PROJX)
    assert caught.value.option == "exceptions[0].max_matches"


def test_unknown_findings_are_excepted_only_if_the_exception_says_so(cloud: Cloud) -> None:
    shut: dict[str, Any] = {"rules": ["bucket_cmk"], "match": {"types": ["bucket"]}}
    plain = audit(cloud, exceptions=[exception(cloud, **shut)], **PROJX)
    assert by_name(plain, "bucket-disabled-key")["bucket_cmk"]["exception"] is None
    said = audit(cloud, exceptions=[exception(cloud, **shut, statuses=["unknown"])], **PROJX)
    assert by_name(said, "bucket-disabled-key")["bucket_cmk"]["exception"]["id"] == "EX-1"


# -- gate --------------------------------------------------------------------------------------------------------


def codes(result: dict[str, Any]) -> list[str]:
    return [each["code"] for each in result["gate"]["reasons"]]


def test_the_gate_counts_what_is_open(cloud: Cloud) -> None:
    result = audit(cloud, **PROJX)
    assert result["gate"]["passed"] is False
    assert codes(result) == ["noncompliant", "unknown"]
    assert codes(audit(cloud, gate={"allow_unknown": True}, **PROJX)) == ["noncompliant"]
    assert codes(audit(cloud, gate={"allow_unknown": True, "severities": ["low"]}, **PROJX)) == []


def test_the_gate_passes_when_all_is_excepted(cloud: Cloud) -> None:
    everything = exception(
        cloud, rules="all", match={"regions": ["us-ashburn-1"]}, statuses=["noncompliant", "unknown"]
    )
    result = audit(cloud, exceptions=[everything], **PROJX)
    assert result["gate"] == {"passed": True, "reasons": []}


def test_the_gate_requires_a_coverage(cloud: Cloud) -> None:
    result = audit(cloud, "projx-operator", allow_unknown_scopes=True, gate={"allow_unknown": True, "severities": []})
    assert codes(result) == ["coverage"]
