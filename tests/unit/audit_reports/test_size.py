# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of any size take the same memory, and little time for each finding."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit.records import UID_PREFIX
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.formats import FORMATS
from tests.unit.audit_reports.samples import findings, written

MIB = 1024**2

NAMES = ("data", "billing-db", "<b>logs</b>", "=archive", "приказ")


@contextlib.contextmanager
def opened() -> Iterator[dict[str, TextIO]]:
    with contextlib.ExitStack() as stack:
        yield {
            name: stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", newline=""))
            for name in FORMATS
        }


def many(count: int, distinct: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """That many findings, each with a uid of its own."""
    for number in range(count):
        yield {**distinct[number % len(distinct)], "uid": f"{UID_PREFIX}{number:032x}"}


@pytest.fixture(scope="module")
def distinct() -> list[dict[str, Any]]:
    return list(findings(1500, NAMES))


def memory() -> int:
    """The bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")


def test_24_000_findings_take_constant_memory(distinct: list[dict[str, Any]]) -> None:
    """What is kept is kept after the first 15,000: the rows of the page."""
    seen: list[int] = []

    def watched() -> Iterator[dict[str, Any]]:
        for number, each in enumerate(many(24_000, distinct)):
            if number % 1000 == 0:
                seen.append(memory())
            yield each

    with opened() as files:
        written(files, watched())
        growth = max(*seen, memory()) - seen[15]
        print(f"{growth / MIB:.1f} MiB after the first 15,000 findings")
        assert growth < 12 * MIB
        for name, file in files.items():
            file.seek(0, os.SEEK_END)
            print(f"{name}: {file.tell() / MIB:.1f} MiB")
            assert name != "report.html" or file.tell() < 5 * MIB


def test_a_finding_takes_little_time(distinct: list[dict[str, Any]]) -> None:
    """The limits are several times what a free machine takes: 60 µs for JSON, 250 µs for all."""
    for names, limit in ((["report.json"], 240e-6), (list(FORMATS), 1000e-6)):
        with opened() as files:
            began = time.process_time()
            written({name: files[name] for name in names}, many(6000, distinct))
            each = (time.process_time() - began) / 6000
        print(f"{', '.join(names)}: {1e6 * each:.0f} µs a finding")
        assert each < limit
