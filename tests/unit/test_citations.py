# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the code cites exists in the repository: sections, traps and source labels of docs/dev/oci-facts.md."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "docs/dev/oci-facts.md"
CITATION = re.compile(r"oci-facts\.md,?\s+(section|trap)s?\s+(\d+(?:(?:, | and | to )\d+)*)")
LABEL = re.compile(r"\bD-[A-Z0-9]{3,5}\b")
NUMBER = re.compile(r"\d+")
SUFFIXES = {".py", ".md", ".rst", ".yml", ".sh"}


def texts() -> Iterator[tuple[Path, str]]:
    """The files of the repository that cite, with line breaks of comments as spaces."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        path = ROOT / name
        if path.suffix in SUFFIXES and path != FACTS and path.is_file():
            yield path, re.sub(r"\n[ #*]*", " ", path.read_text(encoding="utf-8"))


def test_sections_and_traps_exist() -> None:
    facts = FACTS.read_text(encoding="utf-8")
    known = {
        "section": set(re.findall(r"^## (\d+)\. ", facts, re.M)),
        "trap": set(re.findall(r"^(\d+)\. ", facts.partition("## Traps")[2], re.M)),
    }
    cited = [
        (path, kind, number)
        for path, text in texts()
        for kind, numbers in CITATION.findall(text)
        for number in NUMBER.findall(numbers)
    ]
    assert len(cited) > 50
    assert [each for each in cited if each[2] not in known[each[1]]] == []


def test_labels_exist() -> None:
    known = set(re.findall(r"^\| (D-[A-Z0-9]+) \|", FACTS.read_text(encoding="utf-8"), re.M))
    unknown = {(path.name, label) for path, text in texts() for label in LABEL.findall(text) if label not in known}
    assert unknown == set()
