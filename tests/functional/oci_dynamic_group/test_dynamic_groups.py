# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dynamic group matches what is intended, is written once, and lets databases use keys."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_dynamic_group as dynamic_group
from ansible_collections.cmk.oci.plugins.modules import oci_dynamic_group
from simulator.cloud import Cloud
from simulator.iam.matching_rules import parse
from tests.contract.rows import AUTONOMOUS_DATABASE
from tests.failures import lacks, names
from tests.operator import Operator
from tests.results import codes, rendered

DOCUMENTED: dict[str, Any] = yaml.safe_load(oci_dynamic_group.RETURN)


class Author:
    """An administrator who writes dynamic groups."""

    def __init__(self, cloud: Cloud, user: str = "admin") -> None:
        self.cloud = cloud
        self.operator = Operator(cloud, AUTONOMOUS_DATABASE, user=user)
        self.projx = str(cloud.catalogue["compartments"]["projx"])

    def run(self, *, check: bool = False, **options: Any) -> dict[str, Any]:
        params: dict[str, Any] = {option: spec.get("default") for option, spec in dynamic_group.ARGUMENT_SPEC.items()}
        given = {**params, "name": "databases", **options}
        return rendered(dynamic_group.run(Task(given, lambda: self.operator.session, check)))


@pytest.fixture
def author(cloud: Cloud) -> Author:
    return Author(cloud)


def test_there_and_gone_again(author: Author) -> None:
    wanted: dict[str, Any] = {"resource_types": ["autonomous_database"], "compartment_ids": [author.projx]}
    predicted = author.run(check=True, **wanted)
    assert author.operator.writes() == []
    made = author.run(**wanted)
    assert predicted["resource"].pop("id") is None
    assert {**predicted["resource"], "id": made["resource"]["id"]} == made["resource"]
    assert set(made["resource"]) == set(DOCUMENTED["resource"]["contains"])
    so_far = author.operator.now
    assert author.run(**wanted)["changed"] is False
    assert author.operator.writes(after=so_far) == []
    in_other_words = f"ALL{{resource.compartment.id='{author.projx}',resource.type='autonomousdatabase'}}"
    assert author.run(matching_rule=in_other_words)["changed"] is False
    more: dict[str, Any] = {"resource_types": ["autonomous_database", "file_system"], "compartment_ids": [author.projx]}
    assert author.run(**more)["changed"] is True
    assert author.run(**{**more, "resource_types": more["resource_types"][::-1]})["changed"] is False
    assert author.run(**wanted)["changed"] is False
    assert author.run(**wanted, purge=True)["changed"] is True
    assert author.run(**wanted, purge=True)["resource"]["matching_rule"] == made["resource"]["matching_rule"]
    assert author.run(**wanted, description="Ours")["changed"] is True
    changed = author.run(resource_types=["file_system"])
    assert changed["changed"] is True
    assert changed["resource"]["description"] == "Ours"
    assert author.run(check=True, state="absent")["changed"] is True
    assert author.run(state="absent")["resource"] is None
    assert author.run(state="absent")["changed"] is False


