# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to the audit lists what there is, and its examples are valid."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._audit import exceptions, expectations
from ansible_collections.cmk.oci.plugins.module_utils._audit.delta import DELTAS
from ansible_collections.cmk.oci.plugins.module_utils._audit.judging import REASONS, STATUSES
from ansible_collections.cmk.oci.plugins.module_utils._audit.rules import RULES
from ansible_collections.cmk.oci.plugins.module_utils._tasks.oci_encryption_info import ARGUMENT_SPEC
from dev import audit_docs
from tests.unit.test_guides import table_rows

TEXT = audit_docs.GUIDE.read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text below a heading."""
    return re.split(r"\n[^\n]+\n-{3,}\n", re.split(rf"\n{title}\n-+\n", TEXT)[1])[0]


def example(name: str) -> Any:
    """The YAML of an example by the name of its first member."""
    blocks = re.findall(r"\.\. code-block:: yaml\n\n((?:   .*\n|\n)+)", TEXT)
    found = [yaml.safe_load(textwrap.dedent(each)) for each in blocks]
    return next(each for each in found if isinstance(each, dict) and next(iter(each)) == name)


def test_tables_are_those_of_the_rules() -> None:
    assert audit_docs.documented(TEXT) == TEXT, "run `python -m dev.audit_docs`"
    assert list(table_rows(section("Rules").split(".. rules: end")[0]))[1:] == list(RULES)


def test_a_guide_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the table of rules"):
        audit_docs.documented("x")


def test_every_reason_has_a_row() -> None:
    rows = table_rows(section("Reasons"))
    rows.pop("Reason")
    assert {name: row[0] for name, row in rows.items()} == {
        name: status for status, names in REASONS.items() for name in names
    }


def test_every_status_delta_and_format_has_a_row() -> None:
    assert list(table_rows(section("Findings")))[1:] == list(STATUSES)
    formats, deltas = section("Reports and deltas").split("With ``baseline``")
    assert sorted(list(table_rows(formats))[1:]) == sorted(ARGUMENT_SPEC["report_formats"]["choices"])
    assert sorted(list(table_rows(deltas))[1:]) == sorted(DELTAS)


def test_the_examples_are_valid() -> None:
    key_map, accepted = example("key_map"), example("exceptions")
    assert len(expectations.parse("key_map", key_map["key_map"], key_map["default"]).entries) == 3
    assert len(exceptions.parse("exceptions", accepted["exceptions"])) == 2
    assert set(example("encryption_audit_gate_options")["encryption_audit_gate_options"]) == set(
        ARGUMENT_SPEC["gate"]["options"]
    )
