# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The statements in the guide to the audit suffice, and none of them is superfluous."""

from __future__ import annotations

import re
from pathlib import Path

import oci
import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.modules import oci_encryption_info
from simulator.cloud import Cloud
from tests.audits import audit
from tests.sessions import log_in

GUIDE = Path(__file__).parents[3] / "docs/docsite/rst/guide_audit.rst"
STATEMENTS = re.findall(r"^   (Allow group auditors to .*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def statements_of_the_module() -> list[str]:
    """The statements in the notes of the module."""
    notes = yaml.safe_load(oci_encryption_info.DOCUMENTATION)["notes"]
    return re.findall(r"C\(Allow group <group> (to .*?)\)", notes[0])


def test_module_and_guide_list_the_same(statements_of_the_module: list[str]) -> None:
    assert sorted(statements_of_the_module) == sorted(each.partition("auditors ")[2] for each in STATEMENTS)


def allow(cloud: Cloud, statements: list[str]) -> None:
    """Have the auditors be allowed to do this and nothing else."""
    client = log_in(cloud, "admin").client("identity", "IdentityClient")
    details = oci.identity.models.UpdatePolicyDetails(statements=statements)
    client.update_policy(cloud.catalogue["policies"]["auditors"], details)
    cloud.clock.advance(600)


def test_they_suffice(cloud: Cloud) -> None:
    expected = audit(cloud, "admin")
    allow(cloud, STATEMENTS)
    found = audit(cloud, "auditor")
    assert [each for each in found["unread"] if each["outcome"] == "denied"] == []
    assert found["summary"] == expected["summary"]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_none_is_superfluous(cloud: Cloud, statement: str) -> None:
    expected = audit(cloud, "admin")
    allow(cloud, [each for each in STATEMENTS if each != statement])
    try:
        found = audit(cloud, "auditor", allow_unknown_scopes=True)
    except Failure:
        return
    assert found["summary"] != expected["summary"]
