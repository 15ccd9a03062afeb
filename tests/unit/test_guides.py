# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides say what the plugins do."""

from __future__ import annotations

import pathlib
import re

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.options import AUTH_OPTIONS, AuthOption

GUIDES = pathlib.Path(__file__).parents[2] / "docs/docsite/rst"


def table_rows(text: str) -> dict[str, list[str]]:
    """The rows of a list-table, by their first cell; a cell is its text without markup."""
    rows = [re.split(r"\n     -", row) for row in re.split(r"\n   \* -", text)[1:]]
    cells = [[re.sub(r"\s+", " ", cell.replace("``", "")).strip() for cell in row] for row in rows]
    return {row[0]: row[1:4] for row in cells}


@pytest.mark.parametrize("option", AUTH_OPTIONS, ids=lambda option: option.name)
def test_authentication_guide_tells_where_an_option_comes_from(option: AuthOption) -> None:
    text = (GUIDES / "guide_authentication.rst").read_text(encoding="utf-8")
    table = text.split(".. list-table::")[1].split("\n\nWhere two variables")[0]
    expected = [", ".join(option.environment), option.profile_key or "", option.default or ""]
    assert table_rows(table)[option.name] == expected


def test_authentication_guide_names_every_auth_type() -> None:
    text = (GUIDES / "guide_authentication.rst").read_text(encoding="utf-8")
    auth_type = next(option for option in AUTH_OPTIONS if option.name == "auth_type")
    assert [choice for choice in auth_type.choices if f"{choice}``" not in text] == []
