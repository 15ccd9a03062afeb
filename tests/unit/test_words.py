# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users read is in the words of OCI and Ansible: CONTRIBUTING.md, "Style"."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AVOIDED = re.compile(
    r"\b(told|anew|by now|sees? to it|whoever|somebody|nobody|riddle|asked for|wanted|goes on|takes? back|to its end"
    r"|(was|were|been|be|just) made|(is|are|was|were) under (a|the|its|another) key)\b",
    re.IGNORECASE,
)
READ_BY_USERS = sorted(
    path
    for pattern in (
        "*.md",
        "galaxy.yml",
        "docs/**/*.rst",
        "docs/dev/[a-n]*.md",
        "extensions/**/*.yml",
        "playbooks/**/*.yml",
        "plugins/doc_fragments/*.py",
        "plugins/inventory/*.py",
        "plugins/modules/*.py",
        "roles/**/*.md",
        "roles/**/*.yml",
        "simulator/README.md",
    )
    for path in ROOT.glob(pattern)
)


def test_there_is_something_to_read() -> None:
    assert len(READ_BY_USERS) > 60


@pytest.mark.parametrize("path", READ_BY_USERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_words(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if AVOIDED.search(line)] == []


# In names, the words are separated by underscores; the method `tell` is that of files.
AVOIDED_IN_CODE = re.compile(
    r"(?<![a-z.])(told|tells?|asked|asks|asking|whoever|somebody|nobody|anew|riddle)(?![a-z])", re.IGNORECASE
)
CODE = sorted(
    path
    for pattern in (
        "plugins/**/*.py",
        "simulator/**/*.py",
        "dev/*.py",
        "dev/*.sh",
        "roles/**/*.py",
        "extensions/**/*.py",
    )
    for path in ROOT.glob(pattern)
)
TESTS = sorted(path for path in ROOT.glob("tests/**/*.py"))
DEFINED = re.compile(r"^\s*(?:def|class) (\w+)", re.MULTILINE)


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_in_code(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if AVOIDED_IN_CODE.search(line)] == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_in_names_of_tests(path: Path) -> None:
    names = DEFINED.findall(path.read_text(encoding="utf-8"))
    assert [name for name in names if AVOIDED_IN_CODE.search(name)] == []
