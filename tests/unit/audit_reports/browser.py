# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium without a window, by the pipe of its developer tools: no port, and nothing to install but the browser."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import json
import os
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)

SECONDS = 60.0


def program() -> str | None:
    """The browser of this machine, if it has one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Page:
    """One page. What it tries to request is in `requested`, why not in `refused`, what it reports in `complaints`."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        self._numbers = itertools.count(1)
        self._buffer = b""
        self._session: str | None = None
        self.requested: list[str] = []
        self.refused: list[str] = []
        self.complaints: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for each in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{each}.enable")

    def open(self, url: str) -> None:
        """Show a page, and wait until it is loaded."""
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true in the page."""
        end = time.monotonic() + SECONDS
        while not self.evaluate(condition):
            assert time.monotonic() < end, f"never became true: {condition}"
            time.sleep(0.02)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command of the developer tools."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._writes, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            self.requested.append(params["request"]["url"])
        elif event.get("method") == "Network.loadingFailed":
            self.refused.append(str(params.get("blockedReason")))
        elif event.get("method") == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        elif event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        elif event.get("method") == "Page.javascriptDialogOpening":
            self.complaints.append(f"dialog: {params['message']}")

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            assert select.select([self._reads], [], [], SECONDS)[0], "the browser does not answer"
            piece = os.read(self._reads, 1 << 20)
            assert piece, "the browser has ended"
            self._buffer += piece
        message, self._buffer = self._buffer.split(b"\0", 1)
        found: dict[str, Any] = json.loads(message)
        return found


@contextlib.contextmanager
def page(browser: str) -> Iterator[Page]:
    """A page of a new browser, which ends with the body of the `with`."""
    theirs_to_read, to_write = _pipe()
    to_read, theirs_to_write = _pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, open(os.devnull, "wb") as nowhere:
        process = os.posix_spawn(
            browser,
            [browser, *OPTIONS, f"--user-data-dir={folder}"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
                (os.POSIX_SPAWN_DUP2, theirs_to_read, 3),
                (os.POSIX_SPAWN_DUP2, theirs_to_write, 4),
            ],
        )
        os.close(theirs_to_read)
        os.close(theirs_to_write)
        try:
            yield Page(to_read, to_write)
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(to_read)
            os.close(to_write)


def _pipe() -> tuple[int, int]:
    """A pipe whose numbers are none of those that the browser expects."""
    ends = os.pipe()
    moved = tuple(fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 100) for each in ends)
    for each in ends:
        os.close(each)
    return moved[0], moved[1]
