# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator is written in the words of OCI: CONTRIBUTING.md, "Style"."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.test_words import AVOIDED

SIMULATOR = Path(__file__).parents[3] / "simulator"
FILES = sorted(SIMULATOR.rglob("*.py"))


def test_there_is_something_to_read() -> None:
    assert len(FILES) > 150


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SIMULATOR)))
def test_words(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if AVOIDED.search(line)] == []
