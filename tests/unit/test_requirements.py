# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the collection says it needs agrees wherever it is said."""

from __future__ import annotations

import pathlib

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core import sdk

ROOT = pathlib.Path(__file__).parents[2]


@pytest.mark.parametrize(
    "path",
    ["requirements.txt", "tests/unit/requirements.txt", "tests/integration/requirements.txt"],
)
def test_requirements_name_the_release_the_modules_check_for(path: str) -> None:
    wanted = [line for line in (ROOT / path).read_text(encoding="utf-8").split() if line.startswith("oci>")]
    assert wanted == [f"oci>={sdk.MINIMUM_VERSION}"]


def test_documentation_names_the_release_the_modules_check_for() -> None:
    fragment = (ROOT / "plugins/doc_fragments/auth.py").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"- oci >= {sdk.MINIMUM_VERSION} " in fragment
    assert f"`oci` {sdk.MINIMUM_VERSION} or newer" in readme


def test_execution_environment_installs_the_requirements() -> None:
    text = (ROOT / "meta/execution-environment.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["dependencies"] == {"python": "requirements.txt"}


def test_action_group_has_every_module() -> None:
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    modules = sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py"))
    assert runtime["action_groups"]["all"] == modules
