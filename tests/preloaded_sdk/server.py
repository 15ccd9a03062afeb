# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports the OCI SDK and CLI and nothing of ours, and forks for each Python script that a client wants to run.

    python -m tests.preloaded_sdk.server LISTENER DIRECTORY

A script has the arguments, the environment, the working directory and the three streams of its client, which ends with
its exit status.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import marshal
import os
import runpy
import signal
import socket
import sys
import traceback

from tests.preloaded_sdk import compiled

_LIBRARIES = (
    "oci",
    "oci.auth.signers",
    "oci.core",
    "oci.database",
    "oci.file_storage",
    "oci.identity",
    "oci.key_management",
    "oci.object_storage",
    "oci.resource_search",
    "oci.work_requests",
)
# As the command line names them.
_SERVICES = ("bv", "db", "iam", "kms", "os", "search")


def main(listener: socket.socket, directory: str) -> None:
    """Runs scripts until it is ended. Each has a process of its own, and another that tells how it ended."""
    compiled.keep_in(directory)
    for library in _LIBRARIES:
        importlib.import_module(library)
    # The CLI imports only what the command line is about.
    sys.argv = ["oci"]
    cli_modules = importlib.import_module("oci_cli.dynamic_loader")
    for service in _SERVICES:
        cli_modules.load_service(service)
    # What the garbage collector does not look at stays shared among the forks.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            break
        connection.close()
    listener.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    script = os.fork()
    if script == 0:
        _end(_run(connection))
    _, ended = os.waitpid(script, 0)
    connection.sendall(bytes([os.waitstatus_to_exitcode(ended) & 0xFF]))
    os._exit(0)


def _run(connection: socket.socket) -> object:
    """Becomes what the client asked for; with what it exits."""
    length, streams, _, _ = socket.recv_fds(connection, 8, 3)
    with connection, connection.makefile("rb") as sent:
        arguments, environment, place = marshal.loads(sent.read(int.from_bytes(length, "big")))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(place)
    os.environb.clear()
    os.environb.update(environment)
    # Ansible writes a module into a file, or to the standard input where it saves steps.
    file, *_ = sys.argv = arguments or ["-"]
    sys.path[0] = os.path.dirname(file)
    try:
        if file == "-":
            exec(compile(sys.stdin.read(), "<stdin>", "exec"), {"__name__": "__main__"})
        else:
            runpy.run_path(file, run_name="__main__")
    except SystemExit as ended:
        return ended.code
    except BaseException:
        traceback.print_exc()
        return 1
    return None


def _end(exits_with: object) -> None:
    """Ends as Python does, but does not take apart what was imported, which takes longer than most scripts."""
    if exits_with is not None and not isinstance(exits_with, int):
        print(exits_with, file=sys.stderr)
        exits_with = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit((exits_with or 0) & 0xFF)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
