# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command in whose surroundings Python scripts begin with the OCI SDK imported.

    python -m tests.preloaded_sdk DIRECTORY COMMAND...

Half of what the `oci` command or a module costs is the import of the SDK and other libraries, and the tests run many.
So a server imports those once, and forks for each script. What a module brings along in its archive is compiled once,
too. COMMAND finds two programs, which are made in DIRECTORY:

- `oci`, first on its PATH, is the OCI CLI;
- PRELOADED_PYTHON holds the path of an interpreter for Ansible: it takes a script as a file with
  arguments, or on its standard input.
"""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

_OCI_COMMAND = Path(__file__).with_name("oci_command.py")

# It imports next to nothing, since it is run each time.
_CLIENT = """\
import marshal, os, socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect({address!r})
call = marshal.dumps((sys.argv[1:], dict(os.environb), os.getcwdb()))
socket.send_fds(connection, [len(call).to_bytes(8, "big")], [0, 1, 2])
connection.sendall(call)
status = connection.recv(1)
os._exit(status[0] if status else 1)
"""


def main(directory: Path, command: list[str]) -> int:
    """The exit status of the command."""
    python = directory / "python"
    path = f"{directory / 'bin'}{os.pathsep}{os.environ['PATH']}"
    # Not in the directory: the address of a socket is a hundred letters at most.
    with tempfile.TemporaryDirectory() as place, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{place}/socket")
        listener.listen(64)
        client = directory / "client.py"
        _write_program(python, sys.executable, "-IS", client)
        _write_program(directory / "bin" / "oci", python, _OCI_COMMAND)
        client.write_text(_CLIENT.format(address=listener.getsockname()))
        number = listener.fileno()
        serve = [sys.executable, "-m", "tests.preloaded_sdk.server", str(number), place]
        with subprocess.Popen(serve, pass_fds=[number]) as server:
            # Should the server end, nobody is to wait for an answer.
            listener.close()
            try:
                surroundings = {**os.environ, "PATH": path, "PRELOADED_PYTHON": str(python)}
                return subprocess.run(command, env=surroundings, check=False).returncode
            finally:
                server.terminate()


def _write_program(path: Path, *command: str | Path) -> None:
    """A program that is the command, to which its own arguments are added."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, command))} "$@"\n')
    path.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
