# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Python that is too old is named in one sentence: the files it reads until then are written so that it can."""

from __future__ import annotations

import ast
import glob
import json
import os
import subprocess
from pathlib import Path

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import supported_python
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption

PLUGINS = Path(__file__).parents[4] / "plugins"
CHECK = PLUGINS / "module_utils/_core/supported_python.py"
ENTRY = PLUGINS / "module_utils/_ansible/module.py"
MODULES = sorted((PLUGINS / "modules").glob("*.py"))
OLD = (3, 6)


@pytest.mark.parametrize("path", [CHECK, ENTRY, *MODULES], ids=lambda path: path.stem)
def test_old_pythons_can_read_what_comes_before_the_check(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=OLD)
    futures = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert futures == []


def own_imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) and node.level for alias in node.names]


def test_the_check_comes_first() -> None:
    assert own_imports(ENTRY)[0] == "supported_python"
    assert {own_imports(path)[0] for path in MODULES} == {"module"}
    assert own_imports(CHECK) == []


def test_which_pythons_are_old() -> None:
    assert supported_python.problem((3, 9, 0)) is None
    assert supported_python.problem((3, 14, 2)) is None
    for version in ((3, 6, 15), (3, 8, 18)):
        assert str(supported_python.problem(version)).endswith(f"is Python 3.{version[1]}")


def test_the_failure_has_the_documented_fields() -> None:
    failure = supported_python.failure("It is too old.")
    ours = BadOption("It is too old.", option=None, advice=(supported_python.ADVICE,)).as_result()
    assert {**ours, "kind": supported_python.KIND, "code": supported_python.KIND} == failure


def test_old_pythons_of_this_machine() -> None:
    """On those there are, since a machine need not have any; the tests before this one hold without."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    for python in sorted(glob.glob(f"{root}/versions/3.[678].*/bin/python")):
        done = subprocess.run([python, str(CHECK)], capture_output=True, text=True, check=False)
        answer = json.loads(done.stdout)
        assert done.returncode == 1
        assert answer["failed"] is True
        assert answer["failure"] == supported_python.failure(answer["failure"]["reason"])
        assert answer["failure"]["reason"].startswith("The modules of cmk.oci require Python 3.9 or newer, and ")
        assert answer["msg"] == f"{answer['failure']['reason']}. {supported_python.ADVICE}"
