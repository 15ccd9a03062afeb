# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The name of an availability domain has its region."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import tenancy
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Uocm:PHX-AD-1", "us-phoenix-1"),
        ("Uocm:US-ASHBURN-AD-2", "us-ashburn-1"),
        ("Uocm:EU-FRANKFURT-1-AD-1", "eu-frankfurt-1"),
        ("Uocm:UK-LONDON-1-AD-3", "uk-london-1"),
        ("TvRS:AP-HYDERABAD-1-AD-1", "ap-hyderabad-1"),
        ("tvrs:ap-hyderabad-1-ad-1", "ap-hyderabad-1"),
        ("Uocm:US-GOV-ASHBURN-1-AD-1", "us-gov-ashburn-1"),
    ],
)
def test_the_name_has_the_region(name: str, region: str) -> None:
    assert tenancy.region_in(name) == region
    assert tenancy.region_of(name, None) == region
    assert tenancy.region_of(name, region) == region
    with pytest.raises(BadOption, match=r"sa-saopaulo-1"):
        tenancy.region_of(name, "sa-saopaulo-1")


@pytest.mark.parametrize("name", ["", "PHX-AD-1", "Uocm:PHX", "AD-1", "us-phoenix-1", "Uocm:NOWHERE-AD-1"])
def test_where_it_does_not_the_region_must_be_said(name: str) -> None:
    assert tenancy.region_in(name) is None
    with pytest.raises(BadOption, match="replica_region"):
        tenancy.region_of(name, None)
    assert tenancy.region_of(name, "us-nowhere-7") == "us-nowhere-7"
