# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads a report.json line by line, or as a whole where its layout was changed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, Optional

from ..._core.errors import BadOption
from ..._core.quoting import brief, quoted
from ..records import SCHEMA_VERSION
from .report import KIND

FILE_NAME = "report.json"

# A line that is no item of a list: the name of a section, and its value or the beginning of a list.
SECTION = re.compile(r'"([a-z_]+)":(.+?),?')

END = b"\n}\n"

NEEDED = ("run", "findings", "coverage", "exceptions", "summary", "gate")

OF_A_FINDING: Mapping[str, frozenset[str]] = {
    "findings": frozenset(("uid", "rule_id", "status", "reason", "resource", "key", "first_seen")),
    "gone": frozenset(("uid", "rule_id", "status", "resource", "delta")),
}

ADVICE = f"Specify the {FILE_NAME} of an audit."


class EarlierReport:
    """A report that an audit wrote. Each iteration reads its findings from the file.

    `option` names it in messages. Raises BadOption for anything else than a complete report that this release reads.
    """

    def __init__(self, path: str, *, option: str) -> None:
        self._path = os.path.join(path, FILE_NAME) if os.path.isdir(path) else path
        self._option = option
        self._whole: Optional[dict[str, Any]] = None
        try:
            with self._open() as file:
                head = _head(file.readline())
                if head is None:
                    self._whole = head = self._load()
                elif not _has_end(self._path):
                    raise self._bad(f"ends before it is complete: {brief(self._path)}")
        except (OSError, ValueError) as error:
            raise self._bad(f"cannot be read: {brief(self._path)}: {_reason(error)}") from None
        self._check(head)
        self._rest = self._read_rest() if self._whole is None else self._whole
        for name in NEEDED:
            if name not in self._rest and name != "findings":
                raise self._bad(f"is a report without {name}")

    @property
    def run(self) -> dict[str, Any]:
        """The run that wrote it."""
        return dict(self._rest["run"])

    @property
    def coverage(self) -> list[dict[str, Any]]:
        """What was read and what was not."""
        return list(self._rest["coverage"])

    @property
    def exceptions(self) -> list[dict[str, Any]]:
        """The exceptions of that run."""
        return list(self._rest["exceptions"])

    @property
    def summary(self) -> dict[str, Any]:
        """Its counts."""
        return dict(self._rest["summary"])

    @property
    def finished_at(self) -> Optional[str]:
        """When that run ended."""
        found = self._rest.get("finished_at")
        return None if found is None else str(found)

    def findings(self) -> Iterator[dict[str, Any]]:
        """Yield its findings in their order."""
        return self._items("findings")

    def gone(self) -> Iterator[dict[str, Any]]:
        """Yield the findings that it no longer had, from a report before it."""
        return self._items("gone")

    def _items(self, section: str) -> Iterator[dict[str, Any]]:
        if self._whole is not None:
            for each in self._whole.get(section, ()):
                yield self._finding(section, each)
            return
        for name, value in self._sections():
            if name == section:
                yield self._finding(section, self._decoded(value))

    def _read_rest(self) -> dict[str, Any]:
        rest: dict[str, Any] = {"coverage": [], "exceptions": []}
        for name, value in self._sections():
            if name in ("coverage", "exceptions"):
                rest[name].append(self._decoded(value))
            elif name in ("run", "finished_at", "summary", "gate"):
                rest[name] = self._decoded(value)
        return rest

    def _sections(self) -> Iterator[tuple[str, str]]:
        """Yield each value and each item of a list, as text, with the name of its section."""
        section: Optional[str] = None
        with self._open() as file:
            file.readline()
            for raw in file:
                line = raw.rstrip("\n")
                if section is not None and line in ("]", "],"):
                    section = None
                elif section is not None:
                    yield section, line[:-1] if line.endswith(",") else line
                elif line == "}":
                    return
                else:
                    found = SECTION.fullmatch(line)
                    if found is None:
                        raise self._bad(f"is damaged: {brief(self._path)}")
                    if found.group(2) == "[":
                        section = found.group(1)
                    else:
                        yield found.group(1), found.group(2)

    def _open(self) -> IO[str]:
        return open(self._path, encoding="utf-8", newline="\n")

    def _load(self) -> dict[str, Any]:
        with open(self._path, encoding="utf-8-sig") as file:
            found = json.load(file)
        return found if isinstance(found, dict) else {}

    def _decoded(self, text: str) -> Any:
        try:
            return json.loads(text)
        except ValueError:
            raise self._bad(f"is damaged: {brief(self._path)}") from None

    def _finding(self, section: str, found: Any) -> dict[str, Any]:
        if not isinstance(found, dict) or not found.keys() >= OF_A_FINDING[section]:
            raise self._bad("has a finding without uid, rule_id, status or resource")
        return found

    def _check(self, head: Mapping[str, Any]) -> None:
        kind, version = head.get("kind"), str(head.get("schema_version"))
        if kind != KIND:
            shown = "no report of an audit" if kind is None else f"of the kind {quoted(str(kind))}, not {KIND}"
            raise self._bad(f"is {shown}: {brief(self._path)}")
        try:
            is_newer = _version(version) > _version(SCHEMA_VERSION)
        except ValueError:
            raise self._bad(f"has the schema version {quoted(version)}, which is none") from None
        if is_newer:
            raise self._bad(
                f"has the schema version {version}, and this release reads up to {SCHEMA_VERSION}",
                "Update the collection cmk.oci, or specify a report of this release.",
            )

    def _bad(self, reason: str, advice: str = ADVICE) -> BadOption:
        return BadOption(f"{self._option} {reason}", advice=(advice,), option=self._option)


def _head(line: str) -> Optional[dict[str, Any]]:
    """The members of the first line; `None` if the file does not have the layout of this collection."""
    try:
        found = json.loads(line.rstrip(",\n") + "}")
    except ValueError:
        return None
    return found if isinstance(found, dict) and set(found) == {"schema_version", "kind"} else None


def _has_end(path: str) -> bool:
    with open(path, "rb") as raw:
        raw.seek(0, os.SEEK_END)
        raw.seek(max(0, raw.tell() - len(END)))
        return raw.read() == END


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split("."))


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "it is no complete JSON document"
