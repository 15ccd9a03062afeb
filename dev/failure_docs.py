# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the documentation of `failure` from `FIELDS` and the subclasses of `Failure` in `_core/errors.py`.

It is the last return value of every module, and two tables in the guide about failures. With `--check` nothing is
written: it names what differs, and exits with 1 if anything does.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from collections.abc import Iterable

import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core import errors, supported_python

ROOT = pathlib.Path(__file__).parents[1]
GUIDE = ROOT / "docs/docsite/rst/guide_failures.rst"

OPENING = """\
# Written by dev/failure_docs.py
failure:
  description:
    - What went wrong, as data. What does not apply is V(none) or empty.
    - R(The guide to failures, ansible_collections.cmk.oci.docsite.guide_failures) lists the kinds.
  returned: failure, unless Ansible itself rejected the options
  type: dict
  contains:
"""
BLOCK = re.compile(r"(?:# Written by dev/failure_docs\.py\n)?^failure:\n(?:[ ].*\n)+(?=\"\"\"\n)", re.MULTILINE)


def scalar(value: object) -> str:
    """A value within a flow mapping: quoted only where YAML would read it otherwise."""
    text = str(value)
    is_plain = re.fullmatch(r"[\w .;()/-]+", text) and yaml.safe_load(text) == value
    return text if is_plain else json.dumps(value)


def entries(fields: Iterable[errors.Field], indent: str) -> Iterable[str]:
    """The lines of a `contains`: one for each field that has no fields itself."""
    for field in fields:
        facts = {"type": field.type, "elements": field.elements, "sample": field.sample}
        facts = {name: scalar(value) for name, value in facts.items() if value is not None}
        if field.contains:
            yield f"{indent}{field.name}:\n"
            yield f"{indent}  description: {field.description}\n"
            yield from (f"{indent}  {name}: {value}\n" for name, value in facts.items())
            yield f"{indent}  contains:\n"
            yield from entries(field.contains, indent + "    ")
        else:
            pairs = {"description": scalar(field.description), **facts}
            shown = ", ".join(f"{name}: {value}" for name, value in pairs.items())
            yield f"{indent}{field.name}: {{{shown}}}\n"


def block() -> str:
    """The documentation of the return value `failure`."""
    return OPENING + "".join(entries(errors.FIELDS, "    "))


def table(rows: Iterable[tuple[str, ...]], *, widths: str, header: tuple[str, ...]) -> str:
    """A table in reStructuredText."""
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for row in (header, *rows):
        lines += [f"   {'*' if cell is row[0] else ' '} - {cell}" for cell in row]
    return "\n".join(lines) + "\n"


def kinds() -> list[type[errors.Failure]]:
    """The kinds of failures, in the order of their definition."""
    return [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.Failure)][1:]


def marked(text: str) -> str:
    """A description in reStructuredText."""
    return re.sub(r"\b(failure\.\w+)", r"``\1``", re.sub(r"V\((.+?)\)", r"``\1``", text))


def tables() -> dict[str, str]:
    """The tables of the guide, by the names between which they are."""
    fields = [*errors.FIELDS]
    for outer in errors.FIELDS:
        after = fields.index(outer) + 1
        fields[after:after] = [inner._replace(name=f"{outer.name}.{inner.name}") for inner in outer.contains]
    return {
        "kinds": table(
            [
                (f"``{supported_python.KIND}``", "Let ``ansible_python_interpreter`` name a Python that is supported."),
                *((f"``{each.__name__}``", marked((each.__doc__ or "").strip())) for each in kinds()),
            ],
            widths="20 80",
            header=("Kind", "What it means, or what to do"),
        ),
        "fields": table(
            [(f"``{field.name}``", field.type, marked(field.description)) for field in fields],
            widths="30 10 60",
            header=("Field", "Type", "Description"),
        ),
    }


def documented(path: pathlib.Path) -> str:
    """A file with the documentation that it should have. Raises ValueError when it has no place for it."""
    text = path.read_text(encoding="utf-8")
    if path != GUIDE:
        text, count = BLOCK.subn(lambda dummy: block(), text)
        if count != 1:
            raise ValueError(f"{path.name} has {count} return values `failure` at the end of RETURN, and not one")
        return text
    for name, content in tables().items():
        begin, end = f".. {name}: written by dev/failure_docs.py\n\n", f"\n.. {name}: end\n"
        before, _begin, rest = text.partition(begin)
        _old, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{path.name} has no place for the table of {name}")
        text = before + begin + content + end + after
    return text


def paths() -> list[pathlib.Path]:
    """The files that document `failure`."""
    return [*sorted((ROOT / "plugins/modules").glob("*.py")), GUIDE]


def main(arguments: list[str]) -> int:
    """Writes the files, or checks them."""
    outdated = [path for path in paths() if documented(path) != path.read_text(encoding="utf-8")]
    for path in outdated:
        if arguments == ["--check"]:
            print(f"{path.relative_to(ROOT)} is outdated: run `python dev/failure_docs.py`")
        else:
            path.write_text(documented(path), encoding="utf-8")
    return 1 if arguments == ["--check"] and outdated else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
