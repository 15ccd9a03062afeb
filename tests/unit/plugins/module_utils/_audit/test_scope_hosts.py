# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts and groups, and what a cache keeps."""

from __future__ import annotations

import json

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit.scope_hosts import (
    Answers,
    from_data,
    group_name,
    host_name,
)
from ansible_collections.cmk.oci.plugins.module_utils._core.tenancy import Compartment, Directory, Regions

ROOT = Compartment("ocid1.tenancy.oc1..root", "example", None, None, ("example",))
DATA = Compartment("ocid1.compartment.oc1..data", "data", ROOT.id, "", ("data",), {"owner": "x"}, {"Ops": {"a": "b"}})
ANSWERS = Answers(ROOT.id, Regions("us-ashburn-1", ("us-ashburn-1",)), Directory((ROOT, DATA), {"ocid1.x": "DELETED"}))


def test_a_host_is_named_by_region_and_path() -> None:
    assert host_name("us-ashburn-1", "company:projx", DATA.id).startswith("us-ashburn-1__company.projx_")


def test_names_of_equal_paths_differ_by_the_compartment() -> None:
    assert host_name("r-1", "a:b", "ocid1.one") != host_name("r-1", "a.b", "ocid1.two")


@pytest.mark.parametrize("path", ["a b", "a/../b", "a[1:3]", "a,b", "ä\u202eb", "a\nb", "{{ a }}"])
def test_no_name_is_a_pattern_a_path_or_a_template(path: str) -> None:
    name = host_name("us-ashburn-1", path, DATA.id)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-")


def test_groups_have_valid_names() -> None:
    assert group_name("region_us-ashburn-1") == "region_us_ashburn_1"


def test_a_cache_returns_what_it_keeps() -> None:
    assert from_data(json.loads(json.dumps(ANSWERS.as_data()))) == ANSWERS


@pytest.mark.parametrize("data", [None, {}, [], "text", {"version": 0}])
def test_something_else_is_not_read_from_a_cache(data: object) -> None:
    assert from_data(data) is None