@pytest.mark.parametrize(
    ("options", "matched"),
    [
        ({"resource_types": ["autonomous_database"]}, {"projx", "projy"}),
        ({"resource_types": ["autonomous_database"], "compartment_ids": ["projx"]}, {"projx"}),
        ({"resource_types": ["file_system"], "resource_ids": ["projy"]}, {"projy"}),
        ({"resource_ids": ["projx"]}, {"projx"}),
        (
            {"resource_types": ["autonomous_database", "file_system"], "compartment_ids": ["projx", "projy"]},
            {"projx", "projy"},
        ),
    ],
)
def test_it_matches_what_is_intended(author: Author, options: dict[str, Any], matched: set[str]) -> None:
    """Judged by the simulated tenancy's own reading of rules."""
    compartments = author.cloud.catalogue["compartments"]
    given = {
        **options,
        "compartment_ids": [compartments[each] for each in options.get("compartment_ids", [])] or None,
        "resource_ids": [f"ocid1.autonomousdatabase.oc1.iad.{each}" for each in options.get("resource_ids", [])],
    }
    rule = parse(author.run(**given)["resource"]["matching_rule"])
    found = {
        name
        for name in ("projx", "projy")
        if rule.matches(
            {
                "resource.type": "autonomousdatabase",
                "resource.id": f"ocid1.autonomousdatabase.oc1.iad.{name}",
                "resource.compartment.id": compartments[name],
            }
        )
    }
    assert found == matched


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("resource_types", "resource_ids", "matching_rule")),
        ({"resource_ids": ["база"]}, ("resource_ids", "'база'")),
        ({"name": "a'b", "resource_types": ["file_system"]}, ("name", "a'b")),
        ({"name": "dev/a", "resource_types": ["file_system"]}, ("name",)),
        ({"matching_rule": "all {}", "resource_ids": ["x"]}, ("matching_rule", "resource_ids")),
        ({"resource_ids": ["adb-1"]}, ("resource_ids", "'adb-1'")),
        ({"resource_types": ["file_system"], "compartment_ids": []}, ("compartment_ids",)),
        (
            {"resource_ids": ["ocid1.filesystem.oc1.iad.x"], "compartment_ids": ["x"]},
            ("compartment_ids", "resource_types"),
        ),
        ({"resource_types": ["file_system"], "compartment_ids": ["projx"]}, ("compartment_ids", "'projx'")),
    ],
    ids=[
        "nothing",
        "other letters",
        "a quote",
        "a domain",
        "a rule and more",
        "a name",
        "no compartment",
        "no type",
        "a compartment's name",
    ],
)
def test_wrong_options_are_refused_before_any_request(
    author: Author, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(Failure) as caught:
        author.run(**options)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, *named)
    assert author.operator.requests() == []


BOTH: dict[str, Any] = {"resource_types": ["autonomous_database"]}


@pytest.mark.parametrize(
    "theirs",
    [
        "all {{resource.type='autonomousdatabase', resource.compartment.id='{projx}'}}",
        "any {{ all {{resource.type='autonomousdatabase', resource.compartment.id='{projx}'}} }}",
        "ANY {{resource.id='ocid1.autonomousdatabase.oc1.iad.x', instance.compartment.id = '{projx}'}}",
        "resource.compartment.id = '{projx}'",
        "all {{resource.compartment.id = '{projx}', tag.ns.Env.value = 'Prod'}}",
    ],
)
def test_what_matched_so_far_stays_matched(author: Author, theirs: str) -> None:
    """A database that leaves the group loses its key."""
    rule = theirs.format(projx=author.projx)
    author.run(matching_rule=rule)
    projy = str(author.cloud.catalogue["compartments"]["projy"])
    wanted: dict[str, Any] = {**BOTH, "compartment_ids": [projy]}
    before, now = parse(rule), parse(author.run(**wanted)["resource"]["matching_rule"])
    for place, kind in itertools.product((author.projx, projy), ("autonomousdatabase", "filesystem")):
        facts = {
            "resource.type": kind,
            "resource.id": "ocid1.autonomousdatabase.oc1.iad.x",
            "resource.compartment.id": place,
            "instance.compartment.id": place,
            "tag.ns.Env.value": "Prod",
        }
        asked_for = (place, kind) == (projy, "autonomousdatabase")
        assert now.matches(facts) is (before.matches(facts) or asked_for)
    assert author.run(**wanted)["changed"] is False


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
def test_a_group_that_matches_more_is_left_as_it_is(author: Author, check: bool) -> None:
    author.run(**BOTH)
    so_far = author.operator.now
    assert author.run(check=check, **BOTH, compartment_ids=[author.projx])["changed"] is False
    assert author.operator.writes(after=so_far) == []
    assert author.run(check=check, **BOTH, compartment_ids=[author.projx], purge=True)["changed"] is True


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
def test_nothing_is_added_to_a_rule_that_cannot_be_read(author: Author, check: bool) -> None:
    author.run(matching_rule="tag.ns.Env.value")
    with pytest.raises(Failure) as caught:
        author.run(check=check, **BOTH)
    assert caught.value.kind == "CannotDo"
    assert names(caught.value, "tag.ns.Env.value", "purge=true")
    assert author.run(**BOTH, purge=True)["changed"] is True


