# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a task travels: its requests, its calls of functions of this collection, and the files they are in."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_backup_copy, oci_volume_kms_key
from simulator.cloud import Cloud
from tests.officer import Officer

OURS = "/plugins/module_utils/"


def measure_trips() -> Iterator[tuple[str, str]]:
    """Measure a change of a volume's key, and a copy of a backup."""
    cloud = Cloud(frozen=True, key_bits=1024)
    officer = Officer(cloud, "projx-operator")
    volume = cloud.catalogue["volumes"]["data-oracle-managed"]
    backup = cloud.catalogue["volume_backups"]["backup-right-key"]
    change = {"volume_id": volume, "kms_key_id": officer.key_id("cmk")}
    copy = {"backup_id": backup, "destination_region": "us-phoenix-1", "kms_key_id": officer.key_id("cmk-phx")}
    yield from _measure("change a volume's key", officer, lambda: officer.run(oci_volume_kms_key, **change))
    yield from _measure("copy a backup", officer, lambda: officer.run(oci_backup_copy, **copy))


def _measure(name: str, officer: Officer, act: Callable[[], dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Imports and the login are counted as well: a module does both."""
    calls: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        # A generator's frame is entered for each value, and is no function that a reader follows.
        if event == "call" and OURS in frame.f_code.co_filename and not frame.f_code.co_name.startswith("<"):
            calls[frame.f_code.co_filename] += 1

    so_far = officer.now
    sys.setprofile(note)
    try:
        result = act()
    finally:
        sys.setprofile(None)
    assert result["changed"]
    yield f"{name}: requests", str(len(officer.requests(after=so_far)))
    yield f"{name}: calls", str(sum(calls.values()))
    yield f"{name}: files", str(len(calls))
