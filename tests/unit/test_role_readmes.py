# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The READMEs of the roles say what the roles do."""

from __future__ import annotations

import pathlib
import re
from typing import Any

import pytest
import yaml

ROOT = pathlib.Path(__file__).parents[2]
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())


def readme(role: str) -> str:
    return (ROOT / "roles" / role / "README.md").read_text(encoding="utf-8")


def options(role: str) -> dict[str, Any]:
    specs = yaml.safe_load((ROOT / "roles" / role / "meta/argument_specs.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = specs["argument_specs"]["main"]["options"]
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_variable_is_described(role: str) -> None:
    table = readme(role).split("## Variables")[1].split("\n## ")[0]
    described = re.findall(
        r"`(\w+)`", "\n".join(row.split("|")[1] for row in table.splitlines() if row.startswith("|"))
    )
    assert sorted(described) == sorted(options(role))


@pytest.mark.parametrize("role", ROLES)
def test_defaults_are_those_of_the_specification(role: str) -> None:
    defaults = yaml.safe_load((ROOT / "roles" / role / "defaults/main.yml").read_text(encoding="utf-8"))
    said = {name: option["default"] for name, option in options(role).items() if "default" in option}
    assert {name: defaults[name] for name in said} == said
    assert set(defaults) <= set(options(role))


@pytest.mark.parametrize("role", ROLES)
def test_the_example_is_run_by_molecule(role: str) -> None:
    example = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", readme(role), re.DOTALL)[0])
    scenario = ROOT / "extensions/molecule" / role / "tasks"
    run = [task for path in sorted(scenario.glob("*.yml")) for task in yaml.safe_load(path.read_text(encoding="utf-8"))]
    for task in run:
        task.pop("register", None)
    assert [task["name"] for task in example[0]["tasks"] if task not in run] == []
