# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings are what the plain SDK shows of every resource, in every variant and for every operator."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit.judging import REASONS
from simulator.cloud import Cloud
from simulator.services.registry import VARIANTS
from tests.audits import UNREADABLE, Truth, audit, by_name, by_rule, truth
from tests.clouds import MakeCloud
from tests.mixtures import mixtures


def expected_status(resource: Truth) -> str:
    if resource.kms_key_id == UNREADABLE:
        return "unknown"
    if resource.is_exempt:
        return "not_applicable"
    return "noncompliant" if resource.kms_key_id is None else "compliant"


def statuses(result: dict[str, Any]) -> dict[tuple[str, str], tuple[str, Any]]:
    """Status and key of each resource, of the rule of its type."""
    return {
        (each["resource"]["type"], each["resource"]["ocid"] or each["resource"]["identity"]): (
            each["status"],
            None if each["key"]["current"] is None else each["key"]["current"]["ocid"],
        )
        for each in result["findings"]
        if each["rule_id"] == f"{each['resource']['type']}_cmk"
    }


def expected(resources: list[Truth]) -> dict[tuple[str, str], tuple[str, Any]]:
    return {
        (each.type, each.ocid): (
            expected_status(each),
            None if each.kms_key_id == UNREADABLE or each.is_exempt else each.kms_key_id,
        )
        for each in resources
    }


def test_every_resource_has_the_status_that_the_sdk_shows(cloud: Cloud) -> None:
    found = truth(cloud)
    result = audit(cloud)
    seen = statuses(result)
    shut = {name for name, (status, _key) in seen.items() if status == "unknown"}
    assert {name: seen[name] for name in seen if name not in shut} == {
        name: value for name, value in expected(found).items() if value[0] != "unknown"
    }
    assert len(shut) == len([each for each in found if each.kms_key_id == UNREADABLE]) == 1
    assert result["summary"]["resources"] == len(found)
    assert result["changed"] is False


COMBINED = mixtures(VARIANTS, 2)
"""Every choice of every behaviour that no source settles, in mixtures of all of them."""


@pytest.mark.parametrize("variants", COMBINED, ids=range(len(COMBINED)))
def test_in_mixtures_of_variants(make_cloud: MakeCloud, variants: dict[str, str]) -> None:
    cloud = make_cloud(**variants)
    seen = {name: status for name, (status, _key) in statuses(audit(cloud)).items() if status != "unknown"}
    assert seen == {name: status for name, (status, _key) in expected(truth(cloud)).items() if status != "unknown"}


def test_each_finding_has_a_documented_reason_and_a_name_of_its_own(cloud: Cloud) -> None:
    findings = audit(cloud, max_key_age_days=1, minimum_protection_mode="hsm")["findings"]
    assert len({each["uid"] for each in findings}) == len(findings)
    for each in findings:
        assert each["reason"] in REASONS[each["status"]], each["rule_id"]
    assert {each["rule_id"] for each in findings} >= {"key_usable", "key_age", "key_protection_mode", "volume_cmk"}


def test_the_keys_of_resources_are_judged(cloud: Cloud) -> None:
    usable = by_rule(audit(cloud), "key_usable")
    assert usable["data-right-key"]["status"] == "compliant"
    disabled, dying = usable["data-disabled-key"], usable["data-pending-deletion-key"]
    assert (disabled["status"], disabled["reason"], disabled["severity"]) == ("noncompliant", "key_disabled", "high")
    assert (dying["status"], dying["reason"], dying["severity"]) == ("noncompliant", "key_pending_deletion", "critical")
    assert dying["remediation"]["module"] == "cmk.oci.oci_kms_key"
    assert dying["key"]["current"]["lifecycle_state"] == "PENDING_DELETION"


def test_a_bucket_that_its_key_keeps_shut_is_unknown(cloud: Cloud) -> None:
    found = by_name(audit(cloud), "bucket-disabled-key")
    assert [(each["status"], each["reason"]) for each in found.values()] == [("unknown", "key_unusable")]


def test_check_mode_and_order_do_not_matter(cloud: Cloud) -> None:
    one, other = audit(cloud, concurrency=1), audit(cloud, concurrency=16)
    volatile = ("observed_at", "first_seen", "last_seen", "request")

    def stable(result: dict[str, Any]) -> list[dict[str, Any]]:
        return [{name: value for name, value in each.items() if name not in volatile} for each in result["findings"]]

    assert stable(one) == stable(other)
    assert not list(cloud.gateway.journal.entries(writes=True))
