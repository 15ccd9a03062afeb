# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Return values that several modules share come from one table."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from dev import shared_returns

MODULES = sorted(shared_returns.MODULES.glob("*.py"))


def returned(path: Path) -> dict[str, str]:
    """The text of each return value of a module, by name."""
    returns = path.read_text(encoding="utf-8").partition('RETURN = r"""\n')[2].partition('"""\n')[0]
    return {found[1]: found[0] for found in re.finditer(r"^(\w+):\n(?: .*\n)+", returns, re.MULTILINE)}


def test_the_table_is_about_all_modules() -> None:
    assert sorted(shared_returns.USES) == [path.stem for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_shared_value_is_the_generated_one(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == shared_returns.documented(path), "run `python dev/shared_returns.py`"


def test_no_text_is_repeated_by_hand() -> None:
    found = Counter(text for path in MODULES for name, text in returned(path).items() if name != "failure")
    generated = {text for path in MODULES for _name, text in shared_returns.blocks(path.stem)}
    assert [text for text, count in found.items() if count > 1 and text not in generated] == []


def test_a_value_that_every_module_verifies_is_generated() -> None:
    without = [path.stem for path in MODULES if "verified" in returned(path).keys() - shared_returns.USES[path.stem]]
    assert without == []


def test_a_module_without_a_shared_value_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "oci_volume.py"
    path.write_text('RETURN = r"""\nresource:\n  type: dict\n"""\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"oci_volume\.py has 0 return values"):
        shared_returns.documented(path)
