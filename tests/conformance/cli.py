# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the real `oci` command, as somebody's shell would."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import time
from collections.abc import Mapping
from typing import Any

from tests.conformance.printed import PRINTED, SPELT_TODAY

_TIMEOUT_SECONDS = 120


class CommandFailed(Exception):
    """The command's exit status was not 0; carries its output, and the service's error if there is one."""

    def __init__(self, command: str, output: str) -> None:
        super().__init__(f"{command}\n{output}")
        start = output.find("{")
        self.output = output
        self.error: dict[str, Any] = json.loads(output[start : output.rfind("}") + 1]) if start >= 0 else {}


class Cli:
    """The command; called with a whole command line."""

    def __call__(self, command: str, *, region: str | None = None) -> Any:
        """The command's output as data; nothing where it prints nothing. Raises CommandFailed."""
        environment = {**os.environ, **({"OCI_CLI_REGION": region} if region else {})}
        done = subprocess.run(
            shlex.split(command), env=environment, capture_output=True, text=True, check=False, timeout=_TIMEOUT_SECONDS
        )
        if done.returncode != 0:
            raise CommandFailed(command, done.stdout + done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def printed(self, where: str, values: Mapping[str, str] | None = None, *, region: str | None = None) -> Any:
        """The same for a command that a document prints, with a reader's values in the place of its examples."""
        command = PRINTED[where]
        for documented, spelt in SPELT_TODAY.items():
            command = command.replace(documented, spelt)
        for example, value in (values or {}).items():
            assert example in command, f"{where} does not print {example}"
            command = command.replace(example, value)
        return self(command, region=region)

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
