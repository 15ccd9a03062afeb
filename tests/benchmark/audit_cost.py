# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit costs, beside a plain script with the SDK in the same run, and how that grows with the tenancy.

Requests wait for 50 ms, as those to a region nearby do.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.served import ROOT, Served, serving

ROUNDS = 2
"""Of which the shortest counts: whatever else the machine does only adds."""

LATENCY_MS = 50

RESOURCES: Mapping[str, int] = {
    "volumes": 2500,
    "boot-volumes": 1000,
    "volume-backups": 1500,
    "boot-volume-backups": 500,
    "buckets": 600,
    "file-systems": 400,
    "databases": 200,
}

COMMON_TYPES = (
    "volume",
    "boot_volume",
    "volume_backup",
    "boot_volume_backup",
    "bucket",
    "file_system",
    "autonomous_database",
)


def measure_audits() -> Iterator[tuple[str, str]]:
    """A table in rows: name and text."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        with _tenancy(folder / "one", compartments=50, factor=1) as served:
            ours, plain = _best(served, "one_audit", *COMMON_TYPES), _best(served, "plain_audit")
            requests = _requests(served, "one_audit", *COMMON_TYPES)
            everything = _best(served, "one_audit")
        yield "audit: resources", str(ours["resources"])
        yield "audit: seconds", f"{ours['seconds']:.2f}"
        yield "audit: MiB", f"{ours['memory']:.0f}"
        yield "audit: requests", str(requests)
        yield "audit: seconds for all types", f"{everything['seconds']:.2f}"
        yield "audit: plain SDK with 16 threads, seconds", f"{plain['seconds']:.2f}"
        yield "audit: ours / plain SDK", f"{ours['seconds'] / plain['seconds']:.2f}"
        with _tenancy(folder / "ten", compartments=50, factor=10) as served:
            larger = _best(served, "one_audit", *COMMON_TYPES)
        yield "audit: ten times the resources, seconds", f"{larger['seconds']:.2f}"
        yield "audit: ten times the resources, MiB", f"{larger['memory']:.0f}"
        more = (larger["seconds"] - ours["seconds"]) / (larger["resources"] - ours["resources"])
        yield "audit: slope, ms for a resource", f"{1000 * more:.2f}"
        with _tenancy(folder / "wide", compartments=200, factor=1) as served:
            wide = _best(served, "one_audit", *COMMON_TYPES)
        yield (
            "audit: slope, ms for a compartment in a region",
            f"{1000 * (wide['seconds'] - ours['seconds']) / 300:.2f}",
        )


def _tenancy(directory: Path, *, compartments: int, factor: int) -> Any:
    counts = [f"--{name}={count * factor}" for name, count in RESOURCES.items()]
    shape = [f"--compartments={compartments}", "--regions=2", f"--latency-ms={LATENCY_MS}", *counts]
    return serving(directory, scenario="large", options=shape)


def _best(served: Served, module: str, *arguments: str) -> dict[str, Any]:
    return min((_run(served, module, *arguments) for _round in range(ROUNDS)), key=lambda each: each["seconds"])


def _run(served: Served, module: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", f"tests.benchmark.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=served.environment(), capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _requests(served: Served, module: str, *arguments: str) -> int:
    served.control("/journal/counts", verb="DELETE")
    _run(served, module, *arguments)
    counts: dict[str, dict[str, int]] = served.control("/journal/counts", None, verb="GET")
    return sum(sum(each.values()) for each in counts.values())
