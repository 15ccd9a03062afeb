# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated tenancy that serves on loopback, for tests of what needs real sockets."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class Served:
    """Where it is, and a way to its control interface."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.bundle = directory / "ca.pem"
        self.tenancy: dict[str, Any] = json.loads((directory / "tenancy.json").read_text())
        self.variables = dict(
            shlex.split(line.removeprefix("export "))[0].split("=", 1)
            for line in (directory / "env").read_text().splitlines()
            if line.startswith("export ")
        )

    def control(self, path: str, body: Any = None, *, verb: str = "POST") -> Any:
        """What the control interface answers."""
        url = self.variables["OCI_SIMULATOR_CONTROL"] + path
        request = urllib.request.Request(url, data=json.dumps(body).encode(), method=verb)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as answer:
            return json.load(answer)

    def environment(self, **more: str) -> dict[str, str]:
        """An environment that holds nothing of OCI and no proxy but this tenancy's own."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("OCI_", "KUBERNETES_")) and not name.upper().endswith(("_PROXY", "_BUNDLE"))
        }
        return {**kept, **self.variables, **more}

    def cli(self, command: str, **more: str) -> Any:
        """The data that the OCI CLI answers, or its text where it says something else. Fails if the command does."""
        done = subprocess.run(
            ["oci", *shlex.split(command)],
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"oci {command}\n{done.stdout}{done.stderr}"
        return json.loads(done.stdout)["data"] if done.stdout.startswith("{") else done.stdout


@contextmanager
def serving(directory: Path, *, scenario: str = "founded", options: Sequence[str] = ()) -> Iterator[Served]:
    """One that runs in a process of its own until the body ends."""
    command = [sys.executable, "-m", "simulator"]
    place = ["--directory", str(directory)]
    plan = ["--scenario", scenario, "--key-bits", "1024", *options]
    subprocess.run(
        [*command, "start", *place, *plan],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    try:
        yield Served(directory)
    finally:
        subprocess.run([*command, "stop", *place], cwd=ROOT, check=True, capture_output=True)
