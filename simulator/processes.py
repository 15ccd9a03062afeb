# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that serves a directory: whether it runs, whether it is the right one, and how to end it."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
import time
from pathlib import Path

_PROC = Path("/proc")
# Tolerance, because a clock of the kernel is compared with one of the file system.
_TOLERANCE_SECONDS = 2.0


def is_alive(process_id: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return _fields(process_id)[:1] != ["Z"]


def serves(process_id: int, directory: Path) -> bool:
    """Whether the command line is that of a simulated tenancy that serves this directory."""
    words = _command_line(process_id)
    # Excludes a parent such as `timeout` or a shell.
    if not words or "python" not in Path(words[0]).name.lower():
        return False
    if ("-m", "simulator") not in itertools.pairwise(words) or "serve" not in words[words.index("simulator") :]:
        return False
    directories = [after for before, after in itertools.pairwise(words) if before == "--directory"]
    directories += [word.partition("=")[2] for word in words if word.startswith("--directory=")]
    try:
        where = (_PROC / str(process_id) / "cwd").resolve(strict=True)
    except OSError:
        return str(directory) in directories
    return (where / (directories[-1] if directories else ".simulator")).resolve() == directory


def serving(directory: Path) -> int | None:
    """The process with such a command line, on systems that list processes."""
    listed = sorted(int(entry.name) for entry in _PROC.glob("[0-9]*"))
    return next((one for one in listed if one != os.getpid() and is_alive(one) and serves(one, directory)), None)


def started_after(process_id: int, time: float) -> bool:
    """Whether the process started after that time, where the system reports it."""
    ticks = _fields(process_id)[19:20]
    try:
        booted = (_PROC / "stat").read_text().partition("btime ")[2].split()[0]
    except (OSError, IndexError):
        return False
    return bool(ticks) and int(booted) + int(ticks[0]) / os.sysconf("SC_CLK_TCK") > time + _TOLERANCE_SECONDS


def end(process_id: int, *, patience_seconds: float) -> bool:
    """Terminate a process, and kill it after the timeout. Returns whether it ended; may raise PermissionError."""
    for how, seconds in ((signal.SIGTERM, patience_seconds), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process_id, how)
        deadline = time.monotonic() + seconds
        while is_alive(process_id) and time.monotonic() < deadline:
            time.sleep(0.02)
        if not is_alive(process_id):
            return True
    return False


def _fields(process_id: int) -> list[str]:
    """The fields of a process in Linux's `/proc`, from its state on; empty on other systems."""
    try:
        return (_PROC / str(process_id) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _command_line(process_id: int) -> list[str]:
    try:
        return (_PROC / str(process_id) / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        pass
    try:
        command = ["ps", "-ww", "-o", "args=", "-p", str(process_id)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    except OSError:
        return []
