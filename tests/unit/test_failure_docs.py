# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of `failure` is what modules return."""

from __future__ import annotations

import ast
import json
import pathlib
from typing import Any

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core import errors
from dev import failure_docs

MODULES = [path for path in failure_docs.paths() if path.suffix == ".py"]


def failure() -> errors.Failure:
    """A failure to which every field applies."""
    key = errors.KeyFacts("DISABLED", "RSA", 2048, "HSM", 2)
    full = errors.NotFoundOrDenied("x", advice=("Check it.",), missing_statements=("Allow a",), key=key)
    full.policies = errors.Policies("missing", denying=("Deny b",), undecided=("Allow c",))
    return full.after_write(errors.Accepted("UpdateIt", "REQ", "WORK"), service="core", region="us-ashburn-1")


def names(result: dict[str, Any]) -> list[Any]:
    return [(name, names(value)) if isinstance(value, dict) else name for name, value in result.items()]


def documented_names(contains: dict[str, Any]) -> list[Any]:
    return [
        (name, documented_names(facts["contains"])) if "contains" in facts else name for name, facts in contains.items()
    ]


def return_values(path: pathlib.Path) -> dict[str, Any]:
    """The RETURN of a module, which need not be imported for it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    text = next(
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and getattr(node.targets[0], "id", None) == "RETURN"
    )
    return dict(yaml.safe_load(str(text)))


@pytest.mark.parametrize("path", failure_docs.paths(), ids=lambda path: path.stem)
def test_every_block_is_the_generated_one(path: pathlib.Path) -> None:
    assert path.read_text(encoding="utf-8") == failure_docs.documented(path), "run `python dev/failure_docs.py`"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_document_the_fields_of_a_result(path: pathlib.Path) -> None:
    documented = return_values(path)["failure"]["contains"]
    assert documented_names(documented) == names(failure().as_result())


def test_the_types_are_those_of_a_result() -> None:
    def check(fields: tuple[errors.Field, ...], result: dict[str, Any]) -> None:
        for field in fields:
            value = result[field.name]
            assert value is None or type(value).__name__ == field.type, field.name
            if field.elements:
                assert {type(each).__name__ for each in value} <= {field.elements}, field.name
            if field.contains:
                check(field.contains, value)

    full = failure()
    full.status = 404
    check(errors.FIELDS, json.loads(json.dumps(full.as_result())))


def test_the_guide_lists_every_kind() -> None:
    def subclasses(kind: type[errors.Failure]) -> set[str]:
        return {each for sub in kind.__subclasses__() for each in (sub.__name__, *subclasses(sub))}

    public = {name for name in subclasses(errors.Failure) if hasattr(errors, name)}
    assert {each.__name__ for each in failure_docs.kinds()} == public
    text = failure_docs.GUIDE.read_text(encoding="utf-8")
    assert [name for name in public if f"   * - ``{name}``\n" not in text] == []


def test_descriptions_are_one_short_line() -> None:
    assert [line for line in failure_docs.block().splitlines() if len(line) > 120] == []


def test_a_module_without_the_block_is_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "x.py"
    path.write_text('RETURN = r"""\nresource:\n  type: dict\n"""\n', encoding="utf-8")
    with pytest.raises(ValueError, match=path.name):
        failure_docs.documented(path)
