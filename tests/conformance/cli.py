# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the real `oci` command, as somebody's shell would.

Half of what a command costs is the import of the SDK and other libraries. So commands are forked from a process that
has imported those and done nothing else; each has its own arguments, environment and output, and does what the `oci`
script does.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conformance.printed import PRINTED, SPELT_TODAY

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "oci", "oci.core", "click", "prompt_toolkit", "jmespath"])
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
        with tempfile.TemporaryDirectory() as directory:
            out, err = os.path.join(directory, "out"), os.path.join(directory, "err")
            process = _FORKS.Process(target=_run, args=(shlex.split(command), environment, out, err))
            process.start()
            process.join(_TIMEOUT_SECONDS)
            if process.exitcode is None:
                process.kill()
                raise AssertionError(f"{command} did not end in {_TIMEOUT_SECONDS} s")
            printed, complaints = Path(out).read_text(), Path(err).read_text()
        if process.exitcode != 0:
            raise CommandFailed(command, printed + complaints)
        return json.loads(printed) if printed.strip() else None

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


def _run(arguments: list[str], environment: dict[str, str], out: str, err: str) -> None:
    """In the forked process: what the `oci` script does, with the output going to files."""
    os.environ.clear()
    os.environ.update(environment)
    with open(out, "w", encoding="utf-8") as stdout, open(err, "w", encoding="utf-8") as stderr:
        sys.stdout.flush()
        os.dup2(stdout.fileno(), 1)
        os.dup2(stderr.fileno(), 2)
        sys.argv = arguments
        sys.exit(importlib.import_module("oci_cli.cli").cli())
