# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real `oci` command against a running simulated tenancy (dev/with_simulator.sh starts one)."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class CommandFailed(Exception):
    """The command's exit status was not 0; carries the service's error."""

    def __init__(self, command: str, output: str) -> None:
        super().__init__(f"{command}\n{output}")
        start = output.find("{")
        self.error: dict[str, Any] = json.loads(output[start : output.rfind("}") + 1]) if start >= 0 else {}


# Where the documents and the command of today differ (seeds 000 and 001; oci-cli 3.95).
SPELT_TODAY = {
    "oci bv create ": "oci bv volume create ",
    "oci bv backup update --backup-id": "oci bv backup update --volume-backup-id",
}


class Cli:
    """Runs commands as the seeds print them."""

    def __init__(self, region: str) -> None:
        self._region = region

    def __call__(self, command: str) -> Any:
        """The command's output as data; nothing where it prints nothing. Raises CommandFailed."""
        for documented, spelt in SPELT_TODAY.items():
            command = command.replace(documented, spelt)
        words = shlex.split(command)
        words += ["--region", self._region] if "--region" not in words else []
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            raise CommandFailed(command, done.stdout + done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def until(self, command: str, state: str, *, seconds: float = 60) -> Any:
        """Repeat a get until the lifecycle state is as wished; its data."""
        deadline = time.monotonic() + seconds
        while True:
            data = self(command)["data"]
            if data["lifecycle-state"] == state:
                return data
            if time.monotonic() > deadline:
                raise AssertionError(f"{command}: {data['lifecycle-state']}, not {state}")
            time.sleep(0.3)


@pytest.fixture(scope="session")
def tenancy() -> dict[str, Any]:
    """What is seeded."""
    directory = os.environ.get("SIMULATOR_DIRECTORY")
    if not directory:
        raise pytest.UsageError("run these tests with: make conformance")
    return dict(json.loads((Path(directory) / "tenancy.json").read_text()))


@pytest.fixture(scope="session")
def cli(tenancy: dict[str, Any]) -> Cli:
    """The command in the home region."""
    return Cli(tenancy["home_region"])


@pytest.fixture
def volume(cli: Cli, tenancy: dict[str, Any]) -> Callable[..., str]:
    """Makes a volume of one's own, ready for use; its OCID."""

    def make(*, key: str | None = None, name: str = "conformance") -> str:
        under = f"--kms-key-id {tenancy['keys'][key]}" if key else ""
        domain = tenancy["availability_domains"][tenancy["home_region"]][0]
        made = cli(
            f"oci bv volume create --display-name {name} --compartment-id {tenancy['compartments']['projx']}"
            f" --availability-domain {domain} --size-in-gbs 50 {under} --wait-for-state AVAILABLE"
            " --wait-interval-seconds 1"
        )
        return str(made["data"]["id"])

    return make
