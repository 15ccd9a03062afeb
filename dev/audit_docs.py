# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables of rules and standards in the guide to the audit, from the rules themselves.

With `--check` nothing is written: it reports whether the guide differs, and exits with 1 if it does.
"""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterable, Sequence

from ansible_collections.cmk.oci.plugins.module_utils._audit import controls
from ansible_collections.cmk.oci.plugins.module_utils._audit.rules import KEY_AGE, KEY_EXPECTED, RULES, Rule
from ansible_collections.cmk.oci.plugins.module_utils._resources.resource_type import Control
from dev.failure_docs import table

ROOT = pathlib.Path(__file__).parents[1]
GUIDE = ROOT / "docs/docsite/rst/guide_audit.rst"

GENERAL = frozenset((*controls.AT_REST, *controls.MANAGED, *controls.ROTATED))


def of_its_own(rule: Rule) -> str:
    """The controls of a rule that not all rules of its kind meet."""
    found = [f"{each.standard} {each.control}" for each in rule.controls if each not in GENERAL]
    return ", ".join(found) or "none"


def rules() -> str:
    """The table of the rules."""
    rows = [(f"``{each.id}``", f"{each.title}.", each.severity, of_its_own(each)) for each in RULES.values()]
    return table(rows, widths="24 38 12 26", header=("Rule", "Requirement", "Severity", "Controls"))


def _of(standard: str, found: Iterable[Control]) -> str:
    return next((each.control for each in found if each.standard == standard), "none")


def standards() -> str:
    """The table of the standards, with the controls that rules of one kind have in common."""
    kinds: Sequence[Iterable[Control]] = (controls.AT_REST, controls.MANAGED, controls.ROTATED)
    rows = [
        (f"`{name} <{source}>`__", *(_of(name, each) for each in kinds))
        for name, source in controls.STANDARDS.items()
        if any(each.standard == name for each in GENERAL)
    ]
    header = ("Standard", "Rules of types", f"``{KEY_EXPECTED}`` and others of keys", f"``{KEY_AGE}``")
    return table(rows, widths="28 24 28 20", header=header)


def documented(text: str) -> str:
    """The guide with the tables that it should have. Raises ValueError when it has no place for one."""
    for name, content in {"rules": rules(), "standards": standards()}.items():
        begin, end = f".. {name}: written by dev/audit_docs.py\n\n", f".. {name}: end\n"
        before, _begin, rest = text.partition(begin)
        _old, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{GUIDE.name} has no place for the table of {name}")
        text = f"{before}{begin}{content}\n{end}{after}"
    return text


def main(arguments: list[str]) -> int:
    """Writes the guide, or checks it."""
    text = GUIDE.read_text(encoding="utf-8")
    expected = documented(text)
    if expected == text:
        return 0
    if arguments == ["--check"]:
        print(f"{GUIDE.relative_to(ROOT)} is outdated: run `python -m dev.audit_docs`")
        return 1
    GUIDE.write_text(expected, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
