# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides say what the plugins do."""

from __future__ import annotations

import ast
import pathlib
import re

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.options import AUTH_OPTIONS, AuthOption

ROOT = pathlib.Path(__file__).parents[2]
GUIDES = ROOT / "docs/docsite/rst"
PLUGINS = ROOT / "plugins"


def table_rows(text: str) -> dict[str, list[str]]:
    """The rows of a list-table, by their first cell; a cell is its text without markup."""
    rows = [re.split(r"\n     -", row) for row in re.split(r"\n   \* -", text)[1:]]
    cells = [[re.sub(r"\s+", " ", cell.replace("``", "")).strip() for cell in row] for row in rows]
    return {row[0]: row[1:4] for row in cells}


@pytest.mark.parametrize("option", AUTH_OPTIONS, ids=lambda option: option.name)
def test_authentication_guide_explains_where_an_option_comes_from(option: AuthOption) -> None:
    text = (GUIDES / "guide_authentication.rst").read_text(encoding="utf-8")
    table = text.split(".. list-table::")[1].split("\n\nWhere two variables")[0]
    expected = [", ".join(option.environment), option.profile_key or "", option.default or ""]
    assert table_rows(table)[option.name] == expected


def test_authentication_guide_names_every_auth_type() -> None:
    text = (GUIDES / "guide_authentication.rst").read_text(encoding="utf-8")
    auth_type = next(option for option in AUTH_OPTIONS if option.name == "auth_type")
    assert [choice for choice in auth_type.choices if f"{choice}``" not in text] == []


def test_getting_started_guide_lists_every_code_of_a_notice() -> None:
    text = (GUIDES / "guide_getting_started.rst").read_text(encoding="utf-8")
    table = text.split(".. list-table::")[1].split("\n\n.. _")[0]
    assert sorted(table_rows(table).keys() - {"Code"}) == sorted(notice_codes())


def notice_codes() -> set[str]:
    """The codes in the source: the first argument of `Notice` and `_note`, or the constant that it names."""
    found: set[str] = set()
    for path in (PLUGINS / "module_utils").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            code = node.args[0]
            if name in ("Notice", "_note") and isinstance(code, ast.Constant):
                found.add(str(code.value))
            elif name in ("Notice", "_note") and isinstance(code, ast.Name) and code.id in constants:
                found.add(str(constants[code.id]))
    return found
