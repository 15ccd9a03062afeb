# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each wrong option is one sentence that names it, before any request is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from simulator.cloud import Cloud
from tests.audits import audit
from tests.failures import is_rendered

KEY = "ocid1.key.oc1.iad.vault.aaaa"

ENTRY = {"id": "one", "when": {"region": "us-ashburn-1"}, "key": KEY}

EXCEPTION: dict[str, Any] = {
    "id": "EX-1",
    "rules": ["volume_cmk"],
    "match": {"compartments": ["projx"]},
    "reason": "an appliance",
    "owner": "storage@example.com",
    "expires": "2027-03-31",
}

LONE = {"id": "one", "key": KEY}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no region": ({"regions": ["nowhere"]}, "regions[0]"),
    "an empty region": ({"regions": [""]}, "regions[0]"),
    "an unknown type": ({"types": ["volumes"]}, "types"),
    "an empty compartment": ({"compartments": [""]}, "compartments[0]"),
    "a compartment of another kind": ({"compartments": [KEY]}, "compartments[0]"),
    "an excluded one of another kind": ({"exclude_compartments": ["ocid1.user.oc1..x"]}, "exclude_compartments[0]"),
    "a resource of no type": ({"resources": ["ocid1.instance.oc1.iad.aaaa"]}, "resources[0]"),
    "no bucket": ({"resources": ["a/b/c"]}, "resources[0]"),
    "resources and types": ({"resources": ["n/b"], "types": ["bucket"]}, "types"),
    "a tag that is no text": ({"freeform_tags": {"a": True}}, "freeform_tags.a"),
    "a namespace that is no mapping": ({"defined_tags": {"a": "b"}}, "defined_tags.a"),
    "a key map that is a number": ({"key_map": 3}, "key_map"),
    "a key map that does not exist": ({"key_map": "/no/such/file.yml"}, "key_map"),
    "a key map without a list": ({"key_map": {"default": "unknown"}}, "key_map"),
    "an unknown field of a key map": ({"key_map": {"key_map": [], "defaults": 1}}, "key_map"),
    "an entry that is a text": ({"key_map": ["x"]}, "key_map[0]"),
    "an entry without an id": ({"key_map": [{"key": KEY}]}, "key_map[0].id"),
    "an entry without a key": ({"key_map": [{"id": "a"}]}, "key_map[0].key"),
    "an unknown field of an entry": ({"key_map": [{**ENTRY, "kee": 1}]}, "key_map[0].kee"),
    "an id twice": ({"key_map": [ENTRY, {**ENTRY, "when": {"region": "us-phoenix-1"}}]}, "key_map[1].id"),
    "an entry that never applies": ({"key_map": [LONE, {**ENTRY, "id": "two"}]}, "key_map[1]"),
    "an entry that is covered": ({"key_map": [ENTRY, {**ENTRY, "id": "two"}]}, "key_map[1]"),
    "an unknown condition": ({"key_map": [{**ENTRY, "when": {"regoin": "x"}}]}, "key_map[0].when.regoin"),
    "a condition of an unknown type": ({"key_map": [{**ENTRY, "when": {"types": ["x"]}}]}, "key_map[0].when.types"),
    "a condition that is a text": ({"key_map": [{**ENTRY, "when": "x"}]}, "key_map[0].when"),
    "children that are a text": ({"key_map": [{**ENTRY, "when": {"children": "yes"}}]}, "key_map[0].when.children"),
    "a key of another kind": ({"key_map": [{**ENTRY, "key": "ocid1.vault.oc1.iad.x.y"}]}, "key_map[0].key"),
    "a key that is a word": ({"key_map": [{**ENTRY, "key": "mine"}]}, "key_map[0].key"),
    "a key by half a name": ({"key_map": [{**ENTRY, "key": {"name": "cmk"}}]}, "key_map[0].key"),
    "a vault of another kind": (
        {"key_map": [{**ENTRY, "key": {"name": "cmk", "vault_id": KEY}}]},
        "key_map[0].key.vault_id",
    ),
    "a protection mode": ({"key_map": [{**ENTRY, "protection_mode": "tpm"}]}, "key_map[0].protection_mode"),
    "a default": ({"key_map": {"key_map": [], "default": "none"}}, "key_map.default"),
    "exceptions that do not exist": ({"exceptions": "/no/such/file.yml"}, "exceptions"),
    "exceptions that are a text in a list": ({"exceptions": ["x"]}, "exceptions[0]"),
    "a misspelt field": ({"exceptions": [{**EXCEPTION, "expire": "2027-01-01"}]}, "exceptions[0].expire"),
    "no match": ({"exceptions": [{**EXCEPTION, "match": {}}]}, "exceptions[0].match"),
    "no rules": ({"exceptions": [{**EXCEPTION, "rules": []}]}, "exceptions[0].rules"),
    "an unknown rule": ({"exceptions": [{**EXCEPTION, "rules": ["volume"]}]}, "exceptions[0].rules"),
    "no day": ({"exceptions": [{**EXCEPTION, "expires": None}]}, "exceptions[0].expires"),
    "a day that does not exist": ({"exceptions": [{**EXCEPTION, "expires": "2027-02-30"}]}, "exceptions[0].expires"),
    "a day and a time": ({"exceptions": [{**EXCEPTION, "expires": "2027-03-31T10:00:00"}]}, "exceptions[0].expires"),
    "an empty reason": ({"exceptions": [{**EXCEPTION, "reason": " "}]}, "exceptions[0].reason"),
    "no owner": ({"exceptions": [{**EXCEPTION, "owner": None}]}, "exceptions[0].owner"),
    "a category": ({"exceptions": [{**EXCEPTION, "category": "ok"}]}, "exceptions[0].category"),
    "no matches allowed": ({"exceptions": [{**EXCEPTION, "max_matches": 0}]}, "exceptions[0].max_matches"),
    "a status": ({"exceptions": [{**EXCEPTION, "statuses": ["bad"]}]}, "exceptions[0].statuses"),
    "an exception twice": ({"exceptions": [EXCEPTION, EXCEPTION]}, "exceptions[1].id"),
    "a coverage of 101": ({"gate": {"minimum_coverage": 101.0}}, "gate.minimum_coverage"),
    "no age": ({"max_key_age_days": 0}, "max_key_age_days"),
    "no threads": ({"concurrency": 0}, "concurrency"),
    "too many threads": ({"concurrency": 1000}, "concurrency"),
    "less than nothing": ({"max_returned": -1}, "max_returned"),
    "no path": ({"report_path": "a\0b"}, "report_path"),
    "an empty baseline": ({"baseline": " "}, "baseline"),
    "a baseline that is a number": ({"baseline": 5}, "baseline"),
    "no time": ({"wait_timeout": 0}, "wait_timeout"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_option_is_named_offline_too(cloud: Cloud, name: str) -> None:
    options, option = WRONG[name]
    for validate_only in (False, True):
        with pytest.raises(BadOption) as caught:
            audit(cloud, validate_only=validate_only, **options)
        assert caught.value.option == option
        assert is_rendered(caught.value)
        assert len(str(caught.value)) < 400
    assert not list(cloud.gateway.journal.entries())


def test_valid_files_pass_offline(cloud: Cloud, tmp_path: Path) -> None:
    key_map, exceptions = tmp_path / "map.yml", tmp_path / "exceptions.json"
    key_map.write_text(f"key_map:\n  - id: all\n    key: {KEY}\ndefault: unknown\n")
    exceptions.write_text('{"exceptions": []}')
    result = audit(cloud, validate_only=True, key_map=str(key_map), exceptions=str(exceptions))
    assert result == {"changed": False, "valid": True}
    assert not list(cloud.gateway.journal.entries())


@pytest.mark.parametrize(
    "text", ["key_map: [", "just words", "\x00", "- !!python/object/apply:os.system [id]\n", "a: 1\nb: :\n- c", ""]
)
@pytest.mark.parametrize("option", ["key_map", "exceptions"])
def test_a_file_that_cannot_be_parsed_fails(cloud: Cloud, tmp_path: Path, option: str, text: str) -> None:
    path = tmp_path / "file.yml"
    path.write_text(text)
    with pytest.raises(BadOption) as caught:
        audit(cloud, **{option: str(path)})
    assert caught.value.option == option
    assert not list(cloud.gateway.journal.entries())


NOT_THERE: dict[str, tuple[dict[str, Any], str]] = {
    "a region that is not subscribed": ({"regions": ["eu-frankfurt-1"]}, "regions[0]"),
    "a compartment": ({"compartments": ["nowhere"]}, "compartments[0]"),
    "an excluded compartment": ({"exclude_compartments": ["nowhere"]}, "exclude_compartments[0]"),
    "everything excluded": ({"compartments": ["projx"], "exclude_compartments": ["projx"]}, "exclude_compartments"),
    "a compartment of the map": (
        {"key_map": [{**ENTRY, "when": {"compartment": "nowhere"}}]},
        "key_map[0].when.compartments",
    ),
    "a compartment of an exception": (
        {"exceptions": [{**EXCEPTION, "match": {"compartment": "nowhere"}}]},
        "exceptions[0].match.compartments",
    ),
    "a tag": ({"freeform_tags": {"no": "such"}}, "freeform_tags"),
    "a defined tag": ({"defined_tags": {"no": {"such": "tag"}}}, "defined_tags"),
}


@pytest.mark.parametrize("name", NOT_THERE)
def test_a_filter_that_matches_nothing_is_an_error(cloud: Cloud, name: str) -> None:
    options, option = NOT_THERE[name]
    with pytest.raises(BadOption) as caught:
        audit(cloud, **options)
    assert caught.value.option == option


def test_a_slice_need_not_have_a_resource_with_the_tags(cloud: Cloud) -> None:
    found = audit(
        cloud, types=["volume"], freeform_tags={"no": "such"}, slice={"id": "one", "expected": ["one", "two"]}
    )
    assert found["findings_total"] == 0


def test_a_resource_that_does_not_exist_is_an_error(cloud: Cloud) -> None:
    with pytest.raises(Exception, match="GetVolume") as caught:
        audit(cloud, resources=["ocid1.volume.oc1.iad.aaaaaaaanosuchvolume"])
    assert caught.value.option == "resources[0]"  # type: ignore[attr-defined]  # of Failure