def test_a_failure_after_the_write_reports_the_group(author: Author) -> None:
    author.operator.fault(operation="get_dynamic_group", status=404, code="NotAuthorizedOrNotFound")
    with pytest.raises(Failure) as caught:
        author.run(**BOTH, wait_timeout=10)
    assert caught.value.results["changed"] is True
    assert caught.value.results["resource"]["name"] == "databases"


def test_the_case_of_a_tag_counts(author: Author) -> None:
    author.run(matching_rule="all {resource.type = 'filesystem', tag.ns.Env.value = 'Prod'}")
    assert author.run(matching_rule="all {resource.type = 'filesystem', tag.ns.Env.value = 'prod'}")["changed"] is True


def test_what_others_add_meanwhile_is_merged(author: Author) -> None:
    author.run(**BOTH, compartment_ids=[author.projx])
    author.operator.fault(operation="update_dynamic_group", status=412, code="NoEtagMatch", times=1)
    assert author.run(resource_types=["file_system"], compartment_ids=[author.projx])["changed"] is True


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "run"])
@pytest.mark.parametrize("rule", ["this is no rule", "5", "['a']", " ", "'resource.id'"])
def test_a_text_that_is_no_rule_is_rejected(author: Author, rule: str, check: bool) -> None:
    with pytest.raises(Failure) as caught:
        author.run(check=check, matching_rule=rule)
    assert (caught.value.kind, caught.value.option) == ("BadOption", "matching_rule")
    assert author.operator.requests() == []


def test_a_rule_that_is_not_parsed_is_reported_in_check_mode(author: Author) -> None:
    assert codes(author.run(check=True, matching_rule="tag.ns.Env.value")) == ["RuleNotChecked"]
    assert author.run(matching_rule="tag.ns.Env.value")["notices"] == []


@pytest.mark.parametrize("kind", ["volume", "compartment", "bucket"])
def test_a_resource_that_uses_no_key_itself_is_rejected(author: Author, kind: str) -> None:
    with pytest.raises(Failure) as caught:
        author.run(check=True, resource_ids=[f"ocid1.{kind}.oc1.iad.x"])
    assert (caught.value.kind, caught.value.option) == ("BadOption", "resource_ids[0]")


def test_a_compartment_that_cannot_be_read_is_reported(author: Author) -> None:
    missing = "ocid1.compartment.oc1..nosuch"
    for check in (True, False):
        result = author.run(check=check, resource_types=["file_system"], compartment_ids=[missing])
        assert codes(result) == ["CompartmentNotChecked"]
        assert result["notices"][0]["resource"] == missing


def test_an_empty_home_region_is_rejected(author: Author) -> None:
    with pytest.raises(Failure) as caught:
        author.run(resource_types=["file_system"], home_region=" ")
    assert (caught.value.kind, caught.value.option) == ("BadOption", "home_region")


def test_a_rule_that_oci_refuses(author: Author) -> None:
    with pytest.raises(Failure) as caught:
        author.run(matching_rule="everything.of mine")
    assert (caught.value.status, caught.value.operation) == (400, "CreateDynamicGroup")
    assert caught.value.service_message


def test_who_may_not_gets_the_missing_statements(cloud: Cloud) -> None:
    with pytest.raises(Failure) as caught:
        Author(cloud, user="projx-operator").run(resource_types=["file_system"], home_region="us-ashburn-1")
    assert lacks(caught.value, "dynamic-groups in tenancy")
