# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a task travels: its requests, its calls of functions of this collection, and the files they are in."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_backup_copy, oci_volume_kms_key
from simulator.cloud import Cloud
from tests.officer import Officer

OURS = "/plugins/module_utils/"


@dataclass(frozen=True)
class Trip:
    """What one task takes: its requests, its calls, and the calls by file."""

    name: str
    requests: int
    calls: int
    files: Mapping[str, int]


def measure_trips() -> Iterator[tuple[str, str]]:
    """Name and value of each measurement."""
    for trip in trips():
        yield f"{trip.name}: requests", str(trip.requests)
        yield f"{trip.name}: calls", str(trip.calls)
        yield f"{trip.name}: files", str(len(trip.files))
        yield from ((f"{trip.name}: calls in {name}", str(count)) for name, count in trip.files.items())


def trips() -> Iterator[Trip]:
    """A change of a volume's key, and a copy of a backup."""
    cloud = Cloud(frozen=True, key_bits=1024)
    officer = Officer(cloud, "projx-operator")
    volume = cloud.catalogue["volumes"]["data-oracle-managed"]
    backup = cloud.catalogue["volume_backups"]["backup-right-key"]
    change = {"volume_id": volume, "kms_key_id": officer.key_id("cmk")}
    copy = {"backup_id": backup, "destination_region": "us-phoenix-1", "kms_key_id": officer.key_id("cmk-phx")}
    yield _trip("change a volume's key", officer, lambda: officer.run(oci_volume_kms_key, **change))
    yield _trip("copy a backup", officer, lambda: officer.run(oci_backup_copy, **copy))


def _trip(name: str, officer: Officer, act: Callable[[], dict[str, Any]]) -> Trip:
    """The login is counted as well: a module logs in once."""
    calls: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        # Imports and comprehensions are no functions that a reader follows.
        if event == "call" and OURS in frame.f_code.co_filename and not frame.f_code.co_name.startswith("<"):
            calls[frame.f_code.co_filename.partition(OURS)[2]] += 1

    so_far, previous = officer.now, sys.getprofile()
    sys.setprofile(note)
    try:
        result = act()
    finally:
        sys.setprofile(previous)
    assert result["changed"]
    return Trip(name, len(officer.requests(after=so_far)), sum(calls.values()), dict(calls.most_common()))
