# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that two threads may share is filled on first use, unless it is under a lock or cannot differ."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

MODULE_UTILS = Path(__file__).parents[2] / "plugins/module_utils"

CACHES = {"cache", "lru_cache", "cached_property"}

ALLOWED = {
    # Computed from constants of the SDK or from a text: equal in all threads, whichever of them comes first, and the
    # standard library's cache may be used by several.
    "_core/sdk.py: sdk": "the SDK, imported once",
    "_core/sdk.py: service_package": "a package of the SDK",
    "_core/sdk.py: sdk_is_before": "the version of the SDK",
    "_core/shapes_of_answers.py: _fields": "a class of the SDK",
    "_core/shapes_of_answers.py: _parsed": "the name of a type",
    "_core/shapes_of_answers.py: _is_key": "a text",
    "_core/views.py: _fields": "a class of the SDK",
    "_core/views.py: _time": "a text",
    "_audit/rules.py: references": "controls, which are data",
    "_audit/reports/wording.py: milliseconds": "a text",
    # Of the process, and so of its one thread that begins and ends the task.
    "_ansible/module.py: Module._take_out_secrets.refusal": "before the task",
    "_core/waiting.py: Deadline.start.ends": "before the task's first request",
    # Of one resource, and so of the thread that works on it.
    "_resources/access.py: Readable._all_domains._domains": "read by `prepare` before threads share it",
    "_resources/bucket.py: BucketKeys.namespace._namespace": "read by `prepare` before threads share it",
    # Of one audit, by the thread that it belongs to.
    "_audit/gathering.py: GatheredKeys.add._keys": "judged by one thread",
    "_audit/key_facts.py: KeyFacts._reader._readers": "the thread that reads keys",
    "_audit/evaluating.py: Returned.add._kept": "judged by one thread",
    "_audit/tally.py: Tally.add._by_place": "judged by one thread",
    "_audit/tally.py: Tally.add._by_rule": "judged by one thread",
    # Of one search for users of a key.
    "_resources/cross_check.py: Index.proves_unused._unused": "one search",
    # Of one lookup of policies, which Evidence makes under its lock, and else of one task.
    "_iam/checking.py: Check.lineage._lineages": "one lookup",
    "_iam/checking.py: Check._statements._attached": "one lookup",
    "_iam/checking.py: Survey._known._directory": "one task on one policy",
    "_iam/checking.py: Survey._of._attached": "one task on one policy",
    "_iam/groups.py: GroupNames._listed._ids": "one lookup",
    "_iam/policies.py: Policies._compartment._compartments": "one lookup",
}


# Since when something is so, of what one thread follows.
MOMENT = "_since"


def lazily_filled(where: str, source: str) -> Iterator[str]:
    """The caches of a file, and the attributes that a method fills when it finds them empty."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and any(_is_cache(each) for each in node.decorator_list):
            yield f"{where}: {node.name}"
        elif isinstance(node, ast.Global):
            yield f"{where}: global {', '.join(node.names)}"
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name != "__init__":
                    yield from (f"{where}: {node.name}.{method.name}.{each}" for each in _filled(method.body))


def _is_cache(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in CACHES


def _filled(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, ast.With) and "lock" in ast.unparse(statement.items[0]):
            continue
        if isinstance(statement, ast.If) and any(isinstance(each, ast.Is | ast.NotIn) for each in _compared(statement)):
            tested = set(_own(ast.walk(statement.test)))
            yield from (each for each in sorted(tested & set(_assigned(statement))) if not each.endswith(MOMENT))
        for call in ast.walk(statement):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "setdefault":
                yield from _own([call.func.value])
        for name in ("body", "orelse", "finalbody"):
            yield from _filled([each for each in getattr(statement, name, ()) if isinstance(each, ast.stmt)])


def _compared(statement: ast.If) -> Iterator[ast.cmpop]:
    for node in ast.walk(statement.test):
        if isinstance(node, ast.Compare):
            yield from node.ops


def _assigned(statement: ast.If) -> Iterator[str]:
    for node in ast.walk(statement):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            yield from _own(ast.walk(target))


def _own(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            yield node.attr


def test_what_is_filled_on_first_use_is_known() -> None:
    found = {
        each
        for path in sorted(MODULE_UTILS.rglob("*.py"))
        for each in lazily_filled(str(path.relative_to(MODULE_UTILS)), path.read_text(encoding="utf-8"))
    }
    assert found - ALLOWED.keys() == set(), "pass it as a value, or use Once of _core/task"
    assert ALLOWED.keys() - found == set(), "no longer filled lazily: take it off the list"


def test_every_form_is_recognized() -> None:
    source = """
class Holder:
    def plain(self):
        if self._a is None:
            self._a = 1
        if "x" not in self._b:
            self._b["x"] = 1
        self._c.setdefault("x", 1)
        for each in ():
            if self._d is None:
                self._d = 1
        with self._lock:
            if self._e is None:
                self._e = 1
        if self._f is None:
            return
        self._g = 1
    @cached_property
    def kept(self): ...
@functools.lru_cache(maxsize=1)
def kept_too(): ...
"""
    methods = {f"x.py: Holder.plain._{name}" for name in "abcd"}
    assert set(lazily_filled("x.py", source)) == {*methods, "x.py: kept", "x.py: kept_too"}
