# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report that is written can be read again, and anything else is refused with what to do instead."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit.records import SCHEMA_VERSION
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.reading import EarlierReport
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.store import Folder
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from tests.unit.audit_reports.samples import HOSTILE, findings, gone, outcome, run, written

MIB = 1024**2


def report(path: Path, count: int, **options: Any) -> Path:
    with Folder(str(path), option="report_path").files(["report.json"]) as files:
        written(dict(files), findings(count, tuple(HOSTILE.values())), **options)
    return path / "report.json"


def clean(value: Any) -> Any:
    """A value as UTF-8 holds it."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


@pytest.mark.parametrize("count", [0, 1, 500])
def test_what_was_written_is_read(tmp_path: Path, count: int) -> None:
    path = report(tmp_path / "r", count, outcome=outcome(gone=[gone(), gone("not_seen")]))
    earlier = EarlierReport(str(path), option="baseline")
    assert list(earlier.findings()) == clean(list(findings(count, tuple(HOSTILE.values()))))
    assert list(earlier.gone()) == [gone(), gone("not_seen")]
    assert earlier.run == run()
    assert earlier.finished_at == outcome()["finished_at"]
    assert earlier.coverage == outcome()["coverage"]
    assert earlier.exceptions == outcome()["exceptions"]
    assert earlier.summary == outcome()["summary"]


@pytest.mark.parametrize(
    "change",
    [lambda data: json.dumps(data, indent=2), json.dumps, lambda data: "\ufeff" + json.dumps(data, sort_keys=True)],
    ids=["jq .", "jq -c .", "with a mark of the byte order"],
)
def test_the_layout_may_be_changed(tmp_path: Path, change: Callable[[Any], str]) -> None:
    path = report(tmp_path / "r", 20)
    expected = EarlierReport(str(path), option="baseline")
    changed = tmp_path / "changed.json"
    changed.write_text(change(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")
    found = EarlierReport(str(changed), option="baseline")
    assert list(found.findings()) == list(expected.findings())
    assert (found.run, found.coverage, found.summary) == (expected.run, expected.coverage, expected.summary)


def test_the_folder_of_a_report_stands_for_it(tmp_path: Path) -> None:
    report(tmp_path / "r", 3)
    assert len(list(EarlierReport(str(tmp_path / "r"), option="baseline").findings())) == 3


def test_reading_takes_constant_memory(tmp_path: Path) -> None:
    path = report(tmp_path / "r", 10_000)
    assert path.stat().st_size > 15 * MIB
    tracemalloc.start()
    try:
        assert sum(1 for _each in EarlierReport(str(path), option="baseline").findings()) == 10_000
        assert tracemalloc.get_traced_memory()[1] < 2 * MIB
    finally:
        tracemalloc.stop()


def test_every_beginning_of_a_report_is_refused(tmp_path: Path) -> None:
    data = report(tmp_path / "r", 2).read_bytes()
    cut = tmp_path / "cut.json"
    for length in [*range(0, 400, 7), *range(len(data) - 600, len(data)), *range(400, len(data), 301)]:
        cut.write_bytes(data[:length])
        with pytest.raises(BadOption, match=r"^baseline .*Specify the report.json of an audit") as caught:
            EarlierReport(str(cut), option="baseline")
        assert caught.value.option == "baseline"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no complete JSON document"),
        (b"\xff\xfe\x00", "no complete JSON document"),
        (b"[]", "no report of an audit"),
        (b"{}", "no report of an audit"),
        (b"findings: []\n", "no complete JSON document"),
        (b'{"kind": "cmk.oci.plan", "schema_version": "1.0"}', "of the kind 'cmk.oci.plan', not cmk.oci.audit"),
        (b'{"kind": "cmk.oci.audit", "schema_version": "2.0"}', "schema version 2.0, and this release reads up to"),
        (b'{"kind": "cmk.oci.audit", "schema_version": "new"}', "schema version 'new', which is none"),
        (b'{"kind": "cmk.oci.audit", "schema_version": "1.0"}', "report without run"),
        (b'{"schema_version":"99.0","kind":"cmk.oci.audit",\n"run":{}\n}\n', "reads up to"),
        (b'{"schema_version":"1.0","kind":"cmk.oci.audit",\nrun\n}\n', "is damaged"),
        (b'{"schema_version":"1.0","kind":"cmk.oci.audit",\n"run":{]\n}\n', "is damaged"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(BadOption) as caught:
        EarlierReport(str(path), option="baseline")
    assert words in str(caught.value)
    assert caught.value.option == "baseline"
    assert caught.value.advice


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="there is no such file"):
        EarlierReport(str(tmp_path / "none.json"), option="baseline")
    with pytest.raises(BadOption, match="there is no such file"):
        EarlierReport(str(tmp_path), option="baseline")


@pytest.mark.parametrize("bad", ['{"uid": 1}', "7", "{"])
def test_a_finding_that_is_none_is_refused(tmp_path: Path, bad: str) -> None:
    path = report(tmp_path / "r", 1)
    lines = path.read_text(encoding="utf-8").split("\n")
    at = lines.index('"findings":[') + 1
    lines[at] = bad
    path.write_text("\n".join(lines), encoding="utf-8")
    earlier = EarlierReport(str(path), option="baseline")
    with pytest.raises(BadOption):
        list(earlier.findings())


def test_the_version_is_the_one_that_is_written(tmp_path: Path) -> None:
    first = report(tmp_path / "r", 0).read_text(encoding="utf-8").splitlines()[0]
    assert json.loads(first.rstrip(",") + "}") == {"schema_version": SCHEMA_VERSION, "kind": "cmk.oci.audit"}
