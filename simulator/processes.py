# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that serves from a directory: whether it still runs, whether it is the one, and how to end it."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
import time
from pathlib import Path

_PROC = Path("/proc")
# A clock of the kernel and one of the file system are compared.
_TOLERANCE_SECONDS = 2.0


def is_alive(process_id: int) -> bool:
    """Whether such a process runs; one that ended and that nobody has waited for does not."""
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return _fields(process_id)[:1] != ["Z"]


def serves(process_id: int, directory: Path) -> bool:
    """Whether the command line is that of a simulated tenancy with this directory."""
    words = _command_line(process_id)
    # Not what only started it, such as `timeout` or a shell.
    if not words or "python" not in Path(words[0]).name.lower():
        return False
    if ("-m", "simulator") not in itertools.pairwise(words) or "serve" not in words[words.index("simulator") :]:
        return False
    given = [after for before, after in itertools.pairwise(words) if before == "--directory"]
    given += [word.partition("=")[2] for word in words if word.startswith("--directory=")]
    try:
        where = (_PROC / str(process_id) / "cwd").resolve(strict=True)
    except OSError:
        return str(directory) in given
    return (where / (given[-1] if given else ".simulator")).resolve() == directory


def serving(directory: Path) -> int | None:
    """The process whose command line says so, where the system lists them."""
    listed = sorted(int(entry.name) for entry in _PROC.glob("[0-9]*"))
    return next((one for one in listed if one != os.getpid() and is_alive(one) and serves(one, directory)), None)


def began_after(process_id: int, moment: float) -> bool:
    """Whether the process is younger than that, as far as the system tells."""
    ticks = _fields(process_id)[19:20]
    try:
        booted = (_PROC / "stat").read_text().partition("btime ")[2].split()[0]
    except (OSError, IndexError):
        return False
    return bool(ticks) and int(booted) + int(ticks[0]) / os.sysconf("SC_CLK_TCK") > moment + _TOLERANCE_SECONDS


def end(process_id: int, *, patience_seconds: float) -> bool:
    """Ask it to end, and end it where it does not within that time; whether it is gone. May raise PermissionError."""
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
    """What Linux tells of a process, from its state on; nothing elsewhere."""
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
        asked = ["ps", "-ww", "-o", "args=", "-p", str(process_id)]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    except OSError:
        return []
