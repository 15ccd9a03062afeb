# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dependencies in plugins/ point one way, and the borders to Ansible and to the SDK are where they should be."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = ROOT / "plugins"
FILES = sorted(PLUGINS.rglob("*.py"))

LAYERS = ("_core", "_iam", "_resources", "_keys", "_assign", "_volumes", "_audit", "_tasks")
"""The folders of plugins/module_utils: each imports only from itself and from what stands before it."""

# The edge imports the libraries of the wire only; what a module does comes to it as a value.
MAY_IMPORT: dict[str, set[str]] = {
    **{name: set(LAYERS[:number]) for number, name in enumerate(LAYERS)},
    "_ansible": {"_core"},
    "modules": {"_ansible", "_tasks"},
    # It runs in the controller, where there is no module: it is an edge of its own.
    "inventory": {"_core", "_audit"},
    "doc_fragments": set(),
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager"}


@functools.cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file, which most tests here look at."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def layer(path: Path) -> str:
    """The folder under plugins/ or plugins/module_utils/ that a file belongs to."""
    parts = path.relative_to(PLUGINS).parts
    return parts[1] if parts[0] == "module_utils" else parts[0]


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports anywhere, as a dotted name, with the line."""
    package = ["plugins", *path.relative_to(PLUGINS).parts[:-1]]
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module), node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
            # "from .. import x" imports the module x as well as its package.
            yield from ((".".join([*filter(None, base), alias.name]), node.lineno) for alias in node.names)


def names_called(path: Path) -> Iterator[tuple[str, int]]:
    for node in nodes(path):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno


def read_of_modules(path: Path) -> Iterator[tuple[str, int]]:
    """What a file takes from modules: as an attribute, or by a name that it imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.name, node.lineno) for alias in node.names)


def file_id(path: Path) -> str:
    return str(path.relative_to(PLUGINS))


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) > 20


def test_files_are_few_and_short() -> None:
    """docs/dev/decisions.md, "Files of plugins/module_utils": documentation in plugins/modules may be longer."""
    helpers = [path for path in FILES if path.is_relative_to(PLUGINS / "module_utils")]
    assert len([path for path in helpers if layer(path) != "_audit"]) <= 104
    for path in helpers:
        assert 25 <= len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_imports_point_down(path: Path) -> None:
    own = layer(path)
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] != "plugins":
            continue
        target = parts[2] if parts[1] == "module_utils" else parts[1]
        assert target == own or target in MAY_IMPORT[own], f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_plugins_import_nothing_but_the_standard_library_and_ansible(path: Path) -> None:
    for name, line in imports(path):
        top = name.split(".")[0]
        assert top not in {"oci", "simulator", "tests", "ansible_collections", "cryptography"}, f"{path}:{line} {name}"


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_the_sdk_is_reached_only_through_its_guard(path: Path) -> None:
    if path.name == "sdk.py" and layer(path) == "_core":
        return
    assert "import_module" not in {name for name, dummy in names_called(path)}


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_only_the_entry_ends_a_module(path: Path) -> None:
    if layer(path) == "_ansible":
        return
    found = {name for name, dummy in names_called(path)} & {"fail_json", "exit_json", "AnsibleModule"}
    assert not found, f"{path} uses {found}"


# `expanduser` and `expandvars` read it as well: `_core/settings` replaces both, but for the home of another user.
OF_THE_PROCESS = {"AnsibleModule", "environ", "environb", "getenv", "putenv", "expandvars"}


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_only_the_edge_knows_the_environment_of_the_process(path: Path) -> None:
    """A controller may run several tasks in one process, each in an environment of its own."""
    if path in (PLUGINS / "module_utils/_ansible/module.py", PLUGINS / "inventory/scopes.py"):
        return
    # `environ` is also the name of a mapping that is passed in.
    found = {name for name, dummy in read_of_modules(path)} & OF_THE_PROCESS
    assert not found, f"{path} uses {found}"


def test_home_directories_are_looked_up_in_one_place() -> None:
    users = [path for path in FILES if "expanduser" in {name for name, dummy in names_called(path)}]
    assert users == [PLUGINS / "module_utils/_core/settings.py"]


def test_modules_of_one_type_do_not_import_the_registry() -> None:
    names = ("oci_volume_kms_key", "oci_backup_kms_key", "oci_bucket_kms_key", "oci_adb_encryption_key")
    for path in [PLUGINS / folder / f"{name}.py" for name in names for folder in ("modules", "module_utils/_tasks")]:
        assert not any(name.endswith("_resources.registry") for name, dummy in imports(path)), path


def test_types_do_not_decide() -> None:
    """A type knows the wire and nothing of check mode, planning or waiting."""
    types = ("volume", "volume_backup", "volume_replica", "bucket", "file_system", "autonomous_database")
    for path in [PLUGINS / f"module_utils/_resources/{name}.py" for name in types]:
        imported = {name.split(".")[-2] for name, dummy in imports(path) if name.startswith("plugins.")}
        assert not imported & {"reconcile", "checks", "plan", "waiting", "assigning", "tasks", "module"}, path
        assert "check_mode" not in {name for name, dummy in names_called(path)}, path


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_names_say_what_a_file_is_for(path: Path) -> None:
    assert not set(path.relative_to(PLUGINS).with_suffix("").parts) & FORBIDDEN_NAMES
    tree = nodes(path)[0]
    assert isinstance(tree, ast.Module)
    assert ast.get_docstring(tree), f"{path} does not say what it is responsible for"


@pytest.mark.parametrize("path", sorted((PLUGINS / "module_utils").rglob("*.py")), ids=file_id)
def test_private_files_say_so(path: Path) -> None:
    assert "# This file is private to the collection cmk.oci:" in path.read_text(encoding="utf-8")
