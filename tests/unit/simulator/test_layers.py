# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports in simulator/ point one way, without circles, whether they are for types only or not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SIMULATOR = ROOT / "simulator"

LAYERS = (
    "processes",
    "catalog",
    "iam",
    "tenancy",
    "protocol",
    "principals",
    "services",
    "gateway",
    "scenarios",
    "cloud",
    "in_process",
    "control",
    "network",
    "state_directory",
    "command_line",
    "__main__",
)
"""The folders and files of simulator/: each imports only from itself and from what stands before it."""

SERVICES_USED = {"identity_domains": {"identity"}}
"""The services whose packages import another service: an identity domain is another way to the users of Identity."""


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module(path): path for path in sorted(SIMULATOR.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


def imported(name: str) -> Iterator[str]:
    """What a file imports anywhere in it, as absolute names; `from x import y` is `x.y` where that is a file."""
    package = FILES[name].parent.relative_to(ROOT).parts
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            modules = [each for each in (f"{base}.{alias.name}" for alias in node.names) if each in FILES]
            # A package of which only modules are imported is not itself depended on.
            yield from modules if len(modules) == len(node.names) else [*modules, base]


IMPORTED = {name: set(imported(name)) for name in FILES}
IMPORTS = {name: names & FILES.keys() for name, names in IMPORTED.items()}


def part(name: str, level: int) -> str:
    """The folder or file at a level of simulator/ that a module belongs to; empty for what is above it."""
    parts = name.split(".")
    return parts[level] if len(parts) > level else ""


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) > 150
    assert sum(map(len, IMPORTS.values())) > 500


def test_every_part_has_a_layer() -> None:
    assert {part(name, 1) for name in FILES} == {"", *LAYERS}


@pytest.mark.parametrize("name", FILES)
def test_imports_point_down(name: str) -> None:
    own = part(name, 1)
    allowed = {own, *LAYERS[: LAYERS.index(own)]} if own else set()
    assert {target for target in IMPORTS[name] if part(target, 1) not in allowed} == set()


def test_no_file_imports_itself_through_others() -> None:
    try:
        TopologicalSorter(IMPORTS).prepare()
    except CycleError as found:
        pytest.fail(" imports ".join(reversed(found.args[1])))


@pytest.mark.parametrize("name", [name for name in FILES if part(name, 1) == "services"])
def test_services_do_not_import_each_other(name: str) -> None:
    own = part(name, 2)
    packages = {part(each, 2) for each in FILES if part(each, 1) == "services" and part(each, 3)}
    if own not in packages:
        return
    others = {part(target, 2) for target in IMPORTS[name] if part(target, 1) == "services"} & packages - {own}
    assert others <= SERVICES_USED.get(own, set())


@pytest.mark.parametrize("name", FILES)
def test_each_file_states_its_responsibility(name: str) -> None:
    assert ast.get_docstring(TREES[name])


@pytest.mark.parametrize("name", FILES)
def test_no_file_is_too_small_or_too_large_to_have_one_responsibility(name: str) -> None:
    path = FILES[name]
    if path.name not in ("__init__.py", "__main__.py"):
        assert 25 <= len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("name", FILES)
def test_it_knows_nothing_of_the_collection(name: str) -> None:
    foreign = {"ansible", "ansible_collections", "plugins", "tests", "dev"}
    assert not {target.split(".")[0] for target in IMPORTED[name]} & foreign
