# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A redacted report has nothing left of what it was, and can be compared with others of the same salt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit.records import uid
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports import redaction
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.formats import FORMATS
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.redaction import Redaction
from ansible_collections.cmk.oci.plugins.module_utils._core import ocid
from dev import report_schemas
from tests.unit.audit_reports.samples import (
    EXCEPTION,
    HOSTILE,
    compartments,
    findings,
    gone,
    outcome,
    run,
    scope,
    texts_of,
)

NAMES = ("payroll-data", "billing-db", *(f"secret {each}" for each in HOSTILE.values() if each.strip()))

# What is no secret: all there is of it is in the published documentation.
KEPT = frozenset(
    ("volume", "boot_volume", "bucket", "file_system", "autonomous_database", "volume_backup", "AVAILABLE", "root")
)


def secrets(value: Any, path: str = "") -> Iterator[str]:
    """Every text of a finding, a run or an outcome that identifies something."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if re.search(r"tags(\.|$)", path):
                yield str(name)
            yield from secrets(each, f"{path}.{name}")
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from secrets(each, path)
    elif isinstance(value, str) and IDENTIFYING.search(path):
        yield value


IDENTIFYING = re.compile(
    r"(resource\.(ocid|identity|name|compartment_id|compartment_path|owner|freeform_tags|defined_tags)"
    r"|key\.(current|expected)\.(ocid|name|vault_id)|source_of_expectation|opc_request_id|missing_statements"
    r"|exception\.(id|reason|owner|ticket)|arguments\.resources|^\.uid$"
    r"|exceptions\.(id|reason|owner|ticket)|coverage\.(compartment_id|compartment_path|message)"
    r"|^\.(id|tenancy|tenancy_name)$|filters\.(compartments|tags))"
)


def originals(found: list[dict[str, Any]], end: dict[str, Any]) -> set[str]:
    texts = {each for value in (*found, run(), end, *end["gone"]) for each in secrets(value)}
    # The part of a compound name that identifies.
    compound = (each for each in texts if " " not in each)
    parts = {part for each in compound for part in re.split(r"[:/@.]", each) if len(part) >= len("acmespace")}
    kinds = {each.split(".")[1] for each in texts if each.startswith("ocid1.")}
    kept = KEPT | kinds | {"us-ashburn-1", "eu-frankfurt-1", "ashburn-AD-1", "all", "default", "<OCID of the key>"}
    return {each for each in texts | parts if len(each) > 3 and each not in kept}


@pytest.fixture(scope="module")
def report() -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, str]]:
    found = list(findings(400, NAMES))
    end = outcome(gone=[gone(), gone("not_seen", 8)])
    return found, end, texts_of(FORMATS, found, outcome=end, redaction=Redaction("salt"))


@pytest.mark.parametrize("name", list(FORMATS))
def test_nothing_is_left(name: str, report: tuple[list[dict[str, Any]], dict[str, Any], dict[str, str]]) -> None:
    found, end, texts = report
    searched = originals(found, end)
    assert {"payroll-data", "acme-tenancy", "secret-place", "acmespace", "billing-master-key"} <= searched
    assert len(searched) > 500
    text = texts[name]
    assert [each for each in searched if each in text or json.dumps(each)[1:-1] in text] == []
    assert "salt" not in text


def test_the_search_finds_what_is_not_redacted() -> None:
    found, end = list(findings(50, NAMES)), outcome()
    text = texts_of(["report.json"], found, outcome=end)["report.json"]
    searched = originals(found, end)
    left = {each for each in searched if each in text or json.dumps(each, ensure_ascii=False)[1:-1] in text}
    assert len(left) > 0.9 * len(searched)


def redacted(salt: str = "salt", count: int = 300) -> list[dict[str, Any]]:
    return [Redaction(salt).finding(each) for each in findings(count, NAMES)]


def test_the_same_is_the_same_with_one_salt_and_not_with_another() -> None:
    assert redacted() == redacted()
    ours, others = ({each["uid"] for each in redacted(salt)} for salt in ("salt", "other"))
    assert not ours & others


def test_the_uid_is_that_of_the_pseudonym() -> None:
    found = redacted()
    assert all(each["uid"] == uid(each["rule_id"], each["resource"]["identity"]) for each in found)
    assert len({each["uid"] for each in found}) == len(found)


def test_what_is_gone_has_the_uid_that_it_had() -> None:
    finding = next(each for each in findings(50) if each["rule_id"] == "volume_cmk")
    resource = {name: finding["resource"][name] for name in gone()["resource"]}
    left = {**gone(), "uid": finding["uid"], "resource": resource}
    end = Redaction("salt").outcome(outcome(gone=[left]))
    assert end["gone"][0]["uid"] == Redaction("salt").finding(finding)["uid"]


def test_ocids_keep_what_does_not_identify() -> None:
    for before, after in zip(findings(300, NAMES), redacted(), strict=True):
        for path in (("resource", "ocid"), ("key", "current", "ocid"), ("key", "current", "vault_id")):
            old, new = at(before, path), at(after, path)
            if old is None:
                assert new is None
                continue
            was, became = ocid.parse(old), ocid.parse(new)
            assert was is not None
            assert became is not None
            assert (became.kind, became.realm, became.region) == (was.kind, was.realm, was.region)
            assert len(new) == len(old)


def at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = None if value is None else value[name]
    return value


def test_the_keys_of_a_vault_share_its_part() -> None:
    shared = "ocid1.{}.oc1.iad.b5q2cxxxaaaba.aaaaaaaa" + "a" * 52
    vault, key = (Redaction("salt").ocid(shared.format(kind)) for kind in ("vault", "key"))
    assert vault is not None
    assert key is not None
    assert vault.split(".")[4] == key.split(".")[4] != "b5q2cxxxaaaba"


def test_statuses_numbers_and_times_stay() -> None:
    for before, after in zip(findings(300, NAMES), redacted(), strict=True):
        for name in ("rule_id", "status", "reason", "severity", "delta", "first_seen", "observed_at", "references"):
            assert after[name] == before[name]
        for name in ("type", "region", "lifecycle_state", "time_created"):
            assert after["resource"][name] == before["resource"][name]
        assert (after["exception"] is None) == (before["exception"] is None)
    end = Redaction("salt").outcome(outcome())
    assert end["summary"] == outcome()["summary"]
    assert end["gate"] == outcome()["gate"]
    assert end["exceptions"][0]["expires"] == EXCEPTION["expires"]


def test_a_report_says_that_it_is_redacted() -> None:
    facts = Redaction("salt").run(run())
    assert facts["redacted"] is True
    assert facts["regions"] == run()["regions"]
    assert facts["filters"]["regions"] == ["all"]
    assert facts["filters"]["compartments"] != run()["filters"]["compartments"]
    assert facts["filters"]["include_children"] is True


def test_paths_keep_their_depth() -> None:
    hidden = Redaction("salt")
    first, second = hidden.path("prod:apps"), hidden.path("prod:web")
    assert first is not None
    assert second is not None
    assert first.count(":") == second.count(":") == 1
    assert first.split(":")[0] == second.split(":")[0]
    assert first != second
    assert hidden.path("root") == "root"
    assert hidden.path(None) is None


def test_an_unread_compartment_is_itself_in_all_places() -> None:
    hidden = Redaction("salt")
    place = hidden.outcome(outcome(coverage=[scope("denied")]))["coverage"][0]
    assert hidden.identity(f"{scope()['compartment_id']}/us-ashburn-1") == f"{place['compartment_id']}/us-ashburn-1"
    assert (place["message"], place["missing_statements"], place["opc_request_id"]) == (None, [], None)


def test_salts_are_drawn() -> None:
    assert redaction.new_salt() != redaction.new_salt()
    assert len(redaction.new_salt()) >= 32


def test_every_field_is_decided_upon() -> None:
    """A field that is added to the schema is redacted, or is known to identify nothing."""
    assert set(redaction.OF_A_FINDING) == set(report_schemas.FINDING["properties"])
    for name, part in (("resource", "resource"), ("key", "key"), ("request", "request")):
        schema = report_schemas.FINDING["properties"][part]["properties"]
        assert set(redaction.PARTS[name]) == set(schema), name
    assert set(report_schemas.COVERAGE["properties"]) <= set(redaction.OF_COVERAGE)
    assert set(report_schemas.EXCEPTION) <= set(redaction.OF_AN_EXCEPTION)


def test_places_are_named_alike_in_all_reports() -> None:
    places = compartments(("prod",))
    assert Redaction("s").ocid(places.ids[1]) == Redaction("s").ocid(places.ids[1])
